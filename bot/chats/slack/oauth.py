"""Installing by OAuth: /slack/install redirects to Slack with a state, /slack/oauth_redirect receives the code."""

from __future__ import annotations

import html
import logging
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

import aiohttp
import structlog
from slack_bolt.error import BoltError
from slack_bolt.oauth.async_callback_options import AsyncCallbackOptions, AsyncFailureArgs, AsyncSuccessArgs
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.oauth.installation_store import Installation as SlackInstallation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.chats.slack.identity import PLATFORM
from bot.chats.slack.installations import SCOPES, Installation, Installations
from bot.chats.slack.signing import Signer
from bot.commands import Commands, platform_of
from bot.replies.messages import say
from inference.api import NonetError

log = structlog.get_logger(__name__)

INSTALL, REDIRECT = "/slack/install", "/slack/oauth_redirect"
NAMES = ["NONET_SLACK_CLIENT_ID", "NONET_SLACK_CLIENT_SECRET"]
ORGANISATION = "slack-install-organisation"
CODE_ERRORS = frozenset({"invalid_code", "code_already_used", "code_expired", "bad_redirect_uri"})
SECRET_ERRORS = frozenset({"bad_client_secret", "invalid_client_id"})
STATE_SECONDS = 600.0
MAX_STATES = 10_000


class InstallFailed(NonetError):
    """Args:
    sentence: the name of what its page says.
    """

    def __init__(self, sentence: str, status: int, why: str) -> None:
        super().__init__(f"Slack did not install the app: {why}.")
        self.sentence = sentence
        self.status = status


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
            raise BoltError(ORGANISATION)  # its page is _failed's
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


class Flow(AsyncOAuthFlow):
    """The SDK's, but it tells a used code from a wrong secret from a network that is away, and never logs a code."""

    async def run_installation(self, code: str) -> SlackInstallation:
        """Raises InstallFailed: Slack has given us no token."""
        try:
            said = await self.client.oauth_v2_access(
                code=code, client_id=self.settings.client_id, client_secret=self.settings.client_secret,
                redirect_uri=self.settings.redirect_uri,
            )  # fmt: skip
        except SlackApiError as error:
            raise _failure(str(error.response.get("error", error.response.status_code))) from None
        except (aiohttp.ClientError, SlackClientError, OSError, TimeoutError, AttributeError) as error:
            # AttributeError: the client's own, for a 200 without a body.
            raise _failure(type(error).__name__) from None
        team, token = said.get("team") or {}, said.get("access_token")
        return SlackInstallation(
            app_id=said.get("app_id"), team_id=team.get("id"), team_name=team.get("name"), bot_token=token,
            bot_id=await self._bot_id(token) if token else "", bot_user_id=said.get("bot_user_id"),
            bot_refresh_token=said.get("refresh_token"), bot_token_expires_in=said.get("expires_in"),
            user_id=(said.get("authed_user") or {}).get("id", ""),
            is_enterprise_install=bool(said.get("is_enterprise_install")),
        )  # fmt: skip

    async def _bot_id(self, token: str) -> str:
        """It is only good to know: without it the installation is kept all the same."""
        try:
            return str((await self.client.auth_test(token=token)).get("bot_id", ""))
        except (aiohttp.ClientError, SlackApiError, SlackClientError, OSError, TimeoutError, AttributeError) as error:
            log.info("bot id not known", why=type(error).__name__)
            return ""


def _failure(error: str) -> InstallFailed:
    if error in CODE_ERRORS:
        return InstallFailed("slack-install-expired", 401, error)
    if error in SECRET_ERRORS:
        return InstallFailed("slack-install-secret", 500, error)
    return InstallFailed("slack-install-away", 502, error)


def flow(
    installations: Installations,
    client: AsyncWebClient,
    signer: Signer,
    *,
    client_id: str,
    client_secret: str,
    commands: Commands,
    clock: Callable[[], float] = time.time,
) -> AsyncOAuthFlow:
    async def done(args: AsyncSuccessArgs) -> BoltResponse:
        locale, team = language(args.request.headers), args.installation
        text = say(
            locale, "slack-installed", platform_of(commands, PLATFORM), team=team.team_name or team.team_id or ""
        )
        link = f"slack://app?team={quote(team.team_id or '')}&id={quote(team.app_id or '')}"
        return page(200, locale, "slack-installed-title", text, link, "slack-installed-open")

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
        callback_options=AsyncCallbackOptions(success=done, failure=_failed),
    )
    return Flow(settings=settings, client=client, logger=logging.getLogger(__name__))


# --- pages -----------------------------------------------------------------------------------------------------------


async def _failed(args: AsyncFailureArgs) -> BoltResponse:
    locale, status = language(args.request.headers), args.suggested_status_code
    if args.reason in ("invalid_browser", "invalid_state"):
        return failed(status, locale, "slack-install-state")
    if args.reason == "missing_code":
        return failed(status, locale, "slack-install-expired")
    if isinstance(args.error, BoltError) and str(args.error) == ORGANISATION:
        return failed(403, locale, ORGANISATION)
    return failed(status, locale, "slack-install-cancelled")


def failed(status: int, locale: str, sentence: str, reference: str = "") -> BoltResponse:
    text = say(locale, sentence, reference=reference, names=NAMES)
    return page(status, locale, "slack-install-failed-title", text, INSTALL, "slack-install-again")


def page(status: int, locale: str, title: str, text: str, link: str, label: str) -> BoltResponse:
    """Args: title, label: names of messages."""
    head, action = html.escape(say(locale, title)), html.escape(say(locale, label))
    body = (
        f'<!doctype html><html lang="{html.escape(locale)}"><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{head}</title>'
        '<body style="font: 1.1rem/1.5 system-ui; max-width: 36rem; margin: 15vh auto; padding: 0 1rem">'
        f'<h1>{head}</h1><p>{html.escape(text)}</p><p><a href="{html.escape(link)}">{action}</a></p>'
    )
    return BoltResponse(status=status, headers={"Content-Type": "text/html; charset=utf-8"}, body=body)


def language(headers: Mapping[str, Sequence[str]]) -> str:
    """The browser's preferred language, as in "pt-BR"."""
    first = next(iter(headers.get("accept-language", ())), "").split(",")[0].split(";")[0].strip()
    return first if first.isascii() and first.replace("-", "").isalnum() and len(first) <= 16 else "en"
