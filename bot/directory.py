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


@dataclass(frozen=True)
class Destination:
    """A channel into which a picture may be posted now.

    Args:
        name: as people write it, "" where the platform does not say.
        address: of a message there, in the chat's own words.
    """

    channel: str
    name: str
    address: str


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

    async def destination(self, member: Member, channel: str, drawn_at: str, *, chosen: bool = False) -> Destination:
        """Where `member` may write and the bot may post files, at this moment.

        Args:
            chosen: moderators chose this channel: whether `member` may write there does not matter.
            drawn_at: the address of the grid's message: what was drawn for adults stays among them.

        Raises:
            Refused: not there. The sentence names only channels that this member sees.
        """
        ...

    async def destinations(self, member: Member, drawn_at: str) -> Mapping[str, str] | None:
        """id -> name of all such channels; None: the platform has its own list of them."""
        ...

    async def names(self, member: Member, ids: Collection[str]) -> Mapping[str, str | None]:
        """Current names by id; None: it is gone; ids that are missing are unknown."""
        ...
