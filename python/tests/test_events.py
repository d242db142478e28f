"""What is made of events: incidents, scores, differences, reports."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from conftest import ROOT, records

import dateline


def test_incidents_are_those_of_the_program(
    packs: dateline.Packs, program: Callable[..., str], tmp_path: Path
) -> None:
    path = tmp_path / "events.jsonl"
    path.write_text(program("run", "corpus", "-f", "jsonl"))
    expected = records(program("incidents", "--events", path, "-f", "jsonl"))
    assert expected
    of_file = packs.incidents(path)
    values = dateline.events(path)
    assert of_file == expected == packs.incidents(values)
    table = packs.code_files(ROOT / "corpus", offsets="bytes")
    ids = [incident["id"] for incident in packs.incidents(table)]
    assert ids == [incident["id"] for incident in expected]


def test_scores_are_those_of_the_program(packs: dateline.Packs, program: Callable[..., str]) -> None:
    gold = ROOT / "tests" / "gold" / "seeds.jsonl"
    expected = json.loads(program("score", "--gold", gold, "--json"))
    score = packs.score(gold, paths=ROOT / "corpus")
    for name in ("articles", "overall", "kinds", "attributes"):
        assert score.record[name] == expected[name]
    assert score.f1 == expected["overall"]["f1"] and "all" in str(score)
    table = dateline.read(ROOT / "corpus")
    assert packs.score(gold, table=table, **dateline.ARTICLE_COLUMNS).record["overall"] == expected["overall"]
    with pytest.raises(ValueError, match="no article has gold"):
        packs.score(gold, table=pa.table({"id": ["x"], "text": ["Calm."]}))


def test_differences_are_told_event_by_event(packs: dateline.Packs) -> None:
    table = pa.table({"id": ["a", "b"], "text": ["Jets bombed a market in Aleppo.", "Shells killed 20 people in Homs."]})
    before = dateline.events(packs.code_table(table))
    after = [dateline.Event.from_dict({**event.to_dict(), "realis": "future"}) for event in before[1:]]
    diff = dateline.diff(before, after)
    assert diff.total == {"came": 0, "went": 1, "changed": len(after), "same": 0}
    assert diff.attributes == {"realis": len(after)}
    went = next(one for one in diff.differences if one.way == "went")
    assert went.before == before[0] and went.after is None
    changed = next(one for one in diff.differences if one.way == "changed")
    assert [(change.attribute, change.before, change.after) for change in changed.changes] == [("realis", "actual", "future")]
    assert dateline.diff(before, before).total["same"] == len(before)
    other = dateline.events(packs.code_table(table, offsets="bytes"))
    with pytest.raises(dateline.EventError, match="different units"):
        dateline.diff(before, other)


def test_what_is_no_event_is_told(packs: dateline.Packs, tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    path.write_text('{"id": 1}\n')
    with pytest.raises(dateline.EventError, match=r"events.jsonl:1: no event"):
        packs.incidents(path)
    with pytest.raises(dateline.EventError, match="row 1: no event .*: give the table that code_table returned"):
        packs.incidents(pa.table({"id": ["a"], "kind": ["x"]}))
    with pytest.raises(dateline.EventError):
        dateline.Event.from_dict({"id": "a"})


def test_a_report_has_the_events(packs: dateline.Packs) -> None:
    events = dateline.events(packs.code_files(ROOT / "corpus"))
    report: dict[str, Any] = packs.report(events)
    assert report["totals"]["events"] == len(events)


def test_the_record_of_a_run_names_the_packs(packs: dateline.Packs) -> None:
    record = packs.run_record()
    assert record["coded_by"] == packs.coded_by
    assert {pack["name"]: pack["version"] for pack in record["packs"]} == packs.versions
