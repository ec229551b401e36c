"""`nonet run`: the bot, until it is told to stop."""

from __future__ import annotations

import argparse
import asyncio

from bot import app
from bot.operator import config, environment, logs


def run(options: argparse.Namespace) -> None:
    """Raises NonetError for what the operator can mend."""
    settings, secrets = config.read(options.config), environment.read()
    hidden = [value.get_secret_value() for _, value in secrets if value is not None]
    logs.configure(settings.operation.log, settings.operation.log_level, hidden)
    asyncio.run(app.run(settings, secrets, lambda sentence: print(sentence, flush=True)))
