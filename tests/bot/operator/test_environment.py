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


SERVICE = {
    "SERVICE_HOST": "10.0.0.7",
    "SERVICE_PORT": "8081",
    "SERVICE_PORT_HEALTH": "8081",
    "PORT": "tcp://10.0.0.7:8081",
    "PORT_8081_TCP": "tcp://10.0.0.7:8081",
    "PORT_8081_TCP_PROTO": "tcp",
    "PORT_8081_TCP_PORT": "8081",
    "PORT_8081_TCP_ADDR": "10.0.0.7",
    "PORT_53_UDP": "udp://10.0.0.7:53",
    "PORT_53_UDP_ADDR": "fd00::7",
}
"""As Kubernetes sets them for each Service of the namespace."""
LINK = {"NAME": "/bot/nonet", "PORT": "tcp://172.17.0.5:8081", "ENV_POSTGRES_PASSWORD": "x", "ENV_NONET_TOKEN": "y"}
"""As Docker sets them for a link."""


@pytest.mark.parametrize("service", ["NONET", "NONET_WEB", "NONET_DISCORD", "NONET_2"])
@pytest.mark.parametrize("variables", [SERVICE, LINK])
def test_the_addresses_of_services_are_passed_over(service: str, variables: dict[str, str]) -> None:
    """A Service or a container may be called nonet, or nonet-web; secrets are read beside them."""
    given = {f"{service}_{name}": value for name, value in variables.items()}
    secrets = environment.read(given | {"NONET_DISCORD_TOKEN": "abc"})
    assert secrets == environment.read({"NONET_DISCORD_TOKEN": "abc"})


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("NONET_DISCORD_TOKNE", "abc"),
        ("NONET_DISCORD_TOKNE", "tcp://10.0.0.7:1"),
        ("NONET_PORT", "8080"),  # somebody takes it for a setting
        ("NONET_SERVICE_PORT", "http"),
        ("NONET_ENV_DISCORD_TOKEN", "abc"),
        ("NONET_NAME", "nonet"),
        ("nonet_discord_token", "abc"),
        ("Nonet_Discord_Token", "abc"),
    ],
)
def test_what_only_resembles_a_service_is_an_error(variable: str, value: str) -> None:
    """Its value says what it is."""
    with pytest.raises(ConfigError, match=variable):
        environment.read({variable: value})


@pytest.mark.parametrize(
    "value", ["abc", " abc\n", "abc\r\n", "'abc'", '"abc"', '" abc "\n', "\ufeffabc", "\u200babc\xa0"]
)
def test_what_copying_leaves_around_a_token_is_dropped(value: str) -> None:
    """White space, quotes that no shell has read, marks that nobody sees."""
    secrets = environment.read({"NONET_SLACK_BOT_TOKEN": value})
    assert secrets.slack_bot_token is not None
    assert secrets.slack_bot_token.get_secret_value() == "abc"


@pytest.mark.parametrize("value", ["", " ", "\n", '""', "''", '" "'])
def test_nothing_in_quotes_is_no_secret(value: str) -> None:
    """An env file's `NONET_DISCORD_TOKEN=""` runs without Discord."""
    assert environment.read({"NONET_DISCORD_TOKEN": value}).discord_token is None


@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        ("NONET_DISCORD_TOKEN", "Bot abc", "NONET_DISCORD_TOKEN holds a space, which no token has"),
        ("NONET_DISCORD_TOKEN", "abc\ndef", "NONET_DISCORD_TOKEN holds a line break"),
        ("NONET_SLACK_APP_TOKEN", "xapp\x1b[31m", "NONET_SLACK_APP_TOKEN holds a line break or another control"),
        ("NONET_SLACK_APP_TOKEN", "xapp–1", "NONET_SLACK_APP_TOKEN holds a character that no token has"),
        ("NONET_SLACK_APP_TOKEN", b"xapp\xff".decode(errors="surrogateescape"), "bytes that are not UTF-8"),
        ("NONET_DATABASE_URL", b"sqlite:///\xff".decode(errors="surrogateescape"), "bytes that are not UTF-8"),
        ("NONET_DATABASE_URL", "postgresql://a\nb", "NONET_DATABASE_URL holds a line break"),
    ],
)
def test_a_value_that_no_library_could_use_is_a_sentence(variable: str, value: str, sentence: str) -> None:
    """Instead of a traceback from the middle of a request; the value is not shown."""
    with pytest.raises(ConfigError) as caught:
        environment.read({variable: value})
    assert sentence in str(caught.value)
    assert value not in str(caught.value)


def test_a_database_may_have_any_password() -> None:
    """Letters of all kinds, and spaces."""
    url = "postgresql://nonet:pass wörd@db/nonet"
    secrets = environment.read({"NONET_DATABASE_URL": url})
    assert secrets.database_url is not None
    assert secrets.database_url.get_secret_value() == url
