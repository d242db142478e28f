"""Dateline turns news into event data that can be checked: who did what to whom, where, when, how many, and who says so.

>>> import dateline
>>> packs = dateline.Packs()
>>> doc = packs.code("Shells killed 20 people in Aleppo on Monday, residents said.", date="2016-08-12")
>>> doc.events[0].evidence.text
'Shells killed 20 people in Aleppo on Monday, residents said.'

`Packs` holds rules; `Packs.code` codes a text, `Packs.code_table` a table of articles (Arrow in, Arrow out), `read` reads files
into such a table. `dateline.spark` does the same on a cluster.
"""

from ._native import (
    ArticleError,
    ColumnError,
    DatelineError,
    EventError,
    PackError,
    __version__,
)
from ._packs import (
    ARTICLE_COLUMNS,
    Basis,
    Change,
    Diff,
    Difference,
    Document,
    Fault,
    Packs,
    RuleReport,
    Score,
    SentenceReport,
    Why,
    WhyNot,
    diff,
    events,
    read,
)
from ._record import (
    ArticleRef,
    Claimant,
    Codes,
    Count,
    Event,
    EventDate,
    Evidence,
    Party,
    Place,
    Quoted,
)
from ._table import ArrowTable, DatelineWarning, Summary, Table
from ._workers import TableCoder

__all__ = [
    "ARTICLE_COLUMNS",
    "ArrowTable",
    "ArticleError",
    "ArticleRef",
    "Basis",
    "Change",
    "Claimant",
    "Codes",
    "ColumnError",
    "Count",
    "DatelineError",
    "DatelineWarning",
    "Diff",
    "Difference",
    "Document",
    "Event",
    "EventDate",
    "EventError",
    "Evidence",
    "Fault",
    "PackError",
    "Packs",
    "Party",
    "Place",
    "Quoted",
    "RuleReport",
    "Score",
    "SentenceReport",
    "Summary",
    "Table",
    "TableCoder",
    "Why",
    "WhyNot",
    "__version__",
    "diff",
    "events",
    "read",
]
