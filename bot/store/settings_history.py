"""What moderators decided, with every version of it, and who decided what when.

Versions are a chain: each knows the one that it was made from, so `undo` goes back to exactly that, again and again;
a change after an undo begins a new branch.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import sqlalchemy as sa

from bot.errors import Mistake
from bot.policy.blocklist import Rule
from bot.policy.settings import Settings, differences
from bot.store.schema import audit, communities, insert
from bot.store.schema import settings as versions

Differences = tuple[tuple[str, str, str], ...]
"""Key, old value, new value, as a moderator would type them."""


@dataclass(frozen=True)
class Moderator:
    """Who did it, for the audit log."""

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
        """What a setting was until then; "" where that was nothing, or is not what changed."""
        return next((old for name, old, _ in self.changes if name == setting), "")


@dataclass(frozen=True)
class Changed:
    """What holds now, and what that changed. Version 0 is the defaults; `entry` is None where nothing changed."""

    settings: Settings
    differences: Differences
    version: int
    entry: AuditEntry | None = None


def settings(connection: sa.Connection, community: str, defaults: Settings) -> Settings:
    return _settings(_own(connection, community), defaults)


def _own(connection: sa.Connection, community: str) -> dict[str, Any]:
    """What of the settings that hold is the community's, by name."""
    row = (
        connection.execute(
            sa.select(versions.c["values"])
            .join(communities, communities.c.key == versions.c.community)
            .where(versions.c.community == community, versions.c.version == communities.c.version)
        )
    ).first()
    return {} if row is None else row[0]


def own(connection: sa.Connection, name: str) -> dict[str, Any]:
    """Community's key -> its own value of the setting `name`, where it has one."""
    rows = connection.execute(
        sa.select(communities.c.key, versions.c["values"]).join(
            versions, sa.and_(versions.c.community == communities.c.key, versions.c.version == communities.c.version)
        )
    )
    return {key: values[name] for key, values in rows if name in values}


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
    if version == 0:
        raise Mistake("nothing-to-undo")
    old = settings(connection, community, defaults)
    previous = connection.scalar(
        sa.select(versions.c.previous).where(versions.c.community == community, versions.c.version == version)
    )
    _point(connection, community, version=previous or 0, newest=newest)
    new = settings(connection, community, defaults)
    difference = tuple(differences(old, new))
    entry = log(connection, community, by, "undo", difference, now)
    return Changed(new, difference, previous or 0, entry)


def log(
    connection: sa.Connection, community: str, by: Moderator, what: str, changes: Sequence[tuple[str, str, str]],
    now: float,
) -> AuditEntry:  # fmt: skip
    entry = AuditEntry(now, by.user, by.name, what, tuple(changes))
    connection.execute(
        audit.insert().values(
            community=community, at=now, who=by.user, name=by.name, what=what, changes=[list(one) for one in changes]
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
    """The version that holds and the newest one; nobody else changes them until the transaction ends."""
    row = insert(connection.dialect.name, communities).values(key=community, version=0, newest=0)
    held = row.on_conflict_do_update(index_elements=["key"], set_={"key": row.excluded.key})
    found = (connection.execute(held.returning(communities.c.version, communities.c.newest))).one()
    return found.version, found.newest


def _point(connection: sa.Connection, community: str, *, version: int, newest: int) -> None:
    connection.execute(
        communities.update().where(communities.c.key == community).values(version=version, newest=newest)
    )


def _values(new: Settings, old: Settings) -> dict[str, object]:
    """What was decided now. It stays the community's, also where the operator's config.toml comes to say the same;
    what nobody touched follows that."""
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
    return replace(defaults, **kept)  # type: ignore[arg-type]  # as they were written
