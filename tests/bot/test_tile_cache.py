"""Tiles that were decoded a while ago are not decoded again, within a bound; many who want one share a decode."""

from __future__ import annotations

import asyncio
from pathlib import Path

import numpy as np
from scene import ANN, BOB, opened

from bot.handlers.gallery import Again, Pick
from bot.tile_cache import TileCache
from inference.api import Codes, EngineBusy, Pictures


class Decoder:
    """Of tiles of one pixel that is as bright as their only code. Holds until it is let go."""

    def __init__(self) -> None:
        self.calls: list[list[int]] = []
        self.free = asyncio.Event()
        self.free.set()

    async def __call__(self, tiles: Codes) -> Pictures:
        self.calls.append(tiles[:, 0].tolist())
        await self.free.wait()
        if tiles.max() > 200:
            raise EngineBusy("The render queue is full.", 1.0)
        return tiles[:, None, :, None].repeat(3, -1).astype(np.uint8)


def codes(*values: int) -> Codes:
    return np.array(values, np.int32)[:, None]


async def values(cache: TileCache, decode: Decoder, *wanted: int) -> list[int]:
    return [int(tile[0, 0, 0]) for tile in await cache.pictures(codes(*wanted), decode)]


async def test_only_what_is_missing_is_decoded() -> None:
    """In one call; the tiles come in the order that was asked for, also the same one twice."""
    cache, decode = TileCache(), Decoder()
    assert await values(cache, decode, 3, 1, 2) == [3, 1, 2]
    assert await values(cache, decode, 5, 2, 4, 5, 3) == [5, 2, 4, 5, 3]
    assert decode.calls == [[3, 1, 2], [5, 4]]


async def test_many_at_once_share_a_decode() -> None:
    """Also where they want only some of the same tiles."""
    cache, decode = TileCache(), Decoder()
    decode.free.clear()
    asked = [asyncio.create_task(values(cache, decode, *wanted)) for wanted in [(1, 2), *[(2, 1)] * 98, (3, 2)]]
    while len(decode.calls) < 2:
        await asyncio.sleep(0)
    decode.free.set()
    assert await asyncio.gather(*asked) == [[1, 2], *[[2, 1]] * 98, [3, 2]]
    assert decode.calls == [[1, 2], [3]]


async def test_who_goes_away_takes_it_from_nobody_else() -> None:
    cache, decode = TileCache(), Decoder()
    decode.free.clear()
    first, second = (asyncio.create_task(values(cache, decode, 1)) for _ in range(2))
    while not decode.calls:
        await asyncio.sleep(0)
    first.cancel()
    await asyncio.wait([first])
    decode.free.set()
    assert await second == [1]
    assert decode.calls == [[1]]


async def test_a_failure_is_not_kept() -> None:
    """Everybody who waited hears of it; the next one tries again."""
    cache, decode = TileCache(), Decoder()
    asked = await asyncio.gather(*(values(cache, decode, 1, 201) for _ in range(3)), return_exceptions=True)
    assert [type(one) for one in asked] == [EngineBusy] * 3
    assert await values(cache, decode, 1) == [1]
    assert decode.calls == [[1, 201], [1]]


async def test_the_oldest_go_when_there_is_no_room() -> None:
    """Bytes of pixels count; a tile that does not fit at all is decoded each time."""
    cache, decode = TileCache(max_bytes=2 * 3), Decoder()
    await values(cache, decode, 1, 2)
    await values(cache, decode, 1)
    await values(cache, decode, 3)
    assert await values(cache, decode, 1, 2) == [1, 2]
    assert decode.calls == [[1, 2], [3], [2]]
    small = TileCache(max_bytes=2)
    assert [await values(small, decode, 1) for _ in range(2)] == [[1], [1]]
    assert decode.calls[3:] == [[1], [1]]


async def test_a_grid_that_was_just_drawn_is_not_decoded_again(tmp_path: Path) -> None:
    """Its buttons answer at once; whether somebody may see it is asked each time."""
    async with opened(tmp_path) as scene:
        grid = await scene.grid(ANN)
        drawn = await scene.last(Again(BOB, grid.job))
        assert grid.picture is not None
        assert drawn.picture is not None
        np.testing.assert_array_equal(drawn.picture.pixels, grid.picture.pixels)
        assert (await scene.last(Pick(BOB, grid.job, 3))).picture is not None
        assert scene.engine.rendered == 0
        await scene.line(ANN, f"/delete {grid.job}")
        assert (await scene.last(Again(ANN, grid.job))).picture is None
