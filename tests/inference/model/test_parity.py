"""Our numbers are the reference's, from the files that the reference wrote, for everything it recorded."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx
from goldens import CHECKPOINT, TINY, VQGAN_CHECKPOINT

from inference.device.sampling import SamplingSettings, guide, shortlist
from inference.files import checkpoint
from inference.model.bart import Bart, score
from inference.model.config import BartConfig
from inference.model.vqgan import VQGAN, to_bytes

pytestmark = pytest.mark.long

Arrays = dict[str, np.ndarray]
CLOSE = 2e-4
"""The most that a float32 number may differ. Logits have a standard deviation of 3."""
SIDES = ("cond", "uncond")


def load(folder: Path, dtype: object = jnp.float32) -> Bart:
    config, weights = checkpoint.open_bart(folder, dtype)
    return checkpoint.load_bart(weights, config)


@pytest.fixture(scope="module", params=["scan", "unscan", "scan_sharded"])
def model(request: pytest.FixtureRequest) -> Bart:
    """The same model from each layout of files."""
    return load(TINY / f"checkpoint_{request.param}")


@pytest.fixture(scope="module")
def config() -> BartConfig:
    return BartConfig.read(CHECKPOINT / "config.json")


@pytest.fixture(scope="module")
def vqgan() -> VQGAN:
    config, weights = checkpoint.open_vqgan(VQGAN_CHECKPOINT)
    return checkpoint.load_vqgan(weights, config, with_encoder=True)


def text(arrays: Arrays, side: str) -> tuple[jax.Array, jax.Array]:
    suffix = "" if side == "cond" else "_uncond"
    return jnp.asarray(arrays[f"input_ids{suffix}"]), jnp.asarray(arrays[f"attention_mask{suffix}"]) > 0


def teacher_forced(model: Bart, arrays: Arrays, side: str) -> np.ndarray:
    ids, mask = text(arrays, side)
    return np.asarray(score(model, ids, mask, jnp.asarray(arrays["decoder_input_ids"])[:, None])[:, 0])


@pytest.mark.parametrize("side", SIDES)
def test_encoder_states(model: Bart, arrays: Arrays, side: str) -> None:
    """The encoder's last states are the reference's, at padded positions too."""
    ids, mask = text(arrays, side)
    states = jnp.moveaxis(model.encoder(ids, mask), 0, -1)
    np.testing.assert_allclose(states, arrays[f"encoder_last_hidden_{side}"], atol=CLOSE, rtol=0)


def test_encoder_layers(model: Bart, arrays: Arrays) -> None:
    """So is the stream after every single encoder layer."""
    ids, mask = text(arrays, "cond")
    x = model.encoder.embed(ids)
    for i, golden in enumerate(arrays["encoder_hidden_states_cond"]):
        np.testing.assert_allclose(jnp.moveaxis(x, 0, -1), golden, atol=CLOSE, rtol=0, err_msg=f"before layer {i}")
        if i < len(model.encoder.layers):
            x = model.encoder.layers[i](x, mask)


def test_decoder_layers(model: Bart, arrays: Arrays) -> None:
    """And the stream after every single decoder layer."""
    ids, mask = text(arrays, "cond")
    decoder = model.decoder
    cross = decoder.cross(model.encoder(ids, mask))
    x = decoder.embed(jnp.asarray(arrays["decoder_input_ids"])[:, None], jnp.int32(0))
    cache = decoder.empty_cache(4, 1, 16)
    for i, golden in enumerate(arrays["decoder_hidden_states_cond"]):
        np.testing.assert_allclose(jnp.moveaxis(x[:, :, 0], 0, -1), golden, atol=CLOSE, rtol=0)
        if i < len(decoder.layers):
            x, _ = decoder.layers[i](x, cross[i], mask, cache[i], jnp.int32(0))


@pytest.mark.parametrize("side", SIDES)
def test_teacher_forced_logits(model: Bart, arrays: Arrays, side: str) -> None:
    """Logits of whole given pictures are the reference's, from scanned and unscanned files alike."""
    logits = teacher_forced(model, arrays, side)
    np.testing.assert_allclose(logits, arrays[f"logits_{side}"], atol=CLOSE, rtol=0)
    if side == "cond":
        np.testing.assert_allclose(logits, arrays["unscan_logits_cond"], atol=CLOSE, rtol=0)


@pytest.mark.parametrize("side", SIDES)
def test_cached_logits(model: Bart, arrays: Arrays, side: str) -> None:
    """One token at a time through the cache gives the reference's cached logits at every step."""
    ids, mask = text(arrays, side)
    decoder_ids = jnp.asarray(arrays["decoder_input_ids"])
    cross = model.decoder.cross(model.encoder(ids, mask))
    step = nnx.jit(lambda model, *args: model.decoder(*args))
    cache = model.decoder.empty_cache(4, 1, 16)
    for t in range(16):
        logits, cache = step(model, decoder_ids[:, None, t : t + 1], cross, mask, cache, jnp.int32(t))
        np.testing.assert_allclose(logits[:, 0, 0], arrays[f"step_logits_{side}"][:, t], atol=CLOSE, rtol=0)


def test_a_given_beginning_fills_the_cache(model: Bart, arrays: Arrays) -> None:
    """Ten tokens at once and then one gives the eleventh logits of one at a time."""
    ids, mask = text(arrays, "cond")
    decoder_ids = jnp.asarray(arrays["decoder_input_ids"])[:, None]
    cross = model.decoder.cross(model.encoder(ids, mask))
    _, cache = model.decoder(decoder_ids[..., :10], cross, mask, model.decoder.empty_cache(4, 1, 16), jnp.int32(0))
    logits, _ = model.decoder(decoder_ids[..., 10:11], cross, mask, cache, jnp.int32(10))
    np.testing.assert_allclose(logits[:, 0, 0], arrays["step_logits_cond"][:, 10], atol=CLOSE, rtol=0)


@pytest.mark.parametrize("guidance", [3, 10])
def test_guided_logits(model: Bart, arrays: Arrays, guidance: int) -> None:
    """Super-conditioned logits are the reference's to 2e-4 although guidance multiplies the error."""
    guided = guide(
        jnp.asarray(teacher_forced(model, arrays, "uncond")),
        jnp.asarray(teacher_forced(model, arrays, "cond")),
        jnp.float32(guidance),
    )
    np.testing.assert_allclose(guided, arrays[f"sc_logits_{guidance}"], atol=CLOSE, rtol=0)


def free_running(
    model: Bart, arrays: Arrays, choose: Callable[[int, jax.Array], jax.Array], guidance: float | None
) -> np.ndarray:
    """Draw 16 codes for the four prompts, each chosen from the (guided) logits by `choose(step, logits)`."""
    sides = SIDES if guidance is not None else ("cond",)
    crosses = {s: model.decoder.cross(model.encoder(*text(arrays, s))) for s in sides}
    caches = {s: model.decoder.empty_cache(4, 1, 16) for s in sides}
    step = nnx.jit(lambda model, *args: model.decoder(*args))
    last = jnp.asarray(arrays["greedy_tokens"])[:, :1]
    codes = [last]
    for t in range(16):
        logits = {}
        for s in sides:
            out, caches[s] = step(model, last[:, None], crosses[s], text(arrays, s)[1], caches[s], jnp.int32(t))
            logits[s] = out[:, 0, 0]
        told = logits["cond"]
        if guidance is not None:
            told = guide(logits["uncond"], told, jnp.float32(guidance))
        last = choose(t, told)[:, None]
        codes.append(last)
    return np.asarray(jnp.concatenate(codes, axis=1))


@pytest.mark.parametrize(("golden", "guidance"), [("greedy_tokens", None), ("greedy_sc10_tokens", 10.0)])
def test_greedy_codes(model: Bart, arrays: Arrays, golden: str, guidance: float | None) -> None:
    """The likeliest code at every step gives the reference's pictures, with and without guidance."""
    drawn = free_running(model, arrays, lambda t, logits: jnp.argmax(logits, axis=-1), guidance)
    np.testing.assert_array_equal(drawn, arrays[golden])


SAMPLES = json.loads((TINY / "checks.json").read_text())["samples"]


@pytest.mark.parametrize("sample", SAMPLES, ids=[s["key"] for s in SAMPLES])
def test_sampled_codes(arrays: Arrays, sample: dict[str, object]) -> None:
    """With the reference's keys (one for all images, split at every step) our warped logits give its sampled codes."""
    model = load(CHECKPOINT)
    key = jax.random.PRNGKey(int(str(sample["seed"])))
    settings = SamplingSettings(
        jnp.float32(0),
        jnp.float32(sample["temperature"] or 1),
        jnp.int32(sample["top_k"] or 50),
        jnp.float32(sample["top_p"] or 1),
    )

    def choose(t: int, logits: jax.Array) -> jax.Array:
        nonlocal key
        now, key = jax.random.split(key)
        return jax.random.categorical(now, warped(logits, settings))

    guidance = float(str(sample["condition_scale"]))
    with jax.threefry_partitionable(bool(sample["jax_threefry_partitionable"])):
        drawn = free_running(model, arrays, choose, guidance if guidance != 1 else None)
    np.testing.assert_array_equal(drawn, arrays[str(sample["key"])])


def warped(logits: jax.Array, settings: SamplingSettings) -> jax.Array:
    """A shortlist laid out over the vocabulary again."""
    short = shortlist(logits, settings, logits.shape[-1])
    nothing = jnp.full_like(logits, -jnp.inf)
    return jnp.put_along_axis(nothing, short.codes, short.logits, axis=-1, inplace=False)


@pytest.mark.parametrize(("top_k", "top_p", "temperature"), [(8, 1, 1), (0, 0.9, 1), (16, 0.7, 0.5), (0, 1, 2)])
def test_warpers(arrays: Arrays, top_k: int, top_p: float, temperature: float) -> None:
    """Temperature, top-k and top-p keep and scale what the reference keeps and scales."""
    settings = SamplingSettings(jnp.float32(0), jnp.float32(temperature), jnp.int32(top_k), jnp.float32(top_p))
    ours = warped(jnp.asarray(arrays["sc_logits_3"][:, -1]), settings)
    golden = arrays[f"warped_k{top_k}_p{top_p}_t{temperature}"]
    np.testing.assert_array_equal(np.isfinite(ours), np.isfinite(golden))
    np.testing.assert_allclose(ours, golden, atol=1e-5)


def test_loss_and_gradients(arrays: Arrays) -> None:
    """The loss on given pictures, and the norm of its gradient for every published tensor, are the reference's."""
    config, weights = checkpoint.open_bart(CHECKPOINT)
    graph, state = nnx.split(checkpoint.load_bart(weights, config))
    ids, mask = text(arrays, "cond")
    labels = jnp.asarray(arrays["labels"])

    def loss(state: nnx.State) -> jax.Array:
        logits = score(nnx.merge(graph, state), ids, mask, jnp.asarray(arrays["decoder_input_ids"])[:, None])[:, 0]
        chosen = jnp.take_along_axis(jax.nn.log_softmax(logits), labels[..., None], axis=-1)
        return -chosen.mean()

    value, gradients = jax.value_and_grad(loss)(state)
    np.testing.assert_allclose(value, arrays["loss"], rtol=1e-5)
    squares = dict.fromkeys(arrays["grad_keys"].tolist(), 0.0)
    for path, leaf in nnx.to_flat_state(gradients):
        source = weights.sources[tuple(map(str, path))]
        for key, piece in zip(source.keys, np.split(np.asarray(leaf[...]), len(source.keys)), strict=True):
            squares[key] += float(np.square(piece.astype(np.float64)).sum())
    ours = np.sqrt([squares[key] for key in arrays["grad_keys"].tolist()])
    np.testing.assert_allclose(ours, arrays["grad_norms"], rtol=2e-4, atol=1e-7)


def test_float16_file(arrays: Arrays) -> None:
    """A float16 file gives the float32 model's weights rounded once, and logits as close as that allows."""
    wide, narrow = (checkpoint.open_bart(TINY / f"checkpoint_{kind}")[1] for kind in ("scan", "scan_fp16"))
    for path in wide.parameters:
        np.testing.assert_array_equal(wide.read(path).astype(np.float16), narrow.read(path), err_msg=".".join(path))
    logits = teacher_forced(load(TINY / "checkpoint_scan_fp16"), arrays, "cond")
    np.testing.assert_allclose(logits, arrays["logits_cond"], atol=0.04, rtol=0)


def test_bfloat16(arrays: Arrays) -> None:
    """Computed in bfloat16 we are as close to the float32 reference as the bfloat16 reference is."""
    ours = np.abs(teacher_forced(load(CHECKPOINT, jnp.bfloat16), arrays, "cond") - arrays["logits_cond"])
    theirs = np.abs(arrays["logits_cond_bfloat16"].astype(np.float32) - arrays["logits_cond"])
    assert ours.max() <= 1.25 * theirs.max()
    assert np.sqrt(np.square(ours).mean()) <= 1.05 * np.sqrt(np.square(theirs).mean())


def test_pixels(vqgan: VQGAN, vqgan_arrays: Arrays) -> None:
    """Codes become the reference's pixels, and its bytes but where a pixel lies on the edge between two."""
    pictures = vqgan.decode(jnp.asarray(vqgan_arrays["codes"]))
    np.testing.assert_allclose(pictures, vqgan_arrays["decoded"], atol=CLOSE, rtol=0)
    difference = np.abs(np.asarray(to_bytes(pictures)).astype(int) - vqgan_arrays["pixels_uint8"])
    assert difference.max() <= 1
    assert (difference > 0).mean() < 1e-3


def test_vqgan_activations(vqgan: VQGAN, vqgan_arrays: Arrays) -> None:
    """Every recorded activation on the way is the reference's."""
    golden = {key.removeprefix("act:"): value for key, value in vqgan_arrays.items() if key.startswith("act:")}
    seen = dict(activations(vqgan, jnp.asarray(vqgan_arrays["codes"])))
    assert seen.keys() == golden.keys()
    for name, value in golden.items():
        np.testing.assert_allclose(seen[name], value, atol=CLOSE, rtol=0, err_msg=name)


def test_codes_of_pictures(vqgan: VQGAN, vqgan_arrays: Arrays) -> None:
    """Pictures become the reference's codes, and from there its reconstruction."""
    pictures = jnp.asarray(vqgan_arrays["image"])
    codes = vqgan.encode(pictures)
    np.testing.assert_array_equal(codes, vqgan_arrays["enc_indices"].reshape(codes.shape))
    rows = vqgan.codebook[...][codes].reshape(vqgan_arrays["enc_quantized"].shape)
    np.testing.assert_allclose(rows, vqgan_arrays["enc_quantized"], atol=CLOSE, rtol=0)
    np.testing.assert_allclose(vqgan.decode(codes), vqgan_arrays["reconstruction"], atol=CLOSE, rtol=0)


def activations(vqgan: VQGAN, codes: jax.Array) -> Iterator[tuple[str, jax.Array]]:
    """Published module path to its output, for the steps that codes take on their way to pixels."""
    decoder = vqgan.decoder
    x = vqgan.codebook[...][codes]
    yield "quantize/embedding", x
    yield "post_quant_conv", (x := vqgan.post_quant_conv(x.reshape(len(codes), 4, 4, -1)))
    yield "decoder/conv_in", (x := decoder.conv_in(x))
    yield "decoder/mid/block_1", (y := decoder.mid.block_1(x))
    yield "decoder/mid/attn_1", decoder.mid.attn_1(y)
    yield "decoder/mid", (x := decoder.mid(x))
    for i in reversed(range(3)):
        yield f"decoder/up_{i}", (x := decoder.up[i](x))
    yield "decoder/norm_out", decoder.norm_out(x)
