"""Tables: Arrow in, Arrow out."""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime, timezone
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from conftest import ROOT, plain, records

import dateline

SCHEMA = pa.schema(
    {"id": pa.string(), "title": pa.string(), "text": pa.string(), "outlet": pa.string(), "date": pa.string()}
)
NAMES = {"title": "title", "outlet": "outlet", "date": "date"}


def found(table: Any) -> Counter[str]:
    return Counter(plain(event.to_dict()) for event in dateline.events(table))


def in_order(table: Any) -> list[str]:
    return [plain(event.to_dict()) for event in dateline.events(table)]


def test_files_give_what_the_program_writes(packs: dateline.Packs, program: Callable[..., str]) -> None:
    expected = [plain(event) for event in records(program("run", "corpus", "-f", "jsonl"))]
    os.chdir(ROOT)
    assert in_order(packs.code_files("corpus", offsets="bytes")) == expected
    # By way of a table, raw offsets are those of the text in it.
    table = packs.code_table(dateline.read("corpus"), **dateline.ARTICLE_COLUMNS, offsets="bytes")
    assert [_without_source(event.to_dict()) for event in dateline.events(table)] == [
        _without_source(event) for event in records(program("run", "corpus", "-f", "jsonl"))
    ]


def _without_source(event: dict[str, Any]) -> str:
    event["article"].pop("decoding")
    for name in ("raw_start", "raw_end"):
        event["evidence"].pop(name)
    event["evidence"].pop("page", None)
    return plain(event)


def test_a_thousand_reports_give_what_the_program_writes(
    packs: dateline.Packs, program: Callable[..., str], tmp_path: Path
) -> None:
    data = os.environ.get("DATELINE_DATA")
    if data is None:
        pytest.skip("DATELINE_DATA names no larger set of articles")
    lines = (Path(data) / "fakes" / "fakes_dev.jsonl").read_text().splitlines()
    # The set is smaller than a thousand: the same reports under other ids are other articles.
    path = tmp_path / "reports.jsonl"
    path.write_text("".join(line.replace('{"unit_id": "', f'{{"unit_id": "{at}-') + "\n" for at, line in enumerate((lines * 4)[:1_000])))
    expected = [plain(event) for event in records(program("run", path, "-f", "jsonl", "--offsets", "codepoints"))]
    assert len(expected) > 1_000
    assert in_order(packs.code_files(path)) == expected
    articles = dateline.read(path)
    table = packs.code_table(articles, **dateline.ARTICLE_COLUMNS, threads=3)
    again = [_without_source(event.to_dict()) for event in dateline.events(table)]
    assert again == [_without_source(event) for event in records("\n".join(expected))]


def test_batches_do_not_change_events(packs: dateline.Packs, articles: list[dict[str, Any]]) -> None:
    whole = pa.Table.from_pylist(articles, SCHEMA)
    expected = in_order(packs.code_table(whole, **NAMES))
    assert len(expected) > 150
    for rows in (1, 7, 1_000):
        for threads in (1, 4):
            cut = pa.Table.from_batches(whole.to_batches(rows))
            assert in_order(packs.code_table(cut, **NAMES, threads=threads)) == expected
    shuffled = random.Random(7).sample(articles, len(articles))
    for parts in (1, 3, 8):
        tables = (pa.Table.from_pylist(shuffled[at::parts], SCHEMA) for at in range(parts))
        sums = sum((found(packs.code_table(table, **NAMES)) for table in tables), Counter[str]())
        assert sums == Counter(expected)


def test_one_text_alone_has_the_same_events(packs: dateline.Packs, articles: list[dict[str, Any]]) -> None:
    table = packs.code_table(pa.Table.from_pylist(articles[:40], SCHEMA), **NAMES)
    alone = [plain(event.to_dict()) for given in articles[:40] for event in packs.code(**given).events]
    assert in_order(table) == alone


@pytest.mark.parametrize("kind", ["string", "large_string", "string_view", "dictionary", "binary"])
def test_texts_of_any_type(packs: dateline.Packs, articles: list[dict[str, Any]], kind: str) -> None:
    expected = found(packs.code_table(pa.Table.from_pylist(articles[:60], SCHEMA), **NAMES))
    whole = pa.Table.from_pylist(articles[:60], SCHEMA)
    text = whole.column("text")
    cast = text.dictionary_encode() if kind == "dictionary" else text.cast(getattr(pa, kind)())
    whole = whole.set_column(2, "text", cast)
    assert found(packs.code_table(whole, **NAMES)) == expected


def test_other_libraries_frames(packs: dateline.Packs, articles: list[dict[str, Any]]) -> None:
    expected = found(packs.code_table(pa.Table.from_pylist(articles[:60], SCHEMA), **NAMES))
    polars = pytest.importorskip("polars")
    frame = polars.DataFrame(articles[:60])
    coded = packs.code_table(frame, **NAMES).to_polars()
    assert found(coded) == expected
    pandas = pytest.importorskip("pandas")
    coded = packs.code_table(pandas.DataFrame(articles[:60]), **NAMES).to_pandas()
    assert len(coded) == sum(expected.values())
    assert found(pa.Table.from_pandas(coded)) == expected
    duckdb = pytest.importorskip("duckdb")
    relation = duckdb.from_arrow(pa.Table.from_pylist(articles[:60], SCHEMA))
    events = packs.code_table(relation, **NAMES).to_arrow()
    counted = duckdb.sql("select count(*) from events where fault is null").fetchall()
    assert counted == [(sum(expected.values()),)]
    assert found(duckdb.sql("from events")) == expected


def test_dates_and_ids_of_any_type(packs: dateline.Packs) -> None:
    text = "Jets bombed a market in Aleppo on Monday."
    days: list[tuple[Any, str]] = [
        (pa.array(["2016-08-12"]), "2016-08-12"),
        (pa.array([date(2016, 8, 12)]), "2016-08-12"),
        (pa.array([date(2016, 8, 12)], pa.date64()), "2016-08-12"),
        (pa.array([datetime(2016, 8, 12)]), "2016-08-12"),
        (pa.array([datetime(2016, 8, 12, 17, 41)], pa.timestamp("ns")), "2016-08-12T17:41"),
        (pa.array([datetime(2016, 8, 12, 22, 30, tzinfo=timezone.utc)], pa.timestamp("ms", "Asia/Damascus")), "2016-08-13T01:30"),
        (pa.array([datetime(2016, 8, 12, 22, 30, tzinfo=timezone.utc)], pa.timestamp("s", "+03:00")), "2016-08-13T01:30"),
        (pa.array([None], pa.null()), ""),
        (pa.array([" "]), ""),
    ]
    for column, published in days:
        table = pa.table({"id": pa.array([7], pa.int16()), "text": [text], "day": column})
        (event, *_) = dateline.events(packs.code_table(table, date="day"))
        assert (event.article.id, event.article.published or "") == ("7", published), column.type


def test_what_is_no_column_is_told(packs: dateline.Packs) -> None:
    table = pa.table({"id": ["a"], "maintext": ["x"], "parts": [["x"]], "url": ["u"]})
    with pytest.raises(dateline.ColumnError, match='no column "text" for text'):
        packs.code_table(table)
    with pytest.raises(dateline.ColumnError, match='did you mean "maintext"'):
        packs.code_table(table, text="main_text")
    with pytest.raises(dateline.ColumnError, match='"parts" for text holds values of the type List'):
        packs.code_table(table, text="parts")
    with pytest.raises(dateline.ColumnError, match='"url" for date|text, dates|no column'):
        packs.code_table(table, text="maintext", date="urls")
    for odd in ({"text": ["x"]}, [["x"]], "text", None):
        with pytest.raises(TypeError, match="is no table: give one with __arrow_c_stream__"):
            packs.code_table(odd)  # type: ignore[arg-type]


def test_bad_rows_are_fault_rows(packs: dateline.Packs) -> None:
    text = "Jets bombed a market in Aleppo."
    table = pa.table(
        {
            "id": ["a", None, "c", "d", "e", "a"],
            "text": pa.array([text.encode(), text.encode(), None, b"", b"x" * (40 << 20), text.encode()]),
        }
    )
    stream = packs.code_table(table)
    with pytest.warns(dateline.DatelineWarning, match="4 articles not read; 1 article with the id of an earlier one"):
        rows = stream.to_arrow()
    faults = [row for row in rows.select(["article", "fault", "kind"]).to_pylist() if row["fault"]]
    assert [row["article"]["id"] for row in faults] == [None, "c", "d", "e"]
    assert [row["fault"].split(":")[0] for row in faults] == [f"row {at}" for at in (2, 3, 4, 5)]
    assert "32" in faults[3]["fault"] and {row["kind"] for row in faults} == {None}
    # The order of rows is that of articles.
    kinds = rows.column("kind").to_pylist()
    assert kinds[0] is not None and kinds[-1] is not None
    summary = stream.summary
    assert (summary.articles, summary.unread, summary.duplicate_ids, summary.is_complete) == (2, 4, 1, True)
    assert summary.first_duplicate_ids == ("a",)


def test_faults_of_rules_are_rows(tmp_path: Path) -> None:
    (tmp_path / "pack.toml").write_text("name = 'study'\nversion = '1.0.0'\n")
    (tmp_path / "a.rhai").write_text('rule("truce/any").kind("calm").when("truce").code(|m| { throw "no luck"; });\n')
    table = pa.table({"id": ["a"], "text": ["A truce held. A truce broke."]})
    with pytest.warns(dateline.DatelineWarning, match="fault"):
        rows = dateline.Packs(tmp_path).code_table(table).to_arrow().to_pylist()
    assert rows and all(row["rule"] == "truce/any" and "no luck" in row["fault"] for row in rows)


def test_a_table_is_read_once(packs: dateline.Packs) -> None:
    table = packs.code_table(pa.table({"id": ["a"], "text": ["A truce held."]}))
    assert table.columns[:2] == ["id", "kind"] and table.columns[-1] == "fault"
    table.to_arrow()
    with pytest.raises(dateline.DatelineError, match="was read already"):
        table.to_arrow()


def test_an_error_of_the_source_is_an_error(packs: dateline.Packs) -> None:
    def batches() -> Iterator[pa.RecordBatch]:
        yield pa.record_batch({"id": ["a"], "text": ["A truce held."]})
        raise RuntimeError("the archive is gone")

    schema = pa.schema({"id": pa.string(), "text": pa.string()})
    with pytest.raises(Exception, match="the archive is gone"):
        packs.code_table(pa.RecordBatchReader.from_batches(schema, batches())).to_arrow()


def test_no_rows_are_a_table_without_rows(packs: dateline.Packs) -> None:
    table = packs.code_table(SCHEMA.empty_table(), **NAMES).to_arrow()
    assert table.num_rows == 0 and table.num_columns == 25


def test_repeats_are_marked_as_the_program_does(packs: dateline.Packs) -> None:
    story = "Jets bombed a market in Aleppo on Monday, killing 12 people, a medic said at the scene. " + " ".join(
        f"The {word} of the quarter closed its doors, and traders spoke of {word} losses." for word in
        ("bakery", "school", "clinic", "mill", "garage", "library", "station", "bridge")
    )
    table = pa.table({"id": ["one", "two"], "text": [story, story]})
    marks = {event.article.id: event.article.repeats for event in dateline.events(packs.code_table(table))}
    assert marks == {"one": None, "two": "one"}
    table = packs.code_table(table, repeats=False)
    assert {event.article.repeats for event in dateline.events(table)} == {None}


def test_read_tells_what_it_could_not_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Truce\n\nA truce held in Aleppo.\n")
    (tmp_path / "b.jsonl").write_text('{"id": "b", "maintext": "Jets left.", "date": "2016-08-12"}\n{"id": 1\n')
    with pytest.warns(dateline.DatelineWarning, match="1 article not read"):
        rows = dateline.read(tmp_path, fields={"text": "maintext"}).to_arrow().to_pylist()
    assert [row["id"] for row in rows if row["fault"] is None] == ["a", "b"]
    assert rows[1]["published"] == "2016-08-12" and "b.jsonl:2" in rows[2]["fault"]
    with pytest.raises(FileNotFoundError, match="no file or folder"):
        dateline.read(tmp_path / "none")
    with pytest.raises(ValueError, match='"txt" is not a part of an article'):
        dateline.read(tmp_path, fields={"txt": "maintext"})
