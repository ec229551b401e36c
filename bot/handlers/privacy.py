"""What is kept about a person: described, given as a file, and deleted when they are sure."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from bot.arguments import Choice, Flag, Integer
from bot.commands import Command, CommandSpec
from bot.context import BotContext
from bot.handlers.services import Services
from bot.input import buttons
from bot.replies.messages import say
from bot.reply import Button, File, Reply

MAX_BYTES = 8_000_000
"""Of one file: Discord takes ten megabytes with a message in every server."""
ABOUT = (
    "Everything that Nonet keeps of you, as JSON. Times are seconds since 1970. A job's codes are its pictures: whole"
    " numbers of numpy's dtype ('<u2': unsigned, 16 bits, little-endian) in base64, tile after tile, row after row."
)


@dataclass(frozen=True)
class Privacy(Command):
    """Describe the data that is kept about me, export it, or delete it. A large export comes in parts."""

    what: Annotated[Literal["show", "export", "delete"], Choice(("show", "export", "delete"))] = "show"
    sure: Annotated[bool, Flag(words=("yes", "sure"))] = False
    part: Annotated[int, Integer(1, 9999, hidden=True)] = 1


async def privacy(services: Services, command: Privacy) -> Reply:
    """In all communities of this platform: a person is the same in all of them."""
    context, member, locale = services.context, command.member, command.member.locale
    export = Button(say(locale, "privacy-export"), buttons.press("export"))
    if command.what == "show":
        return Reply(say(locale, "privacy-show", services.platform(member)), private=True, buttons=(export,))
    if command.what == "export":
        return await _exported(context, command)
    if not command.sure:
        forget = Button(say(locale, "privacy-forget"), buttons.press("forget"), "danger")
        return Reply(say(locale, "privacy-sure"), private=True, buttons=(forget, export))
    for job in await context.store.unfinished(user=member.user):
        if job.platform == member.platform:
            await services.discard(job, member.user)
    gone = await context.store.forget(member.platform, member.user)
    return Reply(say(locale, "privacy-forgotten", count=len(gone)), private=True, gone=True)


async def _exported(context: BotContext, command: Privacy) -> Reply:
    """One file a message, with a button for the next part."""
    member, locale = command.member, command.member.locale
    kept = await context.store.export(member.platform, member.user)
    parts = await asyncio.to_thread(_parts, kept)
    part = min(command.part, len(parts))
    if len(parts) == 1:
        file = File(parts[0], "nonet-privacy.json", "application/json")
        return Reply(say(locale, "privacy-exported"), private=True, files=(file,))
    file = File(parts[part - 1], f"nonet-privacy-{part}.json", "application/json")
    following = Button(say(locale, "privacy-next"), buttons.press("export", part + 1))
    text = say(locale, "privacy-exported-part", page=part, pages=len(parts))
    return Reply(text, private=True, files=(file,), buttons=(following,) if part < len(parts) else ())


def _parts(kept: Mapping[str, object]) -> list[bytes]:
    """As JSON documents that are small enough, each with some rows of every list."""
    lists = {name: rows for name, rows in kept.items() if isinstance(rows, list)}
    parts: list[dict[str, list[object]]] = [{name: [] for name in lists}]
    size = 0
    for name, rows in lists.items():
        for row in rows:
            length = len(_json([[row]]))  # indented as in the file
            if size and size + length > MAX_BYTES:
                parts.append({name: [] for name in lists})
                size = 0
            parts[-1][name].append(row)
            size += length
    head = {"about": ABOUT, "parts": len(parts)}
    return [_json(head | {"part": number} | dict(kept) | part) for number, part in enumerate(parts, 1)]


def _json(value: object) -> bytes:
    return json.dumps(value, indent=1, ensure_ascii=False, default=str).encode("utf-8", "replace")


COMMANDS = (
    CommandSpec("privacy", Privacy, privacy),
    CommandSpec("export", Privacy, privacy, fixed={"what": "export"}, typed=False, discord=None, button="export:part?"),
    CommandSpec(
        "forget", Privacy, privacy, fixed={"what": "delete", "sure": True}, typed=False, discord=None, button="forget"
    ),
)
