"""Uploads a reply's picture as a file that its message can show; a spoiler gets a cover."""

from __future__ import annotations

import asyncio
import hashlib
import math
from dataclasses import dataclass, replace

import numpy as np
from cachetools import TTLCache
from PIL import Image

from bot.chats.slack import blocks
from bot.chats.slack.api import Declined, Removed
from bot.chats.slack.files import Files, Intend, Unprocessed
from bot.chats.slack.signing import Signer
from bot.replies import collage
from bot.replies.messages import say
from bot.reply import File, Picture

TRIES: tuple[tuple[str, int], ...] = (("PNG", 10 * 2**20), ("JPEG", 2**20))
"""Formats with their maximum bytes: what Slack cannot process as the first, it may as the second."""
REVEAL = "reveal"
MAX_KNOWN = 2000
KNOWN_SECONDS = 6 * 3600.0
"""For which a picture that was uploaded is not uploaded again: for another reader, another try or another place."""
COVER_BLOCKS = 6
"""Colours across a cover: it shows the mood of the picture, and nothing that is in it."""


@dataclass(frozen=True)
class UploadedPicture:
    """Args:
    id: of the file that the message shows; "" if there is none.
    covered: the button that shows the picture behind the cover.
    loose: the file itself, where Slack did not recognise it as a picture: it can still be attached.
    refused: this workspace does not allow files.
    """

    id: str = ""
    covered: blocks.Block | None = None
    loose: File | None = None
    refused: bool = False


class PictureUploads:
    """Uploads pictures and waits until they can be shown."""

    def __init__(self, files: Files, signer: Signer) -> None:
        self.files = files
        self._signer = signer
        self._known: TTLCache[tuple[object, ...], UploadedPicture] = TTLCache(MAX_KNOWN, KNOWN_SECONDS)

    async def upload(
        self, team: str, picture: Picture, locale: str, *, patience: float = math.inf, intend: Intend | None = None,
        progress: bool = False,
    ) -> UploadedPicture:  # fmt: skip
        """Uploads it, unless it was uploaded a while ago; `intend` and `progress` as for Files.upload.

        Raises:
            Removed, Unheard (when patience is over).
        """
        if intend is not None:  # it is going to be deleted
            return await self._upload(team, picture, locale, patience, intend, progress)
        key = self._key(team, picture)
        known: UploadedPicture | None = self._known.get(key)
        if known is None:
            known = await self._upload(team, picture, locale, patience)
            if known.id:
                self._known[key] = known
        return known

    def forget(self, team: str, picture: Picture) -> None:
        """Slack does not show its file any more."""
        self._known.pop(self._key(team, picture), None)

    def _key(self, team: str, picture: Picture) -> tuple[object, ...]:
        return team, picture.name, picture.spoiler, hashlib.sha256(picture.pixels.tobytes()).digest()

    async def _upload(
        self, team: str, picture: Picture, locale: str, patience: float, intend: Intend | None = None,
        progress: bool = False,
    ) -> UploadedPicture:  # fmt: skip
        file, too_large = None, False
        for kind, most in TRIES:
            file = await encoded(picture, kind, most)
            try:
                made = await self.files.upload(
                    team, file, picture.alt, patience=patience, intend=intend, progress=progress
                )
            except Unprocessed:
                continue
            except Removed:
                raise
            except Declined as error:
                if error.error == "file_upload_size_restricted":
                    too_large = True
                    continue
                return UploadedPicture(refused=True)
            if not picture.spoiler:
                return UploadedPicture(made)
            cover = await self.files.upload(
                team, await encoded(covered(picture), "PNG", most), say(locale, "slack-covered"), patience=patience
            )
            value = self._signer.sealed(REVEAL, made)
            return UploadedPicture(cover, blocks.button(say(locale, "slack-show"), f"{REVEAL}:{value}"))
        return (
            UploadedPicture(refused=True) if too_large or picture.spoiler else UploadedPicture(loose=file)
        )  # a file has no cover

    def revealed(self, value: str) -> str | None:
        """The file behind a cover, from the value of its button."""
        return self._signer.opened(REVEAL, value.removeprefix(f"{REVEAL}:"))


async def encoded(picture: Picture, kind: str, most: int) -> File:
    return await asyncio.to_thread(collage.encode, picture, kinds=(kind,), at_most=most)


def covered(picture: Picture) -> Picture:
    image = Image.fromarray(picture.pixels[0])
    few = image.resize((COVER_BLOCKS, COVER_BLOCKS), Image.Resampling.BOX)
    cover = few.resize(image.size, Image.Resampling.BICUBIC)
    return replace(picture, pixels=np.asarray(cover)[None], name=f"{picture.name}-cover", spoiler=False, parameters={})
