"""What the bot does with an interaction: the callback within three seconds, then edits and follow-ups by its token."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import web
from fakes.discord import rules
from fakes.discord.faults import answer, refusal
from fakes.discord.posts import Upload, apply
from fakes.discord.world import PERMISSIONS, Channel, Json, Message, User

if TYPE_CHECKING:
    from fakes.discord.server import Discord

THREE_SECONDS = 60.0
"""Discord's three: in tests they take longer, for how fast this machine is says nothing about the bot. What the bot
waits for before it answers (`Times`) stays as short as it is; tests marked slow look at seconds."""
TOKEN_SECONDS = 15 * 60
PONG, MESSAGE, DEFER, DEFER_UPDATE, UPDATE, CHOICES, MODAL = 1, 4, 5, 6, 7, 8, 9


@dataclass(eq=False, repr=False)
class Asked:
    """An interaction, as the person who sent it sees what becomes of it."""

    discord: Discord
    id: int
    token: str
    kind: int
    user: User
    channel: Channel
    created: float  # by the world's clock
    sent: float  # by the loop's
    on: Message | None = None  # the message that a component stands on
    ephemeral_only: bool = False
    limit: int = 10 * 2**20
    answered: float | None = None  # seconds after it was sent
    loading: bool = False
    original: Message | None = None
    followups: list[Message] = field(default_factory=list)
    modal: Json | None = None
    choices: list[Json] | None = None
    excused: bool = False  # trouble of ours kept the bot from answering

    async def shown(self, within: float = 60.0) -> Message:
        """The message that answers it, once it shows more than "thinking"."""
        await self.discord.until(lambda: bool(self._shown()), within, lambda: f"no answer to {self}")
        found = self._shown()
        assert found is not None
        return found

    def _shown(self) -> Message | None:
        if self.followups:
            return self.followups[-1]
        return None if self.loading or (self.kind in (3, 5) and self.original is self.on) else self.original

    async def says(self, *words: str, within: float = 60.0) -> Message:
        """The message that answers it, once all these words are in it."""

        def there() -> bool:
            message = self._shown()
            return message is not None and all(word in message.text for word in words)

        await self.discord.until(
            there, within, lambda: f"{words} not in: {m.text if (m := self._shown()) else 'no answer'}"
        )
        found = self._shown()
        assert found is not None
        return found


def deliver(discord: Discord, asked: Asked) -> None:
    """Watch the three seconds."""

    def look() -> None:
        if asked.answered is None and not asked.excused and not discord.stopped:
            discord.violations.append(f"interaction {asked.id} was not answered within three seconds")

    asyncio.get_running_loop().call_later(THREE_SECONDS, look)


async def callback(discord: Discord, request: web.Request, body: Json, uploads: list[Upload]) -> web.Response:
    asked = discord.asked.get(int(request.match_info["interaction"]))
    if asked is None or asked.token != request.match_info["token"]:
        return refusal("10062")
    if asked.answered is not None:
        return refusal("40060")
    took = asyncio.get_running_loop().time() - asked.sent
    if took > THREE_SECONDS:
        return refusal("10062")
    kind, data = body.get("type"), body.get("data") or {}
    interaction: Json = {"id": str(asked.id), "type": asked.kind, "response_message_loading": False}
    made: Json = {"interaction": interaction}
    if kind == MESSAGE or (kind == UPDATE and asked.on is not None):
        target = asked.on if kind == UPDATE else None
        problems = apply(discord, asked.channel, data, uploads, asked.limit, target, dry=True)
        if problems is not None:
            return problems
        message = apply(discord, asked.channel, data, uploads, asked.limit, target)
        assert isinstance(message, Message)
        if target is None:
            _whose(asked, message, data)
        asked.original = message
        made["resource"] = {"type": kind, "message": message.json()}
        interaction |= {"response_message_id": str(message.id), "response_message_ephemeral": bool(message.seen_by)}
    elif kind == DEFER:
        if set(data) - {"flags"} or (data.get("flags") or 0) & ~(64 | rules.V2):
            discord.violations.append(f"a defer carries {data}")
        message = Message(discord.world.id(), asked.channel, discord.world.bot)
        _whose(asked, message, data)
        discord.world.messages[message.id] = asked.original = message
        asked.loading = True
        interaction |= {"response_message_id": str(message.id), "response_message_loading": True,
                        "response_message_ephemeral": bool(message.seen_by)}  # fmt: skip
    elif kind == DEFER_UPDATE and asked.kind in (3, 5):
        asked.original = asked.on
    elif kind == CHOICES and asked.kind == 4:
        asked.choices = data.get("choices", [])
        if len(data.get("choices", [])) > 25:
            discord.violations.append("more than 25 choices")
    elif kind == MODAL and asked.kind in (2, 3):
        problems_of_form = rules.form(data)
        discord.violations.extend(f"modal: {problem}" for problem in problems_of_form)
        if problems_of_form:
            return refusal("50035")
        asked.modal = data
    else:
        discord.violations.append(f"callback of type {kind} to an interaction of type {asked.kind}")
        return refusal("50035")
    asked.answered = took
    discord.bump()
    return answer(made) if request.query.get("with_response") else web.Response(status=204)


def _whose(asked: Asked, message: Message, data: Json) -> None:
    if asked.ephemeral_only or (data.get("flags") or 0) & rules.EPHEMERAL:
        message.seen_by, message.flags = asked.user, message.flags | rules.EPHEMERAL


def _alive(discord: Discord, request: web.Request) -> Asked | web.Response:
    asked = discord.tokens.get(request.match_info["token"])
    if asked is None or int(request.match_info["application"]) != discord.world.bot.id or asked.answered is None:
        return refusal("10015")
    if discord.world.clock() >= asked.created + TOKEN_SECONDS or asked.token in discord.dead:
        return refusal("50027")
    return asked


async def follow(discord: Discord, request: web.Request, body: Json, uploads: list[Upload]) -> web.Response:
    asked = _alive(discord, request)
    if isinstance(asked, web.Response):
        return asked
    if asked.loading and asked.original is not None and not asked.original.deleted:
        return _edit(discord, asked, asked.original, body, uploads)  # it takes the place of "thinking"
    if asked.ephemeral_only and len(asked.followups) >= 5:
        return refusal("40094")
    made = apply(discord, asked.channel, body, uploads, asked.limit, None)
    if isinstance(made, web.Response):
        return made
    assert isinstance(made, Message)
    _whose(asked, made, body)
    asked.followups.append(made)
    discord.bump()
    return answer(made.json())


async def original(discord: Discord, request: web.Request, body: Any, uploads: list[Upload]) -> web.Response:
    """GET, PATCH or DELETE of @original or of a message by its id, with the interaction's token."""
    asked = _alive(discord, request)
    if isinstance(asked, web.Response):
        return asked
    name = request.match_info["message"]
    mine = [message for message in (asked.original, *asked.followups) if message is not None]
    message = asked.original if name == "@original" else next((m for m in mine if str(m.id) == name), None)
    if message is None or message.deleted:
        return refusal("10008")
    if request.method == "GET":
        return answer(message.json())
    if request.method == "DELETE":
        message.deleted = True
        asked.loading = asked.loading and message is not asked.original
        discord.bump()
        return web.Response(status=204)
    return _edit(discord, asked, message, body, uploads)


def _edit(discord: Discord, asked: Asked, message: Message, body: Json, uploads: list[Upload]) -> web.Response:
    first = asked.loading and message is asked.original
    made = apply(discord, asked.channel, body, uploads, asked.limit, message, create=first)
    if isinstance(made, web.Response):
        return made
    asked.loading = asked.loading and message is not asked.original
    discord.bump()
    return answer(message.json())


def may_be_public(user_may: int, *, installed: bool) -> bool:
    """Apps that only a person has brought answer privately unless that person may use external apps here."""
    return installed or bool(user_may & PERMISSIONS["use_external_apps"])
