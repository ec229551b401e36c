"""What is kept of a person: said in words, given as a file, and deleted when they are sure."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping

from bot.commands import Button, File, Privacy, Reply
from bot.context import BotContext
from bot.input import buttons
from bot.replies.messages import say
from bot.store import Job

Drop = Callable[[Job, str], Awaitable[None]]
"""Stops a job and gives it back, by whom; its message says nothing more."""

MOST_BYTES = 8_000_000
"""Of one file: Discord takes ten megabytes with a message, wherever it is."""
ABOUT = (
    "Everything that Nonet keeps of you, as JSON. Times are seconds since 1970. A job's codes are its pictures: whole"
    " numbers of numpy's dtype ('<u2': unsigned, 16 bits, little-endian) in base64, tile after tile, row after row."
)


async def answer(context: BotContext, command: Privacy, drop: Drop) -> Reply:
    """Show, export or delete; over all communities of this platform, for a person is one everywhere."""
    member, locale = command.member, command.member.locale
    export = Button(say(locale, "privacy-export"), buttons.press(Privacy(member, "export")))
    if command.what == "show":
        return Reply(say(locale, "privacy-show", member.platform), private=True, buttons=(export,))
    if command.what == "export":
        return await _exported(context, command)
    if not command.sure:
        forget = Button(say(locale, "privacy-forget"), buttons.press(Privacy(member, "delete", sure=True)), "danger")
        return Reply(say(locale, "privacy-sure"), private=True, buttons=(forget, export))
    for job in await context.store.line(user=member.user):
        if job.platform == member.platform:
            await drop(job, member.user)
    gone = await context.store.forget(member.platform, member.user)
    return Reply(say(locale, "privacy-forgotten", count=len(gone)), private=True, gone=True)


async def _exported(context: BotContext, command: Privacy) -> Reply:
    """One file, and where there are more a button to the next: each is a message that arrives."""
    member, locale = command.member, command.member.locale
    kept = await context.store.export(member.platform, member.user)
    parts = await asyncio.to_thread(_parts, kept)
    part = min(command.part, len(parts))
    if len(parts) == 1:
        file = File(parts[0], "nonet-privacy.json", "application/json")
        return Reply(say(locale, "privacy-exported"), private=True, files=(file,))
    file = File(parts[part - 1], f"nonet-privacy-{part}.json", "application/json")
    following = Button(say(locale, "privacy-next"), buttons.press(Privacy(member, "export", part=part + 1)))
    text = say(locale, "privacy-exported-part", page=part, pages=len(parts))
    return Reply(text, private=True, files=(file,), buttons=(following,) if part < len(parts) else ())


def _parts(kept: Mapping[str, object]) -> list[bytes]:
    """As files that are small enough, each a whole JSON of its own with some rows of every list."""
    lists = {name: rows for name, rows in kept.items() if isinstance(rows, list)}
    parts: list[dict[str, list[object]]] = [{name: [] for name in lists}]
    size = 0
    for name, rows in lists.items():
        for row in rows:
            length = len(_json([[row]]))  # as deep as it will stand
            if size and size + length > MOST_BYTES:
                parts.append({name: [] for name in lists})
                size = 0
            parts[-1][name].append(row)
            size += length
    head = {"about": ABOUT, "parts": len(parts)}
    return [_json(head | {"part": number} | dict(kept) | part) for number, part in enumerate(parts, 1)]


def _json(value: object) -> bytes:
    return json.dumps(value, indent=1, ensure_ascii=False, default=str).encode("utf-8", "replace")
