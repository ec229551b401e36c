"""What Slack's payloads say, in the words of this bot: who and where, which delivery, which message."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.arguments import JOB
from bot.chats.slack.address import SlackAddress
from bot.chats.slack.identity import team_of

Payload = Mapping[str, Any]


def address_of(body: Payload, channel: str, now: float) -> SlackAddress:
    """Where it is answered. Args: now: seconds since 1970, when its response_url begins to count."""
    message = body.get("message", {})
    thread = str(message.get("thread_ts") or body.get("container", {}).get("thread_ts") or "")
    user = str(body["user"]["id"]) if "user" in body else str(body["user_id"])
    address = SlackAddress(team_of(body), channel, user, thread)
    return address.with_response_url(str(body.get("response_url", "")), now)


def delivery_of(body: Payload, own: object) -> str:
    return f"{team_of(body)}:{own}" if own else ""


def container_of(body: Payload, trigger: str) -> str:
    """The message or window whose button was pressed."""
    container = body.get("container") or {}
    return str(container.get("message_ts") or container.get("view_id") or trigger)


def channel_name(name: object) -> str:
    return "" if name in (None, "directmessage", "privategroup") else str(name)


def to_us(body: Payload, text: str) -> str:
    """The text after the app's mention, or all of it if there is none; other mentions stay."""
    us = next((str(each.get("user_id", "")) for each in body.get("authorizations") or ()), "")
    before, name, after = text.partition(f"<@{us}>")
    return after.strip() or before if us and name else text


def presses(message: Payload) -> list[list[str]]:
    """What the buttons of a message say, in parts: verb, then its values."""
    elements = [element for block in message.get("blocks") or () for element in block.get("elements") or ()]
    return [str(element.get("value") or "").split(":") for element in elements]


def pictured(message: Payload) -> tuple[str, str]:
    """The grid that a message shows and the post of a tile of it that it is, by its buttons; "" where there is none."""
    found = [press for press in presses(message) if len(press) > 1 and JOB.fullmatch(press[1])]
    for verb, grid, *more in found:
        if verb == "withdraw" and more:
            return grid, more[0]
    return (found[0][1], "") if found else ("", "")


def report_of(body: Payload, at: SlackAddress) -> str:
    """The address of the report whose button was pressed; "" if the message is none."""
    if not any(verb == "dismiss" for verb, *_ in presses(body.get("message") or {})):
        return ""
    return str(SlackAddress(at.team, at.channel, ts=container_of(body, "")))
