"""Checks that a folder listing explains itself: no long files, and no file name with two meanings in a package.

A file of the product has at most MAX_LINES lines. Within bot/, inference/ or training/ each file name occurs once, so
that it can be searched for. Exceptions: `__init__.py`, and a file that does the same job in several chats.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("bot", "inference", "training")
MAX_LINES = 300
CODE_SUFFIXES = frozenset({".py", ".js", ".css", ".html"})
"""Catalogs, vocabularies and weights are data, and as long as they are."""

CHATS = Path("bot/chats")


def product_files(root: Path) -> list[Path]:
    """The product's code, relative to the root."""
    return sorted(
        path.relative_to(root)
        for package in PACKAGES
        for path in (root / package).rglob("*")
        if path.suffix in CODE_SUFFIXES and path.is_file()
    )


def too_long(root: Path, files: list[Path]) -> list[str]:
    lines = {file: len((root / file).read_text(encoding="utf-8").splitlines()) for file in files}
    return [f"{file} has {count} lines, more than {MAX_LINES}." for file, count in lines.items() if count > MAX_LINES]


def doubled(files: list[Path]) -> list[str]:
    """A sentence for each file name that occurs in two places of a package, chats among themselves left aside."""
    places: dict[tuple[str, str], dict[Path, list[Path]]] = defaultdict(lambda: defaultdict(list))
    for file in files:
        if file.name != "__init__.py":
            places[file.parts[0], file.name][_place(file)].append(file)
    return [
        f"{name} occurs more than once in {package}/: {', '.join(map(str, chain.from_iterable(groups.values())))}."
        for (package, name), groups in places.items()
        if len(groups) > 1
    ]


def _place(file: Path) -> Path:
    """Where a file is; the same place for the same path within one chat and within another."""
    if file.is_relative_to(CHATS) and len(file.parts) > len(CHATS.parts) + 1:
        return CHATS / "*" / Path(*file.parts[len(CHATS.parts) + 1 :])
    return file


def problems(root: Path) -> list[str]:
    """A sentence for each file that is too long and each name that occurs twice."""
    files = product_files(root)
    return too_long(root, files) + doubled(files)


def main() -> int:
    """Prints what is wrong."""
    found = problems(ROOT)
    print(*found, sep="\n", file=sys.stderr, end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
