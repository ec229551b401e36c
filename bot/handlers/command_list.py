"""All commands. /help and the page list them in this order. A new module is added here; a new command in one is not."""

from __future__ import annotations

from bot.commands import Commands
from bot.handlers import (
    activity_report,
    blocked_words,
    cancel,
    community_settings,
    gallery,
    help_topics,
    imagine,
    members,
    privacy,
)

COMMANDS: Commands = (
    *imagine.COMMANDS,
    *members.COMMANDS,
    *gallery.COMMANDS,
    *cancel.COMMANDS,
    *privacy.COMMANDS,
    *help_topics.COMMANDS,
    *community_settings.COMMANDS,
    *blocked_words.COMMANDS,
    *activity_report.COMMANDS,
)
