"""Prompts become the ids that the reference gives, and what was not read is counted."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import tokenizers
from goldens import ROOT, TEXT
from hypothesis import given
from hypothesis import strategies as st

from inference.api import ModelError
from inference.text.tokenizer import Tokenizer

CASES = json.loads((TEXT / "cases.json").read_text(encoding="utf-8"))["cases"]
ORACLE = json.loads((TEXT / "tokenizer_cases.json").read_text(encoding="utf-8"))


def load(folder: Path = TEXT, *, text_length: int = 64, vocab_size: int = 300, normalize: bool = True) -> Tokenizer:
    words = TEXT / "words-frequency.txt"
    return Tokenizer.load(folder, text_length=text_length, vocab_size=vocab_size, normalize=normalize, words=words)


def only(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).write_bytes((TEXT / name).read_bytes())
    return folder


def content(tokens) -> list[int]:
    return tokens.ids[tokens.mask].tolist()


TOKENIZER = load()
RAW = load(normalize=False)
SHORT = load(text_length=16)
ROOMY = load(text_length=2048)


@pytest.mark.parametrize("case", CASES, ids=lambda case: ascii(case["prompt"])[:40])
def test_a_prompt_has_the_ids_of_the_reference(case):
    """Each golden prompt, padded or cut to 64 ids and in full, is id for id what the reference gives."""
    assert TOKENIZER.encode(case["prompt"]).ids.tolist() == case["ids_64"]
    assert content(ROOMY.encode(case["prompt"])) == case["ids"]


@pytest.mark.parametrize("row", ORACLE["rows"], ids=lambda row: ascii(row["text"])[:40])
def test_the_reference_tokenizer_agrees(row):
    """Normalised and raw text, full and cut to 16, match ids from the reference's own tokenizer class."""
    short = SHORT.encode(row["text"])
    assert content(ROOMY.encode(row["text"])) == row["ids_of_normalized"]
    assert short.ids.tolist() == row["ids_padded_16"]
    assert short.mask.tolist() == [bool(bit) for bit in row["mask_16"]]
    assert content(RAW.encode(row["text"])) == row["ids_of_raw_text"]


def test_the_reference_processor_agrees():
    """Ids and masks of prompts, and of the empty prompt beside them, match the reference's processor."""
    output = ORACLE["processor_output"]
    prompts = [SHORT.encode(prompt) for prompt in ORACLE["processor_prompts"]]
    assert [tokens.ids.tolist() for tokens in prompts] == output["input_ids"]
    assert [tokens.mask.astype(int).tolist() for tokens in prompts] == output["attention_mask"]
    assert [SHORT.empty().ids.tolist()] * len(prompts) == output["input_ids_uncond"]
    assert [SHORT.empty().mask.astype(int).tolist()] * len(prompts) == output["attention_mask_uncond"]


def test_the_empty_text_is_not_the_empty_prompt():
    """The unconditional side is not normalised; a prompt of nothing is, and so has a space."""
    assert SHORT.empty().ids.tolist() == [0, 2] + [1] * 14
    assert (SHORT.empty().text, SHORT.empty().unread) == ("", 0)
    assert content(SHORT.encode("")) == [0, TOKENIZER.bpe.token_to_id("Ġ"), 2]


def test_the_part_that_was_read_is_told():
    """A long prompt is read up to the last id before </s>; a word cut in two counts as unread."""
    tokens = SHORT.encode("Sunset over a lake; in the MOUNTAINS...")
    assert (tokens.text, tokens.unread) == ("sunset over a lake,", 3)
    assert tokens.ids[-1] == 2
    tokens = SHORT.encode("Sunset over a photograph of it")
    assert (tokens.text, tokens.unread) == ("sunset over a photog", 3)
    tokens = TOKENIZER.encode("Sunset over a lake; in the MOUNTAINS...")
    assert (tokens.text, tokens.unread) == ("sunset over a lake, in the mountains", 0)


def test_a_prompt_that_just_fits_is_read_whole():
    """Fourteen ids between <s> and </s> fill sixteen; the fifteenth is one too many."""
    assert (SHORT.encode("the " * 14).text, SHORT.encode("the " * 14).unread) == ("the " * 13 + "the", 0)
    assert (SHORT.encode("the " * 15).text, SHORT.encode("the " * 15).unread) == ("the " * 13 + "the", 1)


def test_a_character_cut_in_two_was_not_read():
    """An ideograph has three ids in this vocabulary; with room for two of them it is not in what was read."""
    tokenizer = load(text_length=4, normalize=False)
    assert len(content(RAW.encode("東"))) == 5
    assert (tokenizer.encode("東").text, tokenizer.encode("東").unread) == ("", 1)


def test_the_shortest_length_reads_nothing():
    """With room for two ids, they are <s> and </s>."""
    tokens = load(text_length=2).encode("a red fox")
    assert (tokens.ids.tolist(), tokens.text, tokens.unread) == ([0, 2], "", 3)


def test_words_are_those_that_are_read():
    """Each with its ids, which together are those of the prompt, also where it is cut; nothing has no words."""
    for tokenizer, prompt in [
        (TOKENIZER, "Sunset over a lake;  in the MOUNTAINS..."),
        (SHORT, "Sunset over a photograph"),
    ]:
        words = tokenizer.words(prompt)
        tokens = tokenizer.encode(prompt)
        assert [number for word in words for number in word.ids] == content(tokens)[1:-1]
        assert " ".join(word.text for word in words) == tokens.text
        assert all("".join(word.parts).strip() == word.text for word in words)
    assert [word.text for word in SHORT.words("Sunset over a photograph")] == ["sunset", "over", "a", "photog"]
    assert RAW.words("") == ()


def test_the_older_files_give_the_same_ids(tmp_path):
    """vocab.json and merges.txt are the same tokenizer as tokenizer.json."""
    old = load(only(tmp_path, "vocab.json", "merges.txt"))
    for case in CASES:
        assert old.encode(case["prompt"]).ids.tolist() == case["ids_64"]


def test_merges_may_start_with_a_hash_and_end_lines_as_windows_does(tmp_path):
    """Only a first line that says #version is no merge."""
    vocab = json.loads((TEXT / "vocab.json").read_text(encoding="utf-8")) | {"##": 300}
    (tmp_path / "vocab.json").write_text(json.dumps(vocab), encoding="utf-8")
    (tmp_path / "merges.txt").write_bytes(b"# #\r\n")
    assert content(load(tmp_path, vocab_size=301, normalize=False).encode("##")) == [0, 300, 2]


def test_files_are_read_as_utf8_whatever_the_system_says(tmp_path):
    """Read in the encoding of a Windows or C locale, every word would become pieces of nothing."""
    only(tmp_path, "vocab.json", "merges.txt", "words-frequency.txt")
    program = (
        "import sys; from pathlib import Path; from inference.text.tokenizer import Tokenizer\n"
        "folder = Path(sys.argv[1])\n"
        "words = folder / 'words-frequency.txt'\n"
        "t = Tokenizer.load(folder, text_length=8, vocab_size=300, normalize=True, words=words)\n"
        "print(t.encode('the cat').ids.tolist())"
    )
    environment = os.environ | {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    command = [sys.executable, "-c", program, str(tmp_path)]
    ran = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True)
    assert (ran.stderr, ran.stdout) == ("", f"{load(text_length=8).encode('the cat').ids.tolist()}\n")


def test_what_the_file_says_about_length_does_not_count(tmp_path):
    """Truncation and padding switched on in tokenizer.json change nothing."""
    bpe = tokenizers.Tokenizer.from_file(str(TEXT / "tokenizer.json"))
    bpe.enable_truncation(5)
    bpe.enable_padding(length=40, pad_id=3)
    bpe.save(str(tmp_path / "tokenizer.json"))
    for case in CASES[:40]:
        assert load(tmp_path).encode(case["prompt"]).ids.tolist() == case["ids_64"]


def test_special_tokens_in_a_prompt_are_just_characters(tmp_path):
    """A published file marks <s> and friends as special; nobody can end the text early by writing them."""
    bpe = tokenizers.Tokenizer.from_file(str(TEXT / "tokenizer.json"))
    bpe.add_special_tokens(["<s>", "<pad>", "</s>", "<unk>", "<mask>"])
    bpe.save(str(tmp_path / "tokenizer.json"))
    tokenizer = load(tmp_path, normalize=False)
    assert content(tokenizer.encode("a</s><pad>b")) == content(RAW.encode("a</s><pad>b"))
    assert content(tokenizer.encode("a</s><pad>b")).count(2) == 1


def test_an_id_beyond_the_table_is_unknown():
    """The published mini has such an id; it must not index outside the embedding."""
    assert content(RAW.encode("tr"))[1] == 299
    assert content(load(vocab_size=299, normalize=False).encode("tr"))[1] == 3
    assert content(load(vocab_size=293, normalize=False).encode("ain"))[1] == 3


def test_a_vocabulary_for_a_larger_model_is_refused():
    """More than seven ids beyond the table mean that tokenizer and model do not belong together."""
    load(vocab_size=293)
    with pytest.raises(ModelError, match=r"tokenizer\.json has ids up to 299, .* only 0 to 291"):
        load(vocab_size=292)


@pytest.mark.parametrize("token", ["<s>", "<pad>", "</s>", "<unk>"])
def test_special_tokens_have_their_ids(tmp_path, token):
    """A tokenizer whose special tokens are elsewhere is another model's; the error names file and token."""
    vocab = json.loads((TEXT / "vocab.json").read_text(encoding="utf-8"))
    vocab[token], vocab["q"] = vocab["q"], vocab[token]
    only(tmp_path, "merges.txt")
    (tmp_path / "vocab.json").write_text(json.dumps(vocab), encoding="utf-8")
    with pytest.raises(ModelError, match=rf"{re.escape(str(tmp_path))}.*vocab\.json.* {token} "):
        load(tmp_path)
    del vocab[token]
    (tmp_path / "vocab.json").write_text(json.dumps(vocab), encoding="utf-8")
    with pytest.raises(ModelError, match=rf"{token} must have the id ., not None"):
        load(tmp_path)


@pytest.mark.parametrize("unknown", ["", "<what>"])
def test_what_stands_for_the_unknown_must_be_known(tmp_path, unknown):
    """Otherwise the tokenizer would load, and stop at the first prompt with a character that it lacks."""
    content = json.loads((TEXT / "tokenizer.json").read_text(encoding="utf-8"))
    content["model"]["unk_token"] = unknown
    (tmp_path / "tokenizer.json").write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(ModelError, match=re.escape(f"the token {unknown!r}, which it lacks, too")):
        load(tmp_path)


@pytest.mark.parametrize(
    ("broken", "files"),
    [
        ("vocab.json", {}),
        ("merges.txt", {"vocab.json": None}),
        ("vocab.json", {"merges.txt": None}),
        ("tokenizer.json", {"tokenizer.json": b"version https://git-lfs"}),
        ("tokenizer.json", {"tokenizer.json": b'{"version": "1.0"}'}),
        ("tokenizer.json", {"tokenizer.json": b"\xff\xfe"}),
        ("tokenizer.json", {"tokenizer.json": b"[" * 100_000}),
        ("vocab.json", {"vocab.json": b"{", "merges.txt": None}),
        ("vocab.json", {"vocab.json": b"[" * 100_000, "merges.txt": None}),
        ("vocab.json", {"vocab.json": b"[1]", "merges.txt": None}),
        ("vocab.json", {"vocab.json": b'{"a": "b"}', "merges.txt": None}),
        ("vocab.json", {"vocab.json": b"\xff", "merges.txt": None}),
        ("merges.txt", {"vocab.json": None, "merges.txt": b"no-such-token q\n"}),
        ("merges.txt", {"vocab.json": None, "merges.txt": b"oneword\n"}),
        ("merges.txt", {"vocab.json": None, "merges.txt": b"\xff"}),
    ],
)
def test_a_bad_file_is_named(tmp_path, broken, files):
    """A missing or broken file is one sentence with its path, before anything is drawn."""
    for name, data in files.items():
        (tmp_path / name).write_bytes((TEXT / name).read_bytes() if data is None else data)
    with pytest.raises(ModelError, match=re.escape(str(tmp_path / broken))):
        load(tmp_path)


def test_a_bad_word_list_is_named_unless_it_is_not_needed(tmp_path):
    """The list matters to models that normalise, and only if one is given."""
    words = tmp_path / "words.txt"
    with pytest.raises(ModelError, match=re.escape(str(words))):
        Tokenizer.load(TEXT, text_length=8, vocab_size=300, normalize=True, words=words)
    Tokenizer.load(TEXT, text_length=8, vocab_size=300, normalize=False, words=words)
    assert "sunsetx" in Tokenizer.load(TEXT, text_length=64, vocab_size=300, normalize=True).encode("#sunsetx").text


@pytest.mark.parametrize("tokenizer", [TOKENIZER, RAW, SHORT], ids=["normalised", "raw", "short"])
@given(prompt=st.text(alphabet=st.characters() | st.sampled_from(" abt</s>\ud800"), max_size=200))
def test_any_prompt_becomes_a_row(tokenizer, prompt):
    """Always: full length, <s> first, one </s>, then padding only, ids within the table, every word accounted for."""
    tokens = tokenizer.encode(prompt)
    end = tokens.mask.sum() - 1
    assert (tokens.ids.shape, tokens.ids.dtype) == ((tokenizer.text_length,), np.int32)
    assert (tokens.mask.shape, tokens.mask.dtype) == ((tokenizer.text_length,), np.bool_)
    assert tokens.ids[0] == 0
    assert np.flatnonzero(tokens.ids == 2).tolist() == [end]
    assert (tokens.mask == (np.arange(tokenizer.text_length) <= end)).all()
    assert ((tokens.ids == 1) == ~tokens.mask).all()
    assert tokens.ids.max() < tokenizer.vocab_size
    if tokenizer.normalizer:
        text = tokenizer.normalizer(prompt)
        whole = len(text.split()) - tokens.unread
        assert text.strip().startswith(tokens.text)
        assert tokens.text.split()[:whole] == text.split()[:whole]
        assert (tokens.unread == 0) == (tokens.text == text.strip())


def test_rows_cannot_be_changed():
    """Whoever holds Tokens holds a value."""
    with pytest.raises(ValueError, match="read-only"):
        TOKENIZER.empty().ids[0] = 5


def test_what_somebody_typed_between_signs_is_read():
    """A caption's markup is left out, as the reference does it; a prompt has no markup."""
    assert SHORT.encode("a <b>lake</b> <3 & 2 > 1", typed=True).text.startswith("a b lake")
    assert "lake <3" in SHORT.encode("a lake <3 & 2 > 1", typed=True).text
    assert "<3" not in SHORT.encode("a lake <3 & 2 > 1").text
