"""The composition root: store, engine, bot, chats. The only file that knows everybody."""

from __future__ import annotations

import asyncio
import signal
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
from inference.files.model_folder import sampling
from inference.files.model_names import bundled, full_name

log = structlog.get_logger(__name__)

Chat = Callable[[], Awaitable[None]]
"""Serves until it is cancelled."""

FIRST_PAUSE_SECONDS, MAX_PAUSE_SECONDS = 1.0, 300.0
"""Seconds before a chat that broke is started again; they double each time."""

REAL_MODEL = 'nonet model pull dalle-mini/dalle-mini, then in config.toml under [model]: name = "dalle-mini/dalle-mini"'
"""What an operator does who wants more than the bundled model can."""

MAX_AHEAD_SECONDS = 60.0
"""By which another process's clock may differ."""

LAST_WORDS = 5.0
"""Seconds that the chats have, after the last drawing, to show it."""


async def run(settings: Config, secrets: Secrets, announce: Callable[[str], None]) -> None:
    """Everything that is configured, until SIGTERM or Ctrl-C; returns when all is put away.

    Raises:
        NonetError: something that the operator can mend: the store, the model, an address, no chat at all.
    """
    stopping = _on_signals()
    async with AsyncExitStack() as stack:
        store = await Store.open(store_url(settings, secrets), owner=_owner(settings), defaults=_defaults(settings))
        stack.push_async_callback(store.close)
        await _compare_clocks(store, announce)
        engine = LazyEngine(lambda: _engine(settings), settings.engine.max_queued)
        stack.push_async_callback(engine.drain, 0.0)
        metrics = Metrics(lambda: engine.stats)
        bot = _bot(settings, store, engine, metrics)
        if settings.operation.health_port:
            checks = {"engine": _readiness(engine), "store": _answers(store)}
            host, port = settings.operation.health_host, settings.operation.health_port
            await stack.enter_async_context(health.serve(host, port, metrics, checks))
        chats = _chats(settings, secrets, bot, store, announce)
        if not chats:
            raise NonetError(NO_CHAT)
        tasks = [asyncio.create_task(_supervised(name, chat), name=name) for name, chat in chats.items()]
        tasks.append(asyncio.create_task(bot.maintain(), name="maintenance"))
        stack.push_async_callback(_ended, tasks)
        try:
            await _until(stopping, engine, tasks)
        finally:  # also where one of them gave up: the others still show what there is to show
            if stopping.is_set() or engine.stats.busy_slots:  # a start that cannot be has nothing to finish
                announce("Stopping: finishing what is drawing …")
            await _drain(bot, engine, settings.operation.drain_seconds)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # nothing is left that it could stop
    announce("Stopped.")


async def _compare_clocks(store: Store, announce: Callable[[str], None]) -> None:
    """Says so if the database has requests from the future: this clock is wrong, or was."""
    _, last = await store.statistics.clocks()
    if last is not None and last > time.time() + MAX_AHEAD_SECONDS:
        when = datetime.fromtimestamp(last, UTC)
        announce(f"The last request in the database is of {when:%Y-%m-%d %H:%M} UTC: check this machine's clock.")


def data_folder(settings: Config) -> Path:
    """Where small files are kept: beside an SQLite database, else data/."""
    _, scheme, path = settings.store.url.partition(":///")
    return Path(path).parent if scheme and settings.store.url.startswith("sqlite") else Path("data")


async def _engine(settings: Config) -> LocalEngine:
    """Reads the weights and starts the engine; it warms up by itself. Raises ModelError."""
    reading = DeviceThread()  # of its own: a stop does not wait for what is only read
    device, seconds = await reading.start(lambda: _device(settings))
    await reading.stop(LAST_WORDS)
    engine = LocalEngine(device, max_queued=settings.engine.max_queued, patience=settings.engine.relaxed_minutes * 60)
    engine.start()
    log.info("loaded", model=settings.model.name, device=device.name, seconds=round(seconds, 1))
    if bundled(settings.model.name):
        log.info("a tiny model draws, which comes with Nonet", for_the_real_thing=REAL_MODEL)
    return engine


def _device(settings: Config) -> Device:
    # JAX is imported only now, and in a thread: the chats are up meanwhile.
    from inference.device import runner
    from inference.files import dalle_mini

    compile_cache.keep()
    place = dalle_mini.locate(settings.model.name, settings.model.vqgan)
    return runner.Runner(dalle_mini.load(place, settings.model.dtype), slots=settings.engine.slots or None)


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
        options=sampling(settings.model.name),
    )
    return Bot(context)


def _chats(
    settings: Config, secrets: Secrets, bot: Bot, store: Store, announce: Callable[[str], None]
) -> Mapping[str, Chat]:
    """What is configured; an SDK is imported only if its chat is."""
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
        member_drawing=quotas.member_drawing,
        member_waiting=quotas.member_waiting,
        reset=quotas.reset,
        timezone=quotas.timezone,
        longest_prompt=quotas.longest_prompt,
        retention_days=settings.store.keep_days,
    )


def _owner(settings: Config) -> str:
    """The same after a restart here, another one for any process that may run at the same time."""
    shards = ",".join(map(str, settings.discord.shard_ids))
    return f"{socket.gethostname()}:{Path.cwd()}:{settings.operation.health_port}:{settings.web.port}:{shards}"


def _on_signals() -> asyncio.Event:
    """Set by SIGTERM or Ctrl-C. A second Ctrl-C is somebody who wants no patience; a second SIGTERM is only an echo,
    as of a supervisor that tells the process and its group."""
    stopping, loop = asyncio.Event(), asyncio.get_running_loop()

    def interrupted() -> None:
        stopping.set()
        loop.remove_signal_handler(signal.SIGINT)

    # Not the loop's own way for SIGTERM: it ends with the loop, and an echo may come after that.
    signal.signal(signal.SIGTERM, lambda number, frame: loop.call_soon_threadsafe(stopping.set))
    loop.add_signal_handler(signal.SIGINT, interrupted)
    return stopping


async def _until(stopping: asyncio.Event, engine: LazyEngine, tasks: list[asyncio.Task[None]]) -> None:
    """Until somebody says stop. Raises what makes going on pointless: no model, or a chat's mistake in config.toml."""
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


async def _drain(bot: Bot, engine: LazyEngine, limit: float) -> None:
    """Take nothing more, finish what draws, keep the rest, and let the chats show what there is to show."""
    await asyncio.gather(bot.drain(limit + LAST_WORDS), engine.drain(limit))


async def _ended(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)


async def _supervised(name: str, chat: Chat) -> None:
    """A chat that breaks is started again, later and later; the other chats do not notice.

    Raises:
        NonetError: what the operator has to mend, such as a wrong token, while somebody surely looks: at the start.
    """
    pause, since = FIRST_PAUSE_SECONDS, time.monotonic()
    while True:
        began = time.monotonic()
        try:
            await chat()
            log.warning("chat ended", chat=name)
        except NonetError as error:
            if time.monotonic() - since < MAX_PAUSE_SECONDS:
                raise  # a setting or a token that is wrong will be wrong again
            log.error("chat gave up", chat=name, why=str(error))  # revoked, say: the other chats go on
            pause = MAX_PAUSE_SECONDS
        except Exception:
            log.exception("chat broke", chat=name)
        if time.monotonic() - began > MAX_PAUSE_SECONDS:
            pause = FIRST_PAUSE_SECONDS
        log.info("chat starts again", chat=name, seconds=pause)
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
