"""Rehearsals: before a setting is saved that refuses more, its moderator hears what it would have refused in the last
seven days, and saves or cancels it. What loosens, or would have changed nothing, is saved at once.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Annotated, Any, TypeVar

from bot.arguments import Token
from bot.commands import Command, CommandSpec
from bot.context import community_key
from bot.errors import Mistake
from bot.handlers.audit_log import announced, by, difference
from bot.handlers.pending_rehearsals import Pending
from bot.handlers.rehearsed_effect import REHEARSED, Effect, concerns, effect, only_loosens
from bot.handlers.services import Services
from bot.input import buttons
from bot.member import DIRECT, Member
from bot.policy.settings import Settings, differences
from bot.replies.messages import say
from bot.reply import Button, Reply
from bot.store import Changed, StoreError

MAX_TRIES = 5
"""While others save at the same time."""


@dataclass(frozen=True)
class SaveRehearsed(Command):
    """Save what was rehearsed."""

    rehearsal: Annotated[str, Token(hidden=True)]


@dataclass(frozen=True)
class CancelRehearsed(Command):
    """Save nothing."""

    rehearsal: Annotated[str, Token(hidden=True)]


@dataclass(frozen=True)
class Proposal:
    """A change of settings that may have to be rehearsed.

    Args:
        edit: makes the new settings of those of now; may raise Mistake.
        what: its kind, for the audit log.
        told: what is said once it is saved.
    """

    edit: Callable[[Settings], Settings]
    what: str
    told: Callable[[Changed], Awaitable[Reply]]


C = TypeVar("C", bound=Command)


async def proposed(services: Services, command: C, propose: Callable[[Services, C], Awaitable[Proposal]]) -> Reply:
    """Saves a change, or shows what it would have refused. Raises Mistake.

    Args:
        propose: makes the change of the command; once more when it is saved, since a role may be gone by then.
    """
    return await _answer(services, command, propose, None)


async def save(services: Services, command: SaveRehearsed) -> Reply:
    """Saves what was rehearsed. If a setting that it depends on was changed meanwhile, it is rehearsed again. Raises
    Mistake."""
    pending = services.rehearsals.take(command.rehearsal, command.member)
    if pending is None:
        raise Mistake("old-rehearsal")
    try:
        reply = await _answer(services, replace(pending.command, member=command.member), pending.propose, pending)
    except StoreError:
        services.rehearsals.put_back(command.rehearsal, pending)
        raise
    return replace(reply, in_place=True)


async def cancel(services: Services, command: CancelRehearsed) -> Reply:
    if services.rehearsals.take(command.rehearsal, command.member) is None:
        raise Mistake("old-rehearsal")
    return Reply(say(command.member.locale, "rehearsal-cancelled"), private=True, in_place=True)


class _ChangedMeanwhileError(Exception):
    """The settings are others than those that were rehearsed."""


async def _answer(
    services: Services, command: Command, propose: Callable[[Services, Any], Awaitable[Proposal]], known: Pending | None
) -> Reply:
    """Args:
    known: what this moderator has seen and wants to save.
    """
    context, member = services.context, command.member
    proposal = await propose(services, command)
    for _ in range(MAX_TRIES):
        old = await context.store.decisions.settings(community_key(member))
        new = proposal.edit(old)
        lines: list[str] = []
        if known is None or not (_same(known.old, old, known) and _same(known.new, new, known)):
            lines = _meanwhile(member, known, old)
            if not member.community.startswith(DIRECT) and concerns(old, new):
                found = None if only_loosens(old, new) else await effect(services, member, old, new)
                if found is not None and found.more:
                    token = services.rehearsals.add(Pending(command, propose, old, new, context.clock()))
                    return _question(member, old, new, found, lines, token)
                lines += _needless(member, found)
        try:
            changed = await context.store.decisions.change(
                community_key(member), _if_still(old, new, proposal.edit), by(member), proposal.what
            )
        except _ChangedMeanwhileError:
            continue
        context.changed()
        reply, announce = await proposal.told(changed), await announced(context, member, changed)
        return replace(reply, text="\n".join([reply.text, *lines]), announce=announce)
    raise Mistake("old-rehearsal")


def _same(one: Settings, other: Settings, known: Pending) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in _fields(known.old, known.new))


def _fields(old: Settings, new: Settings) -> set[str]:
    """Those that the rehearsal of a change depends on, and those that it changes."""
    changed = {name for name in Settings.__dataclass_fields__ if getattr(old, name) != getattr(new, name)}
    return {*REHEARSED, *changed}


def _if_still(old: Settings, new: Settings, edit: Callable[[Settings], Settings]) -> Callable[[Settings], Settings]:
    """`edit`, within the transaction that saves: if somebody saved in between, it was another rehearsal."""

    def checked(now: Settings) -> Settings:
        made = edit(now)
        pairs = ((now, old), (made, new))
        if any(getattr(one, name) != getattr(other, name) for name in _fields(old, new) for one, other in pairs):
            raise _ChangedMeanwhileError
        return made

    return checked


def _meanwhile(member: Member, known: Pending | None, now: Settings) -> list[str]:
    """What others changed since the rehearsal."""
    if known is None:
        return []
    changed = [difference(member.locale, *one) for one in differences(known.old, now)]
    return [say(member.locale, "rehearsal-again"), *changed]


def _question(
    member: Member, old: Settings, new: Settings, found: Effect, meanwhile: list[str], token: str
) -> Reply:  # fmt: skip
    locale = member.locale
    names = [say(locale, "rehearsal-name", name=name or say(locale, "rehearsal-deleted"), count=count)
             for name, count in found.names]  # fmt: skip
    if found.people > len(found.names):
        names.append(say(locale, "and-more", count=found.people - len(found.names)))
    lines = [*meanwhile, say(locale, "rehearsal"), *(difference(locale, *one) for one in differences(old, new))]
    facts = {"count": found.refused, "total": found.total, "people": found.people}
    lines.append(say(locale, "rehearsal-refused", **facts, names=", ".join(names)))
    if found.before:
        lines.append(say(locale, "rehearsal-before", count=found.before))
    if found.offered:
        lines.append(say(locale, "rehearsal-relaxed", count=found.offered))
    if found.prompts is not None:
        lines.append(say(locale, "rehearsal-prompts", count=found.prompts))
    shown = (
        Button(say(locale, "save-rehearsed"), buttons.press("save-rehearsed", token), "primary"),
        Button(say(locale, "cancel-rehearsed"), buttons.press("cancel-rehearsed", token)),
    )
    return Reply("\n".join(lines), private=True, buttons=shown, in_place=True)


def _needless(member: Member, found: Effect | None) -> list[str]:
    """Why there was no question; nothing where there was nothing to look at."""
    if found is None:
        return [say(member.locale, "rehearsal-loosens")]
    if not found.total:
        return []
    lines = [say(member.locale, "rehearsal-nothing", total=found.total)]
    if found.prompts is not None and found.prompts < found.total:
        lines.append(say(member.locale, "rehearsal-prompts", count=found.prompts))
    return lines


COMMANDS = (
    CommandSpec(
        "save-rehearsed", SaveRehearsed, save, moderators=True, topic="settings", typed=False, discord=None,
        button="save-rehearsed:rehearsal",
    ),
    CommandSpec(
        "cancel-rehearsed", CancelRehearsed, cancel, moderators=True, topic="settings", typed=False, discord=None,
        button="cancel-rehearsed:rehearsal",
    ),
)  # fmt: skip
