"""All commands, in the order of /help and of the page's list, which have those for moderators last.

A new module is added here; a new command in one of them is not.
"""

from __future__ import annotations

from bot.commands import Commands
from bot.handlers import (
    activity_report,
    blocked_words,
    browsing,
    cancel,
    captions,
    community_settings,
    downloads,
    drawing,
    favourites,
    gallery,
    hall,
    help_topics,
    mashes,
    members,
    privacy,
    rehearsals,
    reported_pictures,
    sharing,
    variations,
)

COMMANDS: Commands = (
    *drawing.COMMANDS,
    *mashes.COMMANDS,
    *gallery.COMMANDS,
    *browsing.COMMANDS,
    *favourites.COMMANDS,
    *captions.COMMANDS,
    *sharing.COMMANDS,
    *reported_pictures.COMMANDS,
    *hall.COMMANDS,
    *variations.COMMANDS,
    *downloads.COMMANDS,
    *cancel.COMMANDS,
    *community_settings.COMMANDS,
    *rehearsals.COMMANDS,
    *blocked_words.COMMANDS,
    *members.COMMANDS,
    *activity_report.COMMANDS,
    *privacy.COMMANDS,
    *help_topics.COMMANDS,
)
