"""Texts and pictures -> numbers, by a loaded CLIP and a safety checker: one program for each number of items."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

import jax
import numpy as np
from flax import nnx
from jaxtyping import Float

from inference.files.clip_folder import LoadedClip, LoadedSafety
from inference.model.clip_pixels import Picture
from inference.model.safety_checker import Verdict, verdict

AT_ONCE = 9
"""Pictures of one call of the network: a grid. More would only need more memory."""
Item = TypeVar("Item")


class ClipScorer:
    """How well pictures fit texts."""

    def __init__(self, clip: LoadedClip) -> None:
        self.clip = clip
        self._embed_text = _compiled(clip.network, lambda network, ids, mask: network.embed_text(ids, mask))
        self._embed_pictures = _compiled(clip.network, lambda network, pixels: network.embed_pictures(pixels))
        self._logits = _compiled(clip.network, lambda network, pictures, texts: network.logits(pictures, texts))

    def embed_texts(self, texts: Sequence[str]) -> Float[np.ndarray, "text projected"]:
        """A vector of length 1 for each text."""
        return np.asarray(self._embed_text(*self.clip.tokenizer(texts)))

    def embed_pictures(self, pictures: Sequence[Picture]) -> Float[np.ndarray, "picture projected"]:
        """A vector of length 1 for each picture. Raises BadRequest: one is as good as a line."""
        parts = [self._embed_pictures(self.clip.pixels(part)) for part in _parts(pictures)]
        return np.concatenate([np.asarray(part) for part in parts])

    def logits(
        self, pictures: Float[np.ndarray, "picture projected"], texts: Float[np.ndarray, "text projected"]
    ) -> Float[np.ndarray, "picture text"]:
        """How well each picture fits each text, from their vectors."""
        return np.asarray(self._logits(pictures, texts))

    def scores(self, pictures: Sequence[Picture], text: str) -> Float[np.ndarray, " picture"]:
        """How well each picture fits a text. Raises BadRequest as `embed_pictures`."""
        return self.logits(self.embed_pictures(pictures), self.embed_texts([text]))[:, 0]


class SafetyScorer:
    """Which pictures the safety checker would cover."""

    def __init__(self, safety: LoadedSafety) -> None:
        self.safety = safety
        self._cosines = _compiled(safety.network, lambda network, pixels: network(pixels))

    def verdicts(self, pictures: Sequence[Picture]) -> list[Verdict]:
        """One for each picture. Raises BadRequest: one is as good as a line."""
        network = self.safety.network
        thresholds, special = (np.asarray(each[...]) for each in (network.thresholds, network.special_thresholds))
        return [
            verdict(concepts, thresholds, cares, special)
            for part in _parts(pictures)
            for concepts, cares in zip(*map(np.asarray, self._cosines(self.safety.pixels(part))), strict=True)
        ]


def _compiled(network: nnx.Module, function: Callable[..., Any]) -> Callable[..., Any]:
    """The function with its network, at the precision of the numbers: a GPU would round float32 to ten bits."""
    graph, state = nnx.split(network)
    program = jax.jit(lambda state, *arrays: function(nnx.merge(graph, state), *arrays))

    def run(*arrays: Any) -> Any:
        with jax.default_matmul_precision("float32"):
            return program(state, *arrays)

    return run


def _parts(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    return (items[start : start + AT_ONCE] for start in range(0, len(items), AT_ONCE))
