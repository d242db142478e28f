"""Codes a frame of articles, and looks at one event and what decided it."""

import polars as pl

import dateline


def main() -> None:
    articles = pl.DataFrame(
        {
            "url": ["https://example.org/1", "https://example.org/2"],
            "maintext": [
                "Shells killed 20 people in Aleppo on Monday, residents said.",
                "Both sides agreed to a truce in Homs.",
            ],
            "date_publish": ["2016-08-12", "2016-08-13"],
        }
    )
    packs = dateline.Packs()
    coded = packs.code_table(articles, text="maintext", id="url", date="date_publish").to_polars()
    print(coded.select("kind", pl.col("place").struct.field("name"), pl.col("date").struct.field("start")))
    first = dateline.events(coded)[0]
    document = packs.code(articles["maintext"][0], date="2016-08-12", id="https://example.org/1")
    print(document.why(first))


if __name__ == "__main__":
    main()
