"""A CLIP's or a safety checker's folder: checked key by key, then loaded. Only safetensors are read.

A CLIP's folder holds config.json, model.safetensors (or shards), tokenizer.json and preprocessor_config.json, as
transformers saves them; a safety checker's has no tokenizer.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import jax.numpy as jnp
from flax import nnx

from inference.api import ModelError
from inference.files import checkpoint
from inference.files.checkpoint import OUR_FILE, Weights
from inference.files.clip_layout import POSITION_IDS, clip_sources
from inference.files.model_folder import folder_of
from inference.files.safetensors_file import index_safetensors
from inference.files.tensors import Index
from inference.model.clip import Clip
from inference.model.clip_config import ClipConfig
from inference.model.clip_pixels import PixelPreparation
from inference.model.config import json_object
from inference.model.safety_checker import SafetyChecker
from inference.text.clip_tokenizer import ClipTokenizer

CONFIG_FILE = "config.json"
CLIP_NAME, SAFETY_NAME = "openai/clip-vit-base-patch32", "CompVis/stable-diffusion-safety-checker"
"""What an operator is told to pull."""
READERS = {OUR_FILE: partial(index_safetensors, ignoring=POSITION_IDS)}


@dataclass(frozen=True, eq=False)
class LoadedClip:
    name: str
    config: ClipConfig
    tokenizer: ClipTokenizer
    pixels: PixelPreparation
    network: Clip


@dataclass(frozen=True, eq=False)
class LoadedSafety:
    name: str
    config: ClipConfig
    pixels: PixelPreparation
    network: SafetyChecker


def is_clip(folder: Path) -> bool:
    """Whether config.json says that this is a CLIP or a safety checker. Raises ModelError: it cannot be read."""
    return json_object(folder / CONFIG_FILE).get("model_type") == "clip"


def is_safety(folder: Path) -> bool:
    """Whether a CLIP's folder is a safety checker's. Raises ModelError: its weights cannot be read."""
    index, _ = checkpoint.index_folder(folder, READERS)
    return "concept_embeds" in index


def open_clip(folder: Path, dtype: Any = jnp.float32) -> tuple[ClipConfig, Weights]:
    """Check a CLIP's folder against its config.json without reading any weight.

    Raises:
        ModelError: a file is missing, truncated or foreign; a key is missing, extra or of another shape.
    """
    config = ClipConfig.read(folder / CONFIG_FILE)
    index, file = checkpoint.index_folder(folder, READERS)
    if "concept_embeds" in index:
        raise ModelError(f"{folder} is a safety checker, which cannot read texts; name a CLIP here.")
    parameters = checkpoint.parameters_of(_empty_clip(config, dtype))
    return config, checkpoint.matched(folder, file, index, clip_sources(parameters), parameters)


def open_safety(folder: Path, dtype: Any = jnp.float32) -> tuple[ClipConfig, Weights]:
    """Check a safety checker's folder. Raises as `open_clip`."""
    config = ClipConfig.read(folder / CONFIG_FILE)
    index, file = checkpoint.index_folder(folder, READERS)
    parameters = checkpoint.parameters_of(_empty_safety(config, file, index, dtype))
    nested = any(key.startswith("vision_model.vision_model.") for key in index)
    return config, checkpoint.matched(folder, file, index, clip_sources(parameters, nested=nested), parameters)


def load_clip(name: str, dtype: str = "float32") -> LoadedClip:
    """Check everything, then read the weights.

    Args:
        name: a folder, or the name of a pulled model.
        dtype: what it computes in, "float32" or "bfloat16". Norms are always float32.

    Raises:
        ModelError: there is no such model, or a file is missing, broken, or disagrees with another.
    """
    folder, kind = folder_of(name), _dtype(dtype)
    config, weights = open_clip(folder, kind)
    tokenizer, pixels = parts_of(folder, config)
    return LoadedClip(name, config, tokenizer, pixels, checkpoint.filled(_empty_clip(config, kind), weights))


def load_safety(name: str, dtype: str = "float32") -> LoadedSafety:
    """The same for a safety checker. Raises as `load_clip`."""
    folder, kind = folder_of(name), _dtype(dtype)
    config, weights = open_safety(folder, kind)
    pixels = PixelPreparation.read(folder, config.vision.image_size)
    network = checkpoint.filled(_empty_safety(config, weights.file, weights.index, kind), weights)
    return LoadedSafety(name, config, pixels, network)


def parts_of(folder: Path, config: ClipConfig) -> tuple[ClipTokenizer, PixelPreparation]:
    """How a CLIP reads texts and pictures. Raises ModelError: a file is missing, or belongs to another model."""
    text = config.text
    tokenizer = ClipTokenizer.load(folder, length=text.max_position_embeddings, vocab_size=text.vocab_size)
    return tokenizer, PixelPreparation.read(folder, config.vision.image_size)


def _empty_clip(config: ClipConfig, dtype: Any) -> Clip:
    return nnx.eval_shape(lambda: Clip(config, dtype=dtype, rngs=nnx.Rngs(0)))


def _empty_safety(config: ClipConfig, file: Path, index: Index, dtype: Any) -> SafetyChecker:
    """How many concepts there are, the file alone says."""
    counts = {}
    for name, key in (("concepts", "concept_embeds"), ("special", "special_care_embeds")):
        if key not in index:
            raise ModelError(f"{file} has no {key}: it is no safety checker.")
        shape = index[key].shape
        if len(shape) != 2 or not shape[0]:
            raise ModelError(f"{file}: {key} has shape {list(shape)}; expected a row for each concept.")
        counts[name] = shape[0]
    return nnx.eval_shape(lambda: SafetyChecker(config, **counts, dtype=dtype, rngs=nnx.Rngs(0)))


def _dtype(name: str) -> Any:
    if name not in checkpoint.COMPUTE_DTYPES:
        raise ModelError(f"dtype must be one of {', '.join(checkpoint.COMPUTE_DTYPES)}, not {name!r}.")
    return checkpoint.COMPUTE_DTYPES[name]
