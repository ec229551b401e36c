"""A model in the published layout -> one folder in ours: safetensors that load without a transposition, and all that
it needs beside them. One parameter is in memory at a time, and the folder appears only when it is complete."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from inference.api import ModelError
from inference.files import checkpoint, hub, native_layout
from inference.files.dalle_mini import VQGAN_FOLDER, Place, tokenizer_of
from inference.files.native_layout import NO_LIMIT
from inference.files.safetensors_file import size_of
from inference.files.tensors import DTYPE_FROM_NAME
from inference.text import tokenizer_check
from inference.text.vocabulary import KINDS_FILE, VOCABULARY_FILE

CONFIG_FILE = "config.json"
MAKING = ".nonet-convert-"
"""Prefix of a folder that is not complete yet."""
ABANDONED = 600.0
"""Seconds without a write, after which such a folder belongs to a process that was killed."""


def convert(
    place: Place,
    target: Path,
    *,
    dtype: str = "float16",
    max_file_bytes: int = NO_LIMIT,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> None:
    """Write the model at `place`, with its VQGAN, tokenizer and word list, into the new folder `target`.

    Args:
        dtype: of the files: "float16", "bfloat16" or "float32". Norms and biases, a thousandth, stay float32.
        max_file_bytes: weights are cut into files of at most this size, if no single tensor is larger.
        on_progress: called with bytes written so far, and in all.

    Raises:
        ModelError: the source is broken; `target` exists; a weight does not fit the dtype; the disk is full;
            transformers reads the tokenizer differently.
    """
    if os.path.lexists(target):  # a link that leads nowhere, too
        raise ModelError(f"{target} exists already; name a folder that does not, and it will be made.")
    if not target.parent.is_dir():
        raise ModelError(f"{target.parent} is not a folder; make it, or choose another place for {target.name}.")
    config, bart = checkpoint.open_bart(place.bart)
    vqgan_config, vqgan = checkpoint.open_vqgan(place.vqgan)
    checkpoint.check_pair(place.bart, config, place.vqgan, vqgan_config)
    tokenizer = tokenizer_of(place, config)
    tokenizer_check.agree(tokenizer, place.bart)
    parts = [(bart, place.bart, Path()), (vqgan, place.vqgan, Path(VQGAN_FOLDER))]
    layouts = [native_layout.layout_of(weights.parameters, DTYPE_FROM_NAME[dtype]) for weights, _, _ in parts]
    total, done = sum(map(size_of, layouts)), 0

    def tell(size: int) -> None:
        nonlocal done
        done += size
        on_progress(done, total)

    try:
        _sweep(target.parent)
        if (free := shutil.disk_usage(target.parent).free) < total:
            raise ModelError(f"{target} needs {total / 1e9:.2f} GB; the disk has {free / 1e9:.2f} GB free.")
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=MAKING, ignore_cleanup_errors=True) as name:
            making = Path(name)
            for (weights, source, folder), layout in zip(parts, layouts, strict=True):
                (making / folder).mkdir(exist_ok=True)
                shutil.copyfile(source / CONFIG_FILE, making / folder / CONFIG_FILE)
                native_layout.write(making / folder, weights, layout, max_file_bytes, tell)
            (making / "tokenizer.json").write_text(tokenizer.bpe.to_str(), encoding="utf-8")
            if place.words:
                shutil.copyfile(place.words, making / hub.WORDS_FILE)
            for name in (VOCABULARY_FILE, KINDS_FILE):
                if (place.bart / name).is_file():
                    shutil.copyfile(place.bart / name, making / name)
            making.chmod(0o755)
            making.rename(target)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise ModelError(f"{target} cannot be written: the disk is full; it needs {total / 1e9:.2f} GB.") from error
        raise ModelError(f"{target} cannot be written: {error.strerror or error}.") from error


def _sweep(folder: Path) -> None:
    """Remove the gigabytes that killed conversions left there."""
    for left in folder.glob(f"{MAKING}*"):
        with suppress(OSError):  # it belongs to another user, or was just completed
            if time.time() - max(path.stat().st_mtime for path in (left, *left.rglob("*"))) > ABANDONED:
                shutil.rmtree(left)
