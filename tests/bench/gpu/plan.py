"""What is measured, in which order, and under which flags. Importing it costs no JAX.

Each part is a process of its own: flags are read when JAX starts, and a device that is lost takes only one part along.
"""

from __future__ import annotations

from dataclasses import dataclass

DETERMINISTIC = "--xla_gpu_deterministic_ops=true --xla_gpu_exclude_nondeterministic_ops=true"
UNTUNED = "--xla_gpu_autotune_level=0"
WHOLE_GRAPHS = "--xla_gpu_enable_command_buffer=+WHILE,+CONDITIONAL,+DYNAMIC_SLICE_FUSION"
NO_GRAPHS = "--xla_gpu_enable_command_buffer="


@dataclass(frozen=True)
class Part:
    """One process.

    Args:
        name: also of its file of results.
        measure: the module that measures it.
        seconds: the most it may take; it is ended then, and what it has written is kept.
        flags: XLA's.
        shapes: of the model, "mini" or "mega".
        cache: the folder of compiled programs.
        emptied: whether it is emptied first, so that everything is compiled and tuned anew.
    """

    name: str
    measure: str
    seconds: float
    flags: str = ""
    shapes: str = "mini"
    cache: str = "programs"
    emptied: bool = False


PARTS = (
    Part("device", "rates", 60),
    Part("mini", "steps", 110),
    Part("mega", "steps", 170, shapes="mega"),
    Part("parity", "parity", 70),
    Part("determinism", "determinism", 70),
    Part("determinism-tuned-again", "determinism", 70, cache="programs-again", emptied=True),
    Part("determinism-flags", "determinism", 90, flags=DETERMINISTIC),
    Part("start-empty", "start", 120, cache="programs-start", emptied=True),
    Part("start-kept", "start", 60, cache="programs-start"),
    Part("start-untuned", "start", 90, flags=UNTUNED, cache="programs-untuned", emptied=True),
    Part("engine", "company", 70),
    Part("chunks", "chunks", 90),
    Part("graphs-whole", "chunks", 60, flags=WHOLE_GRAPHS),
    Part("graphs-none", "chunks", 60, flags=NO_GRAPHS),
    Part("deterministic-speed", "chunks", 60, flags=DETERMINISTIC),
)
"""The most important first: a loan may end at any time."""

TRAINING = Part("training", "pocket", 3600)
"""Only with a folder of drawings, and for as long as is left."""

TRAINING_LEAST = 60.0
"""Seconds that training needs to tell anything."""
