"""A bundled model is drawn from as suits it; every other one by DALL·E Mini's public recipe."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from goldens import CHECKPOINT
from scene import ANN, opened
from terminal import MODEL, Nonet

from bot.handlers.drawing import Imagine
from inference.api import ModelError, Request
from inference.files import dalle_mini, model_folder, model_names
from inference.files.convert import convert


def test_pocket_has_a_recipe_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Within what a request may ask; a folder of that name here is somebody else's model."""
    monkeypatch.chdir(tmp_path)
    options = model_folder.sampling("pocket")
    assert set(options) == {"guidance", "temperature", "top_k"}
    assert Request("a cat", **options) != Request("a cat")
    (tmp_path / "pocket").mkdir()
    assert model_folder.sampling("pocket") == {}


def test_a_model_of_ones_own_brings_its_recipe_along(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that `nonet train` made, and what was converted from it, say themselves how they draw best."""
    shutil.copytree(model_names.BUNDLED / "pocket", tmp_path / "mine")
    convert(dalle_mini.locate(str(tmp_path / "mine")), tmp_path / "converted")
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in (tmp_path / "mine", tmp_path / "converted", "~/mine"):
        assert model_folder.sampling(str(name)) == model_folder.sampling("pocket")


@pytest.mark.parametrize("said", [7, {"guidance": "high"}, {"seed": 3}, {"temperature": 0}, {"top_k": -1}])
def test_a_recipe_that_no_request_may_ask_is_refused(nonet: Nonet, tmp_path: Path, said: object) -> None:
    """Before anything is loaded, with the file's name."""
    (tmp_path / "config.json").write_text(json.dumps({"sampling": said}))
    with pytest.raises(ModelError, match=r"config\.json: 'sampling'"):
        model_folder.sampling(str(tmp_path))
    done = nonet("imagine", "a cat", "--model", tmp_path)
    assert done.code
    assert "'sampling'" in done.err


@pytest.mark.parametrize("text", ["", "[]", "{", "{}", "[" * 200_000])
def test_a_broken_file_is_left_to_the_loader(tmp_path: Path, text: str) -> None:
    """Which says more about it."""
    (tmp_path / "config.json").write_text(text)
    assert model_folder.sampling(str(tmp_path)) == {}


@pytest.mark.parametrize("name", ["", "dalle-mini/dalle-mini", "../pocket", "nobody", str(CHECKPOINT), "x" * 300])
def test_other_models_have_the_public_recipe(name: str) -> None:
    """Whatever their config.json says of how transformers would sample."""
    assert model_folder.sampling(name) == {}


async def test_the_bot_keeps_the_recipe_with_the_job(tmp_path: Path) -> None:
    """The engine is asked with it, and the row has it: the same picture tomorrow, whatever the recipe is then."""
    async with opened(tmp_path, options={"guidance": 1.5, "top_k": 7}) as scene:
        drawn = await scene.last(Imagine(ANN, "a cat"))
        asked = scene.engine.asked[-1]
        assert (asked.guidance, asked.top_k, asked.temperature) == (1.5, 7, 1.0)
        job = await scene.store.job(drawn.job)
        assert job is not None
        assert job.options == {"guidance": 1.5, "top_k": 7}


def test_the_terminal_uses_it_unless_told_otherwise(
    nonet: Nonet, asked: list[Request], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An option that is typed goes before the recipe, and the recipe before the public one."""
    monkeypatch.setattr("bot.cli.one_request.sampling", lambda model: {"guidance": 1.5, "top_k": 7})
    nonet("imagine", "a cat", *MODEL, "--top-k", "3")
    assert (asked[-1].guidance, asked[-1].top_k, asked[-1].temperature) == (1.5, 3, 1.0)


async def test_codes_of_another_model_are_no_pictures(tmp_path: Path) -> None:
    """After a change of models an old grid, a tile of it and a grid nobody has seen yet are refused, and said why."""
    async with opened(tmp_path, model="pocket") as scene:
        grid = (await scene.grid()).job
        unseen = [reply async for reply in scene.bot.handle(Imagine(ANN, "a dog"))][-1].job
        assert (await scene.line(ANN, f"/again {grid}")).picture is not None
    async with opened(tmp_path, model="dalle-mini/dalle-mini") as scene:
        replies = [await scene.line(ANN, f"/again {grid}"), await scene.line(ANN, f"/pick {grid} 5")]
        adopted = await scene.bot.adopt("web")
        assert [job.id for job in adopted] == [unseen]
        replies += [reply async for reply in scene.bot.resume(adopted[0])]
        for reply, job in zip(replies, [grid, grid, unseen], strict=True):
            told = f"{job} was drawn by pocket, which is not loaded now. Draw it again with /imagine."
            assert reply.text.endswith(told)
            assert reply.picture is None
        assert scene.engine.rendered == 0


def test_a_bundled_model_s_revision_is_its_decoder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Trained anew it is another one, to which old codes are other pictures; other names stay as they are."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(model_names, "BUNDLED", tmp_path / "models")
    folder = tmp_path / "models" / "pocket"
    (folder / "vqgan").mkdir(parents=True)
    (folder / "config.json").write_text("{}")
    names = []
    for weights in (b"old", b"new", b"old"):
        (folder / "vqgan" / "model.safetensors").write_bytes(weights)
        names.append(model_names.full_name("pocket"))
    assert names[0] == names[2] != names[1]
    assert all(re.fullmatch("pocket@[0-9a-f]{8}", name) for name in names)
    assert not model_names.same_painter(names[0], names[1])
    (tmp_path / "pocket").mkdir()  # a folder of that name here is somebody else's model
    for name in ("pocket", "dalle-mini/dalle-mini@fp16", "nobody"):
        assert model_names.full_name(name) == name


async def test_mini_s_codes_are_mega_s_pictures(tmp_path: Path) -> None:
    """They have one picture decoder, so what one drew is kept when the other takes its place."""
    async with opened(tmp_path, model="dalle-mini/dalle-mini") as scene:
        grid = (await scene.grid()).job
    async with opened(tmp_path, model="dalle-mini/dalle-mega@fp16") as scene:
        assert (await scene.line(ANN, f"/again {grid}")).picture is not None
