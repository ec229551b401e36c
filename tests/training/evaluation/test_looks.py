"""How different and how sharp pictures are, in numbers that can be worked out by hand."""

import numpy as np
import pytest

from training.data.batches import Pictures
from training.evaluation.looks import Looks, hands_among, sharpness, variety


def grey(*shades: int, edge: int = 128) -> Pictures:
    return np.stack([np.full((edge, edge, 3), shade, np.uint8) for shade in shades])


def test_variety_is_the_mean_distance_of_two_tiles() -> None:
    """Black, black and white: two of three pairs are 1 apart."""
    assert variety(grey(0, 0, 255)) == pytest.approx(2 / 3)
    assert variety(grey(51, 51)) == 0
    assert variety(grey(0)) is None


def test_sharpness_is_the_mean_gradient_and_less_after_a_blur() -> None:
    """One edge from black to white among 127 steps to the right."""
    halves = grey(0)
    halves[:, :, 64:] = 255
    assert sharpness(halves) == pytest.approx(1 / 127)
    stripes = grey(0)
    stripes[:, :, ::2] = 255
    soft = np.repeat(np.repeat(stripes.reshape(1, 32, 4, 32, 4, 3).mean((2, 4)), 4, 1), 4, 2).astype(np.uint8)
    assert sharpness(soft) < 0.01 < sharpness(stripes)


def test_hands_are_counted_once_each() -> None:
    assert hands_among(np.eye(4)[[0, 2, 2, 0]]) == 2


def test_means_leave_out_what_was_not_measured() -> None:
    mean = Looks.of([Looks(None, 0.2, 1), Looks(0.5, 0.4, 3)])
    assert mean == Looks(0.5, pytest.approx(0.3), 2)
