"""The event record as Python values: the attributes of the JSON record, with its names and words.

Everything here is made once and never changes; `to_dict` and `to_json` give the record back as it was coded.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class ArticleRef:
    """The article of an event."""

    id: str
    """Its id."""
    path: str
    """Where it is from: a file, or what was given."""
    decoding: str
    """How its bytes were decoded and cleaned, such as `utf-8+json, title trimmed`."""
    outlet: str | None = None
    """Who published it."""
    title: str | None = None
    """Its headline."""
    published: str | None = None
    """ISO date or date and time, local to the outlet."""
    published_precision: str = "unknown"
    """`minute`, `day` or `unknown`."""
    repeats: str | None = None
    """The id of an earlier article that it repeats, at most slightly changed or cut."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The passage an event was read from."""

    text: str
    """The passage, as cleaned."""
    start: int
    """Where it begins in the cleaned text, in the unit of `Event.offsets`."""
    end: int
    """One past its end, in the same unit: `text[start:end]` with code points."""
    raw_start: int
    """Its first byte in the text or file as it was given."""
    raw_end: int
    """One past its last byte there."""
    sentence: int
    """The number of its sentence, from 1."""
    page: int | None = None
    """The page on which it begins, from 1, where the file has pages."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words of the text with their place."""

    text: str
    """The words."""
    start: int
    """Where they begin in the cleaned text."""
    end: int
    """One past their end."""


@dataclass(frozen=True, slots=True)
class Claimant:
    """Who says so."""

    text: str
    """The words that name the claimant."""
    name: str | None
    """The canonical name."""
    code: str | None
    """The code, where the gazetteer has one."""
    start: int
    """Where the words begin in the cleaned text."""
    end: int
    """One past their end."""
    cue: str | None
    """The verb or phrase of saying."""
    via: tuple[str, ...]
    """Who cited the claimant, the outermost last."""


@dataclass(frozen=True, slots=True)
class Party:
    """An actor or a recipient."""

    text: str
    """As written."""
    name: str | None
    """The canonical name."""
    code: str | None
    """The code, where the gazetteer has one."""
    start: int | None
    """Where it begins in the cleaned text; `None` where a rule gave the name itself."""
    end: int | None
    """One past its end."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where it happened."""

    text: str
    """As written."""
    name: str | None
    """The canonical name."""
    admin1: str | None
    """The province."""
    country: str | None
    """The country."""
    lat: float | None
    """Latitude in degrees."""
    lon: float | None
    """Longitude in degrees."""
    geonames_id: int | None
    """The number in GeoNames."""
    precision: str
    """How exact it is, such as `town`, `area`, `country`."""
    basis: str
    """Where it was found, such as `sentence`, `title`."""


@dataclass(frozen=True, slots=True)
class EventDate:
    """When it happened."""

    start: str | None
    """ISO date, or date and time; `None` where it is not known."""
    end: str | None
    """The last day or moment."""
    precision: str
    """How exact it is, such as `day`, `month`, `unknown`."""
    basis: str
    """The words it was read from, or how else it was found."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many."""

    what: str
    """What is counted, such as `killed`."""
    value: int
    """The number; of a vague one its lower bound."""
    low: int
    """The least it says."""
    high: int | None
    """The most it says; `None`: no bound."""
    bound: str
    """`exact`, `at_least`, `at_most`, `about`, ..."""
    whom: str | None
    """Who or what is counted, in the words of the text."""
    source: str | None
    """Who gives the number, where that is another than the claimant."""


@dataclass(frozen=True, slots=True)
class Codes:
    """The kind in other ontologies."""

    plover: str | None = None
    """PLOVER event and mode, such as `ASSAULT/aerial`."""
    acled: str | None = None
    """ACLED sub-event type."""
    cameo: str | None = None
    """CAMEO code."""


@dataclass(frozen=True, slots=True, repr=False)
class Event:
    """One mention of one event: a passage that reports, promises, alleges or denies something.

    >>> import dateline
    >>> text = "Shells killed 20 people in Aleppo on Monday, residents said."
    >>> event = dateline.Packs().code(text, date="2016-08-12").events[0]
    >>> event.kind, event.place.name, event.date.start
    ('casualties', 'Aleppo', '2016-08-08')
    >>> text[event.trigger.start:event.trigger.end] == event.trigger.text
    True
    """

    id: str
    """Stable: a hash of article id, rule, evidence text and the ordinal among equal ones."""
    kind: str
    """The kind of the codebook, such as `air_strike`."""
    mode: str | None
    """The kind's mode, such as `declared`."""
    article: ArticleRef
    """Which article."""
    offsets: str
    """What `start` and `end` count: `codepoints`, `bytes` or `utf16`."""
    evidence: Evidence
    """The passage."""
    trigger: Quoted
    """The words that most clearly say the event."""
    stance: str
    """`asserted`, `attributed`, `alleged`, `denied` or `confirmed`."""
    stance_cue: str | None
    """The words that show the stance."""
    claimant: Claimant | None
    """Who says so."""
    denies: str | None
    """Of a denial: the id of the event that it denies."""
    realis: str
    """`actual`, `ongoing`, `attempted`, `future`, `hypothetical`, `negated` or `historical`."""
    actor: tuple[Party, ...]
    """Who did it."""
    recipient: tuple[Party, ...]
    """To whom."""
    place: Place | None
    """Where."""
    date: EventDate
    """When."""
    counts: tuple[Count, ...]
    """How many."""
    codes: Codes
    """The kind in other ontologies."""
    extra: Mapping[str, Any]
    """What the rule adds."""
    rule: str
    """The rule that found it."""
    pack: str
    """The pack that holds the rule."""
    pack_version: str
    """That pack's version."""
    pack_hash: str
    """A hash over that pack's files and the packs it stands on."""
    coded_by: str
    """A hash over all that decided the event besides the article."""
    _record: dict[str, Any] = field(compare=False)

    @staticmethod
    def from_dict(record: dict[str, Any]) -> Event:
        """The event of a record, as `to_dict` gives it and `dateline run` writes it.

        Raises `EventError` where it is none.
        """
        try:
            return _event(record)
        except (KeyError, TypeError, ValueError) as error:
            from ._native import EventError

            raise EventError(f"no event: {error!r}") from None

    def to_dict(self) -> dict[str, Any]:
        """The record: values as JSON has them, names in the order of the record."""
        copy: dict[str, Any] = json.loads(self.to_json())
        return copy

    def to_json(self) -> str:
        """The record as one line of JSON, as `dateline run --format jsonl` writes it."""
        return json.dumps(self._record, ensure_ascii=False, separators=(",", ":"))

    def __repr__(self) -> str:
        parts = [self.kind if self.mode is None else f"{self.kind}/{self.mode}"]
        parts.append(repr(self.trigger.text))
        if self.place is not None:
            parts.append(f"in {self.place.name or self.place.text}")
        if self.date.start is not None:
            parts.append(f"on {self.date.start}")
        parts.extend(f"{count.what} {count.value}" for count in self.counts)
        if self.stance != "asserted":
            who = "" if self.claimant is None else f" to {self.claimant.text}"
            parts.append(self.stance + (who if self.stance == "attributed" else ""))
        if self.realis != "actual":
            parts.append(self.realis)
        return f"<Event {', '.join(parts)}>"

    def _repr_html_(self) -> str:
        from ._show import event_html

        return event_html(self)


def _event(record: dict[str, Any]) -> Event:
    claimant, place = record["claimant"], record["place"]
    return Event(
        id=record["id"],
        kind=record["kind"],
        mode=record["mode"],
        article=ArticleRef(**record["article"]),
        offsets=record.get("offsets", "bytes"),
        evidence=Evidence(**record["evidence"]),
        trigger=Quoted(**record["trigger"]),
        stance=record["stance"],
        stance_cue=record["stance_cue"],
        claimant=None if claimant is None else Claimant(**{**claimant, "via": tuple(claimant["via"])}),
        denies=record["denies"],
        realis=record["realis"],
        actor=tuple(Party(**party) for party in record["actor"]),
        recipient=tuple(Party(**party) for party in record["recipient"]),
        place=None if place is None else Place(**place),
        date=EventDate(**record["date"]),
        counts=tuple(Count(**count) for count in record["counts"]),
        codes=Codes(**record["codes"]),
        extra=record["extra"],
        rule=record["rule"],
        pack=record["pack"],
        pack_version=record["pack_version"],
        pack_hash=record["pack_hash"],
        coded_by=record.get("coded_by", ""),
        _record=record,
    )
