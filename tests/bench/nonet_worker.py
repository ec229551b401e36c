"""Nonet with random weights in Mini's shapes; one grid per line read."""

from __future__ import annotations

import itertools
import json
import resource
import sys
import time
from pathlib import Path

import jax
from flax import nnx

from inference.api import Request
from inference.bank import CHUNK
from inference.dalle_mini import DalleMini
from inference.model.bart import Bart
from inference.model.config import BartConfig, VQGANConfig
from inference.model.vqgan import VQGAN
from inference.runner import Runner
from inference.tokenizer import Tokenizer

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
WORDS = Path(__file__).parent.parent / "golden" / "text"


def main() -> None:
    tokenizer = Tokenizer.load(WORDS, text_length=64, vocab_size=MINI.encoder_vocab_size, normalize=True)
    rngs = nnx.Rngs(0)
    bart, vqgan = Bart(MINI, rngs=rngs), VQGAN(F16_16384, with_encoder=False, rngs=rngs)
    runner = Runner(DalleMini("random", MINI, F16_16384, tokenizer, bart, vqgan))
    del bart, vqgan
    print(json.dumps({"ready": f"jax {jax.__version__}"}), flush=True)
    for line in sys.stdin:
        chunks: list[float] = []
        start = time.perf_counter()
        codes = runner.codes(
            Request("a spaghetti parade", seed=int(line)), lambda _, chunks=chunks: chunks.append(time.perf_counter())
        )
        drawn = time.perf_counter()
        for _ in runner.pictures(codes):
            pass
        end = time.perf_counter()
        gaps = sorted(b - a for a, b in itertools.pairwise(chunks))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        step = gaps[len(gaps) // 2] / CHUNK
        print(json.dumps({"total": end - start, "step": step, "vqgan": end - drawn, "peak": peak}), flush=True)


if __name__ == "__main__":
    main()
