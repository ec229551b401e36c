"""What a platform knows of a community's roles and channels. Settings that name one are checked against it, and kept by
id, so that a new name changes nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from bot.member import Member


@dataclass(frozen=True)
class Entry:
    """Args: name: the current one, as people write it: "@painters", "#general"; "" where the platform does not say."""

    id: str
    name: str


class Directory(Protocol):
    """Of the community of `member`, a moderator, whose language sentences are in."""

    async def role(self, member: Member, name: str) -> Entry:
        """By id, mention or name. Raises Mistake "no-such-role"."""
        ...

    async def channel(self, member: Member, name: str) -> Entry:
        """By id, mention or name. Raises Mistake "no-such-channel"."""
        ...

    async def may_post(self, member: Member, channel: str, *, probe: bool) -> bool:
        """Whether the bot may post there; true where the platform does not say.

        Args:
            probe: a message to `member` alone may be posted to find out.
        """
        ...

    async def names(self, member: Member, ids: Collection[str]) -> Mapping[str, str | None]:
        """Current names by id; None: it is gone; ids that are missing are unknown."""
        ...
