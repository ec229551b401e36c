"""slack_bolt's listeners: acknowledge at once, then do the work. An exception right before or after an acknowledgement
would take it back, so nothing there can fail."""

from __future__ import annotations

import asyncio
import math
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.response import BoltResponse

from bot.chats.slack import blocks, forms
from bot.chats.slack.identity import team_of
from bot.chats.slack.inbound import Inbound
from bot.commands import Commands, CommandSpec
from bot.replies.messages import say

log = structlog.get_logger(__name__)

ANY = re.compile("")
ADMIN = "/imagine-admin"
Body = Mapping[str, Any]
KEPT_SECONDS = 2.0
"""An acknowledgement says that a request is accepted once it is in the store; Slack allows three seconds."""


def slash_commands(commands: Commands) -> list[str]:
    """As Slack knows them: those of single commands, and one for all that moderators do."""
    return [*(f"/{spec.slack}" for spec in commands if spec.slack), ADMIN]


def listen(
    app: AsyncApp, inbound: Inbound, commands: Commands, uninstalled: Callable[[str, float], Awaitable[None]]
) -> None:
    """Registers all that the manifest lists. `uninstalled` is called when a workspace removed the app."""

    async def held_back(body: Body, next_: Callable[[], Awaitable[BoltResponse]]) -> BoltResponse:
        if body.get("type") == "app_rate_limited":  # Bolt does not know it, as it is no event
            log.warning("slack rate-limits events", team=body.get("team_id"))
            return BoltResponse(status=200)
        return await next_()

    app.middleware(held_back)

    async def command(ack: AsyncAck, body: Body) -> None:
        kept: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        inbound.start(inbound.command(body, kept))
        words = str(body.get("text") or "").strip()
        if words and any(f"/{spec.slack}" == body["command"] and spec.public for spec in commands):
            await asyncio.wait({kept}, timeout=KEPT_SECONDS)
        if kept.done() and kept.result():
            await ack(response_type="ephemeral", text=say(inbound.locale(body), "slack-ack"))
        else:
            await ack()

    for name in slash_commands(commands):
        app.command(name)(command)

    async def message(body: Body) -> None:
        inbound.start(inbound.message(body))

    app.event("app_mention")(message)
    app.event({"type": "message", "subtype": None})(message)

    async def opened(body: Body) -> None:
        inbound.start(inbound.opened_home(body))

    app.event("app_home_opened")(opened)

    async def gone(body: Body) -> None:
        # Slack repeats it for minutes, and the app may have been installed again meanwhile.
        if inbound.first(body):
            inbound.start(_gone(body, uninstalled))

    app.event("app_uninstalled")(gone)
    app.event("tokens_revoked")(gone)

    async def shortcut(ack: AsyncAck, body: Body) -> None:
        await ack()
        inbound.start(inbound.shortcut(body))

    app.message_shortcut(forms.SHORTCUT)(shortcut)

    async def report(ack: AsyncAck, body: Body) -> None:
        await ack()
        inbound.start(inbound.report(body))

    app.message_shortcut(forms.REPORT)(report)

    async def press(ack: AsyncAck, body: Body) -> None:
        await ack()
        inbound.start(inbound.press(body))

    async def nothing(ack: AsyncAck) -> None:
        await ack()

    app.action(blocks.LINK)(nothing)  # its client opens the address
    app.action(ANY)(press)

    def submits(spec: CommandSpec[Any]) -> Callable[[AsyncAck, Body], Awaitable[None]]:
        async def submit(ack: AsyncAck, body: Body) -> None:
            await ack(**await _said(inbound.submissions.submit(spec, body)))

        return submit

    async def submit_settings(ack: AsyncAck, body: Body) -> None:
        await ack(**await _said(inbound.submissions.submit_settings(body)))

    for spec in commands:
        if spec.slack or spec.form:
            app.view(spec.key)(submits(spec))
    app.view(forms.SETTINGS)(submit_settings)

    # Unknown ones are acknowledged, too, or Slack would repeat them.
    app.event(ANY)(nothing)
    app.shortcut(ANY)(nothing)
    app.view(ANY)(nothing)


async def _said(work: Awaitable[dict[str, Any]]) -> dict[str, Any]:
    """What a form's acknowledgement says; after an error of ours, which is logged, the form just closes."""
    try:
        return await work
    except Exception:
        log.exception("slack form failed")
        return {}


async def _gone(body: Body, uninstalled: Callable[[str, float], Awaitable[None]]) -> None:
    event = body["event"]
    if event["type"] == "tokens_revoked" and not event.get("tokens", {}).get("bot"):
        return
    await uninstalled(team_of(body), float(body.get("event_time", math.inf)))
