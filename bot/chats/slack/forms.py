"""Forms: what to draw, with its options; a workspace's settings. What they carry is sealed: nobody else's is taken."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.chats.slack import blocks
from bot.chats.slack.address import SlackAddress
from bot.chats.slack.signing import Signer
from bot.commands import ChangeSettings, Imagine, Member
from bot.errors import Mistake
from bot.input import parser
from bot.replies.messages import say

View = dict[str, Any]

IMAGINE = "imagine"
SETTINGS = "settings"
DONE = "done"
SHORTCUT = "imagine_this"
LONGEST_INPUT = 3000
LONGEST_SHOWN = 150


@dataclass(frozen=True)
class Carried:
    """What a form remembers between its opening and its sending."""

    user: str
    address: SlackAddress
    values: Mapping[str, str]  # of settings, as they were shown

    def sealed(self, seal: Signer, form: str) -> str:
        text = json.dumps([self.user, str(self.address), dict(self.values)])
        return seal.sealed(form, text)


def carried(seal: Signer, view: Mapping[str, Any], team: str, user: str) -> Carried | None:
    """None: this form was not made by us for this person in this workspace."""
    text = seal.opened(str(view.get("callback_id", "")), str(view.get("private_metadata", "")))
    if text is None:
        return None
    owner, place, values = json.loads(text)
    address = SlackAddress.read(place)
    if address is None or owner != user or address.team != team:
        return None
    return Carried(owner, address, values)


# --- what to draw ----------------------------------------------------------------------------------------------------


def imagine(seal: Signer, address: SlackAddress, locale: str, prompt: str = "") -> View:
    shown: list[blocks.Block] = [
        _input("prompt", say(locale, "slack-form-prompt"), _text("prompt", prompt, multiline=True),
               hint=say(locale, "slack-form-prompt-hint")),
        _input("no", say(locale, "slack-form-no"), _text("no"), optional=True),
        _input("seed", say(locale, "slack-form-seed"), _text("seed", longest=20),
               hint=say(locale, "slack-form-seed-hint"), optional=True),
        _input("spoiler", say(locale, "slack-form-spoiler"), _box("spoiler", say(locale, "slack-form-spoiler-box")),
               optional=True),
    ]  # fmt: skip
    metadata = Carried(address.user, address, {}).sealed(seal, IMAGINE)
    return _modal(IMAGINE, say(locale, "slack-form-title"), shown, metadata, locale, say(locale, "slack-form-submit"))


def imagined(member: Member, state: Mapping[str, Any], delivery: str, address: SlackAddress) -> Imagine:
    """The command of a form that was sent.

    Raises:
        Mistake: with `facts["field"]`, the input that is wrong.
    """
    prompt = _value(state, "prompt")
    if not prompt.strip():
        raise Mistake("empty-prompt", field="prompt")
    text = _value(state, "seed").strip()
    try:
        seed = parser.seed(text) if text else None
    except Mistake as mistake:
        facts = {**mistake.facts, "field": "seed"}
        raise Mistake(mistake.rule, until=None, **facts) from None
    return Imagine(
        member,
        prompt,
        seed=seed,
        no=_value(state, "no"),
        spoiler=bool(_given(state, "spoiler").get("selected_options")),
        delivery=delivery,
        address=str(address),
    )


# --- settings --------------------------------------------------------------------------------------------------------


def settings(seal: Signer, address: SlackAddress, locale: str, rows: list[tuple[str, str, str]]) -> View:
    """`rows` are key, value and meaning, as bot.policy.settings.describe gives them."""
    shown = [
        _input(key, key, _text(key, value, longest=LONGEST_INPUT), hint=meaning, optional=True)
        for key, value, meaning in rows
    ]
    values = {key: value for key, value, _ in rows if len(value) <= LONGEST_SHOWN}
    metadata = Carried(address.user, address, values).sealed(seal, SETTINGS)
    return _modal(
        SETTINGS, say(locale, "slack-settings-title"), shown, metadata, locale, say(locale, "slack-settings-submit")
    )


def changed(member: Member, state: Mapping[str, Any], before: Mapping[str, str]) -> ChangeSettings:
    """Only what was typed anew: somebody else may have changed the rest meanwhile."""
    typed = {key: _value(state, key).strip() for key in state}
    return ChangeSettings(member, {key: value for key, value in typed.items() if value != before.get(key, "")})


def done(text: str, locale: str) -> View:
    """What came of a form, in its place."""
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


def _text(name: str, value: str = "", *, longest: int = LONGEST_INPUT, multiline: bool = False) -> blocks.Block:
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
