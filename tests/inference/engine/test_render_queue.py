"""Tiles of several callers in one call of the device, and what happens to them when it fails."""

from __future__ import annotations

import numpy as np
import pytest
from fakes.device import pictures_of

from inference.api import Pictures
from inference.engine.render_queue import RenderBatch, RenderJob, RenderQueue


class Caller:
    """Wants some tiles, and keeps the outcome."""

    def __init__(self, queue: RenderQueue, tiles: int, final: bool = False) -> None:
        self.here = True
        self.pictures: Pictures | None = None
        self.seconds = 0.0
        self.error: Exception | None = None
        codes = np.full((tiles, 16), tiles, np.int32)
        self.job = RenderJob(codes, self.finished, self.failed, lambda: self.here, final=final)
        queue.add(self.job)

    def finished(self, pictures: Pictures, seconds: float) -> None:
        self.pictures, self.seconds = pictures, seconds

    def failed(self, error: Exception) -> None:
        self.error = error


def next_of(queue: RenderQueue) -> RenderBatch:
    batch = queue.next_batch()
    assert batch is not None
    return batch


def tiles_of(queue: RenderQueue) -> list[int]:
    """How many of each caller are in the next batch, which succeeds in a second."""
    batch = next_of(queue)
    queue.complete(batch, pictures_of(batch.codes), 1.0)
    return [len(codes) for _, codes in batch.parts]


def test_tiles_are_shared_out_in_order() -> None:
    """Calls are full; everybody gets their own tiles, and pays for those alone."""
    queue = RenderQueue(4)
    three, two, five = (Caller(queue, tiles) for tiles in (3, 2, 5))
    assert queue.tiles == 10
    assert [tiles_of(queue) for _ in range(3)] == [[3, 1], [1, 3], [2]]
    assert queue.next_batch() is None
    for caller, seconds in ((three, 0.75), (two, 0.5), (five, 1.75)):
        assert caller.pictures is not None
        np.testing.assert_array_equal(caller.pictures, pictures_of(caller.job.codes))
        assert caller.seconds == pytest.approx(seconds)


def test_what_completes_a_request_comes_first() -> None:
    """Old tiles that were already begun wait for it, and fill its last call."""
    queue = RenderQueue(4)
    old = Caller(queue, 6)
    assert tiles_of(queue) == [4]
    new = Caller(queue, 5, final=True)
    assert (queue.tiles, queue.final_tiles) == (7, 5)
    batch = next_of(queue)
    assert batch.final
    assert batch.jobs == [new.job]
    queue.complete(batch, pictures_of(batch.codes), 1.0)
    assert tiles_of(queue) == [1, 2]
    for caller in (old, new):
        assert caller.pictures is not None
        np.testing.assert_array_equal(caller.pictures, pictures_of(caller.job.codes))


def test_a_batch_counts_until_it_is_rendered() -> None:
    """Also while it runs; what completes a request waits for what came before it, and not for old tiles."""
    queue = RenderQueue(4)
    Caller(queue, 5)
    first, second = Caller(queue, 3, final=True), Caller(queue, 2, final=True)
    batch = next_of(queue)
    assert (queue.tiles, queue.final_tiles) == (10, 5)
    assert [queue.final_tiles_until(each.job) for each in (first, second)] == [3, 5]
    queue.complete(batch, pictures_of(batch.codes), 1.0)
    assert (queue.tiles, queue.final_tiles, queue.final_tiles_until(second.job)) == (6, 1, 1)


def test_a_caller_who_has_left_gets_nothing_rendered() -> None:
    """The tiles leave the queue before the next call."""
    queue = RenderQueue(4)
    gone, here = Caller(queue, 3), Caller(queue, 2)
    gone.here = False
    assert queue.tiles == 2
    assert tiles_of(queue) == [2]
    assert gone.pictures is None
    assert here.pictures is not None


@pytest.mark.parametrize("first", [True, False], ids=["before", "behind"])
def test_a_job_that_failed_once_is_rendered_by_itself(first: bool) -> None:
    """It shares no call with another job, whether that is behind it or before it."""
    queue = RenderQueue(9)
    if not first:
        Caller(queue, 1)
    failed = Caller(queue, 2)
    failed.job.failures = 1
    if first:
        Caller(queue, 1)
    assert sorted([tiles_of(queue), tiles_of(queue)]) == [[1], [2]]


def test_a_second_failure_is_the_last() -> None:
    """After the first it begins again from its first tile."""
    queue = RenderQueue(2)
    caller = Caller(queue, 3)
    tiles_of(queue)
    assert queue.fail(next_of(queue), blame=True) == []
    assert queue.tiles == 3
    assert queue.fail(next_of(queue), blame=True) == [caller.job]


def test_no_job_is_blamed_for_too_little_memory() -> None:
    """However often it runs out, the tiles stay."""
    queue = RenderQueue(2)
    Caller(queue, 3)
    for _ in range(5):
        assert queue.fail(next_of(queue), blame=False) == []
    assert tiles_of(queue) == [2]


def test_closing_fails_every_job() -> None:
    """Each caller gets the error, except those who have left."""
    queue = RenderQueue(2)
    here, gone = Caller(queue, 1), Caller(queue, 1)
    gone.here = False
    reason = RuntimeError("closed")
    queue.close(reason)
    assert (here.error, gone.error) == (reason, None)
    assert queue.tiles == 0


def test_a_batch_may_end_after_the_queue_was_closed() -> None:
    """A stop closes the queue during a call: whether that succeeds or fails, nothing happens."""
    queue = RenderQueue(4)
    caller = Caller(queue, 2)
    batch = next_of(queue)
    queue.close(RuntimeError("stopping"))
    queue.complete(batch, pictures_of(batch.codes), 1.0)
    assert queue.fail(batch, blame=True) == queue.fail(batch, blame=True) == []
    assert caller.pictures is None
    assert str(caller.error) == "stopping"
