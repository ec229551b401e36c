"""What is kept: jobs, what was drawn for whom, and what moderators decided. SQLite or PostgreSQL, by URL."""

from bot.store.database import DEFAULT_URL, StoreError
from bot.store.decisions import Changed, Entry, Moderator
from bot.store.job import Ask, Job, Reserved
from bot.store.people import Standing
from bot.store.report import Report, Row, Spent, Usage
from bot.store.store import Store
from bot.store.web_messages import Message, WebMessages

__all__ = [
    "DEFAULT_URL", "Ask", "Changed", "Entry", "Job", "Message", "Moderator", "Report", "Reserved", "Row", "Spent",
    "Standing", "Store", "StoreError", "Usage", "WebMessages",
]  # fmt: skip
