"""The fake Discord behaves like Discord towards the real discord.py, and notices what the real one would refuse."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import discord
import pytest
from fakes.discord import TOKEN, Discord, commandrules, rules
from fakes.discord.pace import LIMITS

NOBODY = discord.AllowedMentions.none()


class Echo(discord.AutoShardedClient):
    """A bot as others write them."""

    def __init__(self, fake: Discord) -> None:
        super().__init__(intents=discord.Intents(guilds=True), connector=fake.connector(), allowed_mentions=NOBODY)
        self.tree = discord.app_commands.CommandTree(self)
        self.slow = 0.0

        @self.tree.command(description="say it again")
        async def echo(interaction: discord.Interaction, text: str) -> None:
            await asyncio.sleep(self.slow)
            await interaction.response.send_message(text, view=discord.ui.View().add_item(Again()))

        self.add_dynamic_items(Again)

    async def setup_hook(self) -> None:
        await self.tree.sync()


class Again(discord.ui.DynamicItem[discord.ui.Button], template="again"):
    def __init__(self) -> None:
        super().__init__(discord.ui.Button(label="Again", custom_id="again"))

    @classmethod
    async def from_custom_id(cls, interaction: discord.Interaction, item: object, match: object) -> Again:
        return cls()

    async def callback(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(Form())


class Form(discord.ui.Modal, title="Again"):
    words = discord.ui.TextInput[discord.ui.Modal](label="Words", custom_id="words")

    async def on_submit(self, interaction: discord.Interaction) -> None:
        await interaction.response.defer(thinking=True, ephemeral=True)
        await interaction.edit_original_response(content=self.words.value)


@asynccontextmanager
async def echo(fake: Discord) -> AsyncIterator[Echo]:
    client = Echo(fake)
    task = asyncio.create_task(client.start(TOKEN))
    try:
        await fake.until(lambda: bool(fake.gateway.live) and len(client.guilds) == len(fake.world.guilds))
        yield client
    finally:
        await client.close()
        await task


async def test_commands_buttons_and_forms_reach_a_real_client_and_come_back() -> None:
    """What a person types, presses and fills in is answered, publicly or only to that person."""
    async with Discord(record=False) as fake:
        guild = fake.guild("Memes")
        general, ann = guild.channel("general"), fake.person("ann", guild)
        async with echo(fake):
            asked = await fake.slash(ann, general, "echo", text="hello")
            message = await asked.says("hello")
            assert (message.seen_by, message.author) == (None, fake.world.bot)
            pressed = await fake.press(ann, message, "Again")
            await fake.until(lambda: pressed.modal is not None)
            private = await (await fake.submit(pressed, words="once more")).says("once more")
            assert private.seen_by is ann
        assert fake.violations == []


async def test_an_answer_after_three_seconds_is_refused_and_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three seconds pass, and the interaction is unknown."""
    monkeypatch.setattr("fakes.discord.interactions.THREE_SECONDS", 0.2)
    async with Discord(record=False) as fake:
        guild = fake.guild("Memes")
        general, ann = guild.channel("general"), fake.person("ann", guild)
        async with echo(fake) as client:
            client.slow = 0.3
            await fake.slash(ann, general, "echo", text="hello")
            await fake.until(lambda: bool(fake.requests("POST", "callback")))
            assert fake.requests("POST", "callback")[0]["status"] == 404
        assert "not answered within three seconds" in fake.violations[0]


async def test_a_lost_connection_is_resumed_and_what_was_missed_comes_after_it() -> None:
    """An interaction that was sent while the client was away is answered after RESUME."""
    async with Discord(record=False) as fake:
        guild = fake.guild("Memes")
        general, ann = guild.channel("general"), fake.person("ann", guild)
        async with echo(fake):
            fake.gateway.abort()
            await fake.until(lambda: not fake.gateway.live)
            asked = await fake.slash(ann, general, "echo", text="where are you")
            await asked.says("where are you")
        assert fake.gateway.log == ["IDENTIFY", "RESUME", "RESUMED"]


async def test_buckets_are_told_and_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real client listens to the headers, so it never gets a 429."""
    monkeypatch.setattr("fakes.discord.pace.LIMITS", [(pattern, 5, 1.0) for pattern, *_ in LIMITS])
    async with Discord(record=False) as fake:
        fake.strict_nonce = False
        general = fake.guild("Memes").channel("general")
        async with echo(fake) as client:
            channel = client.get_partial_messageable(general.id)
            began = asyncio.get_running_loop().time()
            await asyncio.gather(*(channel.send(str(i)) for i in range(7)))
            assert asyncio.get_running_loop().time() - began > 0.9
        assert (fake.buckets.hit, len(fake.world.in_channel(general))) == ([], 7)


async def test_the_same_nonce_is_the_same_message() -> None:
    """A message that was sent, and sent again because the answer was lost, is there once."""
    async with Discord(record=False) as fake:
        general = fake.guild("Memes").channel("general")
        async with echo(fake) as client:
            channel = client.get_partial_messageable(general.id)
            fake.fault("reset after", "POST", "/channels/")
            with pytest.raises(Exception, match="disconnected"):
                await channel.send("once", nonce="k7f3q")
            await channel.send("once", nonce="k7f3q")
        assert [message.content for message in fake.world.in_channel(general)] == ["once"]
        assert fake.violations == []


LONG = {"type": 2, "style": 1, "label": "x" * 81, "custom_id": "x" * 101}
QUIET = {"allowed_mentions": {"parse": []}}
GALLERY = {"type": 12, "items": [{"media": {"url": "attachment://a.png"}, "description": "x" * 1025}]}
BROKEN = {
    "content has 2001": QUIET | {"content": "x" * 2001},
    "may ping": {"content": "@everyone"},
    "custom_id has 101": QUIET | {"components": [{"type": 1, "components": [LONG]}]},
    "button label has 81": QUIET | {"components": [{"type": 1, "components": [LONG]}]},
    "needs the flag": QUIET | {"components": [{"type": 10, "content": "hello"}]},
    "beside the newer": QUIET | {"flags": 1 << 15, "content": "hello"},
    "41 components": QUIET | {"flags": 1 << 15, "components": [{"type": 10, "content": "hello"}] * 41},
    "alt text has 1025": QUIET | {"flags": 1 << 15, "components": [GALLERY]},
    "is no file of this": QUIET | {"flags": 1 << 15, "components": [GALLERY]},
    "nonce has 26": QUIET | {"content": "hello", "nonce": "x" * 26},
    "the message is empty": QUIET,
    "a row holds": QUIET | {"components": [{"type": 1, "components": []}]},
    "embeds have": QUIET | {"embeds": [{"description": "x" * 4000}] * 2},
}


@pytest.mark.parametrize("problem", BROKEN)
def test_a_message_beyond_the_limits_is_found_out(problem: str) -> None:
    """Each of Discord's documented limits is one that the fake knows."""
    found = rules.broken(BROKEN[problem], files={}, kept={}, create=True)
    assert any(problem in one for one in found), found


def test_commands_beyond_the_limits_are_found_out() -> None:
    """So are those of commands; good ones pass."""
    option = {"type": 3, "name": "text", "description": "words", "required": True, "max_length": 400}
    good = {"name": "echo", "type": 1, "description": "say it", "options": [option]}
    assert commandrules.broken([good]) == []
    for change in ({"name": "Echo"}, {"description": "x" * 101}, {"options": [option, option]}, {"contexts": [7]}):
        assert commandrules.broken([good | change]) != []
    assert commandrules.broken([good | {"options": [option | {"required": False}, option | {"name": "b"}]}]) != []
    assert commandrules.broken([good | {"name_localizations": {"xx": "echo"}}]) != []
