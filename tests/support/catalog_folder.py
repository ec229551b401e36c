"""Catalogs of a test's own, in place of bot/locales."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

from bot.replies import catalogs


@contextmanager
def catalogs_in(folder: Path) -> Iterator[None]:
    """`folder` is called "locales", as that of the bot, and has one folder for each language."""
    with mock.patch.object(catalogs, "resources", SimpleNamespace(files=lambda package: folder.parent)):
        _forget()
        try:
            yield
        finally:
            _forget()


def _forget() -> None:
    for cached in vars(catalogs).values():
        if hasattr(cached, "cache_clear"):
            cached.cache_clear()
