"""Generated markets add up to their targets, to the tonne."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from settlement_bridge.compliance import offset_most
from settlement_bridge.example import (
    ENTITIES,
    OFFSET_BP,
    TARGETS,
    Target,
    apportion,
    deals,
    market,
    scaled,
)


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("seed", [1, 2])
def test_a_market_has_exactly_the_published_totals(target: Target, seed: int) -> None:
    emitters = market(target, ENTITIES, seed)
    assert len(emitters) == 2_257
    assert sum(emitter.allocated for emitter in emitters) == target.allocated
    assert sum(emitter.due for emitter in emitters) == target.due
    assert sum(emitter.offset for emitter in emitters) == target.offset
    assert sum(emitter.late for emitter in emitters) == target.outstanding
    assert all(
        emitter.offset <= offset_most(emitter.due, OFFSET_BP) and emitter.buys >= 0
        for emitter in emitters
    )


def test_every_buyer_gets_what_it_lacks_from_those_who_have_it_over() -> None:
    emitters = market(scaled(TARGETS[0], 200), 200, 3)
    bought, sold = dict.fromkeys(range(1, 201), 0), dict.fromkeys(range(1, 201), 0)
    for deal in deals(emitters, 3):
        bought[deal.buyer] += deal.quantity
        sold[deal.seller] += deal.quantity
    assert all(bought[emitter.entity] == emitter.buys for emitter in emitters)
    assert all(sold[emitter.entity] <= emitter.sells for emitter in emitters)


@settings(max_examples=50)
@given(st.lists(st.floats(0.001, 1_000), min_size=1, max_size=50), st.integers(0, 10**10))
def test_shares_add_up_and_are_within_one_of_exact(weights: list[float], total: int) -> None:
    shares = apportion(weights, total)
    assert sum(shares) == total
    assert all(
        abs(share - weight / sum(weights) * total) <= 1.001
        for share, weight in zip(shares, weights, strict=True)
    )


def test_a_target_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        market(Target(2021, 1_000, 1_000, 900, 0), 50, 1)
