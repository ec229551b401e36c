"""Pictures by their URL: rendered from a job's codes on request; only recent ones are cached.

Encoding runs in threads. A picture never changes, so browsers may cache it for ever.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
import secrets
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any

from aiohttp import web

from bot.bot import Bot
from bot.chats.web.accounts import COMMUNITY, PLATFORM, Accounts, Channel, Person
from bot.chats.web.requests import Rejected, tagged
from bot.errors import Mistake
from bot.member import Member
from bot.records import Job
from bot.replies import collage
from bot.reply import File, Picture
from inference.api import EngineBusy, NonetError

AT_HAND = 64 * 2**20
"""Bytes of recently used files in memory."""

PREVIEWS = 8 * 2**20
"""Bytes of previews: a browser may still request the one before the latest."""

NAME = re.compile(r"([a-z0-9]{4,16})(?:-[1-9](?:-[a-z0-9]{4,16})?)?")
"""Of a picture that can be rendered again: a grid, a tile, a captioned tile."""
DRAWN = ("drawn", "posted")
RETRY_SECONDS = 2
"""Before the page asks again for a picture that cannot be drawn now."""
FOR_EVER = "private, max-age=31536000, immutable"
NEVER = "private, no-store"
"""For what belongs to one person or to one moment."""


class ImageCache:
    """Recently used files by URL, of at most `most` bytes together, and who may see them ("" is everybody)."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.bytes = 0
        self.file_from_address: OrderedDict[str, tuple[File, str]] = OrderedDict()

    def put(self, address: str, file: File, reader: str = "") -> None:
        self.drop(address)
        self.file_from_address[address] = (file, reader)
        self.bytes += len(file.data)
        while self.bytes > self.most and len(self.file_from_address) > 1:
            self.drop(next(iter(self.file_from_address)))

    def get(self, address: str, reader: str) -> File | None:
        file, owner = self.file_from_address.get(address, (None, ""))
        if file is None or owner not in ("", reader):
            return None
        self.file_from_address.move_to_end(address)
        return file

    def drop(self, address: str) -> None:
        file, _ = self.file_from_address.pop(address, (None, ""))
        self.bytes -= len(file.data) if file else 0


class Frames:
    """Creates URLs of pictures and files, and serves them."""

    def __init__(self, bot: Bot, people: Accounts, person: Callable[[web.Request], Person]) -> None:
        self.bot = bot
        self.people = people
        self.person = person
        self.at_hand = ImageCache(AT_HAND)
        self.previews = ImageCache(PREVIEWS)  # apart, so that previews do not evict finished pictures
        self.drawing = asyncio.Lock()

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get(r"/pictures/{name:[a-z0-9-]+}.png", self.picture),
            web.get(r"/thumbnails/{name:[a-z0-9-]+}.webp", self.picture),
            web.get(r"/files/{key:[0-9a-f]+}/{name}", self.file),
        ]

    # --- addresses ---------------------------------------------------------------------------------------------------

    async def of_job(self, picture: Picture, reader: str = "") -> Mapping[str, Any]:
        """A finished collage or tile: cached for the first requests, rendered again for later ones.

        Args:
            reader: who alone looks at it now; a caption is kept for them alone, as no one else may see it yet.
        """
        address = f"/pictures/{picture.name}.png"
        self.at_hand.put(
            address, await asyncio.to_thread(collage.encode, picture), reader if _captioned(picture.name) else ""
        )
        return _shown(picture, address)

    def of_thumbnail(self, name: str) -> str:
        """Of a grid, tile or captioned tile; rendered on request."""
        return f"/thumbnails/{name}.webp"

    async def of_moment(self, picture: Picture, message: str, number: int) -> Mapping[str, Any]:
        """A preview, which is soon replaced."""
        address = f"/files/{_key(message)}/{number}.webp"
        file = await asyncio.to_thread(collage.encode, picture, kinds=("WEBP",))
        self.previews.put(address, file)
        return _shown(picture, address)

    def of_person(self, file: File, reader: str) -> Mapping[str, Any]:
        """A file for one person, until it is evicted: a chart, a table, an export."""
        address = f"/files/{secrets.token_hex(16)}/{file.name}"
        self.at_hand.put(address, file, reader)
        return {"name": file.name, "mime": file.mime, "src": address, "alt": file.alt, "spoiler": file.spoiler}

    async def of_person_picture(self, picture: Picture, reader: str) -> Mapping[str, Any]:
        if picture.svg is not None:  # sharp at any size, and in the colours of the page
            file = File(await asyncio.to_thread(picture.svg), f"{picture.name}.svg", "image/svg+xml")
        else:
            file = await asyncio.to_thread(collage.encode, picture)
        return _shown(picture, self.of_person(file, reader)["src"])

    def forget(self, job: str) -> None:
        """Evicts a deleted job's pictures."""
        for address in [a for a in self.at_hand.file_from_address if re.match(rf"/(pictures|thumbnails)/{job}[.-]", a)]:
            self.at_hand.drop(address)

    def forget_captions(self) -> None:
        """Evicts all of them: one whose writer deleted their data may be on somebody else's grid."""
        for address in [a for a in self.at_hand.file_from_address if re.match(r"/(pictures|thumbnails)/\w+-\d-\w", a)]:
            self.at_hand.drop(address)

    # --- answers -----------------------------------------------------------------------------------------------------

    async def picture(self, request: web.Request) -> web.Response:
        try:
            return await self._picture(request)
        except Mistake as error:
            raise Rejected(404, "web-no-such-picture") from error
        except EngineBusy as busy:
            raise Rejected(503, "web-picture-later", max(1, round(busy.retry_after))) from busy
        except NonetError as error:  # we are stopping, or the store is away
            raise Rejected(503, "web-picture-later", RETRY_SECONDS) from error

    async def _picture(self, request: web.Request) -> web.Response:
        person = self.person(request)
        parts = NAME.fullmatch(request.match_info["name"])
        job = await self.bot.records.job(parts[1]) if parts else None
        channel = await self._channel(person, job, request.match_info["name"]) if job else None
        if not job or not channel or (job.platform, job.community) != (PLATFORM, COMMUNITY) or job.state not in DRAWN:
            raise Rejected(404, "web-no-such-picture")
        file = self.at_hand.get(request.path, person.id)
        if file is None:
            file = await self._drawn_again(
                request.path, self.people.member(person, channel), request.match_info["name"]
            )
        return tagged(request, file.data, file.mime, {"Cache-Control": FOR_EVER})

    async def _channel(self, person: Person, job: Job, name: str) -> Channel | None:
        """The channel where it was drawn, if this person may see it there or in one where it was posted."""
        if channel := self.people.channel(person, job.channel):
            return channel
        shares = await self.bot.records.shares(job.id)
        seen = any(share.picture == name and self.people.channel(person, share.channel) for share in shares)
        return self.people.channels.get(job.channel) if seen else None

    async def _drawn_again(self, address: str, asker: Member, name: str) -> File:
        """One at a time, so that two windows do not render the same picture twice."""
        async with self.drawing:
            at_hand = self.at_hand.get(address, asker.user)
            if at_hand:
                return at_hand
            small = address.startswith("/thumbnails/")
            picture = await (self.bot.thumbnail if small else self.bot.picture)(asker, name)
            file = await asyncio.to_thread(collage.encode, picture, kinds=("WEBP",) if small else ("PNG",))
            # A caption may be one that only its writer may see.
            self.at_hand.put(address, file, asker.user if _captioned(name) else "")
            return file

    async def file(self, request: web.Request) -> web.Response:
        reader = self.person(request).id
        file = self.previews.get(request.path, reader) or self.at_hand.get(request.path, reader)
        if file is None:
            raise Rejected(404, "web-file-gone")
        response = tagged(request, file.data, file.mime, {"Cache-Control": NEVER})
        if not file.mime.startswith("image/"):
            response.headers["Content-Disposition"] = "attachment"
        return response


def _captioned(name: str) -> bool:
    return name.count("-") == 2


def _shown(picture: Picture, address: str) -> Mapping[str, Any]:
    _, rows, columns, _ = picture.pixels.shape
    return {
        "src": address,
        "alt": picture.alt,
        "spoiler": picture.spoiler,
        "name": picture.name,
        "width": columns,
        "height": rows,
    }


def _key(message: str) -> str:
    return hashlib.sha256(message.encode()).hexdigest()[:20]
