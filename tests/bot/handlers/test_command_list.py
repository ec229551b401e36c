"""The specs of all commands agree with each other, with every catalog and with Slack's manifest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import pytest
import yaml
from goldens import ROOT
from scene import ANN

from bot.arguments import Choice, SettingKey, Word
from bot.chats.slack.listeners import slash_commands
from bot.commands import CommandSpec, command_name, discord_path, spec_of
from bot.errors import Mistake
from bot.handlers.activity_report import Report
from bot.handlers.command_list import COMMANDS
from bot.handlers.community_settings import SetRole
from bot.handlers.gallery import Pick
from bot.handlers.help_topics import topics
from bot.handlers.members import Grant
from bot.handlers.privacy import Privacy
from bot.policy.settings import DIALS
from bot.replies.catalogs import languages, messages

BY_NAME = pytest.mark.parametrize("spec", COMMANDS, ids=str)


def sentences(spec: CommandSpec[Any]) -> Iterator[str]:
    """The messages that chats show of a command: what it does, its arguments, and what can be chosen."""
    path = discord_path(spec)
    if spec.typed or path:
        yield f"command-{spec.key}"
        yield f"command-{spec.group}"
    if path:
        yield f"command-{path.split()[0]}" if " " in path else f"command-{spec.key}"
    if (path and path != "nonet setup") or spec.slack or spec.form:
        for name, kind in (spec.given() if path or spec.slack else {one: spec.kinds[one] for one in spec.form}).items():
            about = f"command-{spec.key}-{kind.option or name}"
            yield about
            if isinstance(kind, Choice):
                yield from (f"{about}-{one}" for one in kind.values)


@pytest.mark.parametrize("code", languages())
@BY_NAME
def test_each_command_argument_and_choice_is_described_in_every_language(spec: CommandSpec[Any], code: str) -> None:
    """And a description fits into Discord's hundred characters."""
    words = messages(code)
    for name in sentences(spec):
        assert name in words
        text = words[name].value
        assert text is not None
        assert len(str(text.elements[0].value)) <= 100  # type: ignore[union-attr]


def test_no_description_is_there_for_nothing() -> None:
    """Each is a command's or an argument's of today."""
    there = {name for name in messages("en") if name.startswith("command-")}
    assert there - {name for spec in COMMANDS for name in sentences(spec)} == set()
    options = {kind.option or name for spec in COMMANDS for name, kind in spec.given().items()}
    named = {name.removeprefix("argument-") for name in messages("en") if name.startswith("argument-")}
    assert named - options == set()


@pytest.mark.parametrize("code", languages())
def test_what_can_be_typed_wrongly_has_a_sentence_that_says_how(code: str) -> None:
    """So have a setting that is offered, and each topic of the help."""
    words = messages(code)
    for spec in COMMANDS:
        if spec.typed and not all(isinstance(kind, Word) for kind in spec.given().values()):
            assert {spec.mistake().rule, *(spec.missing(kind).rule for kind in spec.given().values())} & words.keys()
        if any(isinstance(kind, SettingKey) for kind in spec.given().values()) and code != "en":
            assert {f"meaning-{key}" for key in DIALS} <= words.keys()
    assert {f"help-{topic}" for topic in topics(COMMANDS, True).values()} <= words.keys()


@BY_NAME
def test_a_spec_names_fields_that_there_are(spec: CommandSpec[Any]) -> None:
    """Its arguments, its fixed values, and those that its button carries."""
    there = {one.name for one in fields(spec.command)}
    assert set(spec.given()) <= there
    assert set(spec.fixed) <= there
    carried = {name.rstrip("?") for name in spec.button.split(":")[1:]}
    assert carried <= set(spec.kinds)
    assert carried.isdisjoint(spec.fixed)


def test_names_are_different() -> None:
    """Also the slash commands in Discord and in Slack."""
    for names in (
        [spec.name for spec in COMMANDS],
        [path for spec in COMMANDS if (path := discord_path(spec))],
        slash_commands(COMMANDS),
    ):
        assert len(names) == len(set(names))


def test_specs_of_the_same_command_agree() -> None:
    """Who may give it and who sees the answer belongs to the command, however it is given."""
    for spec in COMMANDS:
        first = next(one for one in COMMANDS if one.command is spec.command)
        assert (spec.moderators, spec.public) == (first.moderators, first.public)
        assert spec.handler is first.handler


def test_slack_s_manifest_has_the_slash_commands() -> None:
    """Slack only sends commands that stand there."""
    manifest = yaml.safe_load((ROOT / "deploy/slack-manifest.yaml").read_text())
    assert [one["command"] for one in manifest["features"]["slash_commands"]] == slash_commands(COMMANDS)


@pytest.mark.parametrize(
    ("name", "web", "slack", "discord"),
    [
        ("imagine", "/imagine", "/imagine", "/imagine"),
        ("quota", "/quota", "/imagine-quota", "/quota"),
        ("again", "/again", "@Nonet again", "/again"),
        ("undo", "/undo", "/imagine-admin undo", "/nonet undo"),
        ("settings", "/settings", "/imagine-admin settings", "/nonet setup"),
        ("cancel-all", "/cancel-all", "/imagine-admin cancel-all", "/nonet cancel"),
        ("block", "/block", "/imagine-admin block", "/nonet block"),
        ("block add", "/block add", "/imagine-admin block add", "/nonet block add"),
    ],
)
def test_a_command_is_called_as_its_platform_calls_it(name: str, web: str, slack: str, discord: str) -> None:
    """In sentences, too."""
    called = [command_name(COMMANDS, platform, name) for platform in ("web", "slack", "discord")]
    assert called == [web, slack, discord]


@pytest.mark.parametrize(("platform", "name"), [("web", "set"), ("discord", "redo"), ("web", "nothing")])
def test_a_command_that_a_platform_lacks_has_no_name_there(platform: str, name: str) -> None:
    """A sentence that names it there is wrong."""
    with pytest.raises(KeyError):
        command_name(COMMANDS, platform, name)


@pytest.mark.parametrize(
    ("command", "rule"),
    [
        (Grant(ANN, "bob", 0), "wrong-grids"), (Grant(ANN, "bob", 1001), "wrong-grids"),
        (Report(ANN, 367), "wrong-days"),
        (SetRole(ANN, "1", weight=100.0), "how-role"), (SetRole(ANN, "1", weight="1"), "how-role"),  # type: ignore[arg-type]
        (Pick(ANN, "k7f3q", 10), "no-such-tile"), (Privacy(ANN, "all"), "how-privacy"),  # type: ignore[arg-type]
    ],
)  # fmt: skip
def test_a_value_outside_its_limits_is_refused_whoever_made_the_command(command: Any, rule: str) -> None:
    """A client's own checks may be left out."""
    with pytest.raises(Mistake, match=rule):
        spec_of(COMMANDS, command).check(command)
