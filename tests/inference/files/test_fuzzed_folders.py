"""Files of golden models with random changes: each loads or is refused with a sentence, in little time and memory."""

from __future__ import annotations

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
from mutations import CHANGES, mutated

from inference.api import ModelError
from inference.files.model_names import BUNDLED
from inference.files.safetensors_file import index_safetensors
from inference.model.config import BartConfig, VQGANConfig
from inference.text.tokenizer import Tokenizer

POCKET = BUNDLED / "pocket"
MAX_SECONDS = 1.0
"""Of CPU: a busy machine is no failure."""
MAX_BYTES = 200e6


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
