"""The HTTP endpoint for Slack's requests: it refuses what is not signed, too old, repeated or malformed.

slack_bolt checks signatures, too, but answers 500 to a broken body or timestamp, and it does not know replays.
"""

from __future__ import annotations

import hmac
import json
import secrets
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_sdk.signature import SignatureVerifier

from bot.chats.common.dedupe import DeliveryDedupe
from bot.chats.slack import oauth
from inference.api import NonetError

log = structlog.get_logger(__name__)

EVENTS = "/slack/events"
MAX_BYTES = 2**20
OLDEST = 300.0
"""Seconds by which a request's timestamp may be off, either way."""
MAX_SIGNATURES = 50_000


class SlackEndpoint:
    """Args:
    flow: for installations, where many workspaces may install the app.
    """

    def __init__(
        self,
        app: AsyncApp,
        signing_secret: str,
        flow: AsyncOAuthFlow | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._app = app
        self._verifier = SignatureVerifier(signing_secret)
        self._flow = flow
        self._clock = clock
        self._seen = DeliveryDedupe(clock, 2 * OLDEST, MAX_SIGNATURES)

    def application(self) -> web.Application:
        app = web.Application(client_max_size=MAX_BYTES)
        app.router.add_post(EVENTS, self._event)
        if self._flow:
            app.router.add_get(oauth.INSTALL, self._install)
            app.router.add_get(oauth.REDIRECT, self._redirect)
        return app

    async def _event(self, request: web.Request) -> web.Response:
        body = await request.read()
        if not self._signed(request, body):
            return web.Response(status=401, text="not signed by Slack, or not now")
        if not self._first(request):
            return web.Response()
        if not _readable(request, body):
            return web.Response(status=400, text="not readable")
        answer = await self._app.async_dispatch(await to_bolt_request(request))
        return await to_aiohttp_response(answer)

    def _signed(self, request: web.Request, body: bytes) -> bool:
        stamp = request.headers.get("X-Slack-Request-Timestamp", "")
        signature = request.headers.get("X-Slack-Signature", "")
        now = self._clock()
        if not (stamp.isascii() and stamp.isdecimal() and len(stamp) < 12) or abs(now - int(stamp)) > OLDEST:
            return False
        try:
            expected = self._verifier.generate_signature(timestamp=stamp, body=body)
        except UnicodeDecodeError:
            return False
        return expected is not None and _same(expected, signature)

    def _first(self, request: web.Request) -> bool:
        """False for the very same request once more: somebody replays it, or Slack repeats it within the second. Either
        way it was done already, and Slack, if it is Slack, hears that all is well."""
        return self._seen.first(request.headers["X-Slack-Signature"])

    async def _install(self, request: web.Request) -> web.Response:
        assert self._flow  # noqa: S101  # for mypy; there is no route otherwise
        return await to_aiohttp_response(await self._flow.handle_installation(await to_bolt_request(request)))

    async def _redirect(self, request: web.Request) -> web.Response:
        assert self._flow  # noqa: S101
        received = await to_bolt_request(request)
        try:
            answer = await self._flow.handle_callback(received)
        except NonetError as error:  # without a token, or without our store
            sentence, status = "slack-install-away", 502
            if isinstance(error, oauth.InstallFailed):
                sentence, status = error.sentence, error.status
            reference = secrets.token_hex(3)
            log.error("slack installation failed", reference=reference, why=str(error))
            answer = oauth.failed(status, oauth.language(received.headers), sentence, reference)
        return await to_aiohttp_response(answer)


def _same(expected: str, given: str) -> bool:
    return hmac.compare_digest(expected.encode(), given.encode("utf-8", "replace"))


def _readable(request: web.Request, body: bytes) -> bool:
    """Whether Bolt can take it: JSON, or a form whose payload is JSON."""
    try:
        text = body.decode()
        if request.content_type == "application/json":
            return isinstance(json.loads(text), dict)
        form: dict[str, Any] = parse_qs(text, keep_blank_values=True)
        if "payload" in form:
            return isinstance(json.loads(form["payload"][0]), dict)
        return "command" in form or "ssl_check" in form
    except (ValueError, RecursionError):
        return False
