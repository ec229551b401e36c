"""The moderators' pages: values to show, and forms that become commands, which the bot checks."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from aiohttp import web

from bot.arguments import MAX_OPTION_CHARACTERS, Channel, Integer, Switch, Text, User
from bot.bot import Bot
from bot.chats.common.deliveries import one
from bot.chats.web.accounts import COMMUNITY, PLATFORM, Accounts, Person
from bot.chats.web.inbound import WebInbound
from bot.chats.web.requests import Rejected, RequestBody, locale, number, read
from bot.commands import Command
from bot.handlers import community_settings
from bot.handlers.community_settings import ChangeSettings
from bot.member import Member
from bot.policy import settings
from bot.records import AuditEntry, Job
from bot.replies.messages import audit_key, audit_kind, say

KEY = f"{PLATFORM}:{COMMUNITY}"
FORMS = {"settings": "change", "time-out": "timeout"}
"""Forms whose name is not the key of their command."""
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
        decided = await self.bot.records.settings(KEY)
        jobs = await self.bot.records.unfinished(KEY)
        return {
            "settings": [
                {
                    "key": key,
                    "value": value,
                    "meaning": community_settings.meaning(locale(request), key, text),
                    "kind": settings.DIALS[key].kind,
                }
                for key, value, text in settings.describe(decided)
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
            "prompt": job.prompt,
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
        page = min(max(1, number(request.query.get("page", "1"))), 10_000)
        entries, pages = await self.bot.records.audit(KEY, page, size=20)
        lines = [
            {
                "at": entry.at,
                "name": entry.name,
                "what": audit_kind(locale(request), entry.what),
                "changes": self._changes(entry, locale(request)),
            }
            for entry in entries
        ]
        return {"entries": lines, "page": page, "pages": pages}

    def _changes(self, entry: AuditEntry, language: str) -> list[tuple[str, str, str]]:
        words = {"as before": say(language, "audit-as-before")}
        if entry.what == "time-out":
            words["none"] = say(language, "lifted")
        changes = named(self.people, entry).changes
        return [(audit_key(language, key), old, words.get(new, new)) for key, old, new in changes]

    # --- what they do ------------------------------------------------------------------------------------------------

    async def do(self, request: web.Request) -> web.Response:
        person = self.moderator(request)
        body = await read(request)
        if body.text("do") == "moderator":
            reply = await self._moderator(person, body)
        else:
            asker = self.people.member(person, self.people.channels[HOME], body.locale)
            reply = await self.inbound.once(person, self._command(asker, body))
        return web.json_response(reply)

    def _command(self, asker: Member, body: RequestBody) -> Command:
        """The command of a form. Nothing in it is trusted: the bot checks who gives it, and every value."""
        name = body.text("do")
        spec = next((spec for spec in self.bot.commands if spec.key == FORMS.get(name, name)), None)
        if spec is None or not (spec.moderators or spec.others_jobs):
            raise web.HTTPBadRequest(text="There is no such thing to do.")
        values: dict[str, object] = {"changes": body.texts("changes")} if spec.command is ChangeSettings else {}
        for field, kind in spec.kinds.items():
            if field not in body.values and not spec.required(field):
                continue
            match kind:
                case Integer():
                    values[field] = body.number(field)
                case Switch():
                    values[field] = body.flag(field)
                case _:
                    values[field] = body.text(field, MAX_OPTION_CHARACTERS if isinstance(kind, Text) else 100)
            if isinstance(kind, User | Channel):
                values[f"{field}_name"] = self._name(str(values[field])) if isinstance(kind, User) else values[field]
        command: Command = spec.make(asker, values)
        return command

    async def _moderator(self, person: Person, body: RequestBody) -> Mapping[str, Any]:
        other = self.people.people.get(body.text("user"))
        if other is None:
            raise Rejected(404, "web-no-such-person")
        if other.moderator != body.flag("on"):
            changes = ((other.name, "on" if other.moderator else "off", "on" if body.flag("on") else "off"),)
            asker = self.people.member(person, self.people.channels[HOME], body.locale)
            other = await self.people.moderate(other, body.flag("on"))
            logged = await community_settings.log(self.bot.context, asker, "moderator", changes)
            await self.inbound.deliveries.collect(asker, one(logged))
        self.changed()
        name = "web-moderator-now" if other.moderator else "web-moderator-no-longer"
        return {"text": say(body.locale, name, name=other.name)}

    def _name(self, user: str) -> str:
        person = self.people.people.get(user)
        return person.name if person else ""


def named(people: Accounts, entry: AuditEntry) -> AuditEntry:
    """Replaces the id of the person it was done to by their current name."""
    if entry.what not in ("grant", "time-out"):
        return entry
    known = {user: person.name for user, person in people.people.items()}
    return replace(entry, changes=tuple((known.get(user, user), old, new) for user, old, new in entry.changes))
