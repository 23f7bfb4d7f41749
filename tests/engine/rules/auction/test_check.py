"""Every promise about auctions and bids is noticed when it is broken."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.commands import AuctionState, command
from engine.rules.check import check
from engine.rules.machine import apply_all
from engine.rules.state import SMALL, StateArray, empty_state
from tests.engine.desk import BOB
from tests.engine.rules.auction.test_sessions import BIDS, opening, stamped
from tests.oracle.bidding import withdrawal

FIRST = SMALL.bids + 1  # number of the first bid


@pytest.fixture
def state() -> StateArray:
    """An open session with 20 bids, of which one has been withdrawn."""
    made = empty_state(SMALL)
    apply_all(made, stamped([*opening(), command(**withdrawal(BOB, FIRST))]))
    return made


def test_a_session_as_the_engine_leaves_it_is_sound(state: StateArray) -> None:
    assert check(state) == []
    assert int(state["venue"]["open_bids"][0]) == BIDS - 1


def _break_link(state: StateArray) -> None:
    state["bids"][0][5]["previous"] = 9


def _break_tail(state: StateArray) -> None:
    state["auctions"][0][1]["last_bid"] = 3


def _close_without_serving(state: StateArray) -> None:
    state["auctions"][0][1]["state"] = AuctionState.ANNOUNCED


def _miscount(state: StateArray) -> None:
    state["venue"]["open_bids"] += 1


def _lose_a_free_slot(state: StateArray) -> None:
    state["venue"]["free_bid"] = 0


def _miscount_an_account(state: StateArray) -> None:
    state["account_details"][0][BOB]["open_bids"] += 1


def _kill_a_bidder(state: StateArray) -> None:
    state["accounts"][0][BOB]["killed"] = 1


def _take_cash_from_a_bid(state: StateArray) -> None:
    state["bids"][0][5]["lock_fen"] -= 1


def _offer_more_than_is_frozen(state: StateArray) -> None:
    state["auctions"][0][1]["quantity"] += 1


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (_break_link, "those in order of time are not those in the table"),
        (_break_tail, "those in order of time are not those in the table"),
        (_close_without_serving, "one is in a session that is not open"),
        (_miscount, "the venue counts otherwise"),
        (_lose_a_free_slot, "the venue counts otherwise"),
        (_miscount_an_account, "an account's count of open bids is wrong"),
        (_kill_a_bidder, "one is of an account under a kill"),
        (_take_cash_from_a_bid, "fen locked"),
        (_offer_more_than_is_frozen, "t locked"),
    ],
)
def test_damage_is_said(state: StateArray, damage: Callable[[StateArray], None], said: str) -> None:
    damage(state)
    assert any(said in problem for problem in check(state)), check(state)
