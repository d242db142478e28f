"""Codes files of articles and writes the events as Parquet, with polars.

    python examples/files.py corpus events.parquet
"""

import sys

import dateline


def main(source: str, target: str) -> None:
    packs = dateline.Packs()
    table = packs.code_files(source)
    events = table.to_polars()
    events.write_parquet(target)
    summary = table.summary
    print(f"{summary.articles} articles, {summary.events} events, {summary.unread} articles not read")
    print(events["kind"].value_counts(sort=True).head(5))


if __name__ == "__main__":
    main(*sys.argv[1:])
