"""Text -> commands, for chats without typed options: `/imagine a cat in a rocket --seed 5 --no dogs --spoiler`."""

from __future__ import annotations

import re

from bot.commands import Command, Commands
from bot.errors import Forbidden, Mistake
from bot.input.text_args import NOBODY, Known, Typed, close, values
from bot.member import Member


def parse(
    commands: Commands,
    member: Member,
    line: str,
    delivery: str = "",
    address: str = "",
    *,
    users: Known = NOBODY,
    channels: Known = NOBODY,
) -> Command:
    """What `line` requests. The slash may be missing; nothing at all is /help.

    Args:
        users: the people who can be named, as in `@ann`; without them, nobody can.
        channels: the channels, likewise.

    Raises:
        Mistake: it is none of `commands`; the message says what would be right.
        Forbidden: it is for moderators, and the member is none.
    """
    verb, text = re.fullmatch(r"\s*/?\s*(\S*)(.*)", line, re.DOTALL).groups()  # type: ignore[union-attr]  # all match
    verb, text = verb.lower() or "help", text.strip()
    group = [spec for spec in commands if spec.typed and spec.group == verb]
    if not group:
        verbs = {spec.group for spec in commands if spec.typed and (member.moderator or not spec.moderators)}
        closest = close(verb, verbs)
        raise Mistake("unknown-command", command=verb[:40], closest=closest and f"/{closest}")
    if group[0].moderators and not member.moderator:
        raise Forbidden("moderators-only", command=verb)  # before a name is looked up: who is here is not for them
    spec = group[0]
    if " " in spec.name and text:  # without a second word it is the first of its group
        second, _, text = text.partition(" ")
        found = [one for one in group if one.name == f"{verb} {second.lower()}"]
        if not found:
            raise spec.mistake()
        spec = found[0]
    typed = Typed(member, text.strip(), users, channels)
    if callable(spec.typed):
        return spec.typed(typed)
    command: Command = spec.make(member, values(spec, typed), delivery, address)
    spec.check(command)
    return command
