"""What is kept of a person: said in words, given as a file, and deleted when they are sure."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable

from bot import buttons
from bot.commands import Button, File, Privacy, Reply
from bot.house import House
from bot.messages import at, say
from bot.store import Job

Drop = Callable[[Job, str], Awaitable[None]]
"""Stops a job and gives it back, by whom; its message says nothing more."""


async def answer(house: House, command: Privacy, drop: Drop) -> Reply:
    """Show, export or delete; over all communities of this platform, for a person is one everywhere."""
    member, locale = command.member, command.member.locale
    export = Button(say(locale, "privacy-export"), buttons.press(Privacy(member, "export")))
    if command.what == "show":
        return Reply(say(locale, at(member.platform, "privacy-show")), private=True, buttons=(export,))
    if command.what == "export":
        kept = await house.store.export(member.platform, member.user)
        text = await asyncio.to_thread(json.dumps, kept, indent=1, ensure_ascii=False, default=str)
        file = File(text.encode("utf-8", "replace"), "nonet-privacy.json", "application/json")
        return Reply(say(locale, "privacy-exported"), private=True, files=(file,))
    if not command.sure:
        forget = Button(say(locale, "privacy-forget"), buttons.press(Privacy(member, "delete", sure=True)), "danger")
        return Reply(say(locale, "privacy-sure"), private=True, buttons=(forget, export))
    for job in await house.store.line(user=member.user):
        if job.platform == member.platform:
            await drop(job, member.user)
    gone = await house.store.forget(member.platform, member.user)
    return Reply(say(locale, "privacy-forgotten", count=len(gone)), private=True, gone=True)
