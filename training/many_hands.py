"""The recipe of the Pocket of many hands, from the command line.

python -m training.many_hands run --hands hands          goes on where it stopped; Ctrl-C or a kill loses minutes
"""

from __future__ import annotations

import argparse
import math
import sys
from dataclasses import asdict, replace
from pathlib import Path

from inference.errors import NonetError
from inference.files import dalle_mini
from training.errors import TrainingError
from training.hands_recipe import LENGTHS, RECIPE
from training.hands_run import HandsRun, check_start, say
from training.run_folder import open_run_folder
from training.scenes.hands import hands_folder


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Train Pocket from many hands.")
    parser.add_argument("folder", type=Path, help="of the run; the same command goes on in it")
    parser.add_argument("--hands", type=Path, default=hands_folder(), help="where npm installed the sets of drawings")
    parser.add_argument("--steps", type=int, default=RECIPE.steps, help="updates of the BART in all")
    parser.add_argument("--hours", type=float, help="instead of --steps: as many updates as fit into the time from now")
    parser.add_argument("--init", help="go on from a model that this recipe made, with its book and its tokenizer")
    parser.add_argument("--part", choices=("decoder", "bart", "all"), default="all", help="two machines may share it")
    parser.add_argument("--bundle", type=Path, help="train nothing; write a model's folder from the checkpoints")
    options = parser.parse_args(arguments)
    try:
        job(options)
    except NonetError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{options.folder} cannot hold the run: {error.strerror or error}.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        say("stopped; the same command goes on from the last checkpoint")
        return 130
    return 0


def job(options: argparse.Namespace) -> None:
    """What the options ask for. Raises NonetError."""
    if options.steps < 1 or (options.hours is not None and not 0 < options.hours < math.inf):
        raise TrainingError("--steps and --hours must be above 0.")
    recipe = replace(RECIPE, steps=options.steps)
    init = dalle_mini.load(dalle_mini.locate(options.init), with_encoder=True) if options.init else None
    if init is not None:
        check_start(init)
        recipe = replace(recipe, bart=init.config, vqgan=init.vqgan_config)
    kept = {key: value for key, value in asdict(recipe).items() if key not in LENGTHS}
    open_run_folder(options.folder, kept | ({"init": options.init} if init else {}), {"init": "--init"})
    run = HandsRun(recipe, options.folder, options.hands, init)
    if options.bundle:
        run.bundle(options.bundle)
        return
    if options.part in {"decoder", "all"}:
        run.decoder()
    if options.part in {"bart", "all"}:
        if options.hours is not None:
            run = replace(run, recipe=replace(recipe, steps=run.updates_within(options.hours)))
        run.bart()


if __name__ == "__main__":
    raise SystemExit(main())
