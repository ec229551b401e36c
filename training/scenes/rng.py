"""Seeded random numbers, the same on every machine and under every version of Python and NumPy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")
MASK = 2**64 - 1


class Rng:
    """SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014).

    The numbers of a library's generator may change with its version; those of a recipe with one seed must not.
    """

    def __init__(self, *seeds: int) -> None:
        self._state = 0
        for seed in seeds:  # one after the other, so that (1, 2) and (2, 1) differ
            self._state = (self._state + seed) & MASK
            self._state = self.next_uint64()

    def next_uint64(self) -> int:
        """0 to 2**64 - 1."""
        self._state = (self._state + 0x9E3779B97F4A7C15) & MASK
        z = self._state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return z ^ (z >> 31)

    def below(self, end: int) -> int:
        """0 to end - 1."""
        return (self.next_uint64() * end) >> 64

    def uniform(self, low: float, high: float) -> float:
        """`low` to below `high`."""
        return low + (high - low) * (self.next_uint64() / 2**64)

    def chance(self, probability: float) -> bool:
        return self.uniform(0, 1) < probability

    def choice(self, choices: Sequence[T]) -> T:
        return choices[self.below(len(choices))]

    def weighted_choice(self, weight_from_choice: Mapping[T, float]) -> T:
        """One of the keys, in proportion to the weights; never one of weight 0."""
        left = self.uniform(0, sum(weight_from_choice.values()))
        for choice, weight in weight_from_choice.items():
            left -= weight
            if left < 0:
                return choice
        return max(weight_from_choice, key=lambda choice: weight_from_choice[choice])
