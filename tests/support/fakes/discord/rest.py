"""The REST routes that a bot of slash commands needs. Everything else is a 404 and a violation."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from aiohttp import web
from fakes.discord import commandrules, interactions
from fakes.discord.faults import answer, refusal
from fakes.discord.posts import Upload, apply
from fakes.discord.world import DM, GROUP, THREADS, Channel, Json, Message, bits

if TYPE_CHECKING:
    from fakes.discord.server import Discord

Handler: TypeAlias = Callable[["Discord", web.Request, Any, list[Upload]], Awaitable[web.Response]]
DEFAULT_LIMIT = 10 * 2**20


async def nowhere(discord: Discord, request: web.Request, body: Any, uploads: list[Upload]) -> web.Response:
    discord.violations.append(f"no such route: {request.method} {request.path}")
    return answer({"message": "404: Not Found", "code": 0}, 404)


async def me(discord: Discord, request: web.Request, body: Any, uploads: list[Upload]) -> web.Response:
    return answer(discord.world.bot.json() | {"verified": True, "mfa_enabled": True, "locale": "en-US"})


async def application(discord: Discord, request: web.Request, body: Any, uploads: list[Upload]) -> web.Response:
    owner = {"id": "1", "username": "owner", "discriminator": "0", "avatar": None}
    return answer(
        {
            "id": str(discord.world.bot.id), "name": "nonet", "description": "", "icon": None, "bot_public": True,
            "bot_require_code_grant": False, "owner": owner, "verify_key": "00", "flags": 0, "rpc_origins": [],
            "summary": "", "team": None, "install_params": None, "tags": [], "approximate_guild_count": 1,
        }
    )  # fmt: skip


async def gateway_bot(discord: Discord, request: web.Request, body: Any, uploads: list[Upload]) -> web.Response:
    limit = {"total": 1000, "remaining": 999, "reset_after": 14_400_000, "max_concurrency": 1}
    shards = discord.gateway.shards
    return answer({"url": "wss://gateway.discord.gg", "shards": shards, "session_start_limit": limit})


async def commands(discord: Discord, request: web.Request, body: Any, uploads: list[Upload]) -> web.Response:
    if request.method == "GET":
        return answer(discord.commands)
    problems = commandrules.broken(body)
    if problems:
        discord.violations.extend(f"commands: {problem}" for problem in problems)
        return refusal("50035")
    discord.synced += 1
    shared = {"application_id": str(discord.world.bot.id), "version": "1", "default_permission": True}
    discord.commands = [
        {"type": 1, "description": "", "options": [], "nsfw": False, "default_member_permissions": None}
        | command
        | shared
        | {"id": str(discord.world.id())}
        for command in body
    ]
    return answer(discord.commands)


async def direct(discord: Discord, request: web.Request, body: Any, uploads: list[Upload]) -> web.Response:
    if not isinstance(body["recipient_id"], str):
        discord.violations.append(f"recipient_id {body['recipient_id']!r} is no text")
    user = discord.world.users.get(int(body["recipient_id"]))
    return refusal("50007") if user is None else answer(discord.world.direct(user).json())


def _place(discord: Discord, request: web.Request) -> Channel | web.Response:
    channel = discord.world.channels.get(int(request.match_info["channel"]))
    if channel is None or channel.deleted:
        return refusal("10003")
    if channel.kind == GROUP:  # the bot is no member
        return refusal("50001")
    if channel.guild is not None and not (
        channel.guild.installed and channel.guild.bot_may(channel) & bits("view_channel")
    ):
        return refusal("50001")
    return channel


def _writable(channel: Channel, files: bool, reply: bool) -> web.Response | None:
    if channel.kind == DM:
        return refusal("50007") if channel.recipients[0].dms_closed else None
    assert channel.guild is not None
    need = ["send_messages_in_threads" if channel.kind in THREADS else "send_messages"]
    need += ["attach_files"] if files else []
    need += ["read_message_history"] if reply else []
    may = channel.guild.bot_may(channel)
    return None if all(may & bits(name) for name in need) else refusal("50013")


async def post(discord: Discord, request: web.Request, body: Json, uploads: list[Upload]) -> web.Response:
    channel = _place(discord, request)
    if isinstance(channel, web.Response):
        return channel
    reference = body.get("message_reference")
    refused = _writable(channel, bool(uploads), reference is not None)
    if refused is not None:
        return refused
    nonce = body.get("nonce")
    if nonce is not None and body.get("enforce_nonce"):
        for message in discord.world.messages.values():
            if message.channel is channel and message.nonce == str(nonce):
                return answer(message.json())
    elif discord.strict_nonce:
        discord.violations.append("a message by the bot's token without enforce_nonce, which a retry would double")
    first = None
    if reference is not None:
        first = discord.world.messages.get(int(reference["message_id"]))
        if (first is None or first.deleted or first.channel is not channel) and reference.get("fail_if_not_exists", 1):
            return refusal("50035", errors={"message_reference": {"_errors": [{"code": "MESSAGE_REFERENCE_UNKNOWN"}]}})
    limit = channel.guild.upload_limit if channel.guild else DEFAULT_LIMIT
    made = apply(discord, channel, body, uploads, limit, None)
    if isinstance(made, web.Response):
        return made
    assert isinstance(made, Message)
    made.nonce, made.reply_to = None if nonce is None else str(nonce), first
    discord.bump()
    return answer(made.json() | ({"nonce": nonce} if nonce is not None else {}))


async def message(discord: Discord, request: web.Request, body: Any, uploads: list[Upload]) -> web.Response:
    channel = _place(discord, request)
    if isinstance(channel, web.Response):
        return channel
    found = discord.world.messages.get(int(request.match_info["message"]))
    if found is None or found.deleted or found.channel is not channel or found.seen_by:
        return refusal("10008")
    if request.method == "GET":
        return answer(found.json())
    if request.method == "DELETE":
        if found.author is not discord.world.bot:
            return refusal("50013")
        found.deleted = True
        discord.bump()
        return web.Response(status=204)
    if found.author is not discord.world.bot:
        return refusal("50013")
    limit = channel.guild.upload_limit if channel.guild else DEFAULT_LIMIT
    made = apply(discord, channel, body, uploads, limit, found)
    return made if isinstance(made, web.Response) else answer(found.json())


async def history(discord: Discord, request: web.Request, body: Any, uploads: list[Upload]) -> web.Response:
    channel = _place(discord, request)
    if isinstance(channel, web.Response):
        return channel
    after = int(request.query.get("after", 0))
    found = [one for one in discord.world.in_channel(channel) if one.id > after]
    limit = int(request.query.get("limit", 50))
    chosen = found[:limit] if after else found[-limit:]
    return answer([one.json() for one in reversed(chosen)])


_WEBHOOK = "/webhooks/{application:\\d+}/{token}"
ROUTES: tuple[tuple[str, str, Handler], ...] = (
    ("GET", "/users/@me", me),
    ("POST", "/users/@me/channels", direct),
    ("GET", "/oauth2/applications/@me", application),
    ("GET", "/applications/@me", application),
    ("GET", "/gateway/bot", gateway_bot),
    ("GET", "/applications/{application:\\d+}/commands", commands),
    ("PUT", "/applications/{application:\\d+}/commands", commands),
    ("GET", "/channels/{channel:\\d+}/messages", history),
    ("POST", "/channels/{channel:\\d+}/messages", post),
    ("GET", "/channels/{channel:\\d+}/messages/{message:\\d+}", message),
    ("PATCH", "/channels/{channel:\\d+}/messages/{message:\\d+}", message),
    ("DELETE", "/channels/{channel:\\d+}/messages/{message:\\d+}", message),
    ("POST", "/interactions/{interaction:\\d+}/{token}/callback", interactions.callback),
    ("POST", _WEBHOOK, interactions.follow),
    ("GET", _WEBHOOK + "/messages/{message}", interactions.original),
    ("PATCH", _WEBHOOK + "/messages/{message}", interactions.original),
    ("DELETE", _WEBHOOK + "/messages/{message}", interactions.original),
)
