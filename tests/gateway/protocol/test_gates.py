"""How long a session rests after what was refused of it."""

from __future__ import annotations

import pytest

from gateway.protocol.gates import (
    NS_PER_MS,
    NS_PER_S,
    REFUSALS_AT_ONCE,
    REFUSALS_PER_S,
    REST_MAX_NS,
    RefusalGate,
)

EACH_NS = NS_PER_S // REFUSALS_PER_S


@pytest.mark.parametrize("now_ns", [0, 10**18])
def test_some_refusals_come_without_a_rest_and_each_beyond_them_costs_one(now_ns: int) -> None:
    gate = RefusalGate()
    assert gate.rest_ns(REFUSALS_AT_ONCE, now_ns) == 0
    assert gate.rest_ns(1, now_ns) == EACH_NS
    assert gate.rest_ns(3, now_ns) == 4 * EACH_NS
    assert gate.rest_ns(1, now_ns + 4 * EACH_NS) == EACH_NS


def test_refusals_at_the_allowed_pace_never_cost_a_rest() -> None:
    gate = RefusalGate()
    assert {gate.rest_ns(10, now * 10 * NS_PER_MS) for now in range(1_000)} == {0}


def test_no_rest_is_longer_than_the_longest_and_after_a_pause_all_is_as_at_first() -> None:
    gate = RefusalGate()
    assert [gate.rest_ns(10_000, 0) for _ in range(3)] == [REST_MAX_NS] * 3
    rested_ns = REST_MAX_NS + REFUSALS_AT_ONCE * EACH_NS
    assert gate.rest_ns(REFUSALS_AT_ONCE, rested_ns) == 0
    assert gate.rest_ns(1, rested_ns) == EACH_NS
