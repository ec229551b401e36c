"""How well a model draws what it is asked for: a judge looks at nine tiles of each of several hundred prompts.

Beside the model's share of right tiles stand the same judge's on real renderings, on these after a round trip through
the model's codes (what it could reach if its words were perfect), and what a guess would get.
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
from training.evaluation.labels import OPTIONS, Choice
from training.evaluation.prompts import Asked, Question, chances, evaluation_prompts
from training.evaluation.scores import ScoreRow, Scores, Share
from training.scenes.compose import Mix, draw, stage
from training.scenes.rng import Rng
from training.scenes.scene_plan import Relation

Right = Bool[np.ndarray, " tile"]
DRAWN, CODES, REAL = "drawn", "its codes", "real"
"""Whose tiles are judged: the model's own, real renderings that its VQGAN encoded and decoded, and real renderings."""

Draw = Callable[[Asked, int], Pictures]
"""(what is asked, how many tiles) -> so many pictures of it."""


class Artist(Protocol):
    """What draws a request: a Runner, or whatever a test puts in its place."""

    def draw(self, request: Request) -> RunnerResult: ...


def evaluate(
    model: DalleMini,
    judge: Judge,
    prompts: Sequence[Asked] | None = None,
    tiles: int = TILES,
    on_progress: Callable[[int, int], None] = lambda done, of: None,
    *,
    like: Request | None = None,
    mix: Mix | None = None,
) -> Scores:
    """Draw and judge everything.

    Args:
        model: loaded with its encoder, or nothing is known of its codes.
        prompts: by default all of prompts.evaluation_prompts(); every n-th of them is a fair sample.
        tiles: to judge for each prompt, 1 to 9.
        on_progress: told the prompts done, and in all.
        like: guidance, temperature and so on; its prompt and seed are not used.
        mix: the scenes that the model was taught, whose places real renderings have too; by default any place.

    Raises:
        NoFont: Noto Color Emoji is not on this machine.
    """
    artists = {DRAWN: drawn(Runner(model), like)}
    if model.vqgan.encoder is not None:
        artists[CODES] = through_codes(model, mix)
    artists[REAL] = rendered(model.vqgan_config.resolution, mix)
    return score(model.name, judge, artists, evaluation_prompts() if prompts is None else prompts, tiles, on_progress)


def drawn(artist: Artist, like: Request | None = None) -> Draw:
    """What a model draws, each prompt with a seed of its own."""
    like = like or Request("")

    def pictures(asked: Asked, tiles: int) -> Pictures:
        return artist.draw(replace(like, prompt=asked.prompt, seed=asked.plan.seed, tiles=tiles)).pictures

    return pictures


def rendered(edge: int, mix: Mix | None = None) -> Draw:
    """Real renderings, each tile with places, background and grain of its own as far as `mix` has several."""

    def pictures(asked: Asked, tiles: int) -> Pictures:
        plan = asked.plan
        variants = [
            stage(plan.seed, plan.items, plan.relation, plan.background, plan.style, Rng(plan.seed, tile), mix)
            for tile in range(tiles)
        ]
        return np.stack([draw(variant, edge) for variant in variants])

    return pictures


def through_codes(model: DalleMini, mix: Mix | None = None) -> Draw:
    """Real renderings, encoded and decoded by the model's VQGAN."""
    graph, params = nnx.split(model.vqgan)

    def again(params: Any, pictures: jax.Array) -> jax.Array:
        vqgan = nnx.merge(graph, params)
        return to_bytes(vqgan.decode(vqgan.encode(pictures.astype(jnp.float32) / 255)))

    compiled, real = jax.jit(again), rendered(model.vqgan_config.resolution, mix)
    return lambda asked, tiles: np.asarray(compiled(params, jnp.asarray(real(asked, tiles))))


def score(
    model: str,
    judge: Judge,
    artists: Mapping[str, Draw],
    prompts: Sequence[Asked],
    tiles: int = TILES,
    on_progress: Callable[[int, int], None] = lambda done, of: None,
) -> Scores:
    """Judge what each of `artists` draws; see `evaluate`."""
    hits: dict[tuple[Question, bool, bool], dict[str, list[Right | None]]] = {}
    for number, asked in enumerate(prompts, 1):
        for name, draw_it in artists.items():
            verdict = judge.look(draw_it(asked, tiles))
            found = {False: asked_right(asked, verdict)}
            if asked.question not in {"thing", "pair"}:
                right = found[False]
                found[True] = None if right is None else right & things_right(asked, verdict)
            for things_too, rights in found.items():
                group = hits.setdefault((asked.question, asked.held_out, things_too), {})
                group.setdefault(name, []).append(rights)
        on_progress(number, len(prompts))
    return Scores(model, judge.name, tiles, tuple(_row(*group, by_artist) for group, by_artist in hits.items()))


def things_right(asked: Asked, verdict: Verdict) -> Right:
    """Whether the judge's best among all things is the one that was asked for; of two, whether its best two are."""
    best = np.argsort(-verdict.things, axis=1)[:, : len(asked.ids)]
    return np.asarray((np.sort(best) == np.sort(asked.ids)).all(1))


def asked_right(asked: Asked, verdict: Verdict) -> Right | None:
    """Whether the colour, background, style, count or position is right; None where the judge cannot say."""
    plan = asked.plan
    match asked.question:
        case "thing" | "pair":
            return things_right(asked, verdict)
        case "colour":
            return _chosen("colour", plan.items[0].colour, verdict)
        case "background":
            return _chosen("background", plan.background, verdict)
        case "style":
            return _chosen("style", plan.style, verdict)
        case "count":
            return _chosen("count", plan.items[0].count, verdict)
        case "position":
            first, second = asked.ids
            return _placed(plan.relation, first, second, verdict)


def _chosen(choice: Choice, truth: object, verdict: Verdict) -> Right | None:
    if choice not in verdict.choices:
        return None
    return np.asarray(verdict.choices[choice].argmax(1) == OPTIONS[choice].index(truth))


def _placed(relation: Relation, first: int, second: int, verdict: Verdict) -> Right | None:
    """Whether two things stand as asked: their arrangement, and which of them is where."""
    if "arrangement" not in verdict.choices:
        return None
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


def _row(question: Question, held_out: bool, things_too: bool, hits: Mapping[str, Sequence[Right | None]]) -> ScoreRow:
    shares: dict[str, Share | None] = {}
    for artist, prompts in hits.items():
        known = [tiles for tiles in prompts if tiles is not None]
        shares[artist] = Share.of(np.stack(known)) if known else None
    chance = chances()[question]
    if things_too:
        chance *= chances()["pair" if question == "position" else "thing"]
    return ScoreRow(question, held_out, things_too, len(next(iter(hits.values()))), chance, shares)
