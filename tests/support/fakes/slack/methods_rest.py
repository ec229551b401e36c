"""Web API: views, conversations, people, sign-in."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from fakes.slack.methods_chat import ApiError, channel_of, method
from fakes.slack.world import Json, Workspace, new_id

if TYPE_CHECKING:
    from fakes.slack.server import FakeSlack

# --- views -----------------------------------------------------------------------------------------------------------


def _shown(team: Workspace, view: Json, **facts: Any) -> Json:
    made = {"id": new_id("V"), "team_id": team.id, "app_id": team.app_id, "hash": new_id("H"), "private_metadata": "",
            "callback_id": "", "state": {"values": {}}, **view, **facts}  # fmt: skip
    made["blocks"] = [{"block_id": f"v{number}", **block} for number, block in enumerate(view["blocks"])]
    team.views[made["id"]] = made
    return made


async def open_view(slack: FakeSlack, team: Workspace, args: Json, request: Any) -> Json:
    trigger = args["trigger_id"]
    if trigger not in slack.triggers:
        raise ApiError("invalid_trigger_id")
    user, issued = slack.triggers[trigger]
    if slack.clock() - issued > 3:
        raise ApiError("expired_trigger_id")
    if trigger in slack.spent_triggers:
        raise ApiError("exchanged_trigger_id")
    slack.spent_triggers.add(trigger)
    slack.view_checked(args["view"])
    view = _shown(team, args["view"])
    person = team.users[user]
    if request.path.endswith("views.push"):
        if person.modal is None:
            raise ApiError("invalid_trigger_id")  # a window is pushed onto another one
        person.under = person.modal
    person.modal = view
    return {"view": view}


async def update_view(slack: FakeSlack, team: Workspace, args: Json, request: Any) -> Json:
    old = team.views.get(args.get("view_id", ""))
    if old is None:
        raise ApiError("not_found")
    if args.get("hash") and args["hash"] != old["hash"]:
        raise ApiError("hash_conflict")
    slack.view_checked(args["view"])
    view = _shown(team, args["view"], id=old["id"])
    for user in team.users.values():
        if user.modal is not None and user.modal["id"] == old["id"]:
            user.modal = view
        if user.under is not None and user.under["id"] == old["id"]:
            user.under = view
    return {"view": view}


async def publish_view(slack: FakeSlack, team: Workspace, args: Json, request: Any) -> Json:
    user = team.users.get(args["user_id"])
    if user is None:
        raise ApiError("user_not_found")
    if user.home and args.get("hash") and args["hash"] != user.home["hash"]:
        raise ApiError("hash_conflict")
    slack.view_checked(args["view"])
    user.home = _shown(team, args["view"])
    return {"view": user.home}


# --- conversations, people -------------------------------------------------------------------------------------------


async def conversation_info(slack: FakeSlack, team: Workspace, args: Json, request: Any) -> Json:
    channel = channel_of(team, args["channel"], write=False)
    found = {"id": channel.id, "name": channel.name, "is_archived": channel.archived, "is_im": bool(channel.im)}
    return {"channel": found | {"is_private": channel.private, "is_member": team.bot_user in channel.members}}


async def conversation_open(slack: FakeSlack, team: Workspace, args: Json, request: Any) -> Json:
    if args["users"] not in team.users or team.users[args["users"]].team is not team:
        raise ApiError("user_not_found")
    return {"channel": {"id": team.im_with(args["users"]).id}}


async def history(slack: FakeSlack, team: Workspace, args: Json, request: Any) -> Json:
    channel = channel_of(team, args["channel"], write=False)
    if not channel.im and not {"channels:history", "groups:history"} & team.scopes:
        raise ApiError("missing_scope", needed="channels:history", provided=",".join(sorted(team.scopes)))
    oldest, thread = float(args.get("oldest", 0)), args.get("ts", "")
    latest = float(args.get("latest", "inf"))
    found = [message.json() for message in channel.messages
             if oldest <= float(message.ts) <= latest and message.thread_ts == thread]  # fmt: skip
    if "oldest" not in args or "latest" in args:  # with oldest alone, Slack begins there
        found.reverse()
    if not args.get("include_all_metadata"):
        found = [{key: value for key, value in message.items() if key != "metadata"} for message in found]
    start = int(args.get("cursor") or 0)
    end = start + min(int(args.get("limit", 100)), slack.longest_page)
    more = end < len(found)
    return {"messages": found[start:end], "has_more": more,
            "response_metadata": {"next_cursor": str(end) if more else ""}}  # fmt: skip


async def groups(slack: FakeSlack, team: Workspace, args: Json, request: Any) -> Json:
    return {"usergroups": [{"id": id_, "handle": handle, "name": handle.title()}
                           for id_, (handle, _) in team.groups.items()]}  # fmt: skip


async def group_users(slack: FakeSlack, team: Workspace, args: Json, request: Any) -> Json:
    if args["usergroup"] not in team.groups:
        raise ApiError("no_such_subteam")
    return {"users": sorted(team.groups[args["usergroup"]][1])}


async def user_info(slack: FakeSlack, team: Workspace, args: Json, request: Any) -> Json:
    user = team.users.get(args["user"])
    if user is None:
        raise ApiError("user_not_found")
    found: Json = {"id": user.id, "team_id": user.team.id, "name": user.name, "real_name": user.name.title(),
                   "deleted": False, "is_admin": user.admin, "is_owner": False, "is_bot": user.id == team.bot_user,
                   "profile": {"display_name": user.name}}  # fmt: skip
    if args.get("include_locale") in ("1", "true", True, 1):
        found["locale"] = user.locale
    return {"user": found}


# --- who we are ------------------------------------------------------------------------------------------------------


async def auth_test(slack: FakeSlack, team: Workspace, args: Json, request: Any) -> Json:
    found = {"url": f"https://{team.name.lower()}.slack.invalid/", "team": team.name, "team_id": team.id}
    return found | {"user": "nonet", "user_id": team.bot_user, "bot_id": team.bot_id,
                    "is_enterprise_install": team.whole_organisation}  # fmt: skip


async def team_info(slack: FakeSlack, team: Workspace, args: Json, request: Any) -> Json:
    return {"team": {"id": team.id, "name": team.name, "domain": team.name.lower()}}


async def bot_info(slack: FakeSlack, team: Workspace, args: Json, request: Any) -> Json:
    return {"bot": {"id": team.bot_id, "app_id": team.app_id, "user_id": team.bot_user, "name": "nonet"}}


async def connections_open(slack: FakeSlack, team: None, args: Json, request: Any) -> Json:
    return {"url": f"{slack.url.replace('http', 'ws', 1)}/socket?ticket={new_id('W')}&app_id={slack.app_id}"}


async def oauth_access(slack: FakeSlack, team: None, args: Json, request: Any) -> Json:
    said = request.headers.get("Authorization", "")
    if said.startswith("Basic "):
        client = tuple(base64.b64decode(said[6:]).decode().split(":", 1))
    else:
        client = (args.get("client_id", ""), args.get("client_secret", ""))
    if client != (slack.client_id, slack.client_secret):
        raise ApiError("bad_client_secret")
    if args.get("grant_type") == "refresh_token":
        found = next((each for each in slack.workspaces.values() if each.refresh_token == args["refresh_token"]), None)
        if found is None:
            raise ApiError("invalid_refresh_token")
    else:
        found = slack.codes.pop(args.get("code", ""), None)
        if found is None:
            raise ApiError("invalid_code")
    found.new_token()
    found.revoked = False
    answer: Json = {
        "access_token": found.bot_token, "token_type": "bot", "scope": ",".join(sorted(found.scopes)),
        "bot_user_id": found.bot_user, "app_id": found.app_id,
        "team": None if found.whole_organisation else {"id": found.id, "name": found.name},
        "enterprise": {"id": "E1", "name": "Org"} if found.whole_organisation else None,
        "is_enterprise_install": found.whole_organisation,
        "authed_user": {"id": next((user.id for user in found.users.values() if user.admin), found.bot_user)},
    }  # fmt: skip
    if slack.rotation:
        found.expires = slack.clock() + 43200
        answer |= {"refresh_token": found.refresh_token, "expires_in": 43200}
    return answer


METHODS = {
    "views.open": method(open_view, "", "trigger_id view"),
    "views.push": method(open_view, "", "trigger_id view"),
    "views.update": method(update_view, "", "view", "view_id external_id hash"),
    "views.publish": method(publish_view, "", "user_id view", "hash"),
    "conversations.info": method(
        conversation_info, "channels:read|groups:read|im:read", "channel", "include_locale include_num_members"
    ),
    "conversations.open": method(conversation_open, "im:write", "users", "return_im prevent_creation"),
    "conversations.history": method(
        history, "channels:history|groups:history|im:history", "channel",
        "oldest latest limit inclusive cursor include_all_metadata",
    ),
    "conversations.replies": method(
        history, "channels:history|groups:history|im:history", "channel ts",
        "oldest latest limit inclusive cursor include_all_metadata",
    ),
    "usergroups.list": method(groups, "usergroups:read", "", "include_users include_count include_disabled"),
    "usergroups.users.list": method(group_users, "usergroups:read", "usergroup", "include_disabled"),
    "users.info": method(user_info, "users:read", "user", "include_locale"),
    "auth.test": method(auth_test, ""),
    "team.info": method(team_info, "team:read", "", "team"),
    "bots.info": method(bot_info, "users:read", "bot"),
    "apps.connections.open": method(connections_open, "app"),
    "oauth.v2.access": method(
        oauth_access, "app", "", "code redirect_uri grant_type refresh_token client_id client_secret"
    ),
}  # fmt: skip
