"""Everything goes wrong at once, and what was accepted is posted or given back: nothing lost, nothing twice."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from fakes.engine import FakeEngine
from fakes.slack.acme import acme_at
from fakes.slack.running import until

from bot.chats.common.deliveries import DeliveryTimes
from bot.chats.common.posts import UNSETTLED_SECONDS
from bot.policy.settings import Settings
from bot.store import Job
from inference.api import EngineFailed


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (2, 3, 4, 5))])
async def test_accepted_is_posted_plus_refunded(tmp_path: Path, seed: int) -> None:
    """One call in eight fails, every way there is; the engine fails, too. No job is lost, none is shown twice."""
    fails = {"twice": 0}

    def failing(request: object) -> Exception | None:
        fails["twice"] += 1
        return EngineFailed("It failed twice.", "r3f") if fails["twice"] % 7 == 0 else None

    engine = FakeEngine(0.2, slots=8, fails=failing)
    settings = Settings(member_unfinished=10, member_per_day=None)
    async with acme_at(tmp_path, engine=engine, settings=settings) as acme:
        channels = [acme.team.new_channel(f"c{number}") for number in range(8)]
        people = [acme.slack.person(acme.team, f"p{number}") for number in range(8)]
        acme.slack.faults.weather(0.125, seed, only=lambda where: where != "apps.connections.open")
        for number in range(16):
            await people[number % 8].command("/imagine", f"corgi {number}", channels[number % 8])

        async def jobs() -> list[Job]:
            found = [await acme.run.store.job(request.id) for request in engine.asked]
            return [job for job in found if job]

        async def over() -> bool:
            all_jobs = await jobs()
            told = all(job.state == "posted" or job.shown for job in all_jobs)
            return len(all_jobs) == 16 and told

        await until(over, seconds=60, what="every job told")
        acme.slack.faults.clear()
        accepted = await jobs()
        posted = [job for job in accepted if job.state == "posted"]
        refunded = [job for job in accepted if job.state in ("failed", "cancelled")]
        assert len(accepted) == len(posted) + len(refunded) == 16
        assert len(acme.slack.faults.struck) > 5
        for job in posted:
            collages = [
                said
                for channel in acme.team.channels.values()
                for said in channel.posted
                if job.id in said.text and (said.pictures or said.files) and "preview" not in str(said.pictures)
            ]
            assert len(collages) == 1, job.id
            begun = [
                said
                for channel in acme.team.channels.values()
                for said in channel.posted
                if said.metadata and said.metadata["event_payload"]["job"] == job.id
            ]
            assert len(begun) <= 1, job.id


def nothing_runs() -> bool:
    """No event is being handled, and no reply delivered."""
    running = {getattr(task.get_coro(), "__qualname__", "") for task in asyncio.all_tasks()}
    return not {"Deliveries._deliver", "_logged"} & running


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (2, 3, 4, 5))])
async def test_posted_is_recorded_and_withdrawn_is_gone_or_listed(tmp_path: Path, seed: int) -> None:
    """One call in eight fails while tiles are shared, and again while all of them are withdrawn."""
    async with acme_at(tmp_path, times=DeliveryTimes(poll=0.2)) as acme:
        channels = [acme.team.new_channel(f"c{number}") for number in range(8)]
        await acme.ann.command("/imagine", "a corgi", acme.general)
        await acme.drawn(acme.general)
        (job,) = [request.id for request in acme.engine.drawn]
        shares = acme.run.store.shares

        async def settled() -> bool:
            return not await shares.unsettled("slack", acme.slack.clock() + 1)

        acme.slack.faults.weather(0.125, seed, only=lambda where: where != "apps.connections.open")
        for channel in channels:
            await acme.bob.mentions(f"share {job} 7 <#{channel.id}|{channel.name}>", acme.general)
        await until(lambda: sum(map(len, (channel.posted for channel in channels))) >= 4, what="half are posted")
        acme.slack.faults.clear()
        await until(nothing_runs, what="all are over")
        acme.slack.clock.advance(UNSETTLED_SECONDS + 1)
        await until(settled, what="known what came of each")
        kept = {share.channel for share in await shares.of(job)}
        posted = {channel.id: [one for one in channel.posted if "shared by" in one.text] for channel in channels}
        assert all(len(found) <= 1 for found in posted.values())
        assert {channel for channel, found in posted.items() if found} <= kept
        acme.slack.faults.weather(0.125, seed + 100, only=lambda where: where != "apps.connections.open")
        await acme.ann.mentions(f"withdraw {job}", acme.general)
        await until(lambda: any(channel.deleted for channel in channels), what="the first is gone")
        acme.slack.faults.clear()
        await until(nothing_runs, what="all are over")

        async def gone_or_listed() -> bool:
            listed = set(await shares.visible(job))
            return all(channel.name in listed or channel.id in listed or not posted[channel.id] or channel.deleted
                       for channel in channels)  # fmt: skip

        await until(gone_or_listed, what="each is gone or listed")
        assert await shares.of(job) == []
