"""How the published CLIP and safety checker checkpoints name what we hold: our parameter's path -> their keys.

Ours differ in one way: query, key and value are one weight. In files of earlier versions of transformers, the safety
checker's picture half has one more `vision_model.` before each of its names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from inference.files.flax_layout import Path, Source

POSITION_IDS = "position_ids"
"""Old files have the numbers 0, 1, 2, ... under such keys; nothing reads them."""
_PARTS = {
    "text.tokens.table": "text_model.embeddings.token_embedding.weight",
    "text.positions.table": "text_model.embeddings.position_embedding.weight",
    "text.norm": "text_model.final_layer_norm",
    "vision.whole": "vision_model.embeddings.class_embedding",
    "vision.patches.weight": "vision_model.embeddings.patch_embedding.weight",
    "vision.positions.table": "vision_model.embeddings.position_embedding.weight",
    "vision.norm_in": "vision_model.pre_layrnorm",  # the published spelling
    "vision.norm_out": "vision_model.post_layernorm",
    "text_projection.weight": "text_projection.weight",
    "picture_projection.weight": "visual_projection.weight",
    "logit_scale": "logit_scale",
    "concepts": "concept_embeds",
    "thresholds": "concept_embeds_weights",
    "special": "special_care_embeds",
    "special_thresholds": "special_care_embeds_weights",
}
_LAYER = {
    "norm1": ["layer_norm1"],
    "attention_qkv": [f"self_attn.{part}_proj" for part in "qkv"],
    "attention_out": ["self_attn.out_proj"],
    "norm2": ["layer_norm2"],
    "mlp_in": ["mlp.fc1"],
    "mlp_out": ["mlp.fc2"],
}
_LEAF = {"scale": "weight", "weight": "weight", "bias": "bias"}


def clip_sources(paths: Iterable[Path], *, nested: bool = False) -> Mapping[Path, Source]:
    """For every parameter of our `Clip` or `SafetyChecker`, its keys in a published checkpoint.

    Args:
        nested: names of the picture half have one more `vision_model.`
    """
    return {path: Source(tuple(_nested(key) if nested else key for key in _keys(path))) for path in paths}


def _keys(path: Path) -> list[str]:
    if (whole := _PARTS.get(".".join(path))) is not None:
        return [whole]
    *most, leaf = path
    if path[1] == "layers":
        side, _, number, part = most
        return [f"{side}_model.encoder.layers.{number}.{key}.{_LEAF[leaf]}" for key in _LAYER[part]]
    return [f"{_PARTS['.'.join(most)]}.{_LEAF[leaf]}"]


def _nested(key: str) -> str:
    return f"vision_model.{key}" if key.startswith("vision_model.") else key
