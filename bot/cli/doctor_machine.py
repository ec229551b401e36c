"""What `nonet doctor` checks on the machine: this Python, the data folder, and the free space."""

from __future__ import annotations

import os
import pwd
import shlex
import shutil
import sys
from pathlib import Path

from bot.cli.doctor_platforms import CheckFailed

OLDEST, NEWEST = (3, 11), (3, 14)
"""Versions of Python that Nonet is locked and tested for."""
MIN_FREE_BYTES = 2**30
"""The database grows by 5 KB a grid, pulled models by gigabytes."""
MIN_FREE_FILES = 1000


def check_python(version: tuple[int, int] = sys.version_info[:2]) -> str:
    """Raises CheckFailed: it is not one of the versions that Nonet knows."""
    if not OLDEST <= version <= NEWEST:
        raise CheckFailed(
            f"Python {version[0]}.{version[1]} is not one that Nonet is tested with; make the environment again with "
            "3.11 to 3.14, as in: make install PYTHON=python3.13"
        )
    active = os.environ.get("VIRTUAL_ENV", "")
    other = active and Path(active).exists() and not Path(active).samefile(sys.prefix)
    beside = f"; the active environment is another one, {active}" if other else ""
    return f"{version[0]}.{version[1]} in {sys.prefix}{beside}"


def check_data_folder(folder: Path) -> str:
    """Raises CheckFailed: Nonet may not write in `folder`, or in something that is there already."""
    if folder.exists() and not folder.is_dir():
        raise CheckFailed(f"{folder} is a file, and should be the folder of the database; move it away.")
    there = folder if folder.exists() else existing(folder)
    files = sorted(path for path in there.iterdir() if path.is_file()) if folder.exists() else []
    for path in (there, *files):
        if not os.access(path, os.W_OK | (os.X_OK if path.is_dir() else os.R_OK)):
            raise CheckFailed(
                f"{path} belongs to {_name(path.stat().st_uid)} and cannot be written by {_name(os.geteuid())}, who "
                f"runs this; give it away with: sudo chown -R {_name(os.geteuid())} {shlex.quote(str(there))}"
            )
    return f"{folder} is writable" if folder.exists() else f"{folder} will be created in {there.absolute()}"


def check_disk(*folders: Path) -> str:
    """Raises CheckFailed: there is little room left where one of `folders` is, or will be."""
    rooms = {}
    for folder in map(existing, folders):
        free, files = shutil.disk_usage(folder).free, os.statvfs(folder)
        if free < MIN_FREE_BYTES:
            raise CheckFailed(
                f"Only {free / 2**20:,.0f} MiB are free in {folder.absolute()}; make room, or the database cannot grow."
            )
        if files.f_files and files.f_favail < MIN_FREE_FILES:
            raise CheckFailed(
                f"Only {files.f_favail} more files fit into {folder.absolute()}, whatever their size; remove some."
            )
        rooms[folder.stat().st_dev] = free
    return f"{min(rooms.values()) / 2**30:,.0f} GiB free"


def existing(folder: Path) -> Path:
    """`folder`, or the closest one above it that exists."""
    return next(parent for parent in (folder.absolute(), *folder.absolute().parents) if parent.is_dir())


def _name(user: int) -> str:
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:  # as in a container
        return str(user)
