"""`nonet doctor`: looks at everything that a start needs, and says of each failure what to do.

It changes nothing but the tables of a database that is there already, which it brings up to date, as a start would.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Literal

import aiohttp
from pydantic import SecretStr

from bot.chats.web.guard import loopback
from bot.operator import config, environment
from bot.operator.config import Config
from bot.operator.environment import Secrets
from bot.operator.net import trouble
from inference.api import NonetError

DISCORD = "https://discord.com/api/v10"
SLACK = "https://slack.com/api"
PATIENCE = aiohttp.ClientTimeout(total=8)
FREE = 2**30
"""Bytes that a disk should have left: the database grows by 5 KB a grid, pulled models by gigabytes."""
SKEW = 60.0
"""Seconds that this clock may be off: Slack refuses signatures that are five minutes old."""

LEAST_RIGHTS = 1 << 10 | 1 << 11 | 1 << 15 | 1 << 16 | 1 << 38
"""View Channels, Send Messages, Attach Files, Read Message History (to reply), Send Messages in Threads."""


@dataclass(frozen=True)
class Finding:
    what: str
    state: Literal["ok", "off", "failed"]
    sentence: str


class Unwell(NonetError):
    """A check failed; the text says what to do."""


@dataclass(frozen=True)
class DoctorPaths:
    """Where the platforms are. Tests have their own."""

    discord: str = DISCORD
    slack: str = SLACK


def run(options: argparse.Namespace) -> int:
    """Print every finding; the exit code is 0 if nothing failed, else 1."""
    return asyncio.run(_run(options.config))


async def _run(path: Path | None) -> int:
    failed = 0
    async for finding in examine(path):
        sign = {"ok": "✓", "off": "–", "failed": "✗"}[finding.state]
        failed += finding.state == "failed"
        print(f"{sign} {finding.what:<14} {finding.sentence}", flush=True)
    print("All is well." if not failed else f"{failed} to mend." if failed > 1 else "One to mend.", file=sys.stderr)
    return 1 if failed else 0


async def examine(path: Path | None = None, places: DoctorPaths | None = None) -> AsyncIterator[Finding]:
    """One finding after the other, each as soon as it is known. Without readable settings there is only that one."""
    try:
        settings, secrets = config.read(path), environment.read()
    except NonetError as error:
        yield Finding("configuration", "failed", str(error))
        return
    named = path or Path(config.CONFIG_FILE)
    yield Finding(
        "configuration", "ok", f"{named} is read" if named.exists() else "no config.toml, so the defaults hold"
    )
    places = places or DoctorPaths()
    checks: list[tuple[str, Callable[[], Awaitable[Finding | str]]]] = [
        ("store", lambda: _store(settings, secrets)),
        ("disk", lambda: _disk()),
        ("model", lambda: asyncio.to_thread(_model, settings)),
        ("device", lambda: asyncio.to_thread(_device)),
        ("fonts", lambda: asyncio.to_thread(_fonts)),
        ("clock", lambda: _clock(settings, secrets)),
        ("web chat", lambda: _web(settings, secrets)),
        ("Discord", lambda: _discord(secrets.discord_token, places.discord)),
        ("Slack", lambda: _slack(settings, secrets, places.slack)),
        ("health", lambda: _health(settings)),
    ]
    for what, check in checks:
        try:
            said = await check()
        except NonetError as error:
            yield Finding(what, "failed", str(error))
        except Exception as error:  # a doctor that falls ill helps nobody
            yield Finding(what, "failed", f"{type(error).__name__} while looking; run `nonet run` and read its log.")
        else:
            yield said if isinstance(said, Finding) else Finding(what, "ok", said)


async def _store(settings: Config, secrets: Secrets) -> str:
    from bot.store import Store

    url = environment.store_url(settings, secrets)
    file = _sqlite_file(url)
    if file is not None and not file.exists():
        folder = next(parent for parent in file.absolute().parents if parent.exists())
        if not os.access(folder, os.W_OK):
            raise Unwell(f"{file} cannot be made in {folder}; give Nonet the right to write there, or set [store] url.")
        return f"{file} will be made at the first start"
    store = await Store.open(url)
    try:
        waiting = len(await store.line())
    finally:
        await store.close()
    return f"{file or 'PostgreSQL'} answers; {waiting or 'no'} unfinished job{'' if waiting == 1 else 's'}"


def _sqlite_file(url: str) -> Path | None:
    scheme, found, path = url.partition(":///")
    return Path(path) if found and scheme.startswith("sqlite") and path else None


async def _disk() -> str:
    free = shutil.disk_usage(Path.cwd()).free
    if free < FREE:
        raise Unwell(f"Only {free / 2**20:,.0f} MiB are free here; make room, or the database cannot grow.")
    if not os.access(Path.cwd(), os.W_OK):
        raise Unwell(f"Nothing can be written to {Path.cwd()}; start Nonet in a folder of its own.")
    return f"{free / 2**30:,.0f} GiB free"


def _model(settings: Config) -> str:
    from inference.files import checkpoint, dalle_mini

    place = dalle_mini.locate(settings.model.name, settings.model.vqgan)
    bart, _ = checkpoint.open_bart(place.bart, checkpoint.COMPUTE_DTYPES[settings.model.dtype])
    vqgan, _ = checkpoint.open_vqgan(place.vqgan)
    checkpoint.check_pair(place.bart, bart, place.vqgan, vqgan)
    dalle_mini.tokenizer_of(place, bart)
    return (
        f"{settings.model.name}: {bart.image_length} codes a tile, {vqgan.resolution} pixels, every key and shape right"
    )


def _device() -> str:
    from inference.device.runner import device_name

    name = device_name()
    return f"{name}: it draws, slowly; a GPU is what the model was made for" if name.startswith("cpu") else name


def _fonts() -> str:
    from PIL import ImageFont

    try:
        ImageFont.load_default(16).getbbox("9")
    except (ImportError, OSError):
        raise Unwell("Pillow has no FreeType here, so no tile gets its number; install Pillow's own wheel.") from None
    return "Pillow brings the one for tiles' numbers and for charts; none has to be installed"


async def _clock(settings: Config, secrets: Secrets) -> str:
    """Against the database: its server's clock, and the last ask, which cannot be still to come."""
    from bot.store import Store, StoreError

    url, here = environment.store_url(settings, secrets), f"{datetime.now(UTC):%H:%M:%S} UTC"
    file = _sqlite_file(url)
    if file is not None and not file.exists():
        return f"{here}; nothing to compare it with yet"
    try:
        store = await Store.open(url)
    except StoreError:  # which was said already
        return f"{here}; nothing to compare it with"
    try:
        server, last = await store.clocks()
    finally:
        await store.close()
    if server is not None:
        _check_skew(server)
    if last is not None and last - time.time() > SKEW:
        asked = datetime.fromtimestamp(last, UTC)
        raise Unwell(f"It is {here}, and the last ask came at {asked:%Y-%m-%d %H:%M} UTC: set this machine's clock.")
    return f"{here}; the database's server agrees" if server is not None else f"{here}; no ask came later than that"


async def _web(settings: Config, secrets: Secrets) -> Finding:
    web = settings.web
    if not web.on:
        if not environment.any_chat(settings, secrets):
            raise Unwell(environment.NO_CHAT)
        return Finding("web chat", "off", "[web] on = false")
    if not loopback(web.host):
        raise Unwell(f"[web] host {web.host} is not a loopback address; the page knows no passwords. Use 127.0.0.1.")
    await _free(web.host, web.port, "[web] port chooses another")
    return Finding("web chat", "ok", f"http://{web.host}:{web.port} is free")


async def _health(settings: Config) -> Finding:
    host, port = settings.operation.health_host, settings.operation.health_port
    if not port:
        return Finding("health", "off", "[operation] health_port = 0")
    await _free(host, port, "[operation] health_host and health_port choose another place, port 0 none")
    return Finding("health", "ok", f"http://{host}:{port} is free")


async def _free(host: str, port: int, otherwise: str) -> None:
    """Listen there for a moment, as a start would. Raises Unwell."""
    try:
        server = await asyncio.start_server(lambda reader, writer: None, host, port)
    except OSError as error:
        raise Unwell(f"{trouble(host, port, error)}; {otherwise}.") from None
    server.close()
    await server.wait_closed()


async def _discord(token: SecretStr | None, api: str) -> Finding:
    if token is None:
        return Finding("Discord", "off", "NONET_DISCORD_TOKEN is not set")
    headers = {"Authorization": f"Bot {token.get_secret_value()}"}
    async with aiohttp.ClientSession(timeout=PATIENCE) as session:
        status, me, date = await _ask(session, "Discord", "GET", f"{api}/oauth2/applications/@me", headers)
    if status == 401:
        raise Unwell("NONET_DISCORD_TOKEN is refused; copy it anew from the Bot page of your application.")
    if status != 200 or not isinstance(me.get("id"), str):
        raise Unwell(f"Discord answers {status}; try again later, or look at discordstatus.com.")
    _check_clock(date)
    invite = (
        f"https://discord.com/oauth2/authorize?client_id={me['id']}"
        f"&scope=bot+applications.commands&permissions={LEAST_RIGHTS}"
    )
    return Finding("Discord", "ok", f"{me.get('name', 'the bot')}; invite it with {invite}")


async def _slack(settings: Config, secrets: Secrets, api: str) -> Finding:
    needed = (
        {"NONET_SLACK_BOT_TOKEN": secrets.slack_bot_token, "NONET_SLACK_APP_TOKEN": secrets.slack_app_token}
        if settings.slack.mode == "socket"
        else {
            "NONET_SLACK_BOT_TOKEN": secrets.slack_bot_token,
            "NONET_SLACK_SIGNING_SECRET": secrets.slack_signing_secret,
        }
        if secrets.slack_bot_token and not secrets.slack_client_id
        else {
            "NONET_SLACK_SIGNING_SECRET": secrets.slack_signing_secret,
            "NONET_SLACK_CLIENT_ID": secrets.slack_client_id,
            "NONET_SLACK_CLIENT_SECRET": secrets.slack_client_secret,
            "NONET_ENCRYPTION_KEY": secrets.encryption_key,
        }
    )
    missing = [name for name, secret in needed.items() if secret is None]
    if len(missing) == len(needed):
        return Finding("Slack", "off", f"{' and '.join(missing)} are not set")
    if missing:
        raise Unwell(f'{" and ".join(missing)} must be set, too, for [slack] mode = "{settings.slack.mode}".')
    if secrets.slack_bot_token is None:
        return Finding("Slack", "ok", "everything is set; workspaces install it by themselves")
    async with aiohttp.ClientSession(timeout=PATIENCE) as session:
        headers = {"Authorization": f"Bearer {secrets.slack_bot_token.get_secret_value()}"}
        status, me, date = await _ask(session, "Slack", "POST", f"{api}/auth.test", headers)
    if status != 200:
        raise Unwell(f"Slack answers {status}; try again later, or look at slack-status.com.")
    if not me.get("ok"):
        raise Unwell(
            f"Slack refuses NONET_SLACK_BOT_TOKEN ({me.get('error')}); install the app anew and copy its token."
        )
    _check_clock(date)
    return Finding("Slack", "ok", f"{me.get('user', 'the bot')} in {me.get('team', 'the workspace')}")


async def _ask(
    session: aiohttp.ClientSession, who: str, method: str, url: str, headers: dict[str, str]
) -> tuple[int, dict[str, object], str]:
    """Status, JSON (empty if it is none) and the Date header."""
    try:
        async with session.request(method, url, headers=headers) as response:
            try:
                said = await response.json(content_type=None)
            except ValueError:
                said = None
            return response.status, said if isinstance(said, dict) else {}, response.headers.get("Date", "")
    except (aiohttp.ClientError, TimeoutError) as error:
        raise Unwell(
            f"{who} cannot be reached ({type(error).__name__}); check this machine's network and proxy."
        ) from None


def _check_clock(date: str) -> None:
    """Compare with the platform's own time: a wrong clock makes tokens look expired, and signatures old."""
    try:
        there = parsedate_to_datetime(date)
    except ValueError:
        return
    _check_skew(there.timestamp())


def _check_skew(there: float) -> None:
    skew = time.time() - there
    if abs(skew) > SKEW:
        here = datetime.now(UTC)
        raise Unwell(
            f"This machine's clock ({here:%H:%M:%S} UTC) is {abs(skew):.0f} s {'fast' if skew > 0 else 'slow'}; set it."
        )
