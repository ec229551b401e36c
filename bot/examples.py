"""What to ask for first: prompts that the loaded model draws well. It knows no chat."""

from __future__ import annotations

FAMOUS = ("a spaghetti parade", "a cat in a rocket", "a corgi riding a subway", "a court sketch of a frog on trial")
"""What DALL·E Mini was loved for."""

SMALL = ("a fox on the moon", "a clown on trial", "a dog in the snow", "a penguin at the beach")
"""One thing in one place, which is what a model of few words can."""


def examples(*, few_words: bool) -> tuple[str, ...]:
    """For a model that knows few words, as Pocket does, or for any other; the best one first."""
    return SMALL if few_words else FAMOUS
