"""What moderators decided: settings with their history, the audit log, grants and time-outs."""

from __future__ import annotations

from collections.abc import Callable

from bot.policy.quota import Day
from bot.policy.settings import Settings
from bot.store import member_overrides, settings_history
from bot.store.database import Database
from bot.store.member_overrides import Standing
from bot.store.settings_history import AuditEntry, Changed, Differences, Moderator


class Decisions:
    """`Store.decisions`. A community is named by its key; every method is one transaction and may raise StoreError.

    Args:
        defaults: the settings of a community that changed nothing.
    """

    def __init__(self, database: Database, clock: Callable[[], float], defaults: Settings) -> None:
        self._do = database.call
        self._clock = clock
        self._defaults = defaults

    async def settings(self, community: str) -> Settings:
        return await self._do(settings_history.settings, community, self._defaults)

    async def change(
        self, community: str, edit: Callable[[Settings], Settings], by: Moderator, what: str = "settings"
    ) -> Changed:
        """Replaces the current settings with `edit(settings)`; simultaneous changes are applied one after another.

        If `edit` raises, the error is passed on and nothing changes. An edit without effect is not recorded.
        """
        return await self._do(settings_history.change, community, edit, by, what, self._defaults, self._clock())

    async def undo(self, community: str, by: Moderator, only: int | None = None) -> Changed:
        """Restores the settings from before the last change; the next undo goes one change further back.

        Args:
            only: the version to undo; None is the current one.

        Raises:
            Mistake: "nothing-to-undo", or "changed-since" if `only` is not the current version.
        """
        return await self._do(settings_history.undo, community, by, only, self._defaults, self._clock())

    async def audit(self, community: str, page: int = 1, size: int = 10) -> tuple[list[AuditEntry], int]:
        """One page, newest entry first, and the number of pages."""
        return await self._do(settings_history.entries, community, page, size)

    async def log(
        self, community: str, by: Moderator, what: str, changes: Differences = (), about: str = ""
    ) -> AuditEntry:
        """Records another action of a moderator in the audit log.

        Args:
            changes: (what, old, new).
            about: the member it is about, or "".
        """
        return await self._do(settings_history.log, community, by, what, changes, self._clock(), about)

    async def grant(self, community: str, user: str, grids: int, by: Moderator) -> AuditEntry:
        """Allows this member so many more grids today, and records it in the audit log."""
        return await self._do(member_overrides.grant, community, user, grids, by, self._clock())

    async def time_out(self, community: str, user: str, until: float, by: Moderator) -> AuditEntry:
        """Until then the member may not request; a time in the past lifts it. Recorded in the audit log."""
        return await self._do(member_overrides.time_out, community, user, until, by, self._clock())

    async def standing(self, community: str, user: str, day: Day) -> Standing:
        """Grids granted to a member within `day`, and the end of their time-out, which may be past."""
        return await self._do(member_overrides.standing, community, user, day)

    async def timed_out(self, community: str) -> dict[str, float]:
        """User -> end of the time-out (seconds since 1970), for those who are timed out now."""
        return await self._do(member_overrides.timed_out, community, self._clock())
