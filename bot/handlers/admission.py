"""Checks before a request becomes a job. A request that is refused here costs nothing."""

from __future__ import annotations

from bot.context import BotContext, community_key
from bot.errors import Blocked, Closed, Mistake
from bot.handlers.drawing import Imagine
from bot.member import DIRECT, Member
from bot.policy.settings import Settings
from bot.text.sanitize import sanitized
from inference.text.normalizer import readable


def check_words(command: Imagine, settings: Settings, *, latin: bool) -> None:
    """Raises Refused if this prompt may not be drawn; the message says what is allowed.

    Args:
        latin: the model reads Latin letters alone.
    """
    _check_prompt(command, settings, latin)
    check_blocked(settings, command.prompt, command.mash, command.no)


def check_blocked(settings: Settings, *texts: str) -> None:
    """Raises Blocked if a rule of the community catches one of these texts."""
    for text in texts:
        rule = settings.block_list.caught(text)
        if rule is not None:
            raise Blocked("blocked", name=rule.name)


def check_feature(settings: Settings, member: Member, feature: str, channel: str = "") -> None:
    """Raises Closed if moderators have switched this feature (bot.policy.settings.FEATURES) off in the whole community
    or in this channel, by default the member's."""
    if settings.offers(feature, channel or member.channel):
        return
    match feature:
        case "captions":
            raise Closed("captions-off")
        case "sharing":
            raise Closed("sharing-off")
        case "mash":
            raise Closed("mash-off")
        case "hall":
            raise Closed("hall-off")


def has_hall(settings: Settings, member: Member, *channels: str) -> bool:
    """Whether members vote for pictures: moderators chose a channel for the hall of fame, and left it on in these."""
    direct = member.community.startswith(DIRECT)
    return bool(settings.hall_channel) and not direct and all(settings.offers("hall", one) for one in channels)


async def check_member(context: BotContext, member: Member, settings: Settings) -> None:
    """Raises Closed if this member, or everybody in this channel, may not request pictures now."""
    await _check_channel(context, member, settings)
    until = await context.timed_out(member, settings)
    if until is not None:
        raise Closed("timed-out", until=until)


def _check_prompt(command: Imagine, settings: Settings, latin: bool) -> None:
    if not sanitized(command.prompt):
        raise Mistake("empty-prompt")
    for option, text in (("prompt", command.prompt), ("prompt", command.mash), ("no", command.no)):
        if len(text) > settings.longest_prompt:
            raise Mistake(f"long-{option}", most=settings.longest_prompt, count=len(text))
    if command.mash and sanitized(command.mash).casefold() == sanitized(command.prompt).casefold():
        raise Mistake("mash-same")
    if not all(readable(text, latin=latin) for text in (command.prompt, command.mash) if text):
        raise Mistake("unreadable-prompt")
    if command.no.strip() and not readable(command.no, latin=latin):
        raise Mistake("unreadable-no")


async def _check_channel(context: BotContext, member: Member, settings: Settings) -> None:
    """A refusal names a channel that is on and that the member may use, preferably one that was switched on by name.

    If the chat cannot say which channels they see, it names one that was switched on, or one that they used before.
    """
    if member.channel not in settings.channels_off:
        return
    seen = member.channels
    if seen is None:
        seen = {**settings.channels_on, **await context.store.channels(community_key(member), member.user)}
    for channel, name in sorted(seen.items(), key=lambda one: one[0] not in settings.channels_on):
        if name and channel not in settings.channels_off and (member.usable is None or member.usable(channel)):
            raise Closed("channel-off", channel=name)
    raise Closed("channel-off-all")
