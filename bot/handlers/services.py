"""What a handler may use besides its command."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from bot.commands import Commands, Platform, platform_of
from bot.context import BotContext
from bot.directory import Directory
from bot.handlers.pending_rehearsals import PendingRehearsals
from bot.jobs.progress import JobProgress
from bot.member import Member
from bot.store import Job


@dataclass(frozen=True)
class Services:
    """Args:
    commands: all that there are.
    accept: makes a job of an Imagine. None: this delivery was a job already, and is being answered.
    cancel: stops a job, refunds it and says so in its message; by whom. False: it had ended already.
    discard: stops a job and refunds it, by whom; its message says nothing more.
    offered: the Imagine that an offer of an idle device was made for; if it fails, the offer can be taken again.
    directories: platform -> its roles and channels; not there, where the platform does not run.
    refusals_counted: until every refusal so far is in the store.
    rehearsals: that moderators have seen and neither saved nor cancelled.
    """

    context: BotContext
    commands: Commands
    accept: Callable[[Any], Awaitable[JobProgress | None]]
    cancel: Callable[[Job, str], Awaitable[bool]]
    discard: Callable[[Job, str], Awaitable[None]]
    offered: Callable[[Any], AbstractContextManager[Any]]
    directories: Mapping[str, Directory]
    refusals_counted: Callable[[], Awaitable[None]]
    rehearsals: PendingRehearsals

    def platform(self, member: Member) -> Platform:
        """Where a member is; a sentence that names a command names it as it is written there."""
        return platform_of(self.commands, member.platform)
