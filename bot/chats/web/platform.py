"""What the page is to the deliveries that all chats share: where adopted jobs are shown, removals, the log channel."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Collection, Hashable, Mapping
from dataclasses import replace

from bot.chats.common.failures import Undeliverable
from bot.chats.web.accounts import PLATFORM
from bot.chats.web.history import NONET, History, HistoryMessage
from bot.chats.web.images import Frames
from bot.chats.web.rendering import rendered
from bot.chats.web.surface import WebSurface, address_of
from bot.directory import Destination, Entry
from bot.errors import Mistake
from bot.member import Member
from bot.records import Job
from bot.replies.catalogs import language
from bot.reply import Report


class WebPlatform:
    platform = PLATFORM

    def __init__(self, history: History, frames: Frames) -> None:
        self._history = history
        self._frames = frames

    def adopted(self, job: Job) -> WebSurface:
        address = json.loads(job.address or "{}")
        said = f"/mash {job.words}" if job.mash else f"/imagine {job.prompt}"
        body = {"asker": job.user, "said": said, "lang": language(job.locale)}
        message_id = address.get("message", hashed(job.id))
        channel = address.get("channel", job.channel)
        message = HistoryMessage(channel, NONET, body, message_id, created=job.asked)
        return WebSurface(self._history, self._frames, message, adopted=True)

    def place(self, address: str) -> Hashable:
        return str(json.loads(address).get("channel", ""))

    def message(self, address: str) -> str:
        return str(json.loads(address).get("message", ""))

    async def remove(self, address: str) -> None:
        message = await self._history.message(str(json.loads(address).get("message", "")))
        if message is not None:
            self._frames.forget_captions()  # others may no longer see one that was withdrawn
            await self._history.remove(message)

    # --- posted tiles ------------------------------------------------------------------------------------------------

    def posting(self, address: str) -> WebSurface:
        there = json.loads(address)
        body = {"asker": there.get("asker", ""), "lang": there.get("lang", "")}
        message = HistoryMessage(there["channel"], NONET, body, there["message"])
        return WebSurface(self._history, self._frames, message)

    async def find(self, address: str, share: str, since: float) -> str:
        there = await self._history.message(str(json.loads(address).get("message", "")))
        return address if there else ""

    async def relabel(self, address: str, shown: str, press: str, label: str) -> None:
        message = await self._history.message(str(json.loads(address).get("message", "")))
        if message is None:
            return
        buttons = [
            one | {"label": label} if one["press"].startswith(press) else one for one in message.body.get("buttons", ())
        ]
        if buttons != message.body.get("buttons"):
            await self._history.put(replace(message, body={**message.body, "buttons": buttons}))

    async def destination(self, member: Member, channel: str, drawn_at: str, *, chosen: bool = False) -> Destination:
        if channel not in (self._history.people.channels if chosen else self._open_to(member)):
            raise Mistake("share-not-there")
        there = {"channel": channel, "message": secrets.token_hex(10), "asker": "" if chosen else member.user}
        return Destination(channel, f"#{channel}", json.dumps(there | {"lang": language(member.locale)}))

    async def destinations(self, member: Member, drawn_at: str) -> Mapping[str, str]:
        return {channel: f"#{channel}" for channel in self._open_to(member)}

    def _open_to(self, member: Member) -> list[str]:
        people = self._history.people
        person = people.people.get(member.user)
        return [channel.id for channel in people.open_to(person)] if person else []

    # --- roles and channels ------------------------------------------------------------------------------------------

    async def announce(self, member: Member, channel: str, text: str, key: str) -> None:
        channel = channel.removeprefix("#")
        if channel not in self._history.people.channels:
            raise Undeliverable("no such channel")
        body = {"kind": "said", "text": text}
        await self._history.put(HistoryMessage(channel, NONET, body, hashed(f"{key}:{channel}")))

    async def report(self, member: Member, report: Report) -> str:
        """In a channel that only moderators see: their log channel, if it is one."""
        people = self._history.people
        closed = [channel.id for channel in people.channels.values() if channel.moderators]
        if not closed:
            raise Undeliverable("no channel that only moderators see")
        log_channel = report.channel.removeprefix("#")
        channel = log_channel if log_channel in closed else closed[0]
        body = {"asker": "", "lang": language(member.locale)}
        message = HistoryMessage(channel, NONET, body, hashed(f"{report.key}:{channel}"))
        return address_of(await self._history.put(await rendered(self._frames, message, report.reply, 0)))

    async def role(self, member: Member, name: str) -> Entry:
        raise Mistake("no-such-role", name=name.removeprefix("@")[:40])  # the page has none

    async def channel(self, member: Member, name: str) -> Entry:
        known = name.removeprefix("#").lower()
        if known not in self._history.people.channels:
            raise Mistake("no-such-channel", name=known[:40])
        return Entry(known, known)

    async def may_post(self, member: Member, channel: str, *, probe: bool) -> bool:
        return channel.removeprefix("#") in self._history.people.channels  # "#art" is how 0.1 kept a log channel

    async def names(self, member: Member, ids: Collection[str]) -> Mapping[str, str | None]:
        return {id_: id_ if id_.removeprefix("#") in self._history.people.channels else None for id_ in ids}


def hashed(text: str) -> str:
    """The id of a message, from what it is about."""
    return hashlib.sha256(text.encode()).hexdigest()[:20]
