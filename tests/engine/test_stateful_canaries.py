"""Every invariant of the state machine (test_stateful.py) speaks when the engine's arrays are
spoilt by hand.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from inspect import getsource

import numpy as np
import pytest

from engine.commands import Side, TimeInForce
from engine.rules.state import StateArray
from tests.engine.test_stateful import BASE, Market


def market() -> Market:
    """Two sells at one price in a queue, a buy below, a trade done."""
    made = Market()
    made.open_market()
    for account, side, price in (
        (1, Side.SELL, BASE + 2),
        (2, Side.SELL, BASE + 2),
        (3, Side.BUY, BASE - 2),
        (3, Side.BUY, BASE + 2),
    ):
        made.new_order(
            account, 1, side=side, price=price, quantity=5, force=TimeInForce.DAY, operator=7
        )
    made.new_order(
        1, 1, side=Side.SELL, price=BASE + 2, quantity=5, force=TimeInForce.DAY, operator=7
    )
    return made


def spoil_cash(made: Market) -> None:
    made.twin.state["accounts"][0][1]["cash_available_fen"] += 1


def spoil_best(made: Market) -> None:
    """The best buy is shown in the place of the best sell."""
    state = made.twin.state
    instrument = state["instruments"][0][1]
    ladder = state["levels"][0][int(instrument["ladder"]) :]
    low, high = (price - int(instrument["lower"]) for price in (BASE - 2, BASE + 2))
    ladder[high] = ladder[low].copy()
    instrument["best"][0] = high


def spoil_leaves(made: Market) -> None:
    """An order that is part of no level any more still counts as open."""
    made.twin.state["orders"][0][first_of_two(made.twin.state)]["instrument"] = 2


def spoil_time(made: Market) -> None:
    made.twin.state["orders"][0][first_of_two(made.twin.state)]["time_ns"] += 10**9


def spoil_lock(made: Market) -> None:
    for account in (1, 2, 3):
        made.mass_cancel(account, 0)
    made.twin.state["holdings"][0][1]["locked"] += 1


def spoil_slots(made: Market) -> None:
    made.twin.state["venue"]["orders_used"] += 1


def spoil_numbers(made: Market) -> None:
    made.twin.trades[0]["number"] += 1


def spoil_total(made: Market) -> None:
    made.most[min(made.traded)] = 1


def first_of_two(state: StateArray) -> int:
    """The slot of an order with another one after it."""
    return int(np.flatnonzero(state["links"][0]["next"] * (state["orders"][0]["order_id"] != 0))[0])


CANARIES: dict[str, Callable[[Market], None]] = {
    "both_remember_the_same": spoil_cash,
    "nothing_is_unsound": spoil_cash,
    "no_order_has_traded_more_than_its_total": spoil_total,
    "no_book_is_crossed": spoil_best,
    "levels_are_the_sums_of_their_orders": spoil_leaves,
    "queues_are_in_order_of_time": spoil_time,
    "no_lock_without_an_order": spoil_lock,
    "slots_are_free_or_used": spoil_slots,
    "trades_are_numbered_without_holes": spoil_numbers,
}


def test_every_invariant_has_its_canary() -> None:
    assert set(re.findall(r"@invariant\(\)\n    def (\w+)", getsource(Market))) == set(CANARIES)


@pytest.mark.parametrize("name", CANARIES)
def test_a_broken_invariant_is_noticed(name: str) -> None:
    made = market()
    getattr(made, name)()
    CANARIES[name](made)
    with pytest.raises(AssertionError):
        getattr(made, name)()


def test_a_hole_in_the_events_is_noticed() -> None:
    made = market()
    made.last_event += 1
    with pytest.raises(AssertionError):
        made.mass_cancel(1, 0)
