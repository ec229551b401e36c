"""Training the bundled model: `nonet train pocket`, and its parts from the command line.

python -m training.pocket run --hands hands --part bart     goes on where it stopped; Ctrl-C or a kill loses minutes
"""

from __future__ import annotations

import argparse
import math
import sys
import time
from dataclasses import asdict, replace
from pathlib import Path

from inference.errors import NonetError
from inference.files import dalle_mini
from training.errors import TrainingError
from training.hands_recipe import AGAIN, LENGTHS, RECIPE
from training.hands_run import DRAWINGS, HandsRun, check_start
from training.progress import say
from training.run_folder import RECIPE_FILE, open_run_folder
from training.scenes.hand_cache import INDEX
from training.scenes.hands import Sets, hands_folder


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Train Pocket.")
    parser.add_argument("folder", type=Path, help="of the run; the same command goes on in it")
    parser.add_argument("--hands", type=Path, default=hands_folder(), help="where npm installed the sets of drawings")
    parser.add_argument("--steps", type=int, help=f"updates of the BART in all (default: {RECIPE.steps:,})")
    parser.add_argument("--hours", type=float, help="instead of --steps: as many updates as fit into the time from now")
    parser.add_argument("--init", help="go on from a model that this recipe made, with its book and its tokenizer")
    parser.add_argument("--part", choices=("decoder", "bart", "all"), default="all", help="two machines may share it")
    parser.add_argument("--bundle", type=Path, help="train nothing; write a model's folder from the checkpoints")
    options = parser.parse_args(arguments)
    try:
        length = {"steps": options.steps, "hours": options.hours}
        if options.bundle:
            opened(options.folder, options.hands, init=options.init).bundle(options.bundle)
        else:
            trained(options.folder, options.hands, init=options.init, part=options.part, **length)
    except NonetError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        say("stopped; the same command goes on from the last checkpoint")
        return 130
    return 0


def opened(folder: Path, hands: Path, *, seed: int = RECIPE.seed, init: str | None = None) -> HandsRun:
    """The run in a folder, new or begun. Raises NonetError where it is another run's, or `init` of another recipe."""
    recipe = replace(RECIPE, seed=seed)
    start = dalle_mini.load(dalle_mini.locate(init), with_encoder=True) if init else None
    if start is not None:
        check_start(start)
        recipe = replace(recipe, bart=start.config, vqgan=start.vqgan_config, course=AGAIN)
    if not (folder / RECIPE_FILE).exists() and not (folder / DRAWINGS / INDEX).exists():
        Sets.read(hands)  # what is missing is said before a folder is made
    kept = {key: value for key, value in asdict(recipe).items() if key not in LENGTHS}
    open_run_folder(folder, kept | ({"init": init} if init else {}), {"init": "--init", "seed": "--seed"})
    return HandsRun(recipe, folder, hands, start)


def trained(
    folder: Path,
    hands: Path,
    *,
    seed: int = RECIPE.seed,
    init: str | None = None,
    steps: int | None = None,
    hours: float | None = None,
    part: str = "all",
) -> HandsRun:
    """Train in `folder`, from where an earlier run stopped.

    Args:
        hands: where npm installed the sets of drawings.
        init: a model that this recipe made, to go on from.
        steps: updates of the BART in all.
        hours: instead of that, the time from now on, in which the decoder is trained first.
        part: "decoder", "bart", or "all".

    Raises:
        NonetError: a set, a folder or a model cannot be used; nothing else is written then.
    """
    if (steps is not None and steps < 1) or (hours is not None and not 0 < hours < math.inf):
        raise TrainingError("--steps and --hours must be above 0.")
    began = time.monotonic()
    run = opened(folder, hands, seed=seed, init=init)
    try:
        if part in {"decoder", "all"}:
            run.decoder()
        if part in {"bart", "all"}:
            if hours is not None and (hours := hours - (time.monotonic() - began) / 3600) <= 0:
                raise TrainingError("The decoder took all of the --hours; the same command goes on with the words.")
            steps = run.updates_within(hours) if hours is not None else steps
            run = replace(run, recipe=replace(run.recipe, steps=steps or run.recipe.steps))
            run.bart()
    except OSError as error:
        raise TrainingError(f"{folder} cannot hold the run: {error.strerror or error}.") from error
    return run


if __name__ == "__main__":
    raise SystemExit(main())
