"""Column types that are the same on both databases, and INSERT … ON CONFLICT."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite


def plain(value: Any) -> Any:
    """Text that both databases accept: NUL and lone surrogates become replacement signs. Other values are unchanged."""
    if isinstance(value, str):
        return value.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode("utf-8")
    return value


class Plain(sa.TypeDecorator[str]):
    """Text that people send, made `plain`."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> Any:
        return plain(value)


class Json(sa.TypeDecorator[Any]):
    """A JSON value as ASCII text, the same on both databases."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> str:
        return json.dumps(value, sort_keys=True)

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> Any:
        return None if value is None else json.loads(value)


class SearchWords(sa.TypeDecorator[str]):
    """Words with single spaces between them, as bot.text.search_words makes them; PostgreSQL's tsvector."""

    impl = sa.Text
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        return dialect.type_descriptor(postgresql.TSVECTOR() if dialect.name == "postgresql" else sa.Text())


def insert(dialect: str, table: sa.Table) -> Any:
    """An INSERT with ON CONFLICT, which SQLAlchemy has once per dialect."""
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
