"""The block list: rules by name, each of some words; and what a rule would have caught lately, before it is kept."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace

from bot.commands import Block, Reply
from bot.context import BotContext, community_key
from bot.errors import Mistake
from bot.handlers.community_settings import announced, by
from bot.policy.blocklist import BlockList, Rule
from bot.policy.settings import Settings
from bot.policy.text_folding import normalise
from bot.replies.messages import say
from bot.text.sanitize import sanitized

WEEK = 7 * 86400
MOST_SHOWN = 10
"""Prompts that a test shows."""
MOST_RULES = 100
MOST_OF_NAME = 60
"""Characters of a rule's name."""
MOST_OF_RULE, MOST_OF_ALL = 2000, 20_000
"""Characters of one rule's words, and of all words of a community, as the list shows them."""


async def answer(context: BotContext, command: Block) -> Reply:
    """List, add, remove or test. Raises Mistake."""
    match command.what:
        case "add":
            return await _add(context, command)
        case "remove":
            return await _remove(context, command)
        case "test":
            return await _test(context, command)
    return await _list(context, command)


async def _list(context: BotContext, command: Block) -> Reply:
    locale = command.member.locale
    settings = await context.settings(command.member)
    if not settings.rules:
        return Reply(say(locale, "block-empty", command.member.platform), private=True)
    lines = [say(locale, "block-title")]
    lines += [say(locale, "block-line", name=rule.name, words=_listed(rule.words)) for rule in settings.rules]
    return Reply("\n".join(lines), private=True)


async def _add(context: BotContext, command: Block) -> Reply:
    """A rule of a name that exists already gets more words."""
    locale = command.member.locale
    new = await asyncio.to_thread(_rule, command)

    def edit(old: Settings) -> Settings:
        rules = {rule.name: rule for rule in old.rules}
        if new.name not in rules and len(rules) >= MOST_RULES:
            raise Mistake("block-too-many", most=MOST_RULES)
        had = rules[new.name].words if new.name in rules else ()
        rules[new.name] = Rule(new.name, tuple(dict.fromkeys((*had, *new.words))))
        lengths = {rule.name: len(_listed(rule.words)) for rule in rules.values()}
        if lengths[new.name] > MOST_OF_RULE:
            raise Mistake("long-rule", most=MOST_OF_RULE, count=lengths[new.name])
        if sum(lengths.values()) > MOST_OF_ALL:
            raise Mistake("long-rules", most=MOST_OF_ALL, count=sum(lengths.values()))
        return replace(old, rules=tuple(rules.values()))

    changed = await context.store.change(community_key(command.member), edit, by(command.member), "block")
    context.changed()
    name = "block-added" if changed.differences else "unchanged"
    text = say(locale, name, name=new.name, words=_listed(new.words))
    return Reply(text, private=True, announce=await announced(context, command.member, changed))


async def _remove(context: BotContext, command: Block) -> Reply:
    """A rule by its name, or words of it: `name: words`."""
    member, name, words = command.member, sanitized(command.name, MOST_OF_NAME), _words(command.words)

    def edit(old: Settings) -> Settings:
        if name not in {rule.name for rule in old.rules}:
            raise Mistake("no-such-rule", name=name)
        kept = []
        for rule in old.rules:
            gone = set(words or rule.words) if rule.name == name else set()
            left = tuple(word for word in rule.words if word not in gone)
            kept += [replace(rule, words=left)] if left else []
        return replace(old, rules=tuple(kept))

    changed = await context.store.change(community_key(member), edit, by(member), "block")
    context.changed()
    stays = name in {rule.name for rule in changed.settings.rules}
    said = "unchanged" if not changed.differences else "block-words-removed" if stays else "block-removed"
    text = say(member.locale, said, name=name, words=_listed(words))
    return Reply(text, private=True, announce=await announced(context, member, changed))


async def _test(context: BotContext, command: Block) -> Reply:
    """What these words would have caught in the last seven days; nothing is saved."""
    member, locale = command.member, command.member.locale
    settings = await context.settings(member)
    name = sanitized(command.name, MOST_OF_NAME)
    rule = next((rule for rule in settings.rules if rule.name == name and not command.words), None)
    rule = rule or _rule(command)
    prompts = await context.store.prompts_since(community_key(member), context.clock() - WEEK)
    found = await asyncio.to_thread(lambda: list(filter(BlockList((rule,)).caught, prompts)))
    lines = [say(locale, "block-test", count=len(found), total=len(prompts), words=_listed(rule.words))]
    lines += [say(locale, "quoted", text=sanitized(prompt, 200)) for prompt in found[:MOST_SHOWN]]
    if len(found) > MOST_SHOWN:
        lines.append(say(locale, "and-more", count=len(found) - MOST_SHOWN))
    return Reply("\n".join(lines), private=True)


def _rule(command: Block) -> Rule:
    """Raises Mistake. What is far too long is not even read."""
    count = max(len(command.words), len(command.name))
    if count > MOST_OF_RULE:
        raise Mistake("long-rule", most=MOST_OF_RULE, count=count)
    words = _words(command.words) or _words(command.name)
    if not words:
        raise Mistake("how-block")
    if not all(normalise(word) for word in words):
        raise Mistake("empty-rule")  # signs alone: it would catch nothing
    return Rule(sanitized(command.name, MOST_OF_NAME) or sanitized(words[0], MOST_OF_NAME), words)


def _words(text: str) -> tuple[str, ...]:
    """Words and phrases, with commas or on lines of their own."""
    return tuple(dict.fromkeys(sanitized(word) for word in re.split(r"[,;\n、，]", text) if sanitized(word)))


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(words)
