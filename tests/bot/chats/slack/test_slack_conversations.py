"""Where Slack can be talked to: threads, mentions, direct messages, shortcuts, forms, App Home; and who may what."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from fakes.slack.acme import Acme, acme_at, finished, picked, told
from fakes.slack.running import until

from bot import caching


@pytest.fixture(params=["socket", pytest.param("http", marks=pytest.mark.slow)])
async def acme(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Acme]:
    async with acme_at(tmp_path, request.param) as made:
        yield made


async def test_a_mention_is_answered_in_its_thread(acme: Acme) -> None:
    """In a channel a thread begins under the mention; in a thread the answer is there; a DM needs neither."""
    await acme.ann.mentions("imagine a corgi", acme.general)
    first = await acme.drawn(acme.general)
    assert first.thread_ts == acme.general.messages[0].ts
    await acme.bob.mentions("imagine a cat &amp; a dog", acme.general, thread_ts=acme.general.messages[0].ts)
    second = await acme.drawn(acme.general, 2)
    assert second.thread_ts == first.thread_ts
    assert acme.engine.drawn[1].prompt == "a cat & a dog"
    await acme.ann.says("imagine a fish", acme.ann.im)
    third = await acme.drawn(acme.ann.im)
    assert third.thread_ts == ""


async def test_a_mention_may_stand_anywhere_and_names_of_others_stay(acme: Acme) -> None:
    await acme.ann.says(f"hey <@{acme.team.bot_user}> imagine a corgi for <@{acme.bob.id}>", acme.general)
    await acme.drawn(acme.general)
    assert acme.engine.drawn[0].prompt == "a corgi for bob"
    await acme.eve.says(f"timeout <@{acme.ann.id}> 30", acme.eve.im)
    await until(lambda: acme.eve.im.posted, what="an answer")
    await acme.ann.mentions("imagine a cat", acme.general)
    await told(acme.ann)
    assert len(acme.engine.asked) == 1


async def test_a_refusal_in_a_thread_is_private_there(acme: Acme) -> None:
    await acme.ann.mentions("imagin a corgi", acme.general)
    note = await told(acme.ann)
    assert note.thread_ts == acme.general.messages[0].ts
    assert "imagine" in note.text
    await acme.ann.says("what can you do?", acme.ann.im)
    await until(lambda: acme.ann.im.posted, what="an answer in the direct messages")


async def test_the_same_event_again_is_no_second_job(acme: Acme) -> None:
    """Slack repeats what it thinks was not heard: by retry_attempt on the socket, by X-Slack-Retry-Num over HTTP."""
    delivery = await acme.ann.mentions("imagine a corgi", acme.general)
    assert delivery
    again = [await acme.slack.again(delivery, attempt=number) for number in (1, 2, 3)]
    assert all(each.seconds is not None for each in again)
    await acme.drawn(acme.general)
    command = await acme.ann.command("/imagine", "a cat", acme.general)
    await acme.slack.again(command)
    await acme.drawn(acme.general, 2)
    await acme.slack.again(command)
    await acme.slack.again(delivery)
    quota = await acme.ann.command("/imagine-quota", "", acme.general)
    await acme.slack.again(quota)
    assert "2 of 5" in (await told(acme.ann, "of 5")).text
    await acme.slack.again(quota)
    await acme.ann.command("/imagine-admin", "", acme.general)
    await told(acme.ann, "moderator")
    assert len([said for said in acme.ann.private if "2 of 5" in said.text]) == 1
    assert len(acme.general.posted) == 2


async def test_imagine_this_opens_a_form_with_the_messages_words(acme: Acme) -> None:
    """The message's words, changed at will, with options; the answer is in the message's thread."""
    await acme.bob.says("look, a &lt;corgi&gt; at <https://example.invalid|the beach>", acme.general)
    said = acme.general.messages[-1]
    await acme.ann.shortcut("imagine_this", said)
    view = await until(lambda: acme.ann.modal, what="a form")
    prompt = next(block for block in view["blocks"] if block["block_id"] == "prompt")
    assert prompt["element"]["initial_value"] == "look, a <corgi> at the beach"
    refused = await acme.ann.submit({"prompt": "a corgi", "seed": "purple"})
    assert refused.said["response_action"] == "errors"
    assert set(refused.said["errors"]) == {"seed"}
    await acme.ann.submit({"prompt": "   "})
    assert acme.ann.modal, "an empty prompt leaves the form open"
    sent = await acme.ann.submit({"prompt": "a corgi", "seed": "7", "no": "water", "spoiler": ["on"]})
    await acme.slack.again(sent)
    message = await acme.drawn(acme.general)
    assert acme.ann.modal is None
    assert message.thread_ts == said.ts
    request = acme.engine.drawn[0]
    assert (request.prompt, request.seed, request.negative) == ("a corgi", 7, "water")
    assert len(acme.engine.asked) == 1


async def test_a_command_without_words_opens_the_form(acme: Acme) -> None:
    await acme.ann.command("/imagine", "  ", acme.general)
    await until(lambda: acme.ann.modal, what="a form")
    await acme.ann.submit({"prompt": "a corgi"})
    message = await acme.drawn(acme.general)
    assert message.thread_ts == ""


async def test_a_form_that_we_did_not_make_is_refused(acme: Acme) -> None:
    """Forged or borrowed private_metadata draws nothing and changes nothing."""
    await acme.ann.command("/imagine", "", acme.general)
    view = await until(lambda: acme.ann.modal, what="a form")
    text = view["private_metadata"].partition(".")[2]
    for forged in ("", "x", json.dumps({"user": acme.ann.id}), f"AAAAAAAAAAAAAAAAAAAAAA.{text}"):
        acme.ann.user.modal = view
        await acme.ann.submit({"prompt": "a corgi"}, view={**view, "private_metadata": forged})
        assert acme.ann.modal
        assert acme.ann.modal["callback_id"] == "done"
        assert "This form was not made for you. Open it again." in str(acme.ann.modal)
    acme.bob.user.modal = view  # made for Ann
    await acme.bob.submit({"prompt": "a corgi"}, view=view)
    assert acme.bob.modal
    assert acme.bob.modal["callback_id"] == "done"
    assert acme.engine.asked == []


async def test_admins_change_the_workspaces_settings_in_a_form(acme: Acme) -> None:
    """Only admins; what they change holds from the next command on."""
    await acme.ann.command("/imagine-admin", "", acme.general)
    await told(acme.ann)
    assert acme.ann.modal is None
    await acme.eve.command("/imagine-admin", "", acme.general)
    view = await until(lambda: acme.eve.modal, what="a form")
    wrong = await acme.eve.submit({"member-per-day": "many", "unfinished": "1000", "role-per-day": "@nobody=3"})
    assert wrong.said["response_action"] == "errors"
    assert set(wrong.said["errors"]) == {"member-per-day", "unfinished", "role-per-day"}
    assert "many" in wrong.said["errors"]["member-per-day"]
    assert acme.eve.modal is view, "what was typed is still there"
    await acme.eve.submit({"member-per-day": "1"})
    await acme.ann.command("/imagine", "a corgi", acme.general)
    await acme.drawn(acme.general)
    await acme.ann.command("/imagine", "a corgi", acme.general)
    assert "1 of 1" in (await told(acme.ann, "of 1")).text
    acme.ann.user.modal = view
    await acme.ann.submit({"member-per-day": "100"}, view=view)  # forged: it was made for Eve
    await acme.ann.command("/imagine-quota", "", acme.general)
    assert "1 of 1" in (await told(acme.ann, "1 of 1")).text


async def test_admins_words_work_and_nobody_elses(acme: Acme) -> None:
    """Mentions are people and channels: `timeout @ann 30`, `channel off #general`."""
    await acme.bob.command("/imagine-admin", f"timeout <@{acme.ann.id}|ann> 30", acme.general)
    await told(acme.bob)
    await acme.eve.command("/imagine-admin", f"timeout <@{acme.ann.id}|ann> 30", acme.general)
    await told(acme.eve)
    await acme.ann.command("/imagine", "a corgi", acme.general)
    await until(lambda: acme.ann.private, what="a refusal")
    await acme.eve.command("/imagine-admin", f"channel off <#{acme.general.id}|general>", acme.general)
    await until(lambda: len(acme.eve.private) > 1, what="an answer")
    await acme.bob.command("/imagine", "a corgi", acme.general)
    await until(lambda: len(acme.bob.private) > 1, what="a refusal")
    assert acme.engine.asked == []
    assert acme.general.posted == []


async def test_an_admin_who_is_one_no_more_has_no_rights(acme: Acme) -> None:
    """Rights are asked for at the moment of the command, also for an old form."""
    await acme.eve.command("/imagine-admin", "", acme.general)
    await until(lambda: acme.eve.modal, what="a form")
    acme.eve.user.admin = False
    await acme.eve.submit({"member-per-day": "100"})
    await acme.ann.command("/imagine-quota", "", acme.general)
    assert "of 5" in (await told(acme.ann, "of 5")).text


async def test_app_home_is_my_own(acme: Acme) -> None:
    """My day, my unfinished jobs with Cancel, my data; the settings only for admins."""
    acme.engine.hold()
    await acme.ann.command("/imagine", "a corgi", acme.general)
    await until(lambda: acme.general.posted)
    await acme.ann.opens_home()
    home = await until(lambda: acme.ann.home, what="a home")
    assert "a corgi" in str(home)
    assert "1 of 5" in str(home)
    assert "settings" not in str(home)
    await acme.eve.opens_home()
    assert "member-per-day" in str(await until(lambda: acme.eve.home, what="a home"))
    await acme.eve.press_in_home("settings")
    await until(lambda: acme.eve.modal, what="a form")
    await acme.ann.press_in_home("Cancel")
    await until(lambda: "a corgi" not in str(acme.ann.home), what="cancelled")
    await acme.ann.press_in_home("Export my data")
    await until(lambda: any(said.files for said in acme.ann.im.posted), what="my data")
    await acme.ann.press_in_home("Delete my data")
    await until(lambda: not acme.general.posted, what="the message of what was forgotten is gone")
    acme.engine.release()


async def test_commands_are_named_as_slack_takes_them(acme: Acme) -> None:
    """It has three slash commands; others are said to Nonet, and moderators' are words of /imagine-admin."""
    await acme.ann.mentions("help", acme.general)
    assert "@Nonet again" in (await told(acme.ann, "/imagine-quota")).text
    await acme.eve.command("/imagine-admin", "timeout", acme.general)
    await told(acme.eve, "/imagine-admin timeout @name MINUTES")


async def test_forged_presses_are_refused(acme: Acme) -> None:
    """Values that no button of ours has, another workspace's job, a member's moderator press."""
    await acme.ann.command("/imagine", "a corgi", acme.general)
    message = await acme.drawn(acme.general)
    await acme.bob.act(message, {"action_id": "forged", "type": "button"}, value="pick:zzzzz:5")
    await until(lambda: "zzzzz" in str(acme.bob.modal), what="a window that says no")
    acme.bob.user.modal = None
    for count, value in enumerate(("", "x" * 300, "drop table jobs", "pick:../..:1", "settings"), 1):
        await acme.bob.act(message, {"action_id": "forged", "type": "button"}, value=value)
        await until(lambda count=count: len(acme.bob.private) >= count, what=f"a refusal of {value[:20]!r}")
    assert acme.bob.modal is None
    assert finished(message)


async def test_a_private_answer_outlives_its_response_url(acme: Acme) -> None:
    """Where Slack takes no more answers by the address that it gave, the bot's own token speaks."""
    acme.slack.faults.next("response_url", "status", 404)
    await acme.bob.command("/imagine-quota", "", acme.general)
    await told(acme.bob, "of 5")
    assert acme.slack.record.calls("chat.postEphemeral")


async def test_a_tile_that_could_not_be_posted_can_be_posted_again(acme: Acme, monkeypatch: pytest.MonkeyPatch) -> None:
    """It came in a direct message; once we are invited, the same button posts it, and says so when pressed again."""
    await acme.ann.command("/imagine", "a corgi", acme.general)
    await acme.ann.press(await acme.drawn(acme.general), "3")
    await picked(acme.ann, "icture 3")
    acme.general.members.discard(acme.team.bot_user)
    await acme.ann.press_in_modal("Post")
    await until(lambda: [said for said in acme.ann.im.posted if "could not post" in said.text], what="in a message")
    acme.general.members.add(acme.team.bot_user)
    await acme.ann.press_in_modal("Post")
    await until(lambda: acme.general.posted[1:], what="posted")
    await acme.ann.press_in_modal("Post")  # a double click
    monkeypatch.setattr(caching, "DOUBLE_CLICK_SECONDS", 0.0)
    await acme.ann.press_in_modal("Post")
    await told(acme.ann, "is already posted")
    assert len([said for said in acme.ann.private if "is already posted" in said.text]) == 1
    assert len(acme.general.posted) == 2


# --- direct messages -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["a cat in a rocket", "again in the rain", "line drawing of a cat", "/imagine a cat"])
async def test_words_in_a_direct_message_are_drawn(acme: Acme, words: str) -> None:
    await acme.ann.says(words, acme.ann.im)
    await acme.drawn(acme.ann.im)
    assert acme.engine.drawn[0].prompt == words.removeprefix("/imagine ")


@pytest.mark.parametrize("words", ["Hi!", "hello there :wave:", "Hallo Nonet", "what can you do?", "こんにちは", "…"])
async def test_a_greeting_is_answered_with_how_to_begin(acme: Acme, words: str) -> None:
    await acme.ann.says(words, acme.ann.im)
    said = (await until(lambda: acme.ann.im.posted, what="an answer"))[0]
    assert "/imagine" in said.text
    assert "for example" in said.text
    assert acme.engine.asked == []


async def test_a_command_in_a_direct_message_is_still_one(acme: Acme) -> None:
    """With a mistake in it, too."""
    await acme.ann.says("quota", acme.ann.im)
    await until(lambda: [said for said in acme.ann.im.posted if "0 of 5" in said.text], what="my quota")
    await acme.ann.says("again k7f3", acme.ann.im)
    await until(lambda: len(acme.ann.im.posted) == 2, what="an answer")
    await acme.eve.says("line", acme.eve.im)
    await until(lambda: acme.eve.im.posted, what="an answer")
    assert acme.engine.asked == []


async def test_app_home_says_how_to_begin(acme: Acme) -> None:
    await acme.ann.opens_home()
    assert "for example" in str(await until(lambda: acme.ann.home, what="a home"))
    await acme.ann.press_in_home("Draw something")
    await until(lambda: acme.ann.modal, what="a form")
    await acme.ann.submit({"prompt": "a corgi"})
    await acme.drawn(acme.ann.im)


# --- a form keeps its words ------------------------------------------------------------------------------------------


async def test_a_form_that_is_refused_keeps_what_was_typed(acme: Acme) -> None:
    """Its limit is the community's; where that has changed meanwhile, or a rule forbids the words, the form says so."""
    await acme.eve.command("/imagine-admin", "settings longest-prompt 4000", acme.general)
    await told(acme.eve, "longest-prompt")
    await acme.bob.command("/imagine", "", acme.general)
    await until(lambda: acme.bob.modal, what="a form: Slack's inputs have 3000 characters at most")
    await acme.eve.command("/imagine-admin", "settings longest-prompt 30", acme.general)
    await until(lambda: len(acme.eve.private) == 2, what="an answer")
    await acme.ann.command("/imagine", "", acme.general)
    view = await until(lambda: acme.ann.modal, what="a form")
    prompt = next(block for block in view["blocks"] if block["block_id"] == "prompt")
    assert prompt["element"]["max_length"] == 30
    await acme.eve.command("/imagine-admin", "settings longest-prompt 10", acme.general)
    await until(lambda: len(acme.eve.private) == 3, what="an answer")
    refused = await acme.ann.submit({"prompt": "a corgi on the moon"})
    assert refused.said["response_action"] == "errors"
    assert "the limit is 10" in refused.said["errors"]["prompt"]
    assert acme.ann.modal is view
    assert acme.ann.private == [], "said once"
    await acme.ann.submit({"prompt": "a corgi"})
    await acme.drawn(acme.general)
    assert acme.ann.modal is None


# --- accepted, and finished ------------------------------------------------------------------------------------------


async def test_nothing_says_accepted_before_it_is_kept(acme: Acme, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that dies before it has reserved the request leaves nothing behind that promises pictures."""
    entered, go = asyncio.Event(), asyncio.Event()
    reserve = acme.run.store.reserve

    async def slow(*given: Any) -> Any:
        entered.set()
        await go.wait()
        return await reserve(*given)

    monkeypatch.setattr(acme.run.store, "reserve", slow)
    asked = asyncio.create_task(acme.ann.command("/imagine", "a corgi", acme.general))
    await entered.wait()
    await asyncio.sleep(0.3)
    assert not asked.done(), "not acknowledged yet"
    assert acme.ann.private == []
    go.set()
    await asked
    assert acme.ann.private[0].text == "On it …"
    await acme.drawn(acme.general)


async def test_a_refused_command_never_says_accepted(acme: Acme) -> None:
    await acme.ann.command("/imagine", f"a corgi {'x' * 400}", acme.general)
    await told(acme.ann, "the limit is 400")
    assert len(acme.ann.private) == 1


@pytest.mark.parametrize("minutes", [1, 5])
async def test_who_waited_for_minutes_is_told_that_it_is_done(acme: Acme, minutes: int) -> None:
    """In a direct message, as Slack notifies nobody of an edit; with a way there, and nobody is mentioned."""
    acme.engine.hold()
    await acme.ann.command("/imagine", "a <!channel> corgi", acme.general)
    await until(lambda: acme.general.posted)
    acme.slack.clock.advance(60.0 * minutes)
    acme.engine.release()
    message = await acme.drawn(acme.general)

    async def posted() -> bool:
        job = await acme.run.store.job(acme.engine.asked[0].id)
        return job is not None and job.state == "posted"

    await until(posted)
    if minutes < 2:
        await asyncio.sleep(0.3)
        assert acme.ann.im.posted == []
        return
    (said,) = await until(lambda: acme.ann.im.posted, what="told")
    assert "ready" in said.text
    assert "<" not in said.text
    assert message.ts.replace(".", "") in str(said.elements)
    await acme.ann.act(said, said.elements[0])  # Slack tells us that the link was followed
    await asyncio.sleep(0.2)
    assert acme.bob.im.posted == []
    assert len(acme.ann.im.posted) == 1
    assert len(acme.ann.private) == 1, "no more than that it was accepted"
