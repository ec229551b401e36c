"""Web API: messages, and what a response_url does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fakes.slack import limits
from fakes.slack.world import Channel, Json, Message, Workspace

if TYPE_CHECKING:
    from fakes.slack.server import FakeSlack, ResponseUrl


class ApiError(Exception):
    """`{"ok": false, "error": name, ...}`"""

    def __init__(self, name: str, **extra: Any) -> None:
        super().__init__(name)
        self.name = name
        self.extra = extra


@dataclass(frozen=True)
class Method:
    act: Callable[..., Awaitable[Json]]
    scope: str  # any one of these scopes, joined by |; "" none; "app" takes no bot token
    args: frozenset[str]
    required: frozenset[str]


def method(act: Callable[..., Awaitable[Json]], scope: str, required: str = "", optional: str = "") -> Method:
    return Method(act, scope, frozenset((required + " " + optional).split()), frozenset(required.split()))


def channel_of(team: Workspace, id_: str, *, write: bool = True, public_ok: bool = False) -> Channel:
    """The conversation of this id, or the app's own with this person; refused where the app may not write."""
    if id_ in team.users:
        return team.im_with(id_)
    named = (each for each in team.channels.values() if each.name == id_.removeprefix("#"))
    channel = team.channels.get(id_) or next(named, None)
    if channel is None or (channel.private and team.bot_user not in channel.members):
        raise ApiError("channel_not_found")
    if write and channel.archived:
        raise ApiError("is_archived")
    if write and not public_ok and team.bot_user not in channel.members:
        raise ApiError("not_in_channel")
    return channel


def checked(slack: FakeSlack, team: Workspace, args: Json, where: str) -> list[Json]:
    """The blocks, if a message of these arguments is allowed; what is not is kept as a violation."""
    if found := limits.message(args):
        slack.wrong(*(f"{where}: {each}" for each in found))
        raise invalid(found)
    shown: list[Json] = []
    for number, block in enumerate(args.get("blocks") or []):
        shown.append({"block_id": f"b{number}", **block})
        if block["type"] == "image" and "slack_file" in block:
            file = team.files.get(block["slack_file"].get("id", ""))
            if file is None or file.deleted or not file.mimetype.startswith("image/"):
                pointer = f"invalid slack file [json-pointer:/blocks/{number}/slack_file]"
                raise invalid([pointer])
    return shown


def invalid(found: list[str]) -> ApiError:
    messages = [f"[ERROR] {each}" for each in found]
    return ApiError("invalid_blocks", errors=found, response_metadata={"messages": messages})


async def post(slack: FakeSlack, team: Workspace, args: Json, request: Any) -> Json:
    channel = channel_of(team, args["channel"], public_ok="chat:write.public" in team.scopes)
    blocks = checked(slack, team, args, "chat.postMessage")
    thread = args.get("thread_ts", "")
    if args.get("unfurl_links", True):
        slack.wrong("chat.postMessage: links of a prompt would unfurl")
    slack.wrote(team, channel.id, "chat.postMessage")
    said = Message(team.new_ts(slack.clock()), channel, team.bot_user, args["text"], blocks, thread,
                   metadata=args.get("metadata"))  # fmt: skip
    channel.messages.append(said)
    return {"channel": channel.id, "ts": said.ts, "message": said.json()}


async def post_ephemeral(slack: FakeSlack, team: Workspace, args: Json, request: Any) -> Json:
    channel = channel_of(team, args["channel"])
    user = team.users.get(args["user"])
    if user is None or (channel.members and channel.private and user.id not in channel.members):
        raise ApiError("user_not_in_channel")
    blocks = checked(slack, team, args, "chat.postEphemeral")
    said = Message(team.new_ts(slack.clock()), channel, team.bot_user, args["text"], blocks, args.get("thread_ts", ""),
                   to=user.id)  # fmt: skip
    user.ephemerals.append(said)
    return {"message_ts": said.ts}


def own_message(team: Workspace, args: Json, denied: str) -> Message:
    channel = channel_of(team, args["channel"], public_ok=True)
    found = channel.message(args["ts"])
    if found is None:
        raise ApiError("message_not_found")
    if found.user != team.bot_user:
        raise ApiError(denied)
    return found


async def update(slack: FakeSlack, team: Workspace, args: Json, request: Any) -> Json:
    found = own_message(team, args, "cant_update_message")
    blocks = checked(slack, team, args, "chat.update")
    slack.wrote(team, found.channel.id, "chat.update")
    found.edits.append((slack.clock(), found.text, found.blocks))
    found.text = args["text"]
    if "blocks" in args:
        found.blocks = blocks
    return {"channel": found.channel.id, "ts": found.ts, "text": found.text, "message": found.json()}


async def delete(slack: FakeSlack, team: Workspace, args: Json, request: Any) -> Json:
    found = own_message(team, args, "cant_delete_message")
    found.channel.messages.remove(found)
    found.channel.deleted.append(found)
    return {"channel": found.channel.id, "ts": found.ts}


async def permalink(slack: FakeSlack, team: Workspace, args: Json, request: Any) -> Json:
    channel = channel_of(team, args["channel"], write=False, public_ok=True)
    if channel.message(args["message_ts"]) is None:
        raise ApiError("message_not_found")
    stamp = args["message_ts"].replace(".", "")
    return {
        "channel": channel.id,
        "permalink": f"https://{team.name.lower()}.slack.invalid/archives/{channel.id}/p{stamp}",
    }


def respond(slack: FakeSlack, url: ResponseUrl, args: Json) -> None:
    """A message by response_url: private unless it says in_channel."""
    known = {"text", "blocks", "response_type", "replace_original", "delete_original", "thread_ts", "unfurl_links",
             "unfurl_media", "metadata"}  # fmt: skip
    if unknown := set(args) - known:
        slack.wrong(f"response_url: unknown arguments {unknown}")
    team, user = url.team, url.team.users[url.user]
    channel = team.channels[url.channel]
    if args.get("delete_original"):
        if url.original in user.ephemerals:
            user.ephemerals.remove(url.original)
        return
    blocks = checked(slack, team, args, "response_url")
    if args.get("replace_original"):
        if url.original is not None:
            url.original.text, url.original.blocks = args["text"], blocks
        return
    said = Message(team.new_ts(slack.clock()), channel, team.bot_user, args["text"], blocks, args.get("thread_ts", ""))
    if args.get("response_type", "ephemeral") == "in_channel":
        channel.messages.append(said)
    else:
        said.to = user.id
        user.ephemerals.append(said)


_MESSAGE = "blocks thread_ts mrkdwn unfurl_links unfurl_media metadata parse link_names reply_broadcast"

METHODS = {
    "chat.postMessage": method(post, "chat:write", "channel text", _MESSAGE),
    "chat.postEphemeral": method(post_ephemeral, "chat:write", "channel user text", "blocks thread_ts parse"),
    "chat.update": method(update, "chat:write", "channel ts text", "blocks metadata parse link_names file_ids"),
    "chat.delete": method(delete, "chat:write", "channel ts"),
    "chat.getPermalink": method(permalink, "", "channel message_ts"),
}
