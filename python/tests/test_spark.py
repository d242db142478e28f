"""Spark, as its own processes: local threads, and a cluster of two workers on this machine."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from conftest import article, plain

import dateline

pyspark = pytest.importorskip("pyspark")
if shutil.which("java") is None:
    pytest.skip("Spark needs Java", allow_module_level=True)

import dateline.spark as ds  # noqa: E402
from pyspark.sql import DataFrame, SparkSession  # noqa: E402
from pyspark.sql import types as t  # noqa: E402

HOME = Path(pyspark.__file__).parent
# Workers find this package where the tests do.
PATH = os.pathsep.join(path for path in sys.path if path)
NAMES = {"id": "id", "text": "text", "title": "title", "outlet": "outlet", "date": "date"}
SCHEMA = "id string, title string, text string, outlet string, date string"


def session(master: str, **more: str) -> SparkSession:
    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    builder = SparkSession.builder.master(master).appName("dateline")
    settings = {
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.shuffle.partitions": "4",
        "spark.executorEnv.PYTHONPATH": PATH,
        "spark.sql.session.timeZone": "UTC",
        **more,
    }
    for name, value in settings.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


@pytest.fixture(scope="module")
def spark() -> Iterator[SparkSession]:
    os.environ["PYTHONPATH"] = PATH
    made = session("local[2]")
    yield made
    made.stop()


def events_of(df: DataFrame) -> Counter[str]:
    """The events of a frame, each as text."""
    return Counter(plain(event.to_dict()) for event in dateline.events(ds._collected(df)))


def alone(packs: dateline.Packs, rows: list[dict[str, Any]]) -> Counter[str]:
    names = {name: name for name in ("title", "outlet", "date")}
    schema = pa.schema({name: pa.string() for name in rows[0]})
    table = packs.code_table(pa.Table.from_pylist(rows, schema), repeats=False, **names)
    return Counter(plain(event.to_dict()) for event in dateline.events(table))


def test_the_schema_is_what_spark_makes_of_it(spark: SparkSession) -> None:
    parsed = t.StructType.fromDDL(ds.schema())
    assert [field.name for field in parsed] == list(spark.createDataFrame([], parsed).columns)
    assert parsed["evidence"].dataType.simpleString().startswith("struct<text:string,start:int,end:int,raw_start:bigint")


@pytest.mark.parametrize(("batch", "partitions"), [(1, 1), (7, 3), (1_000, 8)])
def test_batches_and_partitions_do_not_change_events(
    spark: SparkSession, packs: dateline.Packs, articles: list[dict[str, Any]], batch: int, partitions: int
) -> None:
    spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", str(batch))
    df = spark.createDataFrame(articles, SCHEMA).repartition(partitions)
    assert events_of(ds.code(df, packs, **NAMES)) == alone(packs, articles)


def test_columns_of_other_types_and_bad_rows(spark: SparkSession, packs: dateline.Packs) -> None:
    spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", "500")
    df = spark.sql(
        """
        select 1L as `the id`, 'Jets bombed a market in Aleppo on Monday.' as text, timestamp'2016-08-12 17:41:00' as at
        union all select 2L, null, null union all select null, 'Shells fell.', null union all select 4L, '', null
        union all select 1L, 'Calm.', null
        """
    )
    coded = ds.code(df, packs, id="the id", text="text", date="at").cache()
    rows = [row.asDict(recursive=True) for row in coded.collect()]
    faults = {row["article"]["id"]: row["fault"] for row in rows if row["fault"]}
    assert set(faults) == {"2", None, "4"} and "text is null" in faults["2"]
    good = [row for row in rows if row["fault"] is None]
    assert {row["article"]["id"] for row in good} == {"1"}
    assert {str(row["date"]["start"]) for row in good} == {"2016-08-08"}
    assert good[0]["article"]["published_time"] == "17:41"
    assert [tuple(row) for row in ds.duplicate_ids(df, "the id").where("id is not null").collect()] == [("1", 2)]
    record = ds.run_record(packs, coded, df, id="the id")
    assert record["left_out"]["unread"] == 3 and record["output"]["count"] == len(good)
    assert record["corpus"]["articles"] == 5 and record["options"]["null-ids"] == ["1"]
    assert record["options"]["duplicate-ids"] == ["1 (2)"] and record["coded_by"] == packs.coded_by
    with pytest.raises(ValueError, match="not coded by these packs"):
        ds.run_record(dateline.Packs("conflict"), coded)
    coded.unpersist()


def test_wrong_columns_are_told_before_anything_runs(spark: SparkSession, packs: dateline.Packs) -> None:
    df = spark.createDataFrame([("a", "x", [1])], "url string, maintext string, parts array<int>")
    with pytest.raises(dateline.ColumnError, match='did you mean "maintext"'):
        ds.code(df, packs, id="url", text="main_text")
    with pytest.raises(dateline.ColumnError, match='"parts" for text holds'):
        ds.code(df, packs, id="url", text="parts")


def test_binary_and_large_strings(spark: SparkSession, packs: dateline.Packs, articles: list[dict[str, Any]]) -> None:
    spark.conf.set("spark.sql.execution.arrow.useLargeVarTypes", "true")
    df = spark.createDataFrame(articles[:50], SCHEMA)
    assert events_of(ds.code(df, packs, **NAMES)) == alone(packs, articles[:50])
    spark.conf.set("spark.sql.execution.arrow.useLargeVarTypes", "false")
    raw = df.withColumn("text", df["text"].cast("binary"))
    assert events_of(ds.code(raw, packs, **NAMES)) == alone(packs, articles[:50])


def test_packs_need_no_files_on_workers(spark: SparkSession, tmp_path: Path) -> None:
    (tmp_path / "pack.toml").write_text("name = 'study'\nversion = '1.0.0'\n")
    rules = tmp_path / "a.rhai"
    rules.write_text('rule("truce/any").kind("calm").when("truce");\n')
    own = dateline.Packs(tmp_path)
    coded = ds.code(spark.createDataFrame([("a", "A truce held.")], "id string, text string"), own, id="id", text="text")
    rules.unlink()
    assert [row.rule for row in coded.select("rule").collect()] == ["truce/any"]


def test_incidents_are_those_of_one_machine(
    spark: SparkSession, packs: dateline.Packs, articles: list[dict[str, Any]]
) -> None:
    df = spark.createDataFrame(articles, SCHEMA).repartition(5)
    names = {name: name for name in ("title", "outlet", "date")}
    table = packs.code_table(pa.Table.from_pylist(articles), repeats=False, **names)
    assert ds.incidents(ds.code(df, packs, **NAMES), packs) == packs.incidents(table)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def cluster(folder: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A master and two workers of one core each, as processes of their own."""
    port = free_port()
    environment = {**os.environ, "SPARK_HOME": str(HOME), "PYTHONPATH": PATH, "SPARK_LOCAL_IP": "127.0.0.1"}
    processes: list[subprocess.Popen[bytes]] = []

    def start(name: str, *args: str) -> None:
        log = (folder / f"{len(processes)}.log").open("wb")
        command = [str(HOME / "bin" / "spark-class"), f"org.apache.spark.deploy.{name}", *args]
        # A group of its own, which is ended as a whole.
        processes.append(
            subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
        )

    def wait_for(log: int, pattern: str) -> None:
        until = time.monotonic() + 90
        while not re.search(pattern, (folder / f"{log}.log").read_text(errors="replace")):
            assert time.monotonic() < until, (folder / f"{log}.log").read_text(errors="replace")
            time.sleep(0.2)

    try:
        web = ("--webui-port", str(free_port()))
        start("master.Master", "--host", "127.0.0.1", "--port", str(port), *web)
        wait_for(0, "Starting Spark master")
        for number in (1, 2):
            web = ("--webui-port", str(free_port()), "--work-dir", str(folder / f"work-{number}"))
            start("worker.Worker", f"spark://127.0.0.1:{port}", "--cores", "1", "--memory", "1g", "--host", "127.0.0.1", *web)
        for number in (1, 2):
            wait_for(number, "Successfully registered")
        yield f"spark://127.0.0.1:{port}", processes
    finally:
        for process in processes:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def test_a_worker_that_is_killed_loses_and_doubles_nothing(packs: dateline.Packs, tmp_path: Path) -> None:
    running = SparkSession.getActiveSession()
    if running is not None:
        running.stop()
    rows = [article(number) for number in range(2_000)]
    with cluster(tmp_path) as (master, processes):
        made = session(
            master,
            **{
                "spark.executor.memory": "512m",
                "spark.cores.max": "2",
                "spark.executor.cores": "1",
                "spark.sql.execution.arrow.maxRecordsPerBatch": "20",
            },
        )
        try:
            df = made.createDataFrame(rows, SCHEMA).repartition(16)
            coded = ds.code(df, packs, **NAMES)
            expected = alone(packs, rows)
            assert events_of(coded) == expected
            # Again, slowly, so that a worker is killed in the middle.
            slow = df.mapInArrow(_slowly, df.schema)
            done = ds.code(slow, packs, **NAMES).write.mode("overwrite")
            import threading

            killer = threading.Timer(4, lambda: os.killpg(processes[1].pid, signal.SIGKILL))
            killer.start()
            done.parquet(str(tmp_path / "events"))
            killer.join()
            assert processes[1].wait(30) != 0
            assert events_of(made.read.parquet(str(tmp_path / "events"))) == expected
        finally:
            made.stop()


def _slowly(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    import time

    for batch in batches:
        time.sleep(0.15)
        yield batch
