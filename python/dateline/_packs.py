"""Packs, and what they make of articles."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Date
from datetime import datetime as DateTime
from os import PathLike
from typing import Any, Literal, Union

from . import _native
from ._native import ArticleError, PackError
from ._record import ArticleRef, Event
from ._table import ArrowTable, Table, stream_of

Offsets = Literal["codepoints", "bytes", "utf16"]
"""What `start` and `end` of events count. `codepoints` are the indices of a `str`."""

DateOrder = Literal["dmy", "mdy", "ymd"]
"""How 12/08/2016 is read where the text does not decide it."""

Path = Union[str, "PathLike[str]"]

EventSource = Union[ArrowTable, Path, Iterable[Event]]
"""Events: a table of them, a file as `dateline run` writes it (JSONL, plain, .gz or .zst), or `Event`s."""

_OFFSETS: Offsets = "codepoints"


@dataclass(frozen=True, slots=True, repr=False)
class Fault:
    """A mistake in a pack."""

    pack: str
    """The pack's name."""
    rule: str | None
    """The rule's id, where one is at fault."""
    file: str | None
    """The file inside the pack."""
    line: int | None
    """The line in that file, from 1."""
    column: int | None
    """The column in that line, in characters from 1."""
    message: str
    """What is wrong."""
    help: str
    """What to do."""
    article: str | None
    """The article on which it occurred."""
    text: str
    """All of it as people read it: title, place, the line with a caret, what to do."""

    @staticmethod
    def _of(record: Mapping[str, Any], text: str) -> Fault:
        names = ("pack", "rule", "file", "line", "column", "message", "help", "article")
        parts: dict[str, Any] = {name: record.get(name) for name in names}
        return Fault(**parts, text=text)

    def __repr__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line) if part is not None)
        return f"<Fault {self.pack}{' ' + place if place else ''}: {self.message}>"

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class _Columns:
    text: str
    id: str
    title: str | None
    outlet: str | None
    date: str | None
    path: str | None


@dataclass(frozen=True, slots=True)
class _Article:
    text: str | bytes
    id: str
    title: str | None
    outlet: str | None
    date: str | None
    path: str | None


@dataclass(frozen=True, slots=True)
class Basis:
    """An attribute of an event and what decided it."""

    attribute: str
    """Its name in the record."""
    value: str
    """Its value as text; empty for none."""
    basis: str
    """What decided it."""


@dataclass(frozen=True, slots=True, repr=False)
class Why:
    """What decided an event."""

    event: Event
    """The event."""
    attributes: tuple[Basis, ...]
    """Its attributes, in the order of the record."""
    conditions: tuple[str, ...]
    """How the conditions of its rule held, one line for each part."""

    def __str__(self) -> str:
        rows = [f"{self.event!r}", f"  rule {self.event.rule}"]
        for one in self.attributes:
            basis = f"  ({one.basis})" if one.basis else ""
            rows.append(f"  {one.attribute:<12}{one.value or '-'}{basis}")
        rows.append("  how its rule matched")
        rows.extend(f"    {line}" for line in self.conditions)
        return "\n".join(rows)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        from ._show import why_html

        return why_html(self)


@dataclass(frozen=True, slots=True)
class RuleReport:
    """What one rule did on one sentence."""

    rule: str
    """Its id."""
    fires: bool
    """Whether its conditions held."""
    skip_reason: str | None
    """Why its code skipped the sentence, or the fault it ended in."""
    missing_context: str | None
    """The context that was missing, if nothing else kept it from firing."""
    lines: tuple[str, ...]
    """One line for each part of its conditions."""


@dataclass(frozen=True, slots=True)
class SentenceReport:
    """What rules did on one sentence."""

    number: int
    """Its number, from 1."""
    text: str
    """Its text."""
    furniture: bool
    """Whether it is a menu, button or teaser, which is not coded."""
    rules: tuple[RuleReport, ...]
    """The rules whose required words were found."""


@dataclass(frozen=True, slots=True, repr=False)
class WhyNot:
    """What rules did on the sentences of an article."""

    sentences: tuple[SentenceReport, ...]
    """The sentences, in order."""
    text: str
    """All of it as `dateline explain` prints it."""

    def __str__(self) -> str:
        return self.text

    __repr__ = __str__


@dataclass(frozen=True, slots=True, repr=False)
class Document:
    """A coded text. In a notebook it shows itself with its events marked."""

    text: str
    """The cleaned text, which offsets of its events refer to: with the title first, where one was given."""
    article: ArticleRef
    """What is known of it."""
    events: tuple[Event, ...]
    """Its events, in order of sentence, then rule."""
    faults: tuple[Fault, ...]
    """Faults of rules on it."""
    remarks: tuple[str, ...]
    """What is odd in it and was worked around."""
    _packs: Packs
    _given: _Article

    def why(self, event: int | Event = 0) -> Why:
        """What decided an event, which is given by its number in `events` or itself."""
        chosen = self.events[event] if isinstance(event, int) else event
        bases = json.loads(self._packs._engine.why(self._given))
        for own, basis in zip(self.events, bases):
            if own.id == chosen.id:
                attributes = tuple(Basis(**row) for row in basis["attributes"])
                return Why(own, attributes, tuple(basis["conditions"]))
        raise ValueError(f"{chosen!r} is no event of this document")

    def whynot(self, rule: str | None = None, sentence: int | None = None) -> WhyNot:
        """Why rules fired or did not: those whose words are found, or `rule`; on all sentences, or one (from 1)."""
        found, text = self._packs._engine.whynot(self._given, rule, sentence)
        reports = tuple(
            SentenceReport(
                one["number"],
                one["text"],
                one["furniture"],
                tuple(RuleReport(**{**rule, "lines": tuple(rule["lines"])}) for rule in one["rules"]),
            )
            for one in json.loads(found)
        )
        return WhyNot(reports, text)

    def __repr__(self) -> str:
        count = f"{len(self.events)} event{'' if len(self.events) == 1 else 's'}"
        rows = [f"<Document {self.article.id}: {count}>", *(f"  {event!r}" for event in self.events)]
        return "\n".join(rows)

    def _repr_html_(self) -> str:
        from ._show import document_html

        return document_html(self)


@dataclass(frozen=True, slots=True, repr=False)
class Score:
    """How well rules find what people found."""

    record: Mapping[str, Any]
    """All figures, as `dateline score --json` names them."""
    text: str
    """The figures as a table for people."""

    @property
    def precision(self) -> float | None:
        """Right events divided by events found, between 0 and 1."""
        return self._overall("precision")

    @property
    def recall(self) -> float | None:
        """Right events divided by mentions in gold, between 0 and 1."""
        return self._overall("recall")

    @property
    def f1(self) -> float | None:
        """The harmonic mean of both."""
        return self._overall("f1")

    def _overall(self, name: str) -> float | None:
        value: float | None = self.record["overall"][name]
        return value

    def __str__(self) -> str:
        return self.text

    __repr__ = __str__


@dataclass(frozen=True, slots=True)
class Change:
    """An attribute that differs, as text."""

    attribute: str
    """Its name in the record."""
    before: str
    """The old value; empty for none."""
    after: str
    """The new value; empty for none."""


@dataclass(frozen=True, slots=True)
class Difference:
    """An event that differs."""

    way: Literal["came", "went", "changed"]
    """What happened to it."""
    article: str
    """The article's id."""
    before: Event | None
    """The event on the old side; `None` if it came."""
    after: Event | None
    """The event on the new side; `None` if it went."""
    changes: tuple[Change, ...]
    """The attributes that differ, if both sides have it."""


@dataclass(frozen=True, slots=True, repr=False)
class Diff:
    """What differs between two sets of events of the same articles."""

    total: Mapping[str, int]
    """How many events `came`, `went`, `changed` and are the `same`."""
    kinds: Mapping[str, Mapping[str, int]]
    """The same by kind."""
    rules: Mapping[str, Mapping[str, int]]
    """The same by rule."""
    attributes: Mapping[str, int]
    """In how many events an attribute changed."""
    differences: tuple[Difference, ...]
    """The events that differ, article by article."""

    def __repr__(self) -> str:
        counts = ", ".join(f"{count} {way}" for way, count in self.total.items())
        return f"<Diff {counts}>"


class Packs:
    """Compiled packs: what codes articles.

    `sources` are folders of packs or studies (a `dateline.lock` in one is honoured), rule files (`.rhai`), archives (`.pack`),
    names of shipped packs, `name@version`, or the bytes of an archive; without any, the shipped pack `syria`. Who signed an
    archive is not checked: `dateline pack verify` does that.

    With faults in a pack a `PackError` is raised, whose text shows each and whose `faults` has them; `strict=False` uses the rest
    of the rules, and `faults` has the faults.

    Loading takes a tenth of a second. Threads share it, and a copy that another process gets (`pickle`, Spark, Ray) codes the same.

    >>> import dateline
    >>> packs = dateline.Packs("conflict")
    >>> packs
    <Packs conflict 0.1.0>
    >>> doc = packs.code("Both sides agreed on Thursday to a truce.", date="2016-08-12")
    >>> [(event.kind, event.mode) for event in doc.events]
    [('ceasefire', 'agreed')]
    """

    __slots__ = ("__weakref__", "_date_order", "_engine", "_faults")

    def __init__(
        self,
        *sources: str | PathLike[str] | bytes,
        strict: bool = True,
        date_order: DateOrder = "dmy",
    ) -> None:
        self._engine = _native.Engine(sources, date_order)
        self._date_order: DateOrder = date_order
        self._faults = tuple(Fault._of(json.loads(record), text) for record, text in self._engine.faults())
        if strict and self._faults:
            raise _faulty(self._faults)

    @property
    def coded_by(self) -> str:
        """A hash over all that decides events besides the articles: this program, the packs, options. 64 digits."""
        return self._engine.coded_by

    @property
    def faults(self) -> tuple[Fault, ...]:
        """The faults of the packs; only with `strict=False` there may be any."""
        return self._faults

    @property
    def notices(self) -> list[str]:
        """What works in the packs and is often a mistake, in one line each."""
        return self._engine.notices()

    @property
    def versions(self) -> dict[str, str]:
        """The version of each pack by its name, dependencies first."""
        return {name: version for name, version, _ in self._engine.packs()}

    @property
    def kinds(self) -> list[str]:
        """The kinds of event that the packs declare, sorted."""
        return self._engine.kinds()

    @property
    def rules(self) -> dict[str, str]:
        """The kind of each rule by its id, in the order in which they were loaded."""
        return {rule: kind for rule, kind, _ in self._engine.rules()}

    def code(
        self,
        text: str | bytes,
        *,
        date: str | Date | None = None,
        title: str | None = None,
        outlet: str | None = None,
        id: str = "text",
        path: str | None = None,
        offsets: Offsets = _OFFSETS,
    ) -> Document:
        """Codes one text.

        `date` is the day or moment of publication, from which "on Monday" is resolved. `title` is the headline, if the text does
        not hold it. Bytes may be in any encoding that files may have.

        Raises `ArticleError` for a text that is empty or larger than 32 MiB, or bytes that are no text.
        """
        if isinstance(text, str):
            _check(text)
        elif not isinstance(text, bytes):
            raise TypeError(f"the text is {_article(type(text).__name__)}: give a str, or bytes")
        given = _Article(text, id, title, outlet, _moment(date), path)
        cleaned, article, events, faults, remarks = self._engine.code(given, offsets)
        return Document(
            text=cleaned,
            article=ArticleRef(**json.loads(article)),
            events=tuple(Event.from_dict(record) for record in json.loads(events)),
            faults=tuple(Fault._of(record, record["message"]) for record in json.loads(faults)),
            remarks=tuple(remarks),
            _packs=self,
            _given=given,
        )

    def code_table(
        self,
        table: ArrowTable,
        *,
        text: str = "text",
        id: str = "id",
        title: str | None = None,
        outlet: str | None = None,
        date: str | None = None,
        path: str | None = None,
        offsets: Offsets = _OFFSETS,
        repeats: bool = True,
        threads: int | None = None,
    ) -> Table:
        """Codes the articles of a table: Arrow in, Arrow out.

        `text`, `id` and so on name its columns. Texts may be strings of any sort or bytes, ids also whole numbers, dates also
        dates and timestamps (of midnight only the day counts). Each event is a row, nested as the record; a row with `fault` is no
        event and says which article could not be coded and why, or which rule had a fault. An article is coded the same whatever
        rows are before it, but for `article.repeats`, which `repeats=False` leaves out.

        `threads` is by default the number of cores. Rows come in the order of the articles, with any number.

        Raises `ColumnError` for a column that is missing or of a type that does not fit.
        """
        columns = _Columns(text, id, title, outlet, date, path)
        return Table(
            self._engine.code_table(stream_of(table), columns, offsets, repeats, threads, False)
        )

    def code_files(
        self,
        paths: Path | Sequence[Path],
        *,
        fields: Mapping[str, str] | None = None,
        offsets: Offsets = _OFFSETS,
        repeats: bool = True,
        threads: int | None = None,
    ) -> Table:
        """Codes the articles of files and folders, as `dateline run` does.

        `fields` names the fields of records: `{"text": "maintext"}`. The table is that of `code_table`.
        """
        return Table(
            self._engine.code_files(_paths(paths), _fields(fields), offsets, repeats, threads)
        )

    def incidents(
        self, events: EventSource, *, repeats: Literal["once", "count"] = "once"
    ) -> list[dict[str, Any]]:
        """Joins events into incidents: all mentions of one occurrence, with the range of its tolls and who says so.

        Each incident is a record as `dateline incidents` writes it. Articles that repeat an earlier one count once, or each.
        """
        found = self._engine.incidents(events_of(events), repeats == "once")
        return [json.loads(record) for record in found]

    def score(
        self,
        gold: Path,
        *,
        table: ArrowTable | None = None,
        paths: Path | Sequence[Path] = (),
        text: str = "text",
        id: str = "id",
        title: str | None = None,
        outlet: str | None = None,
        date: str | None = None,
        path: str | None = None,
        fields: Mapping[str, str] | None = None,
        threads: int | None = None,
    ) -> Score:
        """Scores the rules against mentions that people coded, in the file `gold`.

        The articles are those of `table`, with columns as for `code_table`, or of `paths`.
        """
        columns = None if table is None else _Columns(text, id, title, outlet, date, path)
        given = None if table is None else stream_of(table)
        found, shown = self._engine.score(
            gold, given, columns, _paths(paths), _fields(fields), threads
        )
        return Score(json.loads(found), shown)

    def report(self, events: EventSource) -> dict[str, Any]:
        """What a set of events says, as columns: the data of the page that `dateline report` makes."""
        report: dict[str, Any] = json.loads(self._engine.report(events_of(events)))
        return report

    def run_record(self) -> dict[str, Any]:
        """What these packs are: versions, hashes, licences, what to cite; the record that `dateline cite` reads."""
        record: dict[str, Any] = json.loads(self._engine.run_record())
        return record

    def to_bytes(self) -> bytes:
        """The packs as bytes, for `Packs(bytes)` in another process that has the same version of dateline.

        All files that they are made of are in them, so that the other machine needs none.
        """
        return self._engine.to_bytes()

    def __reduce__(self) -> tuple[Any, ...]:
        return _from_bytes, (self.to_bytes(), self._date_order, self.coded_by)

    def __repr__(self) -> str:
        names = ", ".join(f"{name} {version}" for name, version in self.versions.items())
        return f"<Packs {names}>"


def _from_bytes(packs: bytes, date_order: DateOrder, coded_by: str) -> Packs:
    """Packs that another process sent, which must code the same here."""
    made = Packs(packs, strict=False, date_order=date_order)
    if made.coded_by != coded_by:
        raise PackError(
            f"these packs were sent by another version of dateline (this is {_native.__version__}): "
            "install the same on all machines"
        )
    return made


def _faulty(faults: Sequence[Fault]) -> PackError:
    count = f"{len(faults)} fault{'' if len(faults) == 1 else 's'}"
    shown = "\n\n".join(fault.text for fault in faults)
    error = PackError(f"{count} in the packs; strict=False uses the rest of their rules\n\n{shown}")
    error.faults = tuple(faults)  # type: ignore[attr-defined]
    return error


def _check(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ArticleError(
            f"the text has half a character (a lone surrogate) at {error.start}: replace it, such as by "
            'text.encode("utf-8", "replace").decode()'
        ) from None


def _article(noun: str) -> str:
    return f"an {noun}" if noun[0] in "aeiouAEIOU" else f"a {noun}"


def _moment(date: str | Date | None) -> str | None:
    if isinstance(date, DateTime):
        return date.strftime("%Y-%m-%dT%H:%M")
    return date.isoformat() if isinstance(date, Date) else date


def _paths(paths: Path | Sequence[Path]) -> Sequence[Path]:
    return [paths] if isinstance(paths, (str, os.PathLike)) else list(paths)


def _fields(fields: Mapping[str, str] | None) -> list[tuple[str, str]]:
    return [] if fields is None else list(fields.items())


def events_of(events: EventSource) -> _native.Events:
    """Events in the form of the native part."""
    if isinstance(events, _native.Events):
        return events
    if isinstance(events, (str, os.PathLike)):
        return _native.Events.of_file(events)
    if hasattr(events, "__arrow_c_stream__") or hasattr(events, "__arrow_c_array__"):
        return _native.Events.of_table(stream_of(events))
    return _native.Events.of_lines("\n".join(event.to_json() for event in events))


def read(
    paths: Path | Sequence[Path],
    *,
    fields: Mapping[str, str] | None = None,
    date_order: DateOrder = "dmy",
    threads: int | None = None,
) -> Table:
    """Reads the articles of files and folders, in all formats that dateline reads, into a table.

    Its columns are `id`, `title` (where it is the first line of the text), `text` (cleaned), `outlet`, `published` (ISO date or date and time),
    `path`, `decoding`, `remarks` (what is odd) and `fault` (why there is no article; then the others may be null).
    `ARTICLE_COLUMNS` names them for `code_table`:

    >>> import dateline
    >>> events = dateline.Packs().code_table(dateline.read("corpus"), **dateline.ARTICLE_COLUMNS)
    """
    return Table(_native.read(_paths(paths), _fields(fields), date_order, threads))


ARTICLE_COLUMNS: Mapping[str, str] = {
    "text": "text",
    "id": "id",
    "title": "title",
    "outlet": "outlet",
    "date": "published",
    "path": "path",
}
"""The columns of `read`, as arguments of `code_table`."""


def diff(before: EventSource, after: EventSource) -> Diff:
    """What differs between two sets of events of the same articles, such as those of two versions of a pack."""
    found = json.loads(_native.diff(events_of(before), events_of(after)))

    def event(record: dict[str, Any] | None) -> Event | None:
        return None if record is None else Event.from_dict(record)

    differences = tuple(
        Difference(
            one["way"],
            one["article"],
            event(one["before"]),
            event(one["after"]),
            tuple(Change(row["attribute"], row["from"], row["to"]) for row in one["changes"]),
        )
        for one in found["differences"]
    )
    return Diff(found["total"], found["kinds"], found["rules"], found["attributes"], differences)


def events(source: EventSource) -> list[Event]:
    """The events of a table or file as values, in its order; rows with `fault` are passed over."""
    return [Event.from_dict(json.loads(line)) for line in events_of(source).lines()]
