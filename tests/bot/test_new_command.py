"""A new command needs one module, with its dataclass, handler and spec, and its sentences: nothing else knows of it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from browser import chat, visitor
from browser import drawn as drawn_on_the_page
from catalog_folder import catalogs_in
from fakes.discord.stage import stage
from fakes.engine import FakeEngine
from fakes.slack.acme import acme_at, finished, told
from fakes.slack.running import until
from goldens import ROOT
from scene import ANN
from toy import stamp
from toy.stamp import Stamp

from bot.errors import Mistake
from bot.handlers.command_list import COMMANDS
from bot.input.buttons import press, pressed
from bot.input.parser import parse
from bot.replies import catalogs

WITH_STAMP = (*COMMANDS, *stamp.COMMANDS)
TOY = ROOT / "tests/support/toy"


@pytest.fixture(autouse=True)
def sentences(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The catalogs with those of the toy."""
    folder = tmp_path_factory.mktemp("bot") / "locales"
    shutil.copytree(ROOT / "bot/locales", folder)
    for file in TOY.glob("*.ftl"):
        shutil.copy(file, folder / file.stem / "stamp.ftl")
    with catalogs_in(folder):
        yield


def test_it_can_be_typed() -> None:
    """With its limits, and a sentence where something is wrong."""
    assert parse(WITH_STAMP, ANN, "/stamp k7f3q TOP hello there") == Stamp(ANN, "k7f3q", "top", "hello there")
    for line, rule in (
        ("/stamp", "how-stamp"),
        ("/stamp k7f3q left hello", "how-stamp"),
        (f"/stamp k7f3q top {'x' * 41}", "long-argument"),
    ):
        with pytest.raises(Mistake, match=rule):
            parse(WITH_STAMP, ANN, line)
    with pytest.raises(Mistake) as mistake:
        parse(WITH_STAMP, ANN, "/statmp")
    assert mistake.value.facts["closest"] == "/stamp"


def test_it_is_a_button() -> None:
    """There and back; a forged one is refused."""
    assert pressed(WITH_STAMP, ANN, press("stamp", "k7f3q", "top")) == Stamp(ANN, "k7f3q", "top")
    for forged in ("stamp:k7f3q:left", "stamp:K7:top", "stamp:k7f3q"):
        with pytest.raises(Mistake, match="old-button"):
            pressed(WITH_STAMP, ANN, forged)


async def test_it_is_a_slash_command_in_discord(tmp_path: Path) -> None:
    """With its options, choices and limits, described in every language."""
    async with stage(tmp_path, begin=False) as s:
        s.commands = WITH_STAMP
        await s.begin()
        await s.drawn(await s.imagine("a corgi"))
        (job,) = s.jobs()
        asked = await s.fake.slash(s.ann, s.general, "stamp", job=job, edge="top", text="hello")
        message = await asked.says(f"{job} has “hello” at the top.")
        assert message.seen_by is s.ann
        (shown,) = (one for one in s.fake.commands if one["name"] == "stamp")
        assert shown["description_localizations"]["de"] == "Beschriftet ein Raster"
        options = {one["name"]: one for one in shown["options"]}
        assert [name for name, one in options.items() if one.get("required")] == ["job", "edge"]
        assert options["text"]["max_length"] == 40
        assert [one["value"] for one in options["edge"]["choices"]] == ["top", "bottom"]
        assert options["edge"]["choices"][0]["name_localizations"]["fr"] == "haut"
        assert "stamp" in (await (await s.fake.slash(s.ann, s.general, "help", topic="stamp")).shown()).text


async def test_it_is_said_to_the_bot_in_slack(tmp_path: Path) -> None:
    """And where it has a slash command of its own, that opens its form."""
    spec = replace(stamp.COMMANDS[0], slack="imagine-stamp")
    async with acme_at(tmp_path, commands=(*COMMANDS, spec)) as acme:
        await acme.ann.command("/imagine", "a corgi", acme.general)
        message = await acme.drawn(acme.general)
        job = acme.engine.drawn[0].id
        assert finished(message)
        await acme.ann.mentions(f"stamp {job} bottom hello", acme.general)
        await told(acme.ann, f"{job} has “hello” at the bottom.")
        await acme.ann.command("/imagine-stamp", "", acme.general)
        view = await until(lambda: acme.ann.modal, what="a form")
        assert view["blocks"][0]["label"]["text"] == "The grid, such as k7f3q"
        await acme.ann.submit({"job": job, "edge": "top", "text": "from a form"})
        await told(acme.ann, f"{job} has “from a form” at the top.")


async def test_it_is_in_the_page_s_list(tmp_path: Path) -> None:
    """As it is typed there."""
    async with chat(tmp_path, FakeEngine(), commands=WITH_STAMP) as here, visitor(here) as ann:
        (entry,) = (one for one in ann.frames[0]["commands"] if one["name"] == "stamp")
        assert entry == {
            "name": "stamp", "takes": "k7f3q top · bottom [text]", "says": "Stamp a grid", "options": [],
            "moderators": False, "complete": False,
        }  # fmt: skip
        message = await drawn_on_the_page(ann)
        answer = await ann.until(await ann.say(f"/stamp {message['job']} top hello"), "note")
        assert answer["text"] == f"{message['job']} has “hello” at the top."


def test_it_needs_one_module_and_its_sentences() -> None:
    """Before, it would have been ten files of code and nine of words."""
    module = Path(stamp.__file__).read_text().splitlines()
    written = [line for line in module if line.strip() and not line.startswith(("from", '"""'))]
    assert len(written) <= 20
    assert all(len(file.read_text().splitlines()) <= 9 for file in TOY.glob("*.ftl"))
    assert {file.stem for file in TOY.glob("*.ftl")} == set(catalogs.languages())
