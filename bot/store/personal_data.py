"""Personal data: exported on request, deleted on request, and deleted after the retention time."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from dataclasses import fields
from typing import Any

import sqlalchemy as sa

from bot.store import gallery_entries, pending_removals, saved_captions, vote_entries
from bot.store.database import Database
from bot.store.gallery_table import gallery
from bot.store.job import UNFINISHED, Job, job_of, smallest
from bot.store.jobs import LISTED, cancelled
from bot.store.schema import ENDED_BY_PERSON, audit, captions, grants, jobs, refused_requests, shares, time_outs
from bot.store.votes_table import votes
from bot.store.web_tables import web_messages, web_people
from inference.api import Codes

BATCH_ROWS = 100
SOMEBODY = "somebody"
"""In place of a deleted person's id where they ended another person's job."""


def export(connection: sa.Connection, platform: str, user: str) -> dict[str, object]:
    found = connection.execute(
        sa.select(jobs).where(jobs.c.platform == platform, jobs.c.user == user).order_by(jobs.c.asked, jobs.c.id)
    )
    mine = sa.select(shares).where(pending_removals.by(platform, user)).order_by(shares.c.number)
    shared = connection.execute(mine).all()
    said = sa.select(web_messages).where(_said(user)).order_by(web_messages.c.number)
    known = sa.select(web_people).where(web_people.c.id == user)
    written = sa.select(captions).where(saved_captions.written_by(platform, user)).order_by(captions.c.written)
    tiles = (gallery.c.job, gallery.c.tile, gallery.c.favourite, gallery.c.posted)
    own = sa.and_(gallery_entries.chosen_by(platform, user), gallery.c.caption == "")
    chosen = sa.select(*tiles).where(own).order_by(gallery.c.number)
    voted = sa.select(votes.c.job, votes.c.tile, votes.c.at).where(vote_entries.given_by(platform, user))
    return {
        "platform": platform,
        "user": user,
        "jobs": [_exported(job_of(row)) for row in found],
        "posted": [_shared(row) for row in shared if not row.report],
        "reported": [row.job for row in shared if row.report],
        "messages": [dict(row._mapping) for row in connection.execute(said)] if platform == "web" else [],
        "captions": [dict(row._mapping) for row in connection.execute(written)],
        "chosen": [dict(row._mapping) for row in connection.execute(chosen)],
        "votes": [dict(row._mapping) for row in connection.execute(voted.order_by(votes.c.at))],
        "people": [dict(row._mapping) for row in connection.execute(known)] if platform == "web" else [],
        "grants": _rows(connection, grants, grants.c.user == user, platform),
        "refused": _rows(connection, refused_requests, refused_requests.c.user == user, platform),
        "time_outs": _rows(connection, time_outs, time_outs.c.user == user, platform),
        "decisions": _rows(connection, audit, audit.c.who == user, platform),
        "decisions_about_you": _rows(connection, audit, audit.c.about == user, platform),
    }


async def forget(database: Database, platform: str, user: str, clock: Callable[[], float]) -> list[Job]:
    """As Store.forget: a batch of jobs per transaction, so that no request waits for thousands of them."""
    await database.call(_forget_others, platform, user, clock())
    gone: list[Job] = []
    while batch := await database.call(_forget_batch, platform, user):
        gone += batch
    return sorted(gone, key=lambda job: (job.asked, job.id))


def _forget_others(connection: sa.Connection, platform: str, user: str, now: float) -> None:
    """Everything but finished jobs. What the person requests from now on is a new job, and stays."""
    mine = sa.and_(jobs.c.platform == platform, jobs.c.user == user)
    begun = sa.select(jobs.c.id).where(mine, jobs.c.state.in_(UNFINISHED)).order_by(jobs.c.id)
    for job_id in list(connection.scalars(begun)):
        cancelled(connection, job_id, "", now, user)
    pending_removals.taken_back(connection, platform, pending_removals.by(platform, user))
    connection.execute(captions.delete().where(saved_captions.written_by(platform, user)))
    connection.execute(gallery.delete().where(gallery_entries.chosen_by(platform, user)))
    vote_entries.forget(connection, platform, user)
    here = refused_requests.c.community.startswith(f"{platform}:", autoescape=True)
    connection.execute(refused_requests.delete().where(refused_requests.c.user == user, here))
    ended = sa.and_(sa.text(ENDED_BY_PERSON), jobs.c.ended_by == user, jobs.c.platform == platform)
    connection.execute(jobs.update().where(ended, jobs.c.user != user).values(ended_by=SOMEBODY))
    if platform == "web":
        connection.execute(web_messages.delete().where(_said(user)))
        connection.execute(web_people.update().where(web_people.c.id == user).values(name="", active=False))


def _forget_batch(connection: sa.Connection, platform: str, user: str) -> list[Job]:
    finished = sa.select(*LISTED).where(
        jobs.c.platform == platform, jobs.c.user == user, jobs.c.state.not_in(UNFINISHED)
    )
    gone = [job_of(row) for row in connection.execute(finished.limit(BATCH_ROWS))]
    ids = [job.id for job in gone]
    addresses = [job.address for job in gone if job.state != "deleted"]
    pending_removals.due(connection, platform, addresses)
    pending_removals.taken_back(connection, platform, shares.c.job.in_(ids))
    delete_jobs(connection, ids)
    return gone


def delete_jobs(connection: sa.Connection, ids: Sequence[str]) -> None:
    """With what the web chat said of them, their captions, where their tiles were posted, and who chose them."""
    if ids:
        connection.execute(web_messages.delete().where(web_messages.c.job.in_(ids)))
        connection.execute(captions.delete().where(captions.c.job.in_(ids)))
        connection.execute(shares.delete().where(shares.c.job.in_(ids)))
        gallery_entries.delete_of(connection, ids)
        vote_entries.delete_of(connection, ids)
        connection.execute(jobs.delete().where(jobs.c.id.in_(ids)))


def _said(user: str) -> sa.ColumnElement[bool]:
    return sa.or_(web_messages.c.author == user, web_messages.c.private_to == user)


def _rows(
    connection: sa.Connection, table: sa.Table, theirs: sa.ColumnElement[bool], platform: str
) -> list[dict[str, object]]:
    here = table.c.community.startswith(f"{platform}:", autoescape=True)
    return [dict(row._mapping) for row in connection.execute(sa.select(table).where(theirs, here))]


def _shared(row: sa.Row[Any]) -> dict[str, object]:
    """Without its address, as `_exported`, and without what only our buttons need."""
    names = ("job", "tile", "caption", "name", "channel", "channel_name", "at")
    return {name: row._mapping[name] for name in names}


def _exported(job: Job) -> dict[str, object]:
    """As JSON values, without the address of its message, which may hold a token to post there."""
    values = {field.name: getattr(job, field.name) for field in fields(Job) if field.name != "address"}
    return values | {
        "roles": sorted(job.roles),
        "options": dict(job.options),
        "facts": dict(job.facts),
        "codes": None if job.codes is None else _encoded(job.codes),
    }


def _encoded(codes: Codes) -> dict[str, object]:
    """Base64 with dtype and shape: 6 KB for DALL·E Mini, a quarter of what decimal numbers take."""
    numbers = codes.astype(smallest(codes).newbyteorder("<"))
    return {"dtype": numbers.dtype.str, "shape": codes.shape, "base64": base64.b64encode(numbers.tobytes()).decode()}
