"""config.toml in the repository is the defaults, written out; whatever else a file says wrongly is one sentence."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path

import pytest
from goldens import ROOT

from bot.operator import config
from bot.operator.config import Config, ConfigError

SHIPPED = ROOT / "config.toml"


def read(tmp_path: Path, text: str | bytes) -> Config:
    path = tmp_path / "config.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return config.read(path)


def refusal(tmp_path: Path, text: str | bytes) -> str:
    """The sentence, without the file that it begins with."""
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, text)
    start = f"{tmp_path / 'config.toml'}"
    assert str(caught.value).startswith(start)
    return str(caught.value).removeprefix(start)


def test_the_shipped_file_is_the_defaults() -> None:
    """Every setting is in it, with the value that it has without a file."""
    assert config.read(SHIPPED) == Config()
    assert tomllib.loads(SHIPPED.read_text()) == Config().model_dump()


def test_every_setting_is_explained() -> None:
    """Each line of the shipped file that sets something says what, and when to turn it."""
    settings = [line for line in SHIPPED.read_text().splitlines() if re.match(r"\w+ *=", line)]
    assert settings != []
    assert [line for line in settings if not re.search(r"# \w+", line)] == []


def test_without_a_file_the_defaults_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder without config.toml is fine; one with it is read; a file asked for by name must be there."""
    monkeypatch.chdir(tmp_path)
    assert config.read() == Config()
    Path("config.toml").write_text('[model]\nname = "a/b"\n')
    assert config.read().model.name == "a/b"
    with pytest.raises(ConfigError) as caught:
        config.read(Path("other.toml"))
    assert str(caught.value) == "other.toml cannot be read: No such file or directory."


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    """What the system refuses is said with its reason."""
    with pytest.raises(ConfigError) as caught:
        config.read(tmp_path)
    assert str(caught.value) == f"{tmp_path} is a folder; name the file in it."


def test_a_file_may_say_only_some_settings(tmp_path: Path) -> None:
    """The others keep their defaults."""
    assert read(tmp_path, "") == Config()
    assert read(tmp_path, "[model]\n") == Config()
    assert read(tmp_path, '[model]\ndtype = "bfloat16"\n').model == config.ModelConfig(dtype="bfloat16")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[model]\nnmae = "x"', ": [model] nmae is not a setting; did you mean name?"),
        ('[model]\ndtpye = "x"', ": [model] dtpye is not a setting; did you mean dtype?"),
        ("[modle]\n", ": modle is not a setting; did you mean model?"),
        (
            'name = "x"',
            ": name is not a setting; known here: model, clip, engine, store, web, discord, slack, quotas, cost, "
            "operation.",
        ),
        ("[model]\nguild = 5", ": [model] guild is not a setting; known here: name, vqgan, dtype."),
        ("[model.name]\nx = 1", ": [model] name: Input should be a valid string."),
        ("[quotas]\nmember_per_dya = 3", ": [quotas] member_per_dya is not a setting; did you mean member_per_day?"),
        ("[quotas]\nmember_per_day = -1", ": [quotas] member_per_day: Input should be greater than or equal to 0."),
        ('[quotas]\nreset = "24:00"', ': [quotas] reset should be a time of day like "06:00", not "24:00".'),
        (
            '[quotas]\ntimezone = "Europe/Berln"',
            ': [quotas] timezone should be a time zone like "Europe/Berlin", not "Europe/Berln".',
        ),
        ('[cost]\ncurrency = "$"', ': [cost] currency should be a code of three capital letters like "EUR".'),
        (
            "[cost]\ndaily_cap = 5.0",
            ": [cost] daily_cap is never reached while price_per_hour is 0: say what an hour of the device costs, or "
            "set daily_device_minutes instead.",
        ),
        (
            "[cost]\nprice_per_hour = -1.0\ndaily_cap = 5.0",
            ": [cost] price_per_hour: Input should be greater than or equal to 0.",
        ),
        ("[model]\nname = 5", ": [model] name: Input should be a valid string."),
        ("[model]\nname = true", ": [model] name: Input should be a valid string."),
        ('[model]\ndtype = "float16"', ": [model] dtype: Input should be 'float32' or 'bfloat16'."),
        ("model = 5", ": model should be a section, [model]."),
        ("[[model]]\n", ": model should be a section, [model]."),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, text: str, expected: str) -> None:
    """Its number, the section, the key, and what it might have been."""
    key = re.findall(r"^: (?:\[\w+\] )?(\w+)", expected)[0]
    number = 2 + next(number for number, line in enumerate(text.splitlines()) if key in line)
    assert refusal(tmp_path, f"# a comment\n{text}") == f", line {number}{expected}"


@pytest.mark.parametrize("key", ["member_drawing", "member_waiting"])
def test_two_settings_that_are_one_now_say_so(tmp_path: Path, key: str) -> None:
    both = "member_drawing and member_waiting are now one setting, member_unfinished; give it their sum."
    assert refusal(tmp_path, f"[quotas]\n{key} = 2") == f", line 2: [quotas] {key}: {both}"


def test_a_renamed_setting_says_its_new_name(tmp_path: Path) -> None:
    """A file of an earlier version names a key that has another name now."""
    assert refusal(tmp_path, "[engine]\nlongest_line = 20") == (
        ", line 2: [engine] longest_line is now called max_queued; rename it."
    )


def test_everything_wrong_is_said_at_once(tmp_path: Path) -> None:
    """A file is mended in one go."""
    sentences = refusal(tmp_path, "[model]\nname = 5\ncolour = 1\n")
    assert "[model] name: Input should be a valid string." in sentences
    assert "[model] colour is not a setting;" in sentences


@pytest.mark.parametrize(
    "text",
    [
        "[model",
        "model]",
        "name =",
        "= 5",
        '[model]\nname = "x',
        "[model]\n[model]\n",
        b"\x00",
        "x = " + "[" * 9999,
        "x = " + "9" * 9999,
    ],
)
def test_broken_toml_is_named(tmp_path: Path, text: str | bytes) -> None:
    """With the place, as far as the reader knows it."""
    assert refusal(tmp_path, text).startswith(" is not valid TOML: ")


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("[model]\nname = 'größe'\n".encode("latin-1"), ", line 2: not UTF-8; save the file as UTF-8."),
        ("[model]\n".encode("utf-16"), " is UTF-16; save it as UTF-8."),
        (b"#" * (2**20 + 1), " has more than 1 MiB; is it another file?"),
        (b"[model]\nname = 'x'\nname = 'y'\n", " is not valid TOML: Cannot overwrite a value (at line 3, column 11)."),
        (b"[model]\n[model]\n", " is not valid TOML: Cannot declare ('model',) twice (at line 2, column 7)."),
    ],
)
def test_a_file_that_cannot_be_read_says_where(tmp_path: Path, raw: bytes, expected: str) -> None:
    """Other encodings, another file by mistake, keys that are there twice."""
    assert refusal(tmp_path, raw) == expected


@pytest.mark.parametrize("raw", [b"\xef\xbb\xbf[web]\nport = 5\n", b"[web]\r\nport = 5\r\n", b"[web]\nport = 5"])
def test_what_editors_on_windows_write_is_read(tmp_path: Path, raw: bytes) -> None:
    """A mark at the beginning, and line ends of two characters."""
    assert read(tmp_path, raw).web.port == 5


def test_a_pipe_is_no_file(tmp_path: Path) -> None:
    """Nobody writes to it, so to read it would take for ever; the shell's own pipes are read."""
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ConfigError, match="is not a file; name one"):
        config.read(tmp_path / "pipe")
    with pytest.raises(ConfigError, match="is not a file; name one"):
        config.read(Path("/dev/zero"))
    reader, writer = os.pipe()
    os.write(writer, b"[web]\nport = 5\n")
    os.close(writer)
    assert config.read(Path(f"/dev/fd/{reader}")).web.port == 5
    os.close(reader)


@pytest.mark.parametrize("name", ["with space", "it's", 'a "b"', "$HOME", "`x`", "größe", "new\nline", "-dash"])
def test_a_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    """The settings are read there, and a mistake names the file."""
    folder = tmp_path / name
    folder.mkdir()
    assert read(folder, "[web]\nport = 5\n").web.port == 5
    assert refusal(folder, "[web]\nprot = 5\n") == ", line 2: [web] prot is not a setting; did you mean port?"


SECRET = "xoxb-do-not-print-me"  # noqa: S105 - nobody's


@pytest.mark.parametrize(
    "text",
    [
        f'[model]\ntoken = "{SECRET}"',
        f'token = "{SECRET}"',
        f'[model]\ndtype = "{SECRET}"',
        f'[model]\nname = ["{SECRET}"]',
        f'model = "{SECRET}"',
        f'[model]\nname = "{SECRET}',
        f"[model]\nname = {SECRET}",
        f'[model]\nname = "{SECRET}" "{SECRET}"',
    ],
)
def test_a_secret_in_the_wrong_place_is_not_printed(tmp_path: Path, text: str) -> None:
    """A refused value may be one, so none is ever repeated."""
    assert SECRET not in refusal(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, text)
    assert SECRET not in repr(caught.value.__context__)
    assert SECRET not in repr(caught.value.__cause__)


def test_settings_do_not_change() -> None:
    """What was read stays as it was."""
    with pytest.raises(ValueError, match="frozen"):
        Config().model.name = "other"
