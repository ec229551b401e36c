"""A CLIP's folder is read only if all of it fits: what is missing, foreign, broken or another model's is named."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import plain_clip
import pytest
from goldens import CHECKPOINT, CLIP_TINY, SAFETY_TINY
from safetensors.numpy import load_file, save_file

from inference.device.clip_scorer import SafetyScorer
from inference.errors import ModelError
from inference.files import clip_folder

Change = Callable[[Path], object]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the golden CLIP."""
    shutil.copytree(CLIP_TINY, tmp_path / "clip", ignore=shutil.ignore_patterns("safety", "arrays.npz"))
    return tmp_path / "clip"


def edit(file: str, change: Callable[[dict[str, Any]], object]) -> Change:
    def run(folder: Path) -> None:
        values = json.loads((folder / file).read_text())
        change(values)
        (folder / file).write_text(json.dumps(values))

    return run


def reweigh(change: Callable[[dict[str, Any]], object]) -> Change:
    def run(folder: Path) -> None:
        weights = load_file(folder / "model.safetensors")
        change(weights)
        (folder / "model.safetensors").unlink()
        save_file(weights, folder / "model.safetensors")

    return run


def cut(folder: Path) -> None:
    data = (folder / "model.safetensors").read_bytes()
    (folder / "model.safetensors").unlink()
    (folder / "model.safetensors").write_bytes(data[: len(data) // 2])


def only_a_pickle(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")


def only_flax(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder / "flax_model.msgpack")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (edit("config.json", lambda c: c.update(model_type="siglip")), "describes a 'siglip' model; expected 'clip'"),
        (edit("config.json", lambda c: c["text_config"].update(hidden_act="relu")), "text_config.hidden_act to 'relu'"),
        (edit("config.json", lambda c: c["vision_config"].update(num_channels=4)), "has 4 num_channels; expected 3"),
        (edit("config.json", lambda c: c["text_config"].update(hidden_size=66)), "66 is no multiple of num_attention"),
        (edit("config.json", lambda c: c["text_config"].update(num_hidden_layers=10**9)), "whole number from 1 to 64"),
        (edit("config.json", lambda c: c.update(projection_dim=47)), "has shape [48, 64], expected [47, 64]"),
        (edit("config.json", lambda c: c["vision_config"].update(patch_size=65)), "65 is larger than image_size 64"),
        (edit("config.json", lambda c: c.update(text_config=7)), "says text_config is 7; expected an object"),
        (lambda folder: (folder / "config.json").unlink(), "config.json is missing"),
        (lambda folder: (folder / "tokenizer.json").unlink(), "tokenizer.json cannot be read: No such file"),
        (reweigh(lambda w: w.pop("text_projection.weight")), "key text_projection.weight is missing"),
        (reweigh(lambda w: w.pop("visual_projection.weight")), "key visual_projection.weight is missing"),
        (reweigh(lambda w: w.update(extra=np.zeros(3, np.float32))), "key extra of shape [3] is not expected"),
        (reweigh(lambda w: w.update(concept_embeds=w["logit_scale"])), "is a safety checker, which cannot read texts"),
        (reweigh(lambda w: w["text_model.final_layer_norm.bias"].fill(np.nan)), "not finite; get the file again"),
        (cut, "cut short"),
        (only_a_pickle, "has only pytorch_model.bin, a pickle, which can run code; expected model.safetensors"),
        (only_flax, "has no weights; expected model.safetensors"),
        (edit("preprocessor_config.json", lambda c: c.update(crop_size=32)), "the model sees (64, 64)"),
        (edit("preprocessor_config.json", lambda c: c.update(image_std=[1, 0, 1])), "it cannot be 0"),
        (edit("preprocessor_config.json", lambda c: c.update(resample=9)), "says resample is 9"),
        (edit("preprocessor_config.json", lambda c: c.update(size={"longest_edge": 64})), "says size is [None, None]"),
        (edit("tokenizer.json", lambda c: c["model"]["vocab"].update(new=545)), "ids up to 545, but the model knows"),
        (edit("tokenizer.json", lambda c: c["model"].update(type="WordPiece")), "expected a byte-level BPE"),
        (edit("tokenizer.json", lambda c: c["model"].update(end_of_word_suffix="")), "ends words with ''"),
        (edit("tokenizer.json", lambda c: c["model"]["merges"].append(["a", "🦊"])), "is not in the vocabulary"),
        (edit("tokenizer.json", lambda c: c.update(normalizer={"type": "NFKD"})), "has the normalizer"),
        (edit("tokenizer.json", lambda c: c.update(pre_tokenizer={"type": "ByteLevel"})), "has the pre_tokenizer"),
        (
            edit("tokenizer.json", lambda c: c["pre_tokenizer"]["pretokenizers"][0]["pattern"].update(Regex="(a+)+$")),
            "expected CLIP's pattern",
        ),
        (edit("tokenizer_config.json", lambda c: c.update({"pad_token": "<|no|>"})), "pads with '<|no|>'"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named(folder: Path, change: Change, sentence: str) -> None:
    """One sentence, before anything is computed."""
    change(folder)
    with pytest.raises(ModelError) as caught:
        clip_folder.load_clip(str(folder))
    assert sentence in str(caught.value)


def test_another_model_is_no_clip() -> None:
    """Nor is a CLIP a safety checker; a type that nothing computes in is refused by its name."""
    for load, name, sentence in (
        (clip_folder.load_clip, CHECKPOINT, "describes a 'dallebart' model; expected 'clip'"),
        (clip_folder.load_clip, SAFETY_TINY, "is a safety checker, which cannot read texts"),
        (clip_folder.load_safety, CLIP_TINY, "has no concept_embeds: it is no safety checker"),
        (clip_folder.load_clip, "openai/clip-vit-base-patch32@0000", "run `nonet model pull openai/clip-vit-base"),
    ):
        with pytest.raises(ModelError) as caught:
            load(str(name))
        assert sentence in str(caught.value)
    with pytest.raises(ModelError, match="dtype must be one of float32, bfloat16, not 'int8'"):
        clip_folder.load_clip(str(CLIP_TINY), "int8")


def test_old_files_say_some_things_twice(folder: Path) -> None:
    """As in transformers, `text_config_dict` holds, with the defaults for what it leaves out."""
    path = folder / "config.json"
    values = json.loads(path.read_text())
    values["text_config_dict"] = values["text_config"] | {"num_hidden_layers": 3}
    values["text_config"] = {"hidden_size": 1}
    path.write_text(json.dumps(values))
    config, _ = clip_folder.open_clip(folder)
    assert (config.text.hidden_size, config.text.eos_token_id) == (64, 2)


def test_shards_are_read(folder: Path) -> None:
    """Large CLIPs are saved in several files with an index."""
    weights = load_file(folder / "model.safetensors")
    (folder / "model.safetensors").unlink()
    halves = {f"model-{number}.safetensors": sorted(weights)[number::2] for number in (0, 1)}
    for name, keys in halves.items():
        save_file({key: weights[key] for key in keys}, folder / name)
    index = {"weight_map": {key: name for name, keys in halves.items() for key in keys}}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index))
    _, found = clip_folder.open_clip(folder)
    np.testing.assert_array_equal(found.read(("logit_scale",)), weights["logit_scale"])


def test_a_safety_checker_as_it_was_published(tmp_path: Path) -> None:
    """With one more `vision_model.` before its keys, numbers of positions, and as many concepts as the file has."""
    folder = plain_clip.write(tmp_path, safety=(5, 2))
    scorer = SafetyScorer(clip_folder.load_safety(str(folder)))
    picture = np.random.default_rng(1).integers(0, 256, (40, 50, 3), dtype=np.uint8)
    (found,) = scorer.verdicts([picture])
    weights = load_file(folder / "model.safetensors")
    plain = {
        key.removeprefix("vision_model.") if key.count("vision_model") > 1 else key: value
        for key, value in weights.items()
    }
    save_file(plain, folder / "model.safetensors")
    seen = plain_clip.embed_pictures(folder, scorer.safety.pixels([picture]))[0]
    cosines = plain_clip.unit(weights["concept_embeds"]) @ seen
    care = (plain_clip.unit(weights["special_care_embeds"]) @ seen > weights["special_care_embeds_weights"]).any()
    scores = cosines - weights["concept_embeds_weights"] + 0.01 * care
    assert found.concepts == tuple(np.flatnonzero(scores > 0.0005))
    assert found.score == pytest.approx(scores.max(), abs=6e-4)
