"""The public min-dalle 0.4.11 with random weights in Mini's shapes, in its own environment; one grid per line read."""

import json
import resource
import sys
import time
import warnings

import torch
from min_dalle import MinDalle
from min_dalle.models import DalleBartDecoder, DalleBartEncoder, VQGanDetokenizer

warnings.filterwarnings("ignore")  # it asks for CUDA's autocast, which a CPU declines with a warning


class Words:
    """Stands in for its tokenizer, whose vocabulary would have to be downloaded."""

    def tokenize(self, text, is_verbose=False):
        return [0, *range(100, 109), 2]


class RandomMinDalle(MinDalle):
    """Its own drawing code, with parameters that its own modules initialise instead of a download."""

    def init_tokenizer(self):
        self.tokenizer = Words()

    def init_encoder(self):
        self.encoder = DalleBartEncoder(
            attention_head_count=self.attention_head_count,
            embed_count=self.embed_count,
            glu_embed_count=self.glu_embed_count,
            text_token_count=self.text_token_count,
            text_vocab_count=self.text_vocab_count,
            layer_count=self.layer_count,
            device=self.device,
        ).eval()

    def init_decoder(self):
        self.decoder = DalleBartDecoder(
            image_vocab_count=self.image_vocab_count,
            attention_head_count=self.attention_head_count,
            embed_count=self.embed_count,
            glu_embed_count=self.glu_embed_count,
            layer_count=self.layer_count,
            device=self.device,
        ).eval()

    def init_detokenizer(self):
        self.detokenizer = VQGanDetokenizer().eval()


def timed(call, seconds):
    def run(*args, **kwargs):
        start = time.perf_counter()
        result = call(*args, **kwargs)
        seconds.append(time.perf_counter() - start)
        return result

    return run


def main():
    model = RandomMinDalle(models_root=sys.argv[1], device="cpu", is_mega=False, is_verbose=False)
    steps, pictures = [], []
    model.decoder.sample_tokens = timed(model.decoder.sample_tokens, steps)
    model.detokenizer.forward = timed(model.detokenizer.forward, pictures)
    print(json.dumps({"ready": f"torch {torch.__version__}"}), flush=True)
    for line in sys.stdin:
        steps.clear()
        pictures.clear()
        start = time.perf_counter()
        model.generate_images(text="a spaghetti parade", seed=int(line), grid_size=3)
        total = time.perf_counter() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        result = {"total": total, "step": sorted(steps)[len(steps) // 2], "vqgan": sum(pictures), "peak": peak}
        print(json.dumps(result), flush=True)


main()
