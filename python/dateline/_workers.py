"""Packs on the workers of Spark, Ray and the like: sent as bytes, loaded once in each process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable

from ._packs import Offsets, Packs, _Columns, _from_bytes
from ._table import stream_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow

# By `coded_by`. A process has a few at most: each new edit of a pack makes another.
_loaded: dict[str, Packs] = {}


class TableCoder:
    """Codes tables of pyarrow: a function that can be sent to other processes, for `map_batches` of Ray and the like.

    Arguments are those of `Packs.code_table`; `article.repeats` is left out, since which articles are in one batch depends on how
    they were distributed. Numbers are signed, as Spark has them. `threads` is 1, since a worker of such systems is one of many.

    >>> import dateline, pickle, pyarrow
    >>> coder = pickle.loads(pickle.dumps(dateline.TableCoder(dateline.Packs(), id="url", text="maintext")))
    >>> table = pyarrow.table({"url": ["a"], "maintext": ["Jets bombed a market in Aleppo."]})
    >>> coder(table).column("kind").to_pylist()
    ['air_strike', 'protected_object_attack']
    """

    def __init__(
        self,
        packs: Packs,
        *,
        text: str = "text",
        id: str = "id",
        title: str | None = None,
        outlet: str | None = None,
        date: str | None = None,
        path: str | None = None,
        offsets: Offsets = "codepoints",
        threads: int = 1,
    ) -> None:
        self.coded_by = packs.coded_by
        self._bytes: Callable[[], bytes] = _Value(packs.to_bytes())
        self._date_order = packs._date_order
        self._columns = _Columns(text, id, title, outlet, date, path)
        self._offsets = offsets
        self._threads = threads
        _loaded.setdefault(self.coded_by, packs)

    def packs(self) -> Packs:
        """The packs, loaded at most once in a process."""
        found = _loaded.get(self.coded_by)
        if found is None:
            found = _from_bytes(self._bytes(), self._date_order, self.coded_by)
            _loaded[self.coded_by] = found
        return found

    def stream(self, table: Any) -> pyarrow.RecordBatchReader:
        """The events of a table, as a reader of batches."""
        import pyarrow

        engine = self.packs()._engine
        coded = engine.code_table(
            stream_of(table), self._columns, self._offsets, False, self._threads, True
        )
        return pyarrow.RecordBatchReader.from_stream(coded)

    def batches(self, batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        """The events of a stream of batches, which are read one after the other."""
        import pyarrow

        first = next(batches, None)
        if first is None:
            return

        def all_batches() -> Iterator[pyarrow.RecordBatch]:
            yield first
            yield from batches

        yield from self.stream(pyarrow.RecordBatchReader.from_batches(first.schema, all_batches()))

    def __call__(self, table: pyarrow.Table) -> pyarrow.Table:
        return self.stream(table).read_all()


class _Value:
    """A value behind a call, as a broadcast of Spark is."""

    def __init__(self, value: bytes) -> None:
        self._value = value

    def __call__(self) -> bytes:
        return self._value
