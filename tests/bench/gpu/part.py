"""One part, as a process of its own: `python -m tests.bench.gpu.part NAME --folder DIR`, started by __main__.py."""

from __future__ import annotations

import argparse
import importlib
import json
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.gpu import plan
from tests.bench.gpu.results import FAILED, FINISHED, Results, sentence

if TYPE_CHECKING:
    from tests.bench.gpu.models import Setup


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name")
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--key", type=json.loads, required=True)
    parser.add_argument("--hands", type=Path)
    parser.add_argument("--small", action="store_true")
    options = parser.parse_args()
    part = next(each for each in (*plan.PARTS, plan.TRAINING) if each.name == options.name)
    results = Results(options.folder / f"{part.name}.json", options.seconds, options.key)
    results.put()
    try:
        # JAX is imported here: it may find no device, and that is a result, too.
        from tests.bench.gpu.models import Setup

        setup = Setup(options.small, part.shapes, options.folder, part.flags, options.hands)
        measured(part, results, setup)
    except Exception as error:
        traceback.print_exc()
        results.note(sentence(error))
        results.end(FAILED)
        return 1
    results.end(FINISHED)
    return 0


def measured(part: plan.Part, results: Results, setup: Setup) -> None:
    importlib.import_module(f"tests.bench.gpu.{part.measure}").measure(results, setup)


if __name__ == "__main__":
    sys.exit(main())
