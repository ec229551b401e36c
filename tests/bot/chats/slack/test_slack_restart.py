"""The process ends, however it ends: what was accepted is finished after the next start, once, in the same message."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from fakes.engine import FakeEngine
from fakes.slack import FakeSlack
from fakes.slack.acme import finished, picked, told
from fakes.slack.people import Person
from fakes.slack.running import running, until
from fakes.slack.world import Message, Workspace

from bot.chats.slack.api import Api
from bot.chats.slack.signing import Signer
from bot.store import Store


@pytest.mark.parametrize("how", ["stopped", "killed"])
async def test_what_was_drawing_and_waiting_ends_in_its_own_message(tmp_path: Path, how: str) -> None:
    """One draws and one waits. Both end once; the count rose by exactly two; yesterday's buttons work."""
    async with FakeSlack() as slack, AsyncExitStack() as later:
        team = slack.workspace("Acme")
        general, ann = team.new_channel("general"), slack.person(team, "ann")
        hung = FakeEngine(0.2, slots=1)
        async with AsyncExitStack() as first:
            run = await first.enter_async_context(running(slack, team, hung, tmp_path))
            await ann.command("/imagine", "yesterday", general)
            old = (await until(lambda: [said for said in general.posted if finished(said)]))[0]
            hung.hold()
            await ann.command("/imagine", "a corgi", general)
            await ann.command("/imagine", "a cat", general)
            await until(lambda: len(general.posted) == 3, what="two more")
            messages = general.posted
            if how == "killed":
                run.task.cancel()
                await asyncio.gather(run.task, return_exceptions=True)
                later.push_async_callback(first.pop_all().aclose)  # it is tidied up only when the test is over
        engine = FakeEngine(0.2, slots=1)
        async with running(slack, team, engine, tmp_path) as run:
            await until(lambda: all(finished(said) for said in messages), what="both finished")
            assert general.posted == messages
            assert [request.prompt for request in engine.drawn] == ["a corgi", "a cat"]
            await ann.command("/imagine-quota", "", general)
            assert "3 of 5" in (await told(ann, "of 5")).text
            await ann.press(old, "5")
            await picked(ann, "yesterday")
        assert slack.violations == []


async def test_a_stop_shows_what_was_drawn_last(tmp_path: Path) -> None:
    """The connection ends when the pictures are there; what waits says that it goes on."""
    async with FakeSlack() as slack:
        team = slack.workspace("Acme")
        general, ann = team.new_channel("general"), slack.person(team, "ann")
        engine = FakeEngine(0.2, slots=1)
        engine.hold()
        async with running(slack, team, engine, tmp_path) as run:
            await ann.command("/imagine", "a corgi", general)
            await until(lambda: general.posted and "%" in general.posted[0].text, what="drawing")
            await ann.command("/imagine", "a cat", general)
            await until(lambda: len(general.posted) == 2)
            stop = asyncio.create_task(run.bot.drain(5.0))
            await asyncio.sleep(0)
            engine.close()
            engine.release()
            await stop
        corgi, cat = general.posted
        assert finished(corgi)
        assert "continues by itself" in cat.text
        assert slack.violations == []


async def test_what_a_process_posts_after_another_one_took_over_is_taken_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It stood still just before Slack's call."""
    async with FakeSlack() as slack:
        team = slack.workspace("Acme")
        general, ann = team.new_channel("general"), slack.person(team, "ann")
        call, reached, woken = Api.call, asyncio.Event(), asyncio.Event()

        async def late(api: Api, workspace: str, method: str, **more: Any) -> Any:
            if method == "chat.postMessage" and not reached.is_set():
                reached.set()
                await woken.wait()
            return await call(api, workspace, method, **more)

        monkeypatch.setattr(Api, "call", late)
        async with running(slack, team, FakeEngine(0.2), tmp_path):
            await ann.command("/imagine", "a corgi", general)
            await until(reached.is_set, what="asleep")
            async with running(slack, team, FakeEngine(0.2), tmp_path):
                (grid,) = await until(lambda: [said for said in general.posted if said.files], what="the grid")
                woken.set()
                await until(lambda: general.deleted, what="taken away")
                assert general.posted == [grid]
        assert slack.violations == []


async def test_a_first_message_that_a_crash_swallowed_is_not_posted_again(tmp_path: Path) -> None:
    """Slack had it, and the process died before it heard so: the pictures come once."""
    async with FakeSlack() as slack, AsyncExitStack() as later:
        team = slack.workspace("Acme")
        general, ann = team.new_channel("general"), slack.person(team, "ann")
        hung = FakeEngine(0.2)
        hung.hold()
        slack.faults.next("chat.postMessage", "hang", 2)
        async with AsyncExitStack() as first:
            run = await first.enter_async_context(running(slack, team, hung, tmp_path))
            await ann.command("/imagine", "a corgi", general)
            await until(lambda: general.posted)
            run.task.cancel()
            await asyncio.gather(run.task, return_exceptions=True)
            later.push_async_callback(first.pop_all().aclose)
        async with running(slack, team, FakeEngine(0.2), tmp_path) as run:
            shared = await until(lambda: [said for said in general.posted if said.files], what="the pictures")

            async def told_of() -> bool:
                job = await run.store.job(hung.asked[0].id)
                return job is not None and job.state == "posted"

            await until(told_of, what="posted")
            assert len(shared) == 1
            assert len(general.posted) == 2
        assert slack.violations == []


async def test_a_result_that_slack_did_not_take_is_delivered_after_the_restart(tmp_path: Path) -> None:
    """Slack was away when the pictures were there; they are not drawn again."""
    async with FakeSlack() as slack:
        team = slack.workspace("Acme")
        general, ann = team.new_channel("general"), slack.person(team, "ann")
        engine = FakeEngine(0.2)
        async with running(slack, team, engine, tmp_path) as run:
            slack.faults.next("chat.update", "status", 503, times=1000)
            await ann.command("/imagine", "a corgi", general)

            async def drawn() -> bool:
                job = await run.store.job(engine.asked[0].id) if engine.asked else None
                return job is not None and job.state == "drawn"

            await until(drawn, what="drawn")
        slack.faults.clear()
        again = FakeEngine(0.2)
        async with running(slack, team, again, tmp_path):
            await until(lambda: [said for said in general.posted if finished(said)], what="delivered")
        assert again.asked == []
        assert len(general.posted) == 1
        assert slack.violations == []


@pytest.mark.parametrize("acted", [True, False])
async def test_pictures_that_a_crash_interrupted_are_shared_once(tmp_path: Path, acted: bool) -> None:
    """The process died while Slack was asked to share the pictures, and nobody may look into the channel. The file was
    noted before, so the next life asks whether it is there, and shares another one only if it never will be."""
    async with FakeSlack() as slack, AsyncExitStack() as later:
        team = slack.workspace("Acme")
        general, ann = team.new_channel("general"), slack.person(team, "ann")
        engine = FakeEngine(0.2)
        slack.faults.next("chat.postMessage", "reset_after")  # so the pictures come as a file
        kind, value = ("hang", 5) if acted else ("status", 503)
        slack.faults.next(
            "files.completeUploadExternal",
            kind,
            value,
            times=1 if acted else 99,
            when=lambda args: "channel_id" in args,
        )
        async with AsyncExitStack() as first:
            run = await first.enter_async_context(running(slack, team, engine, tmp_path))
            await ann.command("/imagine", "a corgi", general)
            await until(lambda: ("files.completeUploadExternal", kind) in slack.faults.struck, what="shared")
            if acted:
                await until(lambda: [said for said in general.posted if said.files])
            run.task.cancel()
            await asyncio.gather(run.task, return_exceptions=True)
            later.push_async_callback(first.pop_all().aclose)
        slack.faults.clear()
        async with running(slack, team, FakeEngine(0.2), tmp_path) as run:

            async def told_of() -> bool:
                job = await run.store.job(engine.asked[0].id)
                return job is not None and job.state == "posted"

            await until(told_of, what="posted")
            (shared,) = [said for said in general.posted if said.files]
            assert not shared.files[0].deleted
            assert any(each["action_id"].startswith("pick:") for each in shared.elements)
        assert slack.violations == []


async def test_a_message_far_up_in_a_busy_channel_is_found(tmp_path: Path) -> None:
    """Where the app may look: page by page, from the newest on; the pictures end in the first message."""
    async with FakeSlack() as slack, AsyncExitStack() as later:
        team = slack.workspace("Acme")
        team.scopes |= {"channels:history"}
        general, ann = team.new_channel("general"), slack.person(team, "ann")
        hung = FakeEngine(0.2)
        hung.hold()
        slack.longest_page = 3
        slack.faults.next("chat.postMessage", "hang", 2)
        async with AsyncExitStack() as first:
            run = await first.enter_async_context(running(slack, team, hung, tmp_path))
            await ann.command("/imagine", "a corgi", general)
            await until(lambda: general.posted)
            run.task.cancel()
            await asyncio.gather(run.task, return_exceptions=True)
            later.push_async_callback(first.pop_all().aclose)
        for number in range(10):
            await ann.says(f"chat {number}", general)
        slack.clock.advance(2 * 3600)
        async with running(slack, team, FakeEngine(0.2), tmp_path):
            message = (await until(lambda: [said for said in general.posted if finished(said)]))[0]
            assert general.posted == [message]
        assert slack.violations == []


async def test_what_was_to_be_taken_away_goes_after_the_next_start(tmp_path: Path) -> None:
    """A grid was deleted while Slack took no deletions; its message and a posted tile go in the next life."""
    async with FakeSlack() as slack:
        team = slack.workspace("Acme")
        general, ann, bob = team.new_channel("general"), slack.person(team, "ann"), slack.person(team, "bob")
        async with running(slack, team, FakeEngine(0.2), tmp_path) as run:
            await ann.command("/imagine", "a corgi", general)
            message = (await until(lambda: [said for said in general.posted if finished(said)]))[0]
            await bob.press(message, "5")
            await picked(bob)
            await bob.press_in_modal("Post")
            await until(lambda: general.posted[1:], what="posted")
            slack.faults.next("chat.delete", "status", 503, times=1000)
            await ann.press(message, "Delete")
            due = await until(lambda: run.store.removals("slack"), what="due")
            assert len(due) == 2
            assert "response_url" not in due[1].address  # it could be posted with, and is not needed
            assert len(general.posted) == 2
        slack.faults.clear()
        async with running(slack, team, FakeEngine(0.2), tmp_path) as run:
            await until(lambda: not general.posted, what="taken away")
            await until(lambda: _none_due(run.store), what="crossed out")
        assert slack.violations == []


async def _none_due(store: Store) -> bool:
    return not await store.removals("slack")


async def _cover(slack: FakeSlack, team: Workspace, folder: Path, ann: Person, **secrets: str) -> Message:
    general = next(channel for channel in team.channels.values() if channel.name == "general")
    async with running(slack, team, FakeEngine(0.1), folder, more=secrets):
        await ann.command("/imagine", "the end of the film --spoiler", general)
        return (await until(lambda: [said for said in general.posted if finished(said)], what="a cover"))[-1]


@pytest.mark.parametrize("renewed", ["encryption key", "signing secret", "bot token"])
async def test_a_spoiler_is_shown_whatever_secret_was_renewed_since(tmp_path: Path, renewed: str) -> None:
    """Its button lies in Slack for years. A key that was rotated away, old key and all, makes no difference either."""
    first, second = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    async with FakeSlack() as slack:
        team = slack.workspace("Acme")
        team.new_channel("general")
        ann = slack.person(team, "ann")
        secrets = {"encryption_key": first} if renewed == "encryption key" else {}
        if renewed == "bot token":
            secrets["slack_signing_secret"] = ""  # as over a socket
        cover = await _cover(slack, team, tmp_path, ann, **secrets)
        if renewed == "encryption key":
            secrets = {"encryption_key": second}
        elif renewed == "signing secret":
            slack.signing = "another"
        else:
            team.new_token()
        async with running(slack, team, FakeEngine(0.1), tmp_path, more=secrets):
            await ann.press(cover, "Show the picture")
            await until(lambda: ann.modal, what="the picture")
        assert slack.violations == []


async def test_a_spoiler_that_an_earlier_version_signed_is_shown_while_its_key_is_listed(tmp_path: Path) -> None:
    """It signed with all of NONET_ENCRYPTION_KEY as it was then; the newest key goes in front of the list."""
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    async with FakeSlack() as slack:
        team = slack.workspace("Acme")
        team.new_channel("general")
        ann = slack.person(team, "ann")
        cover = await _cover(slack, team, tmp_path, ann)
        show = next(each for each in cover.elements if each["action_id"].startswith("reveal:"))
        file = show["value"].rpartition(".")[2]
        async with running(slack, team, FakeEngine(0.1), tmp_path, more={"encryption_key": f"{new}, {old}"}):
            await ann.act(cover, show, value=f"reveal:{Signer(old).sealed('reveal', file)}")
            await until(lambda: ann.modal, what="the picture")
        assert slack.violations == []
