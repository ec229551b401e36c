"""How the published Flax checkpoints name what we hold: our parameter's path -> their keys, and the way back.

Ours differ in three ways: a weight is [out, in] (theirs is [in, out]), projections of the same input are one weight
(query above key above value; gate above linear), and every layer is by itself (theirs may be "scanned": one tensor
with a leading axis over the layers).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

Path = tuple[str, ...]
"""A parameter's place in our modules, as in ("decoder", "layers", "3", "cross_q", "weight")."""
Shape = tuple[int, ...]

_TOP = {
    "tokens.table": "embed_tokens/embedding",
    "positions.table": "embed_positions/embedding",
    "embedding_norm.scale": "layernorm_embedding/scale",
    "embedding_norm.bias": "layernorm_embedding/bias",
    "norm.bias": "final_ln/bias",
}
_LAYER = {
    "attention_norm_in.bias": ["LayerNorm_0/bias"],
    "attention_norm_out.scale": ["LayerNorm_1/scale"],
    "attention_norm_out.bias": ["LayerNorm_1/bias"],
    "attention_qkv.weight": [f"FlaxBartAttention_0/{p}_proj/kernel" for p in "qkv"],
    "attention_out.weight": ["FlaxBartAttention_0/out_proj/kernel"],
    "cross_norm_in.bias": ["LayerNorm_2/bias"],
    "cross_norm_out.scale": ["LayerNorm_3/scale"],
    "cross_norm_out.bias": ["LayerNorm_3/bias"],
    "cross_q.weight": ["FlaxBartAttention_1/q_proj/kernel"],
    "cross_kv.weight": [f"FlaxBartAttention_1/{p}_proj/kernel" for p in "kv"],
    "cross_out.weight": ["FlaxBartAttention_1/out_proj/kernel"],
    "glu.norm_in.bias": ["GLU_0/LayerNorm_0/bias"],
    "glu.gate_and_linear.weight": ["GLU_0/Dense_0/kernel", "GLU_0/Dense_1/kernel"],
    "glu.norm_product.bias": ["GLU_0/LayerNorm_1/bias"],
    "glu.out.weight": ["GLU_0/Dense_2/kernel"],
}


@dataclass(frozen=True)
class Source:
    """The published tensors that make up one of our parameters, stacked along its first axis.

    `keys` are theirs. `layer` is the row of a scanned tensor of `layers` rows, or None. `transposed` means that
    theirs is [in, out].
    """

    keys: tuple[str, ...]
    layer: int | None = None
    layers: int = 0
    transposed: bool = False

    def published_shape(self, ours: Shape) -> Shape:
        """The shape that each of `keys` must have, if our parameter has shape `ours`."""
        piece = ours if len(self.keys) == 1 else (ours[0] // len(self.keys), *ours[1:])
        piece = piece[::-1] if self.transposed else piece
        return piece if self.layer is None else (self.layers, *piece)


def bart_sources(paths: list[Path], *, scanned: bool) -> Mapping[Path, Source]:
    """For every parameter of our `Bart`, its keys in a published checkpoint."""
    layers = {side: len({p[2] for p in paths if p[:2] == (side, "layers")}) for side in ("encoder", "decoder")}
    return {path: _bart_source(path, layers[path[0]], scanned) for path in paths}


def _bart_source(path: Path, layers: int, scanned: bool) -> Source:
    side, *rest = path
    transposed = path[-1] == "weight"
    if rest[0] == "head":
        return Source(("lm_head/kernel",), transposed=transposed)
    if rest[0] != "layers":
        return Source((f"model/{side}/{_TOP['.'.join(rest)]}",))
    number, name = int(rest[1]), ".".join(rest[2:])
    kind = f"FlaxBart{side.capitalize()}Layer"
    stem = f"model/{side}/layers/{kind}s" if scanned else f"model/{side}/layers/{kind}_{number}"
    keys = tuple(f"{stem}/{leaf}" for leaf in _LAYER[name])
    return Source(keys, number if scanned else None, layers, transposed)


def vqgan_sources(paths: list[Path]) -> Mapping[Path, Source]:
    """For every parameter of our `VQGAN`, its key in a published checkpoint."""
    return {path: Source((_vqgan_key(path),)) for path in paths}


def _vqgan_key(path: Path) -> str:
    if path[0] == "codebook":
        return "quantize/embedding/embedding"
    parts: list[str] = []
    for part in path:
        if part == "conv" and path[1] in ("up", "down"):
            parts.append(f"{path[1]}sample")
        if part.isdigit():
            parts[-1] += f"_{part}"  # up.3 is up_3, block.0 is block_0
        else:
            parts.append(part)
    return "/".join(parts)


def count(shapes: Mapping[Path, Shape]) -> int:
    """The number of parameters."""
    return sum(math.prod(shape) for shape in shapes.values())
