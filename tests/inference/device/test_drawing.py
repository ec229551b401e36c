"""From a request to nine tiles, with the reference's tiny model: the right codes, the same codes, and only codes."""

from __future__ import annotations

import dataclasses
import json

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx
from goldens import CHECKPOINT, GOLDEN, TINY, VQGAN_CHECKPOINT

from inference.api import Request
from inference.device import decode, slot_batch
from inference.device.runner import Runner
from inference.device.slot_batch import CHUNK
from inference.files import dalle_mini
from inference.files.dalle_mini import DalleMini, Place

pytestmark = pytest.mark.long

PLACE = Place("tiny", CHECKPOINT, VQGAN_CHECKPOINT, GOLDEN / "text" / "words-frequency.txt")
PROMPTS = json.loads((TINY / "checks.json").read_text())["prompts"]


@pytest.fixture(scope="module")
def model() -> DalleMini:
    return dalle_mini.load(PLACE)


@pytest.fixture(scope="module")
def runner(model: DalleMini) -> Runner:
    return Runner(model)


@pytest.mark.parametrize("number", range(4))
def test_greedy_grids_are_the_reference_s(runner: Runner, arrays: dict[str, np.ndarray], number: int) -> None:
    """From the prompt's words on, top-k 1 at guidance 10 gives the reference's codes on all nine tiles."""
    codes = runner.codes(Request(PROMPTS[number], top_k=1))
    expected = np.tile(arrays["greedy_sc10_tokens"][number, 1:], (9, 1))
    np.testing.assert_array_equal(codes, expected)


def test_the_same_request_gives_the_same_bytes(runner: Runner) -> None:
    """Twice the same request, with others in between, gives the same codes and pixels; another seed does not."""
    request = Request("a cat", seed=4)
    first = runner.draw(request)
    other = runner.draw(Request("a dog", seed=5))
    again = runner.draw(request)
    np.testing.assert_array_equal(first.codes, again.codes)
    np.testing.assert_array_equal(first.pictures, again.pictures)
    assert (first.codes != other.codes).any()
    assert (first.codes != runner.codes(dataclasses.replace(request, seed=6))).any()


def test_fewer_tiles_are_the_first_of_nine(runner: Runner) -> None:
    """Asking for three tiles gives tiles 1 to 3 of the nine."""
    nine = runner.draw(Request("a cat", seed=4))
    three = runner.draw(Request("a cat", seed=4, tiles=3))
    np.testing.assert_array_equal(three.pictures, nine.pictures[:3])


def test_pictures_are_the_vqgan_s(runner: Runner, vqgan_arrays: dict[str, np.ndarray]) -> None:
    """Codes rendered one by one are the reference's bytes."""
    pictures = np.concatenate(list(runner.pictures(vqgan_arrays["codes"].astype(np.int32))))
    assert np.abs(pictures.astype(int) - vqgan_arrays["pixels_uint8"]).max() <= 1


def test_progress_reaches_the_end(runner: Runner) -> None:
    """Progress is told after every chunk, rises, and ends at one."""
    told: list[float] = []
    runner.codes(Request("a cat"), told.append)
    assert told == [min(1, (i + 1) * CHUNK / 16) for i in range(len(told))]
    assert told[-1] == 1


def test_a_negative_prompt_takes_the_unconditional_side(runner: Runner, model: DalleMini) -> None:
    """`negative` is read like a prompt, on side 0; without it side 0 is the empty string."""
    plain = model.encode(Request("a cat"))
    np.testing.assert_array_equal(plain.ids[0], model.tokenizer.empty().ids)
    steered = model.encode(Request("a cat", negative="a dog"))
    np.testing.assert_array_equal(steered.ids[0], model.tokenizer.encode("a dog").ids)
    np.testing.assert_array_equal(steered.ids[1], plain.ids[1])
    # Steering away from the very thing that is asked for leaves nothing to guide by.
    weak = runner.codes(Request("a cat", 3, "a cat", guidance=1))
    strong = runner.codes(Request("a cat", 3, "a cat", guidance=30))
    assert (weak == strong).mean() > 0.9
    assert (runner.codes(Request("a cat", 3)) != weak).any()


def test_only_codes_with_a_picture_are_drawn(model: DalleMini) -> None:
    """Ids beyond the VQGAN's codes are never drawn, even where the network shouts for them."""
    shouting = nnx.clone(model.bart)
    head = shouting.decoder.head.weight
    head[...] = head[...].at[64].set(100 * jnp.abs(head[...]).max())
    vqgan = dataclasses.replace(model.vqgan_config, n_embed=60)
    codes = Runner(dataclasses.replace(model, bart=shouting, vqgan_config=vqgan)).codes(Request("a cat", top_k=0))
    assert codes.max() < 60
    assert codes.min() >= 0


def test_text_is_read_once(model: DalleMini) -> None:
    """After the prompt was inserted, steps need neither the encoder nor the projections of the text."""
    forgetful = nnx.clone(model.bart)
    request = Request("a cat")
    beginning = jax.tree.map(jnp.asarray, slot_batch.prefill_input(request, model.encode(request), 16))
    begun = decode.prefill(model.bart, model.config, beginning)
    for layer in forgetful.decoder.layers:
        layer.cross_kv.weight[...] = jnp.full_like(layer.cross_kv.weight[...], jnp.nan)
    forgetful.encoder.norm.bias[...] = jnp.full_like(forgetful.encoder.norm.bias[...], jnp.nan)
    expected = decode.decode_steps(model.bart, begun, jnp.asarray([True]), 64, 3)
    actual = decode.decode_steps(forgetful, begun, jnp.asarray([True]), 64, 3)
    np.testing.assert_array_equal(actual.codes, expected.codes)
    assert expected.step == 3


def test_the_decoder_starts_with_config_s_token(model: DalleMini) -> None:
    """Another decoder_start_token_id gives another first step."""
    other = dataclasses.replace(model, config=dataclasses.replace(model.config, decoder_start_token_id=7))
    assert (Runner(other).codes(Request("a cat")) != Runner(model).codes(Request("a cat"))).any()
