"""A community's settings: show, change, switch channels, undo, and who changed what."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Annotated

from bot.arguments import MAX_OPTION_CHARACTERS, Channel, Integer, Number, Role, SettingKey, Switch, Text
from bot.commands import Command, CommandSpec
from bot.context import community_key
from bot.errors import Mistake
from bot.handlers.audit_log import announced, by, difference, line, shown_value
from bot.handlers.named_settings import channel_name, current_names, in_ids
from bot.handlers.rehearsals import Proposal, proposed
from bot.handlers.services import Services
from bot.input import buttons
from bot.input.text_args import Typed, unquoted
from bot.member import Member
from bot.policy import settings as dials
from bot.policy.settings import MAX_GRIDS, NOTHING, Settings, is_channel
from bot.replies.messages import knows, say
from bot.reply import Button, Reply
from bot.store import Changed


@dataclass(frozen=True)
class ShowSettings(Command):
    """All of them, or the one of this key."""

    key: Annotated[str, SettingKey()] = ""


@dataclass(frozen=True)
class ChangeSettings(Command):
    """Set settings by their keys, as a moderator typed them: {"member-per-day": "10", "reset": "06:00"}."""

    changes: Mapping[str, str]


@dataclass(frozen=True)
class SetSetting(Command):
    """Change one setting; without a value its limit is removed."""

    setting: Annotated[str, SettingKey()]
    value: Annotated[str, Text(MAX_OPTION_CHARACTERS)] = ""


@dataclass(frozen=True)
class SetRole(Command):
    """What members with a role may do; without numbers, the same as everybody."""

    role: Annotated[str, Role()]
    per_day: Annotated[int | None, Integer(0, MAX_GRIDS)] = None
    weight: Annotated[float | None, Number(0.1, 10)] = None


@dataclass(frozen=True)
class SwitchChannel(Command):
    """Pictures in a channel, on or off."""

    channel: Annotated[str, Channel(here=True)]
    on: Annotated[bool, Switch()]
    channel_name: str = ""


@dataclass(frozen=True)
class Undo(Command):
    """Undo the last change of settings; with `version` only if that is the last one, as its button says: pressed twice,
    or after somebody else's change, it would undo another."""

    version: Annotated[int | None, Integer(1, 999_999_999, hidden=True)] = None


@dataclass(frozen=True)
class Audit(Command):
    """Who changed what, the newest first."""

    page: Annotated[int, Integer(1, 9999)] = 1


async def show(services: Services, command: ShowSettings) -> Reply:
    """Everything on one page: numbers, channels, blocked words; or one setting. Raises Mistake."""
    context, locale = services.context, command.member.locale
    settings = await context.settings(command.member)
    names, wrong = await current_names(services, command.member, settings)
    rows = {}
    for key, value in dials.describe(settings):
        shown, what = shown_value(locale, _by_name(value, names), dials.is_number(key)), meaning(locale, key)
        rows[key] = say(locale, "settings-line", key=key, value=shown, meaning=what)
    how = say(locale, "settings-how", services.platform(command.member))
    if command.key:
        dials.known(command.key)
        return Reply("\n".join([rows[command.key], *wrong, how]), private=True)
    lines = [say(locale, "settings-title"), *rows.values()]
    off = ", ".join(sorted(_channel(names.get(id_) or name or id_) for id_, name in settings.channels_off.items()))
    lines.append(say(locale, "settings-channels-off", channels=off or say(locale, "none")))
    named = ", ".join(rule.name for rule in settings.rules)
    lines.append(say(locale, "settings-rules", rules=named or say(locale, "none")))
    return Reply("\n".join([*lines, *wrong, how]), private=True)


async def change(services: Services, command: ChangeSettings) -> Reply:
    """All of it or nothing; it holds from the next command on."""
    return await proposed(services, command, _changes)


async def _changes(services: Services, command: ChangeSettings) -> Proposal:
    settings = await services.context.settings(command.member)
    changes = await in_ids(services, command.member, command.changes, settings)
    return _proposal(command.member, lambda old: dials.changed(old, changes), "settings")


async def set_setting(services: Services, command: SetSetting) -> Reply:
    return await change(services, ChangeSettings(command.member, {command.setting: command.value}))


async def set_role(services: Services, command: SetRole) -> Reply:
    numbers = {"role-per-day": command.per_day, "role-weight": command.weight}
    given = {key: f"{command.role}={number:g}" for key, number in numbers.items() if number is not None}
    return await change(services, ChangeSettings(command.member, given or dict.fromkeys(numbers, f"{command.role}=")))


async def switch(services: Services, command: SwitchChannel) -> Reply:
    return await proposed(services, command, _switched)


async def _switched(services: Services, command: SwitchChannel) -> Proposal:
    channel = command.channel
    name = await channel_name(services, command.member, channel, command.channel_name)

    def edit(old: Settings) -> Settings:
        off, on = dict(old.channels_off), dict(old.channels_on)
        off.pop(channel, None)
        on.pop(channel, None)
        (on if command.on else off)[channel] = name
        return replace(old, channels_off=off, channels_on=on)

    return _proposal(command.member, edit, "channel")


async def undo(services: Services, command: Undo) -> Reply:
    """Undoes the last change; once more, and the one before it. Raises Mistake."""
    context = services.context
    changed = await context.store.decisions.undo(community_key(command.member), by(command.member), command.version)
    context.changed()
    return replace(_told(command.member, changed, "undone"), announce=await announced(context, command.member, changed))


async def audit(services: Services, command: Audit) -> Reply:
    context, member, locale = services.context, command.member, command.member.locale
    entries, pages = await context.store.decisions.audit(community_key(member), command.page)
    if not entries:
        return Reply(say(locale, "audit-empty" if command.page == 1 else "audit-no-page", count=pages), private=True)
    lines = [say(locale, "audit-title", page=command.page, pages=pages)]
    lines += [await line(context, member, entry) for entry in entries]
    older = Button(say(locale, "older"), buttons.press("audit", command.page + 1))
    return Reply("\n".join(lines), private=True, buttons=(older,) if command.page < pages else ())


def _proposal(member: Member, edit: Callable[[Settings], Settings], what: str) -> Proposal:
    async def told(changed: Changed) -> Reply:
        return _told(member, changed, "changed")

    return Proposal(edit, what, told)


def _told(member: Member, changed: Changed, how: str) -> Reply:
    locale = member.locale
    if not changed.differences:
        return Reply(say(locale, "unchanged"), private=True)
    lines = [say(locale, how)]
    lines += [difference(locale, *one) for one in changed.differences]
    if not changed.version:  # these are the defaults
        return Reply("\n".join(lines), private=True)
    undo_it = Button(say(locale, "undo"), buttons.press("undo", changed.version))
    return Reply("\n".join(lines), private=True, buttons=(undo_it,))


def _channel(name: str) -> str:
    return f"#{name.removeprefix('#')}"


def _by_name(value: str, names: Mapping[str, str]) -> str:
    """Ids are whole words."""
    return re.sub(r"[\w-]+", lambda word: names.get(word[0], word[0]), value) if names else value


def meaning(locale: str, key: str, *, named: bool = False) -> str:
    """What a setting is, in the reader's language. Others in it are called by their keys or, if `named`, by names."""
    others = {other: setting_name(locale, other) if named else other for other in ("reset",)}
    return say(locale, f"meaning-{key}", **others)


def setting_name(locale: str, key: str) -> str:
    """What a setting is called where nobody has to type it; what is no setting stays as it is."""
    return say(locale, f"setting-{key}") if knows(f"setting-{key}") else key


def _typed(typed: Typed) -> Command:
    """`/settings` shows them, `/settings KEY` that one; `/settings KEY VALUE` and `/settings KEY=VALUE` change one, and
    `KEY=` removes a limit."""
    if not typed.text or typed.text.lower() == "show":
        return ShowSettings(typed.member)
    match = re.fullmatch(r"(?:set\s+)?(?:--|[—–―])?([\w-]+?)(\s*=\s*|\s+|$)(.*)", typed.text, re.DOTALL)
    if not match:
        raise Mistake("how-settings")
    key = match[1].lower().replace("_", "-")
    if not match[2]:
        return ShowSettings(typed.member, key)
    value = unquoted(match[3].strip())
    if is_channel(key) and typed.channels is not None and value.lower() not in NOTHING:
        value = typed.channel(value)[0]  # where the chat knows all channels, it must be one of them
    return ChangeSettings(typed.member, {key: value})


COMMANDS = (
    CommandSpec("settings", ShowSettings, show, moderators=True, typed=_typed, discord="nonet setup"),
    CommandSpec("change", ChangeSettings, change, moderators=True, typed=False, discord=None),
    CommandSpec("set", SetSetting, set_setting, moderators=True, typed=False),
    CommandSpec("role", SetRole, set_role, moderators=True, typed=False),
    CommandSpec("undo", Undo, undo, moderators=True, button="undo:version"),
    CommandSpec("audit", Audit, audit, moderators=True, button="audit:page"),
    CommandSpec("channel", SwitchChannel, switch, moderators=True, arguments=("on", "channel")),
)
