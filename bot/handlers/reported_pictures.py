"""Pictures that members report to the moderators, who remove them, dismiss the reports, or time out who is behind them.

A report is a message where moderators asked for it, with buttons. It goes with its picture, or when one is dismissed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from bot.arguments import JobId, JobOrTile
from bot.commands import Command, CommandSpec
from bot.context import BotContext
from bot.errors import Mistake
from bot.handlers import members
from bot.handlers.audit_log import moderated
from bot.handlers.services import Services
from bot.input import buttons
from bot.member import Member
from bot.policy.access import may_see
from bot.replies.messages import say
from bot.reply import Button, Reply, Report
from bot.store import Job, Share

MINUTES = 60
"""Of the time-out that is a button on a report; /timeout gives any."""


@dataclass(frozen=True)
class ReportPicture(Command):
    """Show a grid, one tile of it, or a post of one to the moderators.

    Args:
        share: the post.
        link: to its message, where the chat has one.
    """

    id: Annotated[str, JobOrTile()]
    share: Annotated[str, JobId(hidden=True)] = ""
    link: str = ""


@dataclass(frozen=True)
class Dismiss(Command):
    """Take away all reports of a grid and of its posts."""

    job: Annotated[str, JobId()]


@dataclass(frozen=True)
class TimeOutReported(Command):
    """No requests for an hour from who requested a grid, or posted a tile of it."""

    job: Annotated[str, JobId()]
    share: Annotated[str, JobId(hidden=True)] = ""


async def report_picture(services: Services, command: ReportPicture) -> Reply:
    """Thanks, with the report. The same member's second report of the same picture changes nothing.

    Raises:
        Mistake: there is no such picture that they may see.
    """
    context, member = services.context, command.member
    job, share = await _seen(context, command)
    thanks, about = Reply(say(member.locale, "report-thanks"), private=True, gone=True), share.id if share else ""
    key = f"report-{job.id}:{about}-{member.user}" if share else f"report-{job.id}-{member.user}"
    reported = await context.store.shares.reports(job.id, member.user, about)
    if reported or not context.post_keys.begin(key):  # or it is being posted
        return thanks
    settings, locale = await context.settings(member), member.community_locale or member.locale
    picture = command.id if share is None else f"{job.id}-{share.tile}"
    facts = {"reporter": member.name, "job": picture, "channel": member.channel_name or member.channel}
    name, asker = ("reported", job.name) if share is None else ("reported-post", share.name)
    return Reply(
        thanks.text,
        private=True,
        gone=True,
        report=Report(
            Reply(
                say(locale, name, prompt=job.words, asker=asker, **facts),
                buttons=_buttons(job, share, picture, locale, shown=not command.link),
            ),
            settings.log_channel,
            key,
            job.id,
            about,
            Reply(say(member.locale, "report-no-channel", job=job.id), private=True),
            command.link,
        ),
    )


def _buttons(job: Job, share: Share | None, picture: str, locale: str, *, shown: bool) -> tuple[Button, ...]:
    """Args: shown: with one that shows the picture."""
    remove, about = say(locale, "reported-remove"), (job.id, share.id) if share else (job.id,)
    show = buttons.press("again", picture)
    if share and share.caption:
        show = buttons.press("show-caption", job.id, share.tile, share.caption)
    removes: tuple[Button, ...] = (Button(remove, buttons.press("delete", job.id), "danger"),)
    if share:
        removes = (
            Button(remove, buttons.press("withdraw", *about), "danger"),
            Button(say(locale, "reported-remove-grid"), buttons.press("delete", job.id), "danger"),
        )
    return (
        *([Button(say(locale, "reported-show"), show)] if shown else []),
        *removes,
        Button(say(locale, "reported-dismiss"), buttons.press("dismiss", job.id)),
        Button(say(locale, "reported-time-out", count=MINUTES), buttons.press("timeout-reported", *about)),
    )


async def _seen(context: BotContext, command: ReportPicture) -> tuple[Job, Share | None]:
    """A grid that this member may see; or a post where they are or may look, also if its grid is hidden from them."""
    member = command.member
    grid = command.id.partition("-")[0]
    share = await context.store.shares.get(command.share) if command.share else None
    if share is None or share.job != grid:
        return await context.job(member, grid), None
    job = await context.store.job(grid)
    if job is None or (job.platform, job.community) != (member.platform, member.community):
        raise Mistake("no-such-job", job=grid)
    if share.channel not in (member.channel, *(member.channels or ())) and not may_see(member, job.member, job.address):
        raise Mistake("no-such-job", job=grid)
    return job, share


async def dismiss(services: Services, command: Dismiss) -> Reply:
    """All reports of it go, and the audit log says so once."""
    context, member = services.context, command.member
    job, announce = await _of_here(context, member, command.job), None
    if job is not None and await context.store.shares.reports(job.id):
        announce = await moderated(context, member, "dismiss", job)
        await context.store.dismissed(job.platform, job.id)
    text = say(member.locale, "report-dismissed", job=command.job)
    return Reply(text, private=True, job=command.job, gone=True, announce=announce)


async def time_out_reported(services: Services, command: TimeOutReported) -> Reply:
    """As a time-out of who posted it, or requested it.

    Raises:
        Mistake: it is not there any more.
    """
    context, member = services.context, command.member
    job = await _of_here(context, member, command.job)
    share = await context.store.shares.get(command.share) if command.share else None
    if job is None or (command.share and (share is None or share.job != job.id)):
        raise Mistake("old-button")
    who = share or job
    return await members.time_out(services, members.TimeOut(member, who.user, MINUTES, who.name))


async def _of_here(context: BotContext, member: Member, name: str) -> Job | None:
    """A grid of this community, also one that is deleted."""
    job = await context.store.job(name)
    return job if job and (job.platform, job.community) == (member.platform, member.community) else None


COMMANDS = (
    CommandSpec(
        "report-picture", ReportPicture, report_picture, discord=None, button="report-picture:id:share?"
    ),
    CommandSpec("dismiss", Dismiss, dismiss, moderators=True, typed=False, discord=None, button="dismiss:job"),
    CommandSpec(
        "timeout-reported", TimeOutReported, time_out_reported, moderators=True, typed=False, discord=None,
        button="timeout-reported:job:share?",
    ),
)  # fmt: skip
