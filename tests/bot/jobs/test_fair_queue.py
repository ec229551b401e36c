"""The fair line: who has had little lately is next, whoever asks most."""

from __future__ import annotations

import itertools
from collections import Counter

import hypothesis.strategies as st
from hypothesis import given

from bot.jobs.fair_queue import FairQueue


def serve(line: FairQueue, waiting: list[tuple[float, int, str]], count: int) -> list[str]:
    """Draws the `count` smallest tags, one after the other, as the engine does: whom, in order."""
    served = []
    for _ in range(count):
        place = min(waiting)
        waiting.remove(place)
        tag, _, member = place
        line.started(member, tag)
        line.finished(member, tag)
        served.append(member)
    return served


@given(st.integers(1, 39))
def test_a_newcomer_is_next(drawn: int) -> None:
    """However many asks a member has in line, and however many of them are drawn already."""
    line, arrival = FairQueue(), itertools.count()
    waiting = [(line.tag("ann"), next(arrival), "ann") for _ in range(40)]
    serve(line, waiting, drawn)
    waiting.append((line.tag("newcomer"), next(arrival), "newcomer"))
    assert serve(line, waiting, 1) == ["newcomer"]


@given(st.integers(1, 5), st.integers(1, 10))
def test_newcomers_are_next_while_several_draw(slots: int, newcomers: int) -> None:
    """All of them, before any of those who have had more, in the order of their coming."""
    line, arrival = FairQueue(), itertools.count()
    waiting = [(line.tag("ann"), next(arrival), "ann") for _ in range(40)]
    for tag, _, member in waiting[:slots]:
        line.started(member, tag)
    waiting = waiting[slots:]
    names = [f"newcomer {number}" for number in range(newcomers)]
    waiting += [(line.tag(name), next(arrival), name) for name in names]
    assert serve(line, waiting, newcomers) == names


@given(st.lists(st.sampled_from("abc"), min_size=30, max_size=60))
def test_members_who_wait_get_the_same(asks: list[str]) -> None:
    """As long as two members both wait, one never has two grids more than the other."""
    line, arrival = FairQueue(), itertools.count()
    waiting = [(line.tag(member), next(arrival), member) for member in asks]
    had: Counter[str] = Counter()
    while waiting:
        still = {member for _, _, member in waiting}
        had.update(serve(line, waiting, 1))
        shares = [had[member] for member in still]
        assert max(shares) - min(shares) <= 1


def test_weight_is_speed() -> None:
    """Twice the weight, twice the grids."""
    line, arrival = FairQueue(), itertools.count()
    waiting = [(line.tag("plain"), next(arrival), "plain") for _ in range(40)]
    waiting += [(line.tag("double", weight=2.0), next(arrival), "double") for _ in range(40)]
    assert Counter(serve(line, waiting, 30)) == {"double": 20, "plain": 10}


def test_equal_asks_are_by_arrival() -> None:
    """Everybody's first ask has the same tag: the engine then takes the earliest."""
    line = FairQueue()
    assert len({line.tag(f"member {number}") for number in range(10)}) == 1


def test_a_member_who_was_away_saves_nothing_up() -> None:
    """Whoever comes late begins now, not where they left off: they do not shut others out."""
    line, arrival = FairQueue(), itertools.count()
    early = [(line.tag("early"), next(arrival), "early")]
    serve(line, early, 1)
    waiting = [(line.tag("busy"), next(arrival), "busy") for _ in range(20)]
    serve(line, waiting, 10)
    waiting += [(line.tag("early"), next(arrival), "early") for _ in range(10)]
    assert Counter(serve(line, waiting, 10)) == {"early": 5, "busy": 5}


def test_what_was_not_drawn_costs_nothing() -> None:
    """A refused or cancelled ask does not make the next one later."""
    line = FairQueue()
    line.tag("other")
    first = line.tag("ann")
    line.leave("ann", first)
    assert line.tag("ann") == first
    second = line.tag("ann")
    assert second > first
    line.leave("ann", second)
    assert line.tag("ann") == second


def test_an_empty_line_makes_everybody_equal() -> None:
    """Whatever people had before, when nobody waited it took nothing from anybody."""
    line, arrival = FairQueue(), itertools.count()
    waiting = [(line.tag("ann"), next(arrival), "ann") for _ in range(5)]
    serve(line, waiting, 5)
    assert len(line) == 0
    assert line.tag("ann") == line.tag("newcomer")


def test_forty_at_once_are_one_after_the_other() -> None:
    """An ask counts from the moment it is made, not from when the store has accepted it."""
    line = FairQueue()
    tags = [line.tag("ann") for _ in range(40)]
    assert tags == [float(number) for number in range(40)]


@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=30), st.integers(0, 29), st.integers(0, 3))
def test_a_restart_changes_nobodys_place(asks: list[str], drawn: int, drawing: int) -> None:
    """The line is made again of what is not finished: who waited keeps their tags, and nobody new gets before them."""
    line, arrival = FairQueue(), itertools.count()
    waiting = [(line.tag(member), next(arrival), member) for member in asks]
    serve(line, waiting, min(drawn, len(waiting) - 1))
    again = FairQueue()
    for tag, _, member in sorted(waiting):
        assert again.rejoin(member, tag) == tag
    for tag, _, member in sorted(waiting)[:drawing]:
        for one in (line, again):
            one.started(member, tag)
    assert len(again) == len(line) == len(waiting)
    first, *_ = sorted(waiting)
    assert again.tag("newcomer") >= first[0]
    for member in "abc":
        theirs = [tag for tag, _, who in waiting if who == member]
        assert again.tag(member) >= max(theirs, default=first[0]) + bool(theirs)


def test_what_another_process_left_is_not_last_for_ever() -> None:
    """It may have counted further than we did: its asks come in at our line's end, in their order."""
    line = FairQueue()
    for _ in range(3):
        line.tag("ann")
    theirs = [line.rejoin(member, tag) for member, tag in (("ann", 500.0), ("bob", 500.0), ("bob", 501.0))]
    assert theirs == [3.0, 4.0, 5.0]
    assert line.rejoin("bob", 1.0) == 1.0  # and what is early, stays early
    assert line.rejoin("bob", 1.0) == 2.0  # two processes counted the same for two asks of one member
    assert len(line) == 8
