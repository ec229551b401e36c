"""A model folder may come from anywhere: it loads, or one short printable sentence says why not, at once."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import jax.numpy as jnp
import numpy as np
import pytest
import safetensors.numpy
from folders import OURS, folder_of, refusal
from goldens import CHECKPOINT, ROOT, TEXT, VQGAN_CHECKPOINT

from inference.api import ModelError
from inference.files import checkpoint, model_folder
from inference.files.tensors import check_finite
from inference.model.config import BartConfig
from inference.text.normalizer import Normalizer
from inference.text.tokenizer import Tokenizer
from inference.text.vocabulary import read_prompt

# --- files that are none


def as_socket(path: Path) -> None:
    listener = socket.socket(socket.AF_UNIX)
    here = Path.cwd()
    os.chdir(path.parent)  # the address of a socket is short
    listener.bind(path.name)
    listener.close()  # what it was bound to stays
    os.chdir(here)


KINDS: dict[str, Callable[[Path], None]] = {
    "a folder": Path.mkdir,
    "a named pipe": os.mkfifo,
    "a device": lambda path: path.symlink_to("/dev/zero"),
    "a socket": as_socket,
    "a link to itself": lambda path: path.symlink_to(path),
}


def load_tokenizer(folder: Path) -> object:
    return Tokenizer.load(folder, text_length=16, vocab_size=300, normalize=False)


READERS: dict[str, Callable[[Path], object]] = {
    "config.json": lambda folder: BartConfig.read(folder / "config.json"),
    "flax_model.msgpack": checkpoint.index_folder,
    "flax_model.msgpack.index.json": checkpoint.index_folder,
    "model.safetensors": checkpoint.index_folder,
    "model.safetensors.index.json": checkpoint.index_folder,
    "tokenizer.json": load_tokenizer,
    "vocab.json": load_tokenizer,
    "merges.txt": load_tokenizer,
    "words.json": lambda folder: read_prompt(folder, "a fox"),
    "words.txt": lambda folder: Normalizer.from_file(folder / "words.txt"),
}


@pytest.mark.timeout(60)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", READERS)
def test_what_is_no_file_is_one_sentence(tmp_path: Path, name: str, kind: str) -> None:
    """Nothing waits for the other end of a pipe, nor reads a device that never ends."""
    folder = folder_of(tmp_path)
    for file in ("vocab.json", "merges.txt"):
        shutil.copy(TEXT / file, folder / file)
    if name.startswith(("flax", "model")):
        (folder / "flax_model.msgpack").unlink()
    (folder / name).unlink(missing_ok=True)
    KINDS[kind](folder / name)
    with pytest.raises(ModelError) as caught:
        READERS[name](folder)
    assert str(folder) in str(caught.value)
    assert str(caught.value).endswith(".")


def test_a_file_without_rights_is_one_sentence(tmp_path: Path) -> None:
    """As somebody who is not root, in a process of its own."""
    folder, names = folder_of(tmp_path), ["config.json", "model.safetensors", "tokenizer.json", "words.json"]
    for name in names:
        (folder / name).write_text("{}")
        (folder / name).chmod(0)
    if os.getuid() == 0:  # pytest's own folders are for root alone
        for parent in (tmp_path, *list(tmp_path.parents)[:2]):
            parent.chmod(0o711)
    program = f"""
import os, sys
sys.path[:0] = [{str(Path(__file__).parent)!r}, {str(ROOT / "tests" / "support")!r}]
import test_hostile_folders as tests
from pathlib import Path
if os.getuid() == 0:
    os.setuid(65534)
for name in {names!r}:
    try:
        tests.READERS[name](Path({str(folder)!r}))
    except tests.ModelError as error:
        print(error)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, timeout=240)
    assert done.stdout.count("Permission denied") == len(names), done.stdout + done.stderr


def test_a_pipe_in_config_json_does_not_hold_up_a_start(tmp_path: Path) -> None:
    """The bot reads it before the model is loaded."""
    os.mkfifo(tmp_path / "config.json")
    assert model_folder.sampling(str(tmp_path)) == {}


# --- values that are not finite


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_weights_that_are_not_finite_are_said_when_they_are_loaded(tmp_path: Path, bad: float) -> None:
    """Of NaN, a network draws gray, and nobody would know why."""
    config, weights = checkpoint.open_bart(CHECKPOINT)
    tensors = {".".join(path): weights.read(path) for path in weights.parameters}
    head = tensors["decoder.head.weight"] = np.array(tensors["decoder.head.weight"], np.float32)
    head[-1, -1] = bad
    folder = folder_of(tmp_path, safetensors.numpy.save(tensors), name=OURS)
    (folder / "flax_model.msgpack").unlink(missing_ok=True)
    config, weights = checkpoint.open_bart(folder, jnp.bfloat16)
    with pytest.raises(ModelError) as caught:
        checkpoint.load_bart(weights, config)
    assert (
        str(caught.value)
        == f"{folder / OURS}: decoder.head.weight holds values that are not finite; get the file again."
    )


@pytest.mark.parametrize("dtype", [jnp.bfloat16, np.float16, np.float32])
def test_every_value_of_a_large_array_is_looked_at(tmp_path: Path, dtype: object) -> None:
    """The last one, too."""
    values = np.zeros(2**20 + 1, dtype)
    check_finite(tmp_path, "a", values)
    values[-1] = np.inf
    with pytest.raises(ModelError, match="a holds values that are not finite"):
        check_finite(tmp_path, "a", values)


# --- what a sentence quotes


LONG = "x" * 10**6
CLEAR = "\x1b[2J\x1b]0;owned\x07\n\u202e"


@pytest.mark.parametrize(
    "changes",
    [
        {"d_model": LONG},
        {"activation_function": LONG},
        {"use_moon": LONG},
        {LONG: 1},
        {CLEAR: CLEAR},
        {"model_type": LONG},
        {"model_type": [CLEAR]},
        {"d_model": [[9] * 300_000]},
        {"sampling": {LONG: 1}, "d_model": 0},
    ],
    ids=str,
)
def test_a_sentence_is_short_and_printable_whatever_it_quotes(tmp_path: Path, changes: dict[str, object]) -> None:
    """A value of a million characters is cut, and nothing clears the terminal or forges a line of a log."""
    sentence = refusal(folder_of(tmp_path, **changes))
    assert len(sentence) <= 1010
    assert sentence.isprintable()


def test_names_in_files_of_weights_are_printable_in_sentences(tmp_path: Path) -> None:
    """In ours and in Flax's, in the folder's own name, and of shards."""
    one = {CLEAR: np.ones(2, np.float32)}
    for number, content in enumerate([safetensors.numpy.save(one), safetensors.numpy.save({LONG[:9000]: one[CLEAR]})]):
        folder = folder_of(tmp_path / f"{number}\x1b[2J", content, name=OURS)
        sentence = refusal(folder)
        assert (sentence.isprintable(), len(sentence) <= 1010) == (True, True)
    folder = folder_of(tmp_path / "shards")
    (folder / "flax_model.msgpack").unlink()
    (folder / f"{OURS}.index.json").write_text(json.dumps({"weight_map": {"a": CLEAR}}))
    assert refusal(folder).isprintable()


# --- a config.json that transformers saved again

RESAVED = {
    "_name_or_path": "dalle-mini/dalle-mini",
    "bad_words_ids": None,
    "chunk_size_feed_forward": 0,
    "early_stopping": True,
    "length_penalty": 1.0,
    "no_repeat_ngram_size": 3,
    "num_beams": 4,
    "num_return_sequences": 1,
    "problem_type": "x",
    "repetition_penalty": 1.0,
    "return_dict_in_generate": True,
    "task_specific_params": {"summarization": {"num_beams": 4}},
    "torch_dtype": "float32",
    "transformers_version": "4.30.0",
    "typical_p": 1.0,
    "vocab_size": 50264,
}


@pytest.mark.parametrize("network", ["bart", "vqgan"])
def test_a_config_that_was_saved_again_is_accepted(tmp_path: Path, network: str) -> None:
    """What transformers adds by itself changes no number."""
    like = CHECKPOINT if network == "bart" else VQGAN_CHECKPOINT
    getattr(checkpoint, f"open_{network}")(folder_of(tmp_path, like=like, **RESAVED))


@pytest.mark.parametrize(
    "switch", ["tie_encoder_decoder", "add_cross_attention", "is_decoder", "pruned_heads", "prefix", "use_bias"]
)
def test_switches_that_change_the_picture_are_refused_by_name(tmp_path: Path, switch: str) -> None:
    """Also those that transformers knows."""
    folder = folder_of(tmp_path, **{switch: {"0": [1]}})
    with pytest.raises(ModelError, match=f"sets {switch} to"):
        BartConfig.read(folder / "config.json")
