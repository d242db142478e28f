"""One text at a time: packs, events, explanations, errors."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
import textwrap
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest

import dateline

TEXT = "Shells killed 20 people in Aleppo on Monday, residents said."

RULE = 'rule("truce/any").kind("calm").when("truce");\n'


def study(folder: Path, rules: str, manifest: str = "name = 'study'\nversion = '1.0.0'\n") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pack.toml").write_text(manifest)
    (folder / "rules.rhai").write_text(rules)
    return folder


def test_an_event_has_the_attributes_of_the_record(packs: dateline.Packs) -> None:
    doc = packs.code(TEXT, date="2016-08-12", outlet="Example Wire", title="Shells", id="a-1")
    assert doc.text == f"Shells\n\n{TEXT}"
    assert (doc.article.id, doc.article.outlet, doc.article.published) == ("a-1", "Example Wire", "2016-08-12")
    event = next(event for event in doc.events if event.kind == "casualties")
    assert event.place is not None and event.place.country == "Syria"
    assert (event.date.start, event.date.basis) == ("2016-08-08", "on Monday")
    assert [(count.what, count.value, count.whom) for count in event.counts] == [("killed", 20, "people")]
    assert (event.stance, event.claimant and event.claimant.text) == ("attributed", "residents")
    assert event.coded_by == packs.coded_by and len(packs.coded_by) == 64
    assert dateline.Event.from_dict(event.to_dict()) == event
    assert repr(event).startswith("<Event casualties, 'killed', in Aleppo, on 2016-08-08, killed 20")


@pytest.mark.parametrize("day", ["2016-08-12", date(2016, 8, 12), datetime(2016, 8, 12, 17, 41)])
def test_dates_may_be_values(packs: dateline.Packs, day: str | date) -> None:
    doc = packs.code(TEXT, date=day)
    assert {event.date.start for event in doc.events} == {"2016-08-08"}
    assert doc.article.published == ("2016-08-12T17:41" if isinstance(day, datetime) else "2016-08-12")


@pytest.mark.parametrize("before", ["", "\U0001f600 \U0001f468‍\U0001f469‍\U0001f467: ", "قال السكان: ", "é\u0301 "])
def test_offsets_cut_the_evidence_out_of_a_str(packs: dateline.Packs, before: str) -> None:
    text = before + "Jets bombed a market in حلب and in Aleppo \U0001f4a5, killing 12 people, a medic said."
    doc = packs.code(text)
    assert doc.events
    for event in doc.events:
        spots = [event.evidence, event.trigger, event.claimant, *event.actor, *event.recipient]
        for spot in spots:
            if spot is not None and spot.start is not None:
                cut = doc.text[spot.start : spot.end]
                assert cut == spot.text or spot is event.claimant or " ".join(cut.split()) == spot.text
        raw = text.encode()[event.evidence.raw_start : event.evidence.raw_end].decode()
        assert raw == event.evidence.text or "hidden characters" in doc.article.decoding
    in_bytes = packs.code(text, offsets="bytes").events[0].evidence
    assert doc.text.encode()[in_bytes.start : in_bytes.end].decode() == in_bytes.text


def test_explanations_name_what_decided(packs: dateline.Packs) -> None:
    doc = packs.code(TEXT, date="2016-08-12")
    why = doc.why(doc.events[0])
    bases = {basis.attribute: basis for basis in why.attributes}
    assert "on Monday" in bases["date"].basis and why.conditions
    assert str(why).splitlines()[0] == repr(doc.events[0])
    not_fired = doc.whynot("ceasefire/declared", sentence=1)
    assert not_fired.sentences[0].rules[0].fires is False
    assert "ceasefire/declared does not fire" in str(not_fired)
    with pytest.raises(ValueError, match='did you mean "ceasefire/declared"'):
        doc.whynot("ceasefire/declred")
    with pytest.raises(ValueError, match="no sentence 9: the article has 1"):
        doc.whynot(sentence=9)


class _Balanced(HTMLParser):
    """Knows whether all tags are closed in order, and collects the text."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("length", [1, 900])
def test_documents_show_themselves_as_marked_text(packs: dateline.Packs, length: int) -> None:
    text = "<script>alert(1)</script> & more.\n\n" + "Nothing else. " * length * 20
    text += "\n\nJets bombed a market in Aleppo, killing 12 people.\n"
    shown = packs.code(text)._repr_html_()
    page = _Balanced()
    page.feed(shown)
    assert not page.open and "<script" not in shown and "Jets bombed a market in Aleppo" in page.text
    assert "<mark title=" in shown and len(shown) < 60_000
    assert ("alert(1)" in page.text) == (length == 1)
    assert "no event" in packs.code("Nothing happened.")._repr_html_()
    _Balanced().feed(packs.code(TEXT).events[0]._repr_html_())
    _Balanced().feed(packs.code(TEXT).why(0)._repr_html_())


def test_bytes_are_decoded_as_files_are(packs: dateline.Packs) -> None:
    doc = packs.code("Jets bombed a market in “Aleppo”.".encode("windows-1252"))
    assert doc.article.decoding.startswith("windows-1252") and "“Aleppo”" in doc.text
    assert [event.kind for event in doc.events]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "empty, there is no text to code"),
        (" \n ", "empty"),
        (b"\x00\x01\x02\x00\xff" * 50, "binary|not text|no text"),
        ("a" * (33 << 20), "MB|MiB|larger"),
    ],
)
def test_what_is_no_article_is_an_error(packs: dateline.Packs, text: str | bytes, why: str) -> None:
    with pytest.raises(dateline.ArticleError, match=why):
        packs.code(text)


def test_wrong_types_are_refused(packs: dateline.Packs) -> None:
    with pytest.raises(TypeError, match="the text is a NoneType: give a str, or bytes"):
        packs.code(None)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="bytes"):
        packs.code(TEXT, offsets="letters")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match='write "dmy", "mdy" or "ymd"'):
        dateline.Packs(date_order="american")  # type: ignore[arg-type]
    with pytest.raises(dateline.ArticleError, match="half a character .* at 17"):
        packs.code("a lone surrogate \ud800")


def test_the_order_of_dates_is_part_of_what_coded(packs: dateline.Packs) -> None:
    american = dateline.Packs(date_order="mdy")
    assert american.coded_by != packs.coded_by
    assert american.code(TEXT, date="08/12/2016").article.published == "2016-08-12"
    assert packs.code(TEXT, date="08/12/2016").article.published == "2016-12-08"


def test_packs_come_from_folders_files_and_bytes(tmp_path: Path) -> None:
    folder = study(tmp_path / "study", RULE)
    (tmp_path / "alone.rhai").write_text(RULE.replace("truce", "siege"))
    for source in (folder, str(folder), folder / "rules.rhai", tmp_path / "alone.rhai"):
        assert dateline.Packs(source).rules
    assert dateline.Packs(folder, "conflict").versions == {"conflict": "0.1.0", "study": "1.0.0"}
    with pytest.raises(dateline.PackError, match='did you mean "syria"'):
        dateline.Packs("siria")
    with pytest.raises(dateline.PackError, match="there is no archive"):
        dateline.Packs(tmp_path / "none.pack")
    with pytest.raises(dateline.PackError, match="the bytes given"):
        dateline.Packs(b"no archive")


def test_a_windows_path_is_a_path_like_any_other() -> None:
    with pytest.raises(dateline.PackError, match="no pack|there is no"):
        dateline.Packs("C:\\studies\\water")


def test_faults_are_an_exception_with_their_text(tmp_path: Path) -> None:
    folder = study(tmp_path / "study", RULE + 'rule("bad").kind("calm").whn("x");\n')
    with pytest.raises(dateline.PackError) as caught:
        dateline.Packs(folder)
    shown = str(caught.value)
    assert "1 fault in the packs" in shown and "rules.rhai:2" in shown and "^" in shown
    (fault,) = caught.value.faults  # type: ignore[attr-defined]
    assert (fault.file, fault.line, fault.pack) == ("rules.rhai", 2, "study")
    packs = dateline.Packs(folder, strict=False)
    assert [fault.line for fault in packs.faults] == [2]
    assert [event.rule for event in packs.code("A truce held.").events] == ["truce/any"]


def test_a_pack_for_a_newer_program_says_so(tmp_path: Path) -> None:
    manifest = "name = 'study'\nversion = '1.0.0'\ndateline = '>=99.0'\nbrand_new_key = 1\n"
    with pytest.raises(dateline.PackError, match="99"):
        dateline.Packs(study(tmp_path / "study", RULE, manifest))


def test_a_fault_of_a_rule_on_a_text_is_told(tmp_path: Path) -> None:
    rules = 'rule("truce/any").kind("calm").when("truce").code(|m| { throw "no luck"; });\n'
    doc = dateline.Packs(study(tmp_path / "study", rules)).code("A truce held.")
    assert not doc.events and "no luck" in doc.faults[0].message and doc.faults[0].rule == "truce/any"


def test_packs_travel_as_bytes(tmp_path: Path, packs: dateline.Packs) -> None:
    folder = study(tmp_path / "study", RULE)
    own = dateline.Packs(folder, "conflict", date_order="mdy")
    sent = pickle.dumps(own)
    (folder / "rules.rhai").unlink()
    again = pickle.loads(sent)
    assert again.coded_by == own.coded_by and again.rules == own.rules
    assert pickle.loads(pickle.dumps(again)).coded_by == own.coded_by
    assert len(pickle.dumps(packs)) < 100_000, "shipped packs are named, not sent"
    with pytest.raises(dateline.PackError, match="give them alone"):
        dateline.Packs(own_bytes(again), "conflict")
    with pytest.raises(dateline.PackError, match="changed since the pack was loaded|cannot read"):
        own.to_bytes()


def own_bytes(packs: dateline.Packs) -> bytes:
    return packs.to_bytes()


def test_threads_share_packs_and_the_lock_is_released(packs: dateline.Packs) -> None:
    expected = [event.id for event in packs.code(TEXT).events]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: [event.id for event in packs.code(TEXT).events], range(64)))
    assert found == [expected] * 64
    # While this thread waits for a long article, another one counts.
    counted, stop = 0, threading.Event()

    def count() -> None:
        nonlocal counted
        while not stop.is_set():
            counted += 1
            time.sleep(0.001)

    counter = threading.Thread(target=count)
    counter.start()
    packs.code("Jets bombed a market in Aleppo, killing 12 people. " * 3_000)
    stop.set()
    counter.join()
    assert counted > 20


def test_a_forked_process_codes_on(packs: dateline.Packs) -> None:
    if not hasattr(os, "fork"):
        pytest.skip("this system does not fork")
    packs.code(TEXT)  # starts a thread, which the child does not have
    context = multiprocessing.get_context("fork")
    with context.Pool(2) as pool:
        ids = pool.map(_ids, [packs] * 4, chunksize=1)
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=lambda: sender.send([event.id for event in packs.code(TEXT).events]))
    child.start()
    assert receiver.poll(60)
    assert [receiver.recv()] + ids == [[event.id for event in packs.code(TEXT).events]] * 5
    child.join()


def _ids(packs: dateline.Packs) -> list[str]:
    return [event.id for event in packs.code(TEXT).events]


@pytest.mark.parametrize("what", ["code", "table"])
def test_ctrl_c_stops_a_call(what: str) -> None:
    script = textwrap.dedent(
        """
        import sys, dateline, pyarrow as pa
        packs = dateline.Packs("conflict")
        packs.code("Ready.")
        text = "Jets bombed a market in Aleppo, killing 12 people, a medic said. " * 2_000
        def batches():
            for number in range(1_000):
                yield pa.record_batch({"id": [str(number)], "text": [text]})
        print("ready", flush=True)
        try:
            if sys.argv[1] == "code":
                while True:
                    packs.code(text * 20)
            else:
                schema = pa.schema({"id": pa.string(), "text": pa.string()})
                packs.code_table(pa.RecordBatchReader.from_batches(schema, batches())).to_arrow()
        except KeyboardInterrupt:
            print("stopped", flush=True)
            import os; os._exit(0)
        """
    )
    child = subprocess.Popen([sys.executable, "-c", script, what], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    time.sleep(1)
    child.send_signal(signal.SIGINT)
    assert child.stdout.readline() == "stopped\n"
    assert child.wait(60) == 0
    child.stdout.close()
