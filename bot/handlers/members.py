"""People: how much is left for them and why, time-outs, grids given for today, and who waits in line."""

from __future__ import annotations

from bot.commands import Button, Cancel, CancelAll, Grant, Line, Member, Quota, Reply, TimeOut, Why
from bot.context import BotContext, community_key
from bot.errors import Mistake
from bot.handlers import cancel
from bot.handlers.cancel import End
from bot.handlers.community_settings import announced, by
from bot.input import buttons
from bot.policy.quota import Allowance
from bot.policy.settings import Settings
from bot.replies.messages import say, span
from bot.text.sanitize import sanitized

MOST_MINUTES = 60 * 24 * 366
MOST_GRANT = 1000
MOST_LINES = 30
MOST_BUTTONS = 5


async def quota_of(context: BotContext, command: Quota) -> Reply:
    """What is left for me here, and when there is more."""
    member, locale = command.member, command.member.locale
    settings = await context.settings(member)
    allowances = await context.allowances(member, settings)
    jobs = await context.store.line(community_key(member), member.user)
    lines = [_scope(context, locale, one, settings) for one in allowances if one.limit is not None]
    lines = lines or [_scope(context, locale, allowances[0], settings)]
    most = settings.member_drawing + settings.member_waiting
    lines.append(say(locale, "at-once-now", count=len(jobs), most=most))
    return Reply("\n".join([*lines, *await _shut(context, member, settings, locale)]), private=True)


async def why(context: BotContext, command: Why) -> Reply:
    """The whole calculation for somebody in a channel, scope by scope."""
    moderator, locale = command.member, command.member.locale
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
    jobs = await context.store.line(community_key(member), member.user)
    most = settings.member_drawing + settings.member_waiting
    lines.append(say(locale, "at-once-now", count=len(jobs), most=most))
    return Reply("\n".join([*lines, *await _shut(context, member, settings, locale)]), private=True)


async def time_out(context: BotContext, command: TimeOut, end: End) -> Reply:
    """No asks for so many minutes; what waits is cancelled and given back. It ends by itself."""
    member, locale, name = command.member, command.member.locale, command.user_name or command.user
    if not 0 <= command.minutes <= MOST_MINUTES:
        raise Mistake("wrong-minutes", value=command.minutes, most=MOST_MINUTES)
    settings = await context.settings(member)
    if not command.minutes:
        asker = Member(member.platform, member.community, "", command.user, name)
        if await context.timed_out(asker, settings) is None:
            return Reply(say(locale, "time-out-none", name=name), private=True)
    until = context.clock() + 60 * command.minutes
    entry = await context.store.time_out(community_key(member), command.user, until, by(member))
    context.changed()
    announce = await announced(context, member, entry, command.user_name)
    if not command.minutes:
        return Reply(say(locale, "time-out-lifted", name=name), private=True, announce=announce)
    ended = await cancel.everything(context, member, command.user, end)
    told = say(locale, "time-out", name=name, time=context.moment(locale, until, settings))
    if ended:
        told = f"{told} {say(locale, 'time-out-jobs', count=ended)}"
    return Reply(told, private=True, announce=announce)


async def grant(context: BotContext, command: Grant) -> Reply:
    """So many more grids, for today."""
    member, locale, name = command.member, command.member.locale, command.user_name or command.user
    if not 1 <= command.grids <= MOST_GRANT:
        raise Mistake("wrong-grids", value=command.grids, most=MOST_GRANT)
    entry = await context.store.grant(community_key(member), command.user, command.grids, by(member))
    context.changed()
    announce = await announced(context, member, entry, command.user_name)
    return Reply(say(locale, "granted", name=name, count=command.grids), private=True, announce=announce)


async def line(context: BotContext, command: Line) -> Reply:
    """Who draws and who waits in this community: since when, and where."""
    member, locale = command.member, command.member.locale
    jobs = await context.store.line(community_key(member))
    if not jobs:
        return Reply(say(locale, "line-empty"), private=True)
    lines = [say(locale, "line-title", count=len(jobs))]
    for job in jobs[:MOST_LINES]:
        since = span(locale, context.clock() - job.asked)
        state = say(locale, "state-drawing" if job.state == "drawing" else "state-waiting")
        place = say(locale, "in-channel", channel=job.channel_name or job.channel)
        facts = {"job": job.id, "name": job.name, "state": state, "since": since, "place": place}
        lines.append(say(locale, "line-line", **facts, prompt=sanitized(job.prompt, 60)))
    if len(jobs) > MOST_LINES:
        lines.append(say(locale, "and-more", count=len(jobs) - MOST_LINES))
    shown = [Button(say(locale, "cancel-job", job=job.id), buttons.press(Cancel(member, job.id))) for job in jobs]
    return Reply("\n".join(lines), private=True, buttons=tuple(shown[:MOST_BUTTONS]))


async def cancel_all(context: BotContext, command: CancelAll, end: End) -> Reply:
    """Everything of somebody that is not finished."""
    ended = await cancel.everything(context, command.member, command.user, end)
    return Reply(say(command.member.locale, "cancelled-all", count=ended), private=True)


def _scope(context: BotContext, locale: str, allowance: Allowance, settings: Settings, name: str = "") -> str:
    """`name` is whose it is, where somebody else reads it."""
    of_another = name and allowance.scope == "member"
    scope = say(locale, "scope-name", name=name) if of_another else say(locale, f"scope-{allowance.scope}")
    return say(locale, "scope-line", scope=scope, used=context.used(locale, allowance, settings))


async def _shut(context: BotContext, member: Member, settings: Settings, locale: str) -> list[str]:
    """Why nothing is drawn for a member in their channel, whatever is left."""
    until = await context.timed_out(member, settings)
    lines = [] if until is None else [say(locale, "why-timed-out", time=context.moment(locale, until, settings))]
    return lines + ([say(locale, "why-channel-off")] if member.channel in settings.channels_off else [])


def _sources(locale: str, allowance: Allowance) -> list[str]:
    """Where a member's limit comes from."""
    lines = []
    if allowance.source == "role":
        lines.append(say(locale, "why-role", role=allowance.role))
    if allowance.granted:
        lines.append(say(locale, "why-granted", count=allowance.granted))
    return lines
