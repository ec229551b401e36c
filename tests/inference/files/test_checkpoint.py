"""A folder holds the weights that its config.json describes, or it is refused with a sentence."""

from __future__ import annotations

import json
import os
import pickle
import shutil
from pathlib import Path
from typing import Any

import jax.numpy as jnp
import ml_dtypes
import numpy as np
import pytest
import safetensors.numpy
from flax import serialization
from folders import FLAX, OURS, Tree, folder_of, published_bytes, refusal
from goldens import CHECKPOINT, TINY

from inference.api import ModelError
from inference.files import checkpoint
from inference.files.safetensors_file import index_safetensors

pytestmark = pytest.mark.usefixtures("remembered")

KERNEL = ("model", "encoder", "layers", "FlaxBartEncoderLayers", "GLU_0", "Dense_0", "kernel")


def tree() -> Tree:
    """A published checkpoint's weights, as flax itself reads them."""
    return serialization.msgpack_restore(published_bytes())


def at(weights: Tree, path: tuple[str, ...]) -> Tree:
    """The map that holds the last name of `path`."""
    for name in path[:-1]:
        weights = weights[name]
    return weights


# --- what is not there


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    """A folder that does not exist, and a file in its place, are no folder."""
    sentence = "is not a folder; a model is one, with a config.json in it."
    assert refusal(tmp_path / "nowhere") == f"{tmp_path / 'nowhere'} {sentence}"
    (tmp_path / "file").write_text("x")
    assert refusal(tmp_path / "file") == f"{tmp_path / 'file'} {sentence}"


@pytest.mark.parametrize("network", ["bart", "vqgan"])
def test_a_missing_config_is_named(tmp_path: Path, network: str) -> None:
    """Weights alone are no model."""
    assert refusal(tmp_path, network) == f"{tmp_path}/config.json is missing: a model folder needs its config.json."


def test_missing_weights_are_named(tmp_path: Path) -> None:
    """A folder without weights says what it should have."""
    folder = folder_of(tmp_path)
    (folder / FLAX).unlink()
    assert refusal(folder) == f"{folder} has no weights; expected model.safetensors or flax_model.msgpack."


@pytest.mark.parametrize("name", [FLAX, OURS, "config.json"])
def test_a_folder_in_a_files_place_is_named(tmp_path: Path, name: str) -> None:
    """What the system refuses to read is said with the system's reason."""
    folder = folder_of(tmp_path)
    (folder / name).unlink(missing_ok=True)
    (folder / name).mkdir()
    assert refusal(folder) == f"{folder / name} cannot be read: Is a directory."


# --- pickles


class Trap:
    """Unpickling this makes the folder `witness`."""

    def __init__(self, witness: Path) -> None:
        self.witness = witness

    def __reduce__(self) -> tuple[object, ...]:
        return os.mkdir, (str(self.witness),)


@pytest.mark.parametrize("protocol", [0, 2, 5])
@pytest.mark.parametrize("name", ["pytorch_model.bin", "model.ckpt", FLAX, OURS])
def test_a_pickle_is_never_opened(tmp_path: Path, name: str, protocol: int) -> None:
    """Whatever a pickle is called, it is refused and what it carries does not happen."""
    folder, witness = folder_of(tmp_path), tmp_path / "witness"
    (folder / FLAX).unlink()
    (folder / name).write_bytes(pickle.dumps(Trap(witness), protocol))
    expected = {
        FLAX: "expected a Flax msgpack file.",
        OURS: "expected a safetensors file.",
    }.get(name, f"has only {name}, a pickle, which can run code; expected model.safetensors or flax_model.msgpack.")
    assert refusal(folder).endswith(expected)
    assert not witness.exists()
    pickle.loads((folder / name).read_bytes())  # noqa: S301 - so the trap does work
    assert witness.exists()


def test_a_pickle_beside_weights_is_not_looked_at(tmp_path: Path) -> None:
    """A folder with both loads from its weights."""
    folder = folder_of(tmp_path)
    (folder / "pytorch_model.bin").write_bytes(pickle.dumps(Trap(tmp_path / "witness")))
    assert checkpoint.open_bart(folder)[1].file == folder / FLAX
    assert not (tmp_path / "witness").exists()


# --- keys, shapes and dtypes


def test_a_missing_key_is_named(tmp_path: Path) -> None:
    """The key, and the shape that it should have."""
    weights = tree()
    del at(weights, KERNEL)["kernel"]
    folder = folder_of(tmp_path, weights)
    assert refusal(folder) == (
        f"{folder / FLAX} disagrees with {folder / 'config.json'}: "
        f"key {'/'.join(KERNEL)} is missing, expected one of shape [2, 64, 128]."
    )


def test_an_extra_key_is_named(tmp_path: Path) -> None:
    """A key that nothing reads means another network."""
    weights = tree()
    at(weights, KERNEL)["bias"] = np.zeros((2, 128), np.float32)
    folder = folder_of(tmp_path, weights)
    assert refusal(folder) == (
        f"{folder / FLAX} disagrees with {folder / 'config.json'}: "
        "key model/encoder/layers/FlaxBartEncoderLayers/GLU_0/Dense_0/bias of shape [2, 128] is not expected."
    )


@pytest.mark.parametrize("shape", [(2, 128, 64), (2, 8192), (2, 64, 128, 1), (1, 64, 256)])
def test_another_shape_is_named(tmp_path: Path, shape: tuple[int, ...]) -> None:
    """Right in number but not in shape is wrong: found and expected are said."""
    weights = tree()
    at(weights, KERNEL)["kernel"] = at(weights, KERNEL)["kernel"].reshape(shape)
    folder = folder_of(tmp_path, weights)
    assert refusal(folder) == (
        f"{folder / FLAX} disagrees with {folder / 'config.json'}: "
        f"key {'/'.join(KERNEL)} has shape {list(shape)}, expected [2, 64, 128]."
    )


def test_of_many_wrong_keys_one_is_named_and_the_others_counted(tmp_path: Path) -> None:
    """One sentence, however much is wrong."""
    weights = tree()
    del weights["model"]["decoder"]
    assert refusal(folder_of(tmp_path, weights)).endswith(
        "key model/decoder/embed_positions/embedding is missing, expected one of shape [16, 64] (and 23 more)."
    )


@pytest.mark.parametrize("dtype", ["int8", "int32", "bool", "complex64"])
def test_weights_that_are_no_floats_are_refused(tmp_path: Path, dtype: str) -> None:
    """Integers would have to be scaled by something that the file does not say."""
    weights = tree()
    at(weights, KERNEL)["kernel"] = at(weights, KERNEL)["kernel"].astype(dtype)
    assert refusal(folder_of(tmp_path, weights)).endswith(
        f"{'/'.join(KERNEL)} is stored as {dtype}; expected float16, bfloat16 or float32."
    )
    path = tmp_path / OURS
    path.write_bytes(safetensors.numpy.save({"a": np.zeros(2, dtype)}))
    code = {"int8": "I8", "int32": "I32", "bool": "BOOL", "complex64": "C64"}[dtype]
    with pytest.raises(ModelError, match=f"a is stored as {code}; expected F16, BF16 or F32."):
        index_safetensors(path)


@pytest.mark.parametrize("leaf", [np.float32(1), 1, 1.5, None, "text", b"bytes", [1, 2], 1j])
def test_what_is_no_array_is_refused(tmp_path: Path, leaf: object) -> None:
    """Numbers, texts and lists have no place among weights."""
    weights = tree()
    at(weights, KERNEL)["kernel"] = leaf
    folder = folder_of(tmp_path, weights)
    assert refusal(folder).startswith(f"{folder / FLAX}")


# --- shards

SHARDED = TINY / "checkpoint_scan_sharded"
SHARD_INDEX = f"{FLAX}.index.json"
SHARD = "flax_model-00002-of-00004.msgpack"


@pytest.fixture
def shards(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHARDED, tmp_path / "model"))


def rename_in_index(folder: Path, change: dict[str, Any]) -> None:
    index = json.loads((folder / SHARD_INDEX).read_text())
    index["weight_map"] |= change
    (folder / SHARD_INDEX).write_text(json.dumps({**index, "weight_map": index["weight_map"]}))


def test_shards_are_one_model(shards: Path) -> None:
    """Every parameter is the one of the single file."""
    one, many = checkpoint.open_bart(CHECKPOINT)[1], checkpoint.open_bart(shards)[1]
    assert len({tensor.file for tensor in many.index.values()}) == 4
    for path in one.parameters:
        np.testing.assert_array_equal(one.read(path), many.read(path), err_msg=".".join(path))


def test_a_missing_shard_is_named(shards: Path) -> None:
    """With the index that asks for it."""
    (shards / SHARD).unlink()
    assert refusal(shards) == f"{shards / SHARD} is missing, though {SHARD_INDEX} names it."


def test_a_cut_shard_is_named(shards: Path) -> None:
    """The shard, not the index."""
    (shards / SHARD).write_bytes((shards / SHARD).read_bytes()[:-1])
    assert refusal(shards).startswith(f"{shards / SHARD} is cut short: expected at least 238642 bytes, found 238641.")


@pytest.mark.parametrize("name", ["../secret.msgpack", "/etc/passwd", "a/b.msgpack", "..", ".", "", 5, None, ["a"]])
def test_a_shard_lies_beside_its_index(shards: Path, name: object) -> None:
    """A name that leads elsewhere, or is none, is refused before anything is opened there."""
    shutil.copy(shards / SHARD, shards.parent / "secret.msgpack")
    rename_in_index(shards, {"lm_head/kernel": name})
    assert refusal(shards).startswith(f"{shards}")


def test_an_index_and_its_shards_agree(shards: Path) -> None:
    """A key in another shard than the index says, in two shards, or in none, is named."""
    original = (shards / SHARD_INDEX).read_text()
    file_from_key = json.loads(original)["weight_map"]
    here, there = "flax_model-00001-of-00004.msgpack", "flax_model-00004-of-00004.msgpack"
    key = next(key for key, file in file_from_key.items() if file == here)
    rename_in_index(shards, {key: there})
    assert refusal(shards) == f"{shards / SHARD_INDEX} says {key} is in {there}; found it in {here}."
    (shards / SHARD_INDEX).write_text(original)
    rename_in_index(shards, {"model/extra": there})
    assert refusal(shards) == f"{shards / SHARD_INDEX} says model/extra is in {there}; it is not there."
    (shards / SHARD_INDEX).write_text(original)
    shutil.copy(shards / here, shards / there)
    assert f"in {here}; found it in {there}." in refusal(shards)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"weight_map": 5}', '{"weight_map": {"a": {}}}', "\udcff", "[" * 100_000]
)
def test_a_broken_shard_index_is_named(shards: Path, text: str) -> None:
    """What is no index says what one is."""
    (shards / SHARD_INDEX).write_bytes(text.encode("utf-8", "surrogateescape"))
    sentence = refusal(shards)
    assert sentence.startswith(f"{shards / SHARD_INDEX} is broken (")
    assert sentence.endswith("expected an index with a weight_map.")


def test_an_index_of_nothing(shards: Path) -> None:
    """Without any shard every key is missing."""
    (shards / SHARD_INDEX).write_text('{"weight_map": {}}')
    assert "is missing" in refusal(shards)


# --- loading


def test_loading_tells_its_progress() -> None:
    """In parameters, one by one, up to all of them."""
    config, weights = checkpoint.open_bart(CHECKPOINT)
    told: list[tuple[int, int]] = []
    checkpoint.load_bart(weights, config, lambda done, total: told.append((done, total)))
    assert told == sorted(told)
    assert len(told) == len(weights.parameters)
    assert told[-1] == (228_480, 228_480)


def test_bfloat16_is_what_ml_dtypes_rounds() -> None:
    """Loaded in bfloat16, a weight is its float32 value rounded once."""
    config, weights = checkpoint.open_bart(CHECKPOINT, jnp.bfloat16)
    model = checkpoint.load_bart(weights, config)
    expected = weights.read(("decoder", "head", "weight")).astype(ml_dtypes.bfloat16)
    np.testing.assert_array_equal(np.asarray(model.decoder.head.weight[...]), expected)
    assert model.decoder.norm.bias.dtype == jnp.float32
