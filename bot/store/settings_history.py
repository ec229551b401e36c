"""Settings of communities with their versions, and the audit log: who decided what, and when.

Each version knows the one it was made from, which `undo` restores; a change after an undo begins a new branch.
The last VERSIONS_KEPT versions are kept.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import sqlalchemy as sa

from bot.errors import Mistake
from bot.policy.blocklist import Rule
from bot.policy.settings import Settings, differences
from bot.store.column_types import insert
from bot.store.schema import audit, communities
from bot.store.schema import settings as versions

VERSIONS_KEPT = 100
PAGE_ROWS = 200
Differences = tuple[tuple[str, str, str], ...]
"""Key, old value, new value, as a moderator would type them."""


@dataclass(frozen=True)
class Moderator:
    """Who decided, for the audit log."""

    user: str
    name: str


@dataclass(frozen=True)
class AuditEntry:
    """One line of the audit log; `at` is seconds since 1970."""

    at: float
    who: str
    name: str
    what: str
    changes: Differences

    def before(self, setting: str) -> str:
        """The old value of a setting; "" if it had none, or did not change."""
        return next((old for name, old, _ in self.changes if name == setting), "")


@dataclass(frozen=True)
class Changed:
    """The current settings, and what changed. Version 0 is the defaults; `entry` is None if nothing changed."""

    settings: Settings
    differences: Differences
    version: int
    entry: AuditEntry | None = None


def settings(connection: sa.Connection, community: str, defaults: Settings) -> Settings:
    return _settings(_own(connection, community), defaults)


def _own(connection: sa.Connection, community: str) -> dict[str, Any]:
    """The current settings that the community set itself, by name."""
    row = (
        connection.execute(
            sa.select(versions.c["values"])
            .join(communities, communities.c.key == versions.c.community)
            .where(versions.c.community == community, versions.c.version == communities.c.version)
        )
    ).first()
    return {} if row is None else row[0]


def page(connection: sa.Connection, after: str) -> list[tuple[str, dict[str, Any]]]:
    """The next page of communities, by key, each with the settings that it set itself."""
    current = sa.and_(versions.c.community == communities.c.key, versions.c.version == communities.c.version)
    found = sa.select(communities.c.key, versions.c["values"]).outerjoin(versions, current)
    rows = connection.execute(found.where(communities.c.key > after).order_by(communities.c.key).limit(PAGE_ROWS))
    return [(key, values or {}) for key, values in rows]


def change(
    connection: sa.Connection, community: str, edit: Callable[[Settings], Settings], by: Moderator, what: str,
    defaults: Settings, now: float,
) -> Changed:  # fmt: skip
    version, newest = _hold(connection, community)
    kept = _own(connection, community)
    old = _settings(kept, defaults)
    new = edit(old)
    difference = tuple(differences(old, new))
    entry = None
    if difference:
        connection.execute(
            versions.insert().values(
                community=community, version=newest + 1, previous=version, values=kept | _values(new, old)
            )
        )
        too_old = versions.c.version <= newest + 1 - VERSIONS_KEPT
        connection.execute(versions.delete().where(versions.c.community == community, too_old))
        version = newest + 1
        _point(connection, community, version=version, newest=version)
        entry = log(connection, community, by, what, difference, now)
    return Changed(new, difference, version, entry)


def undo(
    connection: sa.Connection, community: str, by: Moderator, only: int | None, defaults: Settings, now: float
) -> Changed:
    version, newest = _hold(connection, community)
    if only not in (None, version):
        raise Mistake("changed-since")
    old = settings(connection, community, defaults)
    previous = _previous(connection, community, version)
    if previous is None or (previous > 0 and _previous(connection, community, previous) is None):
        raise Mistake("nothing-to-undo")
    _point(connection, community, version=previous, newest=newest)
    new = settings(connection, community, defaults)
    difference = tuple(differences(old, new))
    entry = log(connection, community, by, "undo", difference, now)
    return Changed(new, difference, previous, entry)


def _previous(connection: sa.Connection, community: str, version: int) -> int | None:
    """The version that this one was made from; None if this one is the defaults, or deleted."""
    found = sa.select(versions.c.previous).where(versions.c.community == community, versions.c.version == version)
    return connection.scalar(found)


def log(
    connection: sa.Connection, community: str, by: Moderator, what: str, changes: Sequence[tuple[str, str, str]],
    now: float, about: str = "",
) -> AuditEntry:  # fmt: skip
    """Args:
    about: the member it is about; they can read the entry in their export.
    """
    entry = AuditEntry(now, by.user, by.name, what, tuple(changes))
    connection.execute(
        audit.insert().values(
            community=community,
            at=now,
            who=by.user,
            name=by.name,
            what=what,
            about=about,
            changes=[list(one) for one in changes],
        )
    )
    return entry


def entries(connection: sa.Connection, community: str, page: int, size: int) -> tuple[list[AuditEntry], int]:
    count = connection.scalar(sa.select(sa.func.count()).where(audit.c.community == community))
    rows = connection.execute(
        sa.select(audit)
        .where(audit.c.community == community)
        .order_by(audit.c.id.desc())
        .limit(size)
        .offset((page - 1) * size)
    )
    found = [AuditEntry(row.at, row.who, row.name, row.what, tuple(tuple(one) for one in row.changes)) for row in rows]
    return found, max(1, -(-(count or 0) // size))


def _hold(connection: sa.Connection, community: str) -> tuple[int, int]:
    """The current version and the newest one, locked until the transaction ends."""
    row = insert(connection.dialect.name, communities).values(key=community, version=0, newest=0)
    held = row.on_conflict_do_update(index_elements=["key"], set_={"key": row.excluded.key})
    found = (connection.execute(held.returning(communities.c.version, communities.c.newest))).one()
    return found.version, found.newest


def _point(connection: sa.Connection, community: str, *, version: int, newest: int) -> None:
    connection.execute(
        communities.update().where(communities.c.key == community).values(version=version, newest=newest)
    )


def _values(new: Settings, old: Settings) -> dict[str, object]:
    """The settings that changed. They stay the community's own, even if config.toml has the same value later; settings
    that were never changed follow config.toml."""
    values = {
        field.name: getattr(new, field.name)
        for field in fields(Settings)
        if getattr(new, field.name) != getattr(old, field.name)
    }
    if "rules" in values:
        values["rules"] = [[rule.name, list(rule.words)] for rule in new.rules]
    return {name: dict(value) if hasattr(value, "keys") else value for name, value in values.items()}


def _settings(values: dict[str, object], defaults: Settings) -> Settings:
    known = {field.name for field in fields(Settings)}
    kept: dict[str, object] = {name: value for name, value in values.items() if name in known}
    if isinstance(rules := kept.get("rules"), list):
        kept["rules"] = tuple(Rule(name, tuple(words)) for name, words in rules)
    return replace(defaults, **kept)  # type: ignore[arg-type]  # as `_values` wrote them
