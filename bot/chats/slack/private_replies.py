"""Replies for one person: by response_url while it lasts, then with the bot's token, else in a direct message.

A response_url also works where the app cannot post: in channels that it is not in, between two people, in a group.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import structlog

from bot.chats.slack.address import SlackAddress
from bot.chats.slack.api import Away, Declined, Removed, SlackError, Unheard
from bot.chats.slack.blocks import link_button, rows
from bot.chats.slack.message import Wire
from bot.chats.slack.rendering import rendered
from bot.chats.slack.uploads import UploadedPicture
from bot.replies.messages import say
from bot.reply import File, Reply

log = structlog.get_logger(__name__)

PATIENCE = 60.0


class PrivateReplies:
    """Args:
    address: its `user` sees the reply, in its `channel` and thread.
    in_place: a reply that may be replaces the message whose button was pressed; only the presser sees that one.
    """

    def __init__(self, wire: Wire, address: SlackAddress, locale: str, *, in_place: bool = False) -> None:
        self.address = address
        self._in_place = in_place
        self._wire = wire
        self._locale = locale

    async def say(self, reply: Reply) -> None:
        """Raises SlackError where there is no way left."""
        shown = UploadedPicture()
        if reply.picture:
            shown = await self._wire.uploads.upload(self.address.team, reply.picture, self._locale, patience=PATIENCE)
        album = await self._album(reply)
        sent = [await self._send_file(file) for file in reply.files]
        words = [
            reply.text,
            say(self._locale, "slack-sent-to-you") if any(sent) else "",
            say(self._locale, "slack-no-files") if shown.refused or not all((*sent, *album)) else "",
        ]
        last = replace(reply, text="\n".join(word for word in words if word))
        said = rendered(last, self._locale, file=shown.id, covered=shown.covered, album=album if all(album) else ())
        await self._show(said, in_place=self._in_place and reply.in_place)

    async def _album(self, reply: Reply) -> list[str]:
        """The ids of its files. Who presses a button to see them wants no covers."""
        team, uploads = self.address.team, self._wire.uploads
        pictures = [replace(picture, spoiler=False) for picture in reply.album]
        shown = await asyncio.gather(
            *(uploads.upload(team, picture, self._locale, patience=PATIENCE) for picture in pictures)
        )
        return [one.id for one in shown]

    async def _show(self, said: dict[str, Any], *, in_place: bool) -> None:
        """`text` and `blocks`, by the first way that works."""
        at = self.address
        ways: list[Callable[[dict[str, Any]], Awaitable[bool]]]
        if in_place:
            ways = [partial(self._by_url, replaces=True), self._by_token]
        elif await self._wire.direct.is_own(at.team, at.user, at.channel):
            ways = [self._by_message, self._by_url]
        elif at.thread_ts:  # a response_url knows no threads
            ways = [self._by_token, self._by_url]
        else:
            ways = [self._by_url, self._by_token]
        for way in ways:
            try:
                if await way(said):
                    return
            except Removed:
                raise
            except Declined as error:
                log.info("private reply goes another way", why=str(error))
            except Unheard as error:
                if not isinstance(error, Away):
                    log.warning("private reply may be lost", why=str(error))
                    return  # once more would be twice
        await self._post(await self.direct(), said)

    async def direct(self) -> str:
        """The conversation of the app with this person. Raises SlackError."""
        return await self._wire.direct.channel(self.address.team, self.address.user, patience=PATIENCE)

    async def notify(self, reply: Reply, at: SlackAddress) -> None:
        """Tells whoever asked that the message there is finished, in a direct message: Slack notifies them, and nobody
        else. Failures are only logged."""
        name = "slack-ready" if reply.state == "drawn" else "slack-ended"
        said = rendered(Reply(say(self._locale, name, prompt=reply.text.partition("\n")[0])), self._locale)
        try:
            channel = await self.direct()
            if channel != at.channel:
                link = await self._wire.api.call(
                    at.team, "chat.getPermalink", form=True, patience=5, channel=at.channel, message_ts=at.ts
                )
                said["blocks"] += rows([link_button(say(self._locale, "slack-go-there"), str(link["permalink"]))])
            await self._post(channel, said)
        except SlackError as error:
            log.info("not notified", user=at.user, why=str(error))

    async def _by_url(self, said: dict[str, Any], *, replaces: bool = False) -> bool:
        url = self.address.response_url_now(self._wire.clock())
        if not url:
            return False
        self.address = self.address.used_once()  # before the call: a lost answer may have been a use
        await self._wire.api.respond(url, {"response_type": "ephemeral", "replace_original": replaces, **said})
        return True

    async def _by_message(self, said: dict[str, Any]) -> bool:
        await self._post(self.address.channel, said)
        return True

    async def _by_token(self, said: dict[str, Any]) -> bool:
        await self._wire.api.call(
            self.address.team, "chat.postEphemeral", again=False, patience=PATIENCE, channel=self.address.channel,
            user=self.address.user, thread_ts=self.address.thread_ts, **said,
        )  # fmt: skip
        return True

    async def _post(self, channel: str, said: dict[str, Any]) -> None:
        thread = self.address.thread_ts if channel == self.address.channel else ""
        try:
            await self._wire.api.call(
                self.address.team, "chat.postMessage", again=False, patience=PATIENCE, channel=channel,
                turn=lambda: self._wire.throttle.turn(channel), thread_ts=thread, unfurl_links=False,
                unfurl_media=False, **said,
            )  # fmt: skip
        except Unheard as error:
            log.warning("direct message may be lost", why=str(error))

    async def _send_file(self, file: File) -> bool:
        try:
            place = SlackAddress(self.address.team, await self.direct(), self.address.user)
            await self._wire.files.share(place, file, file.alt or file.name, patience=PATIENCE)
        except Removed:
            raise
        except SlackError as error:
            log.warning("file not sent", name=file.name, why=str(error))
            return False
        return True


def seen_alone(body: Mapping[str, Any], address: SlackAddress) -> bool:
    """Whether only its presser sees the message whose button was pressed."""
    return bool((body.get("container") or {}).get("is_ephemeral")) or address.channel.startswith("D")
