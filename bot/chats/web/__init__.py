"""The chat that is always there: one page on this machine's own address, with no account and no token."""

from bot.chats.web.server import WebError, serve

__all__ = ["WebError", "serve"]
