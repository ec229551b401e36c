"""The chat in Slack. Its SDK is known here and nowhere else."""

from bot.chats.slack.server import serve

__all__ = ["serve"]
