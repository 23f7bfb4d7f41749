"""The check finds nothing in a sound state and says what is wrong in a spoilt one."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from engine.check import check
from engine.commands import Side
from engine.state import StateArray
from tests.engine.desk import ALICE, BOB, Desk, trading_desk


@pytest.fixture
def desk() -> Desk:
    desk = trading_desk()
    for price in (7850, 7850, 7900):
        desk.order(ALICE, Side.SELL, 10, price)
    desk.order(BOB, Side.BUY, 4, 7850)
    desk.order(BOB, Side.BUY, 4, 7700)
    return desk


def test_a_sound_state_has_no_problems(desk: Desk) -> None:
    assert check(desk.state) == []


def spoil_cash(state: StateArray) -> None:
    state["accounts"][0][ALICE]["cash_available_fen"] += 1


def spoil_units(state: StateArray) -> None:
    state["holdings"][0][1]["available"] += 1


def spoil_lock(state: StateArray) -> None:
    state["accounts"][0][BOB]["cash_locked_fen"] += 1
    state["accounts"][0][BOB]["cash_available_fen"] -= 1


def spoil_tail(state: StateArray) -> None:
    state["levels"]["tail"][0][np.flatnonzero(state["levels"]["head"][0])[0]] += 1


def spoil_link(state: StateArray) -> None:
    links = state["links"][0]
    links[np.flatnonzero(links["previous"])[0]]["previous"] += 1


def spoil_best(state: StateArray) -> None:
    state["instruments"][0][1]["best"][0] += 1


def spoil_bitmap(state: StateArray) -> None:
    state["lower_bits"][0][3] ^= np.uint64(1)


def spoil_free(state: StateArray) -> None:
    state["venue"]["open_orders"] += 1


def spoil_bought(state: StateArray) -> None:
    state["holding_details"][0][2]["bought_by_day"][0] = 5


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (spoil_cash, "cash: "),
        (spoil_units, "units: instrument 1"),
        (spoil_lock, "locks: account 2"),
        (spoil_tail, "does not end with its tail"),
        (spoil_link, "links back do not fit"),
        (spoil_best, "best BUY key"),
        (spoil_bitmap, "bitmap"),
        (spoil_free, "the venue counts"),
        (spoil_bought, "bought units of a holding are not the sum"),
    ],
)
def test_each_kind_of_damage_is_named(desk: Desk, spoil: Callable[[StateArray], None], sentence: str) -> None:
    spoil(desk.state)
    assert any(sentence in problem for problem in check(desk.state)), check(desk.state)
