"""The ledger against a model of it that is too simple to be wrong, on both databases, whatever happens in between."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeVar

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from stores import ANN, NOON, Clock, allowed, ask, codes

from bot.errors import OverLimit
from bot.member import Member
from bot.policy.quota import Limits
from bot.policy.settings import Settings
from bot.store import Store

T = TypeVar("T")
Run = Callable[[Coroutine[Any, Any, T]], T]
CAPS = st.none() | st.integers(0, 4)
USERS, CHANNELS = ("ann", "bob"), ("general", "art")
communities, steps = itertools.count(), itertools.count()
"""No two steps are the same: one that is said again is no other (test_store.py)."""


@dataclass
class Line:
    """What the model knows of a job."""

    user: str
    channel: str
    lane: str
    asked: float
    state: Literal["waiting", "drawing", "drawn", "posted", "given back"] = "waiting"


class Ledger(RuleBasedStateMachine):
    """Subclassed with a store to test: `open` opens it again, as after a crash."""

    run: Run[Any]
    open: Callable[[], Store]
    store: Store
    clock: Clock

    def __init__(self) -> None:
        super().__init__()
        self.community = f"community {next(communities)}"
        self.lines: dict[str, Line] = {}
        self.settings = Settings(2, {}, 3, 4, relaxed=True)

    def limits(self, user: str, channel: str) -> Limits:
        member = replace(ANN, community=self.community, user=user, channel=channel)
        return allowed(self.settings, member, now=self.clock.now)

    def counted(self, user: str, channel: str) -> dict[str, int]:
        today = [line for line in self.lines.values() if line.state != "given back" and line.asked >= self.start]
        return {
            "member": sum(line.user == user and line.lane == "fast" for line in today),
            "channel": sum(line.channel == channel for line in today),
            "community": len(today),
        }

    @property
    def start(self) -> float:
        return self.limits("ann", "art").caps[0].day.start

    def unfinished(self, user: str) -> int:
        return sum(line.user == user and line.state in ("waiting", "drawing") for line in self.lines.values())

    @rule(user=st.sampled_from(USERS), channel=st.sampled_from(CHANNELS), lane=st.sampled_from(("fast", "relaxed")))
    def someone_asks(self, user: str, channel: str, lane: str) -> None:
        """It is accepted if, and only if, the model has room for it everywhere."""
        member: Member = replace(ANN, community=self.community, user=user, channel=channel)
        caps = {
            "member": None if lane == "relaxed" else self.settings.member_per_day,
            "channel": self.settings.channel_per_day,
            "community": self.settings.community_per_day,
        }
        counted = self.counted(user, channel)
        room = self.unfinished(user) < 3 and all(cap is None or counted[name] < cap for name, cap in caps.items())
        try:
            job = self.run(self.store.reserve(ask(member, lane=lane), self.limits(user, channel))).job
        except OverLimit:
            assert not room
        else:
            assert room
            self.lines[job.id] = Line(user, channel, lane, self.clock.now)

    @precondition(lambda self: self.lines)
    @rule(data=st.data(), step=st.sampled_from(("started", "drawn", "failed", "cancelled", "posted")))
    def a_job_goes_on(self, data: st.DataObject, step: str) -> None:
        """Every step at every time: it is done, or it says that it is not."""
        job = data.draw(st.sampled_from(sorted(self.lines, key=lambda one: self.lines[one].asked)))
        line = self.lines[job]
        unfinished = line.state in ("waiting", "drawing")
        match step:
            case "started":
                assert self.run(self.store.started(job)) == (line.state == "waiting")
                line.state = "drawing" if line.state == "waiting" else line.state
            case "drawn":
                assert self.run(self.store.drawn(job, codes(next(steps)), 1.0)) == unfinished
                line.state = "drawn" if unfinished else line.state
            case "failed" | "cancelled":
                assert self.run(getattr(self.store, step)(job, f"why {next(steps)}")) == unfinished
                line.state = "given back" if unfinished else line.state
            case "posted":
                self.run(self.store.posted(job, ""))
                line.state = "posted" if line.state == "drawn" else line.state

    @rule(seconds=st.sampled_from((1.0, 3600.0, 13 * 3600.0)))
    def time_goes_by(self, seconds: float) -> None:
        self.clock.now += seconds

    @rule(member=CAPS, channel=CAPS, community=CAPS, reset=st.sampled_from(("00:00", "06:30", "23:59")))
    def a_moderator_decides(self, member: int | None, channel: int | None, community: int | None, reset: str) -> None:
        self.settings = Settings(member, {}, channel, community, relaxed=True, reset=reset)

    @rule()
    def it_crashes_and_starts_again(self) -> None:
        """Everything that was promised is adopted, exactly."""
        type(self).store = self.open()
        adopted = {job.id for job in self.run(self.store.adopt("web")) if job.state in ("waiting", "drawn")}
        assert adopted & set(self.lines) == {
            job for job, line in self.lines.items() if line.state in ("waiting", "drawing", "drawn")
        }
        for line in self.lines.values():
            line.state = "waiting" if line.state == "drawing" else line.state

    @rule(user=st.sampled_from(USERS))
    def someone_wants_to_be_forgotten(self, user: str) -> None:
        """What is not finished is given back; the counts stay otherwise, and no job does."""
        self.run(self.store.forget("web", user))
        for line in self.lines.values():
            if line.user == user and line.state != "posted":
                line.state = "posted" if line.state == "drawn" else "given back"

    @invariant()
    def counts_are_exact(self) -> None:
        for user, channel in zip(USERS, CHANNELS, strict=True):
            used = self.run(self.store.used(self.limits(user, channel)))
            assert {name: used.grids[name] for name in ("member", "channel", "community")} == self.counted(
                user, channel
            )
            assert used.unfinished == self.unfinished(user)


@pytest.mark.parametrize(("database_url", "examples"), [("sqlite", 25), ("postgresql", 5)], indirect=["database_url"])
def test_the_ledger_is_exact(database_url: str, examples: int) -> None:
    """Whatever is asked, drawn, cancelled, changed, crashed and forgotten, in whatever order."""
    clock = Clock(NOON)
    stores: list[Store] = []
    with asyncio.Runner() as runner:

        def opened() -> Store:
            stores.append(runner.run(Store.open(database_url, owner="here", clock=clock)))
            return stores[-1]

        class Here(Ledger):
            store = opened()

        Here.run, Here.open, Here.clock = staticmethod(runner.run), staticmethod(opened), clock
        try:
            run_state_machine_as_test(
                Here,
                settings=settings(
                    max_examples=examples, stateful_step_count=25, derandomize=True,
                    suppress_health_check=list(HealthCheck),
                ),
            )  # fmt: skip
        finally:
            for store in stores:
                runner.run(store.close())
