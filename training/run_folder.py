"""One folder, one run: its recipe is stored first, so that only the same run can continue there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from safetensors import SafetensorError, safe_open

from training.atomic_file import replacing
from training.errors import TrainingError

RECIPE_FILE = "recipe.json"


def open_run_folder(folder: Path, recipe: Mapping[str, Any], named: Mapping[str, str] | None = None) -> None:
    """Create `folder` for this run and store its recipe, or check that it has the same recipe.

    Args:
        recipe: everything that the weights depend on, as JSON values.
        named: the options by which people set keys of the recipe, for the error's text.

    Raises:
        TrainingError: the folder holds another run or cannot be written.
    """
    path = folder / RECIPE_FILE
    mine = json.loads(json.dumps(recipe))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if path.exists():
            _compare(folder, json.loads(path.read_text(encoding="utf-8")), mine, named or {})
            return
        if any(folder.glob("*.safetensors")):
            raise TrainingError(f"{folder} holds other weights; choose another folder.")
        with replacing(path) as temporary:  # half a recipe would match no run
            temporary.write_text(json.dumps(mine, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise TrainingError(f"{folder} cannot hold a run: {error.strerror}.") from error
    except ValueError as error:
        raise TrainingError(f"{path} is broken ({error}); choose another folder, or remove it.") from error


def is_finished(folder: Path) -> bool:
    """Whether the run in `folder` is finished. Its last part is the BART."""
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
