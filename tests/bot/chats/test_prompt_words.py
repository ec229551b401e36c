"""A prompt in public, and as the model gets it: words, in every chat; no ids, no markup, and nobody is called."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser import chat, visitor
from fakes.discord.stage import stage
from fakes.engine import FakeEngine
from fakes.slack.acme import acme_at, told
from fakes.slack.running import until


async def test_discord_names_what_a_prompt_mentions(tmp_path: Path) -> None:
    """Custom emoji, the member, a role, a channel; what the bot cannot know or the member cannot see has no name."""
    async with stage(tmp_path) as s:
        role = next(role for role in s.guild.roles.values() if role.name == "moderators")
        asked = await s.imagine(
            f"<:pepe:123> I <3 <@{s.ann.id}> & <@{s.bob.id}> of <@&{role.id}> in <#{s.general.id}>, <#99> 2 > 1",
            no="<a:fox:5>",
        )
        message = await s.drawn(asked)
        words = "pepe I <3 Ann & somebody of moderators in general, a channel 2 > 1"
        assert [(one.prompt, one.negative) for one in s.engine.drawn] == [(words, "fox")]
        assert words in message.alts[0]
        assert str(s.ann.id) not in message.text


async def test_discord_reads_the_mentions_of_a_message(tmp_path: Path) -> None:
    """Imagine this: it has the names that Discord sends with the message."""
    async with stage(tmp_path) as s:
        message = s.fake.write(s.bob, s.general, f"a fox and <@{s.bob.id}>")
        await s.drawn(await s.fake.menu(s.ann, "Imagine this", message))
        assert s.engine.drawn[0].prompt == "a fox and Bob"


async def test_slack_names_what_a_prompt_mentions(tmp_path: Path) -> None:
    """By the label, or by asking Slack; signs come as entities, and emoji as codes."""
    async with acme_at(tmp_path) as acme:
        typed = (
            f"I &lt;3 my :fox_face: &amp; <@{acme.bob.id}> <@U0GONE000> <@U0EVE0000|eve> in <#C0GENER0|general> "
            "2 &gt; 1 :our-cat: <https://example.com|a link> <!here> at 10:30:45"
        )
        await acme.ann.command("/imagine", typed, acme.general)
        message = await acme.drawn(acme.general)
        words = "I <3 my 🦊 & bob somebody eve in general 2 > 1 our cat a link @here at 10:30:45"
        assert acme.engine.drawn[0].prompt == words
        assert words in message.pictures[0]["alt_text"]
        assert acme.bob.id not in str(message.blocks)


async def test_the_page_has_no_names_to_look_up(tmp_path: Path) -> None:
    engine = FakeEngine(seconds=0.1)
    async with chat(tmp_path, engine) as here, visitor(here) as ann:
        drawn = await ann.until(await ann.say("/imagine <:pepe:1> &lt;3 <@5> & 2 > 1"), "drawn")
        assert engine.drawn[0].prompt == "pepe <3 somebody & 2 > 1"
        assert "pepe <3 somebody & 2 > 1" in drawn["picture"]["alt"]


UNREADABLE = ("???", "猫", "←→", "\u200b\u2060", "<:_:123>", "https://example.com/fox.png", "рыжая лиса", "😶\u200d")


@pytest.mark.parametrize("prompt", [one for one in UNREADABLE if "😶" not in one])
async def test_an_unreadable_prompt_is_refused_on_the_page(tmp_path: Path, prompt: str) -> None:
    """Signs, letters that the model never saw, nothing to see, a link: it says what to do, and costs nothing."""
    engine = FakeEngine(seconds=0.1)
    async with chat(tmp_path, engine) as here, visitor(here) as ann:
        answer = await ann.until(await ann.say(f"/imagine {prompt}"), "note")
        assert "can be read" in answer["text"] or "Write what to draw" in answer["text"]
        assert not engine.asked


async def test_an_unreadable_prompt_is_refused_at_discord_and_in_slack(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        await (await s.imagine("猫 ???")).says("Nothing in this prompt can be read", "English words")
        await (await s.imagine("a fox", no="???")).says("Nothing in the words to avoid can be read")
        assert not s.jobs()
    async with acme_at(tmp_path) as acme:
        await acme.ann.command("/imagine", "??? 猫", acme.general)
        await told(acme.ann, "Nothing in this prompt can be read")
        assert not acme.engine.asked
        await acme.ann.command("/imagine", ":fox_face:", acme.general)  # an emoji has a name, which is read
        await until(lambda: acme.engine.drawn, what="drawn")
