"""The store: jobs, the ledger, settings and the audit log. SQLite or PostgreSQL, by URL."""

from bot.store.database_url import DEFAULT_URL, SqliteUrl, StoreError, parsed_url
from bot.store.job import Job, NewJob, Reserved
from bot.store.member_overrides import Standing
from bot.store.settings_history import AuditEntry, Changed, Moderator
from bot.store.statistics import ActivityReport, CommunityRow, Spent, Usage
from bot.store.store import LEASE_SECONDS, Store
from bot.store.web_messages import WebMessage, WebMessages

__all__ = [
    "DEFAULT_URL",
    "LEASE_SECONDS",
    "ActivityReport",
    "AuditEntry",
    "Changed",
    "CommunityRow",
    "Job",
    "Moderator",
    "NewJob",
    "Reserved",
    "Spent",
    "SqliteUrl",
    "Standing",
    "Store",
    "StoreError",
    "Usage",
    "WebMessage",
    "WebMessages",
    "parsed_url",
]  # fmt: skip
