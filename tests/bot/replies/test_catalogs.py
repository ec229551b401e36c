"""The catalogs: every language says everything, with the same facts, and nothing is invented."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel import Locale
from catalog_folder import catalogs_in
from fluent.syntax import ast as ftl
from fluent.syntax.visitor import Visitor
from goldens import ROOT
from structlog.testing import capture_logs

from bot.commands import Platform, discord_path, platform_of
from bot.handlers.command_list import COMMANDS
from bot.policy.quota import SCOPES
from bot.policy.settings import DIALS
from bot.replies import catalogs
from bot.replies.catalogs import ANYWHERE, Fact, conventions, language, languages, messages, rendered

OTHERS = [code for code in languages() if code != "en"]
PLATFORMS = [ANYWHERE, *(platform_of(COMMANDS, name) for name in ("discord", "slack", "web"))]


class Facts(Visitor):
    """The variables of a message, and which of them are numbers."""

    def __init__(self, message: ftl.Message) -> None:
        self.names: set[str] = set()
        self.numbers: set[str] = set()
        self.visit(message)

    def visit_VariableReference(self, node: ftl.VariableReference) -> None:  # noqa: N802, the library's
        self.names.add(node.id.name)

    def visit_FunctionReference(self, node: ftl.FunctionReference) -> None:  # noqa: N802, the library's
        if node.id.name == "NUMBER":
            self.numbers |= {arg.id.name for arg in node.arguments.positional}
        self.generic_visit(node)

    def visit_SelectExpression(self, node: ftl.SelectExpression) -> None:  # noqa: N802, the library's
        if isinstance(node.selector, ftl.VariableReference):
            self.numbers.add(node.selector.id.name)
        self.generic_visit(node)


class Texts(Visitor):
    """What a message says itself, without its facts."""

    def __init__(self, message: ftl.Message) -> None:
        self.texts: list[str] = []
        self.visit(message)

    def visit_TextElement(self, node: ftl.TextElement) -> None:  # noqa: N802, the library's
        self.texts.append(node.value)


class Named(Visitor):
    """The commands that a message names."""

    def __init__(self, message: ftl.Message) -> None:
        self.names: set[str] = set()
        self.arguments: list[tuple[str, set[str]]] = []
        self.visit(message)

    def visit_FunctionReference(self, node: ftl.FunctionReference) -> None:  # noqa: N802, the library's
        if node.id.name == "COMMAND":
            names = [one.value for one in node.arguments.positional if isinstance(one, ftl.StringLiteral)]
            self.names |= set(names)
            self.arguments += [(name, {one.name.name for one in node.arguments.named}) for name in names]


def calls(*names: str) -> Iterator[tuple[str, ast.Call]]:
    for path in (ROOT / "bot").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
                yield path.name, node


def test_every_folder_is_a_language() -> None:
    """English is the first, and each is one that CLDR knows: a folder is all that a new language needs."""
    assert languages() == ("en", "de", "es", "fr", "ja")
    assert all(Locale.parse(code) for code in languages())


@pytest.mark.parametrize("code", languages())
@pytest.mark.parametrize("platform", PLATFORMS, ids=lambda platform: platform.name)
def test_every_message_renders_in_every_language(code: str, platform: Platform) -> None:
    """With all its facts, whatever its numbers are."""
    with capture_logs() as logs:
        for name, english in messages("en").items():
            facts = Facts(messages(code).get(name, english))
            for number in (0, 1, 2, 5, 1000):
                said = rendered(
                    code,
                    platform,
                    name,
                    {fact: number if fact in facts.numbers else Fact(fact) for fact in facts.names},
                )
                assert all(fact in said for fact in facts.names - facts.numbers), (code, name)
    assert logs == []


@pytest.mark.parametrize("code", OTHERS)
def test_a_language_has_the_facts_of_the_english(code: str) -> None:
    """None is lost, and none is made up."""
    for name, message in messages(code).items():
        assert name in messages("en"), "English is what a message is written in first"
        assert Facts(message).names == Facts(messages("en")[name]).names, (code, name)


@pytest.mark.parametrize("code", OTHERS)
def test_every_language_says_everything(code: str) -> None:
    """But the operator's notice, and what is called as in English."""
    missing = messages("en").keys() - messages(code).keys()
    missing -= {name for name in missing if name.startswith("argument-")}
    assert missing - {"slack-form-title", "slack-form-spoiler", "slack-done-title"} == {"budget-notice"}


def test_a_platforms_words_bear_its_name() -> None:
    """A file holds what its name says, so that a name is never in two files."""
    for path in (ROOT / "bot/locales").glob("*/*.ftl"):
        names = set(re.findall(r"(?m)^([a-z][\w-]*) =", path.read_text(encoding="utf-8")))
        prefix = {"bot": "", "commands": ("command-", "argument-")}.get(path.stem, f"{path.stem}-")
        assert {name for name in names if not name.startswith(prefix)} == set(), path


def test_nobody_says_what_there_is_no_message_for() -> None:
    """Each message that the code names is there, and is given all its facts."""
    for file, call in calls("say"):
        name = call.args[1] if len(call.args) > 1 else None
        if isinstance(name, ast.Constant) and isinstance(name.value, str):
            given = {keyword.arg for keyword in call.keywords}
            assert name.value in messages("en"), (file, name.value)
            assert None in given or given >= Facts(messages("en")[name.value]).names, (file, name.value)


def test_every_rule_in_the_code_has_a_message() -> None:
    """A refusal without words would say nothing; and no message is there for nothing."""
    raised, counted = set(), {f"{scope}-per-day" for scope in SCOPES}
    for _, call in calls("Mistake", "Forbidden", "OverLimit", "Blocked", "Closed"):
        first = call.args[0] if call.args else None
        if isinstance(first, ast.Constant) and isinstance(call.func, ast.Name):
            raised.add(str(first.value))
            counted |= {str(first.value)} if call.func.id in ("OverLimit", "Blocked", "Closed") else set()
    names = messages("en").keys()
    assert raised - names == set()
    assert {f"rule-{rule.removesuffix('-all')}" for rule in counted} == {  # as the report calls them
        name for name in names if name.startswith("rule-")
    }
    said = {
        node.value
        for path in (ROOT / "bot").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    made = ("how-", "help-", "scope-", "rule-", "chart-", "long-", "wrong-setting-", "meaning-")  # of a name and a fact
    made += ("setting-", "audit-kind-", "audit-key-", "vary-", "gallery-", "top-")
    made += ("command-", "argument-", "slack-submit-", "web-")  # tests/bot/handlers/test_command_list.py looks at these
    made += tuple(f"{scope}-per-day" for scope in SCOPES)
    assert {name for name in names if name not in said and not name.startswith(made)} == set()
    assert {f"meaning-{key}" for key in DIALS} == {name for name in names if name.startswith("meaning-")}


def test_no_message_is_markup() -> None:
    """Chats show them as they are: nothing that would be bold, a link or a mention."""
    for code in languages():
        for name, message in messages(code).items():
            for text in Texts(message).texts:
                assert not re.search(r"[*_`<>|~]|\]\(|https?:", text), (code, name)
                assert not re.search(r"@(?!name|nombre|nom|名前|Nonet|designers)", text), (code, name)


def test_a_missing_message_is_said_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    """And one that English lacks is a bug."""
    assert "budget-notice" not in messages("de")
    assert rendered("de", ANYWHERE, "budget-notice", {"percent": 80}) == "80% of today's drawing budget is used."
    with pytest.raises(KeyError):
        rendered("de", ANYWHERE, "no-such-message", {})


@pytest.mark.parametrize(
    ("locale", "code", "region"),
    [
        ("en", "en", "en"), ("de-AT", "de", "de_AT"), ("pt-BR", "en", "en"), ("ja", "ja", "ja"), ("zh_TW", "en", "en"),
        ("FR", "fr", "fr"), ("", "en", "en"), ("en-GB", "en", "en_GB"), ("es-419", "es", "es_419"),
        ("de-?", "de", "de"),
    ],
)  # fmt: skip
def test_a_locale_has_a_language(locale: str, code: str, region: str) -> None:
    """Its own, or English; and the conventions of its region, but never those of another language."""
    assert language(locale) == code
    assert str(conventions(locale)) == region


def test_a_long_fact_is_said_whole() -> None:
    """Fluent itself refuses plain strings of more than 2,500 characters."""
    assert rendered("en", ANYWHERE, "quoted", {"text": Fact("x" * 4000)}) == f"“{'x' * 4000}”"


def test_a_fact_that_is_missing_costs_its_own_place_only() -> None:
    """It is a bug of ours, so the log has it."""
    with capture_logs() as logs:
        assert rendered("en", ANYWHERE, "used-of", {"used": 1, "limit": 5}) == "1 of 5 used, resets at time"
    assert [entry["event"] for entry in logs] == ["message rendered with errors"]


def test_a_broken_catalog_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A translator's slip fails the tests; it does not silently become English."""
    whole = catalogs.FluentResource
    for source, problem in (("a = { $", "Expected"), ("a = 1\na = 2", "twice")):
        catalogs.messages.cache_clear()
        monkeypatch.setattr(catalogs, "FluentResource", lambda _, source=source: whole(source))
        with pytest.raises(ValueError, match=problem):
            catalogs.messages("en")
    catalogs.messages.cache_clear()


@pytest.mark.parametrize(
    ("platform", "said"),
    [
        ("", "/undo, /block add"), ("web", "/undo, /block add"), ("discord", "/nonet undo, /nonet block add"),
        ("slack", "/imagine-admin undo, /imagine-admin block add"),
    ],
)  # fmt: skip
def test_a_message_names_commands_as_the_platform_does(platform: str, said: str, tmp_path: Path) -> None:
    """{ COMMAND("undo") } is the name that comes from the command's spec."""
    (tmp_path / "locales/en").mkdir(parents=True)
    (tmp_path / "locales/en/one.ftl").write_text('named = { COMMAND("undo") }, { COMMAND("block add") }\n')
    with catalogs_in(tmp_path / "locales"):
        assert rendered("en", platform_of(COMMANDS, platform), "named", {}) == said


@pytest.mark.parametrize(
    ("platform", "said"),
    [
        ("", "/cancel k7f3q, typed"), ("web", "/cancel k7f3q, typed"), ("slack", "@Nonet cancel k7f3q, typed"),
        ("discord", "/cancel job:k7f3q, chosen"),
    ],
)  # fmt: skip
def test_a_message_knows_its_platform(platform: str, said: str, tmp_path: Path) -> None:
    """Arguments are written as they are given there, and PLATFORM() chooses between two ways."""
    (tmp_path / "locales/en").mkdir(parents=True)
    source = 'one = { COMMAND("cancel", job: "k7f3q") }, { PLATFORM() ->\n    [discord] chosen\n   *[other] typed\n }\n'
    (tmp_path / "locales/en/one.ftl").write_text(source)
    with catalogs_in(tmp_path / "locales"):
        assert rendered("en", platform_of(COMMANDS, platform), "one", {}) == said


def test_the_arguments_that_a_message_names_are_the_command_s() -> None:
    """In Discord they are written with their names, and another name would be refused there."""
    options = {spec.name: {kind.option or name for name, kind in spec.given().items()} for spec in COMMANDS}
    for code in languages():
        for name, message in messages(code).items():
            for command, arguments in Named(message).arguments:
                assert arguments <= options[command], (code, name)


@pytest.mark.parametrize("code", languages())
def test_no_message_has_a_command_s_name_in_itself(code: str) -> None:
    """It is { COMMAND("undo") }, or another platform would be told a name that it does not have."""
    known = {key for spec in COMMANDS for key in (spec.name, spec.group, *(discord_path(spec) or "").split()[:1])}
    raw = re.compile(rf"(?<![\w/])/({'|'.join(sorted(known - {''}))})\b")
    for name, message in messages(code).items():
        assert not any(raw.search(text) for text in Texts(message).texts), name


def test_every_command_that_a_message_names_is_one() -> None:
    """A misspelled one would be written as it stands there."""
    known = {key for spec in COMMANDS for key in (spec.name, spec.group)}
    for code in languages():
        for name, message in messages(code).items():
            assert Named(message).names <= known, (code, name)
