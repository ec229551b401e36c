"""Files that commands write: looked at before the work, and written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from inference.errors import NonetError


class OutputError(NonetError):
    """An output cannot be written; the text says why."""


def check(path: Path) -> None:
    """Raise OutputError if no file can be written to `path`. Writes nothing."""
    try:
        if path.is_dir():
            raise OutputError(f"{path} is a folder; name a file.")
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror}.") from error
    check_folder(path.parent)


def check_folder(folder: Path) -> None:
    """Raise OutputError if no file can be made in `folder`. Makes none that anybody could see."""
    try:
        if not folder.is_dir():
            raise OutputError(f"{folder} is not a folder; make it, or choose another output.")
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise OutputError(f"Nothing can be written to {folder}: {error.strerror}.") from error


def check_files(folder: Path, names: Iterable[str], what: str) -> None:
    """Raise OutputError if no files of these names can be written to `folder`, which need not exist yet."""
    if folder.is_dir():
        for name in names:
            check(folder / name)
        return
    check_folder(next(parent for parent in folder.absolute().parents if os.path.lexists(parent)))
    if os.path.lexists(folder):
        raise OutputError(f"{folder} is not a folder; name one for the {what}.")


@contextmanager
def whole(path: Path) -> Iterator[IO[bytes]]:
    """A file to write to, which takes the place of `path` when the block ends without an error.

    Raises:
        OutputError: the folder is missing, or the disk refuses.
    """
    temporary = None
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".nonet-", delete=False) as file:
            temporary = Path(file.name)
            yield file
        umask = os.umask(0)
        os.umask(umask)
        temporary.chmod(0o666 & ~umask)  # a temporary file is private; an output is as open as any new file
        temporary.replace(path)
        temporary = None
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror or error}.") from error
    finally:
        if temporary:
            temporary.unlink(missing_ok=True)
