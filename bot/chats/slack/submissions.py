"""Forms that people send: what is wrong is said in the form, which keeps what they typed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from functools import partial
from typing import Any

from bot.chats.common.dedupe import DeliveryDedupe
from bot.chats.common.feed import ReplyFeed
from bot.chats.slack import forms
from bot.chats.slack.identity import SlackMembers, team_of
from bot.chats.slack.middleware import Middleware
from bot.chats.slack.modals import Modals
from bot.commands import CommandSpec
from bot.member import Member
from bot.replies.messages import say
from bot.reply import Reply

Payload = Mapping[str, Any]

IN_TIME = 1.0
"""Seconds for which the acknowledgement of a form waits for the result; Slack allows three in all."""


class Submissions:
    """Args: start: runs work after Slack was acknowledged."""

    def __init__(
        self,
        modals: Modals,
        middleware: Middleware,
        people: SlackMembers,
        seen: DeliveryDedupe,
        start: Callable[[Coroutine[Any, Any, None]], None],
    ) -> None:
        self._modals = modals
        self._middleware = middleware
        self._people = people
        self._seen = seen
        self._start = start

    async def submit(self, spec: CommandSpec[Any], body: Payload) -> dict[str, Any]:
        """What the acknowledgement of a command's form says: nothing, or what is wrong with it."""
        member, view = await self._filled(body, fresh=spec.moderators), body["view"]
        said, command, delivery = await self._modals.filled(spec, member, view)
        held = self._modals.carried(view, team_of(body), member.user)
        if command is None or held is None or not self._seen.first(delivery):
            return said
        if not (spec.public or spec.form):  # its answer is private anyway
            self._middleware.deliver(command, held.address)
            return said
        refused: asyncio.Future[Reply | None] = asyncio.get_running_loop().create_future()
        self._middleware.deliver(command, held.address, partial(_refused, refused))
        await asyncio.wait({refused}, timeout=2 * IN_TIME)
        if refused.done() and (reply := refused.result()):  # the form keeps what was typed, and is sent once more
            self._seen.forget(delivery)
            return {"response_action": "errors", "errors": {next(iter(forms.fields_of(spec, held))): reply.text}}
        return said

    async def submit_settings(self, body: Payload) -> dict[str, Any]:
        """Says in the form what is wrong, or in its place what was saved; a little later if that takes long."""
        member, view = await self._filled(body, fresh=True), body["view"]
        result = asyncio.create_task(self._modals.changed(member, view))
        done, _ = await asyncio.wait({result}, timeout=IN_TIME)
        if not done:
            self._start(self._modals.later(result, member, str(view["id"])))
        text = result.result() if done else say(member.locale, "slack-wait")
        if isinstance(text, dict):
            return {"response_action": "errors", "errors": text}
        return {"response_action": "update", "view": forms.done(text, member.locale)}

    async def _filled(self, body: Payload, *, fresh: bool = False) -> Member:
        """The member who sent a form, in the channel that it was opened for."""
        user, name = str(body["user"]["id"]), str(body["user"].get("name", ""))
        held = self._modals.carried(body["view"], team_of(body), user)
        channel = held.address.channel if held else ""
        return await self._people.member(team_of(body), user, channel, name=name, fresh=fresh)


async def _refused(refused: asyncio.Future[Reply | None], feed: ReplyFeed) -> Reply | None:
    """A refusal that comes in time is said in the form, and nowhere else."""
    first = await feed.first(IN_TIME)
    said = first is not None and first.private and not (first.buttons or first.picture or first.files)
    refused.set_result(first if said else None)
    return first if said else None
