"""The arguments of `nonet clip`, apart from what runs it: `nonet --help` must answer at once."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any


def add(commands: argparse._SubParsersAction[Any]) -> argparse.ArgumentParser:
    """Add the command's parser to those of the others."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "clip",
        help="say how well pictures fit a text",
        description="Prints a line for each picture, the best first: how well it fits the text, and what the safety "
        "checker says of it, if there is one.",
    )
    parser.add_argument("text", help='what they should show, as in "a sad dog"')
    parser.add_argument("pictures", type=Path, nargs="+", metavar="PICTURE", help="a picture's file")
    parser.add_argument("--clip", metavar="NAME", help="a folder or a pulled CLIP (default: from config.toml)")
    parser.add_argument("--safety", metavar="NAME", help="a safety checker (default: from config.toml, or none)")
    parser.add_argument("--dtype", choices=("float32", "bfloat16"), help="(default: from config.toml)")
    return parser
