"""A fake Discord for tests; see `server.Discord`."""

from fakes.discord.interactions import Asked
from fakes.discord.server import TOKEN, Discord
from fakes.discord.world import DM, FORUM, GROUP, TEXT, THREAD, Channel, Guild, Message, User

__all__ = ["DM", "FORUM", "GROUP", "TEXT", "THREAD", "TOKEN", "Asked", "Channel", "Discord", "Guild", "Message", "User"]
