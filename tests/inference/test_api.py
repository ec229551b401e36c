"""What may be asked: every option has a kind and a range, and is named when it is outside of them."""

from __future__ import annotations

from dataclasses import fields

import pytest

from inference.api import BadRequest, Request, steered

HUGE = 10**5000
"""Python itself refuses to print it."""


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("seed", 1.0),
        ("seed", "1"),
        ("seed", True),
        ("seed", None),
        ("seed", HUGE),
        ("top_k", 50.0),
        ("tiles", 0),
        ("tiles", 10),
        ("guidance", "10"),
        ("temperature", None),
        ("temperature", float("nan")),
        ("top_p", True),
        ("prompt", None),
        ("prompt", b"fox"),
        ("negative", 5),
        ("tag", float("nan")),
        ("tag", float("inf")),
        ("tag", "1"),
        ("tag", HUGE),
        ("lane", "slow"),
        ("lane", ["fast"]),
        ("prefix", 5),
        ("prefix", None),
        ("prefix", "123456789"),
        ("prefix", (5,) * 9),
        ("prefix", ("12",) * 9),
        ("prefix", ((1.0,),) * 9),
        ("prefix", ((True,),) * 9),
        ("prefix", ((-1,),) * 9),
        ("id", 5),
        ("id", None),
        ("previews", "yes"),
        ("previews", 1),
    ],
    ids=lambda value: repr(value)[:20] if value != HUGE else "a number of thousands of digits",
)
def test_a_request_of_another_kind(option: str, value: object) -> None:
    """Whoever asks, by whatever way: an option of the wrong kind is named, not passed on."""
    with pytest.raises(BadRequest, match=rf"^(The )?{option.replace('_', '-')}"):
        Request(**{"prompt": "fox"} | {option: value})


@pytest.mark.parametrize("option", [field.name for field in fields(Request)])
@pytest.mark.parametrize(
    "value", [None, object(), [], {}, (), b"", {1}, Ellipsis, 1j], ids=lambda value: type(value).__name__
)
def test_no_option_of_another_kind_is_an_error_of_ours(option: str, value: object) -> None:
    """Every option, also one that is added later: what it is not is BadRequest, and never another exception."""
    if (option, value) == ("prefix", ()):
        return  # the default
    with pytest.raises(BadRequest):
        Request(**{"prompt": "fox"} | {option: value})


def test_the_longest_prompt_is_fine() -> None:
    """And so are the ends of every range."""
    Request("x" * 10_000, 0, "x" * 10_000, 0, 0.01, 0, 0.001, 1, tag=-1e308)
    Request("x", 2**32 - 1, "", 100, 100, 2**20, 1, 9)


def test_what_to_steer_away_from_is_looked_at_by_every_model() -> None:
    """One that draws best without guidance gets some, and nothing changes for the others."""
    plain = {"guidance": 1.0, "top_k": 50}
    assert steered(plain, "dogs") == {"guidance": 2.0, "top_k": 50}
    assert steered(plain, " ") == plain
    assert steered({"guidance": 1.5}, "dogs") == {"guidance": 1.5}
    assert steered({}, "dogs") == {}, "ten is the default"
