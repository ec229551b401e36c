"""`nonet --help` at once; `nonet model info | convert | list` with the facts."""

from __future__ import annotations

import argparse
import re
import resource
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from goldens import CHECKPOINT, GOLDEN, ROOT, TINY, VQGAN_CHECKPOINT
from terminal import Done, Nonet, complaint, names

from bot.__main__ import _parser
from inference.api import Request
from training.fine_tuning import FROM_NOTHING, TUNING_BATCH

pytestmark = pytest.mark.usefixtures("remembered", "here")

HEAVY = ["jax", "flax", "transformers", "tokenizers", "huggingface_hub", "pydantic", "PIL", "tqdm", "numpy"]


@pytest.mark.parametrize(
    "words", [["--help"], ["--version"], ["imagine", "--help"], ["model", "convert", "--help"], ["imagine"]]
)
def test_help_imports_nothing_heavy(words: list[str]) -> None:
    """Nor does a mistyped command; so the answer is there at once."""
    program = (
        "import atexit, sys; from bot.__main__ import main;"
        f"atexit.register(lambda: print([name for name in {HEAVY} if name in sys.modules]));"
        "main(sys.argv[1:])"
    )
    done = subprocess.run([sys.executable, "-c", program, *words], capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "[]"
    assert done.returncode == (2 if words == ["imagine"] else 0)


def test_help_is_there_at_once() -> None:
    """Within 0.3 seconds of a processor, the best of five."""

    def seconds() -> float:
        start = _of_children()
        subprocess.run([sys.executable, "-m", "bot", "--help"], capture_output=True, check=True)
        return _of_children() - start

    assert min(seconds() for _ in range(5)) < 0.3


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_every_option_is_explained(nonet: Nonet) -> None:
    """No option without a word about it, and the defaults that are said are those that are used."""
    out = " ".join(nonet("imagine", "--help").out.partition("options:")[2].split())
    explained = dict(re.findall(r"(--[a-z-]+) [A-Z_]+ (.*?)(?= --?[a-z]|$)", out))
    assert explained.keys() >= {"--output", "--tiles", "--seed", "--no", "--model", "--vqgan"}
    request = Request("x")
    for option in ("guidance", "temperature", "top_k", "top_p"):
        assert explained[f"--{option.replace('_', '-')}"].endswith(
            f"(default: the model's, or {getattr(request, option):.0f})"
        )


# --- models


def test_info_prints_the_facts(nonet: Nonet) -> None:
    """Where a model lies and what it is made of."""
    done = nonet("model", "info", CHECKPOINT, "--vqgan", VQGAN_CHECKPOINT)
    assert done == Done(
        0,
        f"""{CHECKPOINT}
  folder      {CHECKPOINT}
  weights     flax_model.msgpack, float32, published layout, scanned, 1 file
  parameters  228,480
  text        16 ids of 300, normalised
  word list   none here, so hashtags stay whole
  encoder     2 layers of 64, 4 heads
  decoder     2 layers of 64, 4 heads, starts with 64
  pictures    16 x 16 pixels from 4 x 4 codes of 64
  VQGAN       {VQGAN_CHECKPOINT}, float32, 1,073,347 parameters
""",
        "",
    )


@pytest.mark.parametrize(
    ("kind", "fact"),
    [
        ("checkpoint_scan_sharded", "flax_model.msgpack.index.json, float32, published layout, scanned, 4 files"),
        ("checkpoint_unscan", "flax_model.msgpack, float32, published layout, 1 file"),
        ("checkpoint_scan_fp16", "flax_model.msgpack, float16, published layout, scanned, 1 file"),
    ],
)
def test_info_tells_the_layouts_apart(nonet: Nonet, kind: str, fact: str) -> None:
    """Scanned or not, in how many files, in which dtype."""
    assert f"  weights     {fact}\n" in nonet("model", "info", TINY / kind, "--vqgan", VQGAN_CHECKPOINT).out


def test_a_converted_model_has_all_with_it(nonet: Nonet, asked: list[Request], here: Path, tmp_path: Path) -> None:
    """`convert` says what it wrote; `info` and `imagine` need nothing but that folder."""
    source = tmp_path / "source"
    shutil.copytree(CHECKPOINT, source)
    shutil.copy(GOLDEN / "text" / "words-frequency.txt", source / "enwiki-words-frequency.txt")
    options = ["--vqgan", VQGAN_CHECKPOINT, "--dtype", "float32", "--max-file-size", "1"]
    assert nonet("model", "convert", source, "ours", *options) == Done(0, "ours  5 MB\n", "")
    facts = nonet("model", "info", "ours").out
    assert "  weights     model.safetensors, float32, our layout, 1 file\n" in facts
    assert "  VQGAN       ours/vqgan, float32, 1,073,347 parameters\n" in facts
    assert "  word list   ours/enwiki-words-frequency.txt\n" in facts
    assert len(list((here / "ours" / "vqgan").glob("model-*.safetensors"))) > 1
    shutil.rmtree(source)
    assert nonet("imagine", "a fox", "--model", "ours").code == 0
    assert len(asked) == 1


@pytest.mark.parametrize("command", [["info"], ["convert"]])
@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("owner/model", "owner/model is not on this machine; run `nonet model pull owner/model`."),
        ("./nowhere", "nowhere is not a folder; "),
        (str(VQGAN_CHECKPOINT), f"{VQGAN_CHECKPOINT}/config.json "),
        (str(GOLDEN), f"{GOLDEN}/config.json is missing: "),
    ],
)
def test_what_is_no_model_is_one_sentence(nonet: Nonet, here: Path, command: list[str], name: str, start: str) -> None:
    """For `info` and `convert` alike; nothing is written."""
    words = ["model", *command, name, *(["new"] if command == ["convert"] else []), "--vqgan", str(VQGAN_CHECKPOINT)]
    assert complaint(nonet(*words)).startswith(start)
    assert names(here) == []


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["old"], "old exists already; name a folder that does not, and it will be made."),
        (["no/new"], "no is not a folder; make it, or choose another place for new."),
        (["new", "--max-file-size", "0"], "--max-file-size must be at least 1 MiB, not 0."),
        (["new", "--max-file-size", "x"],
         "argument --max-file-size: invalid int value: 'x'; see `nonet model convert --help`."),
        ([], "the following arguments are required: folder; see `nonet model convert --help`."),
    ],
)  # fmt: skip
def test_convert_refuses(nonet: Nonet, here: Path, words: list[str], sentence: str) -> None:
    """A target that is there, one that cannot be, and sizes that are none."""
    (here / "old").mkdir()
    words = ["model", "convert", str(CHECKPOINT), *words, "--vqgan", str(VQGAN_CHECKPOINT)]
    assert complaint(nonet(*words)) == sentence
    assert names(here) == ["old"]


def test_list_says_what_to_do_first(nonet: Nonet) -> None:
    """On a machine without models."""
    done = nonet("model", "list")
    assert done == Done(
        0, "Only the bundled model, pocket; `nonet model pull dalle-mini/dalle-mini` downloads DALL·E Mini.\n", ""
    )


def test_the_size_of_a_batch_is_explained(nonet: Nonet) -> None:
    """As training does without the option, from nothing and from a model."""
    out = " ".join(nonet("train", "--help").out.split())
    assert f"(default: {FROM_NOTHING.bart_batch}; with --init {TUNING_BATCH}, or all)" in out


def commands_of(page: Path) -> list[argparse.Namespace]:
    """What a page tells its reader to type."""
    typed = re.findall(r"^(?:\.venv/bin/)?nonet (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return [_parser().parse_args(shlex.split(line, comments=True)) for line in typed]


def test_what_the_pages_say_can_be_typed() -> None:
    """One after the other: each training has a folder and a name of its own, and installs nothing from an index."""
    root = ROOT
    pages = [root / "README.md", *sorted((root / "docs").glob("*.md"))]
    typed = [options for page in pages for options in commands_of(page)]
    trained = [options for options in typed if "data" in options and options.data]
    assert len(trained) > 1
    assert len({options.folder for options in trained}) == len({options.output for options in trained}) == len(trained)
    assert not any("install 'nonet" in page.read_text(encoding="utf-8") for page in pages)


def test_training_without_its_libraries(nonet: Nonet, monkeypatch: pytest.MonkeyPatch) -> None:
    """Says how they are installed from a clone: there is no nonet on an index."""
    monkeypatch.setitem(sys.modules, "optax", None)
    assert "`.venv/bin/python -m pip install -e '.[train]'`" in complaint(nonet("train", "pocket"))


def test_make_says_what_it_waits_for() -> None:
    """Before the minutes in which it installs: a terminal that says nothing looks dead."""
    done = subprocess.run(["make", "-n", "-B", "run"], cwd=ROOT, capture_output=True, text=True, check=True)
    lines = done.stdout.splitlines()
    for wait in ("-m venv .venv", "--require-hashes -r requirements-build.lock -r requirements.lock"):
        last = next(number for number, line in enumerate(lines) if wait in line)
        assert any(line.startswith("echo ") for line in lines[max(0, last - 2) : last]), wait
