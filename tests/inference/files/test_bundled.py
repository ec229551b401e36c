"""The model that comes with the program: "pocket" finds it, it is small, loads like any other, and draws."""

from __future__ import annotations

import json
from pathlib import Path

import jax.numpy as jnp
import numpy as np
import pytest
from goldens import ROOT

from bot.replies.examples import SMALL
from inference.api import ModelError, Request
from inference.device.runner import Runner
from inference.files import dalle_mini
from inference.files.model_folder import sampling
from inference.text.vocabulary import Reading, read_prompt
from training.data import codebook
from training.scenes.hands import HANDS

MIB = 2**20


@pytest.fixture(scope="module")
def place() -> dalle_mini.Place:
    return dalle_mini.locate("pocket")


def test_pocket_is_found_from_anywhere(
    place: dalle_mini.Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By its name alone, without a hub and in any folder; a folder of that name comes first, as for every name."""
    monkeypatch.chdir(tmp_path)
    assert dalle_mini.locate("pocket") == place
    assert place.bart == ROOT / "inference" / "models" / "pocket"
    assert place.vqgan == place.bart / "vqgan"
    (tmp_path / "pocket" / "vqgan").mkdir(parents=True)
    assert dalle_mini.locate("pocket").bart == Path("pocket")


def test_other_plain_names_are_not_bundled() -> None:
    """What is not there is still looked for on the hub, and a name cannot leave the folder of models."""
    for name in ("packet", "owner/pocket", "pocket/vqgan"):
        with pytest.raises(ModelError):
            dalle_mini.locate(name)


def test_it_fits_where_files_are_limited(place: dalle_mini.Place) -> None:
    """At most 16 MiB a file and 40 MiB together, with a card that credits everybody whose drawings it was taught."""
    sizes = {path: path.stat().st_size for path in place.bart.rglob("*") if path.is_file()}
    assert max(sizes.values()) <= 16 * MIB
    assert sum(sizes.values()) <= 40 * MIB
    card = (place.bart / "CARD.md").read_text(encoding="utf-8")
    assert [hand.name for hand in HANDS if hand.credit not in card or hand.licence not in card] == []


def test_it_knows_what_it_does_not_know(place: dalle_mini.Place) -> None:
    """Its words are in its folder, and what it draws for others."""
    reading = read_prompt(place.bart, "a court sketch of Godzilla on trial, quibbling with labradors and a wombet")
    assert reading.unknown == ("quibbling", "wombet")
    assert reading.kinds == (("Godzilla", "t rex"), ("labradors", "dogs"))


def test_it_knows_twenty_thousand_nouns_by_name_or_kind(place: dalle_mini.Place) -> None:
    """And whatever is drawn for them can be drawn."""
    kinds = json.loads((place.bart / "kinds.json").read_text(encoding="utf-8"))["kinds"]
    assert sum(len(nouns.split("|")) for nouns in kinds.values()) > 20_000
    assert [kind for kind in kinds if read_prompt(place.bart, kind) != Reading(kind)] == []


def test_it_knows_what_it_is_asked_for_first(place: dalle_mini.Place) -> None:
    """No word of an example is new to it."""
    assert [read_prompt(place.bart, prompt).unknown for prompt in SMALL] == [()] * 4


def test_it_draws(place: dalle_mini.Place) -> None:
    """Nine tiles of 192 pixels, several of them different, and the same again for the same seed."""
    runner = Runner(dalle_mini.load(place))
    request = Request("a cat", seed=5, **sampling("pocket"))
    tiles = runner.draw(request).pictures
    assert tiles.shape == (9, 192, 192, 3)
    assert len({tile.tobytes() for tile in tiles}) >= 5
    assert tiles.std() > 20
    np.testing.assert_array_equal(runner.draw(request).pictures, tiles)


def test_its_encoder_finds_the_codes_of_its_book(place: dalle_mini.Place) -> None:
    """What is trained further, and what is varied, begins with a picture's codes."""
    book = codebook.Codebook.read(place.bart / "book.safetensors")
    codes = np.random.default_rng(3).integers(0, len(book.rows), (2, codebook.ACROSS**2))
    painted = (book.painted(codes) * 255).round().astype(np.uint8).repeat(2, 1).repeat(2, 2)
    network = dalle_mini.load(place, with_encoder=True).vqgan
    found = np.asarray(network.encode(jnp.asarray(painted, jnp.float32) / 255))
    assert (found == book.encode(painted)).mean() > 0.95, "weights of 16 bits may round a few"
