"""`nonet model`: pull, list, info, convert."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.progress_bar import bar
from inference.api import ModelError
from inference.files import hub

if TYPE_CHECKING:
    from inference.files.checkpoint import Weights

MIB = 2**20
MB = 10**6


def pull(options: argparse.Namespace) -> None:
    """Downloads a model and the models that it needs."""
    _pull_one(options, options.name, options.revision, ())
    for needed in hub.companions(options.name):
        _pull_one(options, needed.name, needed.revision, needed.files)


def list(options: argparse.Namespace) -> None:  # noqa: A001  (the name of the action)
    """Prints a line for each pulled model."""
    models = hub.pulled()
    for model in models:
        print(f"{model.name}@{model.commit[:12]}  {model.bytes / MB:.0f} MB  {model.folder}")
    if not models:
        print("Only the bundled model, pocket; `nonet model pull dalle-mini/dalle-mini` downloads DALL·E Mini.")


def info(options: argparse.Namespace) -> None:
    """Prints the sizes of a model, after checking every key and shape against its config.json."""
    from inference.files import checkpoint, clip_folder, dalle_mini, flax_layout
    from inference.files.model_folder import folder_of

    if clip_folder.is_clip(folder := folder_of(options.name)):
        _clip_info(options.name, folder)
        return
    place = dalle_mini.locate(options.name, options.vqgan)
    config, bart = checkpoint.open_bart(place.bart)
    vqgan_config, vqgan = checkpoint.open_vqgan(place.vqgan)
    checkpoint.check_pair(place.bart, config, place.vqgan, vqgan_config)
    tokenizer = dalle_mini.tokenizer_of(place, config)
    edge, codes = vqgan_config.resolution, vqgan_config.codes_per_edge
    facts = {
        "folder": place.bart,
        "weights": f"{bart.file.name}, {_stored(bart)}, {_layout(bart)}",
        "parameters": f"{flax_layout.count(bart.shapes()):,}",
        "text": f"{config.max_text_length} ids of {tokenizer.bpe.get_vocab_size():,}, "
        f"{'normalised' if config.normalize_text else 'as typed'}",
        "word list": place.words or "none here, so hashtags stay whole",
        "encoder": f"{config.encoder_layers} layers of {config.d_model}, {config.encoder_attention_heads} heads",
        "decoder": f"{config.decoder_layers} layers of {config.d_model}, {config.decoder_attention_heads} heads, "
        f"starts with {config.decoder_start_token_id}",
        "pictures": f"{edge} x {edge} pixels from {codes} x {codes} codes of {vqgan_config.n_embed:,}",
        "VQGAN": f"{place.vqgan}, {_stored(vqgan)}, {flax_layout.count(vqgan.shapes()):,} parameters",
    }
    _print(place.name, facts)


def convert(options: argparse.Namespace) -> None:
    """Writes a copy in Nonet's own layout."""
    from inference.files import dalle_mini
    from inference.files.convert import convert
    from inference.files.native_layout import NO_LIMIT

    if options.max_file_size is not None and options.max_file_size < 1:
        raise ModelError(f"--max-file-size must be at least 1 MiB, not {options.max_file_size}.")
    limit = NO_LIMIT if options.max_file_size is None else options.max_file_size * MIB
    place = dalle_mini.locate(options.name, options.vqgan)
    with bar("converting") as move:
        convert(
            place,
            options.folder,
            dtype=options.dtype,
            max_file_bytes=limit,
            on_progress=lambda done, total: move(done / total),
        )
    print(f"{options.folder}  {_size(options.folder) / MB:.0f} MB")


def _clip_info(name: str, folder: Path) -> None:
    """The same of a CLIP, or of a safety checker."""
    from inference.files import clip_folder, flax_layout
    from inference.model.clip_pixels import PixelPreparation

    safety = clip_folder.is_safety(folder)
    config, weights = (clip_folder.open_safety if safety else clip_folder.open_clip)(folder)
    facts: dict[str, object] = {
        "folder": folder,
        "weights": f"{weights.file.name}, {_stored(weights)}, transformers' layout",
        "parameters": f"{flax_layout.count(weights.shapes()):,}",
        "pictures": f"{config.vision.image_size} pixels in patches of {config.vision.patch_size}, "
        f"{config.vision.num_hidden_layers} layers of {config.vision.hidden_size}",
        "vectors": f"{config.projection_dim} numbers",
    }
    if safety:
        PixelPreparation.read(folder, config.vision.image_size)
        counts = [weights.parameters[name,].shape[0] for name in ("concepts", "special")]
        facts["concepts"] = f"{counts[0]}, and {counts[1]} that call for special care"
    else:
        tokenizer, _ = clip_folder.parts_of(folder, config)
        facts["text"] = (
            f"{tokenizer.length} ids of {config.text.vocab_size:,}, "
            f"{config.text.num_hidden_layers} layers of {config.text.hidden_size}"
        )
    _print(name, facts)


def _print(name: str, facts: Mapping[str, object]) -> None:
    print(name)
    for what, fact in facts.items():
        print(f"  {what:<11} {fact}")


def _pull_one(options: argparse.Namespace, name: str, revision: str | None, files: tuple[str, ...]) -> None:
    pulled = hub.pull(name, revision=revision, offline=options.offline, files=files)
    what = f" ({', '.join(files)})" if files else ""
    print(f"{pulled.name}@{pulled.commit}{what}  {pulled.bytes / MB:.0f} MB", file=sys.stdout)


def _stored(weights: Weights) -> str:
    return "/".join(sorted({tensor.dtype.name for tensor in weights.index.values()}))


def _layout(weights: Weights) -> str:
    files = len({tensor.file for tensor in weights.index.values()})
    return f"{weights.layout}, {files} file{'s' if files > 1 else ''}"


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
