"""`nonet train`: trains the bundled model or one on your own pictures, and scores a model."""

from __future__ import annotations

import argparse
import math
import os
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from bot.cli.heartbeat import Heartbeat, heartbeat
from bot.cli.progress_bar import bar
from bot.operator import config
from inference.api import TILES, BadRequest, Request
from inference.device import compile_cache
from inference.files.model_folder import sampling

if TYPE_CHECKING:
    from training.evaluation.judge import Judge
    from training.progress import TrainingReport
    from training.scenes.hand_cache import Drawings


def run(options: argparse.Namespace) -> None:
    """Raises NonetError if an option cannot be used or training fails."""
    if options.workers is not None and options.workers < 0:
        raise BadRequest(f"--workers must be 0 or more, not {options.workers}.")
    if options.steps is not None and options.steps < 1:
        raise BadRequest(f"--steps must be 1 or more, not {options.steps}.")
    if options.batch is not None and options.batch < 1:
        raise BadRequest(f"--batch must be 1 or more, not {options.batch}.")
    if options.rate is not None and not 0 < options.rate < math.inf:
        raise BadRequest(f"--rate must be above 0, not {options.rate}.")
    if options.data and options.what:
        raise BadRequest(f"--data trains on your own pictures; leave out {options.what!r}.")
    if not options.data and options.what is None:
        raise BadRequest("Say what to train: `nonet train pocket`, or `nonet train --data DIR` for your own pictures.")
    compile_cache.keep()  # a run that continues needs the same programs
    if options.what == "eval":
        return _eval(options)
    _check_output(options)
    if options.data:
        return _own(options)
    return _pocket(options)


def _check_output(options: argparse.Namespace) -> None:
    """Check -o before a picture is read, not after a night of training."""
    from training import run_folder
    from training.model import bundle

    output, folder = options.output, options.folder
    if output.absolute() in (folder.absolute(), *folder.absolute().parents):
        raise BadRequest(f"-o {output} is where --folder keeps the run; name another folder for the model.")
    if os.path.lexists(output) and output.is_dir() and run_folder.is_finished(folder):
        raise BadRequest(
            f"The run in {folder} is finished; -o {output} exists. Draw with it: nonet imagine WORDS --model {output}; "
            "another -o writes the model again, another --folder trains another."
        )
    bundle.check_target(output)


def _pocket(options: argparse.Namespace) -> None:
    from training import pocket
    from training.scenes.hands import hands_folder

    run = pocket.trained(
        options.folder,
        options.hands or hands_folder(),
        seed=options.seed,
        init=options.init,
        steps=options.steps,
        hours=options.hours,
    )
    run.bundle(options.output)
    print(f"{options.output}  draw with it: nonet imagine WORDS --model {options.output}")


def _own(options: argparse.Namespace) -> None:
    from inference.files import dalle_mini
    from training import fine_tuning
    from training.data import captioned_folder
    from training.model import bundle

    with bar("looking") as move:
        data = captioned_folder.read(options.data, lambda done, total: move(done / max(1, total)))
    print(data.report(), flush=True)  # a pipe shows it before training, too
    init = dalle_mini.locate(options.init) if options.init else None
    recipe = replace(fine_tuning.recipe_for(len(data.entries), init), seed=options.seed)
    changed = {"bart_steps": options.steps, "bart_batch": options.batch, "bart_rate": options.rate}
    recipe = replace(recipe, **{name: value for name, value in changed.items() if value is not None})
    best = fine_tuning.sampling_of(init)  # before hours in which --init may disappear
    base_request = replace(fine_tuning.BASE_REQUEST, **best)
    with heartbeat("preparing") as progress:
        model = fine_tuning.run(
            recipe, data, options.folder, partial(_report, progress), init=init, workers=options.workers,
            base_request=base_request,
        )  # fmt: skip
        bundle.write(model, options.output, words=init.words if init else None, sampling=best)
    print(f"{options.output}  draw with it: nonet imagine WORDS --model {options.output}")


def _eval(options: argparse.Namespace) -> None:
    from inference.files import dalle_mini
    from training.evaluation import evaluate, gallery, prompts
    from training.hands_recipe import SCENES
    from training.hands_run import DRAWINGS
    from training.scenes.hand_cache import prepared
    from training.scenes.hands import hands_folder

    if not 1 <= options.tiles <= TILES:
        raise BadRequest(f"--tiles must be 1 to {TILES}, not {options.tiles}.")
    name = options.model or config.read(options.config).model.name
    place, base_request = dalle_mini.locate(name), Request("", **sampling(name))
    with bar("reading drawings") as move:
        drawings = prepared(options.hands or hands_folder(), options.folder / DRAWINGS, _share(move))
    judge = _judge(options, drawings)
    with heartbeat("preparing"):
        model = dalle_mini.load(place, with_encoder=True)
    every = [one for one in prompts.evaluation_prompts() if one.question in judge.questions]
    some = every[:: max(1, len(every) // options.prompts)] if options.prompts else every
    with bar("judging") as move:
        scores = evaluate.evaluate(
            model, judge, drawings, some, options.tiles, _share(move), base_request=base_request, mix=SCENES
        )
    print(scores.table())
    if options.json:
        options.json.write_text(scores.to_json(), encoding="utf-8")
    if options.gallery:
        with bar("drawing") as move:
            gallery.gallery(model, options.gallery, on_progress=_share(move), base_request=base_request)
        print(options.gallery)


def _judge(options: argparse.Namespace, drawings: Drawings) -> Judge:
    from training.evaluation import hands_judge
    from training.evaluation.nearest_drawing import NearestDrawing
    from training.hands_run import DRAWINGS

    if options.judge == "nearest":
        with bar("preparing the judge") as move:
            return NearestDrawing(drawings, _share(move))
    recipe = replace(hands_judge.HANDS_JUDGE, steps=options.steps or hands_judge.HANDS_JUDGE.steps)
    with heartbeat("preparing") as progress:
        on_report = partial(_report, progress, "judge")
        cache, folder = options.folder / DRAWINGS, options.folder / "judge"
        return hands_judge.train_hands_judge(cache, folder, on_report, recipe=recipe, workers=options.workers)


def _share(move: Callable[[float], None]) -> Callable[[int, int], None]:
    return lambda done, total: move(done / total)


def _report(progress: Heartbeat, part: str, report: TrainingReport) -> None:
    figures = "  ".join(f"{name} {value:.4g}" for name, value in report.metrics.items())
    progress.report(part, f"{part}  {report.step:,} of {report.steps:,}  {figures}  {_left(report.seconds_left)}")


def _left(seconds: float) -> str:
    if not math.isfinite(seconds):
        return "time left: measured after the second update"
    minutes, seconds = divmod(round(seconds), 60)
    return f"{minutes}:{seconds:02} left"
