"""The `nonet` command: it knows the words of every subcommand, and imports one only when it is asked for."""

from __future__ import annotations

import argparse
import os
import sys
import threading
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.metadata import version
from io import TextIOWrapper
from pathlib import Path
from typing import NoReturn

# Nothing heavy above this line: `nonet --help` must answer at once, and JAX alone takes a second and a half.
from inference.errors import NonetError

BAD_INPUT = 2
INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code: 0, 1 for a doctor's findings, 2 for what the user can mend.

    Without `arguments` they are this process's own, which is over then.
    """
    code = _run_command(arguments)
    if arguments is None and any(thread.name == "device" for thread in threading.enumerate()):
        # It is in a call that nobody waits for any more: all is put away, and Python, which cannot end around a busy
        # thread, would abort and hide the code.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    return code


def _run_command(arguments: Sequence[str] | None) -> int:
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a file's name need not be text, and is printed
    try:
        options = _options(arguments)
        code = options.run(options)
        sys.stdout.flush()  # here, so that a reader who has gone is noticed while we can still act
    except NonetError as error:
        return _complain(str(error), BAD_INPUT)
    except KeyboardInterrupt:
        return _complain("stopped.", INTERRUPTED)
    except BrokenPipeError:
        # Whoever read our output has gone. What is left of it goes nowhere, or Python would complain on its way out.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:  # a disk or a right that nobody foresaw is still the user's to mend
        where = f"{error.filename}: " if error.filename else ""
        return _complain(f"{where}{error.strerror or error}.", BAD_INPUT)
    return code or 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = _parser()
    options, more = parser.parse_known_args(arguments)
    if more and "prompt" in options and not more[0].startswith("-"):
        parser.error(f'put quotes around the prompt, as in nonet imagine "{options.prompt} {more[0]}"')
    if more:
        parser.error(f"unrecognized arguments: {' '.join(more)}")
    return options


def _complain(sentence: str, code: int) -> int:
    print(f"nonet: {sentence}", file=sys.stderr)
    return code


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(BAD_INPUT, f"nonet: {message}; see `{self.prog} --help`.\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="nonet", description="Nine pictures for a sentence, by DALL·E Mini.")
    parser.add_argument("--version", action="version", version=f"nonet {version('nonet')}")
    parser.add_argument("--config", type=Path, metavar="FILE", help="settings (default: ./config.toml)")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _run(commands)
    _imagine(commands)
    _doctor(commands)
    _usage(commands)
    _model(commands)
    _bench(commands)
    _train(commands)
    return parser


def _run(commands: argparse._SubParsersAction[_Parser]) -> None:
    parser = commands.add_parser(
        "run",
        help="start the bot",
        description="Start every chat that is configured: the web chat of this machine, Discord when "
        "NONET_DISCORD_TOKEN is set, Slack when its tokens are. SIGTERM or Ctrl-C stops it and loses nothing.",
    )
    parser.set_defaults(run=_run_module("run"))


def _doctor(commands: argparse._SubParsersAction[_Parser]) -> None:
    parser = commands.add_parser("doctor", help="look at everything that a start needs, and say what to mend")
    parser.set_defaults(run=_run_module("doctor"))


def _usage(commands: argparse._SubParsersAction[_Parser]) -> None:
    parser = commands.add_parser("usage", help="the device's seconds and money of a month, by community")
    parser.add_argument("--month", metavar="YYYY-MM", help="(default: this one)")
    parser.add_argument("--csv", action="store_true", help="for a spreadsheet, to the millionth")
    parser.set_defaults(run=_run_module("usage"))


def _imagine(commands: argparse._SubParsersAction[_Parser]) -> None:
    parser = commands.add_parser("imagine", help="draw a collage into a file", description="Draw nine pictures.")
    parser.add_argument("prompt", help="what to draw")
    parser.add_argument("-o", "--output", type=Path, default=Path("collage.png"), metavar="FILE", help="the collage")
    parser.add_argument("--tiles", type=Path, metavar="DIR", help="also write each picture into this folder")
    parser.add_argument("--seed", type=int, help="0 to 4294967295; the same seed gives the same file (default: random)")
    parser.add_argument("--no", default="", metavar="WORDS", help="what to steer away from")
    parser.add_argument(
        "--guidance", type=float, help="how strongly to follow the prompt (default: the model's, or 10)"
    )
    parser.add_argument("--temperature", type=float, help="lower is safer, higher wilder (default: the model's, or 1)")
    parser.add_argument(
        "--top-k", type=int, help="draw from the k likeliest codes, 0: all (default: the model's, or 50)"
    )
    parser.add_argument(
        "--top-p", type=float, help="draw from the likeliest that make up p (default: the model's, or 1)"
    )
    parser.add_argument("--model", metavar="NAME", help="a folder or a pulled model (default: from config.toml)")
    parser.add_argument("--vqgan", metavar="NAME", help="its picture decoder (default: from config.toml)")
    parser.add_argument("--dtype", choices=("float32", "bfloat16"), help="(default: from config.toml)")
    parser.set_defaults(run=_run_module("imagine"))


def _model(commands: argparse._SubParsersAction[_Parser]) -> None:
    parser = commands.add_parser("model", help="fetch, list, inspect and convert models")
    actions = parser.add_subparsers(title="actions", required=True, metavar="ACTION")

    pull = actions.add_parser("pull", help="fetch a model, and what it needs, from the Hugging Face hub")
    pull.add_argument("name", help="like dalle-mini/dalle-mini, or dalle-mini/dalle-mini@REVISION")
    pull.add_argument("--revision", help="a branch, tag or commit")
    pull.add_argument("--offline", action="store_true", help="only say whether it is here")
    pull.add_argument("--verify", action="store_true", help="compare the checksums of files that were here already")
    pull.set_defaults(run=_run_model("pull"))

    show = actions.add_parser("list", help="the models that are here")
    show.set_defaults(run=_run_model("list"))

    info = actions.add_parser("info", help="what a model is made of; checks every key and shape")
    info.add_argument("name", help="a folder or a pulled model")
    info.add_argument("--vqgan", default="", metavar="NAME", help="its picture decoder")
    info.set_defaults(run=_run_model("info"))

    convert = actions.add_parser("convert", help="write a model in our own layout: smaller, and faster to load")
    convert.add_argument("name", help="a folder or a pulled model")
    convert.add_argument("folder", type=Path, help="where to; must not exist")
    convert.add_argument("--vqgan", default="", metavar="NAME", help="its picture decoder")
    convert.add_argument("--dtype", choices=("float16", "bfloat16", "float32"), default="float16", help="of the files")
    convert.add_argument("--max-file-size", type=int, metavar="MIB", help="cut the weights into files of this size")
    convert.set_defaults(run=_run_model("convert"))


def _bench(commands: argparse._SubParsersAction[_Parser]) -> None:
    parser = commands.add_parser(
        "bench",
        help="how fast this machine draws",
        description="One grid alone; all slots full; random arrivals, against static batches; a step, and its floor.",
    )
    parser.add_argument("--model", metavar="NAME", help="a folder or a pulled model (default: from config.toml)")
    parser.add_argument("--vqgan", metavar="NAME", help="its picture decoder (default: from config.toml)")
    parser.add_argument("--dtype", choices=("float32", "bfloat16"), help="(default: from config.toml)")
    parser.add_argument("--shapes", choices=("mini", "mega"), help="random weights in published shapes")
    parser.add_argument("--slots", type=int, help="requests drawn at once (default: what suits the device)")
    parser.add_argument("--grids", type=int, default=60, help="drawn at each load (default: 60)")
    parser.add_argument("--loads", default="50,80,95", metavar="PERCENTS", help="of the capacity (default: 50,80,95)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="the figures as JSON, too")
    parser.set_defaults(run=_run_module("bench"))


def _train(commands: argparse._SubParsersAction[_Parser]) -> None:
    parser = commands.add_parser(
        "train",
        help="make the bundled model, or one of your own pictures",
        description="`nonet train pocket` makes the bundled model from nothing, `nonet train --data DIR` one of your "
        "own pictures (x.png with x.txt, or a captions.csv or .jsonl), and `nonet train eval` says how good a model "
        "is. A run that was stopped goes on where it was.",
    )
    parser.add_argument("what", nargs="?", choices=("pocket", "eval"), help="leave it out with --data")
    parser.add_argument("--data", type=Path, metavar="DIR", help="your own pictures with captions")
    parser.add_argument("--init", metavar="NAME", help="with --data: go on from this model (default: from nothing)")
    parser.add_argument("--folder", type=Path, default=Path("run"), help="checkpoints and samples (default: run)")
    parser.add_argument("-o", "--output", type=Path, default=Path("trained"), help="the model (default: trained)")
    parser.add_argument("--seed", type=int, default=1, help="(default: 1)")
    parser.add_argument("--share", type=float, default=1.0, help="pocket: this part of the updates (default: 1)")
    parser.add_argument("--steps", type=int, help="--data: updates of the BART (default: by the number of pictures)")
    parser.add_argument(
        "--batch", type=int, help="--data: pictures an update of the BART (default: 128; with --init 32, or all)"
    )
    parser.add_argument(
        "--rate", type=float, help="--data: its peak learning rate (default: 0.001; with --init by its width)"
    )
    parser.add_argument("--workers", type=int, help="processes that make pictures (default: cores less one)")
    parser.add_argument("--model", metavar="NAME", help="eval: a folder or a pulled model (default: from config.toml)")
    parser.add_argument("--judge", choices=("network", "templates"), default="network", help="eval (default: network)")
    parser.add_argument("--prompts", type=int, help="eval: about so many of the prompts (default: all)")
    parser.add_argument("--tiles", type=int, default=9, help="eval: tiles judged of each prompt (default: 9)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="eval: the scores as JSON, too")
    parser.add_argument("--gallery", type=Path, metavar="FILE", help="eval: a page of 24 prompts as PNG, too")
    parser.set_defaults(run=_run_train)


def _run_train(options: argparse.Namespace) -> None:
    try:
        import optax  # noqa: F401
    except ImportError:
        raise NonetError(
            "Training needs optax and safetensors: in Nonet's folder, `.venv/bin/python -m pip install -e '.[train]'`."
        ) from None
    from bot.cli import train

    train.run(options)


def _run_module(name: str) -> Callable[[argparse.Namespace], int | None]:
    """The `run` of a module in bot.cli, which is imported only when it is asked for."""

    def run(options: argparse.Namespace) -> int | None:
        code: int | None = import_module(f"bot.cli.{name}").run(options)
        return code

    return run


def _run_model(action: str) -> object:
    def run(options: argparse.Namespace) -> None:
        from bot.cli import model

        getattr(model, action)(options)

    return run


if __name__ == "__main__":
    sys.exit(main())
