"""Coding on a Spark cluster: the same events as on one machine, whatever the batches and partitions are.

Each executor needs the package `dateline` (the same version on all) and pyarrow. Packs are sent to the executors as bytes, and
loaded once in each Python process.

    import dateline, dateline.spark as ds
    packs = dateline.Packs("./study")
    events = ds.code(spark.read.parquet("articles"), packs, id="url", text="maintext", date="date_publish")
    events.write.parquet("events")
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Literal

from . import _native
from ._packs import Offsets, Packs, _Columns, events_of
from ._workers import TableCoder

if TYPE_CHECKING:
    import pyarrow
    from pyspark.sql import DataFrame

__all__ = ["code", "duplicate_ids", "incidents", "run_record", "schema"]

_NAMED = 20


def schema() -> str:
    """The columns of `code`, as DDL.

    >>> import dateline.spark
    >>> dateline.spark.schema()[:41]
    '`id` STRING, `kind` STRING, `mode` STRING'
    """
    import pyarrow

    fields = pyarrow.schema(_native.EventSchema(True))
    return ", ".join(f"`{field.name}` {_ddl(field.type)}" for field in fields)


def _ddl(kind: pyarrow.DataType) -> str:
    import pyarrow.types as types

    if types.is_struct(kind):
        inner = ", ".join(
            f"`{kind.field(at).name}`: {_ddl(kind.field(at).type)}" for at in range(kind.num_fields)
        )
        return f"STRUCT<{inner}>"
    if types.is_list(kind):
        return f"ARRAY<{_ddl(kind.value_type)}>"
    names = {"string": "STRING", "int32": "INT", "int64": "BIGINT", "double": "DOUBLE", "date32[day]": "DATE"}
    return names[str(kind)]


class _Broadcast:
    """The bytes of packs, which Spark sends to each executor once."""

    def __init__(self, value: Any) -> None:
        self._value = value

    def __call__(self) -> bytes:
        found: bytes = self._value.value
        return found


def code(
    df: DataFrame,
    packs: Packs,
    *,
    id: str,
    text: str,
    title: str | None = None,
    outlet: str | None = None,
    date: str | None = None,
    path: str | None = None,
    offsets: Offsets = "codepoints",
) -> DataFrame:
    """The events of the articles in a frame: one row an event, nested as the record, with the columns of `schema`.

    The arguments name the frame's columns; only these are sent to Python. A row with `fault` is no event: it says which article
    could not be coded and why, or which rule had a fault. No article stops the job. Timestamps are read in the session's time
    zone. `article.repeats` is null, since which articles came earlier depends on how they were distributed; see also
    `duplicate_ids`.

    Raises `ColumnError` for a column that is missing or of a type that does not fit, before anything runs.
    """
    columns = _Columns(text, id, title, outlet, date, path)
    wanted = [name for name in (id, text, title, outlet, date, path) if name is not None]
    packs._engine.check_columns(_arrow_schema(df), columns)
    coder = TableCoder(
        packs, text=text, id=id, title=title, outlet=outlet, date=date, path=path, offsets=offsets
    )
    # Spark Connect has no broadcasts: there the bytes travel with the function.
    context = getattr(df.sparkSession, "_sc", None)
    if context is not None:
        coder._bytes = _Broadcast(context.broadcast(coder._bytes()))
    selected = df.select(*(f"`{name}`" for name in dict.fromkeys(wanted)))
    return selected.mapInArrow(coder.batches, schema())


def _arrow_schema(df: DataFrame) -> pyarrow.Schema:
    """The frame's columns, as far as it matters which of them hold text, numbers or dates."""
    import pyarrow

    kinds = {
        "string": pyarrow.string(),
        "binary": pyarrow.binary(),
        "date": pyarrow.date32(),
        "timestamp": pyarrow.timestamp("us", "UTC"),
        "timestamp_ntz": pyarrow.timestamp("us"),
        "tinyint": pyarrow.int8(),
        "smallint": pyarrow.int16(),
        "int": pyarrow.int32(),
        "bigint": pyarrow.int64(),
        "boolean": pyarrow.bool_(),
        "array": pyarrow.list_(pyarrow.null()),
        "struct": pyarrow.struct([]),
        "map": pyarrow.map_(pyarrow.string(), pyarrow.string()),
    }

    def kind(name: str) -> pyarrow.DataType:
        # Those with a length, such as char(3), hold text; all others are numbers with fractions.
        base = name.split("<")[0]
        text = pyarrow.string() if base.startswith(("char(", "varchar(", "string ")) else pyarrow.float64()
        return kinds.get(base, text)

    return pyarrow.schema([(name, kind(of)) for name, of in df.dtypes])


def duplicate_ids(df: DataFrame, id: str) -> DataFrame:
    """The ids that several articles of a frame have, with their `count`, the most frequent first.

    Their events share ids: give each article its own id before it is coded.
    """
    from pyspark.sql import functions as f

    counted = df.groupBy(f.col(f"`{id}`").cast("string").alias("id")).count()
    return counted.where("count > 1").orderBy(f.desc("count"), "id")


def run_record(
    packs: Packs, events: DataFrame, articles: DataFrame | None = None, *, id: str = "id"
) -> dict[str, Any]:
    """What events stand on, in the form that `dateline run` writes beside its output, for `dateline cite`.

    It counts the rows of `events` (read back from where they were written, else they are coded again), and with `articles`
    also these, their null ids and the ids that several have.
    """
    from pyspark.sql import functions as f

    record = packs.run_record()
    record["command"] = "python spark"
    counts = events.agg(
        f.count("id").alias("events"),
        f.count("fault").alias("faults"),
        f.count(f.when(f.col("fault").isNotNull() & f.col("rule").isNull(), 1)).alias("unread"),
        f.countDistinct("coded_by").alias("coders"),
        f.min("coded_by").alias("coded_by"),
    ).first()
    assert counts is not None  # an aggregation has one row
    if counts["coders"] > 1 or counts["coded_by"] not in (None, packs.coded_by):
        raise ValueError(
            "the events were not coded by these packs (coded_by differs): give the packs that coded them"
        )
    record["output"] = {"format": "spark", "count": counts["events"], "hash": ""}
    record["left_out"] = {
        "unread": counts["unread"],
        "first_unread": _first(events, "rule IS NULL"),
        "faults": counts["faults"] - counts["unread"],
        "first_faults": _first(events, "rule IS NOT NULL"),
    }
    if articles is not None:
        doubled = duplicate_ids(articles, id)
        known = articles.agg(f.count(f.lit(1)).alias("all"), f.count(f"`{id}`").alias("named")).first()
        assert known is not None  # an aggregation has one row
        record["corpus"] = {"articles": known["all"], "hash": ""}
        record["options"]["null-ids"] = [str(known["all"] - known["named"])]
        record["options"]["duplicate-ids"] = [
            f"{row['id']} ({row['count']})" for row in doubled.limit(_NAMED).collect()
        ]
    return record


def _first(events: DataFrame, which: str) -> list[str]:
    rows = events.where(f"fault IS NOT NULL AND {which}").select("fault").limit(_NAMED).collect()
    return sorted(str(row["fault"]) for row in rows)


def incidents(
    events: DataFrame, packs: Packs, *, repeats: Literal["once", "count"] = "once"
) -> list[dict[str, Any]]:
    """Joins the events of a frame into incidents, on the driver: the same as `Packs.incidents` gives for all of them.

    Any two mentions of the whole corpus may be of one occurrence, so that they are joined in one place. Events are a hundredth
    of the text they are read from; a million takes about a minute and 5 GB.
    """
    found = packs._engine.incidents(events_of(_collected(events)), repeats == "once")
    return [json.loads(record) for record in found]


def _collected(events: DataFrame) -> Any:
    """The rows of a frame that hold events, as a table of pyarrow."""
    import pyarrow

    kept = events.where("fault IS NULL")
    if hasattr(kept, "toArrow"):
        return kept.toArrow()
    older: Any = kept  # types of pyspark know the method, or not, by its version
    batches = older._collect_as_arrow()
    return pyarrow.Table.from_batches(batches) if batches else pyarrow.schema(_native.EventSchema(True)).empty_table()
