"""Prompts for evaluating a model, with labels, and prompts for a gallery."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal, cast

from training.scenes import backgrounds, styles
from training.scenes.compose import allowed_colours, arrange
from training.scenes.grammar import article
from training.scenes.hands import HANDS
from training.scenes.palette import COLOURS, ColourName
from training.scenes.relations import acts, choose
from training.scenes.rng import Rng
from training.scenes.scene_plan import PLAIN, Relation, SceneItem, ScenePlan, is_held_out
from training.scenes.things import Thing, common, things

Question = Literal["thing", "colour", "background", "style", "count", "position", "pair", "relation", "hand"]

COUNT_FROM_QUESTION: dict[tuple[Question, bool], int] = {
    ("thing", False): 240,
    ("colour", False): 60,
    ("background", False): 68,
    ("style", False): 42,
    ("count", False): 40,
    ("position", False): 50,
    ("pair", False): 40,
    ("pair", True): 60,
    ("colour", True): 30,
    ("background", True): 30,
    ("style", True): 20,
    ("relation", False): 81,
    ("relation", True): 40,
    ("hand", False): 40,
}
"""Number of prompts of each question; True for combinations that were never trained on."""
NUMBER_WORDS = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six"}
ASKED_HANDS = tuple(hand for hand in HANDS if hand.words)
"""Those that a caption can ask for."""
POSITIONS: tuple[Relation, ...] = ("left of", "right of", "above", "below", "on")


@dataclass(frozen=True)
class EvaluationPrompt:
    """One prompt, and what a correct picture of it shows.

    Args:
        question: what is judged, besides the presence of the things.
        plan: the labels; `draw(plan)` is a real rendering of them.
        hand: who is asked to draw it; "" for anybody.
    """

    question: Question
    plan: ScenePlan
    hand: str = ""

    @property
    def prompt(self) -> str:
        return self.plan.caption

    @property
    def held_out(self) -> bool:
        return self.plan.split == "held-out"

    @property
    def ids(self) -> tuple[int, ...]:
        return tuple(item.thing for item in self.plan.items)


@cache
def evaluation_prompts() -> tuple[EvaluationPrompt, ...]:
    """All prompts, always the same. Nothing in training may depend on them."""
    rng = Rng(20221103)
    every = _shuffled(things(), rng)
    asked = [_single(thing, rng) for thing in every[: COUNT_FROM_QUESTION["thing", False]]]
    make_from_question: dict[Question, Callable[[Rng], EvaluationPrompt]] = {
        "colour": _colour,
        "background": _background,
        "style": _style,
        "count": _count,
        "position": _position,
        "pair": _pair,
        "relation": _relation,
        "hand": _hand,
    }
    seen = {one.prompt for one in asked}
    for (question, held_out), wanted in COUNT_FROM_QUESTION.items():
        if question == "thing":
            continue
        got = 0
        while got < wanted:
            one = make_from_question[question](rng)
            if one.held_out == held_out and one.prompt not in seen:
                seen.add(one.prompt)
                asked.append(one)
                got += 1
    return tuple(asked)


def _shuffled(all_of_them: tuple[Thing, ...], rng: Rng) -> list[Thing]:
    return sorted(all_of_them, key=lambda thing: rng.next_uint64())


def _item(thing: Thing, colour: ColourName | None = None, count: int = 1) -> SceneItem:
    if thing.group == "shape" and colour is None:  # a shape always has a colour: the first that is trained on
        colour = next(one for one in COLOURS if not is_held_out(thing.key, f"colour:{one}"))
    return SceneItem(thing.id, thing.nouns[0], colour, colour or "", None, count=count)


def _prompt(
    question: Question,
    items: tuple[SceneItem, ...],
    prompt: str,
    rng: Rng,
    relation: Relation = "",
    background: str = PLAIN,
    style: str = PLAIN,
) -> EvaluationPrompt:
    plan = arrange(rng.below(2**32), items, relation, background, style, rng)
    return EvaluationPrompt(question, replace(plan, caption=prompt))


def _named(item: SceneItem) -> str:
    """The thing with its article and its colour."""
    words = f"{item.caption_colour} {item.noun.text}".strip()
    return f"{article(words)} {words}" if item.noun.form == "count" else words


def _single(thing: Thing, rng: Rng) -> EvaluationPrompt:
    item = _item(thing)
    return _prompt("thing", (item,), _named(item), rng)


def _colour(rng: Rng) -> EvaluationPrompt:
    thing = rng.choice([thing for thing in things() if allowed_colours(thing)])
    item = _item(thing, rng.choice(allowed_colours(thing)))
    return _prompt("colour", (item,), _named(item), rng)


def _background(rng: Rng) -> EvaluationPrompt:
    item = _item(rng.choice(things()))
    there = rng.choice([one for one in backgrounds.BACKGROUNDS if one.name != item.colour])
    where = there.phrases[0] if there.phrases else f"on {article(there.nouns[0])} {there.nouns[0]} background"
    return _prompt("background", (item,), f"{_named(item)} {where}", rng, background=there.name)


def _style(rng: Rng) -> EvaluationPrompt:
    item, style = _item(rng.choice(things())), rng.choice(styles.STYLES)
    prompt = style.templates[0].format(x=_named(item), n=_named(item).removeprefix("a ").removeprefix("an "))
    return _prompt("style", (item,), prompt, rng, style=style.name)


def _count(rng: Rng) -> EvaluationPrompt:
    thing = rng.choice([thing for thing in things() if thing.nouns[0].form == "count" and thing.group != "shape"])
    item = _item(thing, count=2 + rng.below(5))
    return _prompt("count", (item,), f"{NUMBER_WORDS[item.count]} {item.noun.plural()}", rng)


def _position(rng: Rng) -> EvaluationPrompt:
    first, second = _two(rng)
    relation = rng.choice(POSITIONS)
    return _prompt("position", (first, second), f"{_named(first)} {relation} {_named(second)}", rng, relation)


def _pair(rng: Rng) -> EvaluationPrompt:
    first, second = _two(rng)
    return _prompt("pair", (first, second), f"{_named(first)} and {_named(second)}", rng, "and")


def _relation(rng: Rng) -> EvaluationPrompt:
    act = rng.choice(tuple(acts().values()))
    items = tuple(map(_item, choose(act.name, rng)))
    if act.copies > 1:
        items = (items[0], replace(items[1], count=act.copies))
    named = [_named(item) if item.count == 1 else item.noun.plural() for item in items]
    prompt = act.phrases[0].format(a=named[0], b=named[-1])
    return _prompt("relation", items, prompt, rng, cast(Relation, act.name))


def _hand(rng: Rng) -> EvaluationPrompt:
    item, hand = _item(rng.choice(common())), rng.choice(ASKED_HANDS)
    prompt = hand.words[0].format(x=_named(item), n=item.noun.text)
    return replace(_prompt("hand", (item,), prompt, rng), hand=hand.name)


def _two(rng: Rng) -> tuple[SceneItem, SceneItem]:
    first = rng.choice(things())
    return _item(first), _item(rng.choice([thing for thing in things() if thing != first]))


def chance_levels() -> dict[Question, float]:
    """The probability of a correct guess, by question."""
    positions = Counter(one.plan.relation for one in evaluation_prompts() if one.question == "position")
    return {
        "thing": 1 / len(things()),
        "colour": 1 / len(COLOURS),
        "background": 1 / len(backgrounds.BACKGROUNDS),
        "style": 1 / len(styles.STYLES),
        "count": 1 / len(NUMBER_WORDS),
        "position": 1 / len(positions),
        "pair": 1 / len(things()) ** 2,
        "relation": 1 / len(acts()),
        "hand": 1 / len(ASKED_HANDS),
    }


GALLERY: tuple[str, ...] = (
    "a court sketch of Godzilla on trial",
    "George Costanza holding multiple cats",
    "a spaghetti parade",
    "learn to code",
    "a fox",
    "a wizard",
    "a castle",
    "an octopus",
    "a hamburger",
    "a ghost",
    "a robot",
    "a 3d penguin",
    "a fox on the moon",
    "a robot in the snow",
    "a shark under water",
    "a pumpkin in the desert",
    "a cat in space",
    "a unicorn at the beach",
    "a red fox on a green background",
    "an alien in a supermarket",
    "a silhouette of a cat",
    "a dragon in jail",
    "a frog wearing a crown",
    "a penguin eating a pizza",
)
"""For the grid in docs/models.md: the first four are what people typed first, when DALL·E Mini was new."""
