"""Two prompts in one grid: exactly one of them at the ends, and no other request notices."""

from __future__ import annotations

from dataclasses import replace

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from goldens import CHECKPOINT, GOLDEN, VQGAN_CHECKPOINT

from inference.api import Codes, Request
from inference.device.runner import Runner
from inference.device.sampling import seconds_turn, tile_keys
from inference.files import dalle_mini
from inference.files.dalle_mini import DalleMini, Place

pytestmark = pytest.mark.long

PLACE = Place("tiny", CHECKPOINT, VQGAN_CHECKPOINT, GOLDEN / "text" / "words-frequency.txt")
CAT = Request("a cat", seed=4)
TEAPOT = Request("a red teapot", seed=4)
MASH = Request("a cat", seed=4, mash="a red teapot")


@pytest.fixture(scope="module")
def compiled() -> list[str]:
    """A line for every program that is compiled from here on."""
    lines: list[str] = []
    jax.monitoring.register_event_duration_secs_listener(
        lambda event, seconds, **_: lines.append(event) if event.endswith("backend_compile_duration") else None
    )
    return lines


@pytest.fixture(scope="module")
def model() -> DalleMini:
    return dalle_mini.load(PLACE)


@pytest.fixture(scope="module")
def runner(model: DalleMini, compiled: list[str]) -> Runner:
    one = Runner(model, slots=2, width=2)
    one.compile()
    assert len(compiled) == 4
    return one


@pytest.fixture(scope="module")
def plain(runner: Runner) -> list[Codes]:
    return [runner.codes(request) for request in (CAT, TEAPOT)]


def test_a_mash_compiles_three_programs_once(runner: Runner, plain: list[Codes], compiled: list[str]) -> None:
    """`compile` leaves them out, `prepare` compiles them, and no request compiles anything after it."""
    assert (runner.ready_for(CAT), runner.ready_for(replace(MASH, dial=0.0)), runner.ready_for(MASH)) == (1, 1, 0)
    before = len(compiled)
    runner.prepare(CAT)
    assert len(compiled) == before
    runner.prepare(MASH)
    assert len(compiled) == before + 3
    assert runner.ready_for(MASH)
    for request in (MASH, replace(MASH, walk=True, negative="a dog"), replace(MASH, prefix=((1, 2),) * 9), CAT):
        runner.codes(request)
    assert len(compiled) == before + 3


@pytest.mark.parametrize("end", [0, 1])
def test_at_its_ends_a_mash_is_the_plain_prompt(runner: Runner, plain: list[Codes], end: int) -> None:
    """Bit for bit the same codes, drawn by the same programs; with the third side as well."""
    at_end = replace(MASH, dial=float(end))
    np.testing.assert_array_equal(runner.codes(at_end), plain[end])
    assert (at_end.load, MASH.load) == (1.0, 1.5)
    runner.insert(1, at_end, runner.encode(MASH))
    while runner.step():
        pass
    np.testing.assert_array_equal(runner.take(1), plain[end])
    runner.free(1)


def test_a_mash_is_neither_prompt_and_both(runner: Runner, plain: list[Codes]) -> None:
    """The same mash is the same codes; another dial, seed or order is not."""
    codes = runner.codes(MASH)
    np.testing.assert_array_equal(runner.codes(MASH), codes)
    others = [replace(MASH, dial=0.3), replace(MASH, seed=5), replace(TEAPOT, mash="a cat"), replace(MASH, walk=True)]
    for other in [*plain, *(runner.codes(request) for request in others)]:
        assert (other != codes).any()
    np.testing.assert_array_equal(runner.codes(replace(MASH, mash="a cat")), plain[0])


def test_a_walk_goes_from_one_picture_to_another(runner: Runner, plain: list[Codes]) -> None:
    """Its tiles differ in the dial alone: the first is picture 1 of the one prompt, the last picture 1 of the other."""
    walk = runner.codes(replace(MASH, walk=True))
    np.testing.assert_array_equal(walk[0], plain[0][0])
    np.testing.assert_array_equal(walk[8], plain[1][0])
    changed = (walk[1:] != walk[:-1]).mean(axis=1)
    assert 0 < changed.mean() < 1


def test_a_mash_and_a_plain_request_do_not_change_each_other(runner: Runner, plain: list[Codes]) -> None:
    """In slots next to each other, beginning one after the other; a freed mash leaves its slot to anybody."""
    alone = runner.codes(MASH)
    runner.insert(0, MASH, runner.encode(MASH))
    assert runner.step() == {0: 8}
    runner.insert(1, CAT, runner.encode(CAT))
    assert runner.step() == {0: 16, 1: 8}
    np.testing.assert_array_equal(runner.take(0), alone)
    runner.free(0)
    runner.insert(0, TEAPOT, runner.encode(TEAPOT))
    while runner.step():
        pass
    np.testing.assert_array_equal(runner.take(0), plain[1])
    np.testing.assert_array_equal(runner.take(1), plain[0])
    runner.free(1)
    runner.insert(0, MASH, runner.encode(MASH))
    runner.reset()
    assert runner.step() == {}
    np.testing.assert_array_equal(runner.codes(CAT), plain[0])


def test_a_tile_begins_as_its_prefix_says(runner: Runner) -> None:
    """A variation of a mash keeps the given codes on all three sides."""
    prefix = tuple(tuple(5 * tile + i for i in range(5)) for tile in range(9))
    codes = runner.codes(replace(MASH, prefix=prefix))
    np.testing.assert_array_equal(codes[:, :5], prefix)
    other = runner.codes(replace(MASH, prefix=tuple(tuple(reversed(tile)) for tile in prefix)))
    assert (codes[:, 5:] != other[:, 5:]).any()


def test_the_second_prompt_has_the_share_of_codes_that_the_dial_says() -> None:
    """Evenly over each tile, and turning the dial up only adds to them."""
    keys = tile_keys(jnp.uint32(7))
    dials = jnp.linspace(0, 1, 9)
    turns = jax.vmap(
        lambda dial: jax.vmap(lambda step: seconds_turn(keys, step, jnp.full(9, dial), 256))(jnp.arange(256))
    )(dials)
    turns = np.asarray(turns)  # [dial, step, tile]
    np.testing.assert_allclose(turns.mean(axis=1), np.broadcast_to(dials[:, None], (9, 9)), atol=0.03)
    assert not turns[0].any()
    assert turns[8].all()
    assert (turns[1:] >= turns[:-1]).all()
    rows = turns[4].reshape(16, 16, 9).mean(axis=1)
    assert rows.min() >= 0.25
    assert rows.max() <= 0.75
