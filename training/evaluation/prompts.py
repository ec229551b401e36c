"""What the trained model is asked: prompts with their truth for measuring it, and others for smiling at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from training.scenes import backgrounds, styles
from training.scenes.compose import stage, wearable
from training.scenes.grammar import article
from training.scenes.palette import COLOURS, ColourName
from training.scenes.rng import Rng
from training.scenes.scene_plan import PLAIN, Relation, SceneItem, ScenePlan, is_held_out
from training.scenes.things import Thing, things

Question = Literal["thing", "colour", "background", "style", "count", "position", "pair"]

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
}
"""How many prompts of each question; True where the combination was never trained on."""
NUMBER_WORDS = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six"}
POSITIONS: tuple[Relation, ...] = ("left of", "right of", "above", "below", "on")


@dataclass(frozen=True)
class Asked:
    """One prompt and what a right picture of it shows.

    Args:
        question: what it is about: only that is judged, and that the things are there.
        plan: the truth; `draw(plan)` is a real rendering, to score beside the model's.
    """

    question: Question
    plan: ScenePlan

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
def evaluation_prompts() -> tuple[Asked, ...]:
    """All of them, always the same: nothing in training may depend on them."""
    dice = Rng(20221103)
    every = _shuffled(things(), dice)
    asked = [_single(thing, dice) for thing in every[: COUNT_FROM_QUESTION["thing", False]]]
    ask_from_question: dict[Question, Callable[[Rng], Asked]] = {
        "colour": _colour,
        "background": _background,
        "style": _style,
        "count": _count,
        "position": _position,
        "pair": _pair,
    }
    seen = {one.prompt for one in asked}
    for (question, held_out), wanted in COUNT_FROM_QUESTION.items():
        if question == "thing":
            continue
        got = 0
        while got < wanted:
            one = ask_from_question[question](dice)
            if one.held_out == held_out and one.prompt not in seen:
                seen.add(one.prompt)
                asked.append(one)
                got += 1
    return tuple(asked)


def _shuffled(all_of_them: tuple[Thing, ...], dice: Rng) -> list[Thing]:
    return sorted(all_of_them, key=lambda thing: dice.number())


def _item(thing: Thing, colour: ColourName | None = None, count: int = 1) -> SceneItem:
    if thing.group == "shape" and colour is None:  # a shape always has one: the first that is trained on
        colour = next(one for one in COLOURS if not is_held_out(thing.key, f"colour:{one}"))
    return SceneItem(thing.id, thing.nouns[0], colour, colour or "", None, count=count)


def _ask(
    question: Question,
    items: tuple[SceneItem, ...],
    prompt: str,
    dice: Rng,
    relation: Relation = "",
    background: str = PLAIN,
    style: str = PLAIN,
) -> Asked:
    plan = stage(dice.below(2**32), items, relation, background, style, dice)
    return Asked(question, replace(plan, caption=prompt))


def _named(item: SceneItem) -> str:
    """The thing with its colour and its article."""
    words = f"{item.said_colour} {item.noun.text}".strip()
    return f"{article(words)} {words}" if item.noun.form == "count" else words


def _single(thing: Thing, dice: Rng) -> Asked:
    item = _item(thing)
    return _ask("thing", (item,), _named(item), dice)


def _colour(dice: Rng) -> Asked:
    thing = dice.pick([thing for thing in things() if wearable(thing)])
    item = _item(thing, dice.pick(wearable(thing)))
    return _ask("colour", (item,), _named(item), dice)


def _background(dice: Rng) -> Asked:
    item = _item(dice.pick(things()))
    there = dice.pick([one for one in backgrounds.BACKGROUNDS if one.name != item.colour])
    where = there.phrases[0] if there.phrases else f"on {article(there.nouns[0])} {there.nouns[0]} background"
    return _ask("background", (item,), f"{_named(item)} {where}", dice, background=there.name)


def _style(dice: Rng) -> Asked:
    item, style = _item(dice.pick(things())), dice.pick(styles.STYLES)
    prompt = style.templates[0].format(x=_named(item), n=_named(item).removeprefix("a ").removeprefix("an "))
    return _ask("style", (item,), prompt, dice, style=style.name)


def _count(dice: Rng) -> Asked:
    thing = dice.pick([thing for thing in things() if thing.nouns[0].form == "count" and thing.group != "shape"])
    item = _item(thing, count=2 + dice.below(5))
    return _ask("count", (item,), f"{NUMBER_WORDS[item.count]} {item.noun.plural()}", dice)


def _position(dice: Rng) -> Asked:
    first, second = _two(dice)
    relation = dice.pick(POSITIONS)
    return _ask("position", (first, second), f"{_named(first)} {relation} {_named(second)}", dice, relation)


def _pair(dice: Rng) -> Asked:
    first, second = _two(dice)
    return _ask("pair", (first, second), f"{_named(first)} and {_named(second)}", dice, "and")


def _two(dice: Rng) -> tuple[SceneItem, SceneItem]:
    first = dice.pick(things())
    return _item(first), _item(dice.pick([thing for thing in things() if thing != first]))


def chances() -> dict[Question, float]:
    """How often a guess without a look would be right."""
    positions = Counter(one.plan.relation for one in evaluation_prompts() if one.question == "position")
    return {
        "thing": 1 / len(things()),
        "colour": 1 / len(COLOURS),
        "background": 1 / len(backgrounds.BACKGROUNDS),
        "style": 1 / len(styles.STYLES),
        "count": 1 / len(NUMBER_WORDS),
        "position": 1 / len(positions),
        "pair": 1 / len(things()) ** 2,
    }


GALLERY: tuple[str, ...] = (
    "a court sketch of a dinosaur on trial",
    "an astronaut riding a horse on the moon",
    "a raccoon eating pizza",
    "a wizard as pixel art",
    "neon t rex",
    "a panda wearing a top hat",
    "a corgi in space",
    "a penguin on a skateboard at the beach",
    "a robot riding a unicorn",
    "security camera footage of a ghost in the forest",
    "three avocados on a pink background",
    "a blueprint of a taco",
    "an octopus eating sushi under water",
    "a watercolor of a fox in the snow",
    "pop art of a banana",
    "a vintage photo of an alien in the desert",
    "a duck wearing a crown at a party",
    "an oil painting of a hamburger at sunset",
    "a sloth riding a rocket in space",
    "a cat eating spaghetti",
    "a blue elephant on a yellow background",
    "a clown on trial",
    "a ufo above a cow on a meadow",
    "a giant snail in the city",
)
"""For the grid of docs/models.md: it should make people smile."""
