"""What is in messages that people have already, and in the rows of jobs: every value of version 0.1 is understood.

Buttons live for as long as their messages. The values were collected from the code of 0.1.0; none may ever be taken
out of these lists.
"""

from __future__ import annotations

import json

import pytest

from bot.chats.discord import moderation, rendering
from bot.chats.discord.address import DiscordAddress
from bot.chats.discord.address import parsed as discord_address
from bot.chats.slack import forms, home, uploads
from bot.chats.slack.address import SlackAddress
from bot.chats.slack.signing import Signer
from bot.commands import Command
from bot.handlers.cancel import Cancel, CancelAll
from bot.handlers.command_list import COMMANDS
from bot.handlers.community_settings import Audit, Undo
from bot.handlers.drawing import Redo, TakeOffer
from bot.handlers.gallery import Delete, Pick, Post
from bot.handlers.help_topics import Help
from bot.handlers.members import Quota
from bot.handlers.privacy import Privacy
from bot.handlers.reported_pictures import Dismiss, TimeOutReported
from bot.input.buttons import pressed
from bot.member import Member
from bot.policy.settings import DIALS, MERGED

ANN = Member("discord", "1", "2", "3", "Ann", moderator=True)

PRESSES: dict[str, Command] = {
    "pick:k7f3q:5": Pick(ANN, "k7f3q", 5),
    "post:k7f3q:5": Post(ANN, "k7f3q", 5, "d", "a"),
    "cancel:k7f3q": Cancel(ANN, "k7f3q"),
    "redo:k7f3q": Redo(ANN, "k7f3q", False, "d", "a"),
    "retry:k7f3q": Redo(ANN, "k7f3q", True, "d", "a"),
    "delete:k7f3q": Delete(ANN, "k7f3q"),
    "relaxed:Ab-_12345678": TakeOffer(ANN, "Ab-_12345678", "d", "a"),
    "cancelall:123456789012345678": CancelAll(ANN, "123456789012345678"),
    "cancelall:%3C%40%3A%25%C3%A9%3E": CancelAll(ANN, "<@:%é>"),
    "audit:2": Audit(ANN, 2),
    "help": Help(ANN),
    "help:cancel-all": Help(ANN, "cancel-all"),
    "forget": Privacy(ANN, "delete", sure=True),
    "export": Privacy(ANN, "export"),
    "export:2": Privacy(ANN, "export", part=2),
    "quota": Quota(ANN),
    "undo:12": Undo(ANN, 12),
}
"""A button's value in Slack and on the page, its custom_id at Discord."""

SETTINGS = (
    "member-per-day", "channel-per-day", "community-per-day", "role-per-day", "role-weight", "drawing", "waiting",
    "relaxed", "reset", "timezone", "longest-prompt", "retention-days", "log-channel",
)  # fmt: skip
"""Each is the end of a form's custom_id at Discord, and the name of an input in Slack's form."""

SECRET = "xoxb-secret"  # noqa: S105
REVEAL = "reveal:NXGUhgL8T6QMbCDM1QmvPw.F0123456789"
THERE = (
    r"{\"channel\": \"C1\", \"expires\": 1700001800.0, \"response_url\": \"https://hooks.slack.com/commands/T1/1/abc\","
    r" \"team\": \"T1\", \"thread_ts\": \"1700000000.000100\", \"user\": \"U1\", \"uses\": 5}"
)
FORMS = {
    "imagine": f'vp9wY1ftoktnGoPSh4EPHg.["U1", "{THERE}", {{}}]',
    "settings": f'n6GR89JEK-Tti-HP68IQZQ.["U1", "{THERE}", {{"member-per-day": "5"}}]',
}
"""callback_id -> private_metadata, signed with SECRET."""

DISCORD = {
    '{"user": 1, "channel": 2}': DiscordAddress(1, 2),
    '{"user": 1, "channel": 2, "message": 5, "own": true}': DiscordAddress(1, 2, message=5, own=True),
    '{"user": 1, "channel": 2, "guild": 3, "application": 4, "token": "tok", "expires": 1700000890.0, "message": 5,'
    ' "posting": true, "limit": 20000, "locale": "de", "adult": true, "closed": true}': DiscordAddress(
        1, 2, 3, 4, "tok", 1700000890.0, 5, False, True, 20_000, "de", True, True
    ),
}
SLACK = {
    '{"channel": "C1", "team": "T1", "user": "U1"}': SlackAddress("T1", "C1", "U1"),
    '{"channel": "C1", "file": "F1", "team": "T1", "thread_ts": "1.2", "ts": "3.4", "user": "U1"}': SlackAddress(
        "T1", "C1", "U1", "1.2", "3.4", "F1"
    ),
    '{"channel": "C1", "expires": 1700001800.0, "response_url": "https://hooks.slack.com/commands/T1/1/abc",'
    ' "team": "T1", "thread_ts": "1700000000.000100", "user": "U1", "uses": 5}': SlackAddress(
        "T1", "C1", "U1", "1700000000.000100"
    ).with_response_url("https://hooks.slack.com/commands/T1/1/abc", 1700000000.0),
}


REPORTS = {
    "report:dismiss:k7f3q": Dismiss(ANN, "k7f3q"),
    "report:timeout:k7f3q": TimeOutReported(ANN, "k7f3q"),
    "report:timeout:k7f3q:b2c3d": TimeOutReported(ANN, "k7f3q", "b2c3d"),
}
"""On a report in a log channel at Discord."""


@pytest.mark.parametrize("value", PRESSES)
def test_a_posted_button_works(value: str) -> None:
    assert pressed(COMMANDS, ANN, value, "d", "a") == PRESSES[value]


def test_discords_other_custom_ids_are_what_they_were() -> None:
    assert (rendering.TILES, rendering.OTHERS) == ("tiles:", "tile:")
    assert (moderation.SETTING, moderation.CHANNEL, moderation.FORM) == ("set:dial", "set:channel", "set:form:")
    for before, now in REPORTS.items():
        assert pressed(COMMANDS, ANN, moderation.judging(before)) == now


def test_settings_have_the_names_that_are_in_posted_forms() -> None:
    assert set(SETTINGS) <= set(DIALS) | set(MERGED)


def test_slacks_signed_values_are_understood() -> None:
    """A covered picture's button, and forms that are open."""
    signer = Signer(SECRET)
    assert signer.opened(uploads.REVEAL, REVEAL.removeprefix("reveal:")) == "F0123456789"
    assert home.OPEN_SETTINGS == "settings"
    assert (forms.SETTINGS, forms.DONE, forms.SHORTCUT) == ("settings", "done", "imagine_this")
    assert "imagine" in {spec.key for spec in COMMANDS}  # the callback_id of its form
    for form, metadata in FORMS.items():
        held = forms.carried(signer, {"callback_id": form, "private_metadata": metadata}, "T1", "U1")
        assert held is not None
        assert held.address == list(SLACK.values())[-1]


@pytest.mark.parametrize("text", DISCORD)
def test_discords_kept_addresses_are_read(text: str) -> None:
    assert discord_address(text) == DISCORD[text]
    assert json.loads(DISCORD[text].json()) == json.loads(text)


@pytest.mark.parametrize("text", SLACK)
def test_slacks_kept_addresses_are_read(text: str) -> None:
    assert SlackAddress.read(text) == SLACK[text]
    assert json.loads(str(SLACK[text])) == json.loads(text)
