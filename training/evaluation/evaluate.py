"""How well a model follows prompts: a judge looks at nine tiles of each of several hundred prompts.

The model's share of correct tiles is reported with those of real renderings, of real renderings after a round trip
through the model's codes (the best that it could reach), and of guessing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from jaxtyping import Bool

from inference.api import TILES, Request
from inference.device.runner import Runner, RunnerResult
from inference.files.dalle_mini import DalleMini
from inference.model.vqgan import to_bytes
from training.data.batches import Pictures
from training.evaluation.judge import Judge, Verdict
from training.evaluation.judge_accuracy import judge_accuracy
from training.evaluation.labels import OPTIONS, Choice
from training.evaluation.looks import Looks, hands_among, sharpness, variety
from training.evaluation.prompts import EvaluationPrompt, Question, chance_levels
from training.evaluation.scores import ScoreRow, Scores, Share
from training.scenes import hand_scenes
from training.scenes.compose import Mix, arrange
from training.scenes.hand_cache import Drawings
from training.scenes.rng import Rng
from training.scenes.scene_plan import Relation, ScenePlan
from training.scenes.things import things

Correct = Bool[np.ndarray, " tile"]
DRAWN, CODES, REAL = "drawn", "its codes", "real"
"""Sources of tiles: the model, real renderings after its VQGAN's encoder and decoder, and real renderings."""

PictureSource = Callable[[EvaluationPrompt, int], Pictures]
"""(prompt, number of tiles) -> pictures."""


class PictureModel(Protocol):
    """Anything that draws a request, like a Runner."""

    def draw(self, request: Request) -> RunnerResult: ...


def evaluate(
    model: DalleMini,
    judge: Judge,
    drawings: Drawings,
    prompts: Sequence[EvaluationPrompt],
    tiles: int = TILES,
    on_progress: Callable[[int, int], None] = lambda done, of: None,
    *,
    base_request: Request | None = None,
    mix: Mix | None = None,
) -> Scores:
    """Draw and judge everything, and ask the judge about known drawings, too (judge_accuracy.py).

    Args:
        model: without its encoder, the round trip through its codes is left out, and what the judge knows with it.
        drawings: of all hands, for real renderings.
        prompts: of prompts.evaluation_prompts(), with questions that the judge can answer; every n-th of them is a
            fair sample.
        tiles: to judge for each prompt, 1 to 9.
        on_progress: called with the prompts done and the number of all.
        base_request: guidance, temperature and so on; its prompt and seed are not used.
        mix: the scenes that the model was trained on; real renderings then have the same places.
    """
    edge = model.vqgan_config.resolution
    real = from_hands(drawings, edge, mix)
    sources: dict[str, PictureSource] = {DRAWN: from_model(Runner(model), base_request)}
    right: dict[str, Share] = {}
    if model.vqgan.encoder is not None:
        again = through_codes(model)
        sources[CODES] = lambda prompt, tiles: again(real(prompt, tiles))
        right = judge_accuracy(judge, drawings, edge, again, tiles)
    sources[REAL] = real
    return replace(score(model.name, judge, sources, prompts, tiles, on_progress), judge_right=right)


def from_model(model: PictureModel, base_request: Request | None = None) -> PictureSource:
    """The model's pictures, each prompt with its own seed."""
    base_request = base_request or Request("")

    def pictures(prompt: EvaluationPrompt, tiles: int) -> Pictures:
        return model.draw(replace(base_request, prompt=prompt.prompt, seed=prompt.plan.seed, tiles=tiles)).pictures

    return pictures


def from_hands(drawings: Drawings, edge: int, mix: Mix | None = None) -> PictureSource:
    """Real renderings by as many hands as there are, or by the one that the prompt asks for if it has drawn it all."""

    def hands(prompt: EvaluationPrompt, variant: ScenePlan, tile: int) -> tuple[str, ...]:
        keys = [things()[number].key for number in prompt.ids]
        if prompt.hand and all((prompt.hand, key) in drawings for key in keys):
            return (prompt.hand,) * len(keys)
        able = [hand for hand in drawings.hands(keys[0]) if all((hand, key) in drawings for key in keys)]
        if able:
            return (able[(prompt.plan.seed + tile) % len(able)],) * len(keys)
        return hand_scenes.hands_for(variant, drawings, Rng(prompt.plan.seed, tile))

    def pictures(prompt: EvaluationPrompt, tiles: int) -> Pictures:
        variants = _variants(prompt, tiles, mix)
        return np.stack(
            [
                hand_scenes.draw(variant, hands(prompt, variant, tile), drawings, edge)
                for tile, variant in enumerate(variants)
            ]
        )

    return pictures


def _variants(prompt: EvaluationPrompt, tiles: int, mix: Mix | None) -> list[ScenePlan]:
    plan = prompt.plan
    return [
        arrange(plan.seed, plan.items, plan.relation, plan.background, plan.style, Rng(plan.seed, tile), mix)
        for tile in range(tiles)
    ]


def through_codes(model: DalleMini) -> Callable[[Pictures], Pictures]:
    """What becomes of pictures that are encoded and decoded by the model's VQGAN."""
    graph, params = nnx.split(model.vqgan)

    def again(params: Any, pictures: jax.Array) -> jax.Array:
        vqgan = nnx.merge(graph, params)
        return to_bytes(vqgan.decode(vqgan.encode(pictures.astype(jnp.float32) / 255)))

    compiled = jax.jit(again)
    return lambda pictures: np.asarray(compiled(params, jnp.asarray(pictures)))


def score(
    model: str,
    judge: Judge,
    sources: Mapping[str, PictureSource],
    prompts: Sequence[EvaluationPrompt],
    tiles: int = TILES,
    on_progress: Callable[[int, int], None] = lambda done, of: None,
) -> Scores:
    """Judge the pictures of each source; see `evaluate`."""
    looks: dict[str, list[Looks]] = {}
    hits: dict[tuple[Question, bool, bool], dict[str, list[Correct]]] = {}
    for number, prompt in enumerate(prompts, 1):
        for name, make_pictures in sources.items():
            pictures = make_pictures(prompt, tiles)
            verdict = judge.predict(pictures)
            if prompt.question == "thing":
                hands = hands_among(verdict.choices["hand"])
                looks.setdefault(name, []).append(Looks(variety(pictures), sharpness(pictures), hands))
            found = {False: question_correct(prompt, verdict)}
            if prompt.question not in {"thing", "pair"}:
                found[True] = found[False] & things_correct(prompt, verdict)
            for things_too, rights in found.items():
                group = hits.setdefault((prompt.question, prompt.held_out, things_too), {})
                group.setdefault(name, []).append(rights)
        on_progress(number, len(prompts))
    return Scores(
        model,
        judge.name,
        tiles,
        tuple(_row(*group, by_source) for group, by_source in hits.items()),
        {name: Looks.of(grids) for name, grids in looks.items()},
    )


def things_correct(prompt: EvaluationPrompt, verdict: Verdict) -> Correct:
    """Whether the judge's best of all things is the requested one; for two things, its best two.

    Who does something to whom counts where the judge can say.
    """
    if prompt.question == "relation" and len(prompt.ids) == 2 and verdict.seconds is not None:
        firsts = verdict.things - verdict.seconds
        return np.asarray((firsts.argmax(1) == prompt.ids[0]) & (verdict.seconds.argmax(1) == prompt.ids[1]))
    best = np.argsort(-verdict.things, axis=1)[:, : len(prompt.ids)]
    return np.asarray((np.sort(best) == np.sort(prompt.ids)).all(1))


def question_correct(prompt: EvaluationPrompt, verdict: Verdict) -> Correct:
    """Whether the answer to the prompt's question is correct."""
    plan = prompt.plan
    match prompt.question:
        case "thing" | "pair":
            return things_correct(prompt, verdict)
        case "colour":
            return _chosen("colour", plan.items[0].colour, verdict)
        case "background":
            return _chosen("background", plan.background, verdict)
        case "style":
            return _chosen("style", plan.style, verdict)
        case "count":
            return _chosen("count", plan.items[0].count, verdict)
        case "relation":
            return _chosen("relation", plan.relation, verdict)
        case "hand":
            return _chosen("hand", prompt.hand, verdict)
        case "position":
            first, second = prompt.ids
            return _placed(plan.relation, first, second, verdict)


def _chosen(choice: Choice, truth: object, verdict: Verdict) -> Correct:
    return np.asarray(verdict.choices[choice].argmax(1) == OPTIONS[choice].index(truth))


def _placed(relation: Relation, first: int, second: int, verdict: Verdict) -> Correct:
    """Whether the arrangement of two things is correct, and which of them is where."""
    arrangement = np.array(OPTIONS["arrangement"])[verdict.choices["arrangement"].argmax(1)]
    right, down = (verdict.centres[:, first] - verdict.centres[:, second]).T
    facts = {
        "left of": (arrangement == "beside") & (right < 0),
        "right of": (arrangement == "beside") & (right > 0),
        "above": (arrangement == "stacked") & (down < 0),
        "below": (arrangement == "stacked") & (down > 0),
        "on": (arrangement == "on") & (down < 0),
    }
    return np.asarray(facts[relation])


def _row(question: Question, held_out: bool, things_too: bool, hits: Mapping[str, Sequence[Correct]]) -> ScoreRow:
    shares = {source: Share.of(np.stack(tiles)) for source, tiles in hits.items()}
    chance = chance_levels()[question]
    if things_too:
        chance *= chance_levels()["pair" if question in {"position", "relation"} else "thing"]
    return ScoreRow(question, held_out, things_too, len(next(iter(hits.values()))), chance, shares)
