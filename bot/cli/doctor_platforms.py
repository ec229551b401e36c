"""What the platforms say to `nonet doctor`: are the tokens accepted, and does this machine's clock agree?"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Literal

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
LEAST_PERMISSIONS = 1 << 10 | 1 << 11 | 1 << 15 | 1 << 16 | 1 << 38
"""View Channels, Send Messages, Attach Files, Read Message History (to reply), Send Messages in Threads."""


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
        status, me, response_headers = await _request(
            session, "Discord", "GET", f"{api}/oauth2/applications/@me", headers
        )
    if status == 401:
        raise CheckFailed(
            "NONET_DISCORD_TOKEN is not accepted; reset it on the Bot page of your application and copy the new one."
        )
    if status != 200 or not isinstance(me.get("id"), str):
        raise CheckFailed(f"Discord answered with status {status}; try again later or check discordstatus.com.")
    _check_date(response_headers.get("Date", ""))
    invite = (
        f"https://discord.com/oauth2/authorize?client_id={me['id']}"
        f"&scope=bot+applications.commands&permissions={LEAST_PERMISSIONS}"
    )
    return Finding("Discord", "ok", f"{me.get('name', 'the bot')}; invite it with {invite}")


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
        headers = {"Authorization": f"Bearer {secrets.slack_bot_token.get_secret_value()}"}
        status, me, response_headers = await _request(session, "Slack", "POST", f"{api}/auth.test", headers)
    if status != 200:
        raise CheckFailed(f"Slack answered with status {status}; try again later or check slack-status.com.")
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
    headers = {"Authorization": f"Bearer {token.get_secret_value()}"}
    async with aiohttp.ClientSession(timeout=TIMEOUT) as session:
        status, said, _ = await _request(session, "Slack", "POST", f"{api}/apps.connections.open", headers)
        if status != 200:
            raise CheckFailed(f"Slack answered with status {status}; try again later or check slack-status.com.")
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


async def _request(
    session: aiohttp.ClientSession, who: str, method: str, url: str, headers: dict[str, str]
) -> tuple[int, dict[str, object], Mapping[str, str]]:
    """The status, the JSON (empty if there is none) and the headers. Raises CheckFailed."""
    try:
        async with session.request(method, url, headers=headers) as response:
            try:
                said = await response.json(content_type=None)
            except ValueError:
                said = None
            return response.status, said if isinstance(said, dict) else {}, response.headers
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
