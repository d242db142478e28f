"""What the tests share. `DATELINE_BIN` names the program `dateline` to compare with; `DATELINE_DATA` a larger set of articles."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import dateline

ROOT = Path(__file__).resolve().parents[2]

# Towns and hours differ, so that no article repeats another.
TOWNS = ("Aleppo", "Homs", "Raqqa", "Idlib", "Hama", "Daraa", "Palmyra", "Manbij")
SENTENCES = (
    "Jets bombed a market in {town} at {hour} o'clock, killing {count} people, residents said.",
    "Rebels in {town} agreed to a truce of {hour} hours after talks with {count} elders.",
    "Shells fell on a school in {town}; {count} pupils were wounded, the head of the school told reporters at {hour}.",
    "The bakery in {town} sold {count} loaves of bread before {hour}, and nobody was hurt.",
)


def article(number: int) -> dict[str, Any]:
    """An invented article; the same for the same number."""
    town = TOWNS[number % len(TOWNS)]
    lead = SENTENCES[number % len(SENTENCES)]
    values = {"town": town, "hour": number % 23 + 1, "count": number % 91 + 2}
    rest = f"Traders {number} kilometres away heard nothing of it. A clerk counted {number * 7 + 3} carts that day."
    return {
        "id": f"wire-{number}",
        "title": f"Notes from {town}, number {number}",
        "text": lead.format(**values) + "\n\n" + rest,
        "outlet": "Example Wire" if number % 3 else None,
        "date": f"2016-08-{number % 28 + 1:02}",
    }


@pytest.fixture(scope="session")
def packs() -> dateline.Packs:
    return dateline.Packs()


@pytest.fixture(scope="session")
def articles() -> list[dict[str, Any]]:
    return [article(number) for number in range(300)]


@pytest.fixture(scope="session")
def program() -> Callable[..., str]:
    """Runs the program with arguments, and returns what it prints."""
    path = os.environ.get("DATELINE_BIN") or shutil.which("dateline")
    if path is None:
        pytest.skip("DATELINE_BIN names no program to compare with")

    def run(*args: str | Path) -> str:
        done = subprocess.run(
            [path, *map(str, args)], check=True, capture_output=True, text=True, cwd=ROOT
        )
        return done.stdout

    return run


def records(lines: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines.splitlines()]


def plain(event: dict[str, Any]) -> str:
    """An event as text to compare: attributes without a value are left out, as in the program's records."""

    def without(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: without(inner) for name, inner in value.items() if inner is not None}
        return [without(inner) for inner in value] if isinstance(value, list) else value

    return json.dumps(without(event), sort_keys=True, ensure_ascii=False)
