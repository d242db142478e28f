"""Checks that libraries in both of two Cargo.lock files have the same version: events must not depend on what runs the rules.

    python same_versions.py Cargo.lock python/Cargo.lock
"""

import re
import sys
from pathlib import Path


def versions(path: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    text = Path(path).read_text(encoding="utf-8")
    for name, version in re.findall(r'^name = "(.+)"\nversion = "(.+)"$', text, re.MULTILINE):
        found.setdefault(name, set()).add(version)
    return found


def main(ours: str, other: str) -> int:
    known = versions(ours)
    wrong = 0
    for name, found in versions(other).items():
        for version in sorted(found - known.get(name, found)):
            print(f"{other}: {name} {version} is {', '.join(sorted(known[name]))} in {ours}: copy that file and build again")
            wrong += 1
    return min(wrong, 1)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
