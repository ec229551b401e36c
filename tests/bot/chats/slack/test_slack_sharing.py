"""Tiles in Slack that go to another channel, and come back; nothing is posted twice, whatever Slack answers."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from fakes.engine import FakeEngine
from fakes.slack import FakeSlack
from fakes.slack.acme import Acme, acme_at, finished, told
from fakes.slack.people import Person
from fakes.slack.running import running, until
from fakes.slack.world import Channel, Message
from test_slack_memes import window

from bot.chats.common import posts


def share_posts(channel: Channel) -> list[Message]:
    return [said for said in channel.posted if "shared" in said.text]


async def form(person: Person, message: Message, tile: str = "7") -> Any:
    """The form that asks for a channel, over the window of the picked tile."""
    person.user.modal = person.user.under = None  # the window of before is closed
    await person.press(message, tile)
    await window(person, f"Picture {tile}")
    await person.press_in_modal("Share")
    return await window(person, "conversations_select")


async def shared(person: Person, message: Message, channel: Channel, tile: str = "7") -> Message:
    await form(person, message, tile)
    before = len(share_posts(channel))
    await person.submit({"channel": channel.id})
    found = await until(lambda: share_posts(channel)[before:], what="shared")
    await told(person, f"Picture {tile} of")
    return found[-1]


async def drawn(acme: Acme) -> Message:
    await acme.ann.command("/imagine", "a corgi", acme.general)
    return await acme.drawn(acme.general)


async def test_a_tile_is_shared_in_another_channel(tmp_path: Path) -> None:
    """With maker, sharer, id and alt text; its maker opens its grid there; a spoiler stays covered."""
    async with acme_at(tmp_path) as acme:
        memes = acme.team.new_channel("memes")
        message = await drawn(acme)
        view = await form(acme.bob, message)
        assert view["title"]["text"] == "Share"
        select = view["blocks"][0]["element"]
        assert select["filter"] == {"include": ["public", "private"], "exclude_bot_users": True}
        await acme.bob.submit({"channel": memes.id})
        (post,) = await until(lambda: share_posts(memes), what="shared")
        assert "“a corgi” made by ann, shared by bob" in post.text
        assert f"{acme.engine.drawn[0].id}-7" in post.text
        assert "Picture 7 of 9" in post.pictures[0]["alt_text"]
        await told(acme.bob, "is shared in that channel")
        await acme.ann.press(post, "Show grid")
        await told(acme.ann, "a corgi")
        await acme.karl.press(post, "Show grid")  # Slack does not say whether he is where it was drawn
        await told(acme.karl, acme.engine.drawn[0].id)
        await acme.ann.command("/imagine", "a cat --spoiler", acme.general)
        covered = await acme.drawn(acme.general, 2)
        post = await shared(acme.bob, covered, memes)
        assert any(element["action_id"].startswith("reveal:") for element in post.elements)


async def test_a_form_is_titled_in_its_reader_s_language(tmp_path: Path) -> None:
    """As its button is."""
    async with acme_at(tmp_path) as acme:
        await acme.karl.press(await drawn(acme), "7")
        await window(acme.karl, "Bild 7")
        await acme.karl.press_in_modal("Teilen")
        assert (await window(acme.karl, "conversations_select"))["title"]["text"] == "Teilen"


@pytest.mark.parametrize(
    ("place", "says"),
    [
        ("outside", "You cannot share in that channel. Choose one where you may write."),
        ("without the bot", "I am not in that channel. Invite me there with /invite @Nonet"),
        ("archived", "That channel is archived. Choose another one."),
        ("another workspace", "I am not in that channel."),
        ("a direct message", "You cannot share in that channel."),
        ("no answer", "Slack did not answer, so nothing was shared. Try again."),
        ("nothing like a channel", "You cannot share in that channel."),
    ],
)
async def test_a_conversation_that_may_not_be_shared_in_is_refused(tmp_path: Path, place: str, says: str) -> None:
    """In the form, without its name, and nothing is posted."""
    async with acme_at(tmp_path) as acme:
        channel = acme.team.new_channel("secret", private=place == "outside", bot=place != "without the bot")
        channel.members |= {acme.ann.id} if place == "outside" else set()
        channel.archived = place == "archived"
        chosen = {
            "another workspace": acme.slack.workspace("Beta").new_channel("secret").id,
            "a direct message": acme.ann.im.id,
            "nothing like a channel": "<#C123|x>",
        }.get(place, channel.id)
        await form(acme.bob, await drawn(acme))
        if place == "no answer":
            acme.slack.faults.next("chat.postEphemeral", "reset_before", times=5)
        sent = await acme.bob.submit({"channel": chosen})
        errors = (sent.said or {}).get("errors", {})
        assert errors.keys() == {"channel"}
        assert errors["channel"].startswith(says)
        assert "secret" not in errors["channel"]
        assert share_posts(channel) == []


async def test_a_shared_tile_is_withdrawn(tmp_path: Path) -> None:
    """By who shared it, by its maker with all copies, or by an admin, which is announced."""
    async with acme_at(tmp_path) as acme:
        memes = acme.team.new_channel("memes")
        message = await drawn(acme)
        post = await shared(acme.bob, message, memes)
        await acme.karl.press(post, "Withdraw")
        await told(acme.karl, "Das kannst du nicht zurückziehen")
        await acme.bob.press(post, "Withdraw")
        await told(acme.bob, "1 post of")
        await until(lambda: post in memes.deleted, what="withdrawn")
        two = [await shared(person, message, memes, tile) for person, tile in ((acme.bob, "2"), (acme.ann, "3"))]
        await acme.ann.mentions(f"withdraw {acme.engine.drawn[0].id}", acme.general)
        await told(acme.ann, "2 posts of")
        await until(lambda: all(one in memes.deleted for one in two), what="all copies")
        post = await shared(acme.bob, message, memes, "4")
        await acme.eve.press(post, "Withdraw")
        await told(acme.eve, "1 post of")
        await acme.eve.command("/imagine-admin", "audit", acme.general)
        await told(acme.eve, "withdrew picture")
        assert message in acme.general.messages


async def test_a_lost_answer_posts_once_and_is_listed(tmp_path: Path) -> None:
    """Slack took the message, and its answer was lost: without the right to read the channel nobody can say where it
    is, so it is not posted again, and a withdrawal says that it may still be visible."""
    async with acme_at(tmp_path) as acme:
        memes = acme.team.new_channel("memes")
        message = await drawn(acme)
        view = await form(acme.bob, message)
        acme.slack.faults.next("chat.postMessage", "reset_after", when=lambda args: args["channel"] == memes.id)
        sent = await acme.bob.submit({"channel": memes.id}, view=view)
        heard = lambda: f"{sent.said} {[said.text for said in acme.bob.private]}"  # noqa: E731
        await until(lambda: "I got no answer, so the picture of" in heard(), what="told")  # in the form, or later
        await acme.bob.submit({"channel": memes.id}, view=view)
        assert len(share_posts(memes)) == 1
        await acme.ann.mentions(f"withdraw {acme.engine.drawn[0].id}", acme.general)
        await told(acme.ann, "still visible in")


@pytest.mark.parametrize("scope", ["", "channels:history"])
async def test_a_process_that_dies_posts_once(tmp_path: Path, scope: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the post and its note; where the app may read the channel, the message is found, and goes with its grid;
    otherwise it stays listed."""
    async with FakeSlack() as slack, AsyncExitStack() as later:
        team = slack.workspace("Acme")
        team.scopes |= {scope} - {""}
        general, memes, ann = team.new_channel("general"), team.new_channel("memes"), slack.person(team, "ann")
        async with AsyncExitStack() as first:
            run = await first.enter_async_context(running(slack, team, FakeEngine(0.1), tmp_path))
            await ann.command("/imagine", "a corgi", general)
            (message,) = await until(lambda: [said for said in general.posted if finished(said)])

            async def dies(*args: Any) -> bool:
                await asyncio.Event().wait()
                return True

            monkeypatch.setattr(run.bot, "shared", dies)
            await form(ann, message)
            await ann.submit({"channel": memes.id})
            await until(lambda: share_posts(memes), what="posted")
            run.task.cancel()
            await asyncio.gather(run.task, return_exceptions=True)
            later.push_async_callback(first.pop_all().aclose)
        slack.clock.advance(posts.UNSETTLED_SECONDS + 1)
        async with running(slack, team, FakeEngine(0.1), tmp_path) as run:

            async def settled() -> bool:
                return not await run.store.shares.unsettled("slack", slack.clock() + 1)

            await until(settled, what="looked up")
            (post,) = share_posts(memes)
            (kept,) = await run.store.shares.of(message.metadata["event_payload"]["job"])  # type: ignore[index]
            assert (post.ts in kept.address) == bool(scope)
            await ann.press(message, "Delete")
            await told(ann, "deleted")
            if scope:
                await until(lambda: post in memes.deleted, what="removed")
            else:
                assert await run.store.shares.visible(kept.job) == [memes.id]
        assert slack.violations == []
