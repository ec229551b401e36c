"""Installing by OAuth: /slack/install redirects to Slack with a state, /slack/oauth_redirect receives the code."""

from __future__ import annotations

import logging
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from slack_bolt.error import BoltError
from slack_bolt.oauth.async_callback_options import AsyncCallbackOptions, AsyncFailureArgs, AsyncSuccessArgs
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.response import BoltResponse
from slack_sdk.oauth.installation_store import Installation as SlackInstallation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.chats.slack.installations import SCOPES, Installation, Installations
from bot.chats.slack.signing import Signer

INSTALL, REDIRECT = "/slack/install", "/slack/oauth_redirect"
ONE_WORKSPACE = (
    "Nonet is installed in one workspace at a time, and this was for a whole organisation, or without a bot. Nothing "
    "was kept. Remove the app from the organisation, choose a single workspace, and install it there."
)
STATE_SECONDS = 600.0
MAX_STATES = 10_000


class OAuthClient(AsyncWebClient):
    """The SDK's client, but it sends the app's secret in the form: the header that it uses is deprecated in aiohttp."""

    async def oauth_v2_access(self, **given: Any) -> AsyncSlackResponse:
        return await self.api_call("oauth.v2.access", data={key: value for key, value in given.items() if value})


class States(AsyncOAuthStateStore):
    """Signed with their time, so that any process can check them; each is accepted once in this one."""

    def __init__(self, signer: Signer, clock: Callable[[], float] = time.time) -> None:
        self._signer = signer
        self._clock = clock
        self._spent: OrderedDict[str, None] = OrderedDict()

    @property
    def logger(self) -> logging.Logger:
        return logging.getLogger(__name__)

    async def async_issue(self, *args: object, **kwargs: object) -> str:
        return self._signer.sealed("state", f"{int(self._clock())}-{secrets.token_urlsafe(12)}")

    async def async_consume(self, state: str) -> bool:
        text = self._signer.opened("state", state or "")
        if text is None or state in self._spent:
            return False
        self._spent[state] = None
        if len(self._spent) > MAX_STATES:
            self._spent.popitem(last=False)
        return 0 <= self._clock() - int(text.split("-")[0]) <= STATE_SECONDS


class _Store(AsyncInstallationStore):
    """Stores the SDK's installation as ours. Only what a bot needs is kept, never a user's token."""

    def __init__(self, installations: Installations, clock: Callable[[], float]) -> None:
        self._installations = installations
        self._clock = clock

    @property
    def logger(self) -> logging.Logger:
        return logging.getLogger(__name__)

    async def async_save(self, installation: SlackInstallation) -> None:
        if installation.is_enterprise_install or not installation.team_id or not installation.bot_token:
            raise BoltError(ONE_WORKSPACE)  # its page is _failed's
        expires = installation.bot_token_expires_at
        await self._installations.save(
            Installation(
                installation.team_id,
                installation.bot_token,
                installation.bot_user_id or "",
                installation.bot_id or "",
                installation.bot_refresh_token or "",
                float(expires) if expires else None,
                self._clock(),
            )
        )


def flow(
    installations: Installations,
    client: AsyncWebClient,
    signer: Signer,
    *,
    client_id: str,
    client_secret: str,
    clock: Callable[[], float] = time.time,
) -> AsyncOAuthFlow:
    settings = AsyncOAuthSettings(
        client_id=client_id,
        client_secret=client_secret,
        scopes=list(SCOPES),
        install_path=INSTALL,
        install_page_rendering_enabled=False,  # straight on to Slack
        redirect_uri_path=REDIRECT,
        installation_store=_Store(installations, clock),
        state_store=States(signer, clock),
        state_expiration_seconds=int(STATE_SECONDS),
        callback_options=AsyncCallbackOptions(success=_done, failure=_failed),
    )
    return AsyncOAuthFlow(settings=settings, client=client, logger=logging.getLogger(__name__))


async def _done(args: AsyncSuccessArgs) -> BoltResponse:
    return await args.default.success(args)


async def _failed(args: AsyncFailureArgs) -> BoltResponse:
    if isinstance(args.error, BoltError) and str(args.error) == ONE_WORKSPACE:
        return BoltResponse(status=403, headers={"Content-Type": "text/plain; charset=utf-8"}, body=ONE_WORKSPACE)
    return await args.default.failure(args)
