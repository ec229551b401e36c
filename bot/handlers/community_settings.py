"""A community's settings: show, change, switch channels, undo, and who changed what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.commands import Announcement, Audit, Button, ChangeSettings, Member, Reply, ShowSettings, SwitchChannel, Undo
from bot.context import BotContext, community_key
from bot.input import buttons
from bot.policy import settings as dials
from bot.policy.settings import Settings
from bot.replies.messages import knows, say, timestamp
from bot.store import AuditEntry, Changed, Moderator
from bot.text.sanitize import shortened

MOST_SHOWN = 300
"""Characters of a value in the audit log: a page has ten entries."""


async def show(context: BotContext, command: ShowSettings) -> Reply:
    """Everything on one page: numbers, channels, blocked words; or one setting. Raises Mistake."""
    locale = command.member.locale
    settings = await context.settings(command.member)
    rows = {}
    for key, value, text in dials.describe(settings):
        shown, what = _value(locale, value, key), meaning(locale, key, text)
        rows[key] = say(locale, "settings-line", key=key, value=shown, meaning=what)
    if command.key:
        dials.known(command.key)
        return Reply(f"{rows[command.key]}\n{say(locale, 'settings-how', command.member.platform)}", private=True)
    lines = [say(locale, "settings-title"), *rows.values()]
    off = ", ".join(sorted(f"#{name or channel}" for channel, name in settings.channels_off.items()))
    lines.append(say(locale, "settings-channels-off", channels=off or say(locale, "none")))
    named = ", ".join(rule.name for rule in settings.rules)
    lines.append(say(locale, "settings-rules", rules=named or say(locale, "none")))
    lines.append(say(locale, "settings-how", command.member.platform))
    return Reply("\n".join(lines), private=True)


async def change(context: BotContext, command: ChangeSettings) -> Reply:
    """All of it or nothing; it holds from the next command on."""
    return await _change(context, command.member, lambda old: dials.changed(old, command.changes), "settings")


async def switch(context: BotContext, command: SwitchChannel) -> Reply:
    """Pictures in a channel, on or off."""
    channel, name = command.channel, command.channel_name

    def edit(old: Settings) -> Settings:
        off, on = dict(old.channels_off), dict(old.channels_on)
        off.pop(channel, None)
        on.pop(channel, None)
        (on if command.on else off)[channel] = name
        return replace(old, channels_off=off, channels_on=on)

    return await _change(context, command.member, edit, "channel")


async def undo(context: BotContext, command: Undo) -> Reply:
    """The last change is taken back; once more, and so is the one before it. Raises Mistake."""
    changed = await context.store.undo(community_key(command.member), by(command.member), command.version)
    context.changed()
    return replace(
        _told(context, command.member, changed, "undone"), announce=await announced(context, command.member, changed)
    )


async def audit(context: BotContext, command: Audit) -> Reply:
    """Who changed what, the newest first."""
    member, locale = command.member, command.member.locale
    entries, pages = await context.store.audit(community_key(member), command.page)
    if not entries:
        return Reply(say(locale, "audit-empty" if command.page == 1 else "audit-no-page", count=pages), private=True)
    lines = [say(locale, "audit-title", page=command.page, pages=pages)]
    lines += [await line(context, member, entry) for entry in entries]
    older = Button(say(locale, "older"), buttons.press(Audit(member, command.page + 1)))
    return Reply("\n".join(lines), private=True, buttons=(older,) if command.page < pages else ())


async def _named(context: BotContext, reader: Member, entry: AuditEntry) -> AuditEntry:
    """What was decided about one person has their name, where we know it, and not their id."""
    if entry.what not in ("grant", "time-out"):
        return entry
    changes = []
    for user, old, new in entry.changes:
        last = await context.store.newest(replace(reader, user=user), unfinished=False)
        changes.append((last.name if last and last.name else user, old, new))
    return replace(entry, changes=tuple(changes))


def by(member: Member) -> Moderator:
    """Who did it, for the audit log."""
    return Moderator(member.user, member.name)


async def _change(context: BotContext, member: Member, edit: Callable[[Settings], Settings], what: str) -> Reply:
    changed = await context.store.change(community_key(member), edit, by(member), what)
    context.changed()
    return replace(_told(context, member, changed, "changed"), announce=await announced(context, member, changed))


def _told(context: BotContext, member: Member, changed: Changed, how: str) -> Reply:
    locale = member.locale
    if not changed.differences:
        return Reply(say(locale, "unchanged"), private=True)
    lines = [say(locale, how)]
    lines += [_difference(locale, *one) for one in changed.differences]
    if not changed.version:  # these are the defaults
        return Reply("\n".join(lines), private=True)
    undo_it = Button(say(locale, "undo"), buttons.press(Undo(member, changed.version)))
    return Reply("\n".join(lines), private=True, buttons=(undo_it,))


async def announced(
    context: BotContext, member: Member, done: Changed | AuditEntry, name: str = ""
) -> Announcement | None:
    """What `member` did just now, for the log channel; None where there is no such channel, or nothing was changed.

    Args:
        name: of the person whom it was done to, where the chat knows it.
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


async def log(context: BotContext, member: Member, what: str, changes: tuple[tuple[str, str, str], ...]) -> Reply:
    """What a moderator did in the chat itself, as (what, old, new): into the audit log, and to be announced."""
    entry = await context.store.log(community_key(member), by(member), what, changes)
    return Reply("", private=True, announce=await announced(context, member, entry))


async def line(context: BotContext, reader: Member, entry: AuditEntry, *, named: bool = False) -> str:
    """One line of the audit log, on the community's clock and in the reader's language.

    Args:
        named: the entry has the name of whom it was done to already.
    """
    locale, timezone = reader.locale, (await context.settings(reader)).timezone
    entry = entry if named else await _named(context, reader, entry)
    changes = "; ".join(_difference(locale, *one) for one in entry.changes)
    facts = {"name": entry.name or entry.who, "what": entry.what, "changes": changes}
    return say(locale, "audit-line", time=timestamp(locale, entry.at, timezone), **facts)


def _difference(locale: str, key: str, old: str, new: str) -> str:
    old, new = shortened(old, MOST_SHOWN), shortened(new, MOST_SHOWN)
    if not old:  # about one person or rules; the only one without a value is a time-out that was lifted
        return say(locale, "difference-new", key=key, new=say(locale, "lifted") if new == "none" else new)
    return say(locale, "difference", key=key, old=_value(locale, old, key), new=_value(locale, new, key))


def _value(locale: str, value: str, key: str) -> str:
    if value in ("none", ""):
        return say(locale, "no-limit" if dials.is_number(key) else "none")
    return value


def meaning(locale: str, key: str, otherwise: str) -> str:
    """What a setting is, in the reader's language; `otherwise` is the English of bot/policy/settings.py."""
    return say(locale, f"meaning-{key}") if knows(f"meaning-{key}") else otherwise
