"""The entrance: what is looked at before an ask becomes a job. Each check is a reason to refuse, and costs nothing."""

from __future__ import annotations

from bot import blocklist
from bot.commands import Imagine, Member
from bot.errors import Blocked, Closed, Mistake
from bot.house import House, key_of
from bot.settings import Settings
from inference.api import MAX_SEED


async def check(house: House, command: Imagine, settings: Settings) -> None:
    """Raises Refused where `command` may not become a job; the text of each says what would be all right."""
    member = command.member
    _check_prompt(command, settings)
    await _check_channel(house, member, settings)
    until = await house.store.timed_out(key_of(member), member.user)
    if until is not None:
        raise Closed("timed-out", until=until)
    for text in (command.prompt, command.no):
        rule = blocklist.caught(settings.rules, text)
        if rule is not None:
            raise Blocked("blocked", name=rule.name)


def _check_prompt(command: Imagine, settings: Settings) -> None:
    if not command.prompt.strip():
        raise Mistake("empty-prompt")
    for option, text in (("prompt", command.prompt), ("no", command.no)):
        if len(text) > settings.longest_prompt:
            raise Mistake(f"long-{option}", most=settings.longest_prompt, count=len(text))
    seed = command.seed
    if seed is not None and not 0 <= seed <= MAX_SEED:
        raise Mistake("wrong-seed", value=str(seed)[:40], most=MAX_SEED)


async def _check_channel(house: House, member: Member, settings: Settings) -> None:
    """A refusal names a channel that is on: one that a moderator switched on, or one where people draw."""
    if member.channel not in settings.channels_off:
        return
    seen = {**await house.store.channels(key_of(member)), **settings.channels_on}
    for channel, name in sorted(seen.items(), key=lambda one: (one[0] not in settings.channels_on, one[1])):
        if name and channel not in settings.channels_off:
            raise Closed("channel-off", channel=name)
    raise Closed("channel-off-all")
