"""Tables that are made while they are read."""

from __future__ import annotations

import json
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from ._native import Stream, check_signals

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow


class ArrowTable(Protocol):
    """Anything with an Arrow stream: DataFrames of polars and pandas, pyarrow tables and readers, relations of DuckDB."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The stream, as a capsule."""


class DatelineWarning(UserWarning):
    """Something was left out or is odd, and the rest was done."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a table has given so far."""

    articles: int
    """Articles that were read, and coded where the table is of events."""
    events: int
    """Their events."""
    unread: int
    """Articles that could not be read; each is a row with `fault`."""
    faults: int
    """Faults of rules; each is a row with `fault`."""
    repeats: int
    """Articles that repeat an earlier one."""
    duplicate_ids: int
    """Articles whose id an earlier article has too, so that their events share ids."""
    first_duplicate_ids: tuple[str, ...]
    """The first of these ids, twenty at most."""
    first_messages: tuple[str, ...]
    """What is wrong with the first unread articles, and the first faults; twenty at most."""
    is_complete: bool
    """Whether the table was read to its end."""


class Table:
    """A table that is read once, batch by batch: an Arrow stream.

    Give it to what reads such streams: `polars.DataFrame(table)`, `pyarrow.table(table)`, `pandas.DataFrame.from_arrow(table)`,
    `duckdb.sql("from table")` after `table = table.to_arrow()`; or call one of the methods below. Rows are made while they are
    read, so that a table of millions of articles needs no more memory than one of thousands.
    """

    __slots__ = ("_stream",)

    def __init__(self, stream: Stream) -> None:
        self._stream = stream

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The stream, as a capsule; only once."""
        return self._stream.__arrow_c_stream__(requested_schema)

    def __arrow_c_schema__(self) -> object:
        """The columns, as a capsule."""
        return self._stream.__arrow_c_schema__()

    @property
    def columns(self) -> list[str]:
        """The names of the columns."""
        return [name for name, _ in self._stream.columns()]

    @property
    def summary(self) -> Summary:
        """What was read so far, how much was left out, and why."""
        totals = json.loads(self._stream.totals())
        for name in ("first_duplicate_ids", "first_messages"):
            totals[name] = tuple(totals[name])
        return Summary(**totals)

    def to_arrow(self) -> pyarrow.Table:
        """All rows as a table of pyarrow. Warns of what was left out."""
        import pyarrow

        try:
            table = pyarrow.RecordBatchReader.from_stream(self).read_all()
        except Exception as error:
            _raise_interrupt(error)
            raise
        self._tell()
        return table

    def to_polars(self) -> polars.DataFrame:
        """All rows as a DataFrame of polars. Warns of what was left out."""
        import polars

        try:
            frame = polars.DataFrame(self)
        except Exception as error:
            _raise_interrupt(error)
            raise
        self._tell()
        return frame

    def to_pandas(self) -> pandas.DataFrame:
        """All rows as a DataFrame of pandas, by way of pyarrow. Warns of what was left out."""
        return self.to_arrow().to_pandas()

    def _tell(self) -> None:
        summary = self.summary
        parts: list[str] = []
        if summary.unread:
            parts.append(f"{_counted(summary.unread, 'article')} not read")
        if summary.faults:
            parts.append(_counted(summary.faults, "fault") + " of rules")
        if summary.duplicate_ids:
            ids = ", ".join(summary.first_duplicate_ids[:3])
            parts.append(f"{_counted(summary.duplicate_ids, 'article')} with the id of an earlier one ({ids})")
        if parts:
            first = f"; the first: {summary.first_messages[0]}" if summary.first_messages else ""
            warnings.warn("; ".join(parts) + first, DatelineWarning, stacklevel=3)

    def __repr__(self) -> str:
        return f"<dateline.Table of {len(self.columns)} columns, read once: {', '.join(self.columns)}>"


def _raise_interrupt(error: Exception) -> None:
    """After Ctrl-C the error of a reader of streams is only that it was stopped, or its source was: raises the interrupt."""
    check_signals()
    if "KeyboardInterrupt" in str(error):
        raise KeyboardInterrupt from None


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}" + ("" if count == 1 else "s")


def stream_of(table: Any) -> Any:
    """A table, or a batch or list of batches of pyarrow as a table."""
    if hasattr(table, "__arrow_c_stream__") or not hasattr(table, "__arrow_c_array__"):
        return table
    import pyarrow

    return pyarrow.table(pyarrow.record_batch(table))
