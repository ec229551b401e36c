"""What keeps a new operator's bot at Discord from working is told by the doctor, in one sentence each."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from pydantic import SecretStr

from bot.cli.doctor_platforms import LEAST_PERMISSIONS, CheckFailed, check_discord

TOKEN = "MTA.GxYz.secret"  # noqa: S105, made up


class Discord:
    """The routes that the doctor asks, as Discord answers them."""

    def __init__(self) -> None:
        self.application: dict[str, object] = {"id": "42", "name": "Nonet", "bot_public": True}
        self.servers: list[dict[str, object]] = []
        self.without_commands: set[str] = set()
        self.url = ""

    async def answer(self, request: web.Request) -> web.Response:
        if request.headers["Authorization"] != f"Bot {TOKEN}":
            return web.json_response({"message": "401: Unauthorized", "code": 0}, status=401)
        if "guild" in request.match_info:
            if request.match_info["guild"] in self.without_commands:
                return web.json_response({"message": "Missing Access", "code": 50001}, status=403)
            return web.json_response([])
        return web.json_response(self.servers if request.path.endswith("guilds") else self.application)

    def server(self, name: str, permissions: int = LEAST_PERMISSIONS) -> None:
        self.servers.append({"id": f"1{len(self.servers)}", "name": name, "permissions": str(permissions)})

    async def sentence(self, token: str = TOKEN) -> str:
        """What the doctor says, of a failure or not."""
        try:
            finding = await check_discord(SecretStr(token), self.url)
        except CheckFailed as failure:
            return f"failed: {failure}"
        assert finding.state == "ok"
        return finding.sentence


@pytest.fixture
async def discord() -> AsyncIterator[Discord]:
    fake, app = Discord(), web.Application()
    for path in ("/oauth2/applications/@me", "/users/@me/guilds", "/applications/42/guilds/{guild}/commands"):
        app.router.add_get(path, fake.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    fake.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield fake
    await runner.cleanup()


async def test_a_good_application_counts_its_servers(discord: Discord) -> None:
    assert "it is in no server yet; invite it with https://" in await discord.sentence()
    discord.server("Memes")
    assert "it is in 1 server;" in await discord.sentence()
    discord.server("Quiet", LEAST_PERMISSIONS & ~(1 << 15))
    discord.server("Boss", 1 << 3)
    assert "it is in 3 servers, and lacks permissions in 1: Quiet;" in await discord.sentence()


@pytest.mark.parametrize(
    ("token", "says"),
    [
        (f"Bot {TOKEN}", "begins with the word Bot"),
        ("1234567890123456789", "is the Application ID"),
        ("ab" * 32, "is the Public Key"),
        ("x_Y-" * 8, "looks like the Client Secret"),
        ("MTA.Old.secret", "is not accepted; reset it"),
    ],
)
async def test_what_is_no_token_is_named(discord: Discord, token: str, says: str) -> None:
    """And not repeated."""
    said = await discord.sentence(token)
    assert said.startswith(f"failed: NONET_DISCORD_TOKEN {says}")
    assert token not in said


@pytest.mark.parametrize(
    ("fact", "says"),
    [
        ({"interactions_endpoint_url": "https://example.invalid"}, "empty Interactions Endpoint URL"),
        ({"bot_require_code_grant": True}, "turn off Requires OAuth2 Code Grant"),
        ({"integration_types_config": {"1": {}}}, "tick Guild Install"),
    ],
)
async def test_an_application_that_gets_no_commands_says_why(
    discord: Discord, fact: dict[str, object], says: str
) -> None:
    discord.application |= fact
    assert says in await discord.sentence()


async def test_missing_permissions_and_a_missing_scope_are_named(discord: Discord) -> None:
    discord.server("Memes", LEAST_PERMISSIONS & ~(1 << 11 | 1 << 15))
    assert "In Memes the bot lacks Send Messages, Attach Files; give" in await discord.sentence()
    discord.without_commands = {"10"}
    assert "failed: Memes shows no commands, because the scope applications.commands is missing" in (
        await discord.sentence()
    )
