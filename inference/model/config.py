"""What `config.json` says: the sizes of the two networks. A switch that is not implemented is refused by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Self

from inference.errors import ModelError, shown
from inference.regular_file import read_json

# DALL·E Mini's configuration class has switches for many variants of transformers. The published models are all of one
# kind, NormFormer without biases; these are its values. Another value means another network, so it is refused.
BART_SWITCHES: Mapping[str, Any] = {
    "activation_function": "gelu",
    "force_ln_scale": False,
    "ln_positions": "normformer",
    "ln_type": "layernorm",
    "scale_embedding": False,
    "sinkhorn_iters": 1,
    "tie_word_embeddings": False,
    "use_absolute_position_embeddings": True,
    "use_alibi": False,
    "use_bias": False,
    "use_cosine_attention": False,
    "use_deepnet_scaling": False,
    "use_final_ln_decoder": True,
    "use_final_ln_encoder": True,
    "use_glu": True,
    "use_head_scale": False,
    "use_swin_position_embeddings": False,
}
# What transformers writes into every config.json that it saves: how the file was made and trained, and how transformers
# would generate text. None of it changes a number here.
# fmt: off
NEUTRAL = frozenset([
    "_attn_implementation_autoset", "_commit_hash", "_name_or_path", "architectures", "bad_words_ids",
    "begin_suppress_tokens", "bos_token_id", "chunk_size_feed_forward", "diversity_penalty", "do_sample", "dtype",
    "early_stopping", "encoder_no_repeat_ngram_size", "eos_token_id", "exponential_decay_length_penalty",
    "finetuning_task", "forced_bos_token_id", "forced_eos_token_id", "id2label", "is_encoder_decoder", "label2id",
    "length_penalty", "max_length", "min_length", "model_type", "no_repeat_ngram_size", "num_beam_groups", "num_beams",
    "num_return_sequences", "output_attentions", "output_hidden_states", "output_scores", "pad_token_id",
    "problem_type", "remove_invalid_values", "repetition_penalty", "return_dict", "return_dict_in_generate",
    "sep_token_id", "suppress_tokens", "task_specific_params", "temperature", "tf_legacy_loss", "tokenizer_class",
    "top_k", "top_p", "torch_dtype", "torchscript", "transformers_version", "typical_p", "use_bfloat16", "use_cache",
    "vocab_size",
])
# Dropout is for training, `sampling` is our own key (see model_folder.py), and how the layers are in the file is read
# from the file.
BART_NEUTRAL = NEUTRAL | frozenset([
    "activation_dropout", "attention_dropout", "condition_scale", "decoder_layerdrop", "dropout", "encoder_layerdrop",
    "gradient_checkpointing", "num_hidden_layers", "sampling", "tau_init", "use_scan", "use_subln_init",
])
VQGAN_NEUTRAL = NEUTRAL | frozenset(["dropout", "num_resolutions"])
# fmt: on
VQGAN_SWITCHES: Mapping[str, Any] = {
    "double_z": False,
    "give_pre_end": False,
    "resamp_with_conv": True,
    "in_channels": 3,
    "out_ch": 3,
}
MAX_BYTES = 2**20
"""Of a config.json; the published ones have less than 3,000."""
GROUPS = 32
"""The VQGAN's norms split its channels into so many groups."""
MOST: Mapping[str, int] = {"encoder_layers": 64, "decoder_layers": 64, "num_res_blocks": 8}
"""Far above any published model: with a damaged number, it would take minutes to find that the weights disagree."""
MAX_LEVELS = 8


@dataclass(frozen=True)
class BartConfig:
    """Sizes of the text-to-codes network. Names are those of the published config.json, sizes in features or tokens."""

    d_model: int
    encoder_layers: int
    decoder_layers: int
    encoder_attention_heads: int
    decoder_attention_heads: int
    encoder_ffn_dim: int
    decoder_ffn_dim: int
    encoder_vocab_size: int
    image_vocab_size: int
    max_text_length: int
    image_length: int
    decoder_start_token_id: int
    normalize_text: bool
    init_std: float = 0.02

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a published config.json.

        Raises:
            ModelError: the file is missing or broken, lacks a size, or sets a switch that we do not implement.
        """
        values = json_object(path)
        if values.get("model_type", "dallebart") != "dallebart":
            raise ModelError(f"{path} describes a {shown(values['model_type'])} model; expected 'dallebart'.")
        _refuse_unknown(path, values, {f.name for f in fields(cls)}, BART_SWITCHES, BART_NEUTRAL)
        # The two defaults are those of the reference's configuration class.
        values.setdefault("decoder_start_token_id", values.get("image_vocab_size"))
        values.setdefault("normalize_text", False)
        config = cls(**_sizes(path, values, cls))
        for side in ("encoder", "decoder"):
            heads = getattr(config, f"{side}_attention_heads")
            if config.d_model % heads:
                raise ModelError(f"{path}: d_model {config.d_model} is no multiple of {side}_attention_heads {heads}.")
        if not 0 <= config.decoder_start_token_id <= config.image_vocab_size:
            raise ModelError(
                f"{path}: decoder_start_token_id is {config.decoder_start_token_id}; "
                f"expected 0 to image_vocab_size, which is {config.image_vocab_size}."
            )
        return config


@dataclass(frozen=True)
class VQGANConfig:
    """Sizes of the codes-to-pixels network. Names are those of the published config.json; resolution in pixels."""

    ch: int
    ch_mult: tuple[int, ...]
    num_res_blocks: int
    attn_resolutions: tuple[int, ...]
    resolution: int
    z_channels: int
    embed_dim: int
    n_embed: int

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a published VQGAN config.json. Raises ModelError as `BartConfig.read` does."""
        values = json_object(path)
        if values.get("model_type") == "dallebart":
            raise ModelError(f"{path} describes a 'dallebart' model; expected a VQGAN.")
        _refuse_unknown(path, values, {f.name for f in fields(cls)}, VQGAN_SWITCHES, VQGAN_NEUTRAL)
        config = cls(**_sizes(path, values, cls))
        if not 1 <= len(config.ch_mult) <= MAX_LEVELS:
            raise ModelError(f"{path}: ch_mult has {len(config.ch_mult)} numbers; expected 1 to {MAX_LEVELS}.")
        if config.ch % GROUPS:
            raise ModelError(f"{path}: ch {config.ch} is no multiple of {GROUPS}.")
        if config.resolution % config.reduction:
            raise ModelError(f"{path}: resolution {config.resolution} is no multiple of {config.reduction}.")
        return config

    @property
    def reduction(self) -> int:
        """Pixels along one edge of a code: each level but the last halves the picture."""
        return int(2 ** (len(self.ch_mult) - 1))

    @property
    def codes_per_edge(self) -> int:
        return self.resolution // self.reduction


def agree(bart: BartConfig, vqgan: VQGANConfig, bart_path: Path, vqgan_path: Path) -> None:
    """Raise ModelError unless the VQGAN can read the codes that the BART writes."""
    codes = vqgan.codes_per_edge**2
    if bart.image_length != codes:
        raise ModelError(
            f"{bart_path} says image_length {bart.image_length}, "
            f"but {vqgan_path} draws pictures of {codes} codes: these two do not belong together."
        )
    if bart.image_vocab_size < vqgan.n_embed:
        raise ModelError(
            f"{bart_path} says image_vocab_size {bart.image_vocab_size}, "
            f"but {vqgan_path} has {vqgan.n_embed} codes: these two do not belong together."
        )


def json_object(path: Path) -> dict[str, Any]:
    """What a config.json holds. Raises ModelError: it is missing, unreadable, or no JSON object."""
    try:
        values = read_json(path, MAX_BYTES)
    except (FileNotFoundError, NotADirectoryError):
        if not path.parent.is_dir():
            raise ModelError(f"{path.parent} is not a folder; a model is one, with a config.json in it.") from None
        raise ModelError(f"{path} is missing: a model folder needs its config.json.") from None
    except OSError as error:
        raise ModelError(f"{path} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise ModelError(f"{path} cannot be read as JSON: {error}.") from error
    if not isinstance(values, dict):
        raise ModelError(f"{path} holds a {type(values).__name__}; expected one JSON object.")
    return values


def _refuse_unknown(
    path: Path, values: Mapping[str, Any], sizes: set[str], switches: Mapping[str, Any], neutral: frozenset[str]
) -> None:
    for key, value in values.items():
        if key in switches and value != switches[key]:
            raise ModelError(
                f"{path} sets {key} to {shown(value)}; only {switches[key]!r} is implemented, "
                "so this checkpoint would draw something else than it was trained to."
            )
        # An unknown switch that is off changes nothing.
        if value and key not in switches and key not in sizes and key not in neutral:
            raise ModelError(f"{path} sets {key} to {shown(value)}, a switch that is not implemented.")


def _sizes(path: Path, values: Mapping[str, Any], cls: type[Any]) -> dict[str, Any]:
    sizes: dict[str, Any] = {}
    for field in fields(cls):
        if field.name not in values:
            if field.name == "init_std":
                continue
            raise ModelError(f"{path} lacks {field.name}.")
        sizes[field.name] = _checked(path, field.name, str(field.type), values[field.name])
    return sizes


def _checked(path: Path, key: str, kind: str, value: Any) -> Any:
    if kind == "bool" and isinstance(value, bool):
        return value
    if kind == "float" and isinstance(value, (int, float)) and value >= 0:
        return float(value)
    lowest, highest = 0 if key == "decoder_start_token_id" else 1, MOST.get(key, 2**31 - 1)
    if kind == "int" and type(value) is int and lowest <= value <= highest:
        return value
    if kind.startswith("tuple") and isinstance(value, list) and all(type(v) is int and 0 < v < 2**31 for v in value):
        return tuple(value)
    expected = {"bool": "true or false", "float": "a number", "int": f"a whole number from {lowest} to {highest}"}.get(
        kind, "a list of whole numbers above 0"
    )
    raise ModelError(f"{path} says {key} is {shown(value)}; expected {expected}.")
