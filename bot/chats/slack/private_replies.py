"""Replies for one person: by response_url while it lasts, then with the bot's token, else in a direct message.

Pictures are also sent as files in the direct messages with the app, as Slack's ephemeral messages are gone at the next
reload.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import structlog

from bot.chats.slack.address import SlackAddress
from bot.chats.slack.api import Away, Declined, Removed, SlackError, Unheard
from bot.chats.slack.message import Wire
from bot.chats.slack.rendering import rendered
from bot.chats.slack.uploads import UploadedPicture, encoded
from bot.replies.messages import say
from bot.reply import File, Picture, Reply

log = structlog.get_logger(__name__)

PATIENCE = 60.0


class PrivateReplies:
    """Args:
    address: its `user` sees the reply, in its `channel` and thread.
    """

    def __init__(self, wire: Wire, address: SlackAddress, locale: str) -> None:
        self.address = address
        self._wire = wire
        self._locale = locale
        self._direct = ""

    async def say(self, reply: Reply) -> None:
        """Raises SlackError where there is no way left."""
        shown = UploadedPicture()
        if reply.picture:
            shown = await self._picture(reply.picture)
        sent = [await self._send_file(file) for file in reply.files]
        words = [
            reply.text,
            say(self._locale, "slack-sent-to-you") if any(sent) else "",
            say(self._locale, "slack-no-files") if shown.refused or not all(sent) else "",
        ]
        last = replace(reply, text="\n".join(word for word in words if word))
        await self._show(rendered(last, self._locale, file=shown.id, covered=shown.covered))

    async def _show(self, said: dict[str, Any]) -> None:
        """`text` and `blocks`, by the first way that works."""
        if self.address.channel.startswith("D"):
            await self._post(self.address.channel, said)
            return
        ways = [self._by_url, self._by_token]
        if self.address.thread_ts:  # a response_url knows no threads
            ways.reverse()
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
        if not self._direct:
            said = await self._wire.api.call(
                self.address.team, "conversations.open", form=True, users=self.address.user, patience=PATIENCE
            )
            self._direct = str(said["channel"]["id"])
        return self._direct

    async def _by_url(self, said: dict[str, Any]) -> bool:
        url = self.address.response_url_now(self._wire.clock())
        if not url:
            return False
        self.address = self.address.used_once()  # before the call: a lost answer may have been a use
        await self._wire.api.respond(url, {"response_type": "ephemeral", "replace_original": False, **said})
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

    # --- files -------------------------------------------------------------------------------------------------------

    async def _picture(self, picture: Picture) -> UploadedPicture:
        """As a file in the direct messages, and shown in the reply; a spoiler only in the reply."""
        if picture.spoiler or self.address.channel.startswith("D"):
            return await self._wire.uploads.upload(self.address.team, picture, self._locale, patience=PATIENCE)
        file = await encoded(picture, "PNG", 10 * 2**20)
        try:
            place = SlackAddress(self.address.team, await self.direct(), self.address.user)
            made, _ = await self._wire.files.share(place, file, picture.alt, patience=PATIENCE)
            await self._wire.files.processed(self.address.team, made)
            return UploadedPicture(made)
        except Removed:
            raise
        except SlackError as error:
            log.info("picture not sent as a file", why=str(error))
        return await self._wire.uploads.upload(self.address.team, picture, self._locale, patience=PATIENCE)

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
