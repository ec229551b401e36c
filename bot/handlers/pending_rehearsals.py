"""Rehearsals that were shown and are neither saved nor cancelled. They are kept in memory: a restart forgets them, and
a moderator who presses Save then is asked to give the command again."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from bot.commands import Command
from bot.member import Member
from bot.policy.settings import Settings

MAX_PENDING = 1000
"""Older ones are forgotten."""
MAX_SECONDS = 3600.0
"""After which a rehearsal says too little about the last seven days."""


@dataclass(frozen=True)
class Pending:
    """Args:
    command: what is to be saved, as it was given.
    propose: makes the change of it again, with all its checks.
    old, new: the settings that were rehearsed.
    at: seconds since 1970.
    """

    command: Command
    propose: Callable[[Any, Any], Awaitable[Any]]
    old: Settings
    new: Settings
    at: float


class PendingRehearsals:
    """`one` is held while one is made, so that many leave the processor to everybody's pictures."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.one = asyncio.Semaphore(1)
        self._clock = clock
        self._pending: dict[str, Pending] = {}

    def add(self, pending: Pending) -> str:
        """The token that its buttons name."""
        while len(self._pending) >= MAX_PENDING:
            del self._pending[next(iter(self._pending))]
        token = secrets.token_urlsafe(9)
        self._pending[token] = pending
        return token

    def take(self, token: str, member: Member) -> Pending | None:
        """Once only. None: there is none, it is another person's or community's, or it is too old."""
        found = self._pending.get(token)
        if found is None or _owner(found.command.member) != _owner(member):
            return None
        del self._pending[token]
        return found if self._clock() - found.at <= MAX_SECONDS else None

    def put_back(self, token: str, pending: Pending) -> None:
        """It could not be saved: its button may be pressed again."""
        self._pending[token] = pending


def _owner(member: Member) -> tuple[str, str, str]:
    return member.platform, member.community, member.user
