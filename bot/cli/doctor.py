"""`nonet doctor`: checks your setup and says how to fix it.

It changes nothing, except that it migrates an existing database as a start would.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.app import data_folder
from bot.chats.web.guard import loopback
from bot.cli.doctor_machine import check_data_folder, check_disk, check_python
from bot.cli.doctor_platforms import (
    DISCORD_API,
    MAX_SKEW_SECONDS,
    SLACK_API,
    CheckFailed,
    Finding,
    check_discord,
    check_skew,
    check_slack,
)
from bot.operator import config, environment
from bot.operator.config import Config
from bot.operator.environment import Secrets
from bot.operator.net import trouble
from bot.text.sanitize import readable
from inference.api import NonetError


@dataclass(frozen=True)
class DoctorPaths:
    """The platforms' addresses. Tests have their own."""

    discord: str = DISCORD_API
    slack: str = SLACK_API


def run(options: argparse.Namespace) -> int:
    """Prints every finding; the exit code is 1 if a check failed, else 0."""
    return asyncio.run(_run(options.config))


async def _run(path: Path | None) -> int:
    failed = 0
    async for finding in examine(path):
        sign = {"ok": "✓", "off": "–", "failed": "✗"}[finding.state]
        failed += finding.state == "failed"
        print(f"{sign} {finding.what:<14} {readable(finding.sentence)}", flush=True)
    problems = f"{failed} problem{'s' if failed > 1 else ''} to fix."
    print(problems if failed else "All checks passed.", file=sys.stderr)
    return 1 if failed else 0


async def examine(path: Path | None = None, places: DoctorPaths | None = None) -> AsyncIterator[Finding]:
    """Yields each finding as soon as it is known. If the settings cannot be read, that is the only one."""
    try:
        settings, secrets = config.read(path), environment.read()
    except NonetError as error:
        yield Finding("configuration", "failed", str(error))
        return
    named = path or Path(config.CONFIG_FILE)
    yield Finding(
        "configuration", "ok", f"read from {named}" if named.exists() else "no config.toml: using the defaults"
    )
    places = places or DoctorPaths()
    checks: list[tuple[str, Callable[[], Awaitable[Finding | str]]]] = [
        ("Python", lambda: asyncio.to_thread(check_python)),
        ("data folder", lambda: asyncio.to_thread(check_data_folder, data_folder(settings))),
        ("disk", lambda: asyncio.to_thread(check_disk, data_folder(settings), Path.cwd())),
        ("store", lambda: _store(settings, secrets)),
        ("model", lambda: asyncio.to_thread(_model, settings)),
        ("CLIP", lambda: asyncio.to_thread(_clip, settings)),
        ("device", lambda: asyncio.to_thread(_device)),
        ("fonts", lambda: asyncio.to_thread(_fonts)),
        ("clock", lambda: _clock(settings, secrets)),
        ("web chat", lambda: _web(settings, secrets)),
        ("Discord", lambda: check_discord(secrets.discord_token, places.discord)),
        ("Slack", lambda: check_slack(settings, secrets, places.slack)),
        ("health", lambda: _health(settings)),
    ]
    for what, check in checks:
        try:
            said = await check()
        except NonetError as error:
            yield Finding(what, "failed", str(error))
        except Exception as error:  # a check that fails itself must not hide the others
            yield Finding(what, "failed", f"{type(error).__name__} in this check; start `nonet run` and read its log.")
        else:
            yield said if isinstance(said, Finding) else Finding(what, "ok", said)


async def _store(settings: Config, secrets: Secrets) -> str:
    from bot.store import Store

    url = environment.store_url(settings, secrets)
    file = _sqlite_file(url)
    if file is not None and not file.exists():
        folder = next(parent for parent in file.absolute().parents if parent.exists())
        if not os.access(folder, os.W_OK):
            raise CheckFailed(f"{file} cannot be created in {folder}; allow Nonet to write there, or set [store] url.")
        return f"{file} will be created at the first start"
    store = await Store.open(url)
    try:
        waiting = len(await store.unfinished())
    finally:
        await store.close()
    return f"{file or 'PostgreSQL'} works; {waiting or 'no'} unfinished job{'' if waiting == 1 else 's'}"


def _sqlite_file(url: str) -> Path | None:
    """None is PostgreSQL. Raises StoreError."""
    from bot.store import SqliteUrl, parsed_url

    parsed = parsed_url(url)
    return parsed.file if isinstance(parsed, SqliteUrl) else None


def _model(settings: Config) -> str:
    from inference.files import checkpoint, dalle_mini

    place = dalle_mini.locate(settings.model.name, settings.model.vqgan)
    bart, _ = checkpoint.open_bart(place.bart, checkpoint.COMPUTE_DTYPES[settings.model.dtype])
    vqgan, _ = checkpoint.open_vqgan(place.vqgan)
    checkpoint.check_pair(place.bart, bart, place.vqgan, vqgan)
    dalle_mini.tokenizer_of(place, bart)
    return (
        f"{settings.model.name}: {bart.image_length} codes per tile, {vqgan.resolution} pixels; all keys and shapes fit"
    )


def _clip(settings: Config) -> Finding:
    from bot.cli.clip import chosen

    state, sentence = chosen(settings.clip)
    return Finding("CLIP", "ok" if state == "ok" else "off", sentence)


def _device() -> str:
    from inference.device.runner import device_name

    name = device_name()
    return f"{name}: works, but slowly; the model is made for a GPU" if name.startswith("cpu") else name


def _fonts() -> str:
    from PIL import ImageFont

    try:
        ImageFont.load_default(16).getbbox("9")
    except (ImportError, OSError):
        raise CheckFailed(
            "This Pillow has no FreeType, so tiles would have no numbers; install Pillow from its wheel."
        ) from None
    from bot.replies.fonts import PACKAGES, SCRIPTS, system_fonts

    try:
        fonts = system_fonts()
    except ImportError as error:
        raise CheckFailed(
            f"Captions cannot be drawn ({error}); on Debian and Ubuntu install libegl1 and libgl1."
        ) from None
    missing = [script for script, letter in SCRIPTS.items() if fonts.family_of(letter) is None]
    if missing:
        return f"captions work in Latin, but not in {', '.join(missing)}; for these install {PACKAGES}"
    return "captions work in Latin, " + ", ".join(SCRIPTS)


async def _clock(settings: Config, secrets: Secrets) -> str:
    """Compares this clock with the database server's, and with the last request, which cannot be in the future."""
    from bot.store import Store, StoreError

    url, here = environment.store_url(settings, secrets), f"{datetime.now(UTC):%H:%M:%S} UTC"
    try:
        file = _sqlite_file(url)
        if file is not None and not file.exists():
            return f"{here}; nothing to compare with yet"
        store = await Store.open(url)
    except StoreError:  # the store's own check reports it
        return f"{here}; nothing to compare with"
    try:
        server, last = await store.statistics.clocks()
    finally:
        await store.close()
    if server is not None:
        check_skew(server)
    if last is not None and last - time.time() > MAX_SKEW_SECONDS:
        asked = datetime.fromtimestamp(last, UTC)
        raise CheckFailed(
            f"It is {here}, but the last request came at {asked:%Y-%m-%d %H:%M} UTC: correct this machine's clock."
        )
    return f"{here}; the database server agrees" if server is not None else f"{here}; no request came later"


async def _web(settings: Config, secrets: Secrets) -> Finding:
    web = settings.web
    if not web.on:
        if not environment.any_chat(settings, secrets):
            raise CheckFailed(environment.NO_CHAT)
        return Finding("web chat", "off", "[web] on = false")
    if not loopback(web.host):
        raise CheckFailed(f"[web] host {web.host} is not a loopback address; the page has no passwords. Use 127.0.0.1.")
    await _free(web.host, web.port, "choose another one with [web] port")
    return Finding("web chat", "ok", f"http://{web.host}:{web.port} is free")


async def _health(settings: Config) -> Finding:
    host, port = settings.operation.health_host, settings.operation.health_port
    if not port:
        return Finding("health", "off", "[operation] health_port = 0")
    await _free(host, port, "choose another one with [operation] health_host and health_port, or port 0 for none")
    return Finding("health", "ok", f"http://{host}:{port} is free")


async def _free(host: str, port: int, otherwise: str) -> None:
    """Listens on the address for a moment, as a start would. Raises CheckFailed."""
    try:
        server = await asyncio.start_server(lambda reader, writer: None, host, port)
    except OSError as error:
        raise CheckFailed(f"{trouble(host, port, error)}; {otherwise}.") from None
    server.close()
    await server.wait_closed()
