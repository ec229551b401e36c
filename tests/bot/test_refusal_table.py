"""Every sentence with which a person can be refused, when it is said, and that it is true.

A sentence that names a number, a time or a channel is held to what then happens: at the limit it works, beyond it does
not; at that time it works, and a second before it does not. A refusal without an entry here fails a test.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from fakes.engine import FakeEngine
from scene import ANN, BOB, MAY, Clock, Scene, opened

from bot import caching
from bot.handlers.command_list import COMMANDS
from bot.handlers.community_settings import SetSetting
from bot.handlers.drawing import Imagine, TakeOffer
from bot.handlers.gallery import Post
from bot.handlers.rehearsals import SaveRehearsed
from bot.input.buttons import pressed
from bot.member import Member
from bot.policy.blocklist import Rule
from bot.policy.pricing import Pricing
from bot.policy.quota import BotLimits
from bot.policy.settings import MAX_GRIDS, Settings
from bot.replies.messages import knows, say
from bot.store import Moderator

REPOSITORY = Path(__file__).parents[2]
SETTINGS = "The settings are member-per-day, role-per-day, channel-per-day, community-per-day, unfinished, role-weight,"


@dataclass(frozen=True)
class Typed:
    """Args:
    line: what is typed.
    says: the beginning of the answer.
    works: the same within the limit that the sentence names, or as it says to write it.
    by: who types it; a moderator.
    """

    line: str
    says: str
    works: str = ""
    by: Member = MAY


TYPED = {
    "unknown-command": Typed(
        "/qota", "There is no command /qota. /help lists all commands. Did you mean /quota?", "/quota"
    ),
    "unknown-option": Typed(
        "/imagine a cat --sed 5",
        "There is no option --sed. The options are --seed, --no, and --spoiler.",
        "/imagine a cat --seed 5 --no dogs --spoiler",
    ),
    "option-twice": Typed("/imagine a cat --seed 5 --seed 6", "--seed was given twice. Give it once."),
    "option-empty": Typed(
        "/imagine a cat --no", "--no needs a value, for example --no dogs.", "/imagine a cat --no dogs"
    ),
    "wrong-seed": Typed(
        "/imagine a cat --seed 4294967296",
        "A seed is a whole number from 0 to 4294967295, not 4294967296.",
        "/imagine a cat --seed 4294967295",
    ),
    "empty-prompt": Typed("/imagine", "Write what to draw, for example: /imagine a cat", "/imagine a cat in a rocket"),
    "unreadable-prompt": Typed(
        "/imagine ??? 猫",
        "Nothing in this prompt can be read. Describe the picture in English words, for example “a red",
        "/imagine a red fox in the snow",
    ),
    "unreadable-no": Typed(
        "/imagine a cat --no ???",
        "Nothing in the words to avoid can be read. Write English words, for example “dogs”.",
        "/imagine a cat --no dogs",
    ),
    "long-prompt": Typed(
        "/imagine " + "x" * 401, "Your prompt has 401 characters; the limit is 400.", "/imagine " + "x" * 400
    ),
    "long-no": Typed(
        "/imagine x --no " + "y" * 401,
        "The words to avoid have 401 characters; the limit is 400.",
        "/imagine x --no " + "y" * 400,
    ),
    "no-such-user": Typed("/grant @bob9 5", "There is no member bob9 here.", "/grant @bob 5"),
    "no-such-channel": Typed("/channel off #9", "There is no channel #9.", "/channel off #art"),
    "no-such-job": Typed("/again zzzz9", "There is no request zzzz9 here."),
    "no-such-tile": Typed("/pick k7f3q 10", "There is no picture 10. Choose one from 1 to 9."),
    "nothing-to-cancel": Typed("/cancel", "You have no unfinished requests."),
    "nothing-to-undo": Typed("/undo", "There is no change to undo."),
    "moderators-only": Typed("/settings", "Only moderators can do this.", by=ANN),
    "how-id": Typed("/cancel my job", "Write it like this: /cancel k7f3q"),
    "how-again": Typed("/again", "Write it like this: /again k7f3q for a grid, /again k7f3q-5 for one"),
    "how-pick": Typed("/pick", "Write it like this: /pick k7f3q 5"),
    "how-post": Typed("/post", "Write it like this: /post k7f3q 5"),
    "how-privacy": Typed("/privacy please", "Write it like this: /privacy, /privacy export or", "/privacy export"),
    "how-settings": Typed(
        "/settings !", "Write it like this: /settings, or /settings member", "/settings member-per-day 10"
    ),
    "how-audit": Typed("/audit x", "Write it like this: /audit, or /audit 2 for the second page", "/audit 2"),
    "how-block": Typed(
        "/block add", "Write it like this: /block list, /block test WORDS", "/block add NAME: words, and phrases"
    ),
    "how-channel": Typed("/channel", "Write it like this: /channel off #name, or /channel on", "/channel off #name"),
    "how-timeout": Typed("/timeout @bob", "Write it like this: /timeout @name MINUTES", "/timeout @name 5"),
    "how-lift": Typed("/lift", "Write it like this: /lift @name", "/lift @name"),
    "how-grant": Typed("/grant @bob", "Write it like this: /grant @name GRIDS", "/grant @name 5"),
    "how-why": Typed("/why", "Write it like this: /why @name, or /why @name #channel", "/why @name #channel"),
    "how-cancel-all": Typed("/cancel-all", "Write it like this: /cancel-all @name", "/cancel-all @name"),
    "how-report": Typed("/report all", "Write it like this: /report 7d, for up to 366 days", "/report 7d"),
    "wrong-minutes": Typed(
        "/timeout @bob 527041", "Minutes are a whole number from 0 to 527,040, not 527041.", "/timeout @bob 527040"
    ),
    "wrong-grids": Typed("/grant @bob 1001", "Grids are a whole number from 1 to 1,000, not 1001.", "/grant @bob 1000"),
    "wrong-days": Typed("/report 367d", "Days are a whole number from 1 to 366, not 367.", "/report 366d"),
    "unknown-setting": Typed(
        "/settings members 5", f"There is no setting members. {SETTINGS}", "/settings unfinished 5"
    ),
    "merged-setting": Typed(
        "/settings waiting 5", "waiting is no longer a setting. unfinished is the number of", "/settings unfinished 5"
    ),
    "wrong-setting-number": Typed(
        f"/settings member-per-day {MAX_GRIDS + 1}",
        "member-per-day is a whole number from 0 to 1,000,000, not 1000001.",
        f"/settings member-per-day {MAX_GRIDS}",
    ),
    "wrong-setting-time": Typed(
        "/settings reset noon", "reset is a time such as 06:00, not noon.", "/settings reset 06:00"
    ),
    "wrong-setting-zone": Typed(
        "/settings timezone Berlin",
        "timezone is a time zone such as Europe/Berlin, not",
        "/settings timezone Europe/Berlin",
    ),
    "wrong-setting-switch": Typed(
        "/settings relaxed perhaps", "relaxed is on or off, not perhaps.", "/settings relaxed on"
    ),
    "wrong-setting-feature": Typed(
        "/settings captions perhaps",
        "captions is on, off, or off with the names of channels, not perhaps.",
        "/settings captions off #general",
    ),
    "how-share": Typed("/share k7f3q-5", "Write it like this: /share k7f3q-5 #memes", "/share k7f3q-5 #memes"),
    "wrong-setting-channel": Typed(
        "/settings log-channel " + "x" * 101,
        "log-channel has at most 100 characters.",
        "/settings log-channel " + "x" * 100,
    ),
    "wrong-setting-numbers-of-roles": Typed(
        "/settings role-per-day x=1000001",
        "role-per-day is written as ROLE=NUMBER, with numbers from 0 to 1,000,000,",
        "/settings role-per-day x=1000000",
    ),
    "wrong-setting-weights-of-roles": Typed(
        "/settings role-weight x=10.1",
        "role-weight is written as ROLE=NUMBER, with numbers from 0.1 to 10,",
        "/settings role-weight x=10",
    ),
    "long-rule": Typed(
        "/block add a: " + "x" * 2001,
        "The rule would have 2,001 characters; the limit is 2,000.",
        "/block add a: " + "x" * 2000,
    ),
    "empty-rule": Typed("/block add !!!", "A rule needs letters or digits;", "/block add x1"),
    "no-such-rule": Typed("/block remove nothing", "There is no rule “nothing”. /block list shows all", "/block list"),
}
"""Refusals of a single line, in a community where nothing has happened."""

WEB = "tests/bot/chats/web/test_web_refusals.py"
ELSEWHERE = {
    **dict.fromkeys(("captions-off", "sharing-off", "mash-off", "hall-off"), "tests/bot/handlers/test_features.py"),
    **dict.fromkeys(("vote-own", "hall-unset", "hall-withdrawn"), "tests/bot/handlers/test_hall.py"),
    **dict.fromkeys(("not-shared", "not-yours-withdraw"), "tests/bot/handlers/test_sharing.py"),
    **dict.fromkeys(("share-channel-off", "share-captions-off", "share-nowhere"), "tests/bot/handlers/test_sharing.py"),
    **dict.fromkeys(("how-mash", "mash-same", "wrong-dial"), "tests/bot/handlers/test_mash.py"),
    "share-not-there": "tests/bot/chats/discord/test_discord_sharing.py",
    "slack-share-later": "tests/bot/chats/slack/test_slack_sharing.py",
    "share-lacking": "tests/bot/chats/discord/test_discord_sharing.py",
    "caption-empty": "tests/bot/handlers/test_memes.py",
    "caption-script": "tests/bot/handlers/test_memes.py",
    "no-such-caption": "tests/bot/handlers/test_memes.py",
    "discord-old-command": "tests/bot/chats/discord",
    "no-such-role": "tests/bot/chats/test_named_settings.py::test_the_page_has_channels_and_no_roles",
    "cannot-post": "tests/bot/chats/test_named_settings.py::test_discord_checks_roles_and_the_log_channel",
    "age-restricted": "tests/bot/chats/discord/test_discord_visibility.py",
    "discord-long-setting": "tests/bot/chats/discord/test_discord_moderation.py",
    "other-model": "tests/inference/files/test_model_names.py::test_codes_of_another_model_are_no_pictures",
    "stopping": "tests/bot/test_bot_recovery.py",
    "report-no-channel": "tests/bot/chats/slack/test_slack_reports.py",
    "report-no-picture": "tests/bot/chats/slack/test_slack_reports.py",
    "slack-forged": "tests/bot/chats/slack/test_slack_conversations.py",
    "slack-late": "tests/bot/chats/slack",
    "slack-no-group": "tests/bot/chats/test_named_settings.py",
    "slack-no-groups": "tests/bot/chats/slack",
    "web-channel-name": f"{WEB}::test_channels_need_a_name_and_files_end",
    "web-channel-taken": "tests/bot/chats/web",
    "web-field-long": "tests/bot/chats/web",
    "web-field-missing": "tests/bot/chats/web",
    "web-field-unknown": "tests/bot/chats/web",
    "web-field-wrong": "tests/bot/chats/web",
    "web-no-number": "tests/bot/chats/web",
    "web-not-json": "tests/bot/chats/web",
    "web-picture-later": "tests/bot/chats/web",
    "web-remove-yourself": "tests/bot/chats/web",
    "web-file-gone": f"{WEB}::test_channels_need_a_name_and_files_end",
    "web-last-moderator": "tests/bot/chats/web",
    "web-name-empty": f"{WEB}::test_names_are_somebodys_alone",
    "web-name-taken": f"{WEB}::test_names_are_somebodys_alone",
    "web-no-such-channel": f"{WEB}::test_what_is_not_there_is_said_by_name",
    "web-no-such-person": f"{WEB}::test_what_is_not_there_is_said_by_name",
    "web-no-such-picture": f"{WEB}::test_what_is_not_there_is_said_by_name",
    "web-nothing-written": f"{WEB}::test_what_is_not_there_is_said_by_name",
    "web-reload": "tests/bot/chats/web",
    "web-too-fast": f"{WEB}::test_a_flood_is_held_off_for_as_long_as_it_says",
    "web-too-many-channels": "tests/bot/chats/web",
    "web-too-many-new-people": f"{WEB}::test_a_flood_is_held_off_for_as_long_as_it_says",
    "web-too-many-people": f"{WEB}::test_windows_and_people_are_limited",
    "web-too-many-windows": f"{WEB}::test_windows_and_people_are_limited",
    "web-too-much-text": f"{WEB}::test_what_is_not_there_is_said_by_name",
}
"""Said where only a chat, another model or a stop can cause it: the file that has the sentence, and the test."""


def refusals() -> set[str]:
    """The names of all sentences that refuse: the catalog's two sections of them, and what the code raises."""
    catalog = (REPOSITORY / "bot/locales/en/bot.ftl").read_text()
    section = catalog[catalog.index("## What was not possible") : catalog.index("## Help")]
    names = set(re.findall(r"(?m)^([a-z-]+) =", section))
    names -= {"refused", "went-wrong", "did-you-mean", "give-more", "offer-relaxed"}  # said beside one, or by us
    sources = "".join(path.read_text() for path in sorted((REPOSITORY / "bot").rglob("*.py")))
    raised = set(re.findall(r'(?:Mistake|Forbidden|Closed|OverLimit|Blocked)\(\s*"([a-z-]+)"', sources))
    raised |= set(re.findall(r'\b(?:wrong|missing)="([a-z-]+)"', sources))
    raised |= set(re.findall(r'(?:Unwelcome|Rejected)\(\s*(?:\d+, )?"([a-z-]+)"', sources))
    raised |= set(re.findall(r'"((?:discord|slack)-(?:no-group|no-groups|forged|late)|report-no-[a-z]+)"', sources))
    assert {name for name in raised if not knows(name)} <= {"wrong-setting"}, "a refusal without a sentence"
    names |= raised | set(re.findall(r"(?m)^(wrong-setting-[a-z-]+) =", catalog))
    return names - {"wrong-setting", "went-wrong"}  # one has a sentence for each kind of setting, one is ours


def test_each_refusal_has_an_entry() -> None:
    assert refusals() == {*TYPED, *ELSEWHERE, *TOLD}


@pytest.mark.parametrize("name", sorted(ELSEWHERE))
def test_what_is_told_elsewhere_is_told_there(name: str) -> None:
    """The test is there, and looks for words of this sentence."""
    file, _, test = ELSEWHERE[name].partition("::")
    path = REPOSITORY / file
    text = path.read_text() if path.is_file() else "".join(one.read_text() for one in sorted(path.rglob("test_*.py")))
    text = text[text.index(f"def {test}(") :] if test else text
    words = re.sub(r"\{[^}]*\}|\s+", " ", english(name)).split()
    assert any(" ".join(words[i : i + 3]) in text for i in range(len(words) - 2)), f"no words of {name} in {file}"


def english(name: str) -> str:
    catalog = "".join(
        (REPOSITORY / f"bot/locales/en/{file}.ftl").read_text() for file in ("bot", "discord", "slack", "web")
    )
    found = re.search(rf"(?m)^{name} = (.*(?:\n .*)*)", catalog)
    assert found
    return found[1]


async def test_each_line_is_refused_in_these_words(tmp_path: Path) -> None:
    """And the line that the sentence leads to is not."""
    wrong = []
    async with opened(tmp_path, engine=FakeEngine(0.0), defaults=Settings(member_per_day=None)) as scene:
        for name, typed in TYPED.items():
            said = (await scene.line(typed.by, typed.line)).text
            if not said.startswith(typed.says):
                wrong.append(f"{name}: {said}")
        for name, typed in TYPED.items():
            if typed.works and (said := (await scene.line(typed.by, typed.works)).text).startswith(typed.says[:20]):
                wrong.append(f"{name}, {typed.works[:40]}: {said}")
            if typed.works.startswith(("/settings", "/block add", "/channel")):
                await scene.line(MAY, "/undo")  # the next one is refused as if nothing had happened
    assert not wrong


# --- what depends on what happened before ---------------------------------------------------------------------------


async def ask(scene: Scene, member: Member = ANN) -> str:
    """What a request of this member is refused with; "" if it is drawn."""
    reply = await scene.last(Imagine(member, "a cat"))
    return "" if reply.state == "drawn" else reply.text


async def until(scene: Scene, seconds: float, sentence: str, member: Member = ANN) -> None:
    """The refusal names a time that is so many seconds from now: a second before nothing works, and then it does."""
    assert await ask(scene, member) == sentence
    scene.clock.pass_by(seconds - 1)
    assert (await ask(scene, member)).split(" at ")[0] == sentence.split(" at ")[0]
    scene.clock.pass_by(1)
    assert await ask(scene, member) == ""


async def blocked(scene: Scene) -> None:
    await scene.line(MAY, "/block add cats: cat")
    assert await ask(scene) == "This prompt breaks the rule “cats” of this community. Try other words."
    await scene.grid(prompt="a dog")


async def channel_off(scene: Scene) -> None:
    """The channel that it names is one where it works."""
    await scene.line(MAY, "/channel off")
    await scene.line(MAY, "/channel on #art")
    said = await ask(scene)
    named = re.fullmatch(r"Drawing is off in this channel\. Try #(\w+)\.", said)
    assert named, said
    await scene.grid(replace(ANN, channel=named[1]))


async def channel_off_all(scene: Scene) -> None:
    await scene.line(MAY, "/channel off")
    assert await ask(scene) == "Drawing is off in this channel. Try another channel, or ask a moderator."
    assert await ask(scene, replace(ANN, channel="art")) == ""


async def timed_out(scene: Scene) -> None:
    await scene.line(MAY, "/timeout @ann 30")
    assert await ask(scene) == "You are timed out until 12:30 PM UTC. You can draw again after that."
    scene.clock.pass_by(30 * 60 - 1)
    assert await ask(scene)
    scene.clock.pass_by(1)
    assert await ask(scene) == ""


async def member_per_day(scene: Scene) -> None:
    await scene.line(MAY, "/settings member-per-day 1")
    await scene.grid()
    await until(scene, 12 * 3600, "You have used 1 of 1 grids. Your quota resets at 12:00 AM UTC.")


async def channel_per_day(scene: Scene) -> None:
    await scene.line(MAY, "/settings channel-per-day 1")
    await scene.grid(BOB)
    said = "This channel has used 1 of 1 grids. Its quota resets at {}; until then, draw in another channel."
    assert await ask(scene, replace(ANN, channel="art")) == ""
    await until(scene, 12 * 3600, said.format("12:00 AM UTC"))


async def community_per_day(scene: Scene) -> None:
    await scene.line(MAY, "/settings community-per-day 1")
    await scene.grid(BOB)
    await until(scene, 12 * 3600, "This community has used 1 of 1 grids. Its quota resets at 12:00 AM UTC.")


async def bot_per_day(scene: Scene) -> None:
    await scene.grid(BOB)
    await scene.grid(BOB)
    await until(scene, 12 * 3600, "The bot has drawn 2 of 2 grids. Its quota resets at 12:00 AM UTC.")


async def no_grids(scene: Scene, key: str, sentence: str) -> None:
    """A quota of 0 does not end with the day; with another one it works."""
    await scene.line(MAY, f"/settings {key} 0")
    assert await ask(scene) == sentence
    scene.clock.pass_by(86400)
    assert await ask(scene) == sentence
    await scene.line(MAY, f"/settings {key} 9")
    assert await ask(scene) == ""


async def member_none(scene: Scene) -> None:
    await no_grids(scene, "member-per-day", "You cannot draw here, because your quota is 0. A moderator can raise it.")


async def channel_none(scene: Scene) -> None:
    await no_grids(scene, "channel-per-day", "This channel has a quota of 0. Try another channel.")


async def community_none(scene: Scene) -> None:
    await no_grids(scene, "community-per-day", "This community has a quota of 0. A moderator can raise it.")


async def bot_none(scene: Scene) -> None:
    assert await ask(scene) == "The bot has a quota of 0. Its operator can raise it."


async def at_once(scene: Scene) -> None:
    """As many as it says, and once one of them is drawn, one more."""
    scene.engine.hold()
    replies = [await scene.waiting(ANN, f"dog {number}") for number in range(3)]
    said = await ask(scene)
    assert said.startswith("You have 3 of 3 unfinished requests. Try again in about ")
    scene.engine.release()
    assert [one async for one in replies[0][0]][-1].state == "drawn"
    assert (await scene.waiting(ANN, "a fourth"))[1].state != "note"


async def at_once_no_money(scene: Scene) -> None:
    """Until the next day, when those that wait are drawn."""
    await scene.grid(BOB)
    waiting = [await scene.waiting(ANN, f"dog {number}") for number in range(3)]
    said = "You have 3 of 3 unfinished requests, and today's drawing budget is used up. Drawing continues at {}."
    assert (await ask(scene)).startswith(said.format("12:00 AM UTC"))
    scene.clock.pass_by(12 * 3600 - 1)
    await scene.bot._supervisor.check_time()
    assert len(scene.engine.asked) == 1
    scene.clock.pass_by(1)
    await scene.bot._supervisor.check_time()
    assert [one async for one in waiting[0][0]][-1].state == "drawn"


async def line_full(scene: Scene) -> None:
    """And once there is room, it works."""
    scene.engine.longest_line = 1
    scene.engine.hold()
    (first, _), _ = await scene.waiting(BOB), await scene.waiting(BOB)
    said = await ask(scene)
    assert re.fullmatch(r"The queue is full\. Try again in .*\. This did not count against your quota\.", said), said
    assert await scene.used() == 0
    scene.engine.release()
    assert [one async for one in first][-1].state == "drawn"
    assert await ask(scene) == ""


async def old_offer(scene: Scene) -> None:
    said = (await scene.last(TakeOffer(ANN, "Ab-_12345678"))).text
    assert said == "This offer has expired. Send the request again with /imagine."


async def old_rehearsal(scene: Scene) -> None:
    """And the command, given again, is rehearsed again."""
    await scene.grid()
    said = (await scene.last(SaveRehearsed(MAY, "Ab-_12345678"))).text
    assert said == "This was saved or cancelled already, or it is too old. Give the command again."
    asked = await scene.line(MAY, "/settings member-per-day 0")
    assert (await scene.press(MAY, asked, "Save")).text.startswith("Saved.")


async def old_button(scene: Scene) -> None:
    for press in ("vote:k7f3q", "pick:k7f3q:0", "x" * 200):
        with pytest.raises(Exception, match="old-button"):
            pressed(COMMANDS, ANN, press)
    assert say("en", "old-button").startswith("This button no longer works.")


async def posted_already(scene: Scene) -> None:
    grid = await scene.grid()
    post = Post(ANN, grid.job, 5, delivery="d7")
    await scene.last(post)
    seconds, caching.DOUBLE_CLICK_SECONDS = caching.DOUBLE_CLICK_SECONDS, 0.0
    try:
        said = (await scene.last(post)).text
    finally:
        caching.DOUBLE_CLICK_SECONDS = seconds
    assert said == f"Picture 5 of {grid.job} is already posted, or will be in a moment."


async def not_yours_cancel(scene: Scene) -> None:
    scene.engine.hold()
    _, first = await scene.waiting(ANN)
    said = (await scene.line(BOB, f"/cancel {first.job}")).text
    assert said == "Only the member who made this request or a moderator can cancel it."
    assert (await scene.line(MAY, f"/cancel {first.job}")).text.endswith("was cancelled.")


async def not_yours_delete(scene: Scene) -> None:
    grid = await scene.grid()
    said = (await scene.line(BOB, f"/delete {grid.job}")).text
    assert said == "Only the member who made this request or a moderator can delete it."
    assert (await scene.line(MAY, f"/delete {grid.job}")).text == f"{grid.job} was deleted."


async def too_late_to_cancel(scene: Scene) -> None:
    grid = await scene.grid()
    assert (await scene.line(ANN, f"/cancel {grid.job}")).text == f"{grid.job} is already finished."


async def not_drawn_yet(scene: Scene) -> None:
    """And once it is drawn, it works."""
    scene.engine.hold()
    replies, first = await scene.waiting(ANN)
    said = (await scene.line(ANN, f"/pick {first.job} 5")).text
    assert said == f"{first.job} is not finished yet. Wait for its pictures and try again."
    scene.engine.release()
    assert [one async for one in replies][-1].state == "drawn"
    assert (await scene.line(ANN, f"/pick {first.job} 5")).picture is not None


async def no_picture(scene: Scene) -> None:
    """Cancelled, it never had any."""
    scene.engine.hold()
    _, first = await scene.waiting(ANN)
    await scene.line(ANN, f"/cancel {first.job}")
    said = (await scene.line(ANN, f"/pick {first.job} 5")).text
    assert said == f"{first.job} has no pictures. Draw it again with /imagine."


async def changed_since(scene: Scene) -> None:
    first = await scene.line(MAY, "/settings member-per-day 7")
    await scene.line(MAY, "/settings member-per-day 8")
    said = (await scene.press(MAY, first, "Undo")).text
    assert said.startswith("This change no longer applies, or something else was changed after it")
    assert "7" in (await scene.line(MAY, "/undo")).text  # as it says


async def too_many_rules(scene: Scene) -> None:
    rules = tuple(Rule(f"rule{number}", (f"word{number}",)) for number in range(100))
    await scene.store.decisions.change("web:here", lambda old: replace(old, rules=rules), Moderator("may", "May"))
    assert (await scene.line(MAY, "/block add more: x")).text == (
        "There can be at most 100 rules. Add the words to one of them."
    )
    assert (await scene.line(MAY, "/block add rule1: x")).text.startswith("Saved")


async def long_rules(scene: Scene) -> None:
    for number in range(10):
        await scene.line(MAY, f"/block add rule{number}: {'x' * 2000}")
    said = (await scene.line(MAY, "/block add more: y")).text
    assert said.startswith("All rules together would have 20,001 characters; the limit is 20,000.")


async def long_argument(scene: Scene) -> None:
    async def change(count: int) -> str:
        return (await scene.last(SetSetting(MAY, "relaxed", "x" * count))).text

    assert await change(4001) == "“value” has 4,001 characters; the limit is 4,000. Shorten it and try again."
    assert (await change(4000)).startswith("relaxed is on or off")


TOLD: dict[str, Callable[[Scene], Awaitable[None]]] = {
    "blocked": blocked,
    "channel-off": channel_off,
    "channel-off-all": channel_off_all,
    "timed-out": timed_out,
    "member-per-day": member_per_day,
    "member-per-day-none": member_none,
    "channel-per-day": channel_per_day,
    "channel-per-day-none": channel_none,
    "community-per-day": community_per_day,
    "community-per-day-none": community_none,
    "bot-per-day": bot_per_day,
    "bot-per-day-none": bot_none,
    "at-once": at_once,
    "at-once-no-money": at_once_no_money,
    "line-full": line_full,
    "old-offer": old_offer,
    "old-rehearsal": old_rehearsal,
    "old-button": old_button,
    "posted-already": posted_already,
    "not-yours-cancel": not_yours_cancel,
    "not-yours-delete": not_yours_delete,
    "too-late-to-cancel": too_late_to_cancel,
    "not-drawn-yet": not_drawn_yet,
    "no-picture": no_picture,
    "changed-since": changed_since,
    "block-too-many": too_many_rules,
    "long-rules": long_rules,
    "long-argument": long_argument,
}
OPTIONS: dict[str, dict[str, object]] = {
    "bot-per-day": {"limits": BotLimits(2)},
    "bot-per-day-none": {"limits": BotLimits(0)},
    "at-once-no-money": {"pricing": Pricing(daily_seconds=40), "engine": FakeEngine(charge=40.0)},
    "line-full": {"engine": FakeEngine(slots=1)},
    "at-once": {"engine": FakeEngine(slots=1)},
}


@pytest.mark.parametrize("name", sorted(TOLD))
async def test_each_refusal_is_told_truly(tmp_path: Path, name: str) -> None:
    """In these words, and what it names is so."""
    async with opened(tmp_path, clock=Clock(), **OPTIONS.get(name, {})) as scene:  # type: ignore[arg-type]
        await TOLD[name](scene)
