"""`nonet run`: the bot, until it is stopped."""

from __future__ import annotations

import argparse
from contextlib import suppress

from bot import app
from bot.operator import config, environment, logs
from bot.operator.shutdown import Shutdown


def run(options: argparse.Namespace) -> None:
    """Raises NonetError for what the operator can fix."""
    settings, secrets = config.read(options.config), environment.read()
    hidden = [value.get_secret_value() for _, value in secrets if value is not None]
    logs.configure(settings.operation.log, settings.operation.log_level, hidden)
    with Shutdown(settings.operation.drain_seconds) as shutdown:
        shutdown.run(app.run(settings, secrets, _announce, shutdown))


def _announce(sentence: str) -> None:
    with suppress(OSError, ValueError):  # stdout may be closed, as by `nonet run | head -1`; the bot goes on
        print(sentence, flush=True)
