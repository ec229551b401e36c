"""A decoder that grows keeps what it knew, codes are those of a book, and a pool of codes is scenes in other words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx
from PIL import Image

from inference.model.config import VQGANConfig
from inference.model.vqgan import VQGAN
from training.data import code_dataset
from training.data.batches import Batch
from training.data.code_dataset import CodeBatch, CodeDataset
from training.model import patch_codebook, progressive_growing
from training.model.patch_codebook import PatchCodebook
from training.pocket import POCKET
from training.progress import TrainingReport
from training.scenes.captions import known_words
from training.scenes.compose import Mix, plan_scene
from training.training_run import TrainingRun

pytestmark = [pytest.mark.long, pytest.mark.usefixtures("quick_compilation")]

NOTHING = np.zeros((0, 0, 0, 3), np.uint8)
CONFIG = VQGANConfig(
    ch=64,
    ch_mult=(1, 1, 1, 2),
    num_res_blocks=1,
    attn_resolutions=(),
    resolution=64,
    z_channels=64,
    embed_dim=16,
    n_embed=64,
)
SMALL = progressive_growing.smaller_config(CONFIG)


class Blobs:
    """Soft blots of colour, the same for the same number; counts how often it was asked."""

    def __init__(self, edge: int, count: int = 4) -> None:
        self.edge, self.count, self.asked = edge, count, list[int]()

    def __call__(self, number: int) -> Batch:
        self.asked.append(number)
        few = np.random.default_rng(number).integers(0, 256, (self.count, 5, 5, 3), np.uint8)
        soft = [Image.fromarray(one).resize((self.edge, self.edge), Image.Resampling.BICUBIC) for one in few]
        return Batch(np.stack(soft), ("",) * self.count)


def floats(batch: Batch) -> jax.Array:
    return jnp.asarray(batch.pictures, jnp.float32) / 255


@pytest.fixture(scope="module")
def book() -> PatchCodebook:
    many = np.concatenate([Blobs(32)(number).pictures for number in range(30)])
    return patch_codebook.fit_codebook(many, CONFIG.n_embed, CONFIG.embed_dim, seed=1)


@pytest.fixture(scope="module")
def half(book: PatchCodebook) -> VQGAN:
    return progressive_growing.initial_network(SMALL, book, seed=3)


@pytest.mark.parametrize("config", [SMALL, CONFIG], ids=["32 pixels", "64 pixels"])
def test_the_encoder_finds_the_codes_of_the_book(config: VQGANConfig, book: PatchCodebook) -> None:
    """What is set in its weights is what the book computes without a network, whatever the picture's size."""
    pictures = floats(Blobs(config.resolution)(999))
    vqgan = progressive_growing.initial_network(config, book, seed=0)
    graph, params = nnx.split(vqgan)
    embedded = jax.jit(lambda params: nnx.merge(graph, params).embed(pictures))(params).reshape(4, 64, -1)
    np.testing.assert_allclose(embedded, _found(book, pictures), atol=0.03)
    assert (vqgan.nearest(embedded) == book.codes(pictures)).mean() > 0.95


def _found(book: PatchCodebook, pictures: jax.Array) -> jax.Array:
    n, edge, _, _ = pictures.shape
    by = edge // patch_codebook.EDGE
    small = pictures.reshape(n, patch_codebook.EDGE, by, patch_codebook.EDGE, by, 3).mean((2, 4))
    return (patch_codebook.patches(small) - book.mean) @ book.basis


def test_a_patch_is_its_own_pixels() -> None:
    """Row by row of patches; within one, quarters of quarters, then colours."""
    picture = jnp.arange(32 * 32 * 3, dtype=jnp.float32).reshape(1, 32, 32, 3)
    some = patch_codebook.patches(picture)[0, 8 * 2 + 5].reshape(2, 2, 2, 2, 3)
    assert some[1, 0, 0, 1, 2] == picture[0, 2 * 4 + 2, 5 * 4 + 1, 2]


def test_codes_are_near_what_they_stand_for(book: PatchCodebook) -> None:
    """Patches are far nearer to their code than to the mean; all codes are in use."""
    pictures = jnp.concatenate([floats(Blobs(32)(number)) for number in range(30)])
    found, codes = _found(book, pictures), book.codes(pictures)
    away = jnp.square(found - book.rows[codes]).sum(-1).mean()
    assert away < 0.4 * jnp.square(found).sum(-1).mean()
    assert len(np.unique(codes)) > 0.9 * CONFIG.n_embed


def test_a_narrow_encoder_has_no_room_for_a_patch(book: PatchCodebook) -> None:
    """It is refused, not set to something else; shapes are enough to tell, so no weights are made."""
    network = nnx.eval_shape(lambda: VQGAN(replace(CONFIG, ch=32), rngs=nnx.Rngs(0)))
    with pytest.raises(ValueError, match="room for a patch"):
        patch_codebook.install_codebook(book, network)


def test_what_has_grown_draws_what_the_half_drew(half: VQGAN, book: PatchCodebook) -> None:
    """Before it learns anything, its pictures are the half's, enlarged and smooth."""
    codes = jax.random.randint(jax.random.key(0), (2, 64), 0, CONFIG.n_embed)
    whole = progressive_growing.grow(CONFIG, nnx.clone(half), book, seed=1)
    assert whole.decode(codes).shape == (2, 64, 64, 3)
    smooth = jnp.repeat(jnp.repeat(_features(half, codes), 2, 1), 2, 2)
    for axis in (1, 2):
        padded = jnp.pad(smooth, [(0, 0)] + [(int(axis == a), int(axis == a)) for a in (1, 2)] + [(0, 0)])
        below, above = (jnp.take(padded, jnp.arange(64) + shift, axis) for shift in (0, 2))
        smooth = below / 4 + smooth / 2 + above / 4
    np.testing.assert_allclose(_features(whole, codes), smooth, atol=1e-3)


@nnx.jit
def _features(vqgan: VQGAN, codes: jax.Array) -> jax.Array:
    """What the decoder's last level hands to its last norm."""
    x = vqgan.post_quant_conv(vqgan.codebook[...][codes].reshape(len(codes), 8, 8, -1))
    x = vqgan.decoder.mid(vqgan.decoder.conv_in(x))
    for level in reversed(vqgan.decoder.up):
        x = level(x)
    return x


@pytest.mark.slow
def test_a_decoder_learns_and_codes_stay(half: VQGAN, book: PatchCodebook) -> None:
    """The loss falls by half; codebook and encoder are, bit for bit, what they were."""
    jax.config.update("jax_disable_most_optimizations", False)  # an average of equal numbers is equal where it is fused
    learn = progressive_growing.DecoderTraining(SMALL, book, steps=25, rate=4e-3)
    state, losses, blobs = learn.initial_state(half), list[float](), Blobs(32, count=2)
    update = jax.jit(learn.update)
    for step in range(25):
        state, metrics = update(state, jnp.uint32(step), jnp.asarray(blobs(step).pictures))
        losses.append(float(metrics["loss"]))
    assert np.mean(losses[-5:]) < 0.5 * losses[0], losses
    after: VQGAN = nnx.merge(learn.graph, state.average)
    for old, new in ((half.encoder, after.encoder), (half.quant_conv, after.quant_conv)):
        assert jax.tree.all(
            jax.tree.map(np.array_equal, jax.device_get(nnx.state(old)), jax.device_get(nnx.state(new)))
        )
    np.testing.assert_array_equal(half.codebook[...], after.codebook[...])


def test_only_equally_wide_levels_grow() -> None:
    """A largest level of another width would change what the next one is given."""
    assert progressive_growing.smaller_config(CONFIG, 2).resolution == 16
    with pytest.raises(ValueError, match="3 largest levels"):
        progressive_growing.smaller_config(replace(CONFIG, ch_mult=(1, 1, 2, 2)), 2)


def test_half_a_picture_is_the_mean_of_four() -> None:
    """Rounded, as the encoder would see it."""
    whole, small = Blobs(32)(5).pictures, progressive_growing.HalvedBatches(Blobs(32))(5).pictures
    assert small.shape == (4, 16, 16, 3)
    assert abs(small[1, 2, 3].astype(float) - whole[1, 4:6, 6:8].mean((0, 1))).max() <= 0.5
    assert progressive_growing.HalvedBatches(Blobs(32), 2)(5).pictures.shape == (4, 8, 8, 3)


def test_encoding_goes_on_where_it_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, book: PatchCodebook
) -> None:
    """Files that are there are not made again; all codes are as if there had been no stop."""
    monkeypatch.setattr(code_dataset, "BATCHES_PER_FILE", 2)
    encode: Callable[..., jax.Array] = jax.jit(lambda pictures: book.codes(pictures.astype("float32") / 255))
    reports: list[TrainingReport] = []
    codes = code_dataset.encode_batches(encode, Blobs(32), 5, tmp_path, 0, reports.append)
    assert codes.shape == (20, 64)
    assert [(report.step, report.steps) for report in reports] == [(2, 5), (4, 5), (5, 5)]
    assert reports[-1].seconds_left == 0
    (tmp_path / "000002.npy").unlink()
    again = Blobs(32)
    np.testing.assert_array_equal(code_dataset.encode_batches(encode, again, 5, tmp_path, 0), codes)
    assert again.asked == [2, 3]
    np.testing.assert_array_equal(book.codes(floats(Blobs(32)(2))), codes[8:12])


def test_a_pool_has_every_scene_once_an_epoch_in_other_words() -> None:
    """And its codes stay with their captions."""
    mix, first = Mix(still=True), 77
    codes = np.arange(10)[:, None].repeat(4, 1).astype(np.uint16)
    pool = CodeDataset(codes, first, 4, mix)
    batches = [pool(number) for number in range(5)]  # two epochs of ten
    seen = np.concatenate([batch.codes[:, 0] for batch in batches])
    said = [caption for batch in batches for caption in batch.captions]
    assert sorted(seen[:10]) == sorted(seen[10:]) == list(range(10))
    assert list(seen[:10]) != list(seen[10:])
    for index, caption in zip(seen[:10], said[:10], strict=True):
        assert caption == plan_scene(first + int(index), "train", mix).caption
    one, two = (dict(zip(seen[a : a + 10], said[a : a + 10], strict=True)) for a in (0, 10))
    assert sum(one[index] != two[index] for index in one) >= 3
    for caption in said:
        assert set(caption.lower().split()) <= known_words()
    np.testing.assert_array_equal(pool(3).codes, batches[3].codes)


@pytest.mark.slow  # minutes of compiling
def test_a_job_grows_its_decoder_and_pools_its_codes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that was stopped between two sizes ends with the same weights; its pool are the codes of its pictures."""
    monkeypatch.setattr("training.training_run.CODEBOOK_PICTURES", 120)
    recipe = replace(POCKET, vqgan=CONFIG, doublings=1, vqgan_small_steps=6, vqgan_steps=3, vqgan_batch=8, pool=64)
    told: list[tuple[str, int]] = []

    def run_in(folder: Path) -> TrainingRun:
        return TrainingRun(
            recipe,
            folder,
            batches=lambda size, seed: Blobs(64, size),
            captions=lambda: (),
            code_batches=lambda codes, size, seed: lambda number: CodeBatch(NOTHING, ("",) * size, codes[:size]),
            sample_prompts=(),
            on_report=lambda part, report: told.append((part, report.step)),
            workers=0,
        )

    vqgan = run_in(tmp_path).vqgan()
    assert [told[0], told[-1]] == [("codes to 32 pixels", 1), ("codes to 64 pixels", 3)]
    whole = (tmp_path / "vqgan.safetensors").read_bytes()
    (tmp_path / "vqgan.safetensors").unlink()
    told.clear()
    run_in(tmp_path).vqgan()
    assert {part for part, _ in told} == {"codes to 64 pixels"}
    assert (tmp_path / "vqgan.safetensors").read_bytes() == whole
    batch = run_in(tmp_path).encoded_scenes(vqgan)(0)
    assert isinstance(batch, CodeBatch)
    pictures = np.concatenate([Blobs(64, code_dataset.ENCODE_BATCH_PICTURES)(number).pictures for number in range(2)])
    np.testing.assert_array_equal(batch.codes, vqgan.encode(jnp.asarray(pictures[: len(batch.codes)]) / 255))
