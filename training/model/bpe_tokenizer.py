"""Trains a tokenizer on captions: byte-level BPE in the published file format."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from tokenizers import Tokenizer, models, pre_tokenizers, processors, trainers

from training.atomic_file import replacing

SPECIAL = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]


def train_tokenizer(captions: Iterable[str], vocabulary: int, path: Path) -> int:
    """Write a tokenizer.json of at most `vocabulary` entries, trained on normalised captions.

    It contains every printable ASCII character, so that it can encode any normalised prompt.

    Returns:
        The number of entries.
    """
    bpe = Tokenizer(models.BPE())
    bpe.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    alphabet = sorted({c for c in pre_tokenizers.ByteLevel.alphabet() if c.isascii()} | {"Ġ"})
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary, min_frequency=2, special_tokens=SPECIAL, initial_alphabet=alphabet, show_progress=False
    )
    bpe.train_from_iterator(captions, trainer)
    bpe.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0), add_prefix_space=False)
    with replacing(path) as temporary:
        bpe.save(str(temporary))
    return int(bpe.get_vocab_size())
