"""The checks of `nonet doctor` at Discord and Slack: whether they accept the tokens, and whether the clocks agree."""

from __future__ import annotations

import time
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
"""The largest accepted error of this clock; Slack refuses signatures that are five minutes old."""
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
        status, me, date = await _request(session, "Discord", "GET", f"{api}/oauth2/applications/@me", headers)
    if status == 401:
        raise CheckFailed(
            "NONET_DISCORD_TOKEN is not accepted; reset it on the Bot page of your application and copy the new one."
        )
    if status != 200 or not isinstance(me.get("id"), str):
        raise CheckFailed(f"Discord answered with status {status}; try again later or check discordstatus.com.")
    _check_date(date)
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
        status, me, date = await _request(session, "Slack", "POST", f"{api}/auth.test", headers)
    if status != 200:
        raise CheckFailed(f"Slack answered with status {status}; try again later or check slack-status.com.")
    if not me.get("ok"):
        raise CheckFailed(
            f"Slack does not accept NONET_SLACK_BOT_TOKEN ({me.get('error')}); reinstall the app and copy its token."
        )
    _check_date(date)
    return Finding("Slack", "ok", f"{me.get('user', 'the bot')} in {me.get('team', 'the workspace')}")


async def _request(
    session: aiohttp.ClientSession, who: str, method: str, url: str, headers: dict[str, str]
) -> tuple[int, dict[str, object], str]:
    """The status, the JSON (empty if there is none) and the Date header. Raises CheckFailed."""
    try:
        async with session.request(method, url, headers=headers) as response:
            try:
                said = await response.json(content_type=None)
            except ValueError:
                said = None
            return response.status, said if isinstance(said, dict) else {}, response.headers.get("Date", "")
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
