"""Who gives a command, and where: plain values, the same for every chat."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Member:
    """A person at one place, as the platform vouches for them at the moment of the command.

    Args:
        platform: "web", "discord" or "slack".
        community: the server or workspace; a private conversation is a community of its own.
        channel: where the command was given; limits and switches of a thread are its channel's.
        user: the person's id on this platform.
        name: the person's name as shown there.
        channel_name: the channel's name as shown there, without "#".
        roles: ids of the person's roles in this community.
        moderator: the platform says that this person may manage the community.
        locale: the language that this person reads, as in "de" or "pt-BR".
        channels: id -> name of the channels that this person may see in this community, in the platform's order. None:
            the chat cannot say. Then other channels are as good as hidden.
        usable: whether this person may request pictures in one of `channels`; None: in all of them.
        writes: whether this person may write in one of the community's channels, and sees it; None: the chat cannot
            say.
        outside: whether this person is outside of a narrower circle than their channel, as in a private thread, given
            where a job was asked for (Imagine.address).
        community_locale: the language of the community itself, where it has said which one it speaks.
    """

    platform: str
    community: str
    channel: str
    user: str
    name: str
    channel_name: str = ""
    roles: frozenset[str] = frozenset()
    moderator: bool = False
    locale: str = "en"
    channels: Mapping[str, str] | None = field(default=None, compare=False, repr=False)
    usable: Callable[[str], bool] | None = field(default=None, compare=False, repr=False)
    writes: Callable[[str], bool] | None = field(default=None, compare=False, repr=False)
    outside: Callable[[str], bool] | None = field(default=None, compare=False, repr=False)
    community_locale: str = ""


DIRECT = "dm"


def direct(user: str) -> str:
    """The community of what this person requests in conversations that belong to no server or workspace."""
    return f"{DIRECT}{user}"
