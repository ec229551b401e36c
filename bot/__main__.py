"""The `nonet` command: parses the arguments of every subcommand and imports only the one that runs."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from io import TextIOWrapper
from pathlib import Path
from typing import NoReturn

# Nothing heavy above this line: `nonet --help` must answer at once, and JAX alone takes a second and a half.
from bot.cli import clip_options
from bot.cli.interrupts import INTERRUPTED, ends_at_once
from bot.cli.process_end import BAD_INPUT, BROKEN_PIPE, complain, end_threads, flush
from inference.errors import NonetError

OURS = ("bot", "inference", "training")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code: 0, 1 if the doctor found problems, 2 for bad input, 130 after
    Ctrl-C, 141 if nobody reads the output any more.

    Without `arguments` it takes this process's own, and the process ends with it.
    """
    try:
        code = _run_command(arguments)
    except SystemExit as leaving:  # argparse, after --help or a mistake
        code = int(leaving.code or 0)
        if arguments is not None:
            raise
    code = flush(code)
    if arguments is None:
        end_threads(code)
    return code


def _run_command(arguments: Sequence[str] | None) -> int:
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # file names need not be valid text
    options = _options(arguments)
    try:
        with ends_at_once() if options.interruptible else nullcontext():
            return int(options.run(options) or 0)
    except NonetError as error:
        return complain(str(error), BAD_INPUT)
    except KeyboardInterrupt:
        return complain("stopped.", INTERRUPTED)
    except BrokenPipeError:
        return BROKEN_PIPE
    except ImportError as error:
        if (error.name or "bot").partition(".")[0] in OURS:
            raise
        version = ".".join(map(str, sys.version_info[:2]))
        return complain(
            f"the module {error.name} is missing, or was made for another Python than this {version} in {sys.prefix}; "
            "install Nonet's packages again: make install",
            BAD_INPUT,
        )
    except OSError as error:  # an unexpected disk or permission problem is the user's to fix
        where = f"{error.filename}: " if error.filename else ""
        return complain(f"{where}{error.strerror or error}.", BAD_INPUT)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = _parser()
    options, more = parser.parse_known_args(arguments)
    if more and "prompt" in options and not more[0].startswith("-"):
        parser.error(f'put quotes around the prompt, as in nonet {options.command} "{options.prompt} {more[0]}"')
    if more:
        parser.error(f"unrecognized arguments: {' '.join(more)}")
    return options


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(BAD_INPUT, f"nonet: {message}; see `{self.prog} --help`.\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="nonet", description="A Discord and Slack bot that draws: nine pictures for a prompt, by DALL·E Mini."
    )
    parser.add_argument("--version", action="version", version=f"nonet {_version()}")
    parser.set_defaults(interruptible=True)
    parser.add_argument("--config", type=Path, metavar="FILE", help="the settings (default: ./config.toml)")
    commands = parser.add_subparsers(title="commands", dest="command", required=True, metavar="COMMAND")
    _run(commands)
    _imagine(commands)
    _explain(commands)
    clip_options.add(commands).set_defaults(run=_run_module("clip"))
    _doctor(commands)
    _usage(commands)
    _model(commands)
    _bench(commands)
    _train(commands)
    return parser


def _version() -> str:
    try:
        return version("nonet")
    except PackageNotFoundError:  # run from a folder, not installed
        return "(not installed)"


def _run(commands: argparse._SubParsersAction[_Parser]) -> None:
    parser = commands.add_parser(
        "run",
        help="start the bot",
        description="Starts every configured chat: the web chat on this machine, Discord if "
        "NONET_DISCORD_TOKEN is set, Slack if its tokens are set. SIGTERM or Ctrl-C stops it; no request is lost.",
    )
    parser.set_defaults(run=_run_module("run"), interruptible=False)  # it stops in order


def _doctor(commands: argparse._SubParsersAction[_Parser]) -> None:
    parser = commands.add_parser("doctor", help="check your setup and say how to fix it")
    parser.set_defaults(run=_run_module("doctor"))


def _usage(commands: argparse._SubParsersAction[_Parser]) -> None:
    parser = commands.add_parser("usage", help="device seconds and cost of a month, by community")
    parser.add_argument("--month", metavar="YYYY-MM", help="(default: this one)")
    parser.add_argument("--csv", action="store_true", help="as CSV, with six decimals")
    parser.set_defaults(run=_run_module("usage"))


def _imagine(commands: argparse._SubParsersAction[_Parser]) -> None:
    parser = commands.add_parser(
        "imagine", help="draw a collage into a file", description="Draws nine pictures into one file."
    )
    parser.add_argument("prompt", help="what to draw")
    parser.add_argument("-o", "--output", type=Path, default=Path("collage.png"), metavar="FILE", help="the collage")
    parser.add_argument("--tiles", type=Path, metavar="DIR", help="also write each picture to this folder")
    _drawing_options(parser)
    parser.set_defaults(run=_run_module("imagine"))


def _explain(commands: argparse._SubParsersAction[_Parser]) -> None:
    parser = commands.add_parser(
        "explain",
        help="show how a picture comes about, as a page",
        description="Draws a picture, and writes a page that shows how it came about: patch by patch, with the words "
        "that were looked at, and what else was likely. The page is one file that any browser opens.",
    )
    parser.add_argument("prompt", help="what to draw")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="the page (default: explanation.html)")
    parser.add_argument("--pictures", type=Path, metavar="DIR", help="instead, the pictures of docs/how-it-works.md")
    parser.add_argument("--tile", type=int, default=1, help="which of the nine pictures, 1 to 9 (default: 1)")
    _drawing_options(parser)
    parser.set_defaults(run=_run_module("explain"))


def _drawing_options(parser: _Parser) -> None:
    parser.add_argument("--seed", type=int, help="0 to 4294967295; the same seed gives the same file (default: random)")
    parser.add_argument("--no", default="", metavar="WORDS", help="what the pictures should avoid")
    parser.add_argument(
        "--guidance", type=float, help="how strongly to follow the prompt (default: the model's, or 10)"
    )
    parser.add_argument(
        "--temperature", type=float, help="lower is safer, higher is wilder (default: the model's, or 1)"
    )
    parser.add_argument(
        "--top-k", type=int, help="sample from the k most likely codes, 0: all (default: the model's, or 50)"
    )
    parser.add_argument(
        "--top-p", type=float, help="sample from the most likely codes that add up to p (default: the model's, or 1)"
    )
    parser.add_argument("--model", metavar="NAME", help="a folder or a pulled model (default: from config.toml)")
    parser.add_argument("--vqgan", metavar="NAME", help="its image decoder (default: from config.toml)")
    parser.add_argument("--dtype", choices=("float32", "bfloat16"), help="(default: from config.toml)")


def _model(commands: argparse._SubParsersAction[_Parser]) -> None:
    parser = commands.add_parser("model", help="fetch, list, inspect and convert models")
    actions = parser.add_subparsers(title="actions", required=True, metavar="ACTION")

    pull = actions.add_parser("pull", help="download a model and what it needs from the Hugging Face hub")
    pull.add_argument("name", help="for example dalle-mini/dalle-mini, or dalle-mini/dalle-mini@REVISION")
    pull.add_argument("--revision", help="a branch, tag or commit")
    pull.add_argument("--offline", action="store_true", help="only check whether it is on this machine")
    pull.set_defaults(run=_run_model("pull"))

    show = actions.add_parser("list", help="list the models on this machine")
    show.set_defaults(run=_run_model("list"))

    info = actions.add_parser("info", help="show a model's sizes; checks every key and shape")
    info.add_argument("name", help="a folder or a pulled model")
    info.add_argument("--vqgan", default="", metavar="NAME", help="its image decoder")
    info.set_defaults(run=_run_model("info"))

    convert = actions.add_parser("convert", help="write a model in Nonet's own layout: smaller and faster to load")
    convert.add_argument("name", help="a folder or a pulled model")
    convert.add_argument("folder", type=Path, help="the new folder; must not exist")
    convert.add_argument("--vqgan", default="", metavar="NAME", help="its image decoder")
    convert.add_argument(
        "--dtype", choices=("float16", "bfloat16", "float32"), default="float16", help="type of the stored weights"
    )
    convert.add_argument("--max-file-size", type=int, metavar="MIB", help="split the weights into files of this size")
    convert.set_defaults(run=_run_model("convert"))


def _bench(commands: argparse._SubParsersAction[_Parser]) -> None:
    parser = commands.add_parser(
        "bench",
        help="measure how fast this machine draws",
        description="Measures one grid alone, all slots full, random arrivals against static batches, and a decode "
        "step against the device's limits.",
    )
    parser.add_argument("--model", metavar="NAME", help="a folder or a pulled model (default: from config.toml)")
    parser.add_argument("--vqgan", metavar="NAME", help="its image decoder (default: from config.toml)")
    parser.add_argument("--dtype", choices=("float32", "bfloat16"), help="(default: from config.toml)")
    parser.add_argument("--shapes", choices=("mini", "mega"), help="random weights in published shapes")
    parser.add_argument("--slots", type=int, help="requests drawn at once (default: chosen for the device)")
    parser.add_argument("--grids", type=int, default=60, help="grids per load (default: 60)")
    parser.add_argument(
        "--loads", default="50,80,95", metavar="PERCENTS", help="loads in percent of the capacity (default: 50,80,95)"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures as JSON")
    parser.set_defaults(run=_run_module("bench"))


def _train(commands: argparse._SubParsersAction[_Parser]) -> None:
    parser = commands.add_parser(
        "train",
        help="train the bundled model, or one on your own pictures",
        description="`nonet train pocket` trains the bundled model from open sets of drawings, "
        "`nonet train --data DIR` one on your own pictures (x.png with x.txt, or a captions.csv or .jsonl), and "
        "`nonet train eval` scores a model. A run that was stopped resumes from its checkpoint.",
    )
    parser.add_argument("what", nargs="?", choices=("pocket", "eval"), help="omit it with --data")
    parser.add_argument("--data", type=Path, metavar="DIR", help="your own pictures with captions")
    parser.add_argument("--init", metavar="NAME", help="--data, pocket: start from this model (default: from scratch)")
    parser.add_argument("--hands", type=Path, metavar="DIR", help="pocket, eval: where npm installed the drawings")
    parser.add_argument("--hours", type=float, help="pocket: instead of --steps, train for so long from now")
    parser.add_argument("--folder", type=Path, default=Path("run"), help="checkpoints and samples (default: run)")
    parser.add_argument("-o", "--output", type=Path, default=Path("trained"), help="the model (default: trained)")
    parser.add_argument("--seed", type=int, default=1, help="(default: 1)")
    parser.add_argument("--steps", type=int, help="--data, pocket: updates of the BART; --judge network: of the judge")
    parser.add_argument(
        "--batch", type=int, help="--data: pictures per update of the BART (default: 128; with --init 32, or all)"
    )
    parser.add_argument(
        "--rate", type=float, help="--data: its peak learning rate (default: 0.001; with --init by its width)"
    )
    parser.add_argument("--workers", type=int, help="processes that prepare pictures (default: cores minus one)")
    parser.add_argument("--model", metavar="NAME", help="eval: a folder or a pulled model (default: from config.toml)")
    judges = ("nearest", "network")
    parser.add_argument("--judge", choices=judges, default="nearest", help="eval (default: nearest)")
    parser.add_argument("--prompts", type=int, help="eval: about this many prompts (default: all)")
    parser.add_argument("--tiles", type=int, default=9, help="eval: tiles judged per prompt (default: 9)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="eval: also write the scores as JSON")
    parser.add_argument("--gallery", type=Path, metavar="FILE", help="eval: also write a page of 24 prompts as PNG")
    parser.set_defaults(run=_run_train)


def _run_train(options: argparse.Namespace) -> None:
    try:
        import optax  # noqa: F401
    except ImportError:
        raise NonetError(
            "Training needs optax: in Nonet's folder, `.venv/bin/python -m pip install -e '.[train]'`."
        ) from None
    from bot.cli import train

    train.run(options)


def _run_module(name: str) -> Callable[[argparse.Namespace], int | None]:
    """The `run` of a module in bot.cli, imported when it runs."""

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
