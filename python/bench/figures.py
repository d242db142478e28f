"""Measures what the book says of the package, each figure in processes of its own.

    python bench/figures.py --program target/release/dateline ARTICLES.jsonl [start] [ratio] [memory] [spark]

ARTICLES are records with an id and a text. Run it on a machine that does nothing else; the least of several runs counts.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from pathlib import Path


def child(code: str, *args: str) -> str:
    done = subprocess.run([sys.executable, "-c", code, *args], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def start(options: argparse.Namespace) -> None:
    """From the start of Python to the import, and to the first event."""
    bare = "import time; t = time.perf_counter(); {}; print(time.perf_counter() - t)"
    imported = min(float(child(bare.format("import dateline"))) for _ in range(9))
    first = "import dateline; dateline.Packs().code('Jets bombed a market in Aleppo.').events[0]"
    event = min(float(child(bare.format(first))) for _ in range(9))
    print(f"import {imported:.3f} s, import and first event {event:.3f} s")


CODED = """
import sys, time, dateline, pyarrow as pa
t = time.perf_counter()
packs = dateline.Packs()
rows = sum(batch.num_rows for batch in pa.RecordBatchReader.from_stream(getattr(packs, sys.argv[2])(
    sys.argv[1] if sys.argv[2] == "code_files" else dateline.read(sys.argv[1]),
    threads=int(sys.argv[3]), **(dateline.ARTICLE_COLUMNS if sys.argv[2] == "code_table" else {}))))
print(time.perf_counter() - t, rows)
"""

TABLE = """
import sys, time, dateline, pyarrow as pa
articles = dateline.read(sys.argv[1]).to_arrow()
t = time.perf_counter()
packs = dateline.Packs()
rows = sum(batch.num_rows for batch in pa.RecordBatchReader.from_stream(
    packs.code_table(articles, threads=int(sys.argv[2]), **dateline.ARTICLE_COLUMNS)))
print(time.perf_counter() - t, rows)
"""


def ratio(options: argparse.Namespace) -> None:
    """A table in memory, files, and the program on the same articles, in turn."""
    for threads in (1, 2):
        tables, files, programs = [], [], []
        for _ in range(options.rounds):
            tables.append(float(child(TABLE, options.articles, str(threads)).split()[0]))
            files.append(float(child(CODED, options.articles, "code_files", str(threads)).split()[0]))
            begin = time.perf_counter()
            command = [options.program, "run", options.articles, "-f", "jsonl", "-q", "--jobs", str(threads)]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            programs.append(time.perf_counter() - begin)
        table, file, program = min(tables), min(files), min(programs)
        size = Path(options.articles).stat().st_size / 1e6
        print(
            f"{threads} threads, {size:.1f} MB: code_table {table:.2f} s, code_files {file:.2f} s, dateline run {program:.2f} s "
            f"({size / program:.2f} MB/s): {table / program:.2f} and {file / program:.2f} of it"
        )


MEMORY = """
import sys, resource, dateline, pyarrow as pa
packs = dateline.Packs()
rows, repeats = int(sys.argv[1]), sys.argv[2] == "True"
schema = pa.schema({"id": pa.string(), "text": pa.string()})
def batches():
    for first in range(0, rows, 1_000):
        ids = [str(at) for at in range(first, first + 1_000)]
        # One in a hundred has an event, as in general news.
        texts = [f"Jets bombed market {at} in Aleppo, killing {at % 90 + 2} people." if at % 100 == 0 else
                 f"The bakery sold {at} loaves, and traders spoke of a calm day in the town." for at in range(first, first + 1_000)]
        yield pa.record_batch([pa.array(ids), pa.array(texts)], schema)
table = packs.code_table(pa.RecordBatchReader.from_batches(schema, batches()), repeats=repeats, threads=2)
events = sum(batch.num_rows for batch in pa.RecordBatchReader.from_stream(table))
print(events, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def memory(options: argparse.Namespace) -> None:
    """The most memory of a process that codes so many rows."""
    for repeats in (False, True):
        for rows in (10_000, 100_000, 1_000_000):
            events, peak = child(MEMORY, str(rows), str(repeats)).split()
            print(f"{rows:,} rows, repeats={repeats}: {events} events, at most {peak} MB")


def spark(options: argparse.Namespace) -> None:
    """A cluster of two workers on this machine: one core of it, and two."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
    import tempfile

    import dateline
    import dateline.spark as ds
    from test_spark import cluster, session

    packs = dateline.Packs()
    with tempfile.TemporaryDirectory() as folder, cluster(Path(folder)) as (master, _):
        times: dict[int, float] = {}
        for cores in (1, 2, 1, 2):
            more = {"spark.cores.max": str(cores), "spark.executor.cores": "1", "spark.executor.memory": "700m"}
            made = session(master, **more)
            made.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", "200")
            rows = dateline.read(options.articles).to_arrow().select(["id", "text"]).to_pylist()
            df = made.createDataFrame(rows, "id string, text string").repartition(16).cache()
            df.count()
            # Loads Python and the packs on each executor.
            ds.code(df.limit(64), packs, id="id", text="text").count()
            begin = time.perf_counter()
            events = ds.code(df, packs, id="id", text="text").count()
            taken = time.perf_counter() - begin
            times[cores] = min(taken, times.get(cores, taken))
            print(f"{cores} workers: {events} events in {taken:.1f} s", flush=True)
            made.stop()
        print(f"two workers are {times[1] / times[2]:.2f} times as fast as one")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", default="dateline")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("articles")
    parser.add_argument("what", nargs="*", default=["start", "ratio", "memory", "spark"])
    options = parser.parse_args()
    for name in options.what:
        {"start": start, "ratio": ratio, "memory": memory, "spark": spark}[name](options)


if __name__ == "__main__":
    main()
