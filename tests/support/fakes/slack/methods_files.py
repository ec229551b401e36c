"""Web API: the external upload. A file is no picture until Slack has processed it, a little later."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fakes.slack import limits
from fakes.slack.methods_chat import ApiError, channel_of, method
from fakes.slack.world import File, Json, Message, Workspace, new_id

if TYPE_CHECKING:
    from fakes.slack.server import FakeSlack

KINDS = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif"}


async def get_upload_url(slack: FakeSlack, team: Workspace, args: Json, request: Any) -> Json:
    alt = args.get("alt_txt", "")
    if len(alt) > 1000:
        slack.wrong(f"files.getUploadURLExternal: {len(alt)} characters of alt_txt of at most 1000")
        raise ApiError("alt_txt_too_large")
    if not alt:
        slack.wrong("files.getUploadURLExternal: no alt_txt")
    if int(args["length"]) < 1:
        raise ApiError("invalid_arguments")
    file = File(new_id("F"), team, args["filename"], int(args["length"]), alt)
    team.files[file.id] = file
    upload = new_id("L")
    slack.uploads[upload] = file.id
    return {"upload_url": f"{slack.url}/upload/{upload}", "file_id": file.id}


async def complete_upload(slack: FakeSlack, team: Workspace, args: Json, request: Any) -> Json:
    files = []
    for wanted in args["files"]:
        file = team.files.get(wanted.get("id", ""))
        if file is None or not file.data or file.complete:
            raise ApiError("file_not_found")
        file.title = wanted.get("title", "")
        files.append(file)
    channel = channel_of(team, args["channel_id"]) if args.get("channel_id") else None
    if "initial_comment" in args:
        slack.wrong(*limits.escaped("files.completeUploadExternal.initial_comment", args["initial_comment"]))
    for file in files:
        file.complete = True
        if file.name not in slack.unprocessable:
            slack.later(slack.slow_processing.get(file.name, slack.processing), lambda file=file: _process(file))
    if channel is not None:
        slack.wrote(team, channel.id, "files.completeUploadExternal")
        said = Message(team.new_ts(slack.clock()), channel, team.bot_user, args.get("initial_comment", ""),
                       thread_ts=args.get("thread_ts", ""), files=files)  # fmt: skip
        channel.messages.append(said)
        for file in files:
            file.shares.setdefault(channel.id, []).append(said.ts)
    return {"files": [file.json() for file in files]}


def _process(file: File) -> None:
    found = [kind for magic, kind in KINDS.items() if file.data.startswith(magic)]
    file.mimetype = found[0] if found else "application/octet-stream"


async def info(slack: FakeSlack, team: Workspace, args: Json, request: Any) -> Json:
    file = team.files.get(args["file"])
    if file is None or not file.complete:
        raise ApiError("file_not_found")
    if file.deleted:
        raise ApiError("file_deleted")
    return {"file": file.json()}


async def delete(slack: FakeSlack, team: Workspace, args: Json, request: Any) -> Json:
    file = team.files.get(args["file"])
    if file is None:
        raise ApiError("file_not_found")
    if file.deleted:
        raise ApiError("file_deleted")
    for channel in team.channels.values():
        for message in channel.messages:
            if any(block.get("slack_file", {}).get("id") == file.id for block in message.pictures):
                slack.wrong(f"files.delete: {file.id} is still shown in #{channel.name}")
    file.deleted = True
    return {}


METHODS = {
    "files.getUploadURLExternal": method(get_upload_url, "files:write", "filename length", "alt_txt snippet_type"),
    "files.completeUploadExternal": method(
        complete_upload, "files:write", "files", "channel_id thread_ts initial_comment blocks channels"
    ),
    "files.info": method(info, "files:read", "file", "count cursor limit page"),
    "files.delete": method(delete, "files:write", "file"),
}
