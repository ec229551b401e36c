"""Text -> commands, for chats without typed options: `/imagine a cat in a rocket --seed 5 --no dogs --spoiler`.

A prompt is text as people write it, with quotes and apostrophes that mean nothing here; only `--option` is special.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Literal, cast

from bot.commands import Again, Cancel, Command, Delete, Help, Imagine, Member, Pick, Post, Privacy, Quota, Redo
from bot.errors import Forbidden, Mistake
from bot.input import moderator_args as moderators
from bot.input.text_args import NOBODY, QUOTES, Known, Typed, close
from inference.api import MAX_SEED

OPTION = re.compile(r"(?:^|(?<=\s))(?:--|—|––?)(?=[^\W\d_])([\w-]+)(?:=|\s+|$)")
"""`--name`, also as phones write it: with one long dash."""
ID = re.compile(r"#?([a-z0-9]{4,16})(?:[-_ ]+([0-9]{1,3}))?", re.IGNORECASE)


def parse(
    member: Member,
    line: str,
    delivery: str = "",
    address: str = "",
    *,
    users: Known = NOBODY,
    channels: Known = NOBODY,
) -> Command:
    """What `line` asks for. The slash may be missing.

    Args:
        users: the people who can be named, as in `@ann`; without them, nobody can.
        channels: the channels, likewise.

    Raises:
        Mistake: it asks for nothing that we know; the message says what would be right.
        Forbidden: it is for moderators, and the member is none.
    """
    verb, text = re.fullmatch(r"\s*/?\s*(\S*)(.*)", line, re.DOTALL).groups()  # type: ignore[union-attr]  # all match
    verb = verb.lower()
    if not verb:
        return Help(member)
    if verb in moderators.VERBS and not member.moderator:
        raise Forbidden("moderators-only", command=verb)  # before a name is looked up: who is here is not for them
    known = _VERBS.get(verb)
    if known is None:
        closest = close(verb, _VERBS if member.moderator else _VERBS.keys() - moderators.VERBS.keys())
        raise Mistake("unknown-command", command=verb[:40], closest=closest and f"/{closest}")
    return known(Typed(member, text.strip(), delivery, address, users, channels))


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
            closest = close(name, _OPTIONS)
            raise Mistake("unknown-option", option=name[:40], closest=closest and f"--{closest}")
        if name in values:
            raise Mistake("option-twice", option=name)
        if name == "spoiler":
            values[name] = "on"
            prompt.append(after)
            continue
        value, rest = _value(after, whole=name == "no" and bool(" ".join(prompt).strip()))
        if not value:
            raise Mistake("option-empty", option=name, example="5" if name == "seed" else "dogs")
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
    **moderators.VERBS,
}
