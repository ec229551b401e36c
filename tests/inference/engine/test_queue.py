"""The line's order, whoever stands in it."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from inference.api import Lane, Request
from inference.engine.queue import RequestQueue


@dataclass(eq=False)
class Waiter:
    request: Request
    arrival: int
    since: float
    returned: bool = False


def line_of(*waiters: tuple[Lane, float], patience: float = 100, since: float = 0) -> RequestQueue[Waiter]:
    line: RequestQueue[Waiter] = RequestQueue(patience)
    for arrival, (lane, tag) in enumerate(waiters):
        line.join(Waiter(Request("a cat", lane=lane, tag=tag), arrival, since))
    return line


def arrivals(line: RequestQueue[Waiter], now: float = 0) -> list[int]:
    return [waiter.arrival for waiter in line.order(now)]


def test_lane_then_tag_then_arrival() -> None:
    """Fast before relaxed, the smallest tag first, and among equals who came first."""
    line = line_of(("relaxed", 0), ("fast", 2), ("fast", 1), ("relaxed", -5), ("fast", 1))
    assert arrivals(line) == [2, 4, 1, 3, 0]


def test_a_newcomer_is_before_a_member_s_forty() -> None:
    """Forty asks of one member have growing tags; somebody who had nothing lately is next but one."""
    line = line_of(*(("fast", float(n)) for n in range(40)), ("fast", 0.0))
    assert arrivals(line)[1] == 40


def test_relaxed_counts_as_fast_after_a_while() -> None:
    """After `patience` seconds its tag counts, after twice that nothing is before it."""
    line = line_of(("fast", 1), ("relaxed", 2), ("fast", 3), ("relaxed", 9))
    assert arrivals(line, 99) == [0, 2, 1, 3]
    assert arrivals(line, 100) == [0, 1, 2, 3]
    assert arrivals(line, 199) == [0, 1, 2, 3]
    assert arrivals(line, 200) == [1, 3, 0, 2]


def test_who_lost_a_slot_is_first() -> None:
    """In the order of arrival, whatever lane and tag."""
    line = line_of(("fast", 0), ("relaxed", 9), ("fast", 5))
    for waiter in line.order(0):
        waiter.returned = waiter.arrival > 0
    assert arrivals(line) == [1, 2, 0]


lanes = st.sampled_from(["fast", "relaxed"])
tags = st.floats(-100, 100)
waiters = st.lists(st.tuples(lanes, tags), max_size=30)


@given(waiters, lanes, tags, st.floats(0, 300))
def test_ahead_is_where_a_newcomer_would_stand(
    waiters: list[tuple[Lane, float]], lane: Lane, tag: float, now: float
) -> None:
    """`ahead` says the place that joining then gives."""
    line = line_of(*waiters)
    ahead = line.ahead(lane, tag, now)
    newcomer = Waiter(Request("a dog", lane=lane, tag=tag), len(waiters), now)
    line.join(newcomer)
    assert line.order(now).index(newcomer) == ahead


@given(waiters, st.lists(st.integers(0, 29)))
def test_nobody_is_lost(waiters: list[tuple[Lane, float]], leaving: list[int]) -> None:
    """The order holds everybody who joined and has not left, once."""
    line = line_of(*waiters)
    gone = set()
    for waiter in line.order(0):
        if waiter.arrival in leaving:
            line.leave(waiter)
            gone.add(waiter.arrival)
    assert sorted(arrivals(line)) == sorted(set(range(len(waiters))) - gone)
    assert len(line) == len(waiters) - len(gone)


@given(st.lists(tags, min_size=2, max_size=50))
def test_relaxed_never_starves(fast: list[float]) -> None:
    """However many fast ones keep coming, with whatever tags, a relaxed one is next after twice the patience."""
    line = line_of(("relaxed", 50.0), patience=10)
    served: list[int] = []
    for second, tag in enumerate(fast * 20):
        line.join(Waiter(Request("a dog", tag=tag), second + 1, second))
        first = line.order(second)[0]
        line.leave(first)
        served.append(first.arrival)
        if first.arrival == 0:
            break
    assert 0 in served[: 2 * 10 + 1]
