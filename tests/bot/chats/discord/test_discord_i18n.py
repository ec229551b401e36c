"""Words at Discord: whatever people write is literal, and every language says the same things."""

from __future__ import annotations

import re
import time
from pathlib import Path

import aiohttp
import pytest
from discord import ui
from hypothesis import given
from hypothesis import strategies as st

from bot.chats.discord import DiscordError, serve
from bot.chats.discord.address import DiscordAddress, parsed
from bot.chats.discord.api_errors import MAX_INVALID, ApiFailure, InvalidRequests
from bot.chats.discord.i18n import escaped
from bot.chats.discord.rendering import RenderedReply
from bot.operator.config import Config, DiscordConfig
from bot.replies.catalogs import languages, messages
from bot.replies.messages import say
from bot.reply import Reply

LIVE = re.compile(r"(?<!\\)(?:\\\\)*[*_~`|<>\[\]]")
"""A character that Discord would take for markup: with no, or an even number of backslashes before it."""


@given(st.text(alphabet=st.sampled_from("ab \\\\*_~`|<>[]()@#-1.:/\n"), max_size=40), st.integers(10, 60))
def test_nothing_that_people_write_is_markup(text: str, at_most: int) -> None:
    """Every sign is escaped, the writer's own backslashes too, and a cut never splits an escape."""
    made = escaped(text, at_most)
    assert len(made) <= at_most
    assert not LIVE.search(made)
    if len(escaped(text, 10_000)) <= at_most:
        literal = re.sub(r"\\([\\*_~`|<>\[\]#+.)-])", r"\1", made).replace("\u200b", "")
        assert literal == text


@pytest.mark.parametrize(
    "link",
    [
        "http://a.invalid", "HTTPS://a", "discord.gg/abc", "mailto:a@b", "discord://x", "discord.com/invite/x",
        "discordapp.com/invite/x", "Discord.gift/x",
    ],
)  # fmt: skip
@pytest.mark.parametrize("before", ["see ", "見て", "1", "_", "x", "é", "("])
def test_no_link_can_be_clicked(before: str, link: str) -> None:
    """Something that nobody sees stands in the middle of each, whatever it comes after."""
    made = escaped(f"{before}{link}", 100)
    assert link not in made
    assert made.replace("\u200b", "").replace("\\", "") == f"{before}{link}"


def test_all_texts_of_a_message_together_fit() -> None:
    """A note, a long text and small print of several lines: the text gives way."""
    reply = Reply("words " * 1000, footer="one\ntwo\n" + "small " * 200)
    parts = RenderedReply(reply, (), "en", note="why " * 200).view().walk_children()
    texts = [part.content for part in parts if isinstance(part, ui.TextDisplay)]
    assert len(texts) == 3
    assert sum(len(text) for text in texts) <= 4000


@pytest.mark.parametrize("code", languages())
def test_descriptions_are_as_long_as_discord_takes(code: str) -> None:
    """1 to 100 characters, or Discord refuses the whole command list; a name of an option has 32."""
    for name in messages(code):
        if name.startswith("command-"):
            assert 1 <= len(say(code, name)) <= 100, (code, name)
        if name.startswith("argument-"):
            assert re.fullmatch(r"[-_\w]{1,32}", say(code, name)), (code, name)


def test_what_the_log_may_tell_of_an_error_is_no_secret() -> None:
    """An interaction's token stands in addresses, and Discord quotes what people wrote."""
    url = "https://discord.com/api/v10/webhooks/1574287337343419736/aW50ZXJhY3Rpb246MTU3NDI4/messages/@original"
    trouble = ApiFailure("again", text=f"""url={url}, Value "a corgi" and "a cat" are too long""")
    assert str(trouble).endswith("/webhooks/1574287337343419736/…/messages/@original, Value … and … are too long")


def test_an_address_survives_the_store() -> None:
    """As JSON and back; what is no address is None."""
    at = DiscordAddress(1, 2, 3, 4, "token", 5.0, 6, own=True, limit=7, locale="de")
    assert parsed(at.json()) == at
    assert parsed("") is None
    assert parsed('{"channel": "general"}') is None
    assert not at.alive(5.0)
    assert at.alive(4.9)


def test_it_keeps_still_long_before_discord_shuts_it_out() -> None:
    """Ten thousand refused requests in ten minutes and the whole machine is banned for hours."""
    invalid = InvalidRequests()
    invalid._times.extend([time.monotonic()] * (MAX_INVALID - 1))
    assert invalid.pause == 0
    invalid._times.append(time.monotonic())
    assert 500 < invalid.pause <= 600


async def test_shard_ids_without_shards_are_the_operators_mistake(tmp_path: Path) -> None:
    """It says which setting is missing, before anybody connects."""
    config = Config(discord=DiscordConfig(shard_ids=[1]))

    def nobody() -> aiohttp.BaseConnector:
        raise AssertionError("it connects")

    with pytest.raises(DiscordError, match="shards"):
        await serve(None, config, token="x", folder=tmp_path, connector=nobody)  # type: ignore[arg-type]  # noqa: S106
