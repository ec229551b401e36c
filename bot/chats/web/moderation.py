"""The moderators' pages: values to show, and forms that become commands, which the bot checks."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from aiohttp import web

from bot.arguments import Channel, User
from bot.bot import Bot
from bot.chats.common.deliveries import one
from bot.chats.web.accounts import COMMUNITY, PLATFORM, Accounts, Person
from bot.chats.web.inbound import WebInbound
from bot.chats.web.requests import (
    FormBody,
    Rejected,
    RemovalBody,
    RoleBody,
    SettingsBody,
    form_of,
    locale,
    number,
    parsed,
)
from bot.commands import Command
from bot.handlers import audit_log, community_settings
from bot.handlers.cancel import CancelAll
from bot.handlers.community_settings import ChangeSettings
from bot.member import Member
from bot.policy import settings
from bot.records import AuditEntry, Job
from bot.replies.messages import audit_kind, say

KEY = f"{PLATFORM}:{COMMUNITY}"
HOME = "general"
"""The channel of commands from the moderators' pages, which belong to none."""


class WebModeration:
    def __init__(
        self,
        bot: Bot,
        people: Accounts,
        inbound: WebInbound,
        person: Callable[[web.Request], Person],
        changed: Callable[[], None],
    ) -> None:
        self.bot = bot
        self.people = people
        self.inbound = inbound
        self.person = person
        self.changed = changed

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/api/moderation", self._page(self.now)),
            web.get("/api/moderation/people", self._page(self.who)),
            web.get("/api/moderation/audit", self._page(self.audit)),
            web.post("/api/moderation", self.do),
        ]

    def moderator(self, request: web.Request) -> Person:
        person = self.person(request)
        if not person.moderator:
            raise Rejected(403, "moderators-only")
        return person

    def _page(
        self, page: Callable[[web.Request, Person], Awaitable[Mapping[str, Any]]]
    ) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def answer(request: web.Request) -> web.Response:
            return web.json_response(
                await page(request, self.moderator(request)), headers={"Cache-Control": "no-store"}
            )

        return answer

    # --- what they see -----------------------------------------------------------------------------------------------

    async def now(self, request: web.Request, person: Person) -> Mapping[str, Any]:
        """Settings, rules, channels and the queue."""
        reader = locale(request)
        decided = await self.bot.records.settings(KEY)
        jobs = await self.bot.records.unfinished(KEY)
        return {
            "settings": [
                {
                    "key": key,
                    "value": value,
                    "name": community_settings.setting_name(reader, key),
                    "meaning": community_settings.meaning(reader, key, named=True),
                    "kind": settings.DIALS[key].kind,
                }
                for key, value in settings.describe(decided)
                if "roles" not in settings.DIALS[key].kind  # the page has no roles
            ],
            "rules": [{"name": rule.name, "words": list(rule.words)} for rule in decided.rules],
            "channels": [
                {"id": channel.id, "on": channel.id not in decided.channels_off}
                for channel in self.people.channels.values()
            ],
            "line": [self._waiting(job, place) for place, job in enumerate(jobs)],
        }

    def _waiting(self, job: Job, place: int) -> Mapping[str, Any]:
        asker = self.people.people.get(job.user)
        return {
            "job": job.id,
            "user": job.user,
            "name": asker.name if asker else job.name,
            "prompt": job.words,
            "channel": job.channel,
            "state": job.state,
            "lane": job.lane,
            "seconds": round(time.time() - job.asked),
        }

    async def who(self, request: web.Request, person: Person) -> Mapping[str, Any]:
        """Everybody, with their time-outs."""
        out = await self.bot.records.timed_out(KEY)
        return {
            "people": [
                {"id": other.id, "name": other.name, "moderator": other.moderator, "until": out.get(other.id)}
                for other in self.people.people.values()
            ]
        }

    async def audit(self, request: web.Request, person: Person) -> Mapping[str, Any]:
        reader = locale(request)
        page = min(max(1, number(request.query.get("page", "1"))), 10_000)
        entries, pages = await self.bot.records.audit(KEY, page, size=20)
        lines = [
            {
                "at": entry.at,
                "name": entry.name,
                "what": audit_kind(reader, entry.what),
                "changes": self._changes(entry, reader),
            }
            for entry in entries
        ]
        return {"entries": lines, "page": page, "pages": pages}

    def _changes(self, entry: AuditEntry, reader: str) -> list[tuple[str, str, str]]:
        """With the names of settings, and values in words: a page needs no keys."""
        words = {word: say(reader, f"web-{word}") for word in ("on", "off", "none")}
        words |= {"removed": say(reader, "audit-removed"), "as before": say(reader, "audit-as-before")}
        if entry.what == "time-out":
            words["none"] = say(reader, "lifted")
        return [
            (community_settings.setting_name(reader, what), words.get(old, old), words.get(new, new))
            for what, old, new in named(self.people, entry).changes
        ]

    # --- what they do ------------------------------------------------------------------------------------------------

    async def do(self, request: web.Request) -> web.Response:
        raw = await request.read()
        person = self.moderator(request)  # now: they may have lost the role while the body came
        asker = self.people.member(person, self.people.channels[HOME], locale(request))
        match name := parsed(raw, FormBody).do:
            case "moderator":
                reply = await self._moderator(asker, parsed(raw, RoleBody))
            case "remove":
                reply = await self._remove(asker, parsed(raw, RemovalBody))
            case _:
                reply = await self.inbound.once(person, self._command(asker, name, raw))
        return web.json_response(reply)

    def _command(self, asker: Member, name: str, raw: bytes) -> Command:
        """The command of a form. Nothing in it is trusted: the bot checks who gives it, and every value."""
        spec = next((spec for spec in self.bot.commands if spec.key == name), None)
        if spec is None or not (spec.moderators or spec.others_jobs):
            raise Rejected(400, "web-field-wrong", field="do")
        if spec.command is ChangeSettings:
            return ChangeSettings(asker, parsed(raw, SettingsBody).changes)
        values = parsed(raw, form_of(spec)).model_dump(exclude={"do"}, exclude_none=True)
        for field, kind in spec.kinds.items():
            if isinstance(kind, User | Channel) and field in values:
                values[f"{field}_name"] = self._name(values[field]) if isinstance(kind, User) else values[field]
        command: Command = spec.make(asker, values)
        return command

    async def _moderator(self, asker: Member, body: RoleBody) -> Mapping[str, Any]:
        other = self._other(body.user)
        if other.moderator != body.on:
            changes = ((other.name, "on" if other.moderator else "off", "on" if body.on else "off"),)
            other = await self.people.moderate(other, body.on)
            await self._log(asker, "moderator", changes, other.id)
        self.changed()
        name = "web-moderator-now" if other.moderator else "web-moderator-no-longer"
        return {"text": say(asker.locale, name, name=other.name)}

    async def _remove(self, asker: Member, body: RemovalBody) -> Mapping[str, Any]:
        """Their requests are cancelled and refunded; what they wrote stays, as of someone who left."""
        other = self._other(body.user)
        if other.id == asker.user:
            raise Rejected(409, "web-remove-yourself")
        await self.people.remove([other.id])
        for window in self.inbound.history.listeners:
            if window.person == other.id:
                window.cut()
        await self.inbound.deliveries.collect(asker, self.bot.handle(CancelAll(asker, other.id)))
        await self._log(asker, "remove-person", ((other.name, "", "removed"),), other.id)
        return {"text": say(asker.locale, "web-removed", name=other.name)}

    async def _log(self, asker: Member, what: str, changes: tuple[tuple[str, str, str], ...], about: str) -> None:
        logged = await audit_log.log(self.bot.context, asker, what, changes, about)
        await self.inbound.deliveries.collect(asker, one(logged))

    def _other(self, user: str) -> Person:
        if user not in self.people.people:
            raise Rejected(404, "web-no-such-person")
        return self.people.people[user]

    def _name(self, user: str) -> str:
        person = self.people.people.get(user)
        return person.name if person else ""


def named(people: Accounts, entry: AuditEntry) -> AuditEntry:
    """Replaces the id of the person it was done to by their current name."""
    if entry.what not in audit_log.ABOUT_PEOPLE:
        return entry
    known = {user: person.name for user, person in people.people.items()}
    return replace(entry, changes=tuple((known.get(user, user), old, new) for user, old, new in entry.changes))
