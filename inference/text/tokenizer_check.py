"""A second reader for a published tokenizer: transformers, used once, when a model is converted.

Prompts are read by `tokenizers` alone, which starts fast; this file makes sure that we read the published files as
transformers does.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from inference.api import ModelError
from inference.regular_file import read_json, read_text
from inference.text import byte_level_bpe
from inference.text.tokenizer import Tokenizer

SENTENCES = (
    "",
    " ",
    " a spaghetti parade",
    " the eiffel tower landing on the moon, oil on canvas",
    ' a sign that says " don\'t panic ", 1984, 3.5 % / 7 $ * 8',
    "No leading space, Capitals and naïve Ünïcödé",
    " 東京の夜 \N{GRINNING FACE} \N{REGIONAL INDICATOR SYMBOL LETTER D}\N{REGIONAL INDICATOR SYMBOL LETTER E}",
    "two  spaces,\ta tab and\na new line ",
)


def agree(tokenizer: Tokenizer, folder: Path) -> None:
    """Compare the ids of a few sentences with those that transformers reads by the same tokenizer.json.

    A folder with only vocab.json and merges.txt has no second reader: transformers 5 cannot read these two alone.

    Raises:
        ModelError: transformers cannot read the tokenizer, or reads another one.
    """
    path = folder / "tokenizer.json"
    if not path.is_file():
        return
    with _quiet(), TemporaryDirectory() as name:
        from transformers import PreTrainedTokenizerFast  # takes more than a second

        try:
            _copy(folder, Path(name))
            theirs = PreTrainedTokenizerFast.from_pretrained(name, local_files_only=True)
            ids_from_sentence = {text: list(theirs.encode(text, add_special_tokens=False)) for text in SENTENCES}
        except Exception as error:  # the library has no narrower one
            reason = " ".join(str(error).split())  # transformers explains itself in several lines
            raise ModelError(f"The tokenizer {path} cannot be read by transformers: {reason}") from error
    for text, expected in ids_from_sentence.items():
        found = tokenizer.bpe.encode(text, add_special_tokens=False).ids
        if found != expected:
            raise ModelError(
                f"The tokenizer {path} is read in two ways: {text!r} is {expected} to transformers, {found} to us."
            )


def _copy(folder: Path, target: Path) -> None:
    """The files that matter, without the parts of tokenizer.json that were not checked: they may end the process."""
    content = read_json(folder / "tokenizer.json") | dict.fromkeys(byte_level_bpe.IGNORED - {"version"})
    (target / "tokenizer.json").write_text(json.dumps(content))
    for name in ("tokenizer_config.json", "special_tokens_map.json", "added_tokens.json"):
        if (folder / name).is_file():
            (target / name).write_text(read_text(folder / name), encoding="utf-8")


@contextmanager
def _quiet() -> Iterator[None]:
    """Hides the message that PyTorch was not found, which transformers logs when it is imported."""
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(before)
