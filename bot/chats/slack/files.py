"""Files in Slack: asked for, sent, completed, and waited for, since Slack looks at each before anybody may show it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import structlog

from bot.chats.slack.address import Address
from bot.chats.slack.api import Api, Declined, SlackError, Unheard
from bot.chats.slack.pace import Pace
from bot.commands import File

log = structlog.get_logger(__name__)

LONGEST_ALT = 1000
PROCESSED_SECONDS = 30.0
"""Slack needs one or two; after so many, it will not happen."""


class Unprocessed(SlackError):
    """Slack took the file, and makes no picture of it."""


class Files:
    def __init__(self, api: Api, pace: Pace, *, processed_seconds: float = PROCESSED_SECONDS) -> None:
        self._api = api
        self._pace = pace
        self._processed_seconds = processed_seconds

    async def upload(self, team: str, file: File, alt: str, *, patience: float = 60.0) -> str:
        """The id of a picture that can be shown in messages. It is in no channel.

        Raises:
            Unprocessed, Declined, Unheard.
        """
        made = await self._upload(team, file, alt, patience)
        await self.processed(team, made)
        return made

    async def share(
        self, to: Address, file: File, alt: str, comment: str = "", *, patience: float = 60.0
    ) -> tuple[str, str]:
        """Post the file itself. (Its id, the message's ts or "".) It is posted once, whatever happens on the way:
        a file knows where it was shared."""
        made = await self._upload(to.team, file, alt, patience, to, comment)
        return made, await self._shared(to, made, patience)

    async def delete(self, team: str, file: str) -> None:
        """Tidying up: what fails stays."""
        try:
            await self._api.call(team, "files.delete", file=file, patience=10)
        except SlackError as error:
            log.info("a file stays in Slack", file=file, why=str(error))

    async def processed(self, team: str, file: str) -> None:
        """Returns when Slack has looked at it. Nothing tells us, so we ask, ever less often."""
        wait, until = 0.1, asyncio.get_running_loop().time() + self._processed_seconds
        while True:
            info = await self._info(team, file)
            if info.get("mimetype"):
                return
            if asyncio.get_running_loop().time() + wait > until:
                raise Unprocessed(f"Slack has not processed {file} within {self._processed_seconds:g} s.")
            await asyncio.sleep(wait)
            wait = min(1.0, wait * 1.6)

    async def _upload(
        self, team: str, file: File, alt: str, patience: float, to: Address | None = None, comment: str = ""
    ) -> str:
        """Until it is complete. All of it can be done again, but for a file that was shared already."""
        loop = asyncio.get_running_loop()
        until, delay = loop.time() + patience, 0.5
        while True:
            try:
                return await self._once(team, file, alt, max(1.0, until - loop.time()), to, comment)
            except Unheard:
                if loop.time() + delay > until:
                    raise
            except Declined as error:
                # Its bytes were lost on the way: once more from the start.
                if error.error != "file_not_found" or loop.time() + delay > until:
                    raise
            await asyncio.sleep(delay)
            delay = min(20.0, delay * 2)

    async def _once(self, team: str, file: File, alt: str, patience: float, to: Address | None, comment: str) -> str:
        given = await self._api.call(
            team, "files.getUploadURLExternal", form=True, patience=patience, filename=file.name, length=len(file.data),
            alt_txt=alt[:LONGEST_ALT],
        )  # fmt: skip
        made = str(given["file_id"])
        await self._api.send(str(given["upload_url"]), file.data)
        place: dict[str, Any] = {}
        if to is not None:
            place = {"channel_id": to.channel, "thread_ts": to.thread_ts, "initial_comment": comment}
            await self._pace.turn(to.channel)
        try:
            await self._api.call(
                team, "files.completeUploadExternal", form=True, again=False, patience=patience,
                files=json.dumps([{"id": made, "title": file.name}]), **place,
            )  # fmt: skip
        except Unheard:
            if not await self._complete(team, made, to, patience):
                raise
        return made

    async def _complete(self, team: str, file: str, to: Address | None, patience: float) -> bool:
        """Whether a lost answer was a yes."""
        wait = 0.2
        for _ in range(5):
            try:
                info = await self._info(team, file, patience)
            except Declined:
                return False
            if to is None and info.get("mimetype"):
                return True
            if to is not None and _ts_in(info, to.channel):
                return True
            await asyncio.sleep(wait)
            wait *= 2
        return False

    async def _shared(self, to: Address, file: str, patience: float) -> str:
        wait = 0.1
        for _ in range(8):
            ts = _ts_in(await self._info(to.team, file, patience), to.channel)
            if ts:
                return ts
            await asyncio.sleep(wait)
            wait = min(2.0, wait * 2)
        return ""

    async def _info(self, team: str, file: str, patience: float = 60.0) -> Mapping[str, Any]:
        answer = await self._api.call(team, "files.info", file=file, form=True, patience=patience)
        info: Mapping[str, Any] = answer["file"]
        return info


def _ts_in(info: Mapping[str, Any], channel: str) -> str:
    for places in info.get("shares", {}).values():
        for share in places.get(channel, ()):
            return str(share["ts"])
    return ""
