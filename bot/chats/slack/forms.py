"""Forms: a command's arguments; a workspace's settings. They are sealed: a form that somebody else made is refused."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from bot.arguments import Argument, Channel, Choice, Flag, Integer, Text
from bot.chats.slack import blocks
from bot.chats.slack.address import SlackAddress
from bot.chats.slack.signing import Signer
from bot.commands import Command, Commands, CommandSpec
from bot.errors import Mistake
from bot.handlers.community_settings import ChangeSettings
from bot.input import buttons
from bot.input.text_args import integer
from bot.member import Member
from bot.policy.settings import DIALS, NOTHING
from bot.replies.messages import argument_name, knows, labelled, say

View = dict[str, Any]

SETTINGS, PRESS = "settings", "press"
DONE = "done"
SHORTCUT, REPORT = "imagine_this", "report_picture"
MAX_WORD_CHARACTERS = 24
"""Of an id, for example."""
MAX_INPUT_CHARACTERS = 3000
MAX_SHOWN_CHARACTERS = 150


@dataclass(frozen=True)
class Carried:
    """What a form carries from its opening to its submission."""

    user: str
    address: SlackAddress
    values: Mapping[str, str]  # of settings, as they were shown; or the button's press

    def sealed(self, signer: Signer, form: str) -> str:
        text = json.dumps([self.user, str(self.address), dict(self.values)])
        return signer.sealed(form, text)


def carried(signer: Signer, view: Mapping[str, Any], team: str, user: str) -> Carried | None:
    """None: this form was not made by us for this person in this workspace."""
    text = signer.opened(str(view.get("callback_id", "")), str(view.get("private_metadata", "")))
    if text is None:
        return None
    owner, place, values = json.loads(text)
    address = SlackAddress.read(place)
    if address is None or owner != user or address.team != team:
        return None
    return Carried(owner, address, values)


# --- a command's arguments -------------------------------------------------------------------------------------------


def form(
    signer: Signer,
    address: SlackAddress,
    locale: str,
    spec: CommandSpec[Any],
    values: Mapping[str, str] | None = None,
    press: str = "",
    *,
    longest_prompt: int = MAX_INPUT_CHARACTERS,
) -> View:
    """The arguments of a command that are given in it.

    Args:
        values: texts that are there already.
        press: of the button that opened it, which asks for the fields of the command's form only.
        longest_prompt: characters, where the community decides about an argument's length.
    """
    shown = []
    for name in _names(spec, press):
        kind = spec.kinds[name]
        option = kind.option or name
        about = f"command-{spec.key}-{option}"
        value = (values or {}).get(name, "")
        element = _element(locale, name, kind, about, spec.required(name), value, longest_prompt)
        label, hint = labelled(say(locale, about))
        if element["type"] == "checkboxes":
            label, hint = argument_name(locale, option).capitalize(), ""
        shown.append(_input(name, label, element, hint=hint, optional=not spec.required(name)))
    metadata = Carried(address.user, address, {PRESS: press} if press else {}).sealed(signer, spec.key)
    submit = f"slack-submit-{spec.key}" if knows(f"slack-submit-{spec.key}") else "slack-submit"
    title = say(locale, spec.key) if knows(spec.key) else spec.name.capitalize()
    return _modal(spec.key, title, shown, metadata, locale, say(locale, submit))


def filled(
    commands: Commands, spec: CommandSpec[Any], member: Member, state: Mapping[str, Any], delivery: str, held: Carried
) -> Command:
    """The command of a form that was sent.

    Raises:
        Mistake: with `facts["field"]`, the input that is wrong.
    """
    values: dict[str, object] = {}
    press = held.values.get(PRESS, "")
    for name in _names(spec, press):
        kind = spec.kinds[name]
        try:
            value = _read(spec, kind, _given(state, name))
            if value is None and spec.required(name):
                raise spec.missing(kind)
        except Mistake as mistake:
            facts = {**mistake.facts, "field": name}
            raise Mistake(mistake.rule, until=None, **facts) from None
        if value is not None:
            values[name] = value
    if press:
        return buttons.pressed(commands, member, press, delivery, str(held.address), values)
    command: Command = spec.make(member, values, delivery, str(held.address))
    return command


def fields_of(spec: CommandSpec[Any], held: Carried) -> Collection[str]:
    """The inputs of a command's form."""
    return _names(spec, held.values.get(PRESS, ""))


def _names(spec: CommandSpec[Any], press: str) -> Collection[str]:
    return spec.form if press else spec.given()


def _element(
    locale: str, name: str, kind: Argument, about: str, required: bool, value: str, longest_prompt: int
) -> blocks.Block:
    """`about` is the message that describes it."""
    match kind:
        case Text():
            longest = min(
                kind.max_length, MAX_INPUT_CHARACTERS, longest_prompt if kind.own_limit else MAX_INPUT_CHARACTERS
            )
            return _text(name, value, longest=longest, multiline=required)
        case Flag():
            return _box(name, say(locale, about))
        case Choice():
            options = [{"text": blocks.plain(say(locale, f"{about}-{one}"), 75), "value": one} for one in kind.values]
            chosen = next((option for option in options if option["value"] == value), options[0])
            first = {} if required else {"initial_option": chosen}
            return {"type": "static_select", "action_id": name, "options": options, **first}
        case Integer():
            return _text(name, value, longest=len(str(kind.high)))
        case Channel():
            places = {"include": ["public", "private"], "exclude_bot_users": True}
            return {"type": "conversations_select", "action_id": name, "filter": places}
    return _text(name, value, longest=MAX_WORD_CHARACTERS)


def _read(spec: CommandSpec[Any], kind: Argument, given: Mapping[str, Any]) -> object:
    """The value of an input; None: it was left empty."""
    if isinstance(kind, Flag):
        return bool(given.get("selected_options"))
    if isinstance(kind, Choice):
        return (given.get("selected_option") or {}).get("value")
    if isinstance(kind, Channel):
        return given.get("selected_conversation")
    text = given.get("value")
    if not isinstance(text, str) or not text.strip():
        return None
    return integer(spec, kind, text.strip()) if isinstance(kind, Integer) else text


# --- settings --------------------------------------------------------------------------------------------------------


def settings(signer: Signer, address: SlackAddress, locale: str, rows: list[tuple[str, str, str]]) -> View:
    """`rows` are key, value (as bot.policy.settings.describe gives them) and meaning."""
    shown = [
        _input(key, key, _text(key, value, longest=_longest(key)), hint=meaning, optional=True)
        for key, value, meaning in rows
    ]
    values = {key: value for key, value, _ in rows if len(value) <= MAX_SHOWN_CHARACTERS}
    metadata = Carried(address.user, address, values).sealed(signer, SETTINGS)
    return _modal(
        SETTINGS, say(locale, "slack-settings-title"), shown, metadata, locale, say(locale, "slack-settings-submit")
    )


def _longest(key: str) -> int:
    """Characters of a setting's value."""
    dial = DIALS[key]
    match dial.kind:
        case "number" | "switch" | "time":
            return max(*map(len, NOTHING), len(str(int(dial.high))))
        case "channel":
            return int(dial.high)
    return MAX_INPUT_CHARACTERS


def changed(member: Member, state: Mapping[str, Any], before: Mapping[str, str]) -> ChangeSettings:
    """Only the values that were edited: somebody else may have changed the others meanwhile."""
    typed = {key: _value(state, key).strip() for key in state}
    return ChangeSettings(member, {key: value for key, value in typed.items() if value != before.get(key, "")})


def done(text: str, locale: str) -> View:
    """The result of a form, in its place."""
    return {
        "type": "modal",
        "callback_id": DONE,
        "title": blocks.plain(say(locale, "slack-done-title"), 24),
        "blocks": blocks.section(text),
    }


# --- pieces ----------------------------------------------------------------------------------------------------------


def _modal(name: str, title: str, shown: list[blocks.Block], metadata: str, locale: str, submit: str) -> View:
    return {
        "type": "modal",
        "callback_id": name,
        "title": blocks.plain(title, 24),
        "submit": blocks.plain(submit, 24),
        "close": blocks.plain(say(locale, "slack-form-close"), 24),
        "private_metadata": metadata,
        "blocks": shown,
    }


def _input(name: str, label: str, element: blocks.Block, *, hint: str = "", optional: bool = False) -> blocks.Block:
    made: blocks.Block = {
        "type": "input", "block_id": name, "label": blocks.plain(label, 2000), "element": element, "optional": optional,
    }  # fmt: skip
    if hint:
        made["hint"] = blocks.plain(hint, 2000)
    return made


def _text(name: str, value: str = "", *, longest: int = MAX_INPUT_CHARACTERS, multiline: bool = False) -> blocks.Block:
    made: blocks.Block = {
        "type": "plain_text_input", "action_id": name, "multiline": multiline, "max_length": longest,
    }  # fmt: skip
    if value:
        made["initial_value"] = value[:longest]
    return made


def _box(name: str, label: str) -> blocks.Block:
    return {"type": "checkboxes", "action_id": name, "options": [{"text": blocks.plain(label, 75), "value": "on"}]}


def _given(state: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    given: Mapping[str, Any] = state.get(name, {}).get(name) or {}
    return given


def _value(state: Mapping[str, Any], name: str) -> str:
    value = _given(state, name).get("value")
    return value if isinstance(value, str) else ""
