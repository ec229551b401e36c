"""Secrets come from the environment, are never printed, and a mistyped name is noticed."""

from __future__ import annotations

import pytest

from bot.operator import environment
from bot.operator.config import ConfigError


def test_secrets_are_read_by_their_names() -> None:
    """NONET_DISCORD_TOKEN is the token; other programs' variables are none of our business."""
    secrets = environment.read({"NONET_DISCORD_TOKEN": " abc\n", "PATH": "/bin", "NONET_RECORD_DIR": "records"})
    assert secrets.discord_token is not None
    assert secrets.discord_token.get_secret_value() == "abc"
    assert secrets.slack_bot_token is None


def test_an_empty_variable_is_no_secret() -> None:
    """`NONET_DISCORD_TOKEN= nonet run` runs without Discord."""
    assert environment.read({"NONET_DISCORD_TOKEN": " "}).discord_token is None


def test_a_secret_is_never_printed() -> None:
    """Neither by str nor by repr, so by no log either."""
    secrets = environment.read({"NONET_DISCORD_TOKEN": "abc-def-ghi"})
    assert "abc-def-ghi" not in f"{secrets} {secrets!r} {secrets.discord_token} {secrets.model_dump()}"


@pytest.mark.parametrize(
    ("variable", "hint"),
    [("NONET_DISCORD_TOKN", "did you mean NONET_DISCORD_TOKEN?"), ("NONET_XYZZY", "known are NONET_DISCORD_TOKEN, ")],
)
def test_a_mistyped_variable_is_an_error(variable: str, hint: str) -> None:
    """It says which was meant, and not what it held."""
    with pytest.raises(ConfigError) as caught:
        environment.read({variable: "top-secret"})
    assert variable in str(caught.value)
    assert hint in str(caught.value)
    assert "top-secret" not in str(caught.value)
