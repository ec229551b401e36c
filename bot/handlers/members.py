"""Members: how much is left for them and why, time-outs, grids granted for today, and the queue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from bot.arguments import Channel, Integer, User
from bot.commands import Command, CommandSpec
from bot.context import BotContext, community_key
from bot.handlers.audit_log import announced, by
from bot.handlers.cancel import end_jobs_of
from bot.handlers.services import Services
from bot.input import buttons
from bot.member import Member
from bot.policy.quota import Allowance
from bot.policy.settings import Settings
from bot.replies.messages import say, span
from bot.reply import Button, Reply
from bot.text.sanitize import sanitized

MAX_MINUTES = 60 * 24 * 366
MAX_GRANT = 1000
MAX_JOBS_SHOWN = 30
MAX_BUTTONS = 5


@dataclass(frozen=True)
class Quota(Command):
    """How much is left for me, and when there is more."""


@dataclass(frozen=True)
class Why(Command):
    """The whole calculation for a member in a channel, scope by scope.

    Args:
        roles: the user's, where the platform says; otherwise those last seen.
    """

    user: Annotated[str, User(option="member")]
    channel: Annotated[str, Channel()] = ""
    user_name: str = ""
    roles: frozenset[str] | None = None


@dataclass(frozen=True)
class TimeOut(Command):
    """No requests from a member for so many minutes; 0 ends it. Their waiting jobs are cancelled and refunded."""

    user: Annotated[str, User(option="member")]
    minutes: Annotated[int, Integer(0, MAX_MINUTES, wrong="wrong-minutes", example="30")]
    user_name: str = ""


@dataclass(frozen=True)
class Grant(Command):
    """So many more grids for a member, today."""

    user: Annotated[str, User(option="member")]
    grids: Annotated[int, Integer(1, MAX_GRANT, wrong="wrong-grids", example="3")]
    user_name: str = ""


@dataclass(frozen=True)
class ShowQueue(Command):
    """Which jobs wait and draw here, since when and where."""


async def quota(services: Services, command: Quota) -> Reply:
    """What is left for me here, and when there is more."""
    context, member, locale = services.context, command.member, command.member.locale
    settings = await context.settings(member)
    allowances = await context.allowances(member, settings)
    jobs = await context.store.unfinished(community_key(member), member.user)
    lines = [_scope(context, locale, one, settings) for one in allowances if one.limit is not None]
    lines = lines or [_scope(context, locale, allowances[0], settings)]
    most = settings.member_unfinished
    lines.append(say(locale, "at-once-now", count=len(jobs), most=most))
    return Reply("\n".join([*lines, *await _shut(context, member, settings, locale)]), private=True)


async def why(services: Services, command: Why) -> Reply:
    """The whole calculation for a member in a channel, scope by scope."""
    context, moderator, locale = services.context, command.member, command.member.locale
    settings = await context.settings(moderator)
    roles = command.roles
    if roles is None:
        asked = Member(moderator.platform, moderator.community, "", command.user, "")
        last = await context.store.newest(asked, unfinished=False)
        roles = last.roles if last else frozenset()
    member = Member(
        moderator.platform, moderator.community, command.channel or moderator.channel, command.user,
        command.user_name or command.user, roles=roles,
    )  # fmt: skip
    allowances = await context.allowances(member, settings)
    lines = [say(locale, "why-title", name=member.name)]
    for one in allowances:
        lines.append(_scope(context, locale, one, settings, member.name))
        if one.scope == "member":
            lines += _sources(locale, one)
    jobs = await context.store.unfinished(community_key(member), member.user)
    most = settings.member_unfinished
    lines.append(say(locale, "at-once-now", count=len(jobs), most=most))
    return Reply("\n".join([*lines, *await _shut(context, member, settings, locale)]), private=True)


async def time_out(services: Services, command: TimeOut) -> Reply:
    """No requests for so many minutes; waiting jobs are cancelled and refunded. It ends by itself."""
    context, member, name = services.context, command.member, command.user_name or command.user
    locale = member.locale
    settings = await context.settings(member)
    if not command.minutes:
        asker = Member(member.platform, member.community, "", command.user, name)
        if await context.timed_out(asker, settings) is None:
            return Reply(say(locale, "time-out-none", name=name), private=True)
    until = context.clock() + 60 * command.minutes
    entry = await context.store.decisions.time_out(community_key(member), command.user, until, by(member))
    context.changed()
    announce = await announced(context, member, entry, command.user_name)
    if not command.minutes:
        return Reply(say(locale, "time-out-lifted", name=name), private=True, announce=announce)
    ended = await end_jobs_of(services, member, command.user)
    told = say(locale, "time-out", name=name, time=context.moment(locale, until, settings))
    if ended:
        told = f"{told} {say(locale, 'time-out-jobs', count=len(ended))}"
    return Reply(told, private=True, announce=announce)


async def grant(services: Services, command: Grant) -> Reply:
    """So many more grids, for today."""
    context, member, name = services.context, command.member, command.user_name or command.user
    entry = await context.store.decisions.grant(community_key(member), command.user, command.grids, by(member))
    context.changed()
    announce = await announced(context, member, entry, command.user_name)
    return Reply(say(member.locale, "granted", name=name, count=command.grids), private=True, announce=announce)


async def show_queue(services: Services, command: ShowQueue) -> Reply:
    """Which jobs draw and wait in this community: since when, and where."""
    context, member, locale = services.context, command.member, command.member.locale
    jobs = await context.store.unfinished(community_key(member))
    if not jobs:
        return Reply(say(locale, "line-empty"), private=True)
    lines = [say(locale, "line-title", count=len(jobs))]
    for job in jobs[:MAX_JOBS_SHOWN]:
        since = span(locale, context.clock() - job.asked)
        state = say(locale, "state-drawing" if job.state == "drawing" else "state-waiting")
        place = say(locale, "in-channel", channel=job.channel_name or job.channel)
        facts = {"job": job.id, "name": job.name, "state": state, "since": since, "place": place}
        lines.append(say(locale, "line-line", **facts, prompt=sanitized(job.words, 60)))
    if len(jobs) > MAX_JOBS_SHOWN:
        lines.append(say(locale, "and-more", count=len(jobs) - MAX_JOBS_SHOWN))
    shown = [Button(say(locale, "cancel-job", job=job.id), buttons.press("cancel", job.id)) for job in jobs]
    return Reply("\n".join(lines), private=True, buttons=tuple(shown[:MAX_BUTTONS]))


def _scope(context: BotContext, locale: str, allowance: Allowance, settings: Settings, name: str = "") -> str:
    """`name` is the member's, if a moderator reads it."""
    of_another = name and allowance.scope == "member"
    scope = say(locale, "scope-name", name=name) if of_another else say(locale, f"scope-{allowance.scope}")
    return say(locale, "scope-line", scope=scope, used=context.used(locale, allowance, settings))


async def _shut(context: BotContext, member: Member, settings: Settings, locale: str) -> list[str]:
    """Why nothing is drawn for a member in their channel, even if quota is left."""
    until = await context.timed_out(member, settings)
    lines = [] if until is None else [say(locale, "why-timed-out", time=context.moment(locale, until, settings))]
    return lines + ([say(locale, "why-channel-off")] if member.channel in settings.channels_off else [])


def _sources(locale: str, allowance: Allowance) -> list[str]:
    """Which role or grant a member's limit comes from."""
    lines = []
    if allowance.source == "role":
        lines.append(say(locale, "why-role", role=allowance.role))
    if allowance.granted:
        lines.append(say(locale, "why-granted", count=allowance.granted))
    return lines


COMMANDS = (
    CommandSpec("quota", Quota, quota, slack="imagine-quota", button="quota"),
    CommandSpec("timeout", TimeOut, time_out, moderators=True),
    CommandSpec("lift", TimeOut, time_out, moderators=True, topic="timeout", fixed={"minutes": 0}, discord=None),
    CommandSpec("grant", Grant, grant, moderators=True),
    CommandSpec("why", Why, why, moderators=True),
    CommandSpec("line", ShowQueue, show_queue, moderators=True),
)
