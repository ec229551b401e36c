"""`nonet run`: the bot, until it is told to stop."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import threading

from bot import app, config, environment, logs


def run(options: argparse.Namespace) -> None:
    """Raises NonetError for what the operator can mend."""
    settings, secrets = config.read(options.config), environment.read()
    hidden = [value.get_secret_value() for _, value in secrets if value is not None]
    logs.configure(settings.operation.log, settings.operation.log_level, hidden)
    asyncio.run(app.run(settings, secrets, lambda sentence: print(sentence, flush=True)))
    if any(thread.daemon for thread in threading.enumerate()):
        # It reads weights that nobody wants any more. All is put away, and Python cannot end around a busy thread.
        sys.stderr.flush()
        os._exit(0)
