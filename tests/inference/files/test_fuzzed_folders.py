"""Files of golden models with random changes: each loads or is refused with a sentence, in little time and memory."""

from __future__ import annotations

import copy
import json
import resource
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from goldens import CHECKPOINT, TEXT, VQGAN_CHECKPOINT
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inference.api import ModelError
from inference.files.model_names import BUNDLED
from inference.files.safetensors_file import index_safetensors
from inference.model.config import BartConfig, VQGANConfig
from inference.text.tokenizer import Tokenizer

POCKET = BUNDLED / "pocket"
MAX_SECONDS = 1.0
"""Of CPU: a busy machine is no failure."""
MAX_BYTES = 200e6

STRANGE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.sampled_from([0, 1, -1, 2**31, 2**63, 10**4000]),
    st.floats(),
    st.text(max_size=20),
    st.sampled_from(["", "x" * 100_000, "\x1b[2J", "\ud800", "</s>", "BPE", "ByteLevel", "F16", "I64"]),
    st.just([]),
    st.just({}),
    st.lists(st.integers(-1, 2**40), max_size=4),
    st.builds(lambda depth: json.loads("[" * depth + "]" * depth), st.integers(1, 200)),
)
CHANGES = st.lists(
    st.tuples(st.integers(0, 2**30), st.sampled_from(["replace", "remove", "add", "move"]), STRANGE),
    min_size=1,
    max_size=4,
)


def places(value: Any, depth: int = 0) -> list[tuple[Any, Any]]:
    """Every container and key below `value`, of long ones the first and last few."""
    keys = list(value) if isinstance(value, dict) else list(range(len(value))) if isinstance(value, list) else []
    some = keys if len(keys) < 40 else keys[:8] + keys[-8:]
    return [(value, key) for key in some] + [place for key in some for place in places(value[key], depth + 1)]


def mutated(value: Any, changes: list[tuple[int, str, Any]]) -> Any:
    """A copy in which things are replaced, removed, added, or moved to where something else was."""
    value = copy.deepcopy(value)
    for where, how, new in changes:
        if not (every := places(value)):
            return new
        container, key = every[where % len(every)]
        if how == "remove":
            del container[key]
        elif how == "move":
            other, place = every[(where // len(every)) % len(every)]
            container[key] = copy.deepcopy(other[place])
        elif how == "add" and isinstance(container, dict):
            container[new if isinstance(new, str) else f"{key}{where % 3}"] = new
        else:
            container[key] = new
    return value


def file_of_weights(header: Any, data: int) -> bytes:
    raw = json.dumps(header).encode()
    return len(raw).to_bytes(8, "little") + raw + bytes(max(0, data))


def header_of(path: Path) -> tuple[Any, int]:
    whole = path.read_bytes()
    length = int.from_bytes(whole[:8], "little")
    return json.loads(whole[8 : 8 + length]), len(whole) - 8 - length


def load_tokenizer(path: Path) -> None:
    tokenizer = Tokenizer.load(path.parent, text_length=64, vocab_size=4096, normalize=False)
    tokenizer.encode("a fox & </s> 東京")


def load_header(path: Path) -> None:
    for tensor in index_safetensors(path).values():
        tensor.read()


KINDS: dict[str, tuple[str, list[Path], Callable[[Path], object]]] = {
    "BART's config.json": ("config.json", [CHECKPOINT, POCKET], BartConfig.read),
    "VQGAN's config.json": ("config.json", [VQGAN_CHECKPOINT, POCKET / "vqgan"], VQGANConfig.read),
    "tokenizer.json": ("tokenizer.json", [TEXT, CHECKPOINT], load_tokenizer),
    "safetensors": ("model.safetensors", [POCKET / "vqgan"], load_header),
}


def fuzz(place: Path, kind: str, examples: int) -> tuple[int, int]:
    """Try mutations; returns how many, and how many were refused. A traceback, a second or 200 MB fails the test."""
    name, folders, load = KINDS[kind]
    golden = [
        header_of(next(folder.glob("model*.safetensors")))
        if name.endswith("safetensors")
        else (json.loads((folder / name).read_text(encoding="utf-8")), 0)
        for folder in folders
    ]
    path, tried, refused = place / name, 0, 0

    @settings(max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.sampled_from(range(len(golden))), CHANGES, st.sampled_from([0, 0, 0, -1, 1, 1000]))
    def change(which: int, changes: list[tuple[int, str, Any]], longer: int) -> None:
        nonlocal tried, refused
        content, data = golden[which]
        wrong = mutated(content, changes)
        path.write_bytes(file_of_weights(wrong, data + longer) if data else json.dumps(wrong).encode())
        tried += 1
        sentence, memory, start = None, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
        try:
            load(path)
        except ModelError as error:
            refused += 1
            sentence = str(error)
        assert time.process_time() - start < MAX_SECONDS
        assert sentence is None or (str(path) in sentence and sentence.isprintable() and len(sentence) <= 1010)
        assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory) * 1024 < MAX_BYTES

    change()
    return tried, refused


@pytest.mark.parametrize("kind", KINDS)
def test_a_changed_file_is_never_more_than_a_sentence(tmp_path: Path, kind: str) -> None:
    """Some changes are harmless; most are refused."""
    tried, refused = fuzz(tmp_path, kind, 60)
    assert 0 < refused <= tried


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_many_changed_files_are_never_more_than_a_sentence(tmp_path: Path, kind: str) -> None:
    """As above, for minutes."""
    tried, refused = fuzz(tmp_path, kind, 5000)
    print(f"{kind}: {tried} tried, {refused} refused")
    assert 0 < refused < tried
