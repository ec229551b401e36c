"""The web chat as people meet it: a server with the real bot and store, somebody who asks by HTTP, and Chromium."""

from __future__ import annotations

import asyncio
import json
import secrets
import shutil
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from databases import sqlite_url
from playwright.async_api import Browser, Page, async_playwright, expect

from bot.bot import Bot
from bot.chats.web import serve
from bot.commands import Commands
from bot.context import BotContext
from bot.handlers.command_list import COMMANDS
from bot.operator.config import Config
from bot.policy.settings import Settings
from bot.store import Store
from inference.api import Engine

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking"]

expect.set_options(timeout=60_000)  # milliseconds; a browser on a busy machine takes its time

needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here; install it to test the page itself")

NAMELESS = """() => [...document.querySelectorAll("button, a[href], input, textarea, select, img")]
  .filter((one) => one.checkVisibility() && !one.closest("[aria-hidden=true]"))
  .filter((one) => !(one.getAttribute("aria-label") || one.textContent.trim() || one.labels?.length || one.title ||
    (one.tagName === "IMG" && one.hasAttribute("alt"))))
  .map((one) => one.outerHTML)"""
"""What a page has that a reader of names alone cannot tell."""


@dataclass(frozen=True)
class Chat:
    address: str  # ends with "/"
    bot: Bot
    store: Store


@asynccontextmanager
async def chat(
    folder: Path,
    engine: Engine,
    *,
    settings: Settings | None = None,
    extend: Callable[[web.Application], None] | None = None,
    port: int = 0,
    model: str = "",
    options: Mapping[str, float] | None = None,
    commands: Commands = COMMANDS,
) -> AsyncIterator[Chat]:
    """One life of a server; the next one in the same folder goes on where this one stops."""
    store = await Store.open(sqlite_url(folder), owner="test", defaults=settings)
    bot = Bot(BotContext(store, engine, model=model, options=options or {}), commands=commands)
    try:
        async with served(folder, bot, store, extend=extend, port=port) as here:
            yield here
    finally:
        await bot.drain(0.1)
        await store.close()


@asynccontextmanager
async def served(
    folder: Path,
    bot: Bot,
    store: Store,
    *,
    extend: Callable[[web.Application], None] | None = None,
    port: int = 0,
) -> AsyncIterator[Chat]:
    """One life of the page alone, while the bot behind it goes on."""
    address: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    config = Config.model_validate({"web": {"port": port}})
    serving = asyncio.create_task(serve(bot, config, folder=folder, extend=extend, listening=address.set_result))
    try:
        await asyncio.wait([serving, address], return_when=asyncio.FIRST_COMPLETED)
        if serving.done():
            await serving
        yield Chat(address.result(), bot, store)
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)


class Visitor:
    """One browser of one person, as far as HTTP goes. `heard` are the messages as they are now, by id."""

    def __init__(self, chat: Chat, session: aiohttp.ClientSession) -> None:
        self.chat = chat
        self.session = session
        self.me: dict[str, Any] = {}
        self.channels: list[dict[str, Any]] = []
        self.heard: dict[str, dict[str, Any]] = {}
        self.frames: list[dict[str, Any]] = []
        self.news = asyncio.Event()
        self.socket: aiohttp.ClientWebSocketResponse | None = None
        self.listening: asyncio.Task[None] | None = None

    @property
    def origin(self) -> dict[str, str]:
        return {"Origin": self.chat.address.rstrip("/")}

    async def get(self, path: str, **more: Any) -> tuple[int, Any]:
        async with self.session.get(self.chat.address + path.lstrip("/"), allow_redirects=False, **more) as answer:
            return answer.status, await _said(answer)

    async def post(self, path: str, body: Any, **headers: str) -> tuple[int, Any]:
        sent = self.origin | headers
        async with self.session.post(self.chat.address + path.lstrip("/"), json=body, headers=sent) as answer:
            return answer.status, await _said(answer)

    async def say(self, text: str, channel: str = "general", delivery: str = "") -> str:
        body = {"channel": channel, "text": text, "delivery": delivery or secrets.token_hex(8)}
        status, said = await self.post("/api/say", body)
        assert status == 200, said
        return str(said["id"])

    async def press(self, press: str, channel: str = "general", delivery: str = "") -> str:
        body = {"channel": channel, "press": press, "label": "", "delivery": delivery or secrets.token_hex(8)}
        status, said = await self.post("/api/press", body)
        assert status == 200, said
        return str(said["id"])

    async def history(self, channel: str = "general") -> list[dict[str, Any]]:
        status, said = await self.get(f"/api/messages?channel={channel}")
        assert status == 200, said
        return list(said["messages"])

    async def until(self, message: str, *states: str) -> dict[str, Any]:
        """The message, once it is in one of these states; without any, once it is there."""
        await self.when(lambda: message in self.heard and (not states or self.heard[message].get("state") in states))
        return self.heard[message]

    async def when(self, fact: Callable[[], object]) -> None:
        """Until what was heard makes it true."""
        async with asyncio.timeout(60):
            while not fact():
                self.news.clear()
                await self.news.wait()

    async def listen(self) -> None:
        self.socket = socket = await self.session.ws_connect(self.chat.address + "api/live", headers=self.origin)
        greeted = asyncio.Event()

        async def hear() -> None:
            async for message in socket:
                frame = json.loads(message.data)
                self.frames.append(frame)
                if frame["event"] == "hello":
                    self.me, self.channels = frame["me"], frame["channels"]
                    greeted.set()
                elif frame["event"] == "message":
                    self.heard[frame["message"]["id"]] = frame["message"]
                elif frame["event"] == "gone":
                    self.heard.pop(frame["id"], None)
                self.news.set()

        self.listening = asyncio.create_task(hear())
        await asyncio.wait_for(greeted.wait(), 5)


@asynccontextmanager
async def visitor(chat: Chat, cookies: Iterable[Any] = ()) -> AsyncIterator[Visitor]:
    """Somebody who has opened the page; with another visitor's cookies it is the same person."""
    jar = aiohttp.CookieJar(unsafe=True)  # cookies of an address without a name
    for cookie in cookies:
        jar.update_cookies({cookie.key: cookie.value})
    async with aiohttp.ClientSession(cookie_jar=jar) as session:
        one = Visitor(chat, session)
        status, said = await one.post("/api/hello", {})
        assert status == 200, said
        await one.listen()
        try:
            yield one
        finally:
            assert one.listening
            assert one.socket
            await one.socket.close()
            await asyncio.gather(one.listening, return_exceptions=True)


def moved(cookies: list[Any], chat: Chat) -> list[Any]:
    """The same cookies for a server on another port: their name says which port they are for."""
    port = chat.address.rstrip("/").rpartition(":")[2]
    for cookie in cookies:
        cookie.set(f"nonet-{port}", cookie.value, cookie.coded_value)
    return cookies


async def drawn(one: Visitor, prompt: str = "a cat in a rocket", channel: str = "general") -> dict[str, Any]:
    """The message with nine pictures."""
    return await one.until(await one.say(f"/imagine {prompt}", channel), "drawn")


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """A browser that is closed again, whatever happens. Each of its contexts is another person."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def opened(browser: Browser, address: str, **options: Any) -> AsyncIterator[Page]:
    """Somebody's page, ready to type; it must not complain, nor ask anybody else for anything."""
    options = {"viewport": {"width": 1280, "height": 860}, "reduced_motion": "reduce", "locale": "en-GB"} | options
    context = await browser.new_context(**options)
    page = await context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if line.type in ("error", "warning") else None)
    page.on("request", lambda asked: None if asked.url.startswith(address) else complaints.append(asked.url))
    await page.goto(address)
    await page.wait_for_selector("#me button", state="attached")
    yield page
    await context.close()
    unexpected = [one for one in complaints if not one.startswith(("ws://127.0.0.1:", *EXPECTED))]
    assert unexpected == [], unexpected


async def say(page: Page, text: str) -> None:
    """As people do, and Enter."""
    await page.fill("#prompt", text)
    await page.press("#prompt", "Enter")


EXPECTED = ("Failed to load resource: net::ERR_CONNECTION_REFUSED", "WebSocket connection to 'ws://127.0.0.1:")
"""What a browser writes when a server stops, as some tests make it do."""


async def _said(answer: aiohttp.ClientResponse) -> Any:
    if answer.content_type == "application/json":
        return await answer.json()
    return await (answer.read() if answer.content_type.startswith("image/") else answer.text())
