"""How documents and events show themselves in notebooks: HTML without scripts, all text escaped."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._packs import Document, Why
    from ._record import Event

# Readable on a light and on a dark page: the text keeps its colour, the mark is see-through.
_COLOURS = ("#4e79a7", "#f28e2b", "#59a14f", "#e15759", "#b07aa1", "#9c755f", "#edc948", "#76b7b2")

# A longer text is shown around its events only.
_MOST = 20_000
_AROUND = 300


def document_html(document: Document) -> str:
    """The text with its events marked, and a line for each event."""
    text = document.text
    kinds = _kinds(document.events)
    if any(event.offsets != "codepoints" for event in document.events):
        return f"<div>{_rows(document.events, kinds)}</div>"
    spans = [(event.evidence.start, event.evidence.end, event) for event in document.events]
    shown = [(0, len(text))] if len(text) <= _MOST else _around(spans, len(text))
    parts = [_marked(text, start, end, document.events, kinds) for start, end in shown]
    cut = '<div style="opacity:.6">…</div>'
    body = cut.join(parts) or f"<i>{len(text):,} characters without an event</i>"
    return (
        f'<div style="max-width:50em"><div style="white-space:pre-wrap;line-height:1.6">{body}</div>'
        f"{_rows(document.events, kinds)}</div>"
    )


def _kinds(events: tuple[Event, ...]) -> dict[str, str]:
    kinds: dict[str, str] = {}
    for event in events:
        kinds.setdefault(event.kind, _COLOURS[len(kinds) % len(_COLOURS)])
    return kinds


def _around(spans: list[tuple[int, int, Event]], length: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for start, end, _ in sorted(spans, key=lambda span: span[:2]):
        start, end = max(0, start - _AROUND), min(length, end + _AROUND)
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _marked(
    text: str, start: int, end: int, events: tuple[Event, ...], kinds: dict[str, str]
) -> str:
    """The text between two places; where passages overlap, the first event's colour is used."""
    edges = {start, end}
    for event in events:
        for edge in (event.evidence.start, event.evidence.end, event.trigger.start, event.trigger.end):
            if start < edge < end:
                edges.add(edge)
    cuts = sorted(edges)
    parts: list[str] = []
    for low, high in zip(cuts, cuts[1:]):
        piece = escape(text[low:high])
        inside = [event for event in events if event.evidence.start <= low < event.evidence.end]
        if not inside:
            parts.append(piece)
            continue
        if any(event.trigger.start <= low < event.trigger.end for event in inside):
            piece = f"<b>{piece}</b>"
        colour = kinds[inside[0].kind]
        names = escape(", ".join(_name(event) for event in inside))
        parts.append(
            f'<mark title="{names}" style="background:{colour}44;color:inherit;'
            f'border-bottom:2px solid {colour}">{piece}</mark>'
        )
    return "".join(parts)


def _name(event: Event) -> str:
    return event.kind if event.mode is None else f"{event.kind}/{event.mode}"


def _rows(events: tuple[Event, ...], kinds: dict[str, str]) -> str:
    if not events:
        return '<div style="opacity:.6">no event</div>'
    rows = "".join(_row(event, kinds.get(event.kind, _COLOURS[0])) for event in events)
    head = "".join(
        f'<th style="text-align:left">{name}</th>'
        for name in ("event", "trigger", "who", "to whom", "where", "when", "how many", "says who")
    )
    return f'<table style="margin-top:.8em"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'


def _row(event: Event, colour: str) -> str:
    def parties(of: str) -> str:
        return ", ".join(party.name or party.text for party in getattr(event, of))

    place = "" if event.place is None else event.place.name or event.place.text
    counts = ", ".join(f"{count.what} {count.value}" for count in event.counts)
    realis = "" if event.realis == "actual" else f" ({event.realis})"
    claimant = "" if event.claimant is None else event.claimant.text
    voice = f"{event.stance}{': ' if claimant else ''}{claimant}"
    cells = (
        _name(event) + realis,
        event.trigger.text,
        parties("actor"),
        parties("recipient"),
        place,
        event.date.start or "",
        counts,
        voice,
    )
    first = f'style="text-align:left;border-left:4px solid {colour}"'
    rest = 'style="text-align:left"'
    shown = (f"<td {rest if at else first}>{escape(cell)}</td>" for at, cell in enumerate(cells))
    return f"<tr>{''.join(shown)}</tr>"


def event_html(event: Event) -> str:
    """The passage with its trigger, and the event's attributes."""
    passage, trigger = event.evidence, event.trigger
    low, high = trigger.start - passage.start, trigger.end - passage.start
    text = passage.text
    if event.offsets == "codepoints" and text[low:high] == trigger.text:
        shown = f"{escape(text[:low])}<b>{escape(trigger.text)}</b>{escape(text[high:])}"
    else:
        shown = escape(text)
    return f"<div><blockquote>{shown}</blockquote>{_rows((event,), {})}</div>"


def why_html(why: Why) -> str:
    """What decided each attribute, and how the rule matched."""
    rows = "".join(
        f'<tr><td style="text-align:left">{escape(one.attribute)}</td><td style="text-align:left">{escape(one.value or "-")}</td>'
        f'<td style="text-align:left;opacity:.7">{escape(one.basis)}</td></tr>'
        for one in why.attributes
    )
    lines = escape("\n".join(why.conditions))
    return f"{event_html(why.event)}<table>{rows}</table><pre>{escape(why.event.rule)}\n{lines}</pre>"
