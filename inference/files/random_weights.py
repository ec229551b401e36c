"""Networks in the published shapes with random weights: as slow as the real ones, without a download.

Shapes are the published checkpoints' (tests compare them with their trees). What they draw is noise.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path

from flax import nnx

from inference.api import ModelError
from inference.files import checkpoint
from inference.files.dalle_mini import DalleMini
from inference.model.bart import Bart
from inference.model.config import BartConfig, VQGANConfig
from inference.model.vqgan import VQGAN
from inference.text.tokenizer import Tokenizer

MINI = BartConfig(
    d_model=1024,
    encoder_layers=12,
    decoder_layers=12,
    encoder_attention_heads=16,
    decoder_attention_heads=16,
    encoder_ffn_dim=2730,
    decoder_ffn_dim=2730,
    encoder_vocab_size=50264,
    image_vocab_size=16384,
    max_text_length=64,
    image_length=256,
    decoder_start_token_id=16384,
    normalize_text=True,
)
MEGA = dataclasses.replace(
    MINI,
    d_model=2048,
    encoder_layers=24,
    decoder_layers=24,
    encoder_attention_heads=32,
    decoder_attention_heads=32,
    encoder_ffn_dim=4096,
    decoder_ffn_dim=4096,
    encoder_vocab_size=50272,
    image_vocab_size=16415,
    decoder_start_token_id=16415,
)
F16_16384 = VQGANConfig(
    ch=128,
    ch_mult=(1, 1, 2, 2, 4),
    num_res_blocks=2,
    attn_resolutions=(16,),
    resolution=256,
    z_channels=256,
    embed_dim=256,
    n_embed=16384,
)
SHAPES: Mapping[str, BartConfig] = {"mini": MINI, "mega": MEGA}


def untrained(shape: str, words: Path, dtype: str = "float32") -> DalleMini:
    """A model that draws noise at the speed of the real one.

    Args:
        shape: "mini" or "mega".
        words: a folder with a tokenizer that knows no more words than the published one.
        dtype: what BART computes in, "float32" or "bfloat16".

    Raises:
        ModelError: no such shape or dtype, or no tokenizer there.
    """
    if shape not in SHAPES or dtype not in checkpoint.COMPUTE_DTYPES:
        raise ModelError(f"shapes are {', '.join(SHAPES)}, in {' or '.join(checkpoint.COMPUTE_DTYPES)}.")
    return of_shapes(f"random {shape}", SHAPES[shape], F16_16384, words, dtype)


def of_shapes(name: str, config: BartConfig, vqgan_config: VQGANConfig, words: Path, dtype: str) -> DalleMini:
    """The same of any shapes. Raises ModelError where `words` has no tokenizer for them."""
    rngs = nnx.Rngs(0)
    tokenizer = Tokenizer.load(
        words, text_length=config.max_text_length, vocab_size=config.encoder_vocab_size, normalize=True
    )
    bart = Bart(config, dtype=checkpoint.COMPUTE_DTYPES[dtype], rngs=rngs)
    vqgan = VQGAN(vqgan_config, with_encoder=False, rngs=rngs)
    return DalleMini(name, config, vqgan_config, tokenizer, bart, vqgan)
