"""A fake Discord that is a real server: REST and gateway by HTTPS and WebSocket on this machine, and people who use it.

    async with Discord() as discord:
        guild = discord.guild("Memes")
        general, ann = guild.channel("general"), discord.person("ann", guild)
        client = SomeClient(connector=discord.connector())     # the real discord.py, with its own addresses
        asked = await discord.slash(ann, general, "imagine", prompt="a corgi")
        message = await asked.says("corgi")
        await discord.press(ann, message, "Cancel")
        discord.violations                                      # every documented rule that the bot broke

It knows nothing of Nonet.
"""

from __future__ import annotations

import asyncio
import json
import re
import socket
import ssl
import time
from collections.abc import Callable
from functools import cache, partial
from types import TracebackType
from typing import Any

import aiohttp
import trustme
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult
from fakes.discord import faults, rest
from fakes.discord.gateway import Gateway
from fakes.discord.interactions import Asked
from fakes.discord.pace import Buckets
from fakes.discord.people import People
from fakes.discord.posts import Upload
from fakes.discord.record import Record
from fakes.discord.world import Guild, Json, User, World

TOKEN = "a.bot.token"  # noqa: S105, as everything here it is made up
HOSTS = ("discord.com", "gateway.discord.gg", "*.discord.gg", "cdn.discordapp.com", "media.discordapp.net")


@cache
def authority() -> tuple[trustme.CA, ssl.SSLContext]:
    ca = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert(*HOSTS).configure_cert(context)
    return ca, context


class _Everywhere(AbstractResolver):
    """Every name is this server."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return [
            ResolveResult(hostname=host, host="127.0.0.1", port=self._port, family=socket.AF_INET, proto=0, flags=0)
        ]

    async def close(self) -> None:
        pass


class Discord(People):
    """Everything that is sent to it is recorded; every rule broken is in `violations`."""

    def __init__(self, clock: Callable[[], float] = time.time, *, record: bool = True) -> None:
        self.world = World(clock)
        self.violations: list[str] = []
        self.gateway = Gateway(self.world, TOKEN, self.violations)
        self.buckets = Buckets()
        self.record = Record(to_file=record)
        self.commands: list[Json] = []  # as the application last registered them
        self.synced = 0
        self.asked: dict[int, Asked] = {}
        self.tokens: dict[str, Asked] = {}
        self.dead: set[str] = set()  # interaction tokens that Discord has forgotten before their time
        self.blocked_words: tuple[str, ...] = ()  # AutoMod's
        self.too_large = 0
        self.invalid = 0  # 401, 403 and 429: ten thousand in ten minutes and Cloudflare bans the bot
        self.stopped = False
        self._faults: list[faults.Fault] = []
        self._changed = asyncio.Event()
        self.gateway.bump = self.bump
        self._runner: web.AppRunner | None = None
        self._port = 0

    async def __aenter__(self) -> Discord:
        app = web.Application(client_max_size=30 * 2**20)
        app.router.add_route("GET", "/", self.gateway.connect)
        for method, path, handler in rest.ROUTES:
            app.router.add_route(method, f"/api/v10{path}", partial(self._serve, handler))
        app.router.add_route("*", "/{rest:.*}", partial(self._serve, rest.nowhere))
        self._runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0, ssl_context=authority()[1], backlog=1024)
        await site.start()
        assert site._server is not None
        self._port = site._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stopped = True
        self.gateway.abort()
        assert self._runner is not None
        await self._runner.cleanup()

    def connector(self) -> aiohttp.TCPConnector:
        """For one client: it closes it at its end."""
        context = ssl.create_default_context()
        authority()[0].configure_trust(context)
        return aiohttp.TCPConnector(resolver=_Everywhere(self._port), ssl=context, limit=0)

    # --- the world ---

    def guild(self, name: str, *, installed: bool = True) -> Guild:
        made = Guild(self.world.id(), name, self.world, installed=installed)
        self.world.guilds[made.id] = made
        return made

    def person(self, name: str, *guilds: Guild, locale: str = "en-US") -> User:
        made = self.world.users[number] = User(number := self.world.id(), name, locale=locale)
        for guild in guilds:
            guild.join(made)
        return made

    def fault(
        self, kind: str, method: str, path: str, *, times: int = 1, says: str = "", seconds: float = 0.3
    ) -> faults.Fault:
        """Trouble for the next requests of this method whose path (without /api/v10) matches, and which say this."""
        made = faults.fault(kind, method, path, times, says, seconds)
        self._faults.append(made)
        return made

    def bump(self) -> None:
        """Something has changed: whoever waits looks again."""
        self._changed.set()
        self._changed = asyncio.Event()

    async def until(
        self, fact: Callable[[], bool], within: float = 60.0, otherwise: Callable[[], str] | str = "it never came true"
    ) -> None:
        """Wait until something is so."""
        end = time.monotonic() + within
        while not fact():
            left = end - time.monotonic()
            if left <= 0:
                raise AssertionError(otherwise if isinstance(otherwise, str) else otherwise())
            changed = self._changed
            try:
                async with asyncio.timeout(min(left, 0.05)):
                    await changed.wait()
            except TimeoutError:
                pass

    def requests(self, method: str, path: str) -> list[Json]:
        """What was asked of these routes so far."""
        lines = [line for line in self.record.lines if line.get("method") == method]
        return [line for line in lines if re.search(path, line["path"])]

    # --- every request ---

    async def _serve(self, handler: rest.Handler, request: web.Request) -> web.StreamResponse:
        began, path = time.time(), request.path.removeprefix("/api/v10")
        body, uploads, files = await _read(request)
        fault = next((one for one in self._faults if one.strikes(request.method, path, body)), None)
        if fault is not None and "/callback" in path:
            self._excuse(request)

        async def act() -> web.Response:
            refused = self._checked(request, path)
            if refused is not None:
                return refused
            too_often, headers = self.buckets.refuse(request.method, path)
            made = too_often or await handler(self, request, body, uploads)
            made.headers.update(headers)
            made.headers.setdefault("Via", "1.1 google")
            return made

        made = await (act() if fault is None else faults.inflict(fault, request, act))
        if made.status in (401, 403, 429):
            self.invalid += 1
        kind = fault.kind if fault else ""
        self.record.request(began, request.method, request.path, made.status, body, files, kind)
        self.bump()
        return made

    def _checked(self, request: web.Request, path: str) -> web.Response | None:
        """Who asks: the bot by its token, or whoever knows an interaction's."""
        if path.startswith(("/interactions/", "/webhooks/")):
            return None
        if request.headers.get("Authorization") != f"Bot {TOKEN}":
            return faults.answer({"message": "401: Unauthorized", "code": 0}, 401)
        if not request.headers.get("User-Agent", "").startswith("DiscordBot ("):
            return faults.refusal("40333")
        return None

    def _excuse(self, request: web.Request) -> None:
        asked = self.asked.get(int(request.path.split("/")[-3]))
        if asked is not None:
            asked.excused = True


async def _read(request: web.Request) -> tuple[Any, list[Upload], list[Json] | None]:
    """The body as JSON, and what was uploaded with it."""
    if not request.can_read_body:
        return None, [], None
    if request.content_type != "multipart/form-data":
        text = await request.text()
        return (json.loads(text) if text else None), [], None
    body: Any = None
    uploads = []
    async for part in await request.multipart():
        assert isinstance(part, aiohttp.BodyPartReader)
        data = bytes(await part.read())
        if part.name == "payload_json":
            body = json.loads(data)
        else:
            kind = part.headers.get("Content-Type", "")
            uploads.append(Upload(part.name or "", part.filename or "", data, kind))
    files = [{"field": u.field, "filename": u.filename, "size": len(u.data), "content_type": u.kind} for u in uploads]
    return body, uploads, files
