"""Tiles of several askers in one call of the device, and what becomes of them when it fails."""

from __future__ import annotations

import numpy as np
import pytest
from fakes.device import pictures_of

from inference.api import Pictures
from inference.engine.render_queue import RenderBatch, RenderJob, RenderQueue


class Asker:
    """Wants some tiles, and keeps what comes of it."""

    def __init__(self, easel: RenderQueue, tiles: int, once: bool = False, final: bool = False) -> None:
        self.here = True
        self.pictures: Pictures | None = None
        self.seconds = 0.0
        self.error: Exception | None = None
        codes = np.full((tiles, 16), tiles, np.int32)
        self.painting = RenderJob(codes, self.finished, self.failed, lambda: self.here, final=final, once=once)
        easel.add(self.painting)

    def finished(self, pictures: Pictures, seconds: float) -> None:
        self.pictures, self.seconds = pictures, seconds

    def failed(self, error: Exception) -> None:
        self.error = error


def next_of(easel: RenderQueue) -> RenderBatch:
    batch = easel.batch()
    assert batch is not None
    return batch


def tiles_of(easel: RenderQueue) -> list[int]:
    """How many of each asker are in the next batch, which succeeds in a second."""
    batch = next_of(easel)
    easel.hang(batch, pictures_of(batch.codes), 1.0)
    return [len(codes) for _, codes in batch.parts]


def test_tiles_are_shared_out_in_order() -> None:
    """Calls are full; everybody gets their own tiles, and pays for those alone."""
    easel = RenderQueue(4)
    three, two, five = (Asker(easel, tiles) for tiles in (3, 2, 5))
    assert len(easel) == 10
    assert [tiles_of(easel) for _ in range(3)] == [[3, 1], [1, 3], [2]]
    assert easel.batch() is None
    for asker, seconds in ((three, 0.75), (two, 0.5), (five, 1.75)):
        assert asker.pictures is not None
        np.testing.assert_array_equal(asker.pictures, pictures_of(asker.painting.codes))
        assert asker.seconds == pytest.approx(seconds)


def test_what_finishes_a_drawing_comes_first() -> None:
    """Old tiles that were already begun wait for it, and fill its last call."""
    easel = RenderQueue(4)
    old = Asker(easel, 6)
    assert tiles_of(easel) == [4]
    new = Asker(easel, 5, final=True)
    assert (len(easel), easel.final) == (7, 5)
    batch = next_of(easel)
    assert batch.final
    assert batch.paintings == [new.painting]
    easel.hang(batch, pictures_of(batch.codes), 1.0)
    assert tiles_of(easel) == [1, 2]
    for asker in (old, new):
        assert asker.pictures is not None
        np.testing.assert_array_equal(asker.pictures, pictures_of(asker.painting.codes))


def test_who_has_gone_is_not_painted() -> None:
    """Their tiles leave the easel before the next call."""
    easel = RenderQueue(4)
    gone, here = Asker(easel, 3), Asker(easel, 2)
    gone.here = False
    assert len(easel) == 2
    assert tiles_of(easel) == [2]
    assert gone.pictures is None
    assert here.pictures is not None


@pytest.mark.parametrize("first", [True, False], ids=["before", "behind"])
def test_what_failed_once_is_painted_by_itself(first: bool) -> None:
    """It shares no call with anybody, whether they stand behind it or before it."""
    easel = RenderQueue(9)
    if not first:
        Asker(easel, 1)
    failed = Asker(easel, 2)
    failed.painting.failures = 1
    if first:
        Asker(easel, 1)
    assert sorted([tiles_of(easel), tiles_of(easel)]) == [[1], [2]]


def test_a_second_failure_is_the_last() -> None:
    """After the first it begins again from its first tile; what is wanted only once is given up at once."""
    easel = RenderQueue(2)
    asker = Asker(easel, 3)
    tiles_of(easel)
    assert easel.drop(next_of(easel), blame=True) == []
    assert len(easel) == 3
    assert easel.drop(next_of(easel), blame=True) == [asker.painting]
    once = Asker(easel, 1, once=True)
    assert easel.drop(next_of(easel), blame=True) == [once.painting]


def test_nobody_is_blamed_for_too_little_memory() -> None:
    """However often it runs out, the tiles stay."""
    easel = RenderQueue(2)
    Asker(easel, 3)
    for _ in range(5):
        assert easel.drop(next_of(easel), blame=False) == []
    assert tiles_of(easel) == [2]


def test_clearing_answers_everybody() -> None:
    """Each hears the reason, unless they have gone."""
    easel = RenderQueue(2)
    here, gone = Asker(easel, 1), Asker(easel, 1)
    gone.here = False
    reason = RuntimeError("closed")
    easel.clear(reason)
    assert (here.error, gone.error) == (reason, None)
    assert len(easel) == 0


def test_what_was_cleared_may_still_come_back() -> None:
    """A stop clears the easel while the device paints: its last call, good or bad, finds nobody."""
    easel = RenderQueue(4)
    asker = Asker(easel, 2)
    batch = next_of(easel)
    easel.clear(RuntimeError("stopping"))
    easel.hang(batch, pictures_of(batch.codes), 1.0)
    assert easel.drop(batch, blame=True) == easel.drop(batch, blame=True) == []
    assert asker.pictures is None
    assert str(asker.error) == "stopping"
