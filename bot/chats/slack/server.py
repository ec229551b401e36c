"""The chat in Slack: over Socket Mode or HTTP, in one workspace or in many."""

from __future__ import annotations

import math
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import aiohttp
import structlog
from aiohttp import web
from pydantic import SecretStr
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.bot import Bot
from bot.chats.common.deliveries import Deliveries, DeliveryTimes
from bot.chats.common.throttle import ChannelThrottle
from bot.chats.slack import oauth
from bot.chats.slack.api import SLACK, Api, Declined
from bot.chats.slack.budgets import MINUTE, CallBudgets
from bot.chats.slack.direct_messages import DirectMessages
from bot.chats.slack.files import POLL_SECONDS, PROCESSED_SECONDS, Files
from bot.chats.slack.http import SlackEndpoint
from bot.chats.slack.identity import SlackMembers
from bot.chats.slack.inbound import Inbound
from bot.chats.slack.installations import (
    Installation,
    InstallationKeeper,
    Installations,
    SingleInstallation,
    Vault,
    split,
)
from bot.chats.slack.listeners import listen
from bot.chats.slack.message import Wire
from bot.chats.slack.middleware import Middleware
from bot.chats.slack.platform import SlackPlatform
from bot.chats.slack.signing import Signer
from bot.chats.slack.uploads import PictureUploads
from bot.chats.slack.user_groups import UserGroups
from bot.operator.config import Config, ConfigError
from bot.operator.environment import Secrets
from bot.operator.net import trouble
from bot.operator.shutdown import end_within

log = structlog.get_logger(__name__)

WRITE_SECONDS = 1.0
"""Between two writes to one channel: Slack says about one a second."""
SLOW_WRITE_SECONDS = 10.0
"""For which a write without an answer holds up its channel."""
CONNECTIONS = 100
PING_SECONDS = 10.0
CLOSE_SECONDS = 0.5
"""For a connection to close: one that is dead would wait for Slack's answer."""


async def serve(
    bot: Bot,
    config: Config,
    secrets: Secrets,
    keeper: InstallationKeeper,
    *,
    base_url: str = SLACK,
    clock: Callable[[], float] = time.time,
    listening: Callable[[str], None] = lambda where: None,
    ping_seconds: float = PING_SECONDS,
    processed_seconds: float = PROCESSED_SECONDS,
    second: float = 1.0,
    times: DeliveryTimes | None = None,
) -> None:
    """Runs until it is cancelled.

    Args:
        keeper: of installations, where workspaces install us by themselves (NONET_SLACK_CLIENT_ID).
        listening: called with where Slack reaches the app, once it does.
        second: of Slack's limits, in seconds.
        processed_seconds: after so long Slack will not make a picture of a file any more.
        times: of deliveries, where they are not the usual ones.

    Raises:
        ConfigError: a token or secret is missing, or Slack does not know it.
    """
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(
            aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=CONNECTIONS), trust_env=True)
        )
        client = oauth.OAuthClient(base_url=base_url, session=session, retry_handlers=[])
        installations = await _installations(secrets, keeper, client, session, base_url, clock)
        signer = Signer(keeper.secret, *_earlier_signers(secrets))
        api = Api(installations, session, base_url=base_url, budgets=CallBudgets(MINUTE * second))
        throttle = ChannelThrottle(1, WRITE_SECONDS * second, slow_seconds=SLOW_WRITE_SECONDS)
        files = Files(api, throttle, processed_seconds=processed_seconds, poll_seconds=POLL_SECONDS * second)
        wire = Wire(api, throttle, files, PictureUploads(files, signer), DirectMessages(api), clock)
        deliveries = Deliveries(bot, SlackPlatform(wire), times)
        people = SlackMembers(api, clock)
        middleware = Middleware(deliveries, wire, people, UserGroups(api, clock))
        inbound = Inbound(bot, wire, middleware, people, signer, clock)
        stack.push_async_callback(deliveries.close)
        app = _app(installations, client)

        async def uninstalled(team: str, when: float) -> None:
            if await installations.remove(team, when):
                await deliveries.community_removed(team)

        listen(app, inbound, bot.commands, uninstalled)
        flow = None

        def back(team: str) -> None:
            deliveries.start(deliveries.community_back(team))

        if isinstance(installations, SingleInstallation):  # also where the app was removed and is back
            back(installations.installation.team)
        if isinstance(installations, Installations):
            installations.installed = back
            flow = oauth.flow(
                installations, client, signer, client_id=_said(secrets.slack_client_id),
                client_secret=_said(secrets.slack_client_secret), commands=bot.commands, clock=clock,
            )  # fmt: skip
        if config.slack.mode == "http" or flow:
            endpoint = SlackEndpoint(
                app, _needed(secrets.slack_signing_secret, "NONET_SLACK_SIGNING_SECRET"), flow, clock
            )
            address = await stack.enter_async_context(_open(endpoint, config.slack.host, config.slack.port))
            if config.slack.mode == "http":
                listening(address)
        if config.slack.mode == "socket":
            token = _needed(secrets.slack_app_token, "NONET_SLACK_APP_TOKEN")
            await _check(client, token)
            socket = AsyncSocketModeHandler(app, token, web_client=client, ping_interval=ping_seconds)
            stack.push_async_callback(socket.client.aiohttp_client_session.close)  # also if the line below gives up
            stack.push_async_callback(lambda: end_within("slack socket", socket.close_async(), CLOSE_SECONDS))
            await socket.connect_async()
            listening("socket")
        await deliveries.serve()


def _app(installations: SingleInstallation | Installations, client: AsyncWebClient) -> AsyncApp:
    async def authorize(enterprise_id: str | None, team_id: str | None, user_id: str | None) -> Any:
        # No call to Slack here: every acknowledgement waits for it.
        found = await installations.find(team_id or "")
        if found is None:
            return None
        return AuthorizeResult(
            enterprise_id=enterprise_id, team_id=team_id, bot_token=found.bot_token, bot_id=found.bot_id,
            bot_user_id=found.bot_user,
        )  # fmt: skip

    # The endpoint has checked the signature; a socket has none.
    return AsyncApp(client=client, authorize=authorize, request_verification_enabled=False)


async def _installations(
    secrets: Secrets,
    keeper: InstallationKeeper,
    client: AsyncWebClient,
    session: aiohttp.ClientSession,
    base_url: str,
    clock: Callable[[], float],
) -> SingleInstallation | Installations:
    if secrets.slack_client_id:
        vault = Vault(_needed(secrets.encryption_key, "NONET_ENCRYPTION_KEY"))
        secret = _needed(secrets.slack_client_secret, "NONET_SLACK_CLIENT_SECRET")
        return Installations(
            keeper, vault, client, client_id=_said(secrets.slack_client_id), client_secret=secret, clock=clock
        )
    token = _needed(secrets.slack_bot_token, "NONET_SLACK_BOT_TOKEN")
    alone = SingleInstallation(Installation("", token, ""))
    try:
        who = await Api(alone, session, base_url=base_url).call("", "auth.test", patience=math.inf)
    except Declined as error:
        raise ConfigError(f"Slack does not take NONET_SLACK_BOT_TOKEN: {error.error}.") from None
    if who.get("is_enterprise_install"):
        raise ConfigError(
            "NONET_SLACK_BOT_TOKEN is of a whole organisation; install the app in one workspace, and take its token."
        )
    alone.installation = Installation(
        str(who["team_id"]), token, str(who["user_id"]), str(who.get("bot_id", "")), installed=clock()
    )  # fmt: skip
    return alone


async def _check(client: AsyncWebClient, app_token: str) -> None:
    """Raises ConfigError for a wrong token, which slack_bolt would try for ever."""

    class _AppToken:
        async def token(self, team: str, *, stale: str = "") -> str:
            return app_token

    assert client.session  # noqa: S101  # for mypy; it is ours
    try:
        await Api(_AppToken(), client.session, base_url=client.base_url).call(
            "", "apps.connections.open", patience=math.inf
        )
    except Declined as error:
        raise ConfigError(f"Slack does not take NONET_SLACK_APP_TOKEN: {error.error}.") from None


@asynccontextmanager
async def _open(endpoint: SlackEndpoint, host: str, port: int) -> AsyncIterator[str]:
    runner = web.AppRunner(endpoint.application(), access_log=None, shutdown_timeout=CLOSE_SECONDS)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            raise ConfigError(
                f"{trouble(host, port, error)}; choose another place for Slack's events in config.toml, [slack]."
            ) from error
        yield f"http://{host}:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def _said(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret else ""


def _needed(secret: SecretStr | None, name: str) -> str:
    if secret is None:
        raise ConfigError(f"Slack needs {name} in the environment; docs/slack.md says where it comes from.")
    return secret.get_secret_value()


def _earlier_signers(secrets: Secrets) -> list[str]:
    """What signed buttons before the database had a secret for it."""
    keys = _said(secrets.encryption_key)
    found = [keys, *split(keys), _said(secrets.slack_signing_secret), _said(secrets.slack_bot_token)]
    return [secret for secret in found if secret]
