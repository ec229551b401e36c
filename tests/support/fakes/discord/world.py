"""What exists at the fake Discord: guilds, channels, roles, people, messages, and the JSON that Discord makes of them.

It knows nothing of HTTP. Field names: https://discord.com/developers/docs/resources and what discord.py 2.7.1 reads.
"""

from __future__ import annotations

import itertools
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]

EPOCH = 1_420_070_400
TEXT, DM, VOICE, GROUP, NEWS, THREAD, PRIVATE_THREAD, STAGE, FORUM, MEDIA = 0, 1, 2, 3, 5, 11, 12, 13, 15, 16
THREADS = (THREAD, PRIVATE_THREAD)

PERMISSIONS = {
    "administrator": 1 << 3, "manage_channels": 1 << 4, "manage_guild": 1 << 5, "view_channel": 1 << 10,
    "send_messages": 1 << 11, "manage_messages": 1 << 13, "embed_links": 1 << 14, "attach_files": 1 << 15,
    "read_message_history": 1 << 16, "use_application_commands": 1 << 31, "send_messages_in_threads": 1 << 38,
    "use_external_apps": 1 << 50,
}  # fmt: skip
EVERYTHING = sum(PERMISSIONS.values()) & ~PERMISSIONS["administrator"]
NORMAL = EVERYTHING & ~(PERMISSIONS["manage_channels"] | PERMISSIONS["manage_guild"] | PERMISSIONS["manage_messages"])

_count = itertools.count(
    1
)  # for the whole process: no two tests share an id or a token, so records can be put together


def bits(*names: str) -> int:
    return sum(PERMISSIONS[name] for name in names)


@dataclass(repr=False)
class Role:
    id: int
    name: str
    permissions: int = 0

    def json(self) -> Json:
        return {
            "id": str(self.id), "name": self.name, "permissions": str(self.permissions), "color": 0, "hoist": False,
            "position": 1, "managed": False, "mentionable": False, "flags": 0,
        }  # fmt: skip


@dataclass(repr=False)
class Channel:
    id: int
    name: str
    guild: Guild | None = None
    kind: int = TEXT
    parent: Channel | None = None
    nsfw: bool = False
    denied: int = 0  # what the bot may not do here
    hidden: bool = False  # from everybody but who has a role that may see everything
    forbidden: int = 0  # what nobody else may do here
    recipients: list[User] = field(default_factory=list)
    deleted: bool = False

    def json(self) -> Json:
        made: Json = {"id": str(self.id), "type": self.kind, "flags": 0, "last_message_id": None}
        if self.guild is None:
            return made | {"recipients": [user.json() for user in self.recipients]}
        made |= {
            "guild_id": str(self.guild.id), "name": self.name, "position": 0, "nsfw": self.nsfw, "topic": None,
            "parent_id": str(self.parent.id) if self.parent else None,
            "permission_overwrites": [
                {"id": str(self.guild.world.bot.id), "type": 1, "allow": "0", "deny": str(self.denied)},
                {"id": str(self.guild.id), "type": 0, "allow": "0",
                 "deny": str(self.forbidden | (bits("view_channel") if self.hidden else 0))},
            ],
            "rate_limit_per_user": 0,
        }  # fmt: skip
        if self.kind in (VOICE, STAGE):
            made |= {"bitrate": 64000, "user_limit": 0, "rtc_region": None}
        if self.kind in THREADS:
            made |= {
                "owner_id": "1", "message_count": 0, "member_count": 1,
                "thread_metadata": {"archived": False, "auto_archive_duration": 1440, "locked": False,
                                    "archive_timestamp": "2026-01-01T00:00:00.000000+00:00"},
            }  # fmt: skip
        return made


@dataclass(repr=False)
class User:
    id: int
    name: str
    bot: bool = False
    locale: str = "en-US"
    dms_closed: bool = False

    def json(self) -> Json:
        return {
            "id": str(self.id), "username": self.name, "discriminator": "0", "avatar": None, "bot": self.bot,
            "global_name": None if self.bot else self.name.title(), "public_flags": 0, "flags": 0,
        }  # fmt: skip


@dataclass(repr=False)
class Guild:
    id: int
    name: str
    world: World
    permissions: int = EVERYTHING  # the bot's
    installed: bool = True  # the bot is a member, not only somebody's own app
    channels: dict[int, Channel] = field(default_factory=dict)
    roles: dict[int, Role] = field(default_factory=dict)
    members: dict[int, tuple[User, list[int]]] = field(default_factory=dict)
    upload_limit: int = 10 * 2**20
    language: str = ""  # of a community that has said which one it speaks

    def channel(self, name: str, kind: int = TEXT, parent: Channel | None = None, *, nsfw: bool = False) -> Channel:
        made = Channel(self.world.id(), name, self, kind, parent, nsfw)
        self.channels[made.id] = self.world.channels[made.id] = made
        return made

    def role(self, name: str, *permissions: str) -> Role:
        made = self.roles[number] = Role(number := self.world.id(), name, bits(*permissions))
        return made

    def join(self, user: User, *roles: Role) -> None:
        self.members[user.id] = (user, [role.id for role in roles])

    def may(self, user: User) -> int:
        _, roles = self.members[user.id]
        allowed = NORMAL
        for role in roles:
            allowed |= self.roles[role].permissions
        return EVERYTHING | allowed if allowed & PERMISSIONS["administrator"] else allowed

    def bot_may(self, channel: Channel) -> int:
        return self.permissions & ~channel.denied

    def member(self, user: User) -> Json:
        _, roles = self.members[user.id]
        return {
            "user": user.json(), "roles": [str(role) for role in roles], "nick": None, "avatar": None, "flags": 0,
            "joined_at": "2026-01-01T00:00:00.000000+00:00", "deaf": False, "mute": False, "pending": False,
            "premium_since": None, "communication_disabled_until": None,
        }  # fmt: skip

    def json(self) -> Json:
        everyone = Role(self.id, "@everyone", NORMAL)
        me = Role(self.id | 1 << 60, "nonet", self.permissions)
        self.members.setdefault(self.world.bot.id, (self.world.bot, [me.id]))
        self.roles.setdefault(me.id, me)
        flat = [channel for channel in self.channels.values() if not channel.deleted]
        return {
            "id": str(self.id), "name": self.name, "icon": None, "splash": None, "discovery_splash": None,
            "owner_id": "1", "afk_channel_id": None, "afk_timeout": 300, "verification_level": 0,
            "default_message_notifications": 1, "explicit_content_filter": 0, "mfa_level": 0,
            "features": ["COMMUNITY"] if self.language else [],
            "roles": [role.json() for role in (everyone, *self.roles.values())], "emojis": [], "stickers": [],
            "system_channel_id": None, "system_channel_flags": 0, "rules_channel_id": None, "vanity_url_code": None,
            "description": None, "banner": None, "premium_tier": 0, "premium_subscription_count": 0,
            "preferred_locale": self.language or "en-US", "public_updates_channel_id": None, "nsfw_level": 0,
            "large": False, "unavailable": False, "member_count": len(self.members),
            "joined_at": "2026-01-01T00:00:00+00:00",
            "members": [self.member(self.world.bot)], "presences": [], "voice_states": [], "stage_instances": [],
            "channels": [channel.json() for channel in flat if channel.kind not in THREADS],
            "threads": [channel.json() for channel in flat if channel.kind in THREADS],
            "guild_scheduled_events": [], "soundboard_sounds": [], "application_id": None,
        }  # fmt: skip


@dataclass(repr=False)
class Attachment:
    id: int
    filename: str
    data: bytes
    description: str | None = None

    def json(self, channel: Channel) -> Json:
        url = f"https://cdn.discordapp.com/attachments/{channel.id}/{self.id}/{self.filename}"
        kind = {"png": "image/png", "webp": "image/webp", "jpg": "image/jpeg"}.get(self.filename.rsplit(".")[-1], "")
        made: Json = {"id": str(self.id), "filename": self.filename, "size": len(self.data), "url": url,
                      "proxy_url": url.replace("cdn.discordapp.com", "media.discordapp.net")}  # fmt: skip
        if kind:
            made |= {"content_type": kind, "width": 256, "height": 256}
        return made | ({"description": self.description} if self.description is not None else {})


@dataclass(eq=False, repr=False)
class Message:
    """A message as it is now; `seen_by` is the one person who sees an ephemeral one."""

    id: int
    channel: Channel
    author: User
    content: str = ""
    embeds: list[Json] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    flags: int = 0
    seen_by: User | None = None
    reply_to: Message | None = None
    deleted: bool = False
    edits: list[float] = field(default_factory=list)
    nonce: str | None = None

    def json(self, *, nested: bool = False) -> Json:
        made: Json = {
            "id": str(self.id), "channel_id": str(self.channel.id), "author": self.author.json(), "type": 0,
            "content": self.content, "embeds": self.embeds, "components": self._components(),
            "attachments": [file.json(self.channel) for file in self.attachments], "flags": self.flags,
            "timestamp": stamp(self.id), "edited_timestamp": stamp(self.id) if self.edits else None, "tts": False,
            "mention_everyone": False, "mentions": self._mentions(), "mention_roles": [], "pinned": False,
            "reactions": [],
        }  # fmt: skip
        if self.author.bot:
            made |= {"application_id": str(self.author.id), "webhook_id": str(self.author.id)}
        if self.reply_to is not None and not nested:
            first = {"type": 0, "channel_id": str(self.channel.id), "message_id": str(self.reply_to.id)}
            shown = None if self.reply_to.deleted else self.reply_to.json(nested=True)
            made |= {"type": 19, "message_reference": first, "referenced_message": shown}
        return made

    def _mentions(self) -> list[Json]:
        """Members whom the text names."""
        named = {int(number) for number in re.findall(r"<@!?(\d+)>", self.content)}
        members = self.channel.guild.members if self.channel.guild else {}
        return [members[number][0].json() for number in sorted(named & members.keys())]

    def _components(self) -> list[Json]:
        """As they come back: every one has its number, and files have addresses."""
        files = {file.filename: file.json(self.channel) for file in self.attachments}
        numbers = itertools.count(1)

        def back(part: Any) -> Any:
            if isinstance(part, list):
                return [back(one) for one in part]
            if not isinstance(part, dict):
                return part
            made = {key: back(value) for key, value in part.items()}
            if "type" in made and not isinstance(part.get("label"), dict):
                made.setdefault("id", next(numbers))
            url = made.get("url", "")
            if isinstance(url, str) and url.startswith("attachment://") and url[13:] in files:
                found = files[url[13:]]
                made |= {"url": found["url"], "proxy_url": found["proxy_url"], "attachment_id": found["id"],
                         "width": 256, "height": 256, "loading_state": 2}  # fmt: skip
            return made

        made: list[Json] = back(self.components)
        return made

    def parts(self) -> Iterator[Json]:
        """Every component, however deep."""
        stack = list(reversed(self.components))
        while stack:
            part = stack.pop()
            yield part
            inside = part.get("components", []) + ([part["accessory"]] if "accessory" in part else [])
            stack.extend(reversed(inside))

    @property
    def text(self) -> str:
        """All that can be read in it."""
        return "\n".join([self.content, *(part["content"] for part in self.parts() if part["type"] == 10)]).strip()

    @property
    def buttons(self) -> dict[str, str]:
        return {part.get("label", ""): part.get("custom_id", "") for part in self.parts() if part["type"] == 2}

    @property
    def selects(self) -> dict[str, list[str]]:
        return {part["custom_id"]: [o["value"] for o in part["options"]] for part in self.parts() if part["type"] == 3}

    @property
    def alts(self) -> list[str]:
        items = [item for part in self.parts() if part["type"] == 12 for item in part["items"]]
        return [item.get("description", "") for item in items]

    @property
    def spoiler(self) -> bool:
        return any(item.get("spoiler") for part in self.parts() if part["type"] == 12 for item in part["items"])


def stamp(snowflake: int) -> str:
    return datetime.fromtimestamp((snowflake >> 22) / 1000 + EPOCH, UTC).isoformat()


class World:
    """All there is, and the clock that tokens and ids go by."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.clock = clock
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.messages: dict[int, Message] = {}
        self.users: dict[int, User] = {}
        self.bot = User(self.id(), "nonet", bot=True)
        self.users[self.bot.id] = self.bot

    def id(self) -> int:
        return (int((self.clock() - EPOCH) * 1000) << 22) | (next(_count) & 0x3FFFFF)

    def direct(self, user: User) -> Channel:
        found = [c for c in self.channels.values() if c.kind == DM and c.recipients == [user]]
        made = found[0] if found else Channel(self.id(), "", kind=DM, recipients=[user])
        self.channels[made.id] = made
        return made

    def group(self, *users: User) -> Channel:
        """A conversation of several people, without the bot: one of them has brought the app along."""
        made = self.channels[number] = Channel(number := self.id(), "", kind=GROUP, recipients=list(users))
        return made

    def in_channel(self, channel: Channel) -> list[Message]:
        """What everybody there sees, oldest first."""
        return [m for m in self.messages.values() if m.channel is channel and not m.deleted and not m.seen_by]
