"""What we send, before it is sent: within Slack's limits, in every language, whatever a prompt holds."""

from __future__ import annotations

import string

import numpy as np
import pytest
import yaml
from fakes.slack import limits
from fakes.slack.methods_chat import METHODS as CHAT
from fakes.slack.methods_files import METHODS as FILES
from fakes.slack.methods_rest import METHODS as REST
from fakes.slack.world import SCOPES
from goldens import ROOT
from hypothesis import given
from hypothesis import strategies as st

from bot.chats.slack import blocks, forms, home, installations, rendering
from bot.chats.slack.address import SlackAddress
from bot.chats.slack.listeners import listen
from bot.chats.slack.signing import Signer
from bot.chats.slack.uploads import covered
from bot.commands import platform_of
from bot.handlers.command_list import COMMANDS
from bot.handlers.community_settings import meaning
from bot.member import Member
from bot.policy.settings import Settings, describe
from bot.replies.catalogs import languages
from bot.reply import Button, Picture, Reply

PICTURE = Picture(np.zeros((1, 48, 48, 3), np.uint8), "k7f3q", "A grid", parameters={})
SEAL = Signer("secret")
HERE = SlackAddress("T1", "C1", "U1")


def _longer(most: int) -> st.SearchStrategy[str]:
    """Also so long that Slack would refuse it."""
    return st.builds(lambda text, times: (text * times)[: 9 * most], st.text(max_size=most), st.integers(1, 9))


@given(_longer(9000), st.text(max_size=300), st.integers(0, 9))
def test_any_reply_is_within_the_limits(text: str, footer: str, tiles: int) -> None:
    reply = Reply(text, footer=footer, picture=PICTURE, job="k7f3q", tiles=tiles,
                  buttons=(Button(text[:200], "redo:k7f3q"), Button("Delete", "delete:k7f3q", "danger")))  # fmt: skip
    assert limits.message(rendering.rendered(reply, "en", file="F1")) == []


@given(st.text(alphabet=string.printable + "&<>é", max_size=200), st.integers(2, 60))
def test_escaped_text_comes_back_and_is_never_cut_within_an_entity(text: str, most: int) -> None:
    assert blocks.unescape(blocks.escape(text)) == text
    short = blocks.escape(text, most)
    assert len(short) <= most
    assert not list(limits.escaped("here", short))


def test_what_was_typed_is_read_as_it_was_typed() -> None:
    """Links as their words, & < > as themselves, groups by name; people and channels stay for the parser."""
    typed = "&lt;b&gt; &amp;amp; <https://x.invalid|x> <https://y.invalid> <@U1|ann> <#C1|general> <!subteam^S1|@all>"
    assert blocks.typed(typed) == "<b> &amp; x https://y.invalid <@U1|ann> <#C1|general> @all"


@pytest.mark.parametrize("locale", languages())
def test_forms_and_home_are_within_the_limits_in_every_language(locale: str) -> None:
    member = Member("slack", "T1", "C1", "U1", "ann", locale=locale, moderator=True)
    rows = [(key, value, meaning(locale, key)) for key, value in describe(Settings())]
    views = [
        *(forms.form(SEAL, HERE, locale, spec, {"prompt": "x" * 9000}) for spec in COMMANDS if spec.slack),
        forms.settings(SEAL, HERE, locale, rows),
        forms.done("done", locale),
        home.view(member, Reply("q", footer="f"), [], ["\n".join(map(str, rows))], platform_of(COMMANDS, "slack")),
    ]
    assert [limits.view(view) for view in views] == [[]] * len(views)


def test_the_manifest_asks_for_what_is_used_and_no_more() -> None:
    """Its scopes are those of the calls that we make; its commands, shortcut and events have a listener."""
    manifest = yaml.safe_load((ROOT / "deploy/slack-manifest.yaml").read_text())
    scopes = set(manifest["oauth_config"]["scopes"]["bot"])
    assert scopes == set(installations.SCOPES) == set(SCOPES.split(","))
    source = "".join(path.read_text() for path in (ROOT / "bot/chats/slack").glob("*.py"))
    calls = {name: method for name, method in (CHAT | FILES | REST).items() if f'"{name}"' in source}
    used = {scope for method in calls.values() for scope in method.scope.split("|") if scope not in ("", "app")}
    optional = {"channels:history", "groups:history", "channels:read", "groups:read", "im:read"}  # docs/slack.md
    assert used - optional | {"commands", "app_mentions:read", "im:history"} == scopes

    heard: list[str] = []

    class App:
        def __getattr__(self, kind: str) -> object:
            def register(what: object) -> object:
                heard.append(f"{kind}:{what['type'] if isinstance(what, dict) else what}")
                return lambda listener: listener

            return register

    listen(App(), None, COMMANDS, None)  # type: ignore[arg-type]
    for command in manifest["features"]["slash_commands"]:
        assert f"command:{command['command']}" in heard
    for shortcut in manifest["features"]["shortcuts"]:
        assert f"message_shortcut:{shortcut['callback_id']}" in heard
    for event in manifest["settings"]["event_subscriptions"]["bot_events"]:
        assert f"event:{event.partition('.')[0]}" in heard


def test_an_address_comes_back_and_nonsense_is_none() -> None:
    """A response_url is used five times within its half hour, less a margin."""
    address = SlackAddress("T1", "C1", "U1", "1.2", "3.4").with_response_url("http://x.invalid", now=1000.0)
    assert SlackAddress.read(str(address)) == address
    assert SlackAddress.read("[]") is None
    assert SlackAddress.read("{") is None
    assert address.response_url_now(1000.0 + 29 * 60)
    assert not address.response_url_now(1000.0 + 30 * 60)
    for _ in range(5):
        assert address.response_url_now(1000.0)
        address = address.used_once()
    assert not address.response_url_now(1000.0)


def test_a_seal_is_for_one_purpose_and_of_one_installation() -> None:
    sealed = SEAL.sealed("form", "words.with.dots")
    assert SEAL.opened("form", sealed) == "words.with.dots"
    assert SEAL.opened("button", sealed) is None
    assert Signer("another").opened("form", sealed) is None
    assert SEAL.opened("form", sealed + "!") is None
    assert SEAL.opened("form", "") is None


def test_a_cover_shows_nothing_of_its_picture() -> None:
    """Text-sized detail is gone: what is left varies from pixel to pixel by next to nothing."""
    noise = np.random.default_rng(1).integers(0, 255, (1, 96, 96, 3)).astype(np.uint8)
    cover = covered(Picture(noise, "k7f3q", "words", spoiler=True, parameters={"prompt": "secret"}))
    assert np.abs(np.diff(cover.pixels.astype(int), axis=1)).max() < 12
    assert not cover.parameters
