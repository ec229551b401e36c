"""The composition root: makes the store, the engine, the bot and the chats, and ends them in order."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

import structlog

from bot.bot import Bot
from bot.chats import web
from bot.context import BotContext
from bot.operator import health
from bot.operator.config import Config
from bot.operator.environment import NO_CHAT, Secrets, store_url
from bot.operator.metrics import Metrics
from bot.operator.shutdown import Shutdown, end_within
from bot.policy.pricing import Pricing
from bot.policy.quota import BotLimits
from bot.policy.settings import Settings
from bot.replies.examples import examples
from bot.store import Store
from inference.api import NonetError
from inference.device import compile_cache
from inference.engine.device import Device
from inference.engine.lazy import LazyEngine
from inference.engine.local import LocalEngine
from inference.engine.thread import DeviceThread
from inference.files.model_folder import reads_latin, sampling
from inference.files.model_names import bundled, full_name

log = structlog.get_logger(__name__)

Chat = Callable[[], Awaitable[None]]
"""Serves until it is cancelled."""

FIRST_PAUSE_SECONDS, MAX_PAUSE_SECONDS = 1.0, 300.0
"""Pauses before a chat that failed is started again; they double each time."""

REAL_MODEL = 'nonet model pull dalle-mini/dalle-mini, then in config.toml under [model]: name = "dalle-mini/dalle-mini"'
"""How an operator gets the published model instead of the bundled one."""

MAX_AHEAD_SECONDS = 60.0
"""By which another process's clock may differ."""

LOADING_GRACE_SECONDS = 5.0
"""For the thread that has loaded the weights to end."""


async def run(settings: Config, secrets: Secrets, announce: Callable[[str], None], shutdown: Shutdown) -> None:
    """Runs everything that is configured until a stop is requested, and then ends it part by part.

    Raises:
        NonetError: what the operator can fix: the store, the model, an address, no chat at all.
    """
    opening = Store.open(store_url(settings, secrets), owner=_owner(settings), defaults=_defaults(settings))
    store = await shutdown.unless_requested(opening)
    if store is not None:
        await _serve(settings, secrets, announce, shutdown, store)
    announce("Stopped.")


async def _serve(
    settings: Config, secrets: Secrets, announce: Callable[[str], None], shutdown: Shutdown, store: Store
) -> None:
    limits = shutdown.limits
    async with AsyncExitStack() as stack:
        stack.push_async_callback(lambda: end_within("store", store.close(), limits.store))
        await _compare_clocks(store, announce)
        engine = LazyEngine(lambda: _engine(settings), settings.engine.max_queued)
        metrics = Metrics(lambda: engine.stats)
        bot = _bot(settings, store, engine, metrics)
        if settings.operation.health_port:
            checks = {"engine": _readiness(engine), "store": _answers(store)}
            host, port = settings.operation.health_host, settings.operation.health_port
            await stack.enter_async_context(health.serve(host, port, metrics, checks, limits.health))
        chats = _chats(settings, secrets, bot, store, announce)
        if not chats:
            raise NonetError(NO_CHAT)
        tasks = [asyncio.create_task(_supervised(name, chat), name=name) for name, chat in chats.items()]
        tasks.append(asyncio.create_task(bot.maintain(), name="maintenance"))
        stack.push_async_callback(shutdown.end, tasks, limits.chats)
        try:
            await _until(shutdown.requested, engine, tasks)
        finally:  # also if one of them gave up: the others still show their last replies
            if shutdown.requested.is_set() or engine.stats.busy_slots:  # a start that failed has nothing to finish
                announce("Stopping: finishing what is drawing …")
            await _drain(bot, engine, shutdown)


async def _compare_clocks(store: Store, announce: Callable[[str], None]) -> None:
    """Says so if the database has requests from the future: this clock is wrong, or was."""
    _, last = await store.statistics.clocks()
    if last is not None and last > time.time() + MAX_AHEAD_SECONDS:
        when = datetime.fromtimestamp(last, UTC)
        announce(f"The last request in the database is of {when:%Y-%m-%d %H:%M} UTC: check this machine's clock.")


def data_folder(settings: Config) -> Path:
    """The folder of small files: the one of the SQLite database, else data/."""
    _, scheme, path = settings.store.url.partition(":///")
    return Path(path).parent if scheme and settings.store.url.startswith("sqlite") else Path("data")


async def _engine(settings: Config) -> LocalEngine:
    """Loads the weights and starts the engine, which then warms up. Raises ModelError."""
    reading = DeviceThread()  # not the engine's: a stop does not wait for weights that are loading
    device, seconds = await reading.start(lambda: _device(settings))
    await reading.stop(LOADING_GRACE_SECONDS)
    engine = LocalEngine(device, max_queued=settings.engine.max_queued, patience=settings.engine.relaxed_minutes * 60)
    engine.start()
    log.info("loaded", model=settings.model.name, device=device.name, seconds=round(seconds, 1))
    if bundled(settings.model.name):
        log.info("drawing with the small bundled model", for_the_real_thing=REAL_MODEL)
    return engine


def _device(settings: Config) -> Device:
    # JAX is imported here, in a thread, so that the chats start meanwhile.
    from inference.device.previews import PreviewTable
    from inference.device.runner import Runner
    from inference.files import dalle_mini

    compile_cache.keep()
    model = dalle_mini.load(dalle_mini.locate(settings.model.name, settings.model.vqgan), settings.model.dtype)
    previews = PreviewTable(model, compile_cache.folder("previews"))
    return Runner(model, slots=settings.engine.slots or None, previews=previews)


def _bot(settings: Config, store: Store, engine: LazyEngine, metrics: Metrics) -> Bot:
    cost, quotas = settings.cost, settings.quotas
    context = BotContext(
        store,
        engine,
        pricing=Pricing(
            price_per_hour=cost.price_per_hour,
            daily_cap=cost.daily_cap or None,
            daily_seconds=cost.daily_device_minutes * 60 or None,
            currency=cost.currency,
        ),
        limits=BotLimits(
            grids_per_day=quotas.bot_per_day or None,
            reset=quotas.reset,
            timezone=quotas.timezone,
        ),
        model=full_name(settings.model.name),
        max_wait_seconds=quotas.longest_wait_minutes * 60,
        ready=lambda: engine.ready,
        metrics=metrics,
        latin=reads_latin(settings.model.name),
        options=sampling(settings.model.name),
    )
    return Bot(context)


def _chats(
    settings: Config, secrets: Secrets, bot: Bot, store: Store, announce: Callable[[str], None]
) -> Mapping[str, Chat]:
    """The configured chats, by name. An SDK is imported only if its chat is configured."""
    chats: dict[str, Chat] = {}
    if settings.web.on:
        first = examples(settings.model.name)[0]
        chats["web"] = lambda: web.serve(
            bot,
            settings,
            folder=data_folder(settings),
            listening=lambda address: announce(f"Open {address} and type /imagine {first}"),
        )
    if secrets.discord_token:
        from bot.chats import discord

        token = secrets.discord_token.get_secret_value()
        chats["discord"] = lambda: discord.serve(bot, settings, token=token, folder=data_folder(settings))
    if secrets.slack_bot_token or secrets.slack_client_id:
        from bot.chats import slack

        chats["slack"] = lambda: slack.serve(
            bot, settings, secrets, store.slack, listening=lambda where: announce(f"Slack reaches us by {where}.")
        )
    return chats


def _defaults(settings: Config) -> Settings:
    quotas = settings.quotas
    return Settings(
        member_per_day=quotas.member_per_day,
        channel_per_day=quotas.channel_per_day,
        community_per_day=quotas.community_per_day,
        member_unfinished=quotas.member_unfinished,
        reset=quotas.reset,
        timezone=quotas.timezone,
        longest_prompt=quotas.longest_prompt,
        retention_days=settings.store.keep_days,
    )


def _owner(settings: Config) -> str:
    """Names this installation: the same after a restart, and different for processes that may run at the same time."""
    shards = ",".join(map(str, settings.discord.shard_ids))
    return f"{socket.gethostname()}:{Path.cwd()}:{settings.operation.health_port}:{settings.web.port}:{shards}"


async def _until(stopping: asyncio.Event, engine: LazyEngine, tasks: list[asyncio.Task[None]]) -> None:
    """Until a stop is requested. Raises what ends the bot: no model, or a setting that a chat cannot use."""
    stop = asyncio.create_task(stopping.wait())
    loaded = asyncio.create_task(engine.loaded())
    waiting: set[asyncio.Task[object]] = {stop, loaded, *tasks}
    try:
        while not stop.done():
            done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
    finally:
        stop.cancel()
        loaded.cancel()


async def _drain(bot: Bot, engine: LazyEngine, shutdown: Shutdown) -> None:
    """Accepts no more requests, finishes those that draw, and leaves the rest to the next start.

    The engine ends beside the chats: its device may be in a call that takes long, and nobody needs the result.
    """
    seconds = shutdown.drain_seconds + shutdown.limits.results
    ending = asyncio.create_task(engine.drain(shutdown.drain_seconds), name="engine")
    await end_within("jobs", bot.drain(seconds), seconds)
    if not ending.done():
        log.info("stopping without waiting for the device")


async def _supervised(name: str, chat: Chat) -> None:
    """Runs a chat and starts it again if it fails, with growing pauses; the other chats go on.

    Raises:
        NonetError: what the operator has to fix, such as a wrong token, in the first minutes, while they watch.
    """
    pause, since = FIRST_PAUSE_SECONDS, time.monotonic()
    while True:
        began = time.monotonic()
        try:
            await chat()
            log.warning("chat ended", chat=name)
        except NonetError as error:
            if time.monotonic() - since < MAX_PAUSE_SECONDS:
                raise  # a wrong setting or token stays wrong
            log.error("chat gave up", chat=name, why=str(error))  # a revoked token, for example: the other chats go on
            pause = MAX_PAUSE_SECONDS
        except Exception:
            log.exception("chat failed", chat=name)
        if (task := asyncio.current_task()) and task.cancelling():
            raise asyncio.CancelledError  # it was cancelled, and a library has swallowed that
        if time.monotonic() - began > MAX_PAUSE_SECONDS:
            pause = FIRST_PAUSE_SECONDS
        log.info("chat restarts", chat=name, seconds=pause)
        await asyncio.sleep(pause)
        pause = min(2 * pause, MAX_PAUSE_SECONDS)


def _readiness(engine: LazyEngine) -> health.Check:
    async def check() -> str:
        return "" if engine.ready else "warming up"

    return check


def _answers(store: Store) -> health.Check:
    async def check() -> str:
        await store.unfinished()
        return ""

    return check
