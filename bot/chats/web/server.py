"""The web chat's server: the page, its WebSocket, its API, and pictures. It listens on loopback only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.bot import Bot
from bot.chats.web import guard, page, requests
from bot.chats.web.accounts import PLATFORM, Accounts, Channel, Person, Unwelcome
from bot.chats.web.command_menu import command_menu
from bot.chats.web.guard import Bucket, authority
from bot.chats.web.history import History
from bot.chats.web.images import Frames
from bot.chats.web.inbound import WebInbound
from bot.chats.web.moderation import WebModeration
from bot.chats.web.requests import Rejected, RequestBody, locale, number, parsed, tagged
from bot.chats.web.websocket import Window
from bot.error_reference import reference_of
from bot.operator.config import Config
from bot.operator.net import trouble
from bot.replies.examples import examples
from inference.api import NonetError

MAX_WINDOWS = 12
"""Of one person."""

AT_ONCE, PER_SECOND = 12, 1.5
"""Messages and presses of one person: so many in a burst, then so many a second."""

B = TypeVar("B", bound=RequestBody)

TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
PAGES = {"Cache-Control": "no-cache"}  # revalidated each time, so that an update shows at once


class WebError(NonetError):
    """The page cannot be served as config.toml says."""


async def serve(
    bot: Bot,
    config: Config,
    *,
    folder: Path = Path("data"),
    extend: Callable[[web.Application], None] | None = None,
    listening: Callable[[str], None] | None = None,
) -> None:
    """Serve the page until cancelled.

    Args:
        folder: where an earlier release kept its people (web.json); they are taken over once.
        extend: adds routes of its own, such as /healthz; they are behind the same guard.
        listening: called with the page's URL as soon as it can be opened.

    Raises:
        WebError: the host is not this machine's own, or the port is taken.
    """
    host, port = config.web.host, config.web.port
    if not guard.loopback(host):
        raise WebError(
            f'config.toml: [web] host should be "127.0.0.1", "::1" or "localhost", not "{host}": the page knows no '
            "passwords, so only this machine may reach it."
        )
    try:
        people = await Accounts.open(bot.records.web_people, folder)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise WebError(f"The web chat's file in {folder} cannot be used ({error}); mend or remove it.") from error
    server = WebServer(bot, people)
    app = server.app()
    if extend:
        extend(app)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            raise WebError(
                f"{trouble(host, port, error)}; choose another port for the web chat in config.toml, [web]."
            ) from error
        server.open_at(host, runner.addresses[0][1])
        if listening:
            listening(server.address)
        await server.inbound.deliveries.serve()
    finally:
        await server.close()
        await runner.cleanup()


class WebServer:
    """Everything behind the routes, for one server."""

    def __init__(self, bot: Bot, people: Accounts) -> None:
        self.bot = bot
        self.people = people
        own = {spec.button.partition(":")[0] for spec in bot.commands if spec.others_jobs}
        self.history = History(people, bot.records.web_messages, own)
        self.frames = Frames(bot, people, self.person)
        self.inbound = WebInbound(bot, self.history, self.frames, self.changed)
        self.moderation = WebModeration(bot, people, self.inbound, self.person, self.changed)
        self.hosts: frozenset[str] = frozenset()
        self.address = ""
        self.cookie = "nonet"
        self.bucket_of: dict[str, Bucket] = {}
        self.strangers = Bucket(30, 1)

    def open_at(self, host: str, port: int) -> None:
        self.hosts = frozenset(authority(name, port) for name in (host, "localhost", "127.0.0.1", "::1"))
        self.address = f"http://{authority(host, port)}/"
        self.cookie = f"nonet-{port}"  # a browser shares cookies between ports

    def app(self) -> web.Application:
        app = web.Application(
            middlewares=[guard.guarded(lambda: self.hosts, page.style_source()), _worded],
            client_max_size=guard.MAX_BYTES,
        )
        files = [file for file in page.STATIC.iterdir() if file.name not in page.IN_THE_PAGE]
        app.add_routes([web.get("/", self.page)])
        static = {file.name: partial(_file, file.read_bytes(), TYPES[file.suffix]) for file in files}
        app.add_routes([web.get(f"/static/{name}", handler) for name, handler in static.items()])
        app.add_routes(
            [
                web.post("/api/hello", self.hello),
                web.get("/api/live", self.live),
                web.get("/api/messages", self.messages),
                web.post("/api/say", self.say),
                web.post("/api/press", self.press),
                web.post("/api/dismiss", self.dismiss),
                web.post("/api/name", self.name),
                web.post("/api/channels", self.channels),
                *self.frames.routes(),
                *self.moderation.routes(),
            ]
        )
        return app

    async def close(self) -> None:
        await self.inbound.deliveries.close()
        for window in list(self.history.listeners):
            window.cut()

    # --- who ---------------------------------------------------------------------------------------------------------

    def person(self, request: web.Request) -> Person:
        person = self.people.known(request.cookies.get(self.cookie, ""))
        if person is None:
            raise Rejected(401, "web-reload")
        return person

    async def asked(self, request: web.Request, model: type[B]) -> tuple[Person, B]:
        """Who asks for what. Who they are, and what they may, is looked up when all of the body has arrived: it may
        come slowly, and they may be removed meanwhile."""
        raw = await request.read()
        return self.person(request), parsed(raw, model)

    def channel(self, person: Person, name: str) -> Channel:
        channel = self.people.channel(person, name)
        if channel is None:
            raise Rejected(404, "web-no-such-channel")
        return channel

    def slowly(self, person: Person, cost: int = 1) -> None:
        """Rate limit of one person. Raises 429, which says when to go on."""
        bucket = self.bucket_of.setdefault(person.id, Bucket(AT_ONCE, PER_SECOND))
        wait = max(bucket.wait() for _ in range(cost))
        if wait:
            seconds = max(1, round(wait + 0.5))
            raise Rejected(429, "web-too-fast", seconds)

    # --- the page ----------------------------------------------------------------------------------------------------

    async def page(self, request: web.Request) -> web.StreamResponse:
        # One URL for the page: browsers keep the cookies of localhost and 127.0.0.1 apart.
        if f"http://{request.host}/" != self.address:
            raise web.HTTPTemporaryRedirect(self.address)
        return page.answer(request)

    async def hello(self, request: web.Request) -> web.Response:
        """The page's first request. Not GET /: a link from another site comes without the cookie, as a new person."""
        person = self.people.known(request.cookies.get(self.cookie, ""))
        response = web.json_response({"ok": True})
        if person is not None:
            await self.people.seen(person)
        else:
            if self.strangers.wait():
                raise Rejected(429, "web-too-many-new-people")
            await self.people.expire(self.history.present)
            person = await self.people.welcome()
            response.set_cookie(
                self.cookie, self.people.cookie(person), max_age=400 * 86400, httponly=True, samesite="Strict"
            )
        return response

    async def live(self, request: web.Request) -> web.WebSocketResponse:
        person = self.person(request)
        window = Window(person.id)
        if sum(other.person == person.id for other in self.history.listeners) >= MAX_WINDOWS:
            raise Rejected(429, "web-too-many-windows")
        self.history.listeners.add(window)
        try:
            menu = command_menu(self.bot.commands, locale(request))
            return await window.serve(request, {**self._hello(person), "fresh": True, "commands": menu})
        finally:
            self.history.listeners.discard(window)

    def _hello(self, person: Person) -> Mapping[str, Any]:
        return {
            "event": "hello",
            "me": {"id": person.id, "name": person.name, "moderator": person.moderator},
            "channels": [
                {"id": channel.id, "topic": channel.topic, "moderators": channel.moderators}
                for channel in self.people.open_to(person)
            ],
            "examples": examples(self.bot.context.model),
        }

    def changed(self) -> None:
        """A name or a channel has changed: every window gets its person and channels again."""
        for window in self.history.listeners:
            person = self.people.people.get(window.person)
            if person:
                window.send("hello", self._hello(person))

    # --- what people do ----------------------------------------------------------------------------------------------

    async def messages(self, request: web.Request) -> web.Response:
        person = self.person(request)
        channel = self.channel(person, request.query.get("channel", ""))
        before = number(request.query["before"]) if "before" in request.query else None
        messages, more = await self.history.history(person, channel.id, before)
        return web.json_response({"messages": messages, "more": more}, headers={"Cache-Control": "no-store"})

    async def say(self, request: web.Request) -> web.Response:
        person, body = await self.asked(request, requests.SayBody)
        self.slowly(person)
        channel = self.channel(person, body.channel)
        if not body.text.strip():
            raise Rejected(400, "web-nothing-written")
        return _done(await self.inbound.say(person, channel, body.text, body.delivery, locale(request)))

    async def press(self, request: web.Request) -> web.Response:
        person, body = await self.asked(request, requests.PressBody)
        self.slowly(person)
        channel, reader = self.channel(person, body.channel), locale(request)
        if body.filled is None and (form := await self.inbound.form(person, channel, body.press, reader)):
            return web.json_response({"form": form})
        return _done(await self.inbound.press(person, channel, body, reader))

    async def dismiss(self, request: web.Request) -> web.Response:
        person, body = await self.asked(request, requests.DismissBody)
        message = await self.history.message(body.message)
        if message and message.private_to == person.id:
            await self.history.remove(message)
        return _done()

    async def name(self, request: web.Request) -> web.Response:
        person, body = await self.asked(request, requests.NameBody)
        self.slowly(person)
        await self.people.rename(person, body.name)
        self.changed()
        return _done(person.id)

    async def channels(self, request: web.Request) -> web.Response:
        person, body = await self.asked(request, requests.NameBody)
        self.slowly(person, 3)
        channel = await self.people.add_channel(body.name)
        self.changed()
        return _done(channel.id)


def _done(made: str = "") -> web.Response:
    return web.json_response({"id": made})


async def _file(data: bytes, mime: str, request: web.Request) -> web.StreamResponse:
    return tagged(request, data, mime, PAGES)


@web.middleware
async def _worded(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Errors as sentences for people."""
    try:
        return await handler(request)
    except Rejected as error:
        return error.answer(request)
    except Unwelcome as error:
        return Rejected(409, error.name, 0, **error.facts).answer(request)
    except web.HTTPRequestEntityTooLarge:
        return Rejected(413, "web-too-much-text").answer(request)
    except (web.HTTPException, ConnectionError):
        raise
    except Exception as error:
        return Rejected(500, "went-wrong", reference=reference_of(error, platform=PLATFORM)).answer(request)
