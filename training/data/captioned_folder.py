"""A folder of people's own pictures: the captioned ones, and what is wrong with the rest.

Captions are in `captions.csv` or `captions.jsonl`, or else in a text file beside each picture: x.png and x.txt.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from inference.api import MAX_PROMPT
from training.data.picture_files import (
    MIN_EDGE_PIXELS,
    SUFFIXES,
    BadPicture,
    CaptionedPicture,
    load_square,
    pillow_warnings_ignored,
)
from training.errors import TrainingError

CSV, JSONL = "captions.csv", "captions.jsonl"
FILE_KEYS = ("file", "filename", "file_name")
CAPTION_KEYS = ("caption", "text")
THREADS = 4
"""Pictures opened at once. Pillow releases the interpreter lock; each may need several hundred megabytes."""
MAX_NAMED_FILES = 10
"""Skipped files that a report names."""

OnProgress = Callable[[int, int], None]
"""Called with the number of pictures opened so far, and of all."""


@dataclass(frozen=True)
class Skipped:
    """A file or a line of a list that is not used; `reason` follows the name: "it has no caption"."""

    name: str
    reason: str


@dataclass(frozen=True)
class CaptionedFolder:
    place: Path
    entries: tuple[CaptionedPicture, ...]
    skipped: tuple[Skipped, ...]

    def report(self) -> str:
        """What was found, what was skipped and why, for people: at most a dozen lines."""
        plural = "s" if len(self.entries) > 1 else ""
        found = f"{self.place}: {len(self.entries):,} picture{plural} with captions"
        if not self.skipped:
            return f"{found}."
        named = [f"  {_printable(one.name)}: {one.reason}" for one in self.skipped[:MAX_NAMED_FILES]]
        if len(self.skipped) > MAX_NAMED_FILES:
            named.append(f"  and {len(self.skipped) - MAX_NAMED_FILES:,} more")
        return "\n".join([f"{found}; {len(self.skipped):,} skipped:", *named])

    def fingerprint(self) -> str:
        """A digest of names, sizes and captions, the same wherever the folder is; pixels are not read."""
        lines = [(str(e.path.relative_to(self.place)), e.path.stat().st_size, e.caption) for e in self.entries]
        return hashlib.sha256(json.dumps(lines).encode()).hexdigest()


def read(place: Path, on_progress: OnProgress = lambda done, total: None) -> CaptionedFolder:
    """Find the captioned pictures in a folder and open each once, so that training meets no bad one.

    `captions.csv` starts with a line `file,caption`; `captions.jsonl` has lines like {"file": …, "caption": …}.
    Both are UTF-8 and name files relative to the folder; a picture may have several captions. Without a list, every
    picture in the folder or below needs a text file of its name. Hidden files are ignored.

    Raises:
        TrainingError: there is no such folder, a list cannot be read, or no picture can be used.
    """
    if not place.is_dir():
        raise TrainingError(f"{place} is not a folder; name one with pictures and captions.")
    found = list(_candidates(place))
    paths = list(dict.fromkeys(one.path for one in found if isinstance(one, CaptionedPicture)))
    reason_from_path = _find_faults(paths, on_progress)
    entries, skipped = [], []
    for one in found:
        if isinstance(one, Skipped):
            skipped.append(one)
        elif one.path not in reason_from_path:
            entries.append(one)
        elif reason := reason_from_path[one.path]:
            skipped.append(Skipped(str(one.path.relative_to(place)), reason))
            reason_from_path[one.path] = ""  # reported once, however many captions it has
    if not entries and not skipped:
        raise TrainingError(
            f"{place} has no pictures with captions; it needs {CSV}, {JSONL} or pairs like cat.png and cat.txt."
        )
    if not entries:
        more = f" (and {len(skipped) - 1:,} more)" if len(skipped) > 1 else ""
        first = f"{_printable(skipped[0].name)}: {skipped[0].reason}"
        raise TrainingError(f"{place} has no usable picture; {first}{more}.")
    return CaptionedFolder(place, tuple(entries), tuple(skipped))


def _candidates(place: Path) -> Iterator[CaptionedPicture | Skipped]:
    """Captioned pictures in an order that does not depend on the file system; none is opened yet."""
    files, closed = _files(place)
    yield from closed
    lists = [name for name in (CSV, JSONL) if (place / name).exists()]
    if not lists:
        yield from _pairs(place, files)
        return
    mentioned: set[Path] = set()
    for name in lists:
        for row in _csv_rows(place / name) if name == CSV else _jsonl_rows(place / name):
            if (
                isinstance(row, CaptionRow)
                and isinstance(row.file, str)
                and isinstance(path := _resolve(place, row.file), Path)
            ):
                mentioned.add(path)
            yield _checked(place, row) if isinstance(row, CaptionRow) else row
    for file in files:
        name = str(file.relative_to(place))
        if file.suffix.lower() in SUFFIXES and _resolve(place, name) not in mentioned:
            yield Skipped(name, f"it is not in {' or '.join(lists)}")


def _files(place: Path) -> tuple[list[Path], list[Skipped]]:
    """All files in a folder and below, without hidden ones; and the folders that cannot be opened."""
    files, closed = [], []

    def note(error: OSError) -> None:
        name = os.path.relpath(os.fsdecode(error.filename), place)
        closed.append(Skipped(name, f"it cannot be opened ({error.strerror})"))

    for folder, below, names in os.walk(place, onerror=note):
        below[:] = [name for name in below if not name.startswith(".")]
        files += [Path(folder) / name for name in names if not name.startswith(".")]
    return sorted(files), closed


def _pairs(place: Path, files: Sequence[Path]) -> Iterator[CaptionedPicture | Skipped]:
    text_from_stem = {file.with_suffix(""): file for file in files if file.suffix.lower() == ".txt"}
    pictures = [file for file in files if file.suffix.lower() in SUFFIXES]
    for picture in pictures:
        name = str(picture.relative_to(place))
        text = text_from_stem.get(picture.with_suffix(""))
        if text is None:
            yield Skipped(name, f"it has no caption; write {_printable(picture.stem)}.txt")
            continue
        try:
            # UTF-8 takes at most four bytes a character; a longer file is rejected without reading all of it.
            with text.open("rb") as file:
                caption = file.read(4 * MAX_PROMPT + 4).decode("utf-8-sig", "surrogateescape")
        except OSError as error:
            yield Skipped(name, f"its caption in {_printable(text.name)} cannot be read ({error.strerror})")
        else:
            yield _checked(place, CaptionRow(name, name, caption))
    for stem in sorted(text_from_stem.keys() - {picture.with_suffix("") for picture in pictures}):
        yield Skipped(str(text_from_stem[stem].relative_to(place)), f"no {', '.join(SUFFIXES)} is beside it")


class CaptionRow(NamedTuple):
    """A line of a list: its place, its file and its caption, which may be anything or None."""

    where: str
    file: object
    caption: object


def _checked(place: Path, row: CaptionRow) -> CaptionedPicture | Skipped:
    if not isinstance(row.file, str) or not row.file.strip():
        return Skipped(row.where, "it names no file")
    if not isinstance(row.caption, str):
        return Skipped(row.where, "it has no caption")
    if not (caption := " ".join(row.caption.split())):
        return Skipped(row.where, "its caption is empty")
    if len(caption) > MAX_PROMPT:
        return Skipped(row.where, f"its caption has more than {MAX_PROMPT:,} characters")
    if not _is_text(row.file + caption):
        return Skipped(row.where, "it is not UTF-8")
    path = _resolve(place, row.file)
    return CaptionedPicture(path, caption) if isinstance(path, Path) else Skipped(row.where, path)


def _resolve(place: Path, file: str) -> Path | str:
    """The path of a file below `place`, after following links; or what is wrong with it."""
    try:
        root, path = place.resolve(), (place / file.strip()).resolve()
        return (
            place / path.relative_to(root) if path.is_relative_to(root) else f"{_printable(file)} is not in this folder"
        )
    except (OSError, ValueError, RuntimeError):  # a NUL, a name too long, a loop of links
        return f"{_printable(file)} is no valid file name"


def _csv_rows(path: Path) -> Iterator[CaptionRow | Skipped]:
    lines = list(io.StringIO(_text_of(path), newline=""))
    rows = _csv_fields(lines)
    header = [name.strip().lower() for name in next(rows, (0, None))[1] or ()]
    columns = [next((header.index(k) for k in keys if k in header), None) for keys in (FILE_KEYS, CAPTION_KEYS)]
    if None in columns:
        first = _printable(lines[0].strip()) if lines else "nothing"
        raise TrainingError(f"{path} must start with the line file,caption; it starts with {first}.")
    for line, fields in rows:
        where = f"{path.name}, line {line}"
        if fields is None:
            yield Skipped(where, "its quotes are broken")
        elif len(fields) > len(header):
            yield Skipped(where, "it has too many commas; put quotes around the caption")
        elif any(field.strip() for field in fields):
            yield CaptionRow(where, *(fields[c] if c is not None and c < len(fields) else None for c in columns))


def _csv_fields(lines: Sequence[str]) -> Iterator[tuple[int, list[str] | None]]:
    """Each row with the number of its first line; None for a broken row, after which the next line is read."""
    start = 0
    while start < len(lines):
        row_start = start
        reader = csv.reader((lines[i] for i in range(start, len(lines))), strict=True)
        try:
            for fields in reader:
                yield row_start + 1, fields
                row_start = start + reader.line_num
            return
        except csv.Error:
            yield row_start + 1, None
            start = row_start + 1


def _jsonl_rows(path: Path) -> Iterator[CaptionRow | Skipped]:
    for number, line in enumerate(_text_of(path).split("\n"), 1):
        where = f"{path.name}, line {number}"
        if not line.strip():
            continue
        try:
            values = json.loads(line)
        except (ValueError, RecursionError):
            values = None
        if isinstance(values, dict):
            yield CaptionRow(where, _first(values, FILE_KEYS), _first(values, CAPTION_KEYS))
        else:
            yield Skipped(where, 'it is no {"file": …, "caption": …}')


def _first(values: dict[str, object], keys: Sequence[str]) -> object:
    return next((values[key] for key in keys if key in values), None)


def _text_of(path: Path) -> str:
    try:
        # Invalid UTF-8 becomes surrogates, so that only its own line is skipped.
        return path.read_bytes().decode("utf-8-sig", "surrogateescape")
    except OSError as error:
        raise TrainingError(f"{path} cannot be read: {error.strerror}.") from error


def _is_text(text: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _printable(name: str) -> str:
    """The name, escaped and shortened for a terminal."""
    name = name if name.isprintable() else ascii(name)
    return name if len(name) <= 80 else f"{name[:80]}…"


def _find_faults(paths: Sequence[Path], on_progress: OnProgress) -> dict[Path, str]:
    """What is wrong with each bad picture."""
    reason_from_path = {}
    with pillow_warnings_ignored(), ThreadPoolExecutor(min(THREADS, os.cpu_count() or 1)) as threads:
        for done, (path, reason) in enumerate(zip(paths, threads.map(_fault, paths), strict=True), 1):
            if reason:
                reason_from_path[path] = reason
            on_progress(done, len(paths))
    return reason_from_path


def _fault(path: Path) -> str:
    try:
        if path.exists() and not path.is_file():
            return "it is no file"  # opening a pipe would block
        load_square(path, MIN_EDGE_PIXELS)
    except BadPicture as error:
        return str(error)
    except OSError as error:  # a name that is too long, or a folder without permission
        return f"it cannot be read ({error.strerror})"
    return ""
