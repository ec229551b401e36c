"""The entrance: what is looked at before an ask becomes a job. Each check is a reason to refuse, and costs nothing."""

from __future__ import annotations

import time
from collections.abc import Mapping

from bot.commands import Imagine, Member
from bot.errors import Blocked, Closed, Mistake, Refused
from bot.house import House, key_of
from bot.plain import plain
from bot.settings import Settings
from inference.api import MAX_SEED

BELIEVED = 0.5
"""Seconds for which what was full is believed to be."""
MOST_SHUT = 10_000
SHARED: Mapping[str, tuple[str, ...]] = {
    "line-full": (),
    "bot-per-day": (),
    "community-per-day": ("platform", "community"),
    "channel-per-day": ("platform", "community", "channel"),
}
"""Refusals that hold for others, too: for everybody with the same of these."""


def check_words(command: Imagine, settings: Settings) -> None:
    """Raises Refused where these words may not be drawn; it says what would be all right."""
    _check_prompt(command, settings)
    for text in (command.prompt, command.no):
        rule = settings.block_list.caught(text)
        if rule is not None:
            raise Blocked("blocked", name=rule.name)


class Doors:
    """What was full a moment ago is believed to be full still, so that a storm of asks costs no store: the engine's
    line, and the day of a channel, a community or the whole bot."""

    def __init__(self) -> None:
        self._shut: dict[tuple[str, ...], tuple[float, Refused]] = {}

    def check(self, member: Member) -> None:
        """Raises the refusal of a moment ago."""
        for rule in SHARED if self._shut else ():
            known = self._shut.get(_door(rule, member))
            if known is not None and time.monotonic() < known[0]:
                raise known[1].with_traceback(None)  # or it would grow with every ask

    def shut(self, member: Member, refusal: Refused) -> None:
        """`member` was refused. If that was not about them alone, others need not try for a moment."""
        if refusal.rule in SHARED:
            if len(self._shut) >= MOST_SHUT:
                self._shut.clear()
            self._shut[_door(refusal.rule, member)] = (time.monotonic() + BELIEVED, refusal)

    def open(self) -> None:
        """Something was given back or decided: everybody may try again."""
        self._shut.clear()


def _door(rule: str, member: Member) -> tuple[str, ...]:
    return (rule, *[getattr(member, name) for name in SHARED[rule]])


async def check_member(house: House, member: Member, settings: Settings) -> None:
    """Raises Closed where this member, or anybody in this channel, may not ask now."""
    await _check_channel(house, member, settings)
    until = await house.timed_out(member, settings)
    if until is not None:
        raise Closed("timed-out", until=until)


def _check_prompt(command: Imagine, settings: Settings) -> None:
    if not plain(command.prompt):
        raise Mistake("empty-prompt")
    for option, text in (("prompt", command.prompt), ("no", command.no)):
        if len(text) > settings.longest_prompt:
            raise Mistake(f"long-{option}", most=settings.longest_prompt, count=len(text))
    seed = command.seed
    if seed is not None and not 0 <= seed <= MAX_SEED:
        raise Mistake("wrong-seed", value=str(seed)[:40], most=MAX_SEED)


async def _check_channel(house: House, member: Member, settings: Settings) -> None:
    """A refusal names a channel that is on and that the member may see, first of all one that was switched on by name.

    Where the chat cannot say what they may see, it is one that was switched on, or one where they asked before.
    """
    if member.channel not in settings.channels_off:
        return
    seen = member.channels
    if seen is None:
        seen = {**settings.channels_on, **await house.store.channels(key_of(member), member.user)}
    for channel, name in sorted(seen.items(), key=lambda one: one[0] not in settings.channels_on):
        if name and channel not in settings.channels_off:
            raise Closed("channel-off", channel=name)
    raise Closed("channel-off-all")
