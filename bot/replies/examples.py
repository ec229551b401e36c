"""What to ask for first: prompts that the loaded model draws well. It knows no chat."""

from __future__ import annotations

from inference.files.model_names import bundled

FAMOUS = ("a spaghetti parade", "a cat in a rocket", "a corgi riding a subway", "a court sketch of a frog on trial")
"""What DALL·E Mini was loved for."""

SMALL = ("a fox on the moon", "a robot in the snow", "a unicorn at the beach", "a cat in space")
"""One thing in one place, which is what the small model can that comes with the program."""


def examples(model: str) -> tuple[str, ...]:
    """For a model by its name, with or without its revision; the best one first."""
    return SMALL if bundled(model.partition("@")[0]) else FAMOUS
