"""`nonet imagine`: a sentence becomes a file, the same one for the same seed."""

from __future__ import annotations

import os
import pty
import re
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from goldens import CHECKPOINT, TINY, VQGAN_CHECKPOINT
from terminal import FOX, MODEL, Nonet, complaint, names, parameters_of, pixels

from bot.replies import collage
from inference.api import Request
from inference.files import dalle_mini

pytestmark = pytest.mark.usefixtures("remembered", "here")


def test_the_same_seed_gives_the_same_file(tmp_path: Path, here: Path) -> None:
    """Byte for byte, in two processes; where nobody watches, the line with seed and seconds is all that is said."""
    environment = os.environ | {"HOME": str(tmp_path), "HF_HUB_CACHE": str(tmp_path / "hub"), "JAX_PLATFORMS": "cpu"}
    for name in ("a.png", "b.png"):
        words = [sys.executable, "-m", "bot", *FOX, "--seed", "7", "-o", name]
        done = subprocess.run(words, capture_output=True, text=True, env=environment)
        assert (done.returncode, done.stderr) == (0, "")
        assert re.fullmatch(rf"{name}  seed 7  \d+\.\d s on cpu \(.+, \d+ cores\)\n", done.stdout), done.stdout
    assert names(here) == ["a.png", "b.png"]
    assert Path("a.png").read_bytes() == Path("b.png").read_bytes()


def test_another_seed_gives_another_picture(nonet: Nonet) -> None:
    """And a seed that was not given is drawn, printed, and gives the picture again."""
    first, second = nonet(*FOX, "-o", "a.png"), nonet(*FOX, "-o", "b.png")
    seeds = [re.search(r"seed (\d+) ", done.out)[1] for done in (first, second)]
    assert seeds[0] != seeds[1]
    assert (pixels(Path("a.png")) != pixels(Path("b.png"))).any()
    nonet(*FOX, "--seed", seeds[0], "-o", "c.png")
    assert Path("c.png").read_bytes() == Path("a.png").read_bytes()


def test_without_a_name_it_is_collage_png(nonet: Nonet, here: Path) -> None:
    """In the folder where one is, and nothing else is written there."""
    assert nonet(*FOX, "--seed", "1").code == 0
    assert names(here) == ["collage.png"]
    assert pixels(Path("collage.png")).shape == (50, 50, 3)


def test_tiles_are_the_parts_of_the_collage(nonet: Nonet, here: Path) -> None:
    """Nine files without numbers on them, in a folder that is made, each saying which it is."""
    assert nonet(*FOX, "--seed", "1", "-o", "all.png", "--tiles", "some/tiles").code == 0
    folder = here / "some" / "tiles"
    assert names(folder) == [f"{number}.png" for number in range(1, 10)]
    tiles = np.stack([pixels(folder / f"{number}.png") for number in range(1, 10)])
    np.testing.assert_array_equal(pixels(here / "all.png"), np.asarray(collage.collage(tiles)))
    drawn_as = parameters_of(here / "all.png")
    assert [parameters_of(folder / f"{n}.png") for n in range(1, 10)] == [drawn_as | {"tile": n} for n in range(1, 10)]


def test_a_file_says_how_to_draw_it_again(nonet: Nonet, asked: list[Request]) -> None:
    """Prompt, seed, every dial and the model."""
    nonet("imagine", "a café 🌙", *MODEL, "--seed", "3", "--no", "rain", "--top-k", "0", "-o", "a.png")
    assert parameters_of(Path("a.png")) == {
        "prompt": "a café 🌙",
        "seed": 3,
        "negative": "rain",
        "guidance": 10.0,
        "temperature": 1.0,
        "top_k": 0,
        "top_p": 1.0,
        "model": str(CHECKPOINT),
    }


def test_no_steers_away(nonet: Nonet) -> None:
    """--no gives other pictures; of nothing, it gives the same."""
    for name, no in {"plain": [], "nothing": ["--no", " "], "snow": ["--no", "snow"]}.items():
        assert nonet(*FOX, "--seed", "1", "-o", f"{name}.png", *no).code == 0
    assert (pixels(Path("nothing.png")) == pixels(Path("plain.png"))).all()
    assert (pixels(Path("snow.png")) != pixels(Path("plain.png"))).any()


@pytest.mark.parametrize(
    ("words", "changes"),
    [
        ([], {}),
        (["--seed", "4294967295"], {"seed": 4294967295}),
        (["--no", "rain"], {"negative": "rain"}),
        (["--guidance", "0"], {"guidance": 0.0}),
        (["--guidance", "3.5"], {"guidance": 3.5}),
        (["--temperature", "0.01"], {"temperature": 0.01}),
        (["--top-k", "1"], {"top_k": 1}),
        (["--top-p", "0.5"], {"top_p": 0.5}),
    ],
)
def test_every_dial_reaches_the_device(
    nonet: Nonet, asked: list[Request], words: list[str], changes: dict[str, object]
) -> None:
    """What is not given is the public recipe."""
    assert nonet(*FOX, *(words if "--seed" in words else ["--seed", "0", *words])).code == 0
    assert asked == [Request("a red fox", **changes)]
    assert Request("a red fox") == Request("a red fox", 0, "", 10.0, 1.0, 50, 1.0, 9)


@pytest.mark.parametrize(
    ("words", "expected"), [([], "float32"), (["--dtype", "bfloat16"], "bfloat16"), (["--dtype", "float32"], "float32")]
)
def test_the_dtype_reaches_the_weights(
    nonet: Nonet, asked: list[Request], monkeypatch: pytest.MonkeyPatch, words: list[str], expected: str
) -> None:
    """BART is loaded in it."""
    loaded: list[str] = []
    load = dalle_mini.load
    monkeypatch.setattr(
        dalle_mini, "load", lambda place, dtype, tell, **more: loaded.append(dtype) or load(place, dtype, tell, **more)
    )
    assert nonet(*FOX, *words).code == 0
    assert loaded == [expected]


def test_config_toml_says_what_draws(nonet: Nonet, asked: list[Request], tmp_path: Path) -> None:
    """The file in this folder, or another by --config; a model named on the command line brings its own decoder."""
    settings = f'[model]\nname = "{TINY / "checkpoint_unscan"}"\nvqgan = "{VQGAN_CHECKPOINT}"\n'
    Path("config.toml").write_text(settings)
    assert nonet("imagine", "a fox").code == 0
    assert parameters_of(Path("collage.png"))["model"] == str(TINY / "checkpoint_unscan")
    other = tmp_path / "other.toml"
    other.write_text(settings.replace("unscan", "scan_fp16"))
    assert nonet("--config", other, "imagine", "a fox").code == 0
    assert parameters_of(Path("collage.png"))["model"] == str(TINY / "checkpoint_scan_fp16")
    sentence = complaint(nonet("imagine", "a fox", "--model", CHECKPOINT))
    assert "vqgan_imagenet_f16_16384" in sentence


@pytest.mark.parametrize(
    ("words", "remark"),
    [
        ("zzz yyy xxx www vvv uuu", "read up to “…zzz yyy xxx ww”; 3 words were ignored\n"),
        ("zzz yyy xxx wwwv", "read up to “…zzz yyy xxx ww”; 1 word was ignored\n"),
        ("a fox", ""),
    ],
)
def test_words_that_were_not_read_are_counted(nonet: Nonet, asked: list[Request], words: str, remark: str) -> None:
    """A prompt longer than the model reads is drawn, and one is told how much of it was."""
    done = nonet("imagine", words, *MODEL)
    assert (done.code, done.err) == (0, remark)
    assert len(asked) == 1


def test_words_that_the_model_was_not_taught_are_named(nonet: Nonet, asked: list[Request]) -> None:
    """As under a grid in the chat; known ones are not."""
    done = nonet("imagine", "a cat with a zxqv and a qqwx", "--model", "pocket")
    assert (done.code, done.err) == (0, "Pocket does not know “zxqv”, “qqwx”; try simpler English words\n")
    assert nonet("imagine", "a cat", "--model", "pocket").err == ""


def test_what_is_no_text_is_drawn_too(nonet: Nonet, asked: list[Request]) -> None:
    """Bytes on the command line that are no UTF-8, in the prompt and in the file's name."""
    odd = os.fsdecode(b"f\xffx")
    done = nonet("imagine", odd, *MODEL, "--no", odd, "-o", f"{odd}.png", "--seed", "1")
    assert (done.code, done.err) == (0, "not read: “�”\n")
    assert done.out.startswith(r"f\udcffx.png  seed 1  ")
    assert parameters_of(Path(f"{odd}.png"))["prompt"] == "f?x"


# --- stopping


def on_a_terminal(words: list[str], home: Path, until: bytes, then: signal.Signals) -> tuple[int, str]:
    """Runs a command that believes to be watched, sends a signal when `until` was seen; exit code, and all it said."""
    ours, theirs = pty.openpty()
    environment = os.environ | {"HOME": str(home), "JAX_PLATFORMS": "cpu"}
    # Whoever runs the tests in the background does not hear Ctrl-C, and neither would a child.
    listening = (
        "import runpy, signal; signal.signal(signal.SIGINT, signal.default_int_handler);"
        "runpy.run_module('bot', run_name='__main__')"
    )
    command = [sys.executable, "-c", listening, *words]
    with subprocess.Popen(command, stdout=theirs, stderr=theirs, stdin=theirs, env=environment) as process:
        os.close(theirs)
        said, sent = b"", False
        while True:
            try:
                more = os.read(ours, 4096)
            except OSError:  # the other end is closed
                break
            if not more:
                break
            said += more
            if until in said and not sent:
                process.send_signal(then)
                sent = True
        code = process.wait(60)
    os.close(ours)
    return code, said.decode()


def test_a_stopped_command_says_so(tmp_path: Path, here: Path) -> None:
    """Ctrl-C while it draws: exit code 130, one word, no traceback, no picture; and a bar with a time until then."""
    code, said = on_a_terminal([*FOX, "--tiles", "tiles"], tmp_path, b"drawing", signal.SIGINT)
    assert code == 130
    assert "nonet: stopped." in said
    assert "Traceback" not in said
    assert re.search(r"loading [ █▏▎▍▌▋▊▉]* \d+ %  00:0\d gone, .+ left", said), said
    assert re.search(r"drawing [ █▏▎▍▌▋▊▉]* 0 %  00:00 gone, \? left", said), said
    assert names(here) == []


def test_a_reader_who_has_gone(tmp_path: Path) -> None:
    """`nonet model list | true` is no reason to complain."""
    reader, writer = os.pipe()
    os.close(reader)
    environment = os.environ | {"HF_HUB_CACHE": str(tmp_path / "hub"), "PYTHONUNBUFFERED": ""}
    command = [sys.executable, "-m", "bot", "model", "list"]
    done = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, text=True, env=environment)
    os.close(writer)
    assert (done.returncode, done.stderr) == (141, "")
