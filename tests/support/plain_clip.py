"""CLIP once more, in plain NumPy and float64, from a published folder's keys; and a folder of any shape to read.

It is slow and small, and shares no line with ours. The golden numbers hold it against the reference, so that it can
stand for the reference in shapes that have no golden numbers.
"""

from __future__ import annotations

import json
from math import erf
from pathlib import Path
from typing import Any

import numpy as np
from goldens import CLIP_TINY
from safetensors.numpy import load_file, save_file

Weights = dict[str, np.ndarray]

OTHER: dict[str, Any] = {
    "model_type": "clip",
    "projection_dim": 20,
    "text_config": {
        "hidden_size": 40, "intermediate_size": 72, "num_hidden_layers": 2, "num_attention_heads": 5,
        "max_position_embeddings": 24, "vocab_size": 550, "eos_token_id": 544, "hidden_act": "gelu",
        "layer_norm_eps": 1e-3,
    },
    "vision_config": {
        "hidden_size": 30, "intermediate_size": 44, "num_hidden_layers": 1, "num_attention_heads": 3,
        "image_size": 35, "patch_size": 8, "hidden_act": "gelu", "layer_norm_eps": 1e-3,
    },
}  # fmt: skip
"""Other sizes, the other activation, pooling at the end token, patches that leave pixels over."""


def write(folder: Path, config: dict[str, Any] = OTHER, *, safety: tuple[int, int] | None = None) -> Path:
    """A folder with random weights in these shapes, as an old version of transformers saved them.

    Padding is a token of a higher id than the end's, which only pooling at the end token is right about.

    Args:
        safety: write a safety checker with so many concepts and special-care concepts.
    """
    folder.mkdir(parents=True, exist_ok=True)
    shapes = shapes_of(config)
    if safety:
        size = config["projection_dim"]
        shapes = {f"vision_model.{key}": shape for key, shape in shapes.items() if key.startswith("vision_model.")}
        shapes["visual_projection.weight"] = (size, config["vision_config"]["hidden_size"])
        for name, rows in (("concept_embeds", safety[0]), ("special_care_embeds", safety[1])):
            shapes |= {name: (rows, size), f"{name}_weights": (rows,)}
    random = np.random.default_rng(5)
    weights = {key: random.normal(0, 0.3, shape).astype(np.float32) for key, shape in shapes.items()}
    for key in [key for key in shapes if key.endswith("embeddings.class_embedding")]:  # beside it, as they were
        weights[key.replace("class_embedding", "position_ids")] = np.arange(17)[None]
    save_file(weights, folder / "model.safetensors", {"format": "pt"})
    (folder / "config.json").write_text(json.dumps(config))
    edge = config["vision_config"]["image_size"]
    (folder / "preprocessor_config.json").write_text(json.dumps({"size": edge, "crop_size": edge, "resample": 2}))
    tokenizer = json.loads((CLIP_TINY / "tokenizer.json").read_text())
    tokenizer["added_tokens"].append({"id": 549, "content": "<|pad|>", "special": True, "normalized": False})
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer))
    (folder / "tokenizer_config.json").write_text(json.dumps({"pad_token": {"content": "<|pad|>"}}))
    return folder


def shapes_of(config: dict[str, Any]) -> dict[str, tuple[int, ...]]:
    """The published keys of a CLIP and their shapes."""
    text, vision, size = config["text_config"], config["vision_config"], config["projection_dim"]
    patches = (vision["image_size"] // vision["patch_size"]) ** 2
    shapes: dict[str, tuple[int, ...]] = {
        "logit_scale": (),
        "text_projection.weight": (size, text["hidden_size"]),
        "visual_projection.weight": (size, vision["hidden_size"]),
        "text_model.embeddings.token_embedding.weight": (text["vocab_size"], text["hidden_size"]),
        "text_model.embeddings.position_embedding.weight": (text["max_position_embeddings"], text["hidden_size"]),
        "vision_model.embeddings.class_embedding": (vision["hidden_size"],),
        "vision_model.embeddings.patch_embedding.weight": (vision["hidden_size"], 3, *[vision["patch_size"]] * 2),
        "vision_model.embeddings.position_embedding.weight": (patches + 1, vision["hidden_size"]),
    }
    norms = {"text_model.final_layer_norm": text, "vision_model.pre_layrnorm": vision}
    norms |= {"vision_model.post_layernorm": vision}
    for side, part in (("text", text), ("vision", vision)):
        wide, inner = part["hidden_size"], part["intermediate_size"]
        for number in range(part["num_hidden_layers"]):
            layer = f"{side}_model.encoder.layers.{number}"
            norms |= {f"{layer}.layer_norm1": part, f"{layer}.layer_norm2": part}
            for name, (out, into) in {
                **{f"self_attn.{one}_proj": (wide, wide) for one in ("q", "k", "v", "out")},
                "mlp.fc1": (inner, wide),
                "mlp.fc2": (wide, inner),
            }.items():
                shapes |= {f"{layer}.{name}.weight": (out, into), f"{layer}.{name}.bias": (out,)}
    for name, part in norms.items():
        shapes |= {f"{name}.{leaf}": (part["hidden_size"],) for leaf in ("weight", "bias")}
    return shapes


def embed_text(folder: Path, ids: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """[text, projected], of length 1."""
    w, config = load_file(folder / "model.safetensors"), json.loads((folder / "config.json").read_text())
    part, rows = config["text_config"], []
    for text, real in zip(ids, mask, strict=True):
        x = w["text_model.embeddings.token_embedding.weight"][text].astype(np.float64)
        x = x + w["text_model.embeddings.position_embedding.weight"][: len(text)]
        x = layers(w, "text_model", x, part, np.tril(np.ones((len(text),) * 2, bool)) & real.astype(bool))
        x = norm(w, "text_model.final_layer_norm", x, part)
        end = text.argmax() if part["eos_token_id"] == 2 else list(text).index(part["eos_token_id"])
        rows.append(w["text_projection.weight"] @ x[end])
    return unit(np.stack(rows))


def embed_pictures(folder: Path, pixels: np.ndarray) -> np.ndarray:
    """[picture, projected], of length 1."""
    w, config = load_file(folder / "model.safetensors"), json.loads((folder / "config.json").read_text())
    part, rows = config["vision_config"], []
    edge = part["patch_size"]
    across = part["image_size"] // edge
    kernel = w["vision_model.embeddings.patch_embedding.weight"].astype(np.float64)
    for picture in pixels:
        tokens = [w["vision_model.embeddings.class_embedding"].astype(np.float64)]
        for row in range(across):
            for column in range(across):
                square = picture[:, row * edge : (row + 1) * edge, column * edge : (column + 1) * edge]
                tokens.append((kernel * square).sum((1, 2, 3)))
        x = np.stack(tokens) + w["vision_model.embeddings.position_embedding.weight"]
        x = norm(w, "vision_model.pre_layrnorm", x, part)
        x = layers(w, "vision_model", x, part, np.ones((len(x), len(x)), bool))
        rows.append(w["visual_projection.weight"] @ norm(w, "vision_model.post_layernorm", x[0], part))
    return unit(np.stack(rows))


def layers(w: Weights, side: str, x: np.ndarray, part: dict[str, Any], seen: np.ndarray) -> np.ndarray:
    for number in range(part["num_hidden_layers"]):
        at = f"{side}.encoder.layers.{number}"
        y = norm(w, f"{at}.layer_norm1", x, part)
        q, k, v = (dense(w, f"{at}.self_attn.{one}_proj", y) for one in "qkv")
        size = x.shape[1] // part["num_attention_heads"]
        heads = []
        for start in range(0, x.shape[1], size):
            own = slice(start, start + size)
            scores = np.where(seen, q[:, own] @ k[:, own].T / np.sqrt(size), -np.inf)
            weights = np.exp(scores - scores.max(-1, keepdims=True))
            heads.append(weights / weights.sum(-1, keepdims=True) @ v[:, own])
        x = x + dense(w, f"{at}.self_attn.out_proj", np.concatenate(heads, -1))
        y = dense(w, f"{at}.mlp.fc1", norm(w, f"{at}.layer_norm2", x, part))
        if part["hidden_act"] == "gelu":
            y = y * (1 + np.vectorize(erf)(y / np.sqrt(2))) / 2
        else:
            y = y / (1 + np.exp(-1.702 * y))
        x = x + dense(w, f"{at}.mlp.fc2", y)
    return x


def dense(w: Weights, key: str, x: np.ndarray) -> np.ndarray:
    return x @ w[f"{key}.weight"].T + w[f"{key}.bias"]


def norm(w: Weights, key: str, x: np.ndarray, part: dict[str, Any]) -> np.ndarray:
    centred = x - x.mean(-1, keepdims=True)
    scaled = centred / np.sqrt((centred**2).mean(-1, keepdims=True) + part["layer_norm_eps"])
    return scaled * w[f"{key}.weight"] + w[f"{key}.bias"]


def unit(x: np.ndarray) -> np.ndarray:
    return x / np.linalg.norm(x, axis=-1, keepdims=True)
