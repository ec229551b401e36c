"""The block list: rules by name, each with its words; and what a rule would have caught lately, before it is saved."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Annotated

from bot.arguments import Text
from bot.commands import Command, CommandSpec
from bot.context import community_key
from bot.errors import Mistake
from bot.handlers.audit_log import announced, by
from bot.handlers.rehearsals import Proposal, proposed
from bot.handlers.services import Services
from bot.input.text_args import Typed, unquoted
from bot.policy.blocklist import BlockList, Rule
from bot.policy.settings import Settings
from bot.policy.text_folding import normalise, rule_readings
from bot.replies.messages import say
from bot.reply import Reply
from bot.store import Changed
from bot.text.chat_syntax import plain
from bot.text.sanitize import sanitized
from inference.files.model_names import bundled
from inference.text.vocabulary import known_words

WEEK = 7 * 86400
MAX_PROMPTS_TESTED = 5000
MAX_PROMPTS_SHOWN = MAX_ALSO_SHOWN = 10
MAX_RULES = 100
MAX_NAME_CHARACTERS = 60
MAX_RULE_CHARACTERS, MAX_ALL_CHARACTERS = 2000, 20_000
"""Of one rule's words, and of all words of a community, as the list shows them."""

RuleName = Annotated[str, Text(MAX_NAME_CHARACTERS, own_limit=True)]
"""A refused member is told the name, not the words."""
RuleWords = Annotated[str, Text(MAX_RULE_CHARACTERS, own_limit=True)]


@dataclass(frozen=True)
class ListRules(Command):
    """Show the block list."""


@dataclass(frozen=True)
class AddRule(Command):
    """A new rule, or more words for an old one. A rule without a name is named by its first word."""

    words: RuleWords
    name: RuleName = ""


@dataclass(frozen=True)
class RemoveRule(Command):
    """Remove a rule, or some of its words."""

    name: RuleName
    words: str = ""


@dataclass(frozen=True)
class TryRule(Command):
    """What these words, or the saved rule of this name, would have caught in the last seven days."""

    words: RuleWords
    name: Annotated[str, Text(MAX_NAME_CHARACTERS, own_limit=True, hidden=True)] = ""


async def list_rules(services: Services, command: ListRules) -> Reply:
    locale = command.member.locale
    settings = await services.context.settings(command.member)
    if not settings.rules:
        return Reply(say(locale, "block-empty", services.platform(command.member)), private=True)
    lines = [say(locale, "block-title")]
    lines += [say(locale, "block-line", name=rule.name, words=_listed(rule.words)) for rule in settings.rules]
    return Reply("\n".join(lines), private=True)


async def add_rule(services: Services, command: AddRule) -> Reply:
    """A rule of a name that exists already gets more words."""
    return await proposed(services, command, _added)


async def _added(services: Services, command: AddRule) -> Proposal:
    locale = command.member.locale
    new = await asyncio.to_thread(_rule, command.words, command.name)

    def edit(old: Settings) -> Settings:
        rules = {rule.name: rule for rule in old.rules}
        if new.name not in rules and len(rules) >= MAX_RULES:
            raise Mistake("block-too-many", most=MAX_RULES)
        had = rules[new.name].words if new.name in rules else ()
        rules[new.name] = Rule(new.name, tuple(dict.fromkeys((*had, *new.words))))
        lengths = {rule.name: len(_listed(rule.words)) for rule in rules.values()}
        if lengths[new.name] > MAX_RULE_CHARACTERS:
            raise Mistake("long-rule", most=MAX_RULE_CHARACTERS, count=lengths[new.name])
        if sum(lengths.values()) > MAX_ALL_CHARACTERS:
            raise Mistake("long-rules", most=MAX_ALL_CHARACTERS, count=sum(lengths.values()))
        return replace(old, rules=tuple(rules.values()))

    async def told(changed: Changed) -> Reply:
        name = "block-added" if changed.differences else "unchanged"
        text = say(locale, name, name=new.name, words=_listed(new.words))
        if also := await asyncio.to_thread(_also_refused, new.words):
            text = f"{text} {say(locale, 'block-also', words=_listed(also))}"
        return Reply(text, private=True)

    return Proposal(edit, "block", told)


async def remove_rule(services: Services, command: RemoveRule) -> Reply:
    """A rule by its name, or words of it: `name: words`."""
    context = services.context
    member, name, words = (
        command.member,
        sanitized(plain(command.name), MAX_NAME_CHARACTERS),
        _words(plain(command.words)),
    )

    def edit(old: Settings) -> Settings:
        if name not in {rule.name for rule in old.rules}:
            raise Mistake("no-such-rule", name=name)
        kept = []
        for rule in old.rules:
            gone = set(words or rule.words) if rule.name == name else set()
            left = tuple(word for word in rule.words if word not in gone)
            kept += [replace(rule, words=left)] if left else []
        return replace(old, rules=tuple(kept))

    changed = await context.store.decisions.change(community_key(member), edit, by(member), "block")
    context.changed()
    stays = name in {rule.name for rule in changed.settings.rules}
    said = "unchanged" if not changed.differences else "block-words-removed" if stays else "block-removed"
    text = say(member.locale, said, name=name, words=_listed(words))
    return Reply(text, private=True, announce=await announced(context, member, changed))


async def try_rule(services: Services, command: TryRule) -> Reply:
    """Nothing is saved."""
    context, member, locale = services.context, command.member, command.member.locale
    settings = await context.settings(member)
    name = sanitized(command.name, MAX_NAME_CHARACTERS)
    rule = next((rule for rule in settings.rules if rule.name == name and not command.words), None)
    rule = rule or _rule(command.words, name)
    newest = await context.store.prompts_since(community_key(member), context.clock() - WEEK, MAX_PROMPTS_TESTED + 1)
    prompts = newest[:MAX_PROMPTS_TESTED]
    found = await asyncio.to_thread(lambda: list(filter(BlockList((rule,)).caught, prompts)))
    lines = [say(locale, "block-test", count=len(found), total=len(prompts), words=_listed(rule.words))]
    lines += [say(locale, "quoted", text=sanitized(prompt, 200)) for prompt in found[:MAX_PROMPTS_SHOWN]]
    if len(found) > MAX_PROMPTS_SHOWN:
        lines.append(say(locale, "and-more", count=len(found) - MAX_PROMPTS_SHOWN))
    if len(newest) > len(prompts):
        lines.append(say(locale, "block-test-newest", count=len(prompts)))
    if also := await asyncio.to_thread(_also_refused, rule.words):
        lines.append(say(locale, "block-also", words=_listed(also)))
    return Reply("\n".join(lines), private=True)


def _rule(text: str, name: str) -> Rule:
    """Raises Mistake. A text that is far too long is not parsed."""
    count = max(len(text), len(name))
    if count > MAX_RULE_CHARACTERS:
        raise Mistake("long-rule", most=MAX_RULE_CHARACTERS, count=count)
    text, name = plain(text), plain(name)
    words = _words(text) or _words(name)
    if not words:
        raise Mistake("how-block")
    if not all(normalise(word) for word in words):
        raise Mistake("empty-rule")  # punctuation alone would catch nothing
    return Rule(sanitized(name, MAX_NAME_CHARACTERS) or sanitized(words[0], MAX_NAME_CHARACTERS), words)


def _also_refused(words: tuple[str, ...]) -> tuple[str, ...]:
    """Plain words that a rule refuses although they are not typed in it: what "a55" stands for, and everyday words
    that could be a disguise of its words. It takes some milliseconds."""
    pocket = bundled("pocket")
    everyday = sorted(known_words(pocket)) if pocket else []
    stands_for = [reading for word in words for reading in rule_readings(word) if reading == reading.lower()]
    typed = {word.casefold() for word in words}
    caught = BlockList((Rule("", words),)).caught
    also = [word for word in dict.fromkeys([*stands_for, *everyday]) if word not in typed and caught(word)]
    return tuple(also[:MAX_ALSO_SHOWN])


def _words(text: str) -> tuple[str, ...]:
    """Words and phrases, with commas or on lines of their own."""
    return tuple(dict.fromkeys(sanitized(word) for word in re.split(r"[,;\n、，]", text) if sanitized(word)))


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(words)


def _typed(command: type[AddRule | RemoveRule | TryRule]) -> Callable[[Typed], Command]:
    """`NAME: words, and phrases`, or only one of the two; a new rule also as `"NAME" words`."""

    def read(typed: Typed) -> Command:
        if not typed.text:
            raise Mistake("how-block")
        quoted = re.fullmatch(r"""["“„«](.+?)["”»]\s+(?!:)(.+)""", typed.text, re.DOTALL)
        name, colon, words = typed.text.partition(":")
        if quoted and command is AddRule:
            name, words = quoted.groups()
        elif not colon:
            name, words = (name, "") if command is RemoveRule else ("", name)
        return command(typed.member, words=words.strip(), name=unquoted(name.strip()))

    return read


COMMANDS = (
    CommandSpec("block list", ListRules, list_rules, moderators=True),
    CommandSpec("block add", AddRule, add_rule, moderators=True, typed=_typed(AddRule)),
    CommandSpec("block remove", RemoveRule, remove_rule, moderators=True, typed=_typed(RemoveRule)),
    CommandSpec("block test", TryRule, try_rule, moderators=True, typed=_typed(TryRule)),
)
