"""Thumbnails of old pictures: rendered from their codes, a page in one call of the engine, and kept for a while."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Hashable, Sequence
from contextlib import suppress
from typing import cast

import numpy as np

from bot.context import BotContext
from bot.replies import caption_image
from bot.replies.contact_sheet import Thumbnail, thumbnail
from bot.store import Entry
from inference.api import BadRequest, Codes


async def thumbnails(context: BotContext, entries: Sequence[Entry]) -> list[Thumbnail | None]:
    """One for each entry: a grid's is its first tile's. None: another model drew it, or its pictures are gone by now.

    Raises:
        EngineBusy, EngineClosed, EngineFailed, StoreError.
    """
    entry_of = {_key(one): one for one in entries}

    async def make(keys: list[Hashable]) -> list[Thumbnail | None]:
        return await _made(context, [entry_of[key] for key in keys])

    return await context.thumbnails.get([_key(one) for one in entries], make)


async def _made(context: BotContext, entries: Sequence[Entry]) -> list[Thumbnail | None]:
    found: dict[Hashable, Thumbnail] = {}
    codes = await context.store.gallery.codes({one.job.id for one in entries if context.can_render(one.job)})
    alike: dict[int, list[tuple[Entry, Codes]]] = defaultdict(list)  # by their length: of one model each
    for one in entries:
        tiles = codes.get(one.job.id)
        if tiles is not None and max(one.tile, 1) <= len(tiles):
            alike[tiles.shape[1]].append((one, tiles[max(one.tile, 1) - 1]))
    for group in alike.values():
        with suppress(BadRequest):  # no codes of this model, whatever its name says
            pictures = await context.decoded(np.stack([tile for _, tile in group]))
            for (one, _), picture in zip(group, pictures, strict=True):
                found[_key(one)] = await _small(context, one, picture)
    return [found.get(_key(one)) for one in entries]


async def _small(context: BotContext, entry: Entry, picture: Thumbnail) -> Thumbnail:
    caption = entry.caption
    if caption is not None:
        style = cast(caption_image.Style, caption.style)
        async with context.one_caption:
            with suppress(caption_image.UnknownScript):  # a font that was there when it was written
                picture = await asyncio.to_thread(caption_image.captioned, picture, caption.top, caption.bottom, style)
    return await asyncio.to_thread(thumbnail, picture)


def _key(entry: Entry) -> Hashable:
    """An id may be another job's after a deletion."""
    caption = entry.caption.id if entry.caption else ""
    return entry.job.id, entry.job.asked, max(entry.tile, 1), caption
