"""Slack's Web API, one call at a time: Slack's answers become a few errors, and what may be repeated is repeated.

    NonetError
    └── SlackError
        ├── Declined    Slack understood, and said no: `error` is its word for why
        │   └── Removed     the workspace took our token away (also CommunityGone)
        └── Unheard     no answer that can be read: Slack acted, or did not (also Unavailable)
            └── Away        ... and it did not: nobody took the call
                └── TooMany     there were too many of its kind

A post is never repeated here after Unheard, or there would be two messages: whoever posts looks first whether it is
there.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Any, Protocol

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.chats.common.failures import CommunityGone, Unavailable
from bot.chats.common.retries import RetryPolicy
from bot.chats.slack.budgets import CallBudgets
from inference.api import NonetError

log = structlog.get_logger(__name__)

SLACK = "https://slack.com/api/"
CALL_SECONDS = 20.0
"""For one call."""
REMOVED = frozenset({"token_revoked", "account_inactive", "invalid_auth", "not_authed", "team_not_found"})
PASSING = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"})
"""Slack's codes for errors of its own: as with a lost answer, it may have acted."""

Response = Mapping[str, Any]


class SlackError(NonetError):
    pass


class Declined(SlackError):
    def __init__(self, method: str, error: str, response: Response | None = None) -> None:
        super().__init__(f"Slack refused {method}: {error}.")
        self.error = error
        self.response: Response = response or {}


class Removed(Declined, CommunityGone):
    pass


class Unheard(SlackError, Unavailable):
    def __init__(self, method: str, why: str, after: float = 0.0) -> None:
        super().__init__(f"Slack's answer to {method} was not heard: {why}.", after)


class Away(Unheard):
    pass


class TooMany(Away):
    def __init__(self, method: str, seconds: float) -> None:
        super().__init__(method, "too many calls", seconds)


class Tokens(Protocol):
    """Where each workspace's token comes from."""

    async def token(self, team: str, *, stale: str = "") -> str:
        """The token that works now; `stale` has just been refused as expired. "" if the app is not installed there."""
        ...


class Api:
    def __init__(
        self,
        tokens: Tokens,
        session: aiohttp.ClientSession,
        *,
        base_url: str = SLACK,
        limit: float = CALL_SECONDS,
        policy: RetryPolicy | None = None,
        budgets: CallBudgets | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.base_url = base_url
        self._tokens = tokens
        self._session = session
        self._limit = limit
        self.policy = policy or RetryPolicy()
        self.budgets = budgets or CallBudgets()
        self._sleep = sleep
        self._scopes: dict[str, frozenset[str]] = {}

    def lacking(self, team: str, wanted: Iterable[str]) -> list[str]:
        """The scopes among these that the workspace has not granted, as of Slack's last answer."""
        given = self._scopes.get(team)
        return [] if given is None else sorted(set(wanted) - given)

    async def progress(self, team: str, method: str) -> None:
        """Waits until progress may use this method; the next call with `counted` is the one."""
        while (wait := self.budgets.wait(team, method, progress=True)) > 0:
            await self._sleep(wait)
        self.budgets.count(team, method)

    async def call(
        self,
        team: str,
        method: str,
        *,
        again: bool = True,
        patience: float = 60.0,
        form: bool = False,
        progress: bool = False,
        counted: bool = False,
        turn: Callable[[], AbstractAsyncContextManager[None]] = nullcontext,
        **args: Any,
    ) -> Response:
        """One call, repeated while that is safe and for as long as `patience` allows.

        Args:
            again: repeat it also where Slack may have acted; without it, only where it certainly did not.
            patience: seconds within which a repetition may begin; 0 is one try.
            form: a method that takes its arguments as a form.
            progress: it may not use what is kept for final replies.
            counted: `progress` has counted this call.
            turn: around each try, as its channel may not be written to at any time.

        Raises:
            Declined, Unheard: as above, when patience is over.
        """
        until = time.monotonic() + patience

        async def once() -> Response:
            if counted:
                return await self._once(team, method, form, args)
            wait = self.budgets.wait(team, method, progress=progress)
            if wait and time.monotonic() + wait > until:
                raise TooMany(method, wait)
            budgeted = self.budgets.count(team, method, wait)  # in order of arrival
            while wait > 0:
                await self._sleep(wait)
                wait = self.budgets.busy(team, method)  # meanwhile Slack may have refused another call
            async with turn():
                self.budgets.sent(budgeted)
                return await self._once(team, method, form, args)

        def repeatable(error: BaseException) -> bool:
            return isinstance(error, Unheard if again else Away)

        return await self.policy.call(once, method, seconds=patience, again=repeatable, sleep=self._sleep)

    async def _once(self, team: str, method: str, form: bool, args: Mapping[str, Any]) -> Response:
        token = await self._tokens.token(team)
        try:
            return await self._tried(team, method, form, args, token)
        except Declined as error:
            if error.error != "token_expired":
                raise
        token = await self._tokens.token(team, stale=token)
        try:
            return await self._tried(team, method, form, args, token)
        except Declined as error:
            if error.error == "token_expired":  # exchanged later, or after a new installation
                raise Away(method, error.error) from None
            raise

    async def _tried(self, team: str, method: str, form: bool, args: Mapping[str, Any], token: str) -> Response:
        if not token:
            raise Removed(method, "not_installed")
        # No retry handlers: the client's own would post twice after a lost connection.
        client = AsyncWebClient(token, base_url=self.base_url, session=self._session, retry_handlers=[])
        given = {key: value for key, value in args.items() if value not in ("", None)}
        try:
            async with asyncio.timeout(self._limit):
                if form:
                    answer = await client.api_call(method, params=given)
                else:
                    answer = await client.api_call(method, json=given)
        except SlackApiError as error:
            raise self._translated(team, method, error) from None
        except aiohttp.ClientConnectorError as error:
            raise Away(method, str(error)) from None
        except (aiohttp.ClientError, SlackClientError, OSError, TimeoutError, ValueError, AttributeError) as error:
            # AttributeError: the client's own, for a 200 without a body.
            raise Unheard(method, str(error) or type(error).__name__) from None
        if not isinstance(answer.data, dict):
            raise Unheard(method, "no JSON")
        if scopes := answer.headers.get("X-OAuth-Scopes"):
            self._scopes[team] = frozenset(scope.strip() for scope in scopes.split(","))
        return answer.data

    def _translated(self, team: str, method: str, error: SlackApiError) -> SlackError:
        response = error.response
        status: int = getattr(response, "status_code", None) or getattr(response, "status", None) or 200
        data = getattr(response, "data", None)
        said = data.get("error") if isinstance(data, dict) else None
        if status == 429 or said == "ratelimited":
            seconds = _seconds(getattr(response, "headers", {}).get("Retry-After"))
            self.budgets.refused(team, method, seconds)
            return TooMany(method, seconds)
        if status >= 500 or not isinstance(said, str) or said in PASSING:
            return Unheard(method, said or f"status {status}")
        if said in REMOVED:
            return Removed(method, said, data)
        return Declined(method, said, data)

    # --- addresses that Slack gives us -------------------------------------------------------------------------------

    async def send(self, url: str, data: bytes) -> None:
        """Uploads a file's bytes to the address that Slack gave. Raises Unheard: a new address is needed."""
        try:
            await self._post(url, "upload", data, "application/octet-stream")
        except Declined as error:
            raise Unheard("upload", error.error) from None

    async def respond(self, url: str, args: Mapping[str, Any]) -> None:
        """A private answer by response_url."""
        await self._post(url, "response_url", json.dumps(args).encode(), "application/json")

    async def _post(self, url: str, what: str, data: bytes, kind: str) -> None:
        try:
            async with (
                asyncio.timeout(3 * self._limit),
                self._session.post(url, data=data, headers={"Content-Type": kind}) as answer,
            ):
                text = await answer.text()
        except aiohttp.ClientConnectorError as error:
            raise Away(what, str(error)) from None
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
            raise Unheard(what, str(error) or type(error).__name__) from None
        if answer.status in (429, 503):  # rate-limited or unavailable: not acted on
            raise Away(what, f"status {answer.status}", _seconds(answer.headers.get("Retry-After")))
        if answer.status >= 500:
            raise Unheard(what, f"status {answer.status}")
        if answer.status != 200:
            raise Declined(what, text[:60] or f"status {answer.status}")


def _seconds(header: str | None) -> float:
    try:
        return min(max(float(header or 1), 0.1), 600.0)
    except ValueError:
        return 1.0
