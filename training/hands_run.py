"""A run of Pocket: drawings, a codebook, a tokenizer, a decoder, and a BART that knows them."""

from __future__ import annotations

import re
import shutil
import tempfile
import time
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path

import jax.numpy as jnp
import numpy as np
from flax import nnx

from inference.device.runner import Runner
from inference.files.dalle_mini import DalleMini
from inference.model.bart import Bart
from inference.model.vqgan import VQGAN
from inference.text.normalizer import Normalizer
from inference.text.tokenizer import Tokenizer
from training import hands_sheets
from training.atomic_file import replacing
from training.data import codebook
from training.data.batches import prefetch
from training.data.codebook import Codebook, Codes
from training.data.hand_pool import Mixed, ScenePool, Singles, in_scenes, single_caption, singles, taught
from training.errors import TrainingError
from training.hands_recipe import (
    ALONE,
    BOOK_SCENES,
    CAPTIONS,
    FRESH,
    KEEP,
    LATER,
    LOOK,
    PACED,
    POOL,
    SAMPLING,
    SCENES,
    WINDOW,
    HandsRecipe,
)
from training.loop import AveragedState, State, restore, train
from training.model import bpe_tokenizer, bundle, progressive_growing, text_to_codes
from training.model.hand_decoder import Painting, Shown
from training.model.optimisers import matrices_by_muon
from training.progress import report, say
from training.scenes import backgrounds, captions
from training.scenes.compose import Mix, plan_scene
from training.scenes.hand_cache import Drawings, prepared
from training.scenes.hand_scenes import draw, drawn_alone, hands_for
from training.scenes.hands import HANDS
from training.scenes.palette import Pixels
from training.scenes.rng import Rng
from training.scenes.scene_plan import PLAIN, ScenePlan
from training.scenes.things import Thing, things

DRAWINGS, BOOK, TOKENIZER = "drawings", "book.safetensors", "tokenizer.json"
"""In a run's folder; the latter two also in the model that comes of it."""


@dataclass(frozen=True)
class HandsRun:
    """A run in a folder; every part is made once, and found again."""

    recipe: HandsRecipe
    folder: Path
    hands: Path
    init: DalleMini | None = None

    @cached_property
    def drawings(self) -> Drawings:
        def told(done: int, total: int) -> None:
            if done % 1000 == 0 or done == total:
                say(f"drawings: {done:,} of {total:,}")

        return prepared(self.hands, self.folder / DRAWINGS, told)

    @cached_property
    def scene_drawings(self) -> Drawings:
        return self.drawings.only(in_scenes)

    @cached_property
    def book(self) -> Codebook:
        path = self.folder / BOOK
        if not path.exists() and self.init is not None:
            copied(self.init, path)
        if not path.exists():
            say("codebook: drawing what it is learnt from")
            alone = [
                drawn_alone(self.drawings, hand, self.thing_from_key[key], codebook.EDGE)
                for hand, key in self.drawings.place_from_drawing
            ]
            others = [self.scene(seed)[1] for seed in range(BOOK_SCENES)]
            say("codebook: k-means")
            config = self.recipe.vqgan
            codebook.fit_codebook(np.stack(alone + others), config.n_embed, config.embed_dim, self.recipe.seed).write(
                path
            )
        return Codebook.read(path)

    @cached_property
    def singles(self) -> Singles:
        return singles(self.drawings, self.book, self.folder / "singles.npy")

    @cached_property
    def tokenizer(self) -> Tokenizer:
        config, path = self.recipe.bart, self.folder / TOKENIZER
        if not path.exists() and self.init is not None:
            copied(self.init, path)
        if not path.exists():
            rng = Rng(self.recipe.seed, 5)
            known = [
                single_caption(rng.choice([t for t in things() if t.group != "shape"]), rng.choice(HANDS).name, rng)
                for _ in range(CAPTIONS // 2)
            ]
            known += [plan_scene(seed, mix=Mix(acting=0.4)).caption for seed in range(CAPTIONS // 2)]
            known += [f"a {word}" for word in LATER for _ in range(20)]
            bpe_tokenizer.train_tokenizer(map(Normalizer(), known), config.encoder_vocab_size, path)
        return Tokenizer.load(
            self.folder, text_length=config.max_text_length, vocab_size=config.encoder_vocab_size, normalize=True
        )

    def scene(self, seed: int) -> tuple[str, Pixels]:
        plan = plan_scene(seed, "train", SCENES)
        hands = hands_for(plan, self.scene_drawings, Rng(seed, 77))
        return plan.caption, draw(plan, hands, self.scene_drawings, codebook.EDGE)

    def scene_codes(self, seed: int) -> Codes:
        codes: Codes = self.book.encode(self.scene(seed)[1][None])[0]
        return codes

    def bare_codes(self, plan: ScenePlan) -> Codes:
        """The codes of a scene's background alone."""
        name = plan.background
        if name not in self._bare:
            paper = backgrounds.picture(name, 0 if name == PLAIN else plan.variant, codebook.EDGE)
            self._bare[name] = self.book.encode(np.asarray(paper, np.uint8)[None])[0]
        return self._bare[name]

    @cached_property
    def _bare(self) -> dict[str, Codes]:
        return {}

    def shown(self, rng: Rng, edge: int) -> tuple[Pixels, Pixels]:
        """A drawing or a scene at the book's size and at another, for a decoder."""
        if rng.chance(ALONE):
            hand, key = rng.choice(self.names)
            thing = self.thing_from_key[key]
            small, large = (drawn_alone(self.drawings, hand, thing, size) for size in (codebook.EDGE, edge))
            return small, large
        seed = FRESH + rng.below(2**32)
        plan = plan_scene(seed, "train", SCENES)
        hands = hands_for(plan, self.scene_drawings, Rng(seed, 77))
        small, large = (draw(plan, hands, self.drawings, size) for size in (codebook.EDGE, edge))
        return small, large

    @cached_property
    def names(self) -> tuple[tuple[str, str], ...]:
        return tuple(drawing for drawing in self.drawings.place_from_drawing if taught(*drawing))

    @cached_property
    def thing_from_key(self) -> dict[str, Thing]:
        return {thing.key: thing for thing in things()}

    def decoder(self) -> VQGAN:
        """The picture network: codebook and encoder set, the decoder trained at 96 and 192 pixels."""
        recipe, model = self.recipe, self.init.vqgan if self.init else None
        for left, steps, batch, share in recipe.painting[-1:] if self.init else recipe.painting:
            config = progressive_growing.smaller_config(recipe.vqgan, left) if left else recipe.vqgan
            learn = Painting(config, steps=steps, rate=recipe.vqgan_rate * share, name=f"vqgan-{config.resolution}")
            if model is None:
                first = progressive_growing.initial_network(config, self.book, recipe.seed)
            elif self.init:
                first = model
            else:
                first = progressive_growing.grow(config, model, self.book, recipe.seed)
            batches = Shown(self.shown, self.book, config.resolution, batch, recipe.seed)
            state = train(
                replace(learn.stage, every=KEEP, report_every=50),
                learn.initial_state(first),
                partial(prefetch, batches, workers=0),
                self.folder,
                on_report=partial(report, f"codes to {config.resolution} pixels"),
                on_checkpoint=partial(self.round_trips, learn, batches),
            )
            model = nnx.merge(learn.graph, state.average)
        if model is None:
            raise TrainingError("The recipe has no part in which a decoder is trained.")
        return model

    def round_trips(self, learn: Painting, batches: Shown, step: int, state: AveragedState) -> None:
        """Real pictures above what the decoder makes of their codes."""
        if step % LOOK and step != learn.stage.steps:
            return
        model: VQGAN = nnx.merge(learn.graph, state.average)
        batch = replace(batches, size=24, seed=self.recipe.seed + 1)(0)
        drawn = np.asarray(jnp.clip(model.decode(jnp.asarray(batch.codes)), 0, 1) * 255).astype(np.uint8)
        hands_sheets.pairs(self.folder / "samples" / f"{learn.stage.name}-{step:06}.png", batch.pictures, drawn)

    def learner(self, vqgan: VQGAN) -> text_to_codes.TextToCodesTraining:
        recipe = self.recipe
        return text_to_codes.TextToCodesTraining(
            recipe.bart,
            vqgan,
            self.tokenizer,
            steps=recipe.steps,
            rate=recipe.rate,
            dtype=jnp.float32,
            optimiser=matrices_by_muon(recipe.rate, recipe.steps),
            window=min(WINDOW, max(20, recipe.steps // 10)),
        )

    def first(self) -> Bart:
        """What a run starts from."""
        return (
            self.init.bart if self.init else text_to_codes.untrained(self.recipe.bart, self.book.rows, self.recipe.seed)
        )

    def updates_within(self, hours: float) -> int:
        """The number of the update at which a run ends that has so much time from now on, at today's pace."""
        learn = self.learner(VQGAN(self.recipe.vqgan, with_encoder=False, rngs=nnx.Rngs(0)))
        template = learn.state_from(self.first())
        path = self.folder / "bart.safetensors"
        done, state = restore(path, template) if path.exists() else (0, template)
        batches = Mixed(self.singles, self.recipe.batch, self.recipe.seed, self.recipe.course, self.recipe.steps)
        with tempfile.TemporaryDirectory() as aside:
            began: list[float] = []
            train(
                replace(learn.stage, steps=1 + PACED, every=10 * PACED, report_every=1),
                state,
                partial(prefetch, batches, workers=0),
                Path(aside),
                on_report=lambda now: began.append(time.monotonic()),
            )
        return done + max(1, round(hours * 3600 * PACED / (began[-1] - began[0])))

    def bart(self) -> Bart:
        recipe = self.recipe
        vqgan = VQGAN(recipe.vqgan, with_encoder=False, rngs=nnx.Rngs(0))
        learn = self.learner(vqgan)
        pool = ScenePool(self.scene_codes, self.bare_codes, self.folder / POOL, SCENES)
        batches = Mixed(self.singles, recipe.batch, recipe.seed, recipe.course, recipe.steps, pool)

        def look(step: int, state: AveragedState) -> None:
            if step % LOOK and step != recipe.steps:
                return
            bart: Bart = nnx.merge(learn.graph, state.average)
            runner = Runner(DalleMini("run", recipe.bart, recipe.vqgan, self.tokenizer, bart, vqgan))
            hands_sheets.nines(self.folder / "samples" / f"bart-{step:06}.png", runner, self.book)

        state = train(
            replace(learn.stage, every=KEEP, report_every=50),
            learn.state_from(self.first()),
            partial(prefetch, batches, workers=0),
            self.folder,
            on_report=partial(report, "words to codes"),
            on_checkpoint=look,
        )
        model: Bart = nnx.merge(learn.graph, state.average)
        return model

    def bundle(self, target: Path) -> None:
        """Write what the checkpoints have learnt so far as a model's folder."""
        recipe = self.recipe
        vqgan = progressive_growing.initial_network(recipe.vqgan, self.book, recipe.seed)
        painting = Painting(recipe.vqgan, steps=1, rate=1.0, name="")
        words = self.learner(vqgan)
        _, drawn = restored(self.folder / f"vqgan-{recipe.vqgan.resolution}.safetensors", painting.initial_state(vqgan))
        step, said = restored(self.folder / "bart.safetensors", words.initial_state(recipe.seed))
        bart: Bart = nnx.merge(words.graph, said.average)
        whole: VQGAN = nnx.merge(painting.graph, drawn.average)
        model = DalleMini(target.name, recipe.bart, recipe.vqgan, self.tokenizer, bart, whole)
        known = captions.known_names() | {
            word for hand in HANDS for text in hand.words for word in re.findall("[a-z0-9]+", text)
        }
        bundle.write(model, target, vocabulary=known - {"x", "n"}, sampling=SAMPLING, beside=(self.folder / BOOK,))
        say(f"{target}: the words after {step:,} updates")


def check_start(model: DalleMini) -> None:
    """Raises TrainingError where a model was not made by this recipe: it has no book of patches."""
    book = (model.folder or Path()) / BOOK
    if not book.is_file():
        raise TrainingError(f"{model.name} was not made by this recipe: {book} is missing. Leave out --init.")


def copied(model: DalleMini, path: Path) -> None:
    """What a run takes over from a model that an earlier one made, under the same name."""
    with replacing(path) as temporary:
        shutil.copyfile((model.folder or Path()) / path.name, temporary)


def restored(path: Path, template: State) -> tuple[int, State]:
    """A checkpoint that has to be there. Raises TrainingError where it is not."""
    if not path.exists():
        raise TrainingError(f"{path} does not exist yet; train that part first.")
    return restore(path, template)
