"""Limits and the buckets that count them. Time is an argument; nothing waits."""

from __future__ import annotations

import pytest

from gateway.protocol.errors import LimitsError
from gateway.protocol.throttle import NS_PER_S, Bucket, Gate, Limits


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


def test_a_bucket_holds_one_second_and_no_more() -> None:
    bucket = Bucket(10, 0)
    assert bucket.take(15, 0) == 10
    assert bucket.take(1, 0) == 0
    assert bucket.take(100, 3600 * NS_PER_S) == 10


def test_a_bucket_fills_exactly_with_time() -> None:
    bucket = Bucket(10, 0)
    bucket.take(10, 0)
    wait = bucket.wait_ns()
    assert wait == NS_PER_S // 10
    assert bucket.take(1, wait - 1) == 0
    assert bucket.take(1, wait) == 1


def test_a_clock_that_goes_back_gives_no_tokens() -> None:
    bucket = Bucket(10, NS_PER_S)
    bucket.take(10, NS_PER_S)
    assert bucket.take(1, 0) == 0
    assert bucket.take(1, NS_PER_S) == 0


def test_past_the_limit_is_refused_and_past_twice_the_limit_is_too_much() -> None:
    gate = Gate(10, 0)
    assert gate.admit(12, 0) == 10
    assert gate.admit(8, 0) == 0
    assert gate.retry_after_ms() == 100
    assert gate.admit(1, 0) == -1


def test_after_a_refusal_waiting_as_told_is_enough() -> None:
    gate = Gate(10, 0)
    gate.admit(11, 0)
    assert gate.admit(1, gate.retry_after_ms() * 1_000_000) == 1
