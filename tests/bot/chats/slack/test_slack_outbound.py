"""A conversation goes on until its job has an end, whatever breaks; and what is deleted is not shown again."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from fakes.engine import FakeEngine
from fakes.slack import FakeSlack
from fakes.slack.acme import Acme, acme_at, finished
from fakes.slack.running import running, until
from tenacity import stop_after_attempt, wait_fixed
from test_slack_install import install, more

from bot.chats.slack import private_replies
from bot.chats.slack.message import SlackMessage
from bot.jobs.store_retry import retried
from bot.store import Job, StoreError


async def job_of(acme: Acme) -> Job:
    job = await acme.run.store.job(acme.engine.asked[0].id)
    assert job is not None
    return job


# --- what breaks is taken up again -----------------------------------------------------------------------------------


async def test_a_store_that_is_away_for_too_long_costs_no_pictures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It does not take where the message is until patience is over; when it is back, the job ends in that message."""
    monkeypatch.setattr(retried.retry, "wait", wait_fixed(0.01))
    monkeypatch.setattr(retried.retry, "stop", stop_after_attempt(2))
    async with acme_at(tmp_path) as acme:
        tries = 0

        async def away(*_: object) -> bool:
            nonlocal tries
            tries += 1
            raise StoreError("The database cannot be used: disk I/O error.")

        with monkeypatch.context() as patch:
            patch.setattr(acme.run.store, "readdress", away)
            await acme.ann.command("/imagine", "a corgi", acme.general)
            await until(lambda: tries >= 4, what="patience is over, twice")
        message = await acme.drawn(acme.general)
        assert acme.general.posted == [message]

        async def posted() -> bool:
            return (await job_of(acme)).state == "posted"

        await until(posted)
        assert message.ts in (await job_of(acme)).address


async def test_what_nobody_foresaw_costs_no_pictures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with acme_at(tmp_path) as acme:

        async def broken(self: SlackMessage, *_: object, **__: object) -> None:
            monkeypatch.undo()
            raise KeyError("nobody foresaw it")

        monkeypatch.setattr(SlackMessage, "finish", broken)
        await acme.ann.command("/imagine", "a corgi", acme.general)
        message = await acme.drawn(acme.general)
        assert acme.general.posted == [message]


async def test_a_direct_message_that_cannot_be_opened_now_comes_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The channel was archived, and Slack does not say where the direct messages are: it is asked again."""
    monkeypatch.setattr(private_replies, "PATIENCE", 0.1)
    async with acme_at(tmp_path) as acme:
        acme.engine.hold()
        await acme.ann.command("/imagine", "a corgi", acme.general)
        await until(lambda: acme.general.posted)
        acme.general.archived = True
        acme.slack.faults.next("conversations.open", "status", 503, times=2)
        acme.engine.release()
        message = await acme.drawn(acme.ann.im)
        assert "archived" in message.text
        assert acme.ann.im.posted == [message]


async def test_a_workspace_that_is_back_sees_what_is_still_drawn(tmp_path: Path) -> None:
    """It removed us in the very moment of the ask, and had us again before the pictures were there."""
    async with FakeSlack() as slack:
        slack.rotation = True
        acme, engine = slack.workspace("Acme"), FakeEngine(0.2)
        ann, channel = slack.person(acme, "ann"), acme.new_channel("general")
        async with running(slack, None, engine, tmp_path, mode="http", more=more(slack)) as run:
            await install(slack, run, acme)
            engine.hold()
            acme.revoked = True
            await ann.command("/imagine", "a corgi", channel)
            await until(lambda: _refused(slack, "chat.postMessage", "token_revoked"), what="refused")
            acme.revoked = False
            await install(slack, run, acme)
            await until(lambda: channel.posted, what="told where it is in line")
            engine.release()
            await until(lambda: finished(channel.posted[0]), what="told")
            assert len(channel.posted) == 1
        assert slack.violations == []


def _refused(slack: FakeSlack, method: str, error: str) -> bool:
    return any(error in str(line["response"]) for line in slack.record.calls(method))


# --- what is deleted stays away --------------------------------------------------------------------------------------


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
