"""What people see in Slack, over the socket and over HTTP: the acceptance walkthrough with the real SDK."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path

import pytest
from fakes.engine import FakeEngine
from fakes.slack.acme import Acme, acme_at, picked, picture, told
from fakes.slack.running import until
from PIL import Image

from inference.api import EngineFailed


@pytest.fixture(params=["socket", "http"])
async def acme(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Acme]:
    async with acme_at(tmp_path, request.param) as made:
        yield made


async def test_a_command_becomes_nine_pictures_in_one_message(acme: Acme) -> None:
    """Acknowledged privately; then one public message: place and charge, previews, the collage."""
    delivery = await acme.ann.command("/imagine", "a corgi riding a subway", acme.general)
    assert delivery.seconds is not None
    assert acme.ann.private[0].text == "On it …"
    first = (await until(lambda: acme.general.posted))[0]
    assert "a corgi riding a subway" in first.text
    message = await acme.drawn(acme.general)
    assert message is first
    assert len(acme.general.posted) == 1
    assert any("Cancel" in str(blocks) for _, _, blocks in message.edits)
    assert "1 of 5 used, resets at 12:00 AM UTC" in str(message.edits)
    assert "a corgi riding a subway" in message.pictures[0]["alt_text"]
    assert picture(acme.team, message).size[0] > 3 * 16
    assert "4 of 5 left until 12:00 AM UTC" in str(message.blocks)
    assert [each["text"]["text"] for each in message.elements[:9]] == list("123456789")
    assert acme.engine.drawn[0].prompt == "a corgi riding a subway"


async def test_the_picture_grows_in_edits_a_second_apart(tmp_path: Path) -> None:
    """Previews are shown in the same message; their files are gone once the collage is there."""
    async with acme_at(tmp_path, engine=FakeEngine(4.0, chunks=16), second=1.0) as acme:
        await acme.ann.command("/imagine", "a slow corgi", acme.general)
        message = await acme.drawn(acme.general)
        frames = [blocks for _, _, blocks in message.edits if any(block["type"] == "image" for block in blocks)]
        assert frames, "no preview was ever shown"
        previews = [file for file in acme.team.files.values() if "preview" in file.name and file.complete]
        await until(lambda: all(file.deleted for file in previews if file.mimetype), what="previews deleted")
        # The fake counts more than four writes in three seconds as a violation; here are the gaps themselves.
        times = [line["t"] for line in acme.slack.record.calls("chat.update")]
        assert all(later - earlier > 0.9 for earlier, later in pairwise(times))


async def test_numbers_change_one_private_window(acme: Acme) -> None:
    """Bob looks at tiles of Ann's grid: only he sees them, in one window, and there is nothing new in his messages."""
    await acme.ann.command("/imagine", "a corgi", acme.general)
    message = await acme.drawn(acme.general)
    before = list(message.blocks)
    await acme.bob.press(message, "5")
    first = await picked(acme.bob, "icture 5")
    await acme.bob.press_in_modal("7")
    second = await picked(acme.bob, "icture 7")
    assert second["id"] == first["id"]
    await acme.bob.press_in_modal("5")
    again = await picked(acme.bob, "icture 5")
    files = [next(block["slack_file"]["id"] for block in view["blocks"] if "slack_file" in block)
             for view in (first, second, again)]  # fmt: skip
    assert files[0] == files[2] != files[1], "a tile is uploaded once"
    assert message.blocks == before
    assert acme.bob.im.posted == acme.bob.private == []
    assert [said for said in acme.general.posted if said is not message] == []


async def test_a_double_click_on_post_posts_once(acme: Acme) -> None:
    """The tile is in the channel once, with its maker and who posted it; the window says where to look."""
    await acme.ann.command("/imagine", "a corgi", acme.general)
    message = await acme.drawn(acme.general)
    await acme.bob.press(message, "5")
    await picked(acme.bob)
    await acme.bob.press_in_modal("Post")
    await acme.bob.press_in_modal("Post")
    posted = (await until(lambda: acme.general.posted[1:], what="posted"))[0]
    assert "ann" in posted.text
    assert "bob" in posted.text
    assert posted.pictures
    await until(lambda: "behind this window" in str(acme.bob.modal))
    await acme.ann.command("/imagine-quota", "", acme.general)
    await told(acme.ann, "of 5")
    assert len(acme.general.posted) == 2


async def test_only_the_asker_or_an_admin_cancels(acme: Acme) -> None:
    acme.engine.hold()
    await acme.ann.command("/imagine", "a corgi", acme.general)
    message = (await until(lambda: acme.general.posted))[0]
    await acme.bob.press(message, "Cancel")
    await told(acme.bob, "Only the member who made this request or a moderator")
    assert "Cancel" in str(message.blocks)
    await acme.eve.press(message, "Cancel")
    await until(lambda: "Cancel" not in str(message.elements), what="cancelled")
    await acme.ann.command("/imagine-quota", "", acme.general)
    assert "0 of 5" in (await told(acme.ann, "of 5")).text
    acme.engine.release()


async def test_redo_draws_the_same_words_anew_for_the_presser(acme: Acme) -> None:
    await acme.ann.command("/imagine", "a corgi --seed 5", acme.general)
    message = await acme.drawn(acme.general)
    await acme.bob.press(message, "Redo")
    again = await acme.drawn(acme.general, 2)
    assert "bob" in again.text
    assert [request.prompt for request in acme.engine.drawn] == ["a corgi", "a corgi"]
    assert acme.engine.drawn[0].seed == 5
    assert acme.engine.drawn[1].seed != 5


async def test_delete_takes_the_message_away(acme: Acme) -> None:
    """And a tile of it that somebody has posted."""
    await acme.ann.command("/imagine", "a corgi", acme.general)
    message = await acme.drawn(acme.general)
    await acme.bob.press(message, "Delete")
    await told(acme.bob)
    await acme.bob.press(message, "5")
    await picked(acme.bob)
    await acme.bob.press_in_modal("Post")
    await until(lambda: acme.general.posted[1:], what="posted")
    await acme.ann.press(message, "Delete")
    await until(lambda: not acme.general.posted, what="deleted")


async def test_a_refusal_is_private_and_costs_nothing(acme: Acme) -> None:
    """A wrong seed, too many letters, a fourth ask at once, a channel that is off: each says what is wrong."""
    await acme.ann.command("/imagine", "a corgi --seed purple", acme.general)
    assert "seed" in (await told(acme.ann, "purple")).text
    await acme.ann.command("/imagine", "x" * 401, acme.general)
    assert "400" in (await told(acme.ann, "401")).text
    acme.engine.hold()
    for _ in range(4):
        await acme.ann.command("/imagine", "a corgi", acme.general)
    await until(lambda: len(acme.general.posted) == 3 and len(acme.ann.private) > 5, what="three, and a refusal")
    assert len(acme.general.posted) == 3
    await told(acme.ann, "3 of 3 unfinished requests. Try again in about")
    acme.engine.release()
    await acme.drawn(acme.general, 3)
    await acme.eve.command("/imagine-admin", f"channel off <#{acme.general.id}|general>", acme.general)
    await acme.eve.press(await told(acme.eve, "#general"), "Save")
    await told(acme.eve, "Saved.")
    await acme.bob.command("/imagine", "a corgi", acme.general)
    await told(acme.bob, "off in this channel")
    await acme.ann.command("/imagine-quota", "", acme.general)
    await told(acme.ann, "3 of 5")


async def test_a_place_never_gets_worse_without_a_reason(tmp_path: Path) -> None:
    """Whoever had fewer pictures goes first, and the message says so; then it is the next, and needs no reason."""
    async with acme_at(tmp_path, engine=(engine := FakeEngine(slots=1))) as acme:
        engine.hold()
        await acme.ann.command("/imagine", "one", acme.general)
        await until(lambda: acme.general.posted)
        await acme.ann.command("/imagine", "two", acme.general)
        one, two = await until(lambda: acme.general.posted[1:] and acme.general.posted)
        await until(lambda: "Position 1 in the queue; ready in about" in two.text)
        await acme.bob.command("/imagine", "three", acme.general)
        await until(lambda: "Position 2 in the queue" in two.text and "fewer pictures lately goes ahead" in two.text)
        await acme.ann.press(one, "Cancel")
        await until(lambda: "Position 1 in the queue" in two.text and "fewer pictures" not in two.text)
        engine.release()
        await acme.drawn(acme.general, 2)


async def test_who_has_used_up_the_day_may_wait_for_an_idle_device(acme: Acme) -> None:
    """Privately offered; taken, it is drawn for all to see."""
    for setting in ("member-per-day 1", "relaxed on"):
        await acme.eve.command("/imagine-admin", f"settings {setting}", acme.general)
        await told(acme.eve, setting.split()[0])
    await acme.ann.command("/imagine", "the day's", acme.general)
    await acme.drawn(acme.general)
    await acme.ann.command("/imagine", "a corgi", acme.general)
    await acme.ann.press(await told(acme.ann, "You have used 1 of 1 grids"), "Wait for an idle device")
    assert "a corgi" in (await acme.drawn(acme.general, 2)).text


async def test_nothing_in_a_prompt_is_markup(acme: Acme) -> None:
    """No ping, no link, no formatting: text is plain text, and & < > are escaped wherever Slack would read them."""
    nasty = "&lt;!channel&gt; @everyone <@U123|ann> *b* `c` &amp;amp; &lt;http://example.invalid|x&gt; ||a||"
    acme.engine.unread = 3
    await acme.ann.command("/imagine", nasty, acme.general)
    message = await acme.drawn(acme.general)
    assert "3 words were ignored" in str(message.blocks)
    assert "channel @everyone ann *b*" in message.text
    assert "<!" not in str(message.blocks).replace(message.pictures[0]["alt_text"], "")
    assert all(block["text"]["type"] == "plain_text" for block in message.blocks if block["type"] == "section")
    assert acme.engine.drawn[0].prompt.startswith("channel @everyone")
    assert "`c` & x" in acme.engine.drawn[0].prompt


async def test_a_spoiler_is_covered_until_somebody_wants_to_see_it(acme: Acme) -> None:
    await acme.ann.command("/imagine", "the end of the film --spoiler", acme.general)
    message = await acme.drawn(acme.general)
    cover = picture(acme.team, message)
    await acme.bob.press(message, "Show the picture")
    view = await until(lambda: acme.bob.modal, what="a view")
    file = acme.team.files[view["blocks"][0]["slack_file"]["id"]]
    assert Image.open(io.BytesIO(file.data)).tobytes() != cover.tobytes()
    forged = {"action_id": "reveal:x", "type": "button"}
    acme.bob.user.modal = None
    await acme.bob.act(message, forged, value=f"reveal:AAAA.{file.id}")
    await told(acme.bob)
    assert acme.bob.modal is None


async def test_what_fails_costs_nothing_and_may_be_tried_again(acme: Acme) -> None:
    """The message says so, with Retry; nothing is charged, and the second try ends as usual."""
    broken = [EngineFailed("It failed twice.", "r3f")]
    acme.engine.fails = lambda request: broken.pop() if broken else None
    await acme.ann.command("/imagine", "a corgi", acme.general)
    message = (await until(lambda: [said for said in acme.general.posted if "r3f" in said.text], what="failed"))[0]
    await acme.ann.command("/imagine-quota", "", acme.general)
    assert "0 of 5" in (await told(acme.ann, "of 5")).text
    await acme.ann.press(message, "Retry")
    await acme.drawn(acme.general)
    assert len({request.seed for request in acme.engine.asked}) == 1


async def test_an_old_collage_is_shown_again_pixel_for_pixel(acme: Acme) -> None:
    """In a direct message, by its id."""
    await acme.ann.command("/imagine", "a corgi", acme.general)
    message = await acme.drawn(acme.general)
    job = next(each["value"] for each in message.elements if each["value"].startswith("pick:")).split(":")[1]
    await acme.ann.says(f"again {job}", acme.ann.im)
    again = (await until(lambda: [said for said in acme.ann.im.posted if said.pictures], what="again"))[0]
    assert picture(acme.team, again).tobytes() == picture(acme.team, message).tobytes()


async def test_everybody_is_spoken_to_in_their_language(acme: Acme) -> None:
    await acme.karl.command("/imagine-quota", "", acme.general)
    assert "von 5" in (await told(acme.karl)).text
