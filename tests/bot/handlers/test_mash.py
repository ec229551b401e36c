"""Mashes: nine pictures between two prompts, and what people do with them."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from fakes.engine import codes_of, pictures_of
from scene import ANN, BOB, Scene, opened

from bot.errors import Mistake
from bot.handlers.blocked_words import AddRule
from bot.handlers.captions import CaptionTile
from bot.handlers.downloads import Save
from bot.handlers.drawing import Redo
from bot.handlers.gallery import Again
from bot.handlers.mashes import Mash
from bot.handlers.variations import EditMash, Vary
from bot.input.buttons import form_of, pressed
from bot.input.parser import parse
from bot.member import Member
from bot.reply import Reply
from inference.api import Request


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    async with opened(tmp_path) as one:
        yield one


async def mash(scene: Scene, line: str, by: Member = ANN, delivery: str = "") -> Reply:
    return await scene.last(parse(scene.bot.commands, by, line, delivery))


@pytest.mark.parametrize(
    ("line", "dial", "walk"),
    [
        ("/mash a cat | a teapot", 0.5, False),
        ("/mash a cat + a teapot", 0.5, False),
        ("/mash a: a cat b: a teapot", 0.5, False),
        ("/mash a cat | a teapot --dial 30 --seed 5", 0.3, False),
        ("/mash --walk a cat | a teapot", 0.5, True),
        ("/mash A: a cat\tB:a teapot --dial=0", 0.0, False),
    ],
)
async def test_a_mash_is_drawn_from_both_prompts(scene: Scene, line: str, dial: float, walk: bool) -> None:
    """With the dial that was given, or on a walk; and it is one grid of the quota."""
    reply = await mash(scene, line)
    request = scene.engine.asked[-1]
    assert (request.prompt, request.mash, request.dial, request.walk) == ("a cat", "a teapot", dial, walk)
    assert reply.picture is not None
    assert reply.text.startswith("“a cat + a teapot” for Ann\nMash: ")
    assert "“a cat + a teapot”" in reply.picture.alt
    assert await scene.store.job(reply.job) is not None


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("/mash", "Write two prompts with + between them"),
        ("/mash a c++ cat", "Write two prompts with + between them"),
        ("/mash | a teapot", "Write two prompts with + between them"),
        ("/mash a cat |  ", "Write two prompts with + between them"),
        ("/mash \u200b\x00 | a teapot", "Write two prompts with + between them"),
        ("/mash a cat | \u2060\u200b", "Write two prompts with + between them"),
        ("/mash a cat | A  \u200bCat", "The two prompts are the same."),
        ("/mash a cat | a teapot --dial 101", "The dial is a number from 0 (only the first) to 100"),
        ("/mash a cat | a teapot --dial -1", "The dial is a number from 0 (only the first) to 100"),
        ("/mash a cat | a teapot --dial half", "The dial is a number from 0 (only the first) to 100"),
        ("/mash a cat | a teapot --dial 1e9", "The dial is a number from 0 (only the first) to 100"),
        ("/mash a cat | " + "x" * 10_000, "Your prompt has 10,000 characters"),
        ("/mash a cat | 猫", "Nothing in this prompt can be read."),
        ("/mash " + " " * 10_000 + "b:", "Write two prompts with + between them"),
    ],
)
async def test_a_mash_that_cannot_be_drawn_is_refused(scene: Scene, line: str, says: str) -> None:
    """In a sentence, for whoever wrote it, before anything is drawn."""
    try:
        reply = await mash(scene, line)
    except Mistake as mistake:
        reply = await scene.bot.refused(ANN, mistake)
    assert reply.private
    assert says in reply.text
    assert scene.engine.asked == []


async def test_blocked_words_are_blocked_in_both_prompts(scene: Scene) -> None:
    await scene.last(AddRule(replace(ANN, moderator=True), "darn", "rude"))
    for line in ("/mash a darn cat | a teapot", "/mash a cat | a d4rn teapot"):
        assert "rude" in (await mash(scene, line)).text
    assert scene.engine.asked == []


async def test_the_same_delivery_is_the_same_mash(scene: Scene) -> None:
    first = await mash(scene, "/mash a cat | a teapot", delivery="d1")
    assert first.picture is not None
    again = [one async for one in scene.bot.handle(parse(scene.bot.commands, ANN, "/mash a cat | a teapot", "d1"))]
    assert again == []
    assert len(scene.engine.asked) == 1


async def test_a_mash_can_be_redone_varied_captioned_and_saved(scene: Scene) -> None:
    """Each new grid keeps both prompts and the dial; a variation of a walk has its picture's place on it."""
    grid = await mash(scene, "/mash a cat | a teapot --walk --seed 5")
    codes = codes_of(Request("a cat", 5, mash="a teapot", walk=True))
    await scene.last(Redo(BOB, grid.job))
    redone = scene.engine.asked[-1]
    assert (redone.mash, redone.walk, redone.seed != 5) == ("a teapot", True, True)
    await scene.last(Vary(BOB, grid.job, 3))
    varied = scene.engine.asked[-1]
    assert (varied.mash, varied.walk, varied.dial, len(varied.prefix)) == ("a teapot", False, 0.25, 9)
    captioned = await scene.last(CaptionTile(BOB, grid.job, 9, "short and stout"))
    assert captioned.picture is not None
    assert captioned.picture.alt == "Picture 9 of “a cat + a teapot” with the caption “short and stout”."
    again = await scene.last(Again(BOB, grid.job))
    assert again.picture is not None
    assert grid.picture is not None
    np.testing.assert_array_equal(again.picture.pixels, grid.picture.pixels)
    (file,) = (await scene.last(Save(BOB, grid.job))).files
    with zipfile.ZipFile(io.BytesIO(file.data)) as archive:
        kept = json.loads(archive.read(f"{grid.job}.json"))
    drawn = Request(kept["prompt"], kept["seed"], kept["negative"], mash=kept["mash"], walk=kept["walk"])
    np.testing.assert_array_equal(pictures_of(codes_of(drawn)), pictures_of(codes))


async def test_a_mash_is_edited_in_a_form_of_its_own(scene: Scene) -> None:
    """It begins with both prompts and the dial, and draws them with the same seed."""
    grid = await mash(scene, "/mash a cat | a teapot --dial 30 --seed 5 --no dogs")
    (press,) = (button.press for button in grid.buttons if button.label == "Edit")
    commands = scene.bot.commands
    spec = form_of(commands, press)
    assert spec is not None
    words = await scene.bot.prefill(pressed(commands, BOB, press))
    assert words == {"prompt": "a cat", "mash": "a teapot", "dial": "30", "no": "dogs"}
    await scene.last(pressed(commands, BOB, press, filled=words | {"mash": "a cup", "dial": "62.5 %"}))
    child = scene.engine.asked[-1]
    assert (child.prompt, child.mash, child.dial, child.walk) == ("a cat", "a cup", 0.625, False)
    assert (child.seed, child.negative) == (5, "dogs")
    await scene.last(pressed(commands, BOB, press, filled=words | {"dial": " Walk"}))
    assert scene.engine.asked[-1].walk
    before = len(scene.engine.asked)
    for wrong in ("", "nan", "101", "-1", "1e1", "٥", "half"):
        reply = await scene.last(EditMash(BOB, grid.job, "a cat", mash="a cup", dial=wrong))
        assert reply.text.startswith("The dial is a number")
    for filled in ({"mash": "\u200b"}, {"prompt": ""}, {"mash": "A CAT"}):
        assert (await scene.last(pressed(commands, BOB, press, filled=words | filled))).picture is None
    assert len(scene.engine.asked) == before


@pytest.mark.parametrize("press", ["edit-mash", "edit-mash:", "edit-mash:k7f3q:1", "edit-mash:../..", "mash:a:b"])
def test_a_forged_button_is_none_of_ours(scene: Scene, press: str) -> None:
    with pytest.raises(Mistake, match="old-button"):
        pressed(scene.bot.commands, ANN, press)


async def test_a_mash_comes_later_the_next_time(scene: Scene) -> None:
    """It takes as much of the device as one and a half plain grids, so the fair queue counts it as that."""
    jobs = [
        await scene.store.job((await mash(scene, line)).job)
        for line in ("/mash a cat | a teapot", "/mash a cat | a teapot --dial 100", "/imagine a cat")
    ]
    assert [job and job.cost for job in jobs] == [1.5, 1.0, 1.0]


async def test_a_member_over_their_quota_can_wait_with_a_mash(scene: Scene) -> None:
    """The offer of an idle device draws the same mash."""
    request = Mash(ANN, "a cat", "a teapot", 30, seed=5).request
    reply = scene.bot._refusals._offer(request)
    offer = pressed(scene.bot.commands, ANN, reply)
    await scene.last(offer)
    drawn = scene.engine.asked[-1]
    assert (drawn.prompt, drawn.mash, drawn.dial, drawn.seed) == ("a cat", "a teapot", 0.3, 5)
