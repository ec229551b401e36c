"""config.json: every size is held against the weights, every switch that we do not have is refused by name."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest
from folders import FLAX, folder_of, refusal
from goldens import CHECKPOINT, TINY, VQGAN_CHECKPOINT
from hypothesis import given, settings
from hypothesis import strategies as st

from inference.api import ModelError
from inference.files import checkpoint
from inference.model.config import (
    BART_NEUTRAL,
    BART_SWITCHES,
    VQGAN_NEUTRAL,
    VQGAN_SWITCHES,
    BartConfig,
    VQGANConfig,
)

pytestmark = pytest.mark.usefixtures("remembered")


def test_the_golden_folder_is_accepted(tmp_path: Path) -> None:
    """What all refusals below start from is fine."""
    assert checkpoint.open_bart(folder_of(tmp_path))[0] == BartConfig.read(CHECKPOINT / "config.json")


@pytest.mark.parametrize("text", ["", "{", "not JSON", "\udcff", "[" * 100_000])
@pytest.mark.parametrize("network", ["bart", "vqgan"])
def test_a_config_that_is_no_json_is_named(tmp_path: Path, text: str, network: str) -> None:
    """With the reason of the JSON reader."""
    folder = folder_of(tmp_path)
    (folder / "config.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    assert refusal(folder, network).startswith(f"{folder / 'config.json'} cannot be read as JSON: ")


@pytest.mark.parametrize(("text", "kind"), [("[]", "list"), ("5", "int"), ("null", "NoneType"), ('"text"', "str")])
def test_a_config_is_one_object(tmp_path: Path, text: str, kind: str) -> None:
    """Other JSON is refused."""
    folder = folder_of(tmp_path)
    (folder / "config.json").write_text(text)
    assert refusal(folder) == f"{folder / 'config.json'} holds a {kind}; expected one JSON object."


SIZES = [field.name for field in dataclasses.fields(BartConfig)]
VQGAN_SIZES = [field.name for field in dataclasses.fields(VQGANConfig)]


@pytest.mark.parametrize(
    "key", [key for key in SIZES if key not in ("init_std", "normalize_text", "decoder_start_token_id")]
)
def test_a_missing_size_is_named(tmp_path: Path, key: str) -> None:
    """No size is guessed."""
    folder = folder_of(tmp_path, **{key: None})
    assert refusal(folder) == f"{folder / 'config.json'} lacks {key}."


@pytest.mark.parametrize("key", VQGAN_SIZES)
def test_a_missing_size_of_the_vqgan_is_named(tmp_path: Path, key: str) -> None:
    """Nor is one of these."""
    folder = folder_of(tmp_path, like=VQGAN_CHECKPOINT, **{key: None})
    assert refusal(folder, "vqgan") == f"{folder / 'config.json'} lacks {key}."


def test_what_the_reference_would_fill_in(tmp_path: Path) -> None:
    """The start token is the number of codes, prompts are not normalised, and the first weights are small."""
    folder = folder_of(tmp_path, decoder_start_token_id=None, normalize_text=None, init_std=None)
    config, _ = checkpoint.open_bart(folder)
    assert (config.decoder_start_token_id, config.normalize_text, config.init_std) == (64, False, 0.02)


WHOLE = "a whole number from 1 to 2147483647"
NUMBERS = "a list of whole numbers above 0"
WRONG_KINDS = [
    *[("bart", "d_model", value, WHOLE) for value in (0, -64, 64.0, "64", True, [64], 2**31)],
    *[("bart", "encoder_layers", value, "a whole number from 1 to 64") for value in (0, 65, 10**9, 2.5)],
    ("bart", "decoder_start_token_id", -1, "a whole number from 0 to 2147483647"),
    *[("bart", "normalize_text", value, "true or false") for value in (1, "yes")],
    *[("bart", "init_std", value, "a number") for value in ("x", -1)],
    *[("vqgan", "n_embed", value, WHOLE) for value in (0, "64", 1e9)],
    *[("vqgan", "num_res_blocks", value, "a whole number from 1 to 8") for value in (9, 10**9)],
    *[("vqgan", "ch_mult", value, NUMBERS) for value in (5, "112", [0], [1.5], [2**31], [[1]])],
    ("vqgan", "attn_resolutions", {"4": 4}, NUMBERS),
]


@pytest.mark.parametrize(("network", "key", "value", "expected"), WRONG_KINDS)
def test_a_size_of_another_kind_is_named(tmp_path: Path, network: str, key: str, value: object, expected: str) -> None:
    """Text, fractions, zero and enormous numbers: expected and found are said, and no time is lost on them."""
    folder = folder_of(tmp_path, like=CHECKPOINT if network == "bart" else VQGAN_CHECKPOINT, **{key: value})
    assert refusal(folder, network) == f"{folder / 'config.json'} says {key} is {value!r}; expected {expected}."


START_IS_65 = "decoder_start_token_id is 65; expected 0 to image_vocab_size, which is 64."
CONTRADICTIONS = [
    ("bart", {"encoder_attention_heads": 5}, "d_model 64 is no multiple of encoder_attention_heads 5."),
    ("bart", {"decoder_attention_heads": 128}, "d_model 64 is no multiple of decoder_attention_heads 128."),
    ("bart", {"decoder_start_token_id": 65}, START_IS_65),
    ("vqgan", {"ch_mult": []}, "ch_mult has 0 numbers; expected 1 to 8."),
    ("vqgan", {"ch_mult": [1] * 9}, "ch_mult has 9 numbers; expected 1 to 8."),
    ("vqgan", {"ch": 48}, "ch 48 is no multiple of 32."),
    ("vqgan", {"resolution": 18}, "resolution 18 is no multiple of 4."),
]  # fmt: skip


@pytest.mark.parametrize(("network", "changes", "expected"), CONTRADICTIONS)
def test_sizes_that_contradict_each_other_are_named(
    tmp_path: Path, network: str, changes: dict[str, object], expected: str
) -> None:
    """Sizes that no network could have together are refused before one is built."""
    folder = folder_of(tmp_path, like=CHECKPOINT if network == "bart" else VQGAN_CHECKPOINT, **changes)
    assert refusal(folder, network) == f"{folder / 'config.json'}: {expected}"


def other(value: object) -> object:
    return {bool: lambda: not value, int: lambda: value + 1, str: lambda: "other"}[type(value)]()


@pytest.mark.parametrize(("key", "value"), BART_SWITCHES.items())
def test_a_switch_that_we_do_not_have_is_refused_by_name(tmp_path: Path, key: str, value: object) -> None:
    """Each switch of the reference has the one value that the published models have."""
    folder = folder_of(tmp_path, **{key: other(value)})
    assert refusal(folder) == (
        f"{folder / 'config.json'} sets {key} to {other(value)!r}; only {value!r} is implemented, "
        "so this checkpoint would draw something else than it was trained to."
    )


@pytest.mark.parametrize(("key", "value"), VQGAN_SWITCHES.items())
def test_a_switch_of_the_vqgan_that_we_do_not_have_is_refused_by_name(tmp_path: Path, key: str, value: object) -> None:
    """So has each of the picture decoder."""
    folder = folder_of(tmp_path, like=VQGAN_CHECKPOINT, **{key: other(value)})
    assert f"sets {key} to {other(value)!r}; only {value!r} is implemented" in refusal(folder, "vqgan")


@pytest.mark.parametrize("network", ["bart", "vqgan"])
def test_an_unknown_switch_is_refused_if_it_is_on(tmp_path: Path, network: str) -> None:
    """Whatever a later version invents: off it changes nothing, on it is refused by name."""
    like = CHECKPOINT if network == "bart" else VQGAN_CHECKPOINT
    (tmp_path / "off").mkdir()
    off = folder_of(tmp_path / "off", like=like, use_moon=False, moons=0, moon="", moonlight=[])
    getattr(checkpoint, f"open_{network}")(off)
    for value in (True, 1, "full", [0]):
        place = tmp_path / repr(value)
        place.mkdir()
        folder = folder_of(place, like=like, use_moon=value)
        assert refusal(folder, network) == (
            f"{folder / 'config.json'} sets use_moon to {value!r}, a switch that is not implemented."
        )


@pytest.mark.parametrize(
    ("network", "keys"), [("bart", BART_NEUTRAL - {"model_type"}), ("vqgan", VQGAN_NEUTRAL - {"model_type"})]
)
def test_keys_that_change_no_number_may_be_anything(tmp_path: Path, network: str, keys: frozenset[str]) -> None:
    """How a model was trained and saved is no concern of ours."""
    like = CHECKPOINT if network == "bart" else VQGAN_CHECKPOINT
    getattr(checkpoint, f"open_{network}")(folder_of(tmp_path, like=like, **dict.fromkeys(keys, "anything")))


def test_one_network_is_not_taken_for_the_other(tmp_path: Path) -> None:
    """A folder given in the other's place is told apart by its config.json."""
    assert refusal(CHECKPOINT, "vqgan") == (
        f"{CHECKPOINT / 'config.json'} describes a 'dallebart' model; expected a VQGAN."
    )
    folder = folder_of(tmp_path, model_type="bart")
    assert refusal(folder) == f"{folder / 'config.json'} describes a 'bart' model; expected 'dallebart'."
    assert "config.json" in refusal(VQGAN_CHECKPOINT)


DISAGREEMENTS = {
    "d_model": (32, "key lm_head/kernel has shape [64, 65], expected [32, 65]"),
    "encoder_layers": (3, "k_proj/kernel has shape [2, 64, 64], expected [3, 64, 64]"),
    "decoder_layers": (1, "FlaxBartAttention_0/k_proj/kernel has shape [2, 64, 64], expected [1, 64, 64]"),
    "encoder_ffn_dim": (64, "GLU_0/Dense_0/kernel has shape [2, 64, 128], expected [2, 64, 64]"),
    "decoder_ffn_dim": (256, "GLU_0/Dense_0/kernel has shape [2, 64, 128], expected [2, 64, 256]"),
    "encoder_vocab_size": (301, "embed_tokens/embedding has shape [300, 64], expected [301, 64]"),
    "image_vocab_size": (65, "key lm_head/kernel has shape [64, 65], expected [64, 66]"),
    "max_text_length": (64, "embed_positions/embedding has shape [16, 64], expected [64, 64]"),
    "image_length": (256, "embed_positions/embedding has shape [16, 64], expected [256, 64]"),
}


@pytest.mark.parametrize(("key", "value", "expected"), [(key, *case) for key, case in DISAGREEMENTS.items()])
def test_every_size_is_held_against_the_weights(tmp_path: Path, key: str, value: int, expected: str) -> None:
    """A config.json of another model is found out by each of its sizes."""
    folder = folder_of(tmp_path, **{key: value})
    sentence = refusal(folder)
    assert sentence.startswith(f"{folder / FLAX} disagrees with {folder / 'config.json'}: key ")
    assert expected in sentence


@pytest.mark.parametrize(("layers", "expected"), [(3, "is missing"), (1, "is not expected")])
def test_layers_of_an_unscanned_file_are_counted(tmp_path: Path, layers: int, expected: str) -> None:
    """There a layer too few or too many shows as its keys."""
    folder = folder_of(tmp_path, like=TINY / "checkpoint_unscan", encoder_layers=layers)
    sentence = refusal(folder)
    assert f"FlaxBartEncoderLayer_{min(layers, 2)}/" in sentence
    assert expected in sentence


def test_sizes_that_leave_no_trace_in_the_weights() -> None:
    """All others do: the number of heads and what a prompt is read as are config.json's word alone."""
    assert set(SIZES) - DISAGREEMENTS.keys() == {
        "encoder_attention_heads",
        "decoder_attention_heads",
        "decoder_start_token_id",
        "normalize_text",
        "init_std",
    }


VQGAN_DISAGREEMENTS = [
    ({"ch": 64}, "has shape"),
    ({"ch_mult": [1, 2, 2]}, "has shape"),
    ({"ch_mult": [1, 2]}, "has shape"),
    ({"num_res_blocks": 1}, "is not expected"),
    ({"num_res_blocks": 3}, "is missing"),
    ({"attn_resolutions": []}, "is not expected"),
    ({"attn_resolutions": [4, 8]}, "is missing"),
    ({"resolution": 32}, "is not expected"),
    ({"z_channels": 16}, "has shape"),
    ({"embed_dim": 16}, "has shape"),
    ({"n_embed": 65}, "key quantize/embedding/embedding has shape [64, 32], expected [65, 32]."),
]


@pytest.mark.parametrize(("changes", "expected"), VQGAN_DISAGREEMENTS)
def test_every_size_of_the_vqgan_is_held_against_its_weights(
    tmp_path: Path, changes: dict[str, object], expected: str
) -> None:
    """So with the picture decoder."""
    folder = folder_of(tmp_path, like=VQGAN_CHECKPOINT, **changes)
    sentence = refusal(folder, "vqgan")
    assert sentence.startswith(f"{folder / FLAX} disagrees with {folder / 'config.json'}: key ")
    assert expected in sentence


def test_two_networks_that_do_not_belong_together(tmp_path: Path) -> None:
    """A picture of another size, and codes that the writer of codes never learnt, are refused."""
    bart, _ = checkpoint.open_bart(CHECKPOINT)
    larger = folder_of(tmp_path, like=VQGAN_CHECKPOINT, resolution=32, attn_resolutions=[8])
    vqgan, _ = checkpoint.open_vqgan(larger)  # its weights fit both sizes
    with pytest.raises(ModelError) as caught:
        checkpoint.check_pair(CHECKPOINT, bart, larger, vqgan)
    assert str(caught.value) == (
        f"{CHECKPOINT / 'config.json'} says image_length 16, but {larger / 'config.json'} "
        "draws pictures of 64 codes: these two do not belong together."
    )
    fewer = dataclasses.replace(bart, image_vocab_size=63)
    with pytest.raises(ModelError) as caught:
        checkpoint.check_pair(CHECKPOINT, fewer, VQGAN_CHECKPOINT, VQGANConfig.read(VQGAN_CHECKPOINT / "config.json"))
    assert str(caught.value) == (
        f"{CHECKPOINT / 'config.json'} says image_vocab_size 63, but {VQGAN_CHECKPOINT / 'config.json'} "
        "has 64 codes: these two do not belong together."
    )


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)


@pytest.mark.parametrize("kind", [BartConfig, VQGANConfig])
def test_no_config_surprises(tmp_path: Path, kind: type[BartConfig] | type[VQGANConfig]) -> None:
    """Anything in the place of any value is accepted or refused as a ModelError."""
    like = CHECKPOINT if kind is BartConfig else VQGAN_CHECKPOINT
    values = json.loads((like / "config.json").read_text())
    path = tmp_path / "config.json"
    sentences: list[str] = []

    @settings(max_examples=300, deadline=10_000, database=None)
    @given(st.dictionaries(st.sampled_from(sorted(values)) | st.text(max_size=5), JSON, max_size=3))
    def change(changes: dict[str, object]) -> None:
        path.write_text(json.dumps(values | changes))
        try:
            kind.read(path)
        except ModelError as error:
            sentences.append(str(error))

    change()
    assert [sentence for sentence in sentences if str(path) not in sentence] == []
    assert sentences != []
