"""Whatever is mistyped, missing or broken: one sentence, exit code 2, and nothing is written."""

from __future__ import annotations

import errno
import sys
from pathlib import Path

import pytest
from folders import folder_of, published_bytes
from goldens import CHECKPOINT
from PIL import Image
from terminal import FOX, MODEL, Nonet, complaint, names

from inference.api import Request
from inference.files import dalle_mini

pytestmark = pytest.mark.usefixtures("remembered", "here")

PROMPT = "x" * 10_001
BAD_OPTIONS = [
    ([""], "The prompt is empty: write what to draw."),
    ([" \t\n"], "The prompt is empty: write what to draw."),
    ([PROMPT], "The prompt has 10,001 characters; at most 10,000 are read, so shorten it."),
    (["fox", "--no", PROMPT], "The negative prompt has 10,001 characters; at most 10,000 are read, so shorten it."),
    (["fox", "--seed", "-1"], "seed must be a whole number between 0 and 4294967295, not -1."),
    (["fox", "--seed", "4294967296"], "seed must be a whole number between 0 and 4294967295, not 4294967296."),
    (["fox", "--seed", "9" * 400], f"seed must be a whole number between 0 and 4294967295, not {'9' * 40}…."),
    (["fox", "--guidance", "-0.1"], "guidance must be between 0.0 and 100.0, not -0.1."),
    (["fox", "--guidance", "nan"], "guidance must be between 0.0 and 100.0, not nan."),
    (["fox", "--guidance", "1e999"], "guidance must be between 0.0 and 100.0, not inf."),
    (["fox", "--temperature", "0"], "temperature must be between 0.01 and 100.0, not 0.0."),
    (["fox", "--top-k", "-1"], "top-k must be a whole number between 0 and 1048576, not -1."),
    (["fox", "--top-p", "0"], "top-p must be between 0.001 and 1.0, not 0.0."),
    (["fox", "--top-p", "1.01"], "top-p must be between 0.001 and 1.0, not 1.01."),
    (["fox", "--seed", "7.5"], "argument --seed: invalid int value: '7.5'; see `nonet imagine --help`."),
    (["fox", "--guidance", "ten"], "argument --guidance: invalid float value: 'ten'; see `nonet imagine --help`."),
    (["fox", "--seed"], "argument --seed: expected one argument; see `nonet imagine --help`."),
    (["fox", "--colour", "red"], "unrecognized arguments: --colour red; see `nonet --help`."),
    (["a", "cat"], 'put quotes around the prompt, as in nonet imagine "a cat"; see `nonet --help`.'),
    ([], "the following arguments are required: prompt; see `nonet imagine --help`."),
    (["fox", "-o", "a.gif"], "a.gif should end in one of .png, .webp, .jpg, .jpeg."),
    (["fox", "-o", "no/a.png"], "no is not a folder; make it, or choose another output."),
    (["fox", "-o", "."], ". is a folder; name a file."),
    (["fox", "-o", "n" * 300 + ".png"], f"{'n' * 300}.png cannot be written: File name too long."),
    (["fox", "-o", "t/1.png", "--tiles", "t"], "t is not a folder; make it, or choose another output."),
    (["fox", "-o", "1.png", "--tiles", "."], "1.png would be the collage and a tile; choose another name for one."),
    (["fox", "--model", "./nowhere"], "nowhere is not a folder; a model is one, with a config.json in it."),
    (["fox", "--model", "/dev/null"], "/dev/null is not a folder; a model is one, with a config.json in it."),
    (["fox", "--model", "~nobody-of-that-name/x"],
     "~nobody-of-that-name/x cannot be opened as a model's folder: nobody here has that name."),
    (["fox", "--model", "n" * 300], f"{'n' * 300} cannot be opened as a model's folder: File name too long."),
    (["fox", "--model", "."], "config.json is missing: a model folder needs its config.json."),
    (["fox", "--vqgan", str(CHECKPOINT)],
     f"{CHECKPOINT}/config.json describes a 'dallebart' model; expected a VQGAN."),
    (["fox", "--model", "owner/model"], "owner/model is not on this machine; run `nonet model pull owner/model`."),
]  # fmt: skip


@pytest.mark.parametrize(("words", "sentence"), BAD_OPTIONS)
def test_a_mistake_is_one_sentence(nonet: Nonet, here: Path, words: list[str], sentence: str) -> None:
    """Exit code 2, the sentence, and neither picture nor folder."""
    assert complaint(nonet("imagine", *MODEL, "--tiles", "new/tiles", *words)) == sentence
    assert names(here) == []


def test_a_wrong_choice_says_what_there_is(nonet: Nonet) -> None:
    """Of dtypes, and of commands."""
    sentence = complaint(nonet(*FOX, "--dtype", "int8"))
    assert all(word in sentence for word in ("--dtype", "'int8'", "float32", "bfloat16"))
    assert "imagine" in complaint(nonet("imgine", "a fox"))
    assert complaint(nonet()) == "the following arguments are required: COMMAND; see `nonet --help`."


def test_tiles_need_a_folder(nonet: Nonet, here: Path) -> None:
    """A file, something below a file, or a folder in a tile's place are noticed before drawing."""
    (here / "file").touch()
    (here / "tiles" / "5.png").mkdir(parents=True)
    before = names(here)
    assert complaint(nonet(*FOX, "--tiles", "file")) == "file is not a folder; name one for the tiles."
    assert "is not a folder" in complaint(nonet(*FOX, "--tiles", "file/x/y"))
    assert complaint(nonet(*FOX, "--tiles", "tiles")) == "tiles/5.png is a folder; name a file."
    assert names(here) == before


def test_a_broken_model_is_one_sentence(nonet: Nonet, here: Path, tmp_path: Path) -> None:
    """As the checkpoint's own tests say, and nothing is written."""
    folder = folder_of(tmp_path / "broken", published_bytes()[:-1])
    sentence = complaint(nonet(*FOX, "--model", folder, "--tiles", "tiles"))
    assert sentence.startswith(f"{folder}/flax_model.msgpack is cut short: expected at least 915625 bytes")
    assert names(here) == []


@pytest.mark.parametrize("text", ['[model]\ncolour = "red"', "[model", '[model]\ndtype = "int8"'])
def test_a_broken_config_is_one_sentence(nonet: Nonet, here: Path, text: str) -> None:
    """As its own tests say."""
    Path("config.toml").write_text(text)
    assert complaint(nonet(*FOX)).startswith("config.toml")
    assert names(here) == ["config.toml"]


@pytest.mark.parametrize("when", ["making", "moving"])
def test_a_disk_that_is_full_at_the_end(
    nonet: Nonet, asked: list[Request], here: Path, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    """The picture cannot be kept, but that is said, and no half of it stays."""

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(*{"making": (Image.Image, "save", full), "moving": (Path, "replace", full)}[when])
    assert complaint(nonet(*FOX)) == "collage.png cannot be written: No space left on device."
    assert names(here) == []


def test_what_the_system_refuses_unforeseen(nonet: Nonet, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is still one sentence, with the file if there is one."""

    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", "/some/file")

    monkeypatch.setattr(dalle_mini, "locate", refuse)
    assert complaint(nonet(*FOX)) == "/some/file: Permission denied."


def test_a_missing_module_is_a_sentence(nonet: Nonet, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in an environment of another Python; a missing module of ours is a defect."""
    with monkeypatch.context() as without:
        without.setitem(sys.modules, "bot.cli.usage", None)
        with pytest.raises(ImportError):
            nonet("usage")

    def missing(options: object) -> None:
        raise ModuleNotFoundError("No module named 'aiohttp.web'", name="aiohttp.web")

    monkeypatch.setattr("bot.cli.usage.run", missing)
    sentence = complaint(nonet("usage"))
    assert sentence.startswith("the module aiohttp.web is missing, or was made for another Python than this 3.")
    assert sentence.endswith("install Nonet's packages again: make install")


def test_a_defect_of_ours_is_no_sentence(nonet: Nonet, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the user cannot mend keeps its traceback."""
    monkeypatch.setattr(dalle_mini, "locate", None)
    with pytest.raises(TypeError):
        nonet(*FOX)
