"""Text -> commands, for chats without typed options: `/imagine a cat in a rocket --seed 5 --no dogs --spoiler`.

A prompt is text as people write it, with quotes and apostrophes that mean nothing here; only `--option` is special.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple, cast

from bot.commands import (
    Again,
    Audit,
    Block,
    Cancel,
    CancelAll,
    ChangeSettings,
    Command,
    Delete,
    Grant,
    Help,
    Imagine,
    Line,
    Member,
    Pick,
    Post,
    Privacy,
    Quota,
    Redo,
    Report,
    ShowSettings,
    SwitchChannel,
    TimeOut,
    Undo,
    Why,
)
from bot.errors import Mistake
from inference.api import MAX_SEED

OPTION = re.compile(r"(?:^|(?<=\s))(?:--|—|––?)(?=[^\W\d_])([\w-]+)(?:=|\s+|$)")
"""`--name`, also as phones write it: with one long dash."""
QUOTES = {'"': '"', "“": "”", "„": "“", "«": "»", "「": "」"}
ID = re.compile(r"#?([a-z0-9]{4,16})(?:[-_ ]+([0-9]{1,3}))?", re.IGNORECASE)
MENTION = re.compile(r"<@!?([^>|]+)(?:\|([^>]*))?>")
PLACE = re.compile(r"<#([^>|]+)(?:\|([^>]*))?>")


class Typed(NamedTuple):
    """One line: who typed what, and where the answer goes; ids by the names that the chat knows."""

    member: Member
    text: str
    delivery: str
    address: str
    users: Mapping[str, str]
    channels: Mapping[str, str]


def parse(
    member: Member,
    line: str,
    delivery: str = "",
    address: str = "",
    *,
    users: Mapping[str, str] | None = None,
    channels: Mapping[str, str] | None = None,
) -> Command:
    """What `line` asks for. The slash may be missing.

    Args:
        users: id from name (without "@", lower case), for people who are named as `@ann`; other names are ids.
        channels: id from name (without "#", lower case).

    Raises:
        Mistake: it asks for nothing that we know; the message says what would be right.
    """
    verb, _, text = re.sub(r"^\s*/?\s*", "", line, count=1).partition(" ")
    if "\n" in verb:  # a prompt on the next line
        verb, _, rest = verb.partition("\n")
        text = f"{rest} {text}"
    verb = verb.strip().lower()
    if not verb:
        return Help(member)
    known = _VERBS.get(verb)
    if known is None:
        raise Mistake("unknown-command", command=verb[:40], closest=close(verb, _VERBS))
    return known(Typed(member, text.strip(), delivery, address, users or {}, channels or {}))


def close(word: str, known: Mapping[str, object] | tuple[str, ...]) -> str:
    """What was probably meant, or ""."""
    found = difflib.get_close_matches(word.lower(), list(known), n=1, cutoff=0.6)
    return found[0] if found else ""


# --- members ---------------------------------------------------------------------------------------------------------

_OPTIONS = ("seed", "no", "spoiler")


def _imagine(typed: Typed) -> Command:
    prompt, values = _split(typed.text)
    return Imagine(
        typed.member,
        prompt,
        seed=seed(values["seed"]) if "seed" in values else None,
        no=values.get("no", ""),
        spoiler="spoiler" in values,
        delivery=typed.delivery,
        address=typed.address,
    )


def seed(text: str) -> int:
    """Raises Mistake for anything but a whole number that fits."""
    if not re.fullmatch(r"[0-9]{1,10}", text) or int(text) > MAX_SEED:
        raise Mistake("wrong-seed", value=text[:40], most=MAX_SEED)
    return int(text)


def _split(text: str) -> tuple[str, dict[str, str]]:
    """The prompt, and the options' values. After the prompt a value goes on to the next option; before it, and in
    quotes, it is one word or what is quoted. A switch has no value."""
    prompt: list[str] = []
    values: dict[str, str] = {}
    matches = list(OPTION.finditer(text))
    ends = [match.start() for match in matches[1:]] + [len(text)]
    prompt.append(text[: matches[0].start()] if matches else text)
    for match, end in zip(matches, ends if matches else [], strict=True):
        name, after = match[1].lower(), text[match.end() : end].strip()
        if name not in _OPTIONS:
            raise Mistake("unknown-option", option=name[:40], closest=close(name, _OPTIONS))
        if name in values:
            raise Mistake("option-twice", option=name)
        if name == "spoiler":
            values[name] = "on"
            prompt.append(after)
            continue
        value, rest = _value(after, whole=name == "no" and bool(" ".join(prompt).strip()))
        if not value:
            raise Mistake("option-empty", option=name)
        values[name] = value
        prompt.append(rest)
    return " ".join(part.strip() for part in prompt if part.strip()), values


def _value(text: str, whole: bool) -> tuple[str, str]:
    end = QUOTES.get(text[:1])
    if end and end in text[1:]:
        quoted, _, rest = text[1:].partition(end)
        return quoted.strip(), rest.strip()
    if whole:
        return text, ""
    word, _, rest = text.partition(" ")
    return word, rest.strip()


def _again(typed: Typed) -> Command:
    job, tile = _id(typed, "again")
    return Again(typed.member, job if tile is None else f"{job}-{tile}")


def _pick(typed: Typed) -> Command:
    job, tile = _id(typed, "pick", tile=True)
    return Pick(typed.member, job, cast(int, tile))


def _post(typed: Typed) -> Command:
    job, tile = _id(typed, "post", tile=True)
    return Post(typed.member, job, cast(int, tile), typed.delivery, typed.address)


def _cancel(typed: Typed) -> Command:
    return Cancel(typed.member, _id(typed, "cancel")[0] if typed.text else "")


def _redo(typed: Typed) -> Command:
    return Redo(typed.member, _id(typed, "redo")[0], False, typed.delivery, typed.address)


def _retry(typed: Typed) -> Command:
    return Redo(typed.member, _id(typed, "retry")[0], True, typed.delivery, typed.address)


def _delete(typed: Typed) -> Command:
    return Delete(typed.member, _id(typed, "delete")[0])


def _privacy(typed: Typed) -> Command:
    words = typed.text.lower().split() or ["show"]
    if words[0] not in ("show", "export", "delete") or words[1:] not in ([], ["yes"], ["sure"]):
        raise Mistake("how-privacy")
    return Privacy(typed.member, cast(Literal["show", "export", "delete"], words[0]), sure=bool(words[1:]))


def _id(typed: Typed, verb: str, tile: bool = False) -> tuple[str, int | None]:
    match = ID.fullmatch(typed.text)
    if not match or (tile and not match[2]):
        raise Mistake(f"how-{verb}" if verb in ("pick", "post", "again") else "how-id", command=verb)
    number = int(match[2]) if match[2] else None
    if number is not None and not 1 <= number <= 9:
        raise Mistake("no-such-tile", tile=number)
    return match[1].lower(), number


# --- moderators ------------------------------------------------------------------------------------------------------


def _settings(typed: Typed) -> Command:
    """`/settings` shows them; `/settings KEY VALUE` and `/settings KEY=VALUE` change one, `KEY=` takes a limit away."""
    if not typed.text or typed.text.lower() == "show":
        return ShowSettings(typed.member)
    match = re.fullmatch(r"(?:set\s+)?(?:--)?([\w-]+?)(?:\s*=\s*|\s+|$)(.*)", typed.text, re.DOTALL)
    if not match:
        raise Mistake("how-settings")
    value = match[2].strip()
    if value[:1] in QUOTES and value.endswith(QUOTES[value[0]]):
        value = value[1:-1]
    return ChangeSettings(typed.member, {match[1].lower().replace("_", "-"): value})


def _audit(typed: Typed) -> Command:
    if typed.text and not re.fullmatch(r"[0-9]{1,4}", typed.text):
        raise Mistake("how-audit")
    return Audit(typed.member, max(1, int(typed.text or 1)))


def _block(typed: Typed) -> Command:
    """`/block add NAME: words, and phrases`; the words alone are a rule that is named by the first of them."""
    what, _, rest = typed.text.partition(" ")
    what = what.lower() or "list"
    if what not in ("list", "add", "remove", "test"):
        raise Mistake("how-block")
    name, colon, words = rest.partition(":")
    if not colon:
        name, words = (rest, "") if what == "remove" else ("", rest)
    if what != "list" and not rest.strip():
        raise Mistake("how-block")
    return Block(typed.member, cast(Literal["list", "add", "remove", "test"], what), words.strip(), name.strip())


def _channel(typed: Typed) -> Command:
    words = typed.text.split()
    if not words or words[0].lower() not in ("on", "off") or len(words) > 2:
        raise Mistake("how-channel")
    if len(words) == 1:
        return SwitchChannel(typed.member, typed.member.channel, words[0].lower() == "on", typed.member.channel_name)
    channel, name = _channel_of(typed, words[1])
    return SwitchChannel(typed.member, channel, words[0].lower() == "on", name)


def _timeout(typed: Typed) -> Command:
    user, name, (minutes,) = _user_of(typed, "timeout", 1)
    if not re.fullmatch(r"[0-9]{1,6}", minutes):
        raise Mistake("how-timeout")
    return TimeOut(typed.member, user, int(minutes), name)


def _lift(typed: Typed) -> Command:
    user, name, _ = _user_of(typed, "lift", 0)
    return TimeOut(typed.member, user, 0, name)


def _grant(typed: Typed) -> Command:
    user, name, (grids,) = _user_of(typed, "grant", 1)
    if not re.fullmatch(r"[0-9]{1,4}", grids):
        raise Mistake("how-grant")
    return Grant(typed.member, user, int(grids), name)


def _why(typed: Typed) -> Command:
    words = typed.text.split()
    channel = words.pop() if len(words) > 1 and words[-1][:1] in "#<" and words[-1][:2] != "<@" else ""
    user, name, _ = _user_of(typed._replace(text=" ".join(words)), "why", 0)
    return Why(typed.member, user, _channel_of(typed, channel)[0] if channel else "", name)


def _cancel_all(typed: Typed) -> Command:
    return CancelAll(typed.member, _user_of(typed, "cancel-all", 0)[0])


def _line(typed: Typed) -> Command:
    return Line(typed.member)


def _report(typed: Typed) -> Command:
    match = re.fullmatch(r"([0-9]{1,3})\s*d?(?:ays)?", typed.text.lower() or "7")
    if not match or not 1 <= int(match[1]) <= 366:
        raise Mistake("how-report")
    return Report(typed.member, int(match[1]))


def _user_of(typed: Typed, verb: str, more: int) -> tuple[str, str, list[str]]:
    """Id, name, and so many words after them. Names may have spaces, so the words are taken from the end."""
    words = typed.text.split()
    last = words[len(words) - more :] if more else []
    who = " ".join(words[: len(words) - more])
    if len(words) <= more or not who:
        raise Mistake(f"how-{verb}")
    mention = MENTION.fullmatch(who)
    if mention:
        return mention[1], mention[2] or "", last
    name = who.removeprefix("@")
    return typed.users.get(name.lower(), name), name, last


def _channel_of(typed: Typed, word: str) -> tuple[str, str]:
    place = PLACE.fullmatch(word)
    if place:
        return place[1], place[2] or ""
    name = word.removeprefix("#")
    return typed.channels.get(name.lower(), name), name


_VERBS: Mapping[str, Callable[[Typed], Command]] = {
    "imagine": _imagine,
    "quota": lambda typed: Quota(typed.member),
    "again": _again,
    "cancel": _cancel,
    "pick": _pick,
    "post": _post,
    "redo": _redo,
    "retry": _retry,
    "delete": _delete,
    "privacy": _privacy,
    "help": lambda typed: Help(typed.member, typed.text.lower().removeprefix("/")[:40]),
    "settings": _settings,
    "undo": lambda typed: Undo(typed.member),
    "audit": _audit,
    "block": _block,
    "channel": _channel,
    "timeout": _timeout,
    "lift": _lift,
    "grant": _grant,
    "why": _why,
    "line": _line,
    "cancel-all": _cancel_all,
    "report": _report,
}
