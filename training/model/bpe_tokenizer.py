"""A tokenizer from captions: byte-level BPE in the published file format, small because the world is."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from tokenizers import Tokenizer, models, pre_tokenizers, processors, trainers

SPECIAL = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]


def learn(captions: Iterable[str], vocabulary: int, path: Path) -> int:
    """Write a tokenizer.json of at most `vocabulary` entries learnt from normalised captions; returns how many.

    Every printable ASCII character is in it, so that any normalised prompt can be written.
    """
    bpe = Tokenizer(models.BPE())
    bpe.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    alphabet = sorted({c for c in pre_tokenizers.ByteLevel.alphabet() if c.isascii()} | {"Ġ"})
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary, min_frequency=2, special_tokens=SPECIAL, initial_alphabet=alphabet, show_progress=False
    )
    bpe.train_from_iterator(captions, trainer)
    bpe.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0), add_prefix_space=False)
    writing = path.with_suffix(".writing")  # a run that is killed here must not find half a tokenizer
    bpe.save(str(writing))
    writing.replace(path)
    return int(bpe.get_vocab_size())
