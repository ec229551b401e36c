"""What chats look up and write down. It stands between them and the store, which no chat knows."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from bot.policy.settings import Settings
from bot.store import (
    AuditEntry,
    Job,
    Share,
    Store,
    WebAccounts,
    WebChannel,
    WebMessage,
    WebMessages,
    WebPeople,
    WebPerson,
)


class Removal(NamedTuple):
    """A message to remove; `address` is as its chat wrote it. Of a posted tile whose message nobody knows
    it is the place where it may be, with its id (`share`) and when it was posted (`since`)."""

    number: int
    address: str
    share: str = ""
    since: float = 0.0


class Records:
    """`Bot.records`. Every method may raise StoreError, which is a NonetError."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @property
    def web_messages(self) -> WebMessages:
        """The history of the page's channels."""
        return self._store.web_messages

    @property
    def web_people(self) -> WebPeople:
        """The page's people and channels."""
        return self._store.web_people

    # --- jobs --------------------------------------------------------------------------------------------------------

    async def job(self, job: str) -> Job | None:
        return await self._store.job(job)

    async def unfinished(self, community: str, user: str | None = None) -> list[Job]:
        """Those that draw, then those that wait, in order; of a community's key, and there of one user."""
        return await self._store.unfinished(community, user)

    async def reported(self, job: str, user: str, address: str, share: str = "") -> bool:
        """This user's report of it, or of a posted tile of it, to the moderators is there, and goes with it. False: the
        job is deleted."""
        return await self._store.reported(job, user, address, share)

    # --- messages that are to be removed -----------------------------------------------------------------------------

    async def removals(self, platform: str) -> list[Removal]:
        """Messages of deleted grids and of people whose data was deleted."""
        return [Removal(*one) for one in await self._store.removals(platform)]

    async def removed(self, removal: Removal) -> None:
        """That message is removed, or can never be."""
        await self._store.removal_done(removal.number, removal.address)

    async def visible(self, job: str) -> list[str]:
        """Channels, by name, where a posted tile of it is still to be removed."""
        return await self._store.shares.visible(job)

    # --- posted tiles ------------------------------------------------------------------------------------------------

    async def share(self, share_id: str) -> Share | None:
        """A posted tile."""
        return await self._store.shares.get(share_id)

    async def shares(self, job: str) -> list[Share]:
        """All posted tiles of it."""
        return await self._store.shares.of(job)

    async def unsettled(self, platform: str, before: float, orphaned: float) -> list[Share]:
        """Tiles that were about to be posted before that time (seconds since 1970), or, by an earlier process of this
        installation, before `orphaned`, of which no chat has said whether they are there."""
        return await self._store.shares.unsettled(platform, before, orphaned)

    async def settled(self, share: Share, address: str) -> None:
        """It is there, at this address; "" is that it is not."""
        if address:
            await self._store.shares.posted(share.platform, share.job, share.id, address)
        else:
            await self._store.shares.dropped(share.id)

    # --- votes -------------------------------------------------------------------------------------------------------

    async def recounts(self, platform: str, limit: int, but: Collection[str] = ()) -> list[tuple[Share, int]]:
        """Posted tiles whose button shows an old number of votes, with the number now; without those of these ids."""
        return await self._store.votes.recounts(platform, limit, but)

    async def recounted(self, share: str, count: int) -> None:
        """The button of this post shows so many votes."""
        await self._store.votes.recounted(share, count)

    # --- communities -------------------------------------------------------------------------------------------------

    async def communities(self, platform: str) -> dict[str, bool]:
        """Those of which something is kept, by their ids at the platform; True: the bot was removed there."""
        return await self._store.communities.known(platform)

    async def settings(self, community: str) -> Settings:
        """As they are kept now."""
        return await self._store.decisions.settings(community)

    async def audit(self, community: str, page: int = 1, size: int = 10) -> tuple[list[AuditEntry], int]:
        """One page of the audit log, the newest first, and how many pages there are."""
        return await self._store.decisions.audit(community, page, size)

    async def timed_out(self, community: str) -> dict[str, float]:
        """User -> until when (seconds since 1970), of those who have a time-out."""
        return await self._store.decisions.timed_out(community)


__all__ = [
    "AuditEntry",
    "Job",
    "Records",
    "Removal",
    "Share",
    "WebAccounts",
    "WebChannel",
    "WebMessage",
    "WebMessages",
    "WebPeople",
    "WebPerson",
]
