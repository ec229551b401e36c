"""The store: jobs, the ledger, settings and the audit log. SQLite or PostgreSQL, by URL."""

from bot.store.attempts import RefusedRequest
from bot.store.database_url import DEFAULT_URL, SqliteUrl, StoreError, parsed_url
from bot.store.gallery_pages import Entry, Listing
from bot.store.job import Job, NewJob, Reserved
from bot.store.member_overrides import Standing
from bot.store.saved_captions import Caption
from bot.store.settings_history import AuditEntry, Changed, Moderator
from bot.store.shares import Share
from bot.store.statistics import ActivityReport, CommunityRow, Spent, Usage
from bot.store.store import LEASE_SECONDS, Store
from bot.store.votes import Tally, Voted
from bot.store.web_messages import WebMessage, WebMessages
from bot.store.web_people import WebAccounts, WebChannel, WebPeople, WebPerson

__all__ = [
    "DEFAULT_URL",
    "LEASE_SECONDS",
    "ActivityReport",
    "AuditEntry",
    "Caption",
    "Changed",
    "CommunityRow",
    "Entry",
    "Job",
    "Listing",
    "Moderator",
    "NewJob",
    "RefusedRequest",
    "Reserved",
    "Share",
    "Spent",
    "SqliteUrl",
    "Standing",
    "Store",
    "StoreError",
    "Tally",
    "Usage",
    "Voted",
    "WebAccounts",
    "WebChannel",
    "WebMessage",
    "WebMessages",
    "WebPeople",
    "WebPerson",
    "parsed_url",
]  # fmt: skip
