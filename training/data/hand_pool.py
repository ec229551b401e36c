"""What Pocket's BART learns from: every drawing as codes, each time in other words, and scenes beside them.

Batch number n is the same in every run, so that training can stop and go on anywhere.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import numpy as np
from jaxtyping import Float32

from training.atomic_file import replacing
from training.data.batches import CodeBatch
from training.data.codebook import Codebook, Codes
from training.scenes import captions
from training.scenes.compose import Mix, plan_scene
from training.scenes.hand_cache import Drawings
from training.scenes.hand_scenes import WEIGHT_FROM_HAND, drawn_alone
from training.scenes.hands import HANDS
from training.scenes.rng import Rng
from training.scenes.scene_plan import PLAIN, SceneItem, ScenePlan
from training.scenes.things import Thing, common, things

WORDED, WORDED_INK = 0.15, 0.6
"""How often a caption asks for the hand by its style word; most drawings in black ink are only drawn when asked for."""
INK = frozenset({"game-icons", "line"})
SYNONYM, KIND = 0.3, 0.02
"""How often a thing is called by another of its names, and by a word for its whole group."""
_LIKED = """
mammal bird insect sea reptile creature food dessert fruit vegetable drink vehicle aircraft boat building hat instrument
flower plant planet sky landscape person
"""
LIKED = frozenset(_LIKED.split())
"""Groups of what people request more often than signs, faces and tools."""
LIKED_SHARE = 0.55
LIKED_HANDS, OTHER_HANDS = frozenset({"noto", "twemoji", "fluent-3d"}), frozenset({"noto"})
"""Whose drawings of these are taught, and whose of the rest; common things are taught in every hand."""
SCENE_HANDS = frozenset({"noto"})
"""Whose drawings stand in scenes."""
INK_WEIGHT = 3.0
"""How much more a code counts where something stands than where the background goes on, which is soon known. It also
makes a thing likelier to begin: sampling at a low temperature prefers the one code of the background to the many that
a thing may begin with."""
SCENES_PER_FILE, GROWTH = 256, 8
"""Scenes in a file of the pool, and how many more of them there are with every update."""
WORDS_FROM_HAND = {hand.name: hand.words for hand in HANDS}
Weights = Float32[np.ndarray, " code"]
NOTHING = np.zeros((0, 0, 3), np.uint8)


@dataclass(frozen=True)
class Course:
    """Which things come how often, by how much of a run is over, from 0 to 1: a few things at first, then all.

    Args:
        first, last: the share of things.COMMON at the beginning and from `until` on.
        scenes: the share of scenes from `scenes_to` on; before `scenes_from` there are none, and more and more between.
    """

    first: float = 0.7
    last: float = 0.2
    until: float = 0.3
    scenes: float = 0.6
    scenes_from: float = 0.1
    scenes_to: float = 0.4

    def common(self, over: float) -> float:
        return self.first + (self.last - self.first) * min(1.0, over / self.until)

    def share(self, over: float) -> float:
        ramp = max(self.scenes_to - self.scenes_from, 1e-9)
        return self.scenes * min(1.0, max(0.0, (over - self.scenes_from) / ramp))


@dataclass(frozen=True, eq=False)
class Singles:
    """Every drawing as codes. `row_from_drawing` has (hand, key)."""

    codes: Codes
    row_from_drawing: dict[tuple[str, str], int]

    @cached_property
    def hands_from_key(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for hand, key in self.row_from_drawing:
            found.setdefault(key, []).append(hand)
        return {key: tuple(hands) for key, hands in found.items()}

    @cached_property
    def things(self) -> tuple[Thing, ...]:
        return tuple(thing for thing in things() if thing.key in self.hands_from_key)

    @cached_property
    def common(self) -> tuple[Thing, ...]:
        return tuple(thing for thing in common() if thing.key in self.hands_from_key)

    @cached_property
    def liked(self) -> tuple[Thing, ...]:
        return tuple(thing for thing in self.things if thing.group in LIKED)

    @cached_property
    def paper(self) -> int:
        """The code of plain paper: by far the most frequent one."""
        return int(np.bincount(self.codes.ravel()).argmax())

    def drawn(self, rng: Rng, common: float) -> tuple[str, Codes, Weights]:
        """A caption, codes and weights: a thing, one of its hands, and words for both."""
        if rng.chance(common):
            thing = rng.choice(self.common)
        else:
            thing = rng.choice(self.liked if rng.chance(LIKED_SHARE) else self.things)
        hand = rng.weighted_choice({hand: WEIGHT_FROM_HAND[hand] for hand in self.hands_from_key[thing.key]})
        codes = self.codes[self.row_from_drawing[hand, thing.key]]
        return single_caption(thing, hand, rng), codes, weights(codes, self.paper)


@dataclass(frozen=True, eq=False)
class ScenePool:
    """Scenes as codes, in files of SCENES_PER_FILE, each made when it is first needed; every use has another caption.

    Args:
        codes_of: the seed of a scene -> its codes.
        bare_of: a plan -> the codes of its background alone.
        folder: where the files lie.
        mix: what the scenes are of.
        most: scenes in all.
    """

    codes_of: Callable[[int], Codes]
    bare_of: Callable[[ScenePlan], Codes]
    folder: Path
    mix: Mix
    most: int = 65_536

    def __call__(self, since: int, rng: Rng) -> tuple[str, Codes, Weights]:
        """A caption, codes and weights, `since` updates after the first scene: few scenes at first, and more later.

        So no update waits for long until scenes are drawn, and all of them are seen about equally often.
        """
        seed = rng.below(min(self.most, SCENES_PER_FILE * 4 + GROWTH * since))
        plan = plan_scene(seed, "train", self.mix)
        words = captions.caption(plan.items, plan.relation, plan.background, plan.style, rng)
        codes = self.part(seed // SCENES_PER_FILE)[seed % SCENES_PER_FILE]
        return words, codes, weights(codes, self.bare_of(plan) if plan.style == PLAIN else codes)

    def part(self, number: int) -> Codes:
        """The codes of scenes SCENES_PER_FILE * number and on."""
        if number not in self._parts:
            path = self.folder / f"{number:05}.npy"
            if not path.exists():
                self.folder.mkdir(parents=True, exist_ok=True)
                codes = np.stack([self.codes_of(number * SCENES_PER_FILE + i) for i in range(SCENES_PER_FILE)]).astype(
                    np.uint16
                )
                with replacing(path) as temporary, temporary.open("wb") as file:
                    np.save(file, codes)
            self._parts[number] = np.load(path)
        return self._parts[number]

    @cached_property
    def _parts(self) -> dict[int, Codes]:
        return {}


@dataclass(frozen=True, eq=False)
class Mixed:
    """Batches of `size` captioned codes.

    Args:
        steps: updates of the run.
        scenes: (updates since the course has scenes, chance) -> caption, codes and weights; None: no scenes.
    """

    singles: Singles
    size: int
    seed: int
    course: Course
    steps: int
    scenes: Callable[[int, Rng], tuple[str, Codes, Weights]] | None = None

    def __call__(self, number: int) -> CodeBatch:
        rng = Rng(self.seed, number)
        chosen = [self._one(number, rng) for _ in range(self.size)]
        codes = np.stack([codes for _, codes, _ in chosen]).astype(np.int32)
        pictures = np.zeros((self.size, *NOTHING.shape), np.uint8)
        counted = np.stack([one for _, _, one in chosen])
        return CodeBatch(pictures, tuple(words for words, _, _ in chosen), codes, counted)

    def _one(self, number: int, rng: Rng) -> tuple[str, Codes, Weights]:
        over = number / self.steps
        if self.scenes is not None and rng.chance(self.course.share(over)):
            return self.scenes(number - math.floor(self.course.scenes_from * self.steps), rng)
        return self.singles.drawn(rng, self.course.common(over))


def weights(codes: Codes, bare: Codes | int) -> Weights:
    """What each code counts, where `bare` are the codes of the background alone."""
    return np.where(codes == bare, 1.0, INK_WEIGHT).astype(np.float32)


def in_scenes(hand: str, key: str) -> bool:
    """Whether a hand draws this thing in scenes: fewer hands than alone, as there are backgrounds to learn, too."""
    return taught(hand, key) and hand in SCENE_HANDS


def taught(hand: str, key: str) -> bool:
    """Whether a hand's drawing of the thing with this key is learnt: what is requested more is known by more hands."""
    if key in _common_keys():
        return True
    return hand in (LIKED_HANDS if key in _liked_keys() else OTHER_HANDS)


@cache
def _common_keys() -> frozenset[str]:
    return frozenset(thing.key for thing in common())


@cache
def _liked_keys() -> frozenset[str]:
    return frozenset(thing.key for thing in things() if thing.group in LIKED)


def single_caption(thing: Thing, hand: str, rng: Rng) -> str:
    """Words for one drawing of a thing; sometimes they ask for the hand that drew it."""
    noun = rng.choice(thing.nouns) if rng.chance(SYNONYM) else thing.nouns[0]
    if thing.kinds and rng.chance(KIND):
        noun = rng.choice(thing.kinds)
    around = WORDS_FROM_HAND[hand]
    worded = around and rng.chance(WORDED_INK if hand in INK else WORDED)
    item = SceneItem(thing.id, noun, None, "", None)
    return captions.caption((item,), "", PLAIN, PLAIN, rng, around if worded else None)


def singles(drawings: Drawings, book: Codebook, path: Path) -> Singles:
    """Every drawing that is taught as codes, from `path` if it was made before."""
    rows = {drawing: number for number, drawing in enumerate(at for at in drawings.place_from_drawing if taught(*at))}
    if not path.exists():
        thing_from_key = {thing.key: thing for thing in things()}
        pictures = (drawn_alone(drawings, hand, thing_from_key[key], 96)[None] for hand, key in rows)
        codes = np.concatenate([book.encode(picture) for picture in pictures]).astype(np.uint16)
        with replacing(path) as temporary, temporary.open("wb") as file:
            np.save(file, codes)
    return Singles(np.load(path), rows)
