"""What a CLIP's `config.json` says: the sizes of its two transformers, their activation, and where a text is pooled.

The safety checker has the same file, of which it uses the half for pictures. Where the file leaves a number out, the
defaults of transformers' own classes hold: newer versions of it write only what differs. Keys that are not named here
change no number in this architecture, which `model_type` names and transformers keeps fixed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from inference.errors import ModelError, shown
from inference.model.config import json_object

ACTIVATIONS = ("quick_gelu", "gelu")
POOLED_AT_HIGHEST = 2
"""The `eos_token_id` of the first published files. It was wrong, so those models are pooled at the highest id."""
# fmt: off
SHARED: dict[str, Any] = {"hidden_act": "quick_gelu", "layer_norm_eps": 1e-5, "num_hidden_layers": 12}
TEXT: Mapping[str, Any] = SHARED | {
    "eos_token_id": 49407, "hidden_size": 512, "intermediate_size": 2048, "max_position_embeddings": 77,
    "num_attention_heads": 8, "vocab_size": 49408,
}
VISION: Mapping[str, Any] = SHARED | {
    "hidden_size": 768, "image_size": 224, "intermediate_size": 3072, "num_attention_heads": 12, "num_channels": 3,
    "patch_size": 32,
}
# fmt: on
PROJECTION = 512
MOST: Mapping[str, int] = {"num_hidden_layers": 64, "max_position_embeddings": 4096, "image_size": 4096}
MOST_OTHERWISE = 2**20
"""Far above any published model, as in config.py: a damaged number is found at once."""


@dataclass(frozen=True)
class TransformerConfig:
    """The sizes of one transformer. Names are those of the published config.json."""

    hidden_size: int
    intermediate_size: int
    num_hidden_layers: int
    num_attention_heads: int
    hidden_act: str
    layer_norm_eps: float


@dataclass(frozen=True)
class TextConfig(TransformerConfig):
    vocab_size: int
    max_position_embeddings: int
    eos_token_id: int


@dataclass(frozen=True)
class VisionConfig(TransformerConfig):
    """`image_size` and `patch_size` are in pixels, along one edge."""

    image_size: int
    patch_size: int

    @property
    def positions(self) -> int:
        """One for each patch, after one for the whole picture."""
        return (self.image_size // self.patch_size) ** 2 + 1


@dataclass(frozen=True)
class ClipConfig:
    """Both transformers, and the size of what they are projected to."""

    text: TextConfig
    vision: VisionConfig
    projection_dim: int

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read the published config.json of a CLIP or of a safety checker.

        Raises:
            ModelError: the file is missing or broken, is another architecture's, or has a size or an activation that
                cannot be.
        """
        values = json_object(path)
        if (kind := values.get("model_type")) != "clip":
            raise ModelError(f"{path} describes a {shown(kind)} model; expected 'clip'.")
        text, vision = _part(path, values, "text", TEXT), _part(path, values, "vision", VISION)
        if vision["num_channels"] != 3:
            raise ModelError(f"{path}: vision_config has {shown(vision['num_channels'])} num_channels; expected 3.")
        seen = VisionConfig(
            **_transformer(path, "vision", vision),
            image_size=_whole(path, "vision_config.image_size", _edge(vision["image_size"])),
            patch_size=_whole(path, "vision_config.patch_size", _edge(vision["patch_size"])),
        )
        if seen.patch_size > seen.image_size:
            raise ModelError(f"{path}: patch_size {seen.patch_size} is larger than image_size {seen.image_size}.")
        read = TextConfig(
            **_transformer(path, "text", text),
            vocab_size=_whole(path, "text_config.vocab_size", text["vocab_size"]),
            max_position_embeddings=_whole(
                path, "text_config.max_position_embeddings", text["max_position_embeddings"], lowest=3
            ),
            eos_token_id=_whole(path, "text_config.eos_token_id", text["eos_token_id"], lowest=0),
        )
        return cls(read, seen, _whole(path, "projection_dim", values.get("projection_dim", PROJECTION)))


def _part(path: Path, values: Mapping[str, Any], side: str, defaults: Mapping[str, Any]) -> dict[str, Any]:
    """One transformer's values. Old files have them twice; transformers then takes `text_config_dict`, with defaults
    for what that leaves out, whatever `text_config` says."""
    parts = [values.get(f"{side}_config"), values.get(f"{side}_config_dict")]
    for part in parts:
        if part is not None and not isinstance(part, dict):
            raise ModelError(f"{path} says {side}_config is {shown(part)}; expected an object.")
    newer, older = parts
    given = older if older is not None else newer or {}
    return {key: given.get(key, default) for key, default in defaults.items()}


def _transformer(path: Path, side: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """What `TransformerConfig` has, checked."""
    where = f"{side}_config"
    names = ("hidden_size", "intermediate_size", "num_hidden_layers", "num_attention_heads")
    sizes: dict[str, Any] = {name: _whole(path, f"{where}.{name}", values[name]) for name in names}
    if sizes["hidden_size"] % sizes["num_attention_heads"]:
        raise ModelError(
            f"{path}: {where}.hidden_size {sizes['hidden_size']} is no multiple of num_attention_heads "
            f"{sizes['num_attention_heads']}."
        )
    if (activation := values["hidden_act"]) not in ACTIVATIONS:
        raise ModelError(
            f"{path} sets {where}.hidden_act to {shown(activation)}; only {' and '.join(ACTIVATIONS)} are implemented."
        )
    epsilon = values["layer_norm_eps"]
    if isinstance(epsilon, bool) or not isinstance(epsilon, (int, float)) or not 0 <= epsilon < 1:
        raise ModelError(f"{path} says {where}.layer_norm_eps is {shown(epsilon)}; expected a number from 0 to 1.")
    return sizes | {"hidden_act": activation, "layer_norm_eps": float(epsilon)}


def _edge(value: object) -> object:
    """A picture's or a patch's edge, which may be written as height and width."""
    return value[0] if isinstance(value, list) and len(value) == 2 and value[0] == value[1] else value


def _whole(path: Path, where: str, value: object, *, lowest: int = 1) -> int:
    highest = MOST.get(where.rpartition(".")[2], MOST_OTHERWISE)
    if type(value) is not int or not lowest <= value <= highest:
        raise ModelError(
            f"{path} says {where} is {shown(value)}; expected a whole number from {lowest} to {highest:,}."
        )
    return value
