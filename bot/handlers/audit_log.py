"""The audit log: what moderators did, as a line in a reader's language, and announced in the log channel."""

from __future__ import annotations

from dataclasses import replace

from bot.context import BotContext, community_key
from bot.member import Member
from bot.policy import settings as dials
from bot.replies.messages import audit_key, audit_kind, say, timestamp
from bot.reply import Announcement, Reply
from bot.store import AuditEntry, Changed, Job, Moderator
from bot.text.sanitize import shortened

ABOUT_PEOPLE = ("grant", "time-out", "cancel", "remove", "withdraw", "dismiss")
"""Entries of the audit log whose changes begin with a person's id."""
MAX_SHOWN = 300
"""Characters of a value in the audit log: a page has ten entries."""


async def _named(context: BotContext, reader: Member, entry: AuditEntry) -> AuditEntry:
    """What was decided about one person has their name, where we know it, and not their id."""
    if entry.what not in ABOUT_PEOPLE:
        return entry
    changes = []
    for user, old, new in entry.changes:
        last = await context.store.newest(replace(reader, user=user), unfinished=False)
        changes.append((last.name if last and last.name else user, old, new))
    return replace(entry, changes=tuple(changes))


def by(member: Member) -> Moderator:
    """Who did it, for the audit log."""
    return Moderator(member.user, member.name)


async def announced(
    context: BotContext, member: Member, done: Changed | AuditEntry, name: str = ""
) -> Announcement | None:
    """What `member` did just now, for the log channel; None where there is no such channel, or nothing was changed.

    Args:
        name: of the person concerned, where the chat knows it.
    """
    entry = done.entry if isinstance(done, Changed) else done
    if entry is None:
        return None
    settings = done.settings if isinstance(done, Changed) else await context.settings(member)
    channels = tuple(dict.fromkeys(filter(None, (entry.before("log-channel"), settings.log_channel))))
    if not channels:
        return None
    if name:
        entry = replace(entry, changes=tuple((name, old, new) for _, old, new in entry.changes))
    reader = replace(member, locale=member.community_locale or member.locale)
    text = await line(context, reader, entry, named=bool(name))
    return Announcement(text, channels, f"log-{entry.at * 1e6:.0f}")


async def log(
    context: BotContext, member: Member, what: str, changes: tuple[tuple[str, str, str], ...], about: str
) -> Reply:
    """What a moderator did in the chat itself, as (what, old, new): into the audit log, and to be announced.

    Args:
        about: the person concerned.
    """
    entry = await context.store.decisions.log(community_key(member), by(member), what, changes, about)
    return Reply("", private=True, announce=await announced(context, member, entry))


async def moderated(context: BotContext, member: Member, what: str, *jobs: Job) -> Announcement | None:
    """What a moderator did to one other member's jobs: into the audit log, and to be announced."""
    if not jobs:
        return None
    return await moderated_pictures(context, member, what, (jobs[0].user, jobs[0].name), *(job.id for job in jobs))


async def moderated_pictures(
    context: BotContext, member: Member, what: str, person: tuple[str, str], *pictures: str
) -> Announcement | None:
    """What a moderator did to pictures of one other member (id and name)."""
    user, name = person
    entry = await context.store.decisions.log(
        community_key(member), by(member), what, ((user, "", ", ".join(pictures)),), user
    )
    return await announced(context, member, entry, name)


async def line(context: BotContext, reader: Member, entry: AuditEntry, *, named: bool = False) -> str:
    """One line of the audit log, on the community's clock and in the reader's language.

    Args:
        named: the entry has the name of the person concerned already.
    """
    locale, timezone = reader.locale, (await context.settings(reader)).timezone
    entry = entry if named else await _named(context, reader, entry)
    changes = "; ".join(difference(locale, *one) for one in entry.changes)
    facts = {"name": entry.name or entry.who, "what": audit_kind(locale, entry.what), "changes": changes}
    return say(locale, "audit-line", time=timestamp(locale, entry.at, timezone), **facts)


def difference(locale: str, key: str, old: str, new: str) -> str:
    old, new = shortened(old, MAX_SHOWN), shortened(new, MAX_SHOWN)
    number, key = dials.is_number(key), audit_key(locale, key)
    if not old:  # about one person or rules; the only one without a value is a time-out that was lifted
        return say(locale, "difference-new", key=key, new=_new(locale, new))
    old, new = shown_value(locale, old, number), shown_value(locale, new, number)
    return say(locale, "difference", key=key, old=old, new=new)


def _new(locale: str, value: str) -> str:
    words = {"none": "lifted", "as before": "audit-as-before", "removed": "audit-removed"}
    return say(locale, words[value]) if value in words else value


def shown_value(locale: str, value: str, number: bool) -> str:
    if value in ("none", ""):
        return say(locale, "no-limit" if number else "none")
    return value
