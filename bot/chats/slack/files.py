"""Files in Slack: address requested, uploaded, completed, and waited for until Slack has processed them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from contextlib import nullcontext
from typing import Any

import structlog

from bot.chats.common.throttle import ChannelThrottle
from bot.chats.slack.address import SlackAddress
from bot.chats.slack.api import Api, Declined, SlackError, Unheard
from bot.reply import File

log = structlog.get_logger(__name__)

MAX_ALT_CHARACTERS = 1000
PROCESSED_SECONDS = 30.0
"""Slack needs one or two; after this, it will not process the file any more."""
POLL_SECONDS = 0.4
"""Until the first look; further ones are half as late again."""
DELETE_SECONDS = 120.0
"""For a file that is no longer shown."""
GONE = frozenset({"file_not_found", "file_deleted"})

Intend = Callable[[str], Awaitable[None]]
"""Records the id of a file that is about to be kept or shared."""


class Unprocessed(SlackError):
    """Slack took the file, but does not recognise it as a picture."""


class Files:
    def __init__(
        self,
        api: Api,
        throttle: ChannelThrottle,
        *,
        processed_seconds: float = PROCESSED_SECONDS,
        poll_seconds: float = POLL_SECONDS,
    ) -> None:
        self._api = api
        self._throttle = throttle
        self._processed_seconds = processed_seconds
        self._poll_seconds = poll_seconds

    async def upload(
        self,
        team: str,
        file: File,
        alt: str,
        *,
        patience: float = 60.0,
        intend: Intend | None = None,
        progress: bool = False,
    ) -> str:
        """Uploads a picture that messages can show; it is in no channel. Returns its id.

        Args:
            intend: awaited before Slack keeps the file, so that it can be deleted whatever happens.
            progress: it may not use what is kept for final replies.

        Raises:
            Unprocessed, Declined, Unheard.
        """
        made = await self._upload(team, file, alt, patience, intend=intend, progress=progress)
        await self.processed(team, made, progress=progress)
        return made

    async def share(
        self,
        to: SlackAddress,
        file: File,
        alt: str,
        comment: str = "",
        *,
        patience: float = 60.0,
        intend: Intend | None = None,
    ) -> tuple[str, str]:
        """Posts the file itself; returns its id and the message's ts, or "". It is posted once, whatever happens:
        a file knows where it was shared.

        Args:
            intend: awaited before the file can be seen; with its id, `shared` finds the message after a crash.
        """
        made = await self._upload(to.team, file, alt, patience, to, comment, intend)
        return made, await self._shared(to, made, patience)

    async def shared(self, to: SlackAddress, file: str, *, patience: float = 60.0) -> str:
        """The ts of the message that shares this file; or "", and then the file is deleted, so that another one can be
        shared in its place."""
        try:
            ts = await self._shared(to, file, patience, known=False)
            if not ts:  # Slack is late, or it was never shared
                await self._api.call(to.team, "files.delete", file=file, patience=patience)
        except Declined as error:
            if error.error not in GONE:
                raise
            return ""
        return ts

    async def delete(self, team: str, file: str) -> None:
        """Failures are only logged."""
        try:
            await self._api.call(team, "files.delete", file=file, patience=DELETE_SECONDS)
        except SlackError as error:
            log.info("file not deleted", file=file, why=str(error))

    async def processed(self, team: str, file: str, *, progress: bool = False) -> None:
        """Returns when Slack has processed it; polls, less and less often."""
        wait, until = self._poll_seconds, asyncio.get_running_loop().time() + self._processed_seconds
        while True:
            await asyncio.sleep(wait)
            wait *= 1.5
            try:
                if (await self._info(team, file, 0.0 if progress else 60.0, progress=progress)).get("mimetype"):
                    return
            except Declined as error:
                if error.error != "file_not_found":  # not known to all of Slack's servers yet
                    raise
            if asyncio.get_running_loop().time() + wait > until:
                raise Unprocessed(f"Slack has not processed {file} within {self._processed_seconds:g} s.")

    async def _upload(
        self, team: str, file: File, alt: str, patience: float, to: SlackAddress | None = None, comment: str = "",
        intend: Intend | None = None, progress: bool = False,
    ) -> str:  # fmt: skip
        """Uploads until it is complete; every step can be repeated, except for a file that was shared already."""
        until = asyncio.get_running_loop().time() + patience

        async def once() -> str:
            left = until - asyncio.get_running_loop().time()
            return await self._once(team, file, alt, max(0.0 if progress else 1.0, left), to, comment, intend, progress)

        def again(error: BaseException) -> bool:  # file_not_found: its bytes were lost
            return isinstance(error, Unheard) or (isinstance(error, Declined) and error.error == "file_not_found")

        return await self._api.policy.call(once, "file upload", seconds=patience, again=again)

    async def _once(
        self,
        team: str,
        file: File,
        alt: str,
        patience: float,
        to: SlackAddress | None,
        comment: str,
        intend: Intend | None,
        progress: bool,
    ) -> str:
        given = await self._api.call(
            team, "files.getUploadURLExternal", form=True, patience=patience, filename=file.name, length=len(file.data),
            alt_txt=alt[:MAX_ALT_CHARACTERS], progress=progress,
        )  # fmt: skip
        made = str(given["file_id"])
        await self._api.send(str(given["upload_url"]), file.data)
        place: dict[str, Any] = {}
        if to is not None:
            place = {"channel_id": to.channel, "thread_ts": to.thread_ts, "initial_comment": comment}
        if intend is not None:
            await intend(made)
        try:
            await self._api.call(
                team, "files.completeUploadExternal", form=True, again=False, patience=patience,
                progress=progress, turn=(lambda: self._throttle.turn(to.channel)) if to else nullcontext,
                files=json.dumps([{"id": made, "title": file.name}]), **place,
            )  # fmt: skip
        except Unheard:  # perhaps it was completed
            known = await self.shared(to, made, patience=patience) if to else await self._complete(team, made, patience)
            if not known:
                raise
        return made

    async def _complete(self, team: str, file: str, patience: float) -> bool:
        wait = 0.2
        for _ in range(5):
            try:
                if (await self._info(team, file, patience)).get("mimetype"):
                    return True
            except Declined:
                return False
            await asyncio.sleep(wait)
            wait *= 2
        return False

    async def _shared(self, to: SlackAddress, file: str, patience: float, *, known: bool = True) -> str:
        """Args: known: Slack has confirmed the share, so it will appear in a moment if it has not yet."""
        wait = 0.1
        for tries in range(8):
            try:
                if ts := _ts_in(await self._info(to.team, file, patience), to.channel):
                    return ts
            except Declined as error:
                if error.error not in GONE or (not known and tries > 1):
                    raise
            await asyncio.sleep(wait)
            wait = min(2.0, wait * 2)
        return ""

    async def _info(self, team: str, file: str, patience: float = 60.0, *, progress: bool = False) -> Mapping[str, Any]:
        answer = await self._api.call(team, "files.info", file=file, form=True, patience=patience, progress=progress)
        info: Mapping[str, Any] = answer["file"]
        return info


def _ts_in(info: Mapping[str, Any], channel: str) -> str:
    for places in info.get("shares", {}).values():
        for share in places.get(channel, ()):
            return str(share["ts"])
    return ""
