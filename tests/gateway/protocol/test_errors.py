"""What an error says of the value that was sent."""

from __future__ import annotations

import math
from typing import Any

import pytest

from gateway.protocol.errors import sayable


@pytest.mark.parametrize(
    "value", [None, True, 0, -7, 2**63 - 1, -(2**63), 78.5, "CEA25", [1, "a"], {"tick": [1.5]}]
)
def test_a_value_comes_back_as_what_it_was_sent(value: Any) -> None:
    said = sayable(value)
    assert said == value and type(said) is type(value)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("x" * 81, "x" * 80 + "…"),
        ("\ud800", "\\ud800"),
        (["\ud800"], ["\\ud800"]),
        ([7] * 100, ("7, " * 100)[:79].join(["[", "…"])),
        ({"a": "x" * 100}, '{"a": "' + "x" * 73 + "…"),
        (2**63, str(2**63)),
        (math.inf, "inf"),
        (b"ab", "b'ab'"),
    ],
)
def test_what_is_too_long_or_cannot_be_sent_comes_as_the_beginning_of_its_text(
    value: Any, said: Any
) -> None:
    assert sayable(value) == said
