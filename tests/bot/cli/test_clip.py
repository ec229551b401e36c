"""`nonet clip` says how well pictures fit a text, and what the safety checker would cover."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from goldens import CLIP_TINY, SAFETY_TINY
from PIL import Image
from safetensors.numpy import load_file
from terminal import Nonet, complaint

pytestmark = pytest.mark.usefixtures("here")
CAT = ["clip", "a photo of a cat"]


@pytest.fixture
def pictures(here: Path) -> list[str]:
    """The golden pictures as files."""
    golden = np.load(CLIP_TINY / "arrays.npz")
    names = [f"{number}.png" for number in range(6)]
    for number, name in enumerate(names):
        Image.fromarray(golden[f"picture_{number}"]).save(here / name)
    return names


def test_the_best_comes_first(nonet: Nonet, pictures: list[str]) -> None:
    """Scores are the reference's, in their order; so are verdicts."""
    done = nonet(*CAT, *pictures, "--clip", CLIP_TINY, "--safety", SAFETY_TINY)
    assert (done.code, done.err) == (0, "")
    lines = [
        re.fullmatch(r"(\d)\.png +(-?\d+\.\d\d)  cosine +-?0\.\d{3}  would be (.*)", line)
        for line in done.out.splitlines()
    ]
    golden = np.load(CLIP_TINY / "arrays.npz")["logits_per_image"][:, 0]
    assert [int(line[1]) for line in lines] == np.argsort(-golden).tolist()
    assert [float(line[2]) for line in lines] == pytest.approx(sorted(golden, reverse=True), abs=0.0051)
    covered = sorted(int(line[1]) for line in lines if line[3].startswith("covered"))
    assert covered == np.flatnonzero(np.load(SAFETY_TINY / "arrays.npz")["flagged"]).tolist()


def test_config_toml_chooses(nonet: Nonet, pictures: list[str], here: Path) -> None:
    """Without a safety checker nothing is said of covering; without a CLIP the command says how to get one."""
    without = complaint(nonet(*CAT, "0.png"))
    assert "nonet model pull openai/clip-vit-base-patch32" in without
    assert "[clip]" in without
    (here / "config.toml").write_text(f'[clip]\nname = "{CLIP_TINY}"\n')
    done = nonet(*CAT, "0.png")
    assert re.fullmatch(r"0\.png   -1\.10  cosine -0\.076\n", done.out)


def test_its_facts(nonet: Nonet) -> None:
    """`nonet model info` knows a CLIP and a safety checker, after checking every key and shape."""
    facts = nonet("model", "info", CLIP_TINY).out
    weights = load_file(CLIP_TINY / "model.safetensors").values()
    assert f"parameters  {sum(each.size for each in weights):,}\n" in facts
    assert "64 pixels in patches of 16, 3 layers of 96" in facts
    assert "77 ids of 545, 3 layers of 64" in facts
    assert "17, and 3 that call for special care" in nonet("model", "info", SAFETY_TINY).out


def test_what_is_no_picture_is_named(nonet: Nonet, pictures: list[str], here: Path) -> None:
    """Before any model is read."""
    (here / "words.png").write_text("a sad dog")
    (here / "cut.png").write_bytes((here / "1.png").read_bytes()[:5000])
    Image.new("1", (2**13, 2**13 + 1)).save(here / "large.png")
    Image.new("1", (2**14, 2**13)).save(here / "huge.png")
    for name, why in (
        ("words.png", "its format is unknown"),
        ("cut.png", "cannot be opened as a picture"),
        ("large.png", "has 8,192 x 8,193 pixels; expected fewer"),
        ("huge.png", "exceeds limit"),
        ("nowhere.png", "No such file or directory"),
        ("/dev/zero", "It is a device, not a file"),
    ):
        said = complaint(nonet(*CAT, name, "--clip", "no-such-folder"))
        assert name in said
        assert why in said
    assert "The text is empty" in complaint(nonet("clip", " ", "0.png", "--clip", CLIP_TINY))
