"""States pushed to every session."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.gateway.small_floor import SmallFloor, small_floor
from tests.gateway.small_venue import CLOSE


@pytest.fixture
def market(tmp_path: Path) -> Iterator[SmallFloor]:
    with small_floor(tmp_path) as floor:
        yield floor


def test_states_are_pushed_in_order_of_their_changes(market: SmallFloor) -> None:
    exchange = market.session("exchange")
    before = len(market.turns)
    market.ask(
        exchange,
        {"op": "halt", "instrument": "CEA25"},
        {"op": "halt"},
        {"op": "resume"},
        {"op": "set_phase", "phase": "lunch"},
        {"op": "set_phase", "phase": "lunch"},
        CLOSE,
        {"op": "end_day"},
    )
    told = [state for turn in market.turns[before:] for state in turn.states]
    states = [(state["phase"], state["venue_halted"], state["halted"]) for state in told]
    assert states == [
        ("morning", False, ["CEA25"]),
        ("morning", True, ["CEA25"]),
        ("morning", False, ["CEA25"]),
        ("lunch", False, ["CEA25"]),
        ("closed", False, ["CEA25"]),
        ("ended", False, ["CEA25"]),
    ]
