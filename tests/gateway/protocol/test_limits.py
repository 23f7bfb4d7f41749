"""Limits as they are read from a command line."""

from __future__ import annotations

import pytest

from gateway.protocol.errors import LimitsError
from gateway.protocol.limits import Limits


def test_limits_are_read_from_a_line_and_keep_their_defaults() -> None:
    limits = Limits.parse("requests_per_s=7, in_flight=9")
    assert (limits.requests_per_s, limits.in_flight) == (7, 9)
    assert limits.cancels_per_s == Limits().cancels_per_s
    assert Limits.parse("") == Limits()


@pytest.mark.parametrize(
    "text",
    [
        "speed=1",
        "in_flight",
        "in_flight=0",
        "in_flight=-1",
        "in_flight=1e3",
        "in_flight=" + "9" * 30,
    ],
)
def test_a_limit_that_makes_no_sense_is_named(text: str) -> None:
    with pytest.raises(LimitsError) as caught:
        Limits.parse(text)
    assert caught.value.field == text.split("=")[0]
    assert caught.value.allowed
