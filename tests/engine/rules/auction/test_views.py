"""What whom is shown of auctions and bids."""

from __future__ import annotations

import pytest

from engine.commands import PAY_AS_BID, CommandKind, command
from engine.rules.auction.views import auction_rows, bid_rows, rules_of
from engine.rules.machine import apply_all
from engine.rules.state import SMALL, StateArray, empty_state
from tests.engine.desk import ALICE, BOB, CARL, DATE
from tests.engine.rules.auction.test_sessions import BIDS, opening, stamped

APPLIED = 10  # commands of `opening` up to the application


@pytest.fixture
def state() -> StateArray:
    return empty_state(SMALL)


def test_an_application_is_shown_to_its_applicant_and_the_exchange_alone(state: StateArray) -> None:
    apply_all(state, stamped(opening()[:APPLIED]))
    assert auction_rows(state, BOB) == []
    (own,), (staff,) = auction_rows(state, ALICE), auction_rows(state, staff=True)
    assert own == staff
    assert (own["state"], own["account"], own["quantity"], own["reserve"]) == (
        "applied",
        ALICE,
        100_000,
        None,
    )


def test_a_session_is_shown_to_all_without_the_applicant_and_without_bids(
    state: StateArray,
) -> None:
    apply_all(state, stamped(opening()))
    (row,) = auction_rows(state, BOB)
    assert (row["state"], row["account"], row["date"], row["reserve"], row["cap"]) == (
        "open",
        None,
        DATE,
        7800,
        8580,
    )
    assert row["demand"] is None and row["bidders"] is None


def test_a_closed_auction_shows_its_figures(state: StateArray) -> None:
    apply_all(state, stamped([*opening(), command(CommandKind.CLOSE_AUCTION, reference=1)]))
    (row,) = auction_rows(state)
    figures = {
        name: row[name]
        for name in ("state", "sold", "demand", "bidders", "winners", "lowest", "highest")
    }
    lowest = 7900 + BIDS // 2
    won = {
        "sold": 100_000,
        "demand": BIDS * 10_000,
        "bidders": 2,
        "winners": 2,
        "lowest": lowest,
        "highest": lowest,
    }
    assert figures == {"state": "closed", **won}


def test_bids_are_shown_to_their_account(state: StateArray) -> None:
    apply_all(state, stamped(opening()))
    own = bid_rows(state, BOB)
    assert [row["price"] for row in own] == [7900 + index for index in range(0, BIDS, 2)]
    assert own[0] | {"time_ns": 0, "bid": 0} == {
        "bid": 0,
        "auction": 1,
        "instrument": "CEA25",
        "side": "buy",
        "price": 7900,
        "quantity": 10_000,
        "time_ns": 0,
    }
    assert bid_rows(state, ALICE) == [] and len(bid_rows(state, CARL)) == BIDS // 2


def test_rules_have_names() -> None:
    assert [name for name, on in rules_of(PAY_AS_BID).items() if on] == ["pay_as_bid"]
