"""Discord's documented limits on messages and forms: `broken` lists every rule that a payload breaks.

Sources: resources/message, components/reference, interactions/receiving-and-responding in Discord's documentation, and
its OpenAPI description (github.com/discord/discord-api-spec). Some are stricter than Discord: what it silently mends.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fakes.discord.world import Json

EPHEMERAL, SUPPRESS_EMBEDS, SILENT, V2 = 1 << 6, 1 << 2, 1 << 12, 1 << 15
ROW, BUTTON, SELECT, INPUT = 1, 2, 3, 4
SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER, LABEL = 9, 10, 11, 12, 13, 14, 17, 18
SELECTS = {3, 5, 6, 7, 8}
TOP = {ROW, SECTION, TEXT, GALLERY, FILE, SEPARATOR, CONTAINER}
MOST_IN_REQUEST = 25 * 2**20


def broken(body: Json, *, files: dict[str, str], kept: dict[str, str], create: bool, was_v2: bool = False) -> list[str]:
    """What is wrong with a message.

    Args:
        files: names of the uploaded files by their field's number.
        kept: names of the attachments that are there already, by their id.
        create: a new message, not an edit.
        was_v2: it has the newer components already, which cannot be undone.
    """
    return list(_message(body, files, kept, create, was_v2))


def _message(body: Json, files: dict[str, str], kept: dict[str, str], create: bool, was_v2: bool) -> Iterator[str]:
    flags = body.get("flags") or 0
    known = SUPPRESS_EMBEDS | V2 | ((SILENT | EPHEMERAL) if create else 0)
    if flags & ~known:
        yield f"flags {flags & ~known} cannot be set here"
    v2 = was_v2 or bool(flags & V2)
    content, embeds, components = body.get("content"), body.get("embeds"), body.get("components")
    yield from _text("content", content, 0, 2000)
    if v2 and (content or embeds or body.get("poll") or body.get("sticker_ids")):
        yield "content, embeds, poll and stickers cannot stand beside the newer components"
    yield from _embeds(embeds or [])
    yield from _mentions(body)
    yield from _attachments(body.get("attachments"), files, kept)
    if components is not None:
        names = _names(body.get("attachments"), files, kept)
        yield from _components(components, v2, names)
        if v2:
            used = {part["url"][13:] for part in _media(components) if part["url"].startswith("attachment://")}
            yield from (f"{name} is uploaded and shown nowhere" for name in sorted(set(names) - used))
    for key, value in (body.get("message_reference") or {}).items():
        if key.endswith("_id") and not isinstance(value, str):
            yield f"message_reference: {key} {value!r} is no text"
    nonce = body.get("nonce")
    if nonce is not None and not 1 <= len(str(nonce)) <= 25:
        yield f"nonce has {len(str(nonce))} characters"
    if create and not (content or embeds or components or files or body.get("sticker_ids") or body.get("poll")):
        yield "the message is empty"


def _mentions(body: Json) -> Iterator[str]:
    """Our own rule, stricter than Discord's: every message says that it pings nobody."""
    said = body.get("allowed_mentions")
    if said is None or said.get("parse") != [] or said.get("roles") or said.get("replied_user"):
        yield f"allowed_mentions is {said!r}, which may ping"


def _attachments(entries: list[Json] | None, files: dict[str, str], kept: dict[str, str]) -> Iterator[str]:
    if entries is None:
        if files:
            yield "files are uploaded without entries in attachments"
        return
    if len(entries) > 10:
        yield f"{len(entries)} attachments"
    new = [str(entry["id"]) for entry in entries if str(entry["id"]) in files]
    for entry in entries:
        if not isinstance(entry["id"], str):
            yield f"attachments: the id {entry['id']!r} is no text"
        if str(entry["id"]) not in files and str(entry["id"]) not in kept:
            yield f"attachments: {entry['id']} is neither an uploaded file nor one that is there"
        yield from _text("attachment description", entry.get("description"), 0, 1024)
    if set(files) - set(new):
        yield f"uploaded files {sorted(set(files) - set(new))} have no entry in attachments"


def _names(entries: list[Json] | None, files: dict[str, str], kept: dict[str, str]) -> list[str]:
    """The names of the files of the message after this request."""
    if entries is None:
        return [*kept.values(), *files.values()]
    there = kept | files
    return [there[str(entry["id"])] for entry in entries if str(entry["id"]) in there]


def _embeds(embeds: list[Json]) -> Iterator[str]:
    if len(embeds) > 10:
        yield f"{len(embeds)} embeds"
    total = 0
    for embed in embeds:
        parts = [("title", embed.get("title"), 256), ("description", embed.get("description"), 4096)]
        parts += [("footer", embed.get("footer", {}).get("text"), 2048)]
        parts += [("author", embed.get("author", {}).get("name"), 256)]
        fields = embed.get("fields", [])
        if len(fields) > 25:
            yield f"{len(fields)} fields in an embed"
        for part in fields:
            parts += [("field name", part["name"], 256), ("field value", part["value"], 1024)]
        for name, text, most in parts:
            yield from _text(f"embed {name}", text, 0, most)
            total += len(text or "")
    if total > 6000:
        yield f"embeds have {total} characters"


def _components(components: list[Json], v2: bool, names: list[str]) -> Iterator[str]:
    parts = list(_walk(components))
    if not v2:
        if len(components) > 5:
            yield f"{len(components)} rows"
        yield from (f"component {p['type']} needs the flag for newer components" for p in parts if p["type"] > 8)
    elif len(parts) > 40:
        yield f"{len(parts)} components"
    if sum(len(part["content"]) for part in parts if part["type"] == TEXT) > 4000:
        yield "texts have more than 4000 characters"
    ids = [part["custom_id"] for part in parts if "custom_id" in part]
    yield from (f"custom_id {one!r} stands twice" for one in {one for one in ids if ids.count(one) > 1})
    for part in components:
        if part["type"] not in (TOP if v2 else {ROW}):
            yield f"component {part['type']} cannot stand at the top"
    for part in parts:
        yield from _component(part, names)


def _component(part: Json, names: list[str]) -> Iterator[str]:
    kind, inside = part["type"], part.get("components", [])
    if "custom_id" in part:
        yield from _text("custom_id", part["custom_id"], 1, 100)
    if kind == ROW:
        kinds = {one["type"] for one in inside}
        if not ((kinds == {BUTTON} and len(inside) <= 5) or (len(inside) == 1 and kinds <= SELECTS)):
            yield f"a row holds {sorted(kinds)} × {len(inside)}"
    elif kind == BUTTON:
        yield from _button(part)
    elif kind in SELECTS:
        yield from _select(part)
    elif kind == TEXT:
        yield from _text("text", part["content"], 1, 4000)
    elif kind == SECTION:
        if not 1 <= len(inside) <= 3 or {one["type"] for one in inside} != {TEXT}:
            yield "a section holds one to three texts"
    elif kind == GALLERY:
        if not 1 <= len(part["items"]) <= 10:
            yield f"a gallery of {len(part['items'])}"
        yield from (f for i in part["items"] for f in _text("alt text", i.get("description"), 0, 1024))
    elif kind == CONTAINER and (not inside or {one["type"] for one in inside} - (TOP - {CONTAINER})):
        yield f"a container holds {sorted({one['type'] for one in inside})}"
    for media in _media([part]) if kind in {GALLERY, FILE, THUMBNAIL} else ():
        url = media["url"]
        if url.startswith("attachment://") and url[13:] not in names:
            yield f"{url} is no file of this message"
        elif not url.startswith(("attachment://", "https://", "http://")) or len(url) > 2048:
            yield f"{url[:60]} is no address of a picture"


def _button(part: Json) -> Iterator[str]:
    style = part.get("style")
    if style not in range(1, 7):
        yield f"button style {style!r}"
    yield from _text("button label", part.get("label"), 0, 80)
    if not part.get("label") and not part.get("emoji") and style != 6:
        yield "a button without label and emoji"
    if (style == 5) != ("url" in part) or (style != 5 and style != 6) != ("custom_id" in part):
        yield "a button has either a custom_id or, as a link, an address"


def _select(part: Json) -> Iterator[str]:
    yield from _text("placeholder", part.get("placeholder"), 0, 150)
    low, high = part.get("min_values", 1), part.get("max_values", 1)
    if part["type"] == SELECT:
        options = part.get("options", [])
        if not 1 <= len(options) <= 25:
            yield f"{len(options)} options in a select"
        if len({option["value"] for option in options}) < len(options):
            yield "two options of a select have the same value"
        for option in options:
            yield from _text("option label", option["label"], 1, 100)
            yield from _text("option value", option["value"], 1, 100)
            yield from _text("option description", option.get("description"), 0, 100)
        if high > len(options):
            yield f"{high} of {len(options)} options can be chosen"
    if not 0 <= low <= 25 or not 1 <= high <= 25 or low > high:
        yield f"between {low} and {high} options of a select"


def form(body: Json) -> list[str]:
    """What is wrong with a modal."""
    found = [*_text("title", body.get("title"), 1, 45), *_text("custom_id", body.get("custom_id"), 1, 100)]
    parts = body.get("components", [])
    if not 1 <= len(parts) <= 5:
        found.append(f"{len(parts)} parts in a form")
    for part in parts:
        if part["type"] == LABEL:
            found += [*_text("label", part.get("label"), 1, 45), *_text("hint", part.get("description"), 0, 100)]
            inside = [part["component"]]
        elif part["type"] in (ROW, TEXT):
            inside = part.get("components", [])
        else:
            found.append(f"component {part['type']} cannot stand in a form")
            continue
        for one in inside:
            found += _text("custom_id", one.get("custom_id"), 1, 100)
            if one["type"] == INPUT:
                found += _text("value", one.get("value"), 0, one.get("max_length", 4000))
                found += _text("placeholder", one.get("placeholder"), 0, 100)
                if not 0 <= one.get("min_length", 0) <= 4000 or not 1 <= one.get("max_length", 4000) <= 4000:
                    found.append("a text's length must be within 4000")
            elif one["type"] in SELECTS:
                found += _select(one)
    return found


def _text(name: str, text: Any, low: int, high: int) -> list[str]:
    if text is None:
        return [f"{name} is missing"] if low else []
    return [] if low <= len(text) <= high else [f"{name} has {len(text)} characters, not {low} to {high}"]


def _walk(parts: list[Json]) -> Iterator[Json]:
    for part in parts:
        yield part
        yield from _walk(part.get("components", []))
        yield from _walk([part["accessory"]] if "accessory" in part else [])


def _media(parts: list[Json]) -> Iterator[Json]:
    for part in _walk(parts):
        if part["type"] == GALLERY:
            yield from (item["media"] for item in part["items"])
        elif part["type"] == FILE:
            yield part["file"]
        elif part["type"] == THUMBNAIL:
            yield part["media"]
