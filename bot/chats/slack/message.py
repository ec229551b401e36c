"""One public message: posted once, edited as often as Slack allows, and finished with its pictures.

Nothing here posts twice, also where a process died between a post and its note of it. After a lost answer it looks
whether the message is there; where it may not look (a workspace gives no right to read channels), it goes on without a
first message, and the pictures come as a file: that one is noted before it is shared, and knows where it was.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from typing import Any

import structlog

from bot.chats.common.delivery import Record
from bot.chats.common.throttle import ChannelThrottle
from bot.chats.slack.address import SlackAddress
from bot.chats.slack.api import Api, Away, Declined, Removed, SlackError, TooMany, Unheard
from bot.chats.slack.direct_messages import DirectMessages
from bot.chats.slack.files import Files
from bot.chats.slack.rendering import rendered
from bot.chats.slack.uploads import TRIES, PictureUploads, UploadedPicture, covered, encoded
from bot.replies.messages import say
from bot.reply import File, Picture, Reply

log = structlog.get_logger(__name__)

EVENT = "nonet_job"
FIRST_PATIENCE = 20.0
"""Seconds for the first message; then the next reply tries again."""
PREVIEW_SECONDS = 4.0
"""A preview that is not uploaded within this is too old."""
MAX_FAILED_PREVIEWS = 2
PREVIEW_METHODS = ("files.getUploadURLExternal", "files.completeUploadExternal", "files.info", "files.delete")
FILE_TRIES = 5
INVALID_BLOCKS = "invalid_blocks"
MAX_PAGES = 20
"""Of a channel's history, in which a message of ours is looked for."""
MARGIN = 60.0
"""Seconds by which Slack's clock and ours may differ."""
LOST = frozenset({"message_not_found", "cant_update_message", "edit_window_closed", "message_not_editable"})
"""The message was deleted or cannot be edited: the final reply is a new message."""
SCOPES_MISSING = frozenset({"missing_scope", "not_allowed_token_type", "method_not_supported_for_channel_type"})


@dataclass(frozen=True)
class Wire:
    """Everything that a message needs to reach Slack."""

    api: Api
    throttle: ChannelThrottle
    files: Files
    uploads: PictureUploads
    direct: DirectMessages
    clock: Callable[[], float] = time.time


class SlackMessage:
    """Args:
    address: where it goes; with `ts`, where it is.
    since: when an earlier process may have posted it first (seconds since 1970), without recording where.
    """

    def __init__(self, wire: Wire, address: SlackAddress, locale: str, *, since: float | None = None) -> None:
        self.address = address
        self.shown: dict[str, Any] = {}  # a posted reply, as it is there
        self.unknown = False  # a first message may be there, and nobody can say where
        self._wire = wire
        self._locale = locale
        self._look_first = since is not None and not address.ts
        self._since = since or wire.clock()
        self._lost: set[str] = set()  # messages of ours that cannot be edited any more
        self._preview: Picture | None = None  # the one that `_preview_file` holds
        self._preview_file = ""
        self._preview_files: list[str] = []  # of all previews; deleted once the message shows none
        self._failed_previews = 0

    async def begin(self, reply: Reply, record: Record) -> None:
        """Posts it, unless it may be there already. Raises Declined: it may not be posted here."""
        if self.unknown:
            return
        if self._look_first:
            self._look_first = False
            if await self._looked(_key(reply), record) or self.unknown:
                return
        said = rendered(replace(reply, picture=None), self._locale)
        try:
            await self._post(said, _key(reply), FIRST_PATIENCE, record)
        except Away as error:
            log.warning("first message not posted yet", job=reply.job, why=str(error))  # the next reply tries again
        except Unheard as error:
            log.warning("first message may be posted", job=reply.job, why=str(error))
            await self._looked(_key(reply), record)

    async def prepare(self, reply: Reply) -> None:
        """Uploads a new preview; if that fails, the text is shown without it."""
        picture, budgets = reply.picture, self._wire.api.budgets
        if (
            picture is None
            or picture is self._preview
            or picture.spoiler
            or self._failed_previews >= MAX_FAILED_PREVIEWS
            or any(budgets.wait(self.address.team, method, progress=True) for method in PREVIEW_METHODS)
        ):
            return
        try:
            async with asyncio.timeout(PREVIEW_SECONDS):
                shown = await self._wire.uploads.upload(
                    self.address.team, picture, self._locale, patience=0, intend=self._note_preview, progress=True
                )
        except TooMany:
            return
        except (SlackError, TimeoutError) as error:
            self._failed_previews += 1
            log.info("preview left out", channel=self.address.channel, why=str(error))
            return
        if shown.id:
            self._preview_file, self._preview = shown.id, picture

    async def edit(self, reply: Reply) -> None:
        """One try. Raises SlackError."""
        said = rendered(reply, self._locale, file=self._preview_file)
        at = self.address
        await self._wire.api.call(
            at.team, "chat.update", patience=0, counted=True, channel=at.channel, ts=at.ts, **said
        )

    async def finish(self, reply: Reply, record: Record, *, note: str = "") -> None:
        """Shows the final reply; retried until Slack has it.

        Raises:
            Declined: the place is gone for us; Removed: the workspace is. JobDeleted.
        """
        shown = UploadedPicture()
        if reply.picture:
            shown = await self._wire.uploads.upload(self.address.team, reply.picture, self._locale)
        words = [note, reply.text, say(self._locale, "slack-no-files") if shown.refused else ""]
        last = replace(reply, text="\n".join(word for word in words if word))
        said = rendered(last, self._locale, file=shown.id, covered=shown.covered)
        try:
            await self._say_last(last, said, shown, record)
        except Declined as error:
            if error.error == INVALID_BLOCKS and reply.picture:  # its file was deleted, for example
                self._wire.uploads.forget(self.address.team, reply.picture)
            raise
        if shown.loose:
            under = replace(self.address, thread_ts=self.address.thread_ts or self.address.ts)
            await self._share_once(under, shown.loose, reply.picture.alt if reply.picture else "", record)
        self._preview_file = ""

    async def close(self) -> None:
        """Deletes previews that the message does not show."""
        if self._preview_file:
            return
        files, self._preview_files = self._preview_files, []
        for file in files:
            await self._wire.files.delete(self.address.team, file)

    async def _note_preview(self, file: str) -> None:
        self._preview_files.append(file)

    async def find(self, key: str, record: Record) -> bool | None:
        """Whether a message of this job or posted tile is there; None: we may not look."""
        found = await self._looked(key, record)
        return None if self.unknown else found

    # --- posting, once -----------------------------------------------------------------------------------------------

    async def _say_last(self, reply: Reply, said: dict[str, Any], shown: UploadedPicture, record: Record) -> None:
        self.shown = said
        if self.address.ts:
            try:
                await self._update(said)
                return
            except Removed:
                raise
            except Declined as error:
                if error.error not in LOST:
                    raise
            self._lost.add(self.address.ts)
            self.address = replace(self.address, ts="")
            await record(str(self.address))  # perhaps it is gone because its job is
        # Without the right to read the channel it is not posted: after a lost answer it may be there already.
        if not reply.share and _key(reply) and not self.unknown and await self._looked(_key(reply), record):
            await self._say_last(reply, said, shown, record)
            return
        if self.unknown and reply.picture and not shown.refused:
            await self._share(reply, said, shown, record)
        else:
            await self._post_last(reply, said, record)

    async def _update(self, said: dict[str, Any]) -> None:
        """Not all of Slack's servers may know a new file yet; then the edit is repeated."""
        for tries_left in reversed(range(FILE_TRIES)):
            try:
                await self._wire.api.call(
                    self.address.team, "chat.update", patience=math.inf, turn=self._turn, channel=self.address.channel,
                    ts=self.address.ts, **said,
                )  # fmt: skip
                return
            except Declined as error:
                if error.error != INVALID_BLOCKS or not tries_left:
                    raise

    async def _post_last(self, reply: Reply, said: dict[str, Any], record: Record) -> None:
        while not self.address.ts:
            try:
                await self._post(said, _key(reply), math.inf, record)
            except Unheard as error:
                log.warning("last message may be posted", job=reply.job, why=str(error))
                if await self._looked(_key(reply), record) or self.unknown:
                    return

    async def _share(self, reply: Reply, said: dict[str, Any], shown: UploadedPicture, record: Record) -> None:
        """Posts the picture, or its cover, as a file with the text; an edit adds the buttons."""
        assert reply.picture is not None  # noqa: S101  # for mypy; the caller has looked
        picture, alt = reply.picture, reply.picture.alt
        if picture.spoiler:
            picture, alt = covered(picture), say(self._locale, "slack-covered")
        file = await encoded(picture, *TRIES[0])
        ts = await self._share_once(self.address, file, alt, record, said["text"])
        if not ts:
            return
        self.address = replace(self.address, ts=ts)
        words = self.shown = rendered(replace(reply, picture=None), self._locale, covered=shown.covered)
        try:
            await self._wire.api.call(
                self.address.team, "chat.update", turn=self._turn, channel=self.address.channel, ts=ts, **words
            )
        except SlackError as error:
            log.warning("shared picture has no buttons", job=reply.job, why=str(error))

    async def _share_once(self, to: SlackAddress, file: File, alt: str, record: Record, comment: str = "") -> str:
        """The ts of the message with the file; that of an earlier process, if it was about to share one."""

        async def intend(made: str) -> None:
            self.address = replace(self.address, file=made)
            await record(str(self.address))

        if self.address.file and (ts := await self._wire.files.shared(to, self.address.file, patience=math.inf)):
            return ts
        _, ts = await self._wire.files.share(to, file, alt, comment, patience=math.inf, intend=intend)
        return ts

    async def _post(self, said: dict[str, Any], job: str, patience: float, record: Record) -> None:
        answer = await self._wire.api.call(
            self.address.team, "chat.postMessage", again=False, patience=patience, turn=self._turn,
            channel=self.address.channel, thread_ts=self.address.thread_ts, unfurl_links=False, unfurl_media=False,
            metadata={"event_type": EVENT, "event_payload": {"job": job}} if job else None, **said,
        )  # fmt: skip
        await self._is_at(str(answer["ts"]), str(answer["channel"]), record)

    async def _looked(self, job: str, record: Record) -> bool:
        """Whether our message was found; without the right to look, `unknown` is true from now on."""
        if not job:
            self.unknown = True
            return False
        method = "conversations.replies" if self.address.thread_ts else "conversations.history"
        place: dict[str, Any] = {"ts": self.address.thread_ts} if self.address.thread_ts else {}
        # With both ends given, Slack begins at the newest.
        place |= {"oldest": f"{self._since - MARGIN:.6f}", "latest": f"{self._wire.clock() + MARGIN:.6f}"}
        for _ in range(MAX_PAGES):
            try:
                said = await self._wire.api.call(
                    self.address.team, method, form=True, patience=math.inf, channel=self.address.channel, limit=200,
                    include_all_metadata=True, **place,
                )  # fmt: skip
            except Declined as error:
                if error.error not in SCOPES_MISSING:
                    raise
                self.unknown = True
                return False
            for message in said["messages"]:
                ours = message.get("metadata", {}).get("event_payload", {}).get("job") == job
                if ours and message["ts"] not in self._lost:
                    await self._is_at(str(message["ts"]), self.address.channel, record)
                    return True
            place["cursor"] = said.get("response_metadata", {}).get("next_cursor", "")
            if not place["cursor"]:
                break
        return False

    def _turn(self) -> AbstractAsyncContextManager[None]:
        return self._wire.throttle.turn(self.address.channel)

    async def _is_at(self, ts: str, channel: str, record: Record) -> None:
        self.address = replace(self.address, ts=ts, channel=channel)
        self.unknown = False
        await record(str(self.address))


def _key(reply: Reply) -> str:
    """The job or the posted tile whose message this is; "" for other notes, which may also name a job."""
    return reply.share if reply.state == "note" else reply.job
