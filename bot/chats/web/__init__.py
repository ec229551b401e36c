"""The built-in web chat: a page on loopback, without accounts or tokens."""

from bot.chats.web.server import WebError, serve

__all__ = ["WebError", "serve"]
