"""From a model's folder to parameters: it is checked key by key, then loaded one layer's weight at a time.

A folder holds config.json, the weights and the tokenizer; the VQGAN's own folder is `vqgan/` inside it, or another.
Weights are in the published Flax layout (see flax_layout.py) or in ours: safetensors whose keys are our modules' paths.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx

from inference.api import ModelError
from inference.files import flax_layout
from inference.files.flax_file import index_flax
from inference.files.safetensors_file import index_safetensors
from inference.files.tensors import Array, Index, StoredTensor, check_finite, unreadable
from inference.model.bart import Bart
from inference.model.config import BartConfig, VQGANConfig, agree
from inference.model.vqgan import VQGAN
from inference.regular_file import read_json

FLAX_FILE = "flax_model.msgpack"
OUR_FILE = "model.safetensors"
PICKLES = frozenset({".bin", ".pt", ".pth", ".pkl", ".pickle", ".ckpt"})
COMPUTE_DTYPES = {"float32": jnp.float32, "bfloat16": jnp.bfloat16}
"""What config.toml may choose. float16 is for files only: its exponent is too small for these activations."""

Parameters = Mapping[flax_layout.Path, jax.ShapeDtypeStruct]
Sources = Mapping[flax_layout.Path, flax_layout.Source]
Network = TypeVar("Network", bound=nnx.Module)
OnProgress = Callable[[int, int], None]
"""Called with the number of parameters read so far, and in all."""

Reader = Callable[[Path], Index]
READERS: Mapping[str, Reader] = {OUR_FILE: index_safetensors, FLAX_FILE: index_flax}
"""The first name of a model's files, and what reads them."""


@dataclass(frozen=True)
class Weights:
    """A folder's weights, indexed; keys and shapes are exactly those that its config.json describes."""

    file: Path
    index: Index
    sources: Sources
    parameters: Parameters

    @property
    def layout(self) -> str:
        """How the keys are named, in words."""
        if self.file.name.startswith(OUR_FILE):
            return "our layout"
        scanned = any(source.layer is not None for source in self.sources.values())
        return "published layout, scanned" if scanned else "published layout"

    def shapes(self) -> dict[flax_layout.Path, flax_layout.Shape]:
        return {path: leaf.shape for path, leaf in self.parameters.items()}

    def read(self, path: flax_layout.Path) -> Array:
        """One parameter of ours, in the file's dtype."""
        source = self.sources[path]
        pieces = (self.index[key].read(source.layer) for key in source.keys)
        stacked = [piece.T if source.transposed else piece for piece in pieces]
        return stacked[0] if len(stacked) == 1 else np.concatenate(stacked)


def open_bart(folder: Path, dtype: Any = jnp.float32) -> tuple[BartConfig, Weights]:
    """Check a BART folder against its config.json without reading any weight.

    Raises:
        ModelError: a file is missing, truncated or foreign; a key is missing, extra or of another shape.
    """
    config = BartConfig.read(folder / "config.json")
    parameters = bart_parameters(config, dtype)
    index, file = index_folder(folder)
    scanned = any("FlaxBartEncoderLayers/" in key for key in index)
    theirs = flax_layout.bart_sources(list(parameters), scanned=scanned)
    return config, matched(folder, file, index, _either(file, theirs, parameters), parameters)


def open_vqgan(folder: Path) -> tuple[VQGANConfig, Weights]:
    """Check a VQGAN folder against its config.json without reading any weight. Raises as `open_bart`."""
    config = VQGANConfig.read(folder / "config.json")
    parameters = vqgan_parameters(config)
    index, file = index_folder(folder)
    theirs = flax_layout.vqgan_sources(list(parameters))
    return config, matched(folder, file, index, _either(file, theirs, parameters), parameters)


def load_bart(weights: Weights, config: BartConfig, on_progress: OnProgress | None = None) -> Bart:
    """Read a BART. At most one parameter is held twice at any time.

    Raises:
        ModelError: a file cannot be read any more, or holds values that are not finite.
    """
    dtype = weights.parameters["decoder", "head", "weight"].dtype
    empty = nnx.eval_shape(lambda: Bart(config, dtype=dtype, rngs=nnx.Rngs(0)))
    return filled(empty, weights, on_progress)


def load_vqgan(weights: Weights, config: VQGANConfig, *, with_encoder: bool = False) -> VQGAN:
    """Read a VQGAN; drawing needs no encoder."""
    empty = nnx.eval_shape(lambda: VQGAN(config, with_encoder=with_encoder, rngs=nnx.Rngs(0)))
    return filled(empty, weights, None)


def bart_parameters(config: BartConfig, dtype: Any = jnp.float32) -> Parameters:
    """Path to shape and dtype of every parameter, without allocating any."""
    return parameters_of(nnx.eval_shape(lambda: Bart(config, dtype=dtype, rngs=nnx.Rngs(0))))


def vqgan_parameters(config: VQGANConfig) -> Parameters:
    """Path to shape and dtype of every parameter, the encoder's too."""
    return parameters_of(nnx.eval_shape(lambda: VQGAN(config, rngs=nnx.Rngs(0))))


def index_folder(folder: Path, readers: Mapping[str, Reader] = READERS) -> tuple[Index, Path]:
    """The tensors of a folder, and the file that a message about them should name.

    Args:
        readers: what to look for, the first first, and what reads it.

    Raises:
        ModelError: nothing readable is there; a file is truncated or foreign; shards and their index disagree.
    """
    expected = f"expected {' or '.join(readers)}"
    try:
        names = {path.name for path in folder.iterdir()}
    except (FileNotFoundError, NotADirectoryError):
        raise ModelError(f"{folder} is not a folder; {expected} in one.") from None
    except OSError as error:
        raise unreadable(folder, error) from error
    for name, index_file in readers.items():
        if name in names:
            return index_file(folder / name), folder / name
        if f"{name}.index.json" in names:
            return _index_shards(folder / f"{name}.index.json", index_file), folder / f"{name}.index.json"
    pickles = sorted(name for name in names if Path(name).suffix in PICKLES)
    if pickles:
        raise ModelError(f"{folder} has only {pickles[0]}, a pickle, which can run code; {expected}.")
    raise ModelError(f"{folder} has no weights; {expected}.")


def check_pair(bart_folder: Path, bart: BartConfig, vqgan_folder: Path, vqgan: VQGANConfig) -> None:
    """Raise ModelError unless the VQGAN can draw the codes that the BART writes."""
    agree(bart, vqgan, bart_folder / "config.json", vqgan_folder / "config.json")


def parameters_of(module: nnx.Module) -> Parameters:
    """Path to shape and dtype of every parameter of a module, which may be an abstract one."""
    flat = nnx.to_flat_state(nnx.state(module, nnx.Param))
    return {tuple(map(str, path)): jax.ShapeDtypeStruct(v.shape, v.dtype) for path, v in flat}


def filled(empty: Network, weights: Weights, on_progress: OnProgress | None = None) -> Network:
    """The module `empty`, whose parameters are shapes alone, with the weights read into it. Raises as `load_bart`."""
    graph, state = nnx.split(empty)
    flat, done = [], 0
    total = sum(leaf.size for _, leaf in nnx.to_flat_state(state))
    # The largest first: nothing else is in memory while it is read and converted.
    for path, leaf in sorted(nnx.to_flat_state(state), key=lambda entry: -entry[1].size):
        # asarray in the target dtype makes the only copy that stays; what was read is freed before the next one.
        value = np.asarray(weights.read(tuple(map(str, path))), dtype=leaf.dtype, order="C")
        check_finite(weights.file, ".".join(map(str, path)), value)
        flat.append((path, leaf.replace(jax.block_until_ready(jnp.asarray(value)))))
        done += value.size
        if on_progress:
            on_progress(done, total)
    return nnx.merge(graph, nnx.from_flat_state(flat))


def _either(file: Path, theirs: Sources, parameters: Parameters) -> Sources:
    """Where the parameters are: in our own layout, or in the published one."""
    ours = {path: flax_layout.Source((".".join(path),)) for path in parameters}
    return ours if file.name.startswith(OUR_FILE) else theirs


def matched(folder: Path, file: Path, index: Index, sources: Sources, parameters: Parameters) -> Weights:
    """Raises ModelError unless the files hold exactly what `sources` name, in the shapes of `parameters`."""
    expected = {
        key: source.published_shape(parameters[path].shape) for path, source in sources.items() for key in source.keys
    }
    wrong = [f"key {key} is missing, expected one of shape {list(expected[key])}" for key in expected.keys() - index]
    wrong += [f"key {key} of shape {list(index[key].shape)} is not expected" for key in index.keys() - expected]
    wrong += [
        f"key {key} has shape {list(index[key].shape)}, expected {list(shape)}"
        for key, shape in expected.items()
        if key in index and index[key].shape != shape
    ]
    if wrong:
        more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
        raise ModelError(f"{file} disagrees with {folder / 'config.json'}: {sorted(wrong)[0]}{more}.")
    return Weights(file, index, sources, parameters)


def _index_shards(path: Path, index_file: Reader) -> Index:
    try:
        file_from_key = dict(read_json(path)["weight_map"])
        names = sorted(set(file_from_key.values()))
    except OSError as error:
        raise unreadable(path, error) from error
    except (ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{path} is broken ({error!r}); expected an index with a weight_map.") from error
    index: dict[str, StoredTensor] = {}
    for name in names:
        if not isinstance(name, str) or Path(name).name != name:
            raise ModelError(f"{path} names the shard {name!r}; expected a file beside it.")
        if not (path.parent / name).is_file():
            raise ModelError(f"{path.parent / name} is missing, though {path.name} names it.")
        for key, tensor in index_file(path.parent / name).items():
            if file_from_key.get(key) != name:
                raise ModelError(f"{path} says {key} is in {file_from_key.get(key)}; found it in {name}.")
            index[key] = tensor
    for key in file_from_key.keys() - index:
        raise ModelError(f"{path} says {key} is in {file_from_key[key]}; it is not there.")
    return index
