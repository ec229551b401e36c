"""What Slack's documentation allows in messages and views. Every function says what is wrong, as a list of sentences.

Numbers: https://docs.slack.dev/reference/block-kit and the checks in slack_sdk/models.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

Json = dict[str, Any]

MESSAGE_TEXT = 40_000
MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
ALL_BLOCKS = 13_200
"""Characters of a message's blocks as JSON: seen in practice, not documented (slackapi/bolt-js#2509)."""

ENTITY = re.compile(r"&(?!(amp|lt|gt);)")
MARKUP = re.compile(r"<([^>]*)>?")
ALLOWED = re.compile(r"^(@[UW][A-Z0-9]+|#[CG][A-Z0-9]+|https?://[^|>\s]+(\|[^>]*)?|!date\^\d+\^[^>]+)$")


def escaped(where: str, text: str) -> Iterator[str]:
    """Slack reads & < > as markup; a prompt's must have been escaped, or it pings."""
    if ENTITY.search(text):
        yield f"{where}: an unescaped & in {text!r}"
    for found in MARKUP.finditer(text):
        if not ALLOWED.match(found[1]):
            yield f"{where}: markup that nobody meant: {found[0]!r}"


def text_object(where: str, value: object, most: int, *, plain: bool = False) -> Iterator[str]:
    if not isinstance(value, dict) or value.get("type") not in ("plain_text", "mrkdwn"):
        yield f"{where}: no text object: {value!r}"
        return
    if plain and value["type"] != "plain_text":
        yield f"{where}: must be plain_text"
    if unknown := set(value) - {"type", "text", "emoji" if value["type"] == "plain_text" else "verbatim"}:
        yield f"{where}: unknown keys {unknown}"
    text = value.get("text")
    if not isinstance(text, str) or not 1 <= len(text) <= most:
        yield f"{where}: text of 1 to {most} characters, not {len(text) if isinstance(text, str) else text}"
    else:
        yield from escaped(where, text)


def string(where: str, value: object, most: int, least: int = 1) -> Iterator[str]:
    if not isinstance(value, str) or not least <= len(value) <= most:
        yield f"{where}: a string of {least} to {most} characters, not {value!r:.80}"


def message(args: Json) -> list[str]:
    """A message's text and blocks."""
    found = list(string("text", args.get("text"), MESSAGE_TEXT))
    if isinstance(args.get("text"), str):
        found += escaped("text", args["text"])
    if "blocks" in args:
        found += blocks(args["blocks"], MESSAGE_BLOCKS, "message")
    return found


def view(value: object) -> list[str]:
    if not isinstance(value, dict) or value.get("type") not in ("modal", "home"):
        return [f"view: no modal or home: {value!r:.80}"]
    known = {"type", "blocks", "private_metadata", "callback_id", "external_id"}
    found = []
    if value["type"] == "modal":
        known |= {"title", "submit", "close", "clear_on_close", "notify_on_close", "submit_disabled"}
        for name in ("title", "submit", "close"):
            if name in value or name == "title":
                found += text_object(f"view.{name}", value.get(name), 24, plain=True)
        if any(block.get("type") == "input" for block in value.get("blocks", ())) and "submit" not in value:
            found.append("view: inputs need a submit")
    if unknown := set(value) - known:
        found.append(f"view: unknown keys {unknown}")
    found += string("view.private_metadata", value.get("private_metadata", ""), 3000, 0)
    found += string("view.callback_id", value.get("callback_id", ""), 255, 0)
    return found + blocks(value.get("blocks"), VIEW_BLOCKS, value["type"])


def blocks(value: object, most: int, surface: str) -> list[str]:
    if not isinstance(value, list):
        return [f"blocks: no list: {value!r:.80}"]
    found = [] if len(value) <= most else [f"blocks: {len(value)} of at most {most}"]
    if surface == "message" and len(repr(value)) > ALL_BLOCKS:
        found.append(f"blocks: {len(repr(value))} characters in all of at most {ALL_BLOCKS}")
    ids = [block["block_id"] for block in value if isinstance(block, dict) and "block_id" in block]
    if len(ids) != len(set(ids)):
        found.append("blocks: a block_id twice")
    for number, block in enumerate(value):
        where = f"/blocks/{number}"
        check = _BLOCKS.get(block.get("type", "")) if isinstance(block, dict) else None
        if check is None:
            found.append(f"{where}: unknown block {block!r:.80}")
            continue
        found += string(f"{where}.block_id", block.get("block_id", ""), 255, 0)
        found += check(where, block, surface)
    return found


def _section(where: str, block: Json, surface: str) -> Iterator[str]:
    yield from _keys(where, block, "text", "fields", "accessory", "expand")
    if "text" not in block and "fields" not in block:
        yield f"{where}: a section needs text or fields"
    if "text" in block:
        yield from text_object(where, block["text"], 3000)
    if len(block.get("fields", ())) > 10:
        yield f"{where}: at most 10 fields"
    for each in block.get("fields", ()):
        yield from text_object(f"{where}.fields", each, 2000)
    if "accessory" in block:
        yield from element(f"{where}.accessory", block["accessory"])


def _header(where: str, block: Json, surface: str) -> Iterator[str]:
    yield from _keys(where, block, "text", "level")
    yield from text_object(where, block.get("text"), 150, plain=True)


def _context(where: str, block: Json, surface: str) -> Iterator[str]:
    yield from _keys(where, block, "elements")
    if not 1 <= len(block.get("elements", ())) <= 10:
        yield f"{where}: 1 to 10 elements"
    for each in block.get("elements", ()):
        yield from text_object(where, each, 3000)


def _actions(where: str, block: Json, surface: str) -> Iterator[str]:
    yield from _keys(where, block, "elements")
    if not 1 <= len(block.get("elements", ())) <= 25:
        yield f"{where}: 1 to 25 elements"
    ids = [each.get("action_id") for each in block.get("elements", ())]
    if len(ids) != len(set(ids)):
        yield f"{where}: an action_id twice"
    for each in block.get("elements", ()):
        yield from element(where, each)


def _image(where: str, block: Json, surface: str) -> Iterator[str]:
    yield from _keys(where, block, "alt_text", "title", "slack_file", "image_url")
    yield from string(f"{where}.alt_text", block.get("alt_text"), 2000)
    if ("slack_file" in block) == ("image_url" in block):
        yield f"{where}: either slack_file or image_url"
    if "image_url" in block:
        yield from string(f"{where}.image_url", block["image_url"], 3000)
    if "slack_file" in block and set(block["slack_file"]) not in ({"id"}, {"url"}):
        yield f"{where}: slack_file has an id or a url"
    if "title" in block:
        yield from text_object(f"{where}.title", block["title"], 2000, plain=True)


def _input(where: str, block: Json, surface: str) -> Iterator[str]:
    yield from _keys(where, block, "label", "element", "hint", "optional", "dispatch_action")
    if surface == "message":
        yield f"{where}: inputs belong into views"
    yield from text_object(f"{where}.label", block.get("label"), 2000, plain=True)
    if "hint" in block:
        yield from text_object(f"{where}.hint", block["hint"], 2000, plain=True)
    yield from element(f"{where}.element", block.get("element"))


def _divider(where: str, block: Json, surface: str) -> Iterator[str]:
    yield from _keys(where, block)


_BLOCKS: dict[str, Callable[[str, Json, str], Iterator[str]]] = {
    "section": _section, "header": _header, "context": _context, "actions": _actions, "image": _image,
    "input": _input, "divider": _divider,
}  # fmt: skip


def _keys(where: str, block: Json, *known: str) -> Iterator[str]:
    if unknown := set(block) - {"type", "block_id", *known}:
        yield f"{where}: unknown keys {unknown} of {block['type']}"


_ELEMENTS: dict[str, set[str]] = {
    "button": {"text", "value", "style", "url", "confirm", "accessibility_label"},
    "static_select": {"placeholder", "options", "option_groups", "initial_option", "confirm", "focus_on_load"},
    "plain_text_input": {"placeholder", "initial_value", "multiline", "min_length", "max_length", "focus_on_load"},
    "number_input": {"placeholder", "initial_value", "is_decimal_allowed", "min_value", "max_value", "focus_on_load"},
    "checkboxes": {"options", "initial_options", "confirm", "focus_on_load"},
    "conversations_select": {"placeholder", "initial_conversation", "filter", "default_to_current_conversation"},
    "users_select": {"placeholder", "initial_user", "confirm", "focus_on_load"},
}


def element(where: str, value: object) -> Iterator[str]:
    kind = value.get("type", "") if isinstance(value, dict) else ""
    if not isinstance(value, dict) or kind not in _ELEMENTS:
        yield f"{where}: unknown element {value!r:.80}"
        return
    where = f"{where}.{kind}"
    if unknown := set(value) - {"type", "action_id"} - _ELEMENTS[kind]:
        yield f"{where}: unknown keys {unknown}"
    yield from string(f"{where}.action_id", value.get("action_id"), 255)
    if "placeholder" in value:
        yield from text_object(f"{where}.placeholder", value["placeholder"], 150, plain=True)
    if kind == "button":
        yield from text_object(where, value.get("text"), 75, plain=True)
        yield from string(f"{where}.value", value.get("value", ""), 2000, 0)
        yield from string(f"{where}.accessibility_label", value.get("accessibility_label", ""), 75, 0)
        if value.get("style", "primary") not in ("primary", "danger"):
            yield f"{where}: no such style {value['style']}"
    if kind in ("static_select", "checkboxes"):
        options = value.get("options", [])
        if not 1 <= len(options) <= (100 if kind == "static_select" else 10):
            yield f"{where}: too few or too many options: {len(options)}"
        for option in options:
            yield from text_object(f"{where}.option", option.get("text"), 75, plain=kind == "static_select")
            yield from string(f"{where}.option.value", option.get("value"), 150)
    if kind == "plain_text_input":
        if not 1 <= value.get("max_length", 3000) <= 3000 or not 0 <= value.get("min_length", 0) <= 3000:
            yield f"{where}: lengths are 0 to 3000"
        if "initial_value" in value:
            yield from string(f"{where}.initial_value", value["initial_value"], value.get("max_length", 3000))
