"""The order of the queue."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from inference.api import Lane, PromptReading, Request
from inference.engine.device import EncodedPrompt
from inference.engine.queue import RequestQueue
from inference.engine.request import ActiveRequest

PROMPT = EncodedPrompt(np.zeros((2, 3), np.int32), np.ones((2, 3), np.bool_), PromptReading("a cat"))


def active(arrival: int, lane: Lane, tag: float, queued_at: float = 0) -> ActiveRequest:
    return ActiveRequest(Request("a cat", lane=lane, tag=tag), PROMPT, arrival, queued_at)


def queue_of(*requests: tuple[Lane, float], patience: float = 100) -> RequestQueue:
    queue = RequestQueue(patience)
    for arrival, (lane, tag) in enumerate(requests):
        queue.add(active(arrival, lane, tag))
    return queue


def arrivals(queue: RequestQueue, now: float = 0) -> list[int]:
    return [request.arrival for request in queue.order(now)]


def test_lane_then_tag_then_arrival() -> None:
    """Fast before relaxed, the smallest tag first, and among equals who came first."""
    queue = queue_of(("relaxed", 0), ("fast", 2), ("fast", 1), ("relaxed", -5), ("fast", 1))
    assert arrivals(queue) == [2, 4, 1, 3, 0]


def test_a_newcomer_is_before_a_member_s_forty() -> None:
    """Forty requests of one member have growing tags; a member who had nothing lately is next but one."""
    queue = queue_of(*(("fast", float(n)) for n in range(40)), ("fast", 0.0))
    assert arrivals(queue)[1] == 40


def test_relaxed_counts_as_fast_after_a_while() -> None:
    """After `patience` seconds its tag counts, after twice that nothing is before it."""
    queue = queue_of(("fast", 1), ("relaxed", 2), ("fast", 3), ("relaxed", 9))
    assert arrivals(queue, 99) == [0, 2, 1, 3]
    assert arrivals(queue, 100) == [0, 1, 2, 3]
    assert arrivals(queue, 199) == [0, 1, 2, 3]
    assert arrivals(queue, 200) == [1, 3, 0, 2]


def test_who_lost_a_slot_is_first() -> None:
    """In the order of arrival, whatever lane and tag."""
    queue = queue_of(("fast", 0), ("relaxed", 9), ("fast", 5))
    for request in queue.order(0):
        request.lost_slot = request.arrival > 0
    assert arrivals(queue) == [1, 2, 0]


lanes = st.sampled_from(["fast", "relaxed"])
tags = st.floats(-100, 100)
requests = st.lists(st.tuples(lanes, tags), max_size=30)


@given(requests, st.lists(st.integers(0, 29)))
def test_no_request_is_lost(requests: list[tuple[Lane, float]], leaving: list[int]) -> None:
    """The order has every request that was added and not removed, once."""
    queue = queue_of(*requests)
    gone = set()
    for request in queue.order(0):
        if request.arrival in leaving:
            queue.remove(request)
            gone.add(request.arrival)
    assert sorted(arrivals(queue)) == sorted(set(range(len(requests))) - gone)
    assert len(queue) == len(requests) - len(gone)


@given(st.lists(tags, min_size=2, max_size=50))
def test_relaxed_never_starves(fast: list[float]) -> None:
    """However many fast ones keep coming, with whatever tags, a relaxed one is next after twice the patience."""
    queue = queue_of(("relaxed", 50.0), patience=10)
    served: list[int] = []
    for second, tag in enumerate(fast * 20):
        queue.add(active(second + 1, "fast", tag, second))
        first = queue.order(second)[0]
        queue.remove(first)
        served.append(first.arrival)
        if first.arrival == 0:
            break
    assert 0 in served[: 2 * 10 + 1]
