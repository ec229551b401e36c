"""A trained model -> a folder that loads like any other: config.json, weights in our layout, tokenizer, VQGAN."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import jax
import numpy as np
from flax import nnx

from inference.files import hub, native_layout
from inference.files.dalle_mini import VQGAN_FOLDER, DalleMini
from inference.files.flax_layout import Path as Parameter
from inference.files.model_folder import SAMPLING
from inference.files.model_names import BUNDLED
from inference.files.tensors import DTYPE_FROM_NAME
from inference.model.config import BART_SWITCHES, VQGAN_SWITCHES
from inference.text.vocabulary import KINDS_FILE, VOCABULARY_FILE
from training.errors import TrainingError

KINDS = BUNDLED / "pocket" / KINDS_FILE
MAX_FILE_BYTES = 16 * 2**20
"""Some code hosts limit the size of a file."""


class ModuleParameters:
    """The parameters of a module in memory, for `native_layout`; `file` names the folder in messages."""

    def __init__(self, module: nnx.Module, file: Path) -> None:
        self.file = file
        state = nnx.to_flat_state(nnx.state(module, nnx.Param))
        self.leaves = {tuple(map(str, path)): leaf[...] for path, leaf in state}
        self.parameters = {path: jax.ShapeDtypeStruct(leaf.shape, leaf.dtype) for path, leaf in self.leaves.items()}

    def read(self, path: Parameter) -> np.ndarray[Any, np.dtype[Any]]:
        return np.asarray(self.leaves[path])


def check_target(target: Path) -> None:
    """Check before hours of training that a model can be written to `target`; nothing is left behind.

    Raises:
        TrainingError: `target` exists, or cannot be written.
    """
    if os.path.lexists(target):
        raise TrainingError(f"{target} exists already; name a new folder.")
    try:
        here = next(folder for folder in target.absolute().parents if os.path.lexists(folder))
        with tempfile.TemporaryDirectory(dir=here, prefix=".nonet-") as name:  # permissions alone do not prove it
            (Path(name) / target.absolute().relative_to(here)).mkdir(parents=True)
    except OSError as error:
        raise TrainingError(f"{target} cannot be written: {error.strerror or error}.") from error


def write(
    model: DalleMini,
    target: Path,
    *,
    words: Path | None = None,
    vocabulary: Iterable[str] | None = None,
    sampling: Mapping[str, Any] | None = None,
    beside: Iterable[Path] = (),
    dtype: str = "float16",
    max_file_bytes: int = MAX_FILE_BYTES,
) -> None:
    """Write `model` to the new folder `target`, which appears only when it is complete.

    Args:
        words: the word list that splits hashtags, if the model uses one.
        vocabulary: every word and name that it was trained on, if they are few enough to name unknown ones; what is
            drawn for other nouns is then taken from the bundled model.
        sampling: its best settings: some of Request's guidance, temperature, top_k and top_p.
        beside: files that lie in the folder, too, under their names.
        dtype: of the weights; norms and biases stay float32.

    Raises:
        TrainingError: `target` exists, or cannot be written.
        ModelError: a weight does not fit the dtype.
    """
    check_target(target)
    how = {SAMPLING: dict(sampling)} if sampling else {}
    parts = {
        Path(): (model.bart, {"model_type": "dallebart", **asdict(model.config), **BART_SWITCHES, **how}),
        Path(VQGAN_FOLDER): (model.vqgan, {**asdict(model.vqgan_config), **VQGAN_SWITCHES}),
    }
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".nonet-", ignore_cleanup_errors=True) as name:
            making = Path(name)
            for folder, (module, config) in parts.items():
                (making / folder).mkdir(exist_ok=True)
                text = json.dumps(config, indent=2, sort_keys=True) + "\n"
                (making / folder / "config.json").write_text(text, encoding="utf-8")
                held = ModuleParameters(module, target / folder)
                layout = native_layout.layout_of(held.parameters, DTYPE_FROM_NAME[dtype])
                native_layout.write(making / folder, held, layout, max_file_bytes)
            (making / "tokenizer.json").write_text(model.tokenizer.bpe.to_str(pretty=True), encoding="utf-8")
            if vocabulary is not None:
                known = json.dumps(sorted(vocabulary), ensure_ascii=False, indent=0) + "\n"
                (making / VOCABULARY_FILE).write_text(known, encoding="utf-8")
                shutil.copyfile(KINDS, making / KINDS_FILE)
            for path in beside:
                shutil.copyfile(path, making / path.name)
            if words:
                shutil.copyfile(words, making / hub.WORDS_FILE)
            making.chmod(0o755)
            making.rename(target)
    except OSError as error:
        raise TrainingError(f"{target} cannot be written: {error.strerror or error}.") from error
