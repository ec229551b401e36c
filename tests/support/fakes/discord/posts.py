"""What becomes of a message's payload: checked against the rules, then made into a message or an edit of one."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiohttp import web
from fakes.discord import rules
from fakes.discord.faults import refusal
from fakes.discord.world import Attachment, Channel, Json, Message

if TYPE_CHECKING:
    from fakes.discord.server import Discord


@dataclass(frozen=True)
class Upload:
    field: str  # files[0]
    filename: str
    data: bytes
    kind: str

    @property
    def number(self) -> str:
        return self.field.removeprefix("files[").removesuffix("]")


def apply(
    discord: Discord,
    channel: Channel,
    body: Json,
    uploads: list[Upload],
    limit: int,
    message: Message | None,
    *,
    create: bool | None = None,
    dry: bool = False,
) -> Message | web.Response | None:
    """Make a message, or change `message`; a refusal is the answer. `dry` only checks: None when all is well."""
    new = message is None if create is None else create
    kept = {str(file.id): file.filename for file in message.attachments} if message else {}
    was_v2 = bool(message and message.flags & rules.V2)
    files = {upload.number: upload.filename for upload in uploads}
    problems = rules.broken(body, files=files, kept=kept, create=new, was_v2=was_v2)
    if problems:
        discord.violations.extend(f"message: {problem}" for problem in problems)
        return refusal("50035", errors={"_errors": [{"code": "INVALID", "message": "; ".join(problems)}]})
    if any(len(upload.data) > limit for upload in uploads):
        discord.too_large += 1
        return refusal("40005")
    if sum(len(upload.data) for upload in uploads) > rules.MOST_IN_REQUEST:
        discord.violations.append("a request of more than 25 MiB")
        return refusal("40005")
    said = json.dumps([body.get("content"), body.get("components")])
    if channel.guild is not None and any(word in said for word in discord.blocked_words):
        return refusal("200000")
    if dry:
        return None
    if message is None:
        message = Message(discord.world.id(), channel, discord.world.bot)
        discord.world.messages[message.id] = message
    elif not new:
        message.edits.append(asyncio.get_running_loop().time())
    for key in ("content", "embeds", "components"):
        if key in body:
            setattr(message, key, body[key] or ("" if key == "content" else []))
    message.flags |= (body.get("flags") or 0) & (rules.V2 | rules.SUPPRESS_EMBEDS)
    _attach(discord, message, body.get("attachments"), uploads)
    discord.bump()
    return message


def _attach(discord: Discord, message: Message, entries: list[Json] | None, uploads: list[Upload]) -> None:
    """The rule since version 10: what `attachments` does not list goes; without the key, files are added."""
    new = {upload.number: upload for upload in uploads}
    if entries is None:
        message.attachments += [Attachment(discord.world.id(), u.filename, u.data) for u in uploads]
        return
    there = {str(file.id): file for file in message.attachments}
    message.attachments = []
    for entry in entries:
        number, words = str(entry["id"]), entry.get("description")
        if number in new:
            upload = new[number]
            message.attachments.append(Attachment(discord.world.id(), upload.filename, upload.data, words))
        elif number in there:
            if "description" in entry:
                there[number].description = words
            message.attachments.append(there[number])
