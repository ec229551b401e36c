"""SQLite's file: checked before it is opened, and why it cannot be used, in a sentence that says what to do."""

from __future__ import annotations

import os
import pwd
import stat
from pathlib import Path

from bot.store.database_url import StoreError, shown

HEADER = b"SQLite format 3\0"


def check_file(file: Path) -> None:
    """Makes the file, with its folder, if it is not there. Raises StoreError."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"The folder of {shown(str(file))} cannot be made: {_cause(error)}.") from error
    try:
        try:
            file.touch(mode=0o600, exist_ok=False)  # it has prompts; SQLite's other files get the same mode
        except FileExistsError:
            _check_existing(file)
    except OSError as error:
        raise _unusable(file, _permissions(file) if isinstance(error, PermissionError) else _cause(error)) from error


def why(error: Exception, file: Path) -> str:
    """What an error of SQLite means for this file, without a final stop."""
    name = getattr(error, "sqlite_errorname", "") or ""
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
        return _permissions(file)
    if name.startswith("SQLITE_FULL"):
        return "the disk is full; free some space there"
    if name.startswith("SQLITE_NOTADB"):
        return "it is not a database; name another file in the store's URL"
    if name.startswith("SQLITE_CORRUPT"):
        return "it is damaged; stop Nonet and restore a backup"
    if name.startswith("SQLITE_IOERR"):
        return f"its disk does not read or write ({name}); see whether it is full or broken"
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return "another process holds it; stop that one, or use PostgreSQL for several processes"
    return shown((str(error).strip().splitlines() or [type(error).__name__])[0]).rstrip(".")


def _check_existing(file: Path) -> None:
    """Raises StoreError, OSError."""
    mode = file.stat().st_mode
    if stat.S_ISDIR(mode):
        raise _unusable(file, "it is a folder; name a file in it")
    if not stat.S_ISREG(mode):  # opening a pipe would wait for ever
        raise _unusable(file, "it is not a regular file; name another one in the store's URL")
    if not os.access(file, os.R_OK | os.W_OK) or not os.access(file.resolve().parent, os.W_OK | os.X_OK):
        raise _unusable(file, _permissions(file))
    with file.open("rb") as opened:
        header = opened.read(len(HEADER))
    if header and header != HEADER:
        raise _unusable(file, "it is not a database; name another file in the store's URL")


def _permissions(file: Path) -> str:
    """Who owns what, and who we are."""
    real = Path(os.path.realpath(file))
    folder = real.parent
    if _is_read_only(folder):
        return "its file system is read-only; name a file elsewhere in the store's URL"
    wrong = real if os.path.lexists(real) and not os.access(real, os.R_OK | os.W_OK) else folder
    us = _user(os.geteuid())
    try:
        owner = _user(wrong.stat().st_uid)
    except OSError:
        return f"Nonet runs as {us}, who may not look there; give it the right, or name a file elsewhere"
    what = f"{'folder' if wrong == folder else 'file'} {shown(str(wrong))}"
    return f"the {what} belongs to {owner}, and Nonet runs as {us}, who may not write it: use chown, or run as {owner}"


def _user(number: int) -> str:
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"user {number}"


def _is_read_only(folder: Path) -> bool:
    try:
        return bool(os.statvfs(folder).f_flag & os.ST_RDONLY)
    except OSError:
        return False


def _cause(error: OSError) -> str:
    return (
        (error.strerror or type(error).__name__).lower()
        if not isinstance(error, FileExistsError)
        else "a file is there"
    )


def _unusable(file: Path, said: str) -> StoreError:
    return StoreError(f"The database {shown(str(file))} cannot be used: {said}.")
