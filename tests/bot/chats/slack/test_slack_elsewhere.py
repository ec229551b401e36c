"""Where the app is not: between two people, in groups, in channels that it was not invited to, among guests."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from fakes.engine import FakeEngine
from fakes.slack import Person
from fakes.slack.acme import Acme, acme_at, finished, told
from fakes.slack.running import until
from fakes.slack.world import User, new_id


@pytest.fixture
async def acme(tmp_path: Path) -> AsyncIterator[Acme]:
    async with acme_at(tmp_path) as made:
        yield made


@pytest.mark.parametrize("how_many", [2, 3])
async def test_a_conversation_of_people_is_told_where_to_go(acme: Acme, how_many: int) -> None:
    """Between two people its id looks like that of our own conversation with one of them."""
    people = [acme.ann, acme.bob, acme.karl][:how_many]
    place = acme.team.between(*(person.id for person in people))
    await acme.ann.command("/imagine", "a corgi", place)
    said = await told(acme.ann, "cannot post in this conversation")
    assert "Apps" in said.text
    assert said.channel is place
    assert [message.text for message in acme.ann.private] == [said.text], "nothing says that it was accepted"
    await acme.ann.command("/imagine-quota", "", place)
    assert (await told(acme.ann, "0 of 5")).channel is place
    await acme.bob.says("look, a corgi", place)
    await acme.bob.shortcut("imagine_this", place.messages[-1])
    assert (await told(acme.bob, "cannot post in this conversation")).channel is place
    assert acme.engine.asked == []
    assert place.posted == acme.ann.im.posted == []


@pytest.mark.parametrize("private", [False, True])
async def test_a_channel_without_the_app_is_told_to_invite_it(acme: Acme, private: bool) -> None:
    place = acme.team.new_channel("elsewhere", private=private, bot=False)
    place.members |= {acme.ann.id}
    await acme.ann.command("/imagine", "a corgi", place)
    said = await told(acme.ann, "/invite @Nonet")
    assert said.channel is place
    await acme.ann.command("/imagine-quota", "", place)
    assert (await told(acme.ann, "0 of 5")).channel is place


async def test_a_guest_of_a_shared_channel_is_answered_there(acme: Acme) -> None:
    """Slack Connect: the app cannot write to them directly, and they are no admin here."""
    beta = acme.slack.workspace("Beta")
    guest = User(new_id("U"), "gus", beta, admin=True)
    acme.team.users[guest.id] = guest
    gus = Person(acme.slack, guest)
    gus.team = acme.team  # events name the workspace that has the app
    await gus.mentions("imagine a corgi", acme.general)
    message = await acme.drawn(acme.general)
    await gus.mentions("imagin a cat", acme.general)
    assert (await told(gus, "imagine")).channel is acme.general
    await gus.press(message, "5")
    await until(lambda: gus.modal and "slack_file" in str(gus.modal), what="a tile")
    await gus.mentions("settings member-per-day 100", acme.general)
    await told(gus, "moderator")


async def test_a_refused_message_is_told_truly(acme: Acme) -> None:
    """It was neither the channel nor a permission."""
    acme.slack.faults.next("chat.postMessage", "error", "invalid_blocks")
    await acme.ann.command("/imagine", "a corgi", acme.general)
    said = await told(acme.ann, "invalid_blocks")
    assert "Nothing was charged" in said.text
    assert "allowed" not in said.text
    await acme.ann.command("/imagine-quota", "", acme.general)
    await told(acme.ann, "0 of 5")


async def test_a_channel_that_is_archived_meanwhile_costs_one_upload(acme: Acme) -> None:
    """The pictures come in a direct message, from the same file."""
    acme.engine.hold()
    await acme.ann.command("/imagine", "a corgi", acme.general)
    await until(lambda: acme.general.posted)
    acme.general.archived = True
    acme.engine.release()
    there = (await until(lambda: [said for said in acme.ann.im.posted if finished(said)], what="in a message"))[0]
    assert "archived" in there.text
    assert len([file for file in acme.team.files.values() if "preview" not in file.name and file.complete]) == 1


async def test_an_end_that_no_message_can_show_is_said_privately(acme: Acme) -> None:
    """The channel is archived, and Slack opens no direct messages: what remains is the place where they asked."""
    acme.engine.hold()
    await acme.ann.command("/imagine", "a corgi", acme.general)
    await until(lambda: acme.general.posted)
    acme.slack.faults.next("conversations.open", "error", "cannot_dm_bot", times=9)
    acme.slack.faults.next("chat.update", "error", "is_archived", times=9)
    acme.engine.release()
    said = await told(acme.ann, "could not post this where you requested it")
    assert said.pictures


async def test_what_nobody_can_be_shown_is_not_marked_as_posted(acme: Acme) -> None:
    acme.engine.hold()
    await acme.ann.command("/imagine", "a corgi", acme.general)
    await until(lambda: acme.general.posted)
    acme.general.archived = True
    acme.slack.faults.next("conversations.open", "error", "user_disabled", times=9)
    acme.slack.faults.next("response_url", "status", 404, times=9)
    acme.slack.faults.next("chat.postEphemeral", "error", "is_archived", times=9)
    acme.engine.release()

    async def given_up() -> bool:
        job = await acme.run.store.job(acme.engine.asked[0].id)
        return job is not None and job.state == "drawn" and not acme.run.bot._supervisor._runs

    await until(given_up, what="given up")
    assert await acme.run.bot.adopt("slack", restarted=True) == []


async def test_a_request_that_failed_is_told_where_it_still_can_be(tmp_path: Path) -> None:
    """Also without pictures: whoever asked hears how it ended."""
    from inference.api import EngineFailed

    engine = FakeEngine(0.1, fails=lambda request: EngineFailed("It failed twice.", "r3f"))
    async with acme_at(tmp_path, engine=engine) as acme:
        engine.hold()
        acme.slack.faults.next("chat.update", "error", "is_archived", times=99)
        await acme.ann.command("/imagine", "a corgi", acme.general)
        await until(lambda: [said for said in acme.ann.im.posted if "r3f" in said.text], what="in a message")
        await asyncio.sleep(0.2)
        assert len(acme.ann.im.posted) == 1
