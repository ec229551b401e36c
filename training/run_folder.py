"""One folder, one run: what is trained in it is written down first, so that only the same run goes on in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from safetensors import SafetensorError, safe_open

from training.errors import TrainingError

RECIPE_FILE = "recipe.json"


def claim(folder: Path, recipe: Mapping[str, Any], named: Mapping[str, str] | None = None) -> None:
    """Make `folder`, if need be, and write the recipe of this run into it; or find it there.

    Args:
        recipe: all that the weights will depend on, as JSON can say it.
        named: what people call the keys of it, where they chose the value themselves.

    Raises:
        TrainingError: the folder holds another run, or cannot be written; going on would be neither run.
    """
    path = folder / RECIPE_FILE
    mine = json.loads(json.dumps(recipe))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if path.exists():
            _compare(folder, json.loads(path.read_text(encoding="utf-8")), mine, named or {})
            return
        if any(folder.glob("*.safetensors")):
            raise TrainingError(f"{folder} holds weights of something else; choose another folder.")
        temporary = path.with_suffix(".writing")  # half a recipe would match none
        temporary.write_text(json.dumps(mine, indent=1) + "\n", encoding="utf-8")
        temporary.replace(path)
    except OSError as error:
        raise TrainingError(f"{folder} cannot be trained in: {error.strerror}.") from error
    except ValueError as error:
        raise TrainingError(f"{path} is broken ({error}); choose another folder, or remove it.") from error


def finished(folder: Path) -> bool:
    """Whether the run in `folder` has come to its end; its last part is the BART."""
    try:
        steps = json.loads((folder / RECIPE_FILE).read_text(encoding="utf-8"))["bart_steps"]
        with safe_open(folder / "bart.safetensors", framework="numpy") as file:
            return bool(int(file.metadata()["step"]) >= steps)
    except (OSError, ValueError, KeyError, TypeError, SafetensorError):
        return False  # not begun, or nothing that we wrote


def _compare(folder: Path, found: Any, mine: dict[str, Any], named: Mapping[str, str]) -> None:
    if found == mine:
        return
    theirs = found if isinstance(found, dict) else {}
    other = sorted({named.get(key, key) for key in mine.keys() | theirs.keys() if mine.get(key) != theirs.get(key)})
    raise TrainingError(
        f"{folder} holds another run, with other {', '.join(other)}; choose another folder, or remove it."
    )
