"""The checks of `nonet doctor` at Discord and Slack: whether they accept the tokens, and whether the clocks agree."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Literal

import aiohttp
from pydantic import SecretStr

from bot.operator.config import Config
from bot.operator.environment import Secrets
from inference.errors import NonetError

DISCORD_API = "https://discord.com/api/v10"
SLACK_API = "https://slack.com/api"
TIMEOUT = aiohttp.ClientTimeout(total=8)
MAX_SKEW_SECONDS = 60.0
"""How far this clock may be off: Slack refuses signatures that are five minutes old."""
PERMISSIONS = {
    "View Channels": 1 << 10,
    "Send Messages": 1 << 11,
    "Attach Files": 1 << 15,
    "Read Message History": 1 << 16,
    "Send Messages in Threads": 1 << 38,
}
"""Discord's bits. Administrator has all of them."""
ADMINISTRATOR = 1 << 3
LEAST_PERMISSIONS = sum(PERMISSIONS.values())
MAX_SERVERS = 200
"""Looked at: one page of Discord's list."""
MAX_COMMAND_CHECKS = 5
MISSING_ACCESS = 50001
NO_TOKENS = (
    (re.compile(r"Bot "), "begins with the word Bot; leave it out."),
    (re.compile(r"[0-9]+$"), "is the Application ID; the token is on the page Bot, under Reset Token."),
    (re.compile(r"[0-9a-f]{64}$"), "is the Public Key; the token is on the page Bot, under Reset Token."),
    (re.compile(r"[\w-]{32}$"), "looks like the Client Secret; the token is on the page Bot, under Reset Token."),
)
"""What is pasted in place of the token, and what to say about it."""


@dataclass(frozen=True)
class Finding:
    what: str
    state: Literal["ok", "off", "failed"]
    sentence: str


class CheckFailed(NonetError):
    """A check failed; the text says what to do."""


async def check_discord(token: SecretStr | None, api: str) -> Finding:
    if token is None:
        return Finding("Discord", "off", "NONET_DISCORD_TOKEN is not set")
    headers = {"Authorization": f"Bot {token.get_secret_value()}"}
    async with aiohttp.ClientSession(timeout=TIMEOUT) as session:
        url = f"{api}/oauth2/applications/@me"
        status, me, response_headers = await _request(session, "Discord", "GET", url, headers)
        if status == 401:
            raise CheckFailed(f"NONET_DISCORD_TOKEN {_no_token(token.get_secret_value())}")
        if status != 200 or not isinstance(me.get("id"), str):
            raise CheckFailed(f"Discord answered with status {status}; try again later or check discordstatus.com.")
        _check_date(response_headers.get("Date", ""))
        _check_application(me)
        invite = (
            f"https://discord.com/oauth2/authorize?client_id={me['id']}"
            f"&scope=bot+applications.commands&permissions={LEAST_PERMISSIONS}"
        )
        servers = await _servers(session, api, headers)
        for server in servers[:MAX_COMMAND_CHECKS]:
            path = f"{api}/applications/{me['id']}/guilds/{server.get('id')}/commands"
            status, said, _ = await _request(session, "Discord", "GET", path, headers)
            if status == 403 and isinstance(said, dict) and said.get("code") == MISSING_ACCESS:
                raise CheckFailed(
                    f"{server.get('name')} shows no commands, because the scope applications.commands is missing "
                    f"there; open {invite} again."
                )
    lacking = {str(server.get("name")): missing for server in servers if (missing := _missing(server))}
    if lacking and len(lacking) == len(servers):
        name, missing = next(iter(lacking.items()))
        raise CheckFailed(f"In {name} the bot lacks {', '.join(missing)}; give its role these permissions.")
    found = f"{me.get('name', 'the bot')}; {_counted(len(servers), lacking)}; invite it with {invite}"
    return Finding("Discord", "ok", found)


def _no_token(text: str) -> str:
    """Why this is no token of a bot."""
    other = next((sentence for pattern, sentence in NO_TOKENS if pattern.match(text)), None)
    return other or "is not accepted; reset it on the page Bot of your application and copy the new one."


def _check_application(me: Mapping[str, object]) -> None:
    """Raises CheckFailed for what makes an application useless, however good its token is."""
    if me.get("interactions_endpoint_url"):
        raise CheckFailed(
            "Discord sends all commands to a web address instead of Nonet; "
            "empty Interactions Endpoint URL on the page General Information of your application."
        )
    if me.get("bot_require_code_grant"):
        raise CheckFailed("Nobody can invite the bot; turn off Requires OAuth2 Code Grant on the page Bot.")
    kinds = me.get("integration_types_config")
    if isinstance(kinds, dict) and kinds and "0" not in kinds:
        raise CheckFailed("The bot cannot be added to servers; tick Guild Install on the page Installation.")


async def _servers(session: aiohttp.ClientSession, api: str, headers: dict[str, str]) -> list[dict[str, object]]:
    """Those that the bot is in, with its permissions there."""
    status, found, _ = await _request(session, "Discord", "GET", f"{api}/users/@me/guilds?limit={MAX_SERVERS}", headers)
    return [one for one in found if isinstance(one, dict)] if status == 200 and isinstance(found, list) else []


def _missing(server: Mapping[str, object]) -> list[str]:
    """The permissions that the bot's role lacks; a channel may still give or take some."""
    text = str(server.get("permissions", ""))
    if not text.isdecimal() or int(text) & ADMINISTRATOR:
        return []
    return [name for name, bit in PERMISSIONS.items() if not int(text) & bit]


def _counted(servers: int, lacking: Mapping[str, list[str]]) -> str:
    if not servers:
        return "it is in no server yet"
    more = "more than " if servers == MAX_SERVERS else ""
    told = f"it is in {more}{servers} server{'s' if servers > 1 else ''}"
    if not lacking:
        return told
    return f"{told}, and lacks permissions in {len(lacking)}: {', '.join(list(lacking)[:3])}"


async def check_slack(settings: Config, secrets: Secrets, api: str) -> Finding:
    needed = (
        {"NONET_SLACK_BOT_TOKEN": secrets.slack_bot_token, "NONET_SLACK_APP_TOKEN": secrets.slack_app_token}
        if settings.slack.mode == "socket"
        else {
            "NONET_SLACK_BOT_TOKEN": secrets.slack_bot_token,
            "NONET_SLACK_SIGNING_SECRET": secrets.slack_signing_secret,
        }
        if secrets.slack_bot_token and not secrets.slack_client_id
        else {
            "NONET_SLACK_SIGNING_SECRET": secrets.slack_signing_secret,
            "NONET_SLACK_CLIENT_ID": secrets.slack_client_id,
            "NONET_SLACK_CLIENT_SECRET": secrets.slack_client_secret,
            "NONET_ENCRYPTION_KEY": secrets.encryption_key,
        }
    )
    missing = [name for name, secret in needed.items() if secret is None]
    if len(missing) == len(needed):
        return Finding("Slack", "off", f"{' and '.join(missing)} are not set")
    if missing:
        raise CheckFailed(f'{" and ".join(missing)} must also be set for [slack] mode = "{settings.slack.mode}".')
    if secrets.slack_bot_token is None:
        return Finding("Slack", "ok", "all variables are set; workspaces can install the app")
    async with aiohttp.ClientSession(timeout=TIMEOUT) as session:
        me, response_headers = await _slack(session, f"{api}/auth.test", secrets.slack_bot_token)
    if not me.get("ok"):
        raise CheckFailed(
            f"Slack does not accept NONET_SLACK_BOT_TOKEN ({me.get('error')}); reinstall the app and copy its token."
        )
    _check_date(response_headers.get("Date", ""))
    from bot.chats.slack.installations import OPTIONAL_SCOPES, SCOPES

    granted = {scope.strip() for scope in response_headers.get("X-OAuth-Scopes", "").split(",")} - {""}
    if granted and (lacking := sorted(set(SCOPES) - OPTIONAL_SCOPES - granted)):
        raise CheckFailed(
            f"The app lacks the scope{'s' if lacking[1:] else ''} {', '.join(lacking)}; add "
            f"{'them' if lacking[1:] else 'it'} under OAuth & Permissions and reinstall the app."
        )
    sentence = f"{me.get('user', 'the bot')} in {me.get('team', 'the workspace')}"
    if settings.slack.mode == "socket" and secrets.slack_app_token:
        await _check_socket(secrets.slack_app_token, api)
        sentence += ", reached by socket"
    if granted and (optional := sorted(OPTIONAL_SCOPES - granted)):
        sentence += f"; without {', '.join(optional)}, rules for user groups have no effect"
    return Finding("Slack", "ok", sentence)


async def _check_socket(token: SecretStr, api: str) -> None:
    """Opens a socket as the bot does, and closes it at once. Raises CheckFailed."""
    async with aiohttp.ClientSession(timeout=TIMEOUT) as session:
        said, _ = await _slack(session, f"{api}/apps.connections.open", token)
        if not said.get("ok"):
            raise CheckFailed(
                f"Slack does not accept NONET_SLACK_APP_TOKEN ({said.get('error')}); make one with the scope "
                "connections:write under Basic Information, App-Level Tokens, and check that Socket Mode is on."
            )
        try:
            async with session.ws_connect(str(said.get("url"))) as socket:
                first = await socket.receive_json(timeout=TIMEOUT.total)
        except (aiohttp.ClientError, TimeoutError, TypeError, ValueError) as error:
            raise CheckFailed(
                f"Slack's socket cannot be opened ({type(error).__name__}); check this machine's network and proxy."
            ) from None
    if first.get("type") != "hello":
        raise CheckFailed(
            f"Slack closes the socket ({first.get('reason', 'no reason')}); switch Socket Mode on in the app's "
            "settings."
        )


async def _slack(session: aiohttp.ClientSession, url: str, token: SecretStr) -> tuple[Any, Mapping[str, str]]:
    """The JSON and the headers of a method's answer. Raises CheckFailed."""
    headers = {"Authorization": f"Bearer {token.get_secret_value()}"}
    status, said, response_headers = await _request(session, "Slack", "POST", url, headers)
    if status != 200:
        raise CheckFailed(f"Slack answered with status {status}; try again later or check slack-status.com.")
    return said, response_headers


async def _request(
    session: aiohttp.ClientSession, who: str, method: str, url: str, headers: dict[str, str]
) -> tuple[int, Any, Mapping[str, str]]:
    """The status, the JSON (empty if there is none) and the headers. Raises CheckFailed."""
    try:
        async with session.request(method, url, headers=headers) as response:
            try:
                said = await response.json(content_type=None)
            except ValueError:
                said = None
            return response.status, said if isinstance(said, dict | list) else {}, response.headers
    except (aiohttp.ClientError, TimeoutError) as error:
        raise CheckFailed(
            f"{who} cannot be reached ({type(error).__name__}); check this machine's network and proxy."
        ) from None


def _check_date(date: str) -> None:
    """Compares with the platform's clock: with a wrong one, tokens look expired and signatures old."""
    try:
        there = parsedate_to_datetime(date)
    except ValueError:
        return
    check_skew(there.timestamp())


def check_skew(there: float) -> None:
    """Raises CheckFailed: `there`, seconds since 1970, is not what this machine's clock says."""
    skew = time.time() - there
    if abs(skew) > MAX_SKEW_SECONDS:
        here = datetime.now(UTC)
        raise CheckFailed(
            f"This machine's clock ({here:%H:%M:%S} UTC) is {abs(skew):.0f} s {'fast' if skew > 0 else 'slow'}; "
            "correct it."
        )
