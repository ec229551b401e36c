"""Tiles in other channels, and taken back: by who shared them, by who made the picture, or by a moderator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from bot.arguments import Channel, JobId
from bot.commands import Command, CommandSpec
from bot.directory import Directory
from bot.errors import Closed, Forbidden, Mistake
from bot.handlers import admission, captions, gallery
from bot.handlers.audit_log import moderated_pictures
from bot.handlers.services import Services
from bot.input import buttons
from bot.member import DIRECT, Member
from bot.policy.settings import Settings
from bot.replies.messages import say
from bot.reply import Announcement, Button, Picture, Post, Reply
from bot.store import Job
from bot.store import Share as Kept
from inference.api import Codes


@dataclass(frozen=True)
class Share(gallery.Post):
    """Post a tile, or a captioned one, in another channel. The same delivery posts once."""

    channel: Annotated[str, Channel()] = ""
    caption: Annotated[str, JobId(hidden=True)] = ""


@dataclass(frozen=True)
class Withdraw(Command):
    """Take one posted tile back, or all of a grid: those of everybody if I made it or am a moderator, else mine."""

    job: Annotated[str, JobId()]
    share: Annotated[str, JobId(hidden=True)] = ""


async def share(services: Services, command: Share) -> Reply | None:
    """Posts it there, and says so to who shares it. None: a double click."""
    context, member = services.context, command.member
    if not command.channel:
        raise Mistake("how-share")
    settings, job = await context.settings(member), await context.job(member, command.job)
    _check_features(settings, command)
    there = await _directory(services, member).destination(member, command.channel, job.address)
    if there.channel in settings.channels_off or not settings.offers("sharing", there.channel):
        raise Closed("share-channel-off")
    if command.caption and not settings.offers("captions", there.channel):
        raise Closed("share-captions-off")

    async def tile(job: Job, codes: Codes) -> Picture:
        return await gallery.rendered_tile(context, job, codes, command.tile, member.locale)

    picture = await captions.to_post(services, command, command.caption) if command.caption else tile
    post = await gallery.shared(services, command, picture, command.caption, there)
    if post is None:
        return None
    withdraw = Button(say(member.locale, "withdraw"), buttons.press("withdraw", job.id, post.share))
    done = "share-done" if there.name else "share-done-there"
    said = say(member.locale, done, tile=command.tile, job=job.id, channel=there.name.removeprefix("#"))
    return Reply(said, private=True, buttons=(withdraw,), job=job.id, post=Post(post, there.address))


async def offers(services: Services, command: Share) -> Mapping[str, str] | None:
    """Where this member may share it now, other channels first. Raises Refused: nowhere."""
    context, member = services.context, command.member
    settings, job = await context.settings(member), await context.job(member, command.job)
    _check_features(settings, command)
    found = await _directory(services, member).destinations(member, job.address)
    if found is None:
        return None
    others_first = sorted(found.items(), key=lambda one: one[0] == member.channel)
    open_ = {
        id_: name
        for id_, name in others_first
        if id_ not in settings.channels_off and all(settings.offers(one, id_) for one in _features(command))
    }
    if not open_:
        raise Closed("share-nowhere")
    return open_


def _features(command: Share) -> tuple[str, ...]:
    return ("sharing", "captions") if command.caption else ("sharing",)


def _check_features(settings: Settings, command: Share) -> None:
    """Before anything is looked up in the other channel, which may be visible there. Raises Closed."""
    for feature in _features(command):
        admission.check_feature(settings, command.member, feature)


async def withdraw(services: Services, command: Withdraw) -> Reply:
    """Its messages are removed; the answer says where they still are.

    Raises:
        Mistake: there is none, which is also what people hear who may not know.
        Forbidden: one post was named that is neither theirs nor of their picture, or that does not exist: the answer is
            the same, so that a guess says nothing.
    """
    context, member, shares = services.context, command.member, services.context.store.shares
    job = await context.store.job(command.job)
    if job is not None and job.platform != member.platform:
        job = None
    all_of_it = job is not None and (
        job.user == member.user or (member.moderator and job.community == member.community)
    )
    one = await shares.get(command.share) if command.share else None
    mine = one is not None and job is not None and (one.job, one.user) == (job.id, member.user)
    if command.share and not (all_of_it or mine):
        raise Forbidden("not-yours-withdraw")
    if job is None:
        raise Mistake("not-shared", job=command.job)
    if command.share:
        gone = await shares.withdrawn(job.platform, job.id, command.share)
    else:
        gone = await shares.withdrawn(job.platform, job.id, user="" if all_of_it else member.user)
    for one in gone:
        context.post_keys.release(one.delivery)  # the same press may post it again
    if not gone and not (all_of_it and await shares.visible(job.id)):
        raise Mistake("not-shared", job=job.id)
    text = say(member.locale, "withdrawn", job=job.id, count=len(gone))
    announce = await _audited(services, member, job, gone)
    return Reply(text, private=True, gone=True, withdrawn=job.id, announce=announce)


async def _audited(services: Services, member: Member, job: Job, gone: list[Kept]) -> Announcement | None:
    """Where a moderator took back what is neither theirs nor of their picture."""
    others = [one for one in gone if member.user not in (one.user, job.user)]
    if not others:
        return None
    people = {(one.user, one.name) for one in others}
    person = people.pop() if len(people) == 1 else (job.user, job.name)
    pictures = dict.fromkeys(f"{one.job}-{one.tile}" for one in others)
    return await moderated_pictures(services.context, member, "withdraw", person, *pictures)


def _directory(services: Services, member: Member) -> Directory:
    """Raises Closed where there are no other channels, as in a direct conversation."""
    directory = services.directories.get(member.platform)
    if directory is None or member.community.startswith(DIRECT):
        raise Closed("share-nowhere")
    return directory


COMMANDS = (
    CommandSpec("share", Share, share, form=("channel",), offers=offers, button="share:job:tile:caption?"),
    CommandSpec("withdraw", Withdraw, withdraw, others_jobs=True, button="withdraw:job:share?"),
)
