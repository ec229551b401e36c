"""The HTTP server of /healthz, /readyz and /metrics."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager

from aiohttp import web

from bot.operator.config import ConfigError
from bot.operator.metrics import Metrics
from bot.operator.net import trouble
from bot.operator.shutdown import end_within

Check = Callable[[], Awaitable[str]]
"""Returns "" if all is well, else the problem in a few words."""


@asynccontextmanager
async def serve(
    host: str, port: int, metrics: Metrics, checks: Mapping[str, Check], goodbye_seconds: float = 0.5
) -> AsyncIterator[int]:
    """Serves on `port` until the block ends; yields the port, which is another one if `port` is 0.

    Args:
        goodbye_seconds: how long the end of the block waits for requests that are being answered.

    Raises:
        ConfigError: the address is in use, or is not one of this machine.
    """
    runner = web.AppRunner(_app(metrics, checks), access_log=None, shutdown_timeout=goodbye_seconds / 2)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        try:
            await site.start()
        except OSError as error:
            raise ConfigError(
                f"{trouble(host, port, error)}; [operation] health_host and health_port choose another address, "
                "port 0 none."
            ) from error
        yield runner.addresses[0][1]
    finally:
        await end_within("health", runner.cleanup(), goodbye_seconds)


def _app(metrics: Metrics, checks: Mapping[str, Check]) -> web.Application:
    async def healthz(request: web.Request) -> web.Response:
        return web.Response(text="ok\n")  # an answer shows that the loop runs

    async def readyz(request: web.Request) -> web.Response:
        said = {name: await _answer(check) for name, check in checks.items()}
        lines = "".join(f"{name}: {problem or 'ok'}\n" for name, problem in said.items())
        return web.Response(text=lines, status=503 if any(said.values()) else 200)

    async def numbers(request: web.Request) -> web.Response:
        return web.Response(body=metrics.text(), headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"})

    app = web.Application()
    app.add_routes([web.get("/healthz", healthz), web.get("/readyz", readyz), web.get("/metrics", numbers)])
    return app


async def _answer(check: Check) -> str:
    try:
        return await check()
    except Exception as error:  # any error means "not ready"; its text may hold a secret
        return f"{type(error).__name__}"
