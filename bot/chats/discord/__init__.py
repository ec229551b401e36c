"""The chat at Discord: slash commands and buttons in, messages out. Its SDK is imported in this package only.

It requests one intent, for servers and their channels; it never reads what people write.
"""

from bot.chats.discord.server import DiscordError, serve
from bot.chats.discord.session import DiscordTimes

__all__ = ["DiscordError", "DiscordTimes", "serve"]
