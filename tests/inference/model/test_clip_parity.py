"""CLIP's numbers and the safety checker's are the reference's; in shapes without golden numbers, a plain CLIP's."""

from __future__ import annotations

import json
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import plain_clip
import pytest
from goldens import CLIP_TINY, SAFETY_TINY

from inference.device.clip_scorer import ClipScorer, SafetyScorer
from inference.files import clip_folder
from inference.model.safety_checker import verdict

Arrays = dict[str, np.ndarray]
CLOSE = 2e-5
"""The most that a number of a vector of length 1 may differ."""


@pytest.fixture(scope="module")
def golden() -> Arrays:
    return dict(np.load(CLIP_TINY / "arrays.npz"))


@pytest.fixture(scope="module")
def texts() -> list[str]:
    return list(json.loads((CLIP_TINY / "texts.json").read_text()))


@pytest.fixture(scope="module")
def pictures(golden: Arrays) -> list[np.ndarray]:
    return [golden[f"picture_{number}"] for number in range(6)]


@pytest.fixture(scope="module")
def scorer() -> ClipScorer:
    return ClipScorer(clip_folder.load_clip(str(CLIP_TINY)))


def close(ours: object, golden: np.ndarray, atol: float = CLOSE) -> None:
    np.testing.assert_allclose(np.asarray(ours), golden, atol=atol, rtol=0)


def test_ids_and_pixels(scorer: ClipScorer, golden: Arrays, texts: list[str], pictures: list[np.ndarray]) -> None:
    """Texts become the reference's ids, pictures of any size its pixels."""
    ids, mask = scorer.clip.tokenizer(texts)
    np.testing.assert_array_equal(ids, golden["input_ids"])
    np.testing.assert_array_equal(mask, golden["attention_mask"])
    close(scorer.clip.pixels(pictures), golden["pixel_values"], atol=2e-6)


def test_last_states(scorer: ClipScorer, golden: Arrays) -> None:
    """Every state of both transformers is the reference's, at padded positions too."""
    network = scorer.clip.network
    ids, mask = jnp.asarray(golden["input_ids"], jnp.int32), jnp.asarray(golden["attention_mask"] > 0)
    text, seen = jax.jit(lambda pixels: (network.text(ids, mask), network.vision(pixels)))(golden["pixel_values"])
    close(jnp.moveaxis(text, 0, -1), golden["text_last"])
    close(jnp.moveaxis(seen, 0, -1), golden["vision_last"])


def test_vectors_and_logits(scorer: ClipScorer, golden: Arrays, texts: list[str], pictures: list[np.ndarray]) -> None:
    """So are the vectors, and what they say of each picture and text; a score is one of those."""
    seen, read = scorer.embed_pictures(pictures), scorer.embed_texts(texts)
    close(seen, golden["image_embeds"])
    close(read, golden["text_embeds"])
    close(scorer.logits(seen, read), golden["logits_per_image"], atol=3e-4)  # 14.5 times a cosine
    close(scorer.scores(pictures, texts[1]), golden["logits_per_image"][:, 1], atol=3e-4)


def test_more_pictures_than_are_looked_at_at_once(
    scorer: ClipScorer, golden: Arrays, pictures: list[np.ndarray], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each has its vector, in order."""
    monkeypatch.setattr("inference.device.clip_scorer.AT_ONCE", 6)
    close(scorer.embed_pictures(pictures * 2), np.concatenate([golden["image_embeds"]] * 2))


def test_the_safety_checker(pictures: list[np.ndarray], golden: Arrays) -> None:
    """Cosines and verdicts are the reference's."""
    scorer, theirs = SafetyScorer(clip_folder.load_safety(str(SAFETY_TINY))), np.load(SAFETY_TINY / "arrays.npz")
    network = scorer.safety.network
    seen, (concepts, special) = jax.jit(lambda x: (network.embed_pictures(x), network(x)))(golden["pixel_values"])
    close(concepts, theirs["concept_cosine"])
    close(special, theirs["special_cosine"])
    np.testing.assert_allclose(seen.T, theirs["image_embeds"], rtol=1e-4)
    assert [one.flagged for one in scorer.verdicts(pictures)] == theirs["flagged"].tolist()


def test_special_care_tightens_the_others() -> None:
    """By 0.01, also the special concepts after it; a score that rounds to 0 is not above its threshold."""
    thresholds, special = np.float32([0.2, 0.3]), np.float32([0.25, 0.15])
    plain = verdict(np.float32([0.195, 0.2]), thresholds, np.float32([0.2, 0.145]), special)
    assert (plain.flagged, plain.concepts, plain.special_care, plain.closest) == (False, (), (), 0)
    careful = verdict(np.float32([0.195, 0.2]), thresholds, np.float32([0.26, 0.145]), special)
    assert (careful.flagged, careful.concepts, careful.special_care) == (True, (0,), (0, 1))
    assert careful.score == pytest.approx(0.005)
    assert not verdict(np.float32([0.2004, 0]), thresholds, np.float32([0, 0]), special).flagged
    assert verdict(np.float32([0.2006, 0]), thresholds, np.float32([0, 0]), special).flagged


def test_the_plain_clip_is_the_references_too(golden: Arrays) -> None:
    """So that it may stand for the reference in the next test."""
    text = plain_clip.embed_text(CLIP_TINY, golden["input_ids"][:4], golden["attention_mask"][:4])
    close(text, golden["text_embeds"][:4])
    close(plain_clip.embed_pictures(CLIP_TINY, golden["pixel_values"][:2]), golden["image_embeds"][:2])


@pytest.mark.parametrize("end", [2, 544])
def test_a_clip_of_another_shape(tmp_path: Path, end: int, texts: list[str], pictures: list[np.ndarray]) -> None:
    """Other sizes, gelu, another epsilon, pooling at the highest id or at the end token."""
    config = plain_clip.OTHER | {"text_config": plain_clip.OTHER["text_config"] | {"eos_token_id": end}}
    folder = plain_clip.write(tmp_path, config)
    scorer = ClipScorer(clip_folder.load_clip(str(folder)))
    ids, mask = scorer.clip.tokenizer(texts[:4])
    assert ids.shape == (4, 24)
    assert ids[0, -1] == 549  # padding, higher than the end
    close(scorer.embed_texts(texts[:4]), plain_clip.embed_text(folder, ids, mask))
    pixels = scorer.clip.pixels(pictures[4:])
    assert pixels.shape == (2, 3, 35, 35)
    close(scorer.embed_pictures(pictures[4:]), plain_clip.embed_pictures(folder, pixels))


def test_bfloat16_is_close(golden: Arrays, pictures: list[np.ndarray]) -> None:
    """Half the memory, and vectors that differ in the third digit."""
    clip = clip_folder.load_clip(str(CLIP_TINY), "bfloat16")
    assert clip.network.text.layers[0].mlp_in.weight.dtype == "bfloat16"
    seen = ClipScorer(clip).embed_pictures(pictures[4:])
    assert seen.dtype == np.float32
    assert 0.998 < (seen * golden["image_embeds"][4:]).sum(-1).min() < 0.99999
