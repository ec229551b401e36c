"""People at the fake Discord: they type commands, press buttons, choose, fill forms in, and some of them forge.

A person's client is honest: it offers only registered commands that this person may see, with values that the options
allow, and buttons of messages that this person sees. `forged=True` sends what an honest client would not.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from fakes.discord import interactions
from fakes.discord.interactions import Asked
from fakes.discord.world import DM, GROUP, Channel, Guild, Json, Message, Role, User

if TYPE_CHECKING:
    from fakes.discord.gateway import Gateway
    from fakes.discord.record import Record
    from fakes.discord.world import World

COMMAND, COMPONENT, AUTOCOMPLETE, FORM = 2, 3, 4, 5
SUB, GROUP_OF, STRING, INTEGER, BOOLEAN, USER_OPTION, CHANNEL_OPTION, ROLE_OPTION = 1, 2, 3, 4, 5, 6, 7, 8


class People:
    """What people do at a `Discord`, which this is a part of."""

    world: World
    gateway: Gateway
    record: Record
    asked: dict[int, Asked]
    tokens: dict[str, Asked]
    commands: list[Json]
    strict_nonce = True

    async def slash(
        self,
        user: User,
        channel: Channel,
        name: str,
        /,
        *,
        forged: bool = False,
        limit: int | None = None,
        **values: Any,
    ) -> Asked:
        """Type a command: `slash(ann, general, "nonet block add", words="…")`."""
        words = name.split()
        command = self._command(words[0], 1)
        if not forged:
            self._allowed(user, channel, command)
        options: list[Json] = []
        resolved: Json = {}
        inner, known = options, command.get("options", [])
        for word in words[1:]:
            found = next(option for option in known if option["name"] == word)
            inner.append({"name": word, "type": found["type"], "options": []})
            inner, known = inner[-1]["options"], found.get("options", [])
        for key, value in values.items():
            option = next((one for one in known if one["name"] == key), None)
            assert option is not None or forged, f"/{name} has no option {key}"
            kind = option["type"] if option else STRING
            if option is not None and not forged:
                _fits(option, value)
            inner.append({"name": key, "type": kind, "value": self._value(value, channel.guild, resolved)})
        missing = {option["name"] for option in known if option.get("required")} - set(values)
        assert not missing or forged, f"/{name} needs {missing}"
        data: Json = {"id": command["id"], "name": words[0], "type": 1, "options": options}
        return await self.send(user, channel, COMMAND, data | ({"resolved": resolved} if resolved else {}), limit=limit)

    async def menu(self, user: User, name: str, message: Message) -> Asked:
        """Choose from the menu on a message."""
        command = self._command(name, 3)
        self._allowed(user, message.channel, command)
        data = {"id": command["id"], "name": name, "type": 3, "target_id": str(message.id),
                "resolved": {"messages": {str(message.id): message.json()}}}  # fmt: skip
        return await self.send(user, message.channel, COMMAND, data)

    async def press(self, user: User, message: Message, label: str, *, custom_id: str = "") -> Asked:
        """Press the button with this label; a `custom_id` forges one that is not there."""
        if not custom_id:
            assert message.seen_by in (None, user), f"{user.name} does not see that message"
            assert not message.deleted, "that message is gone"
            assert label in message.buttons, f"no button {label!r} among {list(message.buttons)}"
            custom_id = message.buttons[label]
        data = {"custom_id": custom_id, "component_type": 2, "id": 1}
        return await self.send(user, message.channel, COMPONENT, data, message)

    async def choose(self, user: User, message: Message, *values: str, custom_id: str = "") -> Asked:
        """Choose from the message's only select."""
        if not custom_id:
            ((custom_id, options),) = message.selects.items()
            assert set(values) <= set(options), f"{values} are not among {options}"
        data = {"custom_id": custom_id, "component_type": 3, "id": 1, "values": list(values)}
        return await self.send(user, message.channel, COMPONENT, data, message)

    async def choose_channel(self, user: User, message: Message, chosen: Channel) -> Asked:
        """Choose from the message's select of channels."""
        ((custom_id, kinds),) = [(p["custom_id"], p.get("channel_types")) for p in message.parts() if p["type"] == 8]
        assert not kinds or chosen.kind in kinds, f"a channel of type {chosen.kind} is not offered"
        resolved = {"channels": {str(chosen.id): chosen.json() | {"permissions": "0"}}}
        data = {"custom_id": custom_id, "component_type": 8, "id": 1, "values": [str(chosen.id)], "resolved": resolved}
        return await self.send(user, message.channel, COMPONENT, data, message)

    async def submit(self, asked: Asked, **values: str) -> Asked:
        """Fill in the form that answered `asked`."""
        assert asked.modal is not None, "no form was shown"
        parts = []
        for part in asked.modal["components"]:
            field = part["component"] if part["type"] == 18 else part["components"][0]
            value = values.get(field["custom_id"], field.get("value", ""))
            filled = {"type": field["type"], "custom_id": field["custom_id"], "id": 2}
            if field["type"] == 3:
                chosen = [one["value"] for one in field["options"] if one.get("default")]
                filled["values"] = [values.get(field["custom_id"], *chosen)] if chosen else [value]
            else:
                filled["value"] = value
            parts.append({"type": 18, "id": 1, "component": filled} if part["type"] == 18
                         else {"type": 1, "id": 1, "components": [filled]})  # fmt: skip
        data = {"custom_id": asked.modal["custom_id"], "components": parts}
        return await self.send(asked.user, asked.channel, FORM, data, asked.on)

    async def send(
        self,
        user: User,
        channel: Channel,
        kind: int,
        data: Json,
        on: Message | None = None,
        *,
        limit: int | None = None,
    ) -> Asked:
        """Deliver an interaction, whatever it says."""
        guild = channel.guild
        number = self.world.id()
        now = self.world.clock()
        asked = Asked(self, number, f"token{number}", kind, user, channel, now, _now(), on)  # type: ignore[arg-type]
        asked.limit = limit or (guild.upload_limit if guild else 10 * 2**20)
        owners = {"0": str(guild.id if guild else 0)} if _has_bot(channel) else {"1": str(user.id)}
        payload: Json = {
            "id": str(number), "application_id": str(self.world.bot.id), "type": kind, "data": data,
            "token": asked.token, "version": 1, "locale": user.locale, "entitlements": [], "channel": channel.json(),
            "channel_id": str(channel.id), "attachment_size_limit": asked.limit, "app_permissions": "0",
            "authorizing_integration_owners": owners,
            "context": 0 if guild else (2 if channel.kind == GROUP else 1),
        }  # fmt: skip
        if guild is not None:
            may = guild.may(user)
            asked.ephemeral_only = not interactions.may_be_public(may, installed=guild.installed)
            payload |= {
                "guild_id": str(guild.id), "guild": {"id": str(guild.id), "locale": "en-US", "features": []},
                "guild_locale": "en-US", "member": guild.member(user) | {"permissions": str(may)},
                "app_permissions": str(guild.bot_may(channel)),
            }  # fmt: skip
        else:
            payload["user"] = user.json()
        if on is not None:
            payload["message"] = on.json()
        self.asked[number] = self.tokens[asked.token] = asked  # type: ignore[index]
        interactions.deliver(self, asked)  # type: ignore[arg-type]
        self.record.interaction(payload)
        await self.gateway.dispatch("INTERACTION_CREATE", payload, guild.id if guild and guild.installed else None)
        return asked

    async def kick(self, guild: Guild) -> None:
        """The bot is removed from the guild."""
        guild.installed = False
        await self.gateway.dispatch("GUILD_DELETE", {"id": str(guild.id)}, guild.id)

    async def invite(self, guild: Guild) -> None:
        """And asked back."""
        guild.installed = True
        await self.gateway.dispatch("GUILD_CREATE", guild.json(), guild.id)

    async def drop(self, channel: Channel) -> None:
        """A moderator deletes the channel and all that is in it."""
        channel.deleted = True
        assert channel.guild is not None
        for message in self.world.in_channel(channel):
            message.deleted = True
        await self.gateway.dispatch("CHANNEL_DELETE", channel.json(), channel.guild.id)

    async def remove(self, message: Message) -> None:
        """A moderator deletes a message."""
        message.deleted = True
        assert message.channel.guild is not None
        gone = {"id": str(message.id), "channel_id": str(message.channel.id), "guild_id": str(message.channel.guild.id)}
        await self.gateway.dispatch("MESSAGE_DELETE", gone, message.channel.guild.id)

    def write(self, user: User, channel: Channel, text: str) -> Message:
        """A person's own message."""
        made = Message(self.world.id(), channel, user, text)
        self.world.messages[made.id] = made
        return made

    # --- what an honest client does ---

    def _command(self, name: str, kind: int) -> Json:
        found = [command for command in self.commands if command["name"] == name and command["type"] == kind]
        assert found, f"no command {name!r} is registered"
        return found[0]

    def sees(self, user: User, channel: Channel, name: str) -> bool:
        try:
            self._allowed(user, channel, next(command for command in self.commands if command["name"] == name))
        except AssertionError:
            return False
        return True

    def _allowed(self, user: User, channel: Channel, command: Json) -> None:
        guild = channel.guild
        here = 0 if guild else (1 if channel.kind == DM else 2)
        contexts = command.get("contexts")
        assert contexts is None or here in contexts, f"/{command['name']} is not offered here"
        brought = 0 if _has_bot(channel) else 1
        assert brought in (command.get("integration_types") or [0]), f"/{command['name']} is not installed here"
        needed = command.get("default_member_permissions")
        if guild is not None and needed is not None:
            assert guild.may(user) & int(needed) == int(needed), f"{user.name} does not see /{command['name']}"

    def _value(self, value: Any, guild: Guild | None, resolved: Json) -> Any:
        if isinstance(value, User):
            resolved.setdefault("users", {})[str(value.id)] = value.json()
            if guild is not None and value.id in guild.members:
                known = {k: v for k, v in guild.member(value).items() if k not in ("user", "deaf", "mute")}
                resolved.setdefault("members", {})[str(value.id)] = known | {"permissions": str(guild.may(value))}
            return str(value.id)
        if isinstance(value, Channel):
            resolved.setdefault("channels", {})[str(value.id)] = value.json() | {"permissions": "0"}
            return str(value.id)
        if isinstance(value, Role):
            resolved.setdefault("roles", {})[str(value.id)] = value.json()
            return str(value.id)
        return value


def _has_bot(channel: Channel) -> bool:
    """Whether the bot is here itself; elsewhere only somebody's own app answers."""
    return channel.guild.installed if channel.guild else channel.kind == DM


def _fits(option: Json, value: Any) -> None:
    """An honest client lets nothing else be typed."""
    kind, name = option["type"], option["name"]
    if kind == STRING:
        assert isinstance(value, str), f"{name} is text"
        assert option.get("min_length", 0) <= len(value) <= option.get("max_length", 6000), f"{name} is too long"
        if option.get("choices"):
            assert value in [choice["value"] for choice in option["choices"]], f"{value!r} is no choice of {name}"
    elif kind == INTEGER:
        assert isinstance(value, int), f"{name} is a number"
        assert option.get("min_value", value) <= value <= option.get("max_value", value), f"{name} is out of range"
    elif kind == BOOLEAN:
        assert isinstance(value, bool), f"{name} is yes or no"
    elif kind in (USER_OPTION, CHANNEL_OPTION, ROLE_OPTION):
        assert isinstance(value, User | Channel | Role), f"{name} is somebody, a channel or a role"
        kinds = option.get("channel_types")
        assert not kinds or not isinstance(value, Channel) or value.kind in kinds, f"{name} has no such channel"


def _now() -> float:
    return asyncio.get_running_loop().time()
