"""Pictures that were made a while ago are not made again, within a bound; many who want one share the work."""

from __future__ import annotations

import asyncio
from collections.abc import Hashable
from pathlib import Path

import numpy as np
from fakes.engine import codes_of, pictures_of
from scene import ANN, BOB, opened

from bot.handlers.gallery import Again, Pick
from bot.picture_cache import PictureCache
from inference.api import EngineBusy, Request


class Maker:
    """Of pictures of one pixel, as bright as their key; 0 has none. Waits until it is let go."""

    def __init__(self) -> None:
        self.calls: list[list[Hashable]] = []
        self.free = asyncio.Event()
        self.free.set()

    async def __call__(self, keys: list[Hashable]) -> list[np.ndarray | None]:
        self.calls.append(keys)
        await self.free.wait()
        if 201 in keys:
            raise EngineBusy("The render queue is full.", 1.0)
        return [np.full((1, 1, 3), key, np.uint8) if key else None for key in keys]


async def values(cache: PictureCache, make: Maker, *wanted: int) -> list[int]:
    """How bright each is; -1: there is none."""
    return [-1 if one is None else int(one[0, 0, 0]) for one in await cache.get(wanted, make)]


async def test_only_what_is_missing_is_made() -> None:
    """In one call; they come in the order that was asked for, also the same one twice."""
    cache, make = PictureCache(1000), Maker()
    assert await values(cache, make, 3, 1, 2) == [3, 1, 2]
    assert await values(cache, make, 5, 2, 4, 5, 3) == [5, 2, 4, 5, 3]
    assert make.calls == [[3, 1, 2], [5, 4]]


async def test_many_at_once_share_the_work() -> None:
    """Also where they want only some of the same pictures."""
    cache, make = PictureCache(1000), Maker()
    make.free.clear()
    asked = [asyncio.create_task(values(cache, make, *wanted)) for wanted in [(1, 2), *[(2, 1)] * 98, (3, 2)]]
    while len(make.calls) < 2:
        await asyncio.sleep(0)
    make.free.set()
    assert await asyncio.gather(*asked) == [[1, 2], *[[2, 1]] * 98, [3, 2]]
    assert make.calls == [[1, 2], [3]]


async def test_who_goes_away_takes_it_from_nobody_else() -> None:
    cache, make = PictureCache(1000), Maker()
    make.free.clear()
    first, second = (asyncio.create_task(values(cache, make, 1)) for _ in range(2))
    while not make.calls:
        await asyncio.sleep(0)
    first.cancel()
    await asyncio.wait([first])
    make.free.set()
    assert await second == [1]
    assert make.calls == [[1]]


async def test_a_failure_is_not_kept() -> None:
    """Everybody who waited hears of it; the next one tries again."""
    cache, make = PictureCache(1000), Maker()
    asked = await asyncio.gather(*(values(cache, make, 1, 201) for _ in range(3)), return_exceptions=True)
    assert [type(one) for one in asked] == [EngineBusy] * 3
    assert await values(cache, make, 1) == [1]
    assert make.calls == [[1, 201], [1]]


async def test_the_oldest_go_when_there_is_no_room() -> None:
    """Bytes of pixels count; one that does not fit at all is made each time."""
    cache, make = PictureCache(max_bytes=2 * 3), Maker()
    await values(cache, make, 1, 2)
    await values(cache, make, 1)
    await values(cache, make, 3)
    assert await values(cache, make, 1, 2) == [1, 2]
    assert make.calls == [[1, 2], [3], [2]]
    small = PictureCache(max_bytes=2)
    assert [await values(small, make, 1) for _ in range(2)] == [[1], [1]]
    assert make.calls[3:] == [[1], [1]]


async def test_none_is_not_kept() -> None:
    """It may be there the next time."""
    cache, make = PictureCache(1000), Maker()
    assert [await values(cache, make, 0, 1) for _ in range(2)] == [[-1, 1]] * 2
    assert make.calls == [[0, 1], [0]]


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


async def test_tiles_that_are_the_same_are_decoded_once(tmp_path: Path) -> None:
    """And shown as often as the grid has them."""
    async with opened(tmp_path) as scene:
        codes = codes_of(Request("a cat"))[[0, 1, 0]]
        pictures = await scene.bot.context.decoded(codes)
        np.testing.assert_array_equal(pictures, pictures_of(codes))
        assert scene.engine.rendered == 2
