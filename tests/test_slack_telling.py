"""What is deleted is not shown again."""

from __future__ import annotations

import asyncio
from pathlib import Path

from fakes.engine import FakeEngine
from fakes.slack import FakeSlack
from fakes.slack.acme import Acme, acme_at
from fakes.slack.running import until

from bot.store import Job


async def job_of(acme: Acme) -> Job:
    job = await acme.run.store.job(acme.engine.asked[0].id)
    assert job is not None
    return job


async def test_who_deletes_their_data_while_it_draws_sees_it_go(tmp_path: Path) -> None:
    """Its message goes, and is not posted anew by an edit that was on its way."""
    engine = FakeEngine(30, chunks=60, slots=1)  # a preview every half second, as a real one
    async with acme_at(tmp_path, engine=engine, second=1.0) as acme:
        await acme.ann.command("/imagine", "a secret corgi", acme.general)
        await until(lambda: acme.general.posted and "%" in acme.general.posted[0].text, what="drawing")
        await asyncio.sleep(2.3)
        await acme.ann.says("privacy delete yes", acme.ann.im)
        await until(lambda: acme.general.deleted, what="taken away")
        await asyncio.sleep(2)
        assert acme.general.posted == []


async def test_a_grid_that_is_deleted_before_slack_has_it_is_not_posted_anew(tmp_path: Path) -> None:
    """Slack does not take the edit for a while; meanwhile a moderator takes the message away."""
    async with acme_at(tmp_path) as acme:
        acme.slack.faults.next("chat.update", "status", 503, times=3, when=lambda args: "image" in str(args["blocks"]))
        await acme.ann.command("/imagine", "a secret corgi", acme.general)

        async def drawn() -> bool:
            return bool(acme.engine.asked) and (await job_of(acme)).state == "drawn"

        await until(drawn)
        await acme.eve.command("/imagine-admin", f"delete {acme.engine.asked[0].id}", acme.general)
        await until(lambda: acme.general.deleted, what="taken away")
        await until(lambda: _refused(acme.slack, "chat.update", "message_not_found"), what="the edit found nothing")
        await asyncio.sleep(1)
        assert acme.general.posted == []


def _refused(slack: FakeSlack, method: str, error: str) -> bool:
    return any(error in str(line["response"]) for line in slack.record.calls(method))
