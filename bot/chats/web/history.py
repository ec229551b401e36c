"""The messages of all channels: stored, and sent at once to everybody who may see them."""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from bot.chats.web.accounts import COMMUNITY, Accounts, Person
from bot.records import WebMessage as Row
from bot.records import WebMessages

NONET = "nonet"
"""The author of everything that the bot says."""

PAGE = 50
"""Messages that are loaded at a time."""

MAX_FRESH = 500
"""Messages in memory only: private notes, previews."""


@dataclass(frozen=True)
class HistoryMessage:
    """One message as it is now.

    Args:
        author: a person's id, or NONET.
        body: what is shown: JSON, made by rendering.py. "asker" in it is the person whom the bot answers.
        private_to: the only person who sees it; "" is everybody in the channel.
        fleeting: never stored: a private note, a picked tile.
        number: the order in which messages came; 0 while it is not stored.
        created: when it was requested, in seconds since 1970: answers stand in the order of the requests.
    """

    channel: str
    author: str
    body: Mapping[str, Any]
    id: str = field(default_factory=lambda: secrets.token_hex(10))
    private_to: str = ""
    fleeting: bool = False
    number: int = 0
    created: float = 0.0


class Listener(Protocol):
    """A browser window of a person; frames with the same key replace one another until they are sent."""

    person: str

    def send(self, key: str, frame: Mapping[str, Any]) -> None: ...

    def cut(self) -> None: ...


class History:
    """Args: own: verbs of buttons that only the person who asked, and moderators, may press; others do not see them."""

    def __init__(
        self, people: Accounts, kept: WebMessages, own: Collection[str] = (), clock: Callable[[], float] = time.time
    ) -> None:
        self.people = people
        self.kept = kept
        self.own = own
        self.clock = clock
        self.listeners: set[Listener] = set()
        self.fresh: OrderedDict[str, HistoryMessage] = OrderedDict()

    @property
    def present(self) -> set[str]:
        """Who has the page open, by their ids."""
        return {listener.person for listener in self.listeners}

    async def put(self, message: HistoryMessage, *, keep: bool = True) -> HistoryMessage:
        """Adds `message` or changes it. Without `keep`, for previews, the change is not stored."""
        message = replace(message, created=message.created or self.clock())
        if message.fleeting or not keep:
            self.fresh[message.id] = message
            while len(self.fresh) > MAX_FRESH:
                self.fresh.popitem(last=False)
        else:
            message = await self._keep(message)
            self.fresh.pop(message.id, None)
        for listener in self.listeners:
            if self.visible(message, self.people.people.get(listener.person)):
                listener.send(message.id, {"event": "message", "message": self.shown(message, listener.person)})
        return message

    async def _keep(self, message: HistoryMessage) -> HistoryMessage:
        author = self.people.people.get(message.author)
        job = str(message.body.get("job", ""))
        row = None
        if not message.number:
            row = await self.kept.add(
                Row(
                    id=message.id, community=COMMUNITY, channel=message.channel, author=message.author,
                    author_name=author.name if author else message.author, private_to=message.private_to,
                    job=job, body=dict(message.body), created=message.created,
                )
            )  # fmt: skip
        row = row or await self.kept.update(message.id, dict(message.body), job=job)
        return replace(message, number=row.number, created=row.created) if row else message

    async def remove(self, message: HistoryMessage) -> None:
        self.fresh.pop(message.id, None)
        await self.kept.remove(message.id)
        for listener in self.listeners:
            listener.send(message.id, {"event": "gone", "id": message.id, "channel": message.channel})

    def forget(self, user: str, but: str) -> None:
        """Forgets what is in memory about this person, except for one message."""
        about = [one.id for one in self.fresh.values() if user in (one.author, one.private_to, one.body.get("asker"))]
        for message_id in about:
            if message_id != but:
                del self.fresh[message_id]

    async def message(self, message_id: str) -> HistoryMessage | None:
        if message_id in self.fresh:
            return self.fresh[message_id]
        row = await self.kept.message(message_id)
        return _message(row) if row else None

    async def of_job(self, job: str) -> list[HistoryMessage]:
        """All that show it: stored messages and private notes."""
        kept = {row.id: _message(row) for row in await self.kept.of_job(job)}
        fresh = {message.id: message for message in self.fresh.values() if message.body.get("job") == job}
        return list((kept | fresh).values())

    async def history(self, person: Person, channel: str, before: int | None) -> tuple[list[Mapping[str, Any]], bool]:
        """Messages that this person sees, oldest first, and whether there are earlier ones."""
        rows = await self.kept.page(COMMUNITY, channel, person.id, before=before, size=PAGE + 1)
        messages = {row.id: self.fresh.get(row.id) or _message(row) for row in rows[:PAGE]}
        if before is None:  # private notes are not stored, but outlive a lost connection
            own = (message for message in self.fresh.values() if message.fleeting and message.channel == channel)
            messages |= {message.id: message for message in own}
        seen = (message for message in messages.values() if self.visible(message, person))
        in_order = sorted(seen, key=lambda message: message.created)
        return [self.shown(message, person.id) for message in in_order], len(rows) > PAGE

    def send_all(self, frame: Mapping[str, Any]) -> None:
        for listener in self.listeners:
            listener.send(str(frame["event"]), frame)

    def visible(self, message: HistoryMessage, person: Person | None) -> bool:
        if person is None or message.private_to not in ("", person.id):
            return False
        return self.people.channel(person, message.channel) is not None

    def shown(self, message: HistoryMessage, reader: str) -> Mapping[str, Any]:
        """As JSON for the page, with current names."""
        author = self.people.people.get(message.author)
        asker = self.people.people.get(str(message.body.get("asker", "")))
        name = "Nonet" if message.author == NONET else author.name if author else ""  # the page says that they left
        mine, who = reader in (message.author, message.body.get("asker")), self.people.people.get(reader)
        own = mine or reader in message.body.get("own_to", ())
        body = {key: value for key, value in message.body.items() if key not in ("asker", "own_to")}
        if body.get("buttons") and not (own or (who and who.moderator)):
            body["buttons"] = [one for one in body["buttons"] if one["press"].partition(":")[0] not in self.own]
        if own:
            body.pop("report", None)
        return {
            **body,
            "id": message.id,
            "channel": message.channel,
            "by": name,
            "bot": message.author == NONET,
            "mine": mine,
            "asked_by": asker.name if asker else "",
            "private": bool(message.private_to),
            "number": message.number,
            "at": message.created,
        }


def _message(row: Row) -> HistoryMessage:
    return HistoryMessage(
        row.channel, row.author, row.body, row.id, private_to=row.private_to, number=row.number, created=row.created
    )  # fmt: skip
