"""What moderators switch off, everywhere or in some channels: its buttons are gone, and a press says who did that."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from scene import ANN, BOB, MAY, Scene, opened

from bot.errors import Closed
from bot.handlers.admission import check_feature
from bot.handlers.captions import CaptionTile
from bot.handlers.command_list import COMMANDS
from bot.handlers.drawing import Redo
from bot.handlers.gallery import Again, Pick, Post
from bot.handlers.mashes import Mash
from bot.handlers.variations import EditMash, Vary
from bot.input.buttons import pressed
from bot.policy.settings import FEATURES, Settings, changed, describe, differences
from bot.replies.messages import say


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    async with opened(tmp_path) as one:
        yield one


NAMES = {"captions": "captions", "sharing": "posting and sharing", "mash": "mash", "hall": "the hall of fame"}


@pytest.mark.parametrize(("feature", "name"), NAMES.items())
def test_each_feature_is_refused_in_its_own_words(feature: str, name: str) -> None:
    """Everywhere, or in the channels that are named; a channel of another place may be asked about, too."""
    assert feature in FEATURES
    check_feature(Settings(), ANN, feature)
    here = changed(Settings(), {feature: "off #general"})
    with pytest.raises(Closed) as refused:
        check_feature(here, ANN, feature)
    assert say("en", refused.value.rule) == f"Moderators switched {name} off here."
    check_feature(here, ANN, feature, "art")
    with pytest.raises(Closed):
        check_feature(changed(Settings(), {feature: "off"}), ANN, feature, "art")


def test_a_feature_reads_as_it_is_typed() -> None:
    """In the list of settings and in the audit log; a channel has its name where the platform knows it."""
    for typed, shown in (("off", "off"), ("OFF <#12|memes>, #art", "off #art #memes"), ("on", "on")):
        settings = changed(Settings(), {"captions": typed})
        assert dict(describe(settings))["captions"] == shown
        expected = [("captions", "on", shown)] if shown != "on" else []
        assert differences(Settings(), settings) == expected
    assert changed(Settings(), {"captions": "off <#12|memes>"}).captions_off == {"12": "memes"}


async def test_captions_that_are_off_have_no_buttons(scene: Scene) -> None:
    """And a press of one from before is refused, as is a post of a caption that was written before."""
    grid = await scene.grid()
    preview = await scene.last(CaptionTile(BOB, grid.job, 5, "hello"))
    press = next(button.press for button in preview.buttons if button.label == "Post here")
    await scene.line(MAY, "/settings captions off #general")
    assert "Caption" not in [button.label for button in (await scene.last(Pick(BOB, grid.job, 5))).buttons]
    refused = "Moderators switched captions off here."
    assert (await scene.last(CaptionTile(BOB, grid.job, 5, "hello"))).text == refused
    assert (await scene.last(pressed(scene.bot.commands, BOB, press, "d1"))).text == refused
    (mine,) = (await scene.line(BOB, "/gallery mine")).sheet
    assert (await scene.last(pressed(scene.bot.commands, BOB, mine.press))).buttons == ()
    art = replace(BOB, channel="art", channel_name="art", channels={"general": "general", "art": "art"})
    assert (await scene.last(pressed(scene.bot.commands, art, mine.press))).buttons
    assert "Caption" in [button.label for button in (await scene.last(Pick(art, grid.job, 5))).buttons]
    with pytest.raises(Closed, match="captions-off"):  # its form does not open
        await scene.bot.prefill(pressed(scene.bot.commands, BOB, f"caption:{grid.job}:5"))


async def test_mash_that_is_off_has_no_buttons(scene: Scene) -> None:
    """Nor does anything draw one: a redo, a retry, a variation, an edit, an offer to wait. Plain grids go on."""
    grid, plain = await scene.last(Mash(BOB, "a cat", "a teapot")), await scene.grid()
    offer = pressed(scene.bot.commands, BOB, scene.bot._refusals._offer(Mash(BOB, "a cat", "a cup").request))
    await scene.saved(MAY, "/settings mash off #general")
    drawn = len(scene.engine.asked)
    edit = EditMash(BOB, grid.job, "a cat", mash="a cup", dial="50")
    retry = Redo(BOB, grid.job, same_seed=True)
    for command in (Mash(BOB, "a", "b"), Redo(BOB, grid.job), retry, Vary(BOB, grid.job, 5), edit, offer):
        assert (await scene.last(command)).text == "Moderators switched mash off here."
    assert len(scene.engine.asked) == drawn
    with pytest.raises(Closed, match="mash-off"):  # its form does not open
        await scene.bot.prefill(pressed(scene.bot.commands, BOB, f"edit-mash:{grid.job}"))
    for command in (Again(BOB, grid.job), Pick(BOB, grid.job, 5)):
        labels = [button.label for button in (await scene.last(command)).buttons]
        assert {"Redo", "Edit", "Vary a little", "Vary half", "Vary most"} & set(labels) == set()
        assert labels, "what draws nothing is there"
    assert "Redo" in [button.label for button in (await scene.last(Again(BOB, plain.job))).buttons]
    assert (await scene.last(Redo(BOB, plain.job))).state == "drawn"
    art = replace(BOB, channel="art", channel_name="art", channels={"general": "general", "art": "art"})
    assert "Edit" in [button.label for button in (await scene.last(Again(art, grid.job))).buttons]
    assert (await scene.last(Redo(art, grid.job))).state == "drawn"


async def test_posts_that_are_off_have_no_buttons(scene: Scene) -> None:
    """Nor do shares; undo brings them back."""
    grid = await scene.grid()
    await scene.line(MAY, "/settings sharing off")
    labels = [button.label for button in (await scene.last(Pick(BOB, grid.job, 5))).buttons]
    assert {"Post here", "Share"} & set(labels) == set()
    captioned = await scene.last(CaptionTile(BOB, grid.job, 5, "hello"))
    assert [button.label for button in captioned.buttons] == ["Edit caption"]
    post = await scene.last(Post(BOB, grid.job, 5, "d1"))
    assert (post.text, post.picture) == ("Moderators switched posting and sharing off here.", None)
    await scene.line(MAY, "/undo")
    assert (await scene.last(Post(BOB, grid.job, 5, "d1"))).picture is not None


PRESSES = {
    "caption:{mash}:5": ("captions", {"top": "hello"}),
    "post-caption:{plain}:5:{caption}": ("captions", {}),
    "share:{plain}:5:{caption}": ("captions", {"channel": "memes"}),
    "post:{mash}:5": ("sharing", {}),
    "share:{mash}:5": ("sharing", {"channel": "memes"}),
    "redo:{mash}": ("mash", {}),
    "retry:{mash}": ("mash", {}),
    "vary:{mash}:5:half": ("mash", {}),
    "edit:{mash}": ("mash", {"prompt": "a dog"}),
    "edit-mash:{mash}": ("mash", {"prompt": "a dog", "mash": "a cup", "dial": "50"}),
    "relaxed:{offer}": ("mash", {}),
    "vote:{mash}:5:on": ("hall", {}),
    "vote:{mash}:5:off": ("hall", {}),
}
"""Buttons that were posted before a feature was switched off, the feature, and what their forms say."""
ALWAYS = {
    "again", "audit", "cancel", "cancel-rehearsed", "cancelall", "delete", "dismiss", "enlarge", "export", "favourite",
    "forget", "gallery", "help", "nine", "pick", "quota", "report-picture", "save", "save-rehearsed", "show-caption",
    "timeout-reported", "undo", "watch", "withdraw",
}  # fmt: skip
"""Verbs that no switch is about: they show, keep or take back what is there."""


def test_every_button_has_a_switch_or_needs_none() -> None:
    """A new one is named in one of the two."""
    verbs = {spec.button.partition(":")[0] for spec in COMMANDS if spec.button}
    assert {press.partition(":")[0] for press in PRESSES} | ALWAYS == verbs


@pytest.mark.parametrize("where", ["off", "off #general"])
@pytest.mark.parametrize("press", PRESSES)
async def test_a_button_from_before_is_refused_in_a_sentence(scene: Scene, press: str, where: str) -> None:
    """Privately, and nothing is drawn, posted or counted; while the feature is on, none of them says that it is off."""
    feature, filled = PRESSES[press]
    await scene.line(MAY, "/settings hall-channel hall")
    mash, plain = await scene.last(Mash(ANN, "a cat", "a teapot")), await scene.grid()
    preview = await scene.last(CaptionTile(BOB, plain.job, 5, "hello"))
    caption = next(button.press for button in preview.buttons if button.label == "Post here").rpartition(":")[2]
    offer = scene.bot._refusals._offer(Mash(BOB, "a cat", "a cup").request).partition(":")[2]
    text = press.format(mash=mash.job, plain=plain.job, caption=caption, offer=offer)
    refused = f"Moderators switched {NAMES[feature]} off here."
    await scene.saved(MAY, f"/settings {feature} {where}")
    drawn = len(scene.engine.asked)
    (reply,) = await scene.all(pressed(scene.bot.commands, BOB, text, "d1", "there", filled))
    assert (reply.text, reply.private, reply.post, reply.share) == (refused, True, None, "")
    assert (len(scene.engine.asked), await scene.store.shares.of(mash.job)) == (drawn, [])
    await scene.line(MAY, "/undo")
    reply = await scene.last(pressed(scene.bot.commands, BOB, text, "d2", "there", filled))
    assert reply.text != refused
