"""The store's URL: read with a clear error, shown without its password."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError

from inference.errors import NonetError

DEFAULT_URL = "sqlite:///data/nonet.db"


class StoreError(NonetError):
    """The database cannot be used. The text names it without its password."""


def parsed_url(url: str) -> sa.URL:
    """Raises StoreError: no URL, or not one of SQLite or PostgreSQL."""
    try:
        parsed = sa.make_url(url)
    except (ArgumentError, ValueError):
        # It may hold a password, and where it cannot be read nobody knows where.
        raise StoreError(
            "The store's URL cannot be read; it looks like sqlite:///data/nonet.db or postgresql://user@host/nonet."
        ) from None
    backend = parsed.get_backend_name()
    driver = {"sqlite": "sqlite", "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}.get(backend)
    if driver is None:
        raise StoreError(
            f"The store's URL begins with {backend!r}; it can be sqlite:///FILE or postgresql://user@host/database."
        )
    return parsed.set(drivername=driver)


def shown_url(url: sa.URL) -> str:
    """Without password and parameters."""
    return url.set(query={}).render_as_string(hide_password=True)
