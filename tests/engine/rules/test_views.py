"""What may be read of the state, in the words of the protocol."""

from __future__ import annotations

import pytest

from engine.commands import CommandKind, Phase, Side
from engine.events import Reason
from engine.rules import views
from tests.engine.desk import ALICE, BOB, CEA25, DATE, Desk, trading_desk


def test_a_venue_before_its_first_day_says_so() -> None:
    desk = Desk()
    assert views.venue_status(desk.state) == {"date": 0, "phase": "no_day", "venue_halted": False}
    assert views.last_day_settled(desk.state)
    assert views.instrument_rows(desk.state) == []
    assert views.unsettled_days(desk.state) == []


def test_balances_show_what_is_free_locked_and_bought() -> None:
    desk = trading_desk()
    desk.order(ALICE, Side.SELL, 10, 7850)
    desk.order(BOB, Side.BUY, 4, 7850)
    desk.order(BOB, Side.BUY, 5, 7800)
    assert views.balances(desk.state, ALICE)["holdings"] == [
        {"instrument": "CEA25", "available": 9990, "locked": 6, "bought": 0}
    ]
    bob = views.balances(desk.state, BOB)
    assert bob["cash_available_fen"] == 100_000_000 - 4 * 7850 - 5 * 7800
    assert bob["cash_locked_fen"] == 5 * 7800
    assert bob["holdings"] == [
        {"instrument": "CEA25", "available": 10_000, "locked": 0, "bought": 4}
    ]


def test_sale_money_is_usable_but_not_withdrawable_the_same_day() -> None:
    desk = trading_desk()
    desk.order(ALICE, Side.SELL, 10, 7850)
    desk.order(BOB, Side.BUY, 10, 7850)
    alice = views.balances(desk.state, ALICE)
    assert alice["cash_available_fen"] == 100_000_000 + 78_500
    assert alice["cash_withdrawable_fen"] == 100_000_000


def test_an_unknown_account_has_no_balances() -> None:
    with pytest.raises(KeyError):
        views.balances(trading_desk().state, 99)


def test_limits_show_the_distance_and_who_stands_at_the_limit() -> None:
    desk = trading_desk()
    row = views.limit_rows(desk.state)[0]
    assert (row["reference"], row["lower"], row["upper"], row["last"], row["at_limit"]) == (
        7800,
        7020,
        8580,
        None,
        None,
    )
    desk.order(ALICE, Side.SELL, 10, 8580)
    desk.order(BOB, Side.BUY, 10, 8580)
    row = views.limit_rows(desk.state)[0]
    assert (row["last"], row["distance_to_upper"], row["distance_to_lower"], row["at_limit"]) == (
        8580,
        0,
        1560,
        "upper",
    )


def test_open_orders_are_listed_by_account_in_order_of_entry() -> None:
    desk = trading_desk()
    first = desk.order(ALICE, Side.SELL, 10, 7900)[0]["order_id"]
    desk.order(BOB, Side.BUY, 10, 7700)
    last = desk.order(ALICE, Side.SELL, 5, 7850)[0]["order_id"]
    assert [row["order"] for row in views.open_orders(desk.state, ALICE)] == [first, last]
    assert len(views.open_orders(desk.state, instrument=CEA25)) == 3


def test_depth_is_the_best_levels_of_each_side_best_first() -> None:
    desk = trading_desk()
    for price in (7900, 7850, 7850, 7870):
        desk.order(ALICE, Side.SELL, 10, price)
    for price in (7700, 7750):
        desk.order(BOB, Side.BUY, 3, price)
    assert views.depth(desk.state, CEA25, 2) == {
        "bids": [[7750, 3, 1], [7700, 3, 1]],
        "asks": [[7850, 20, 2], [7870, 10, 1]],
    }


def test_an_ended_day_waits_for_its_settlement_with_its_figures() -> None:
    desk = trading_desk()
    desk.order(ALICE, Side.SELL, 10, 7850)
    desk.order(BOB, Side.BUY, 10, 7850)
    desk.do(CommandKind.SET_PHASE, phase=Phase.CLOSED)
    assert views.unsettled_days(desk.state) == []
    desk.do(CommandKind.END_DAY)
    day = views.unsettled_days(desk.state)[0]
    assert (day["date"], day["count"], day["quantity"], day["amount_fen"], day["confirmed"]) == (
        DATE,
        1,
        10,
        78_500,
        False,
    )
    assert not views.last_day_settled(desk.state)


def test_the_first_event_of_a_day_is_the_one_that_accepted_its_start() -> None:
    desk = Desk()
    assert views.first_event_of_day(desk.state) == 1
    assert desk.refused(CommandKind.START_DAY, date=1) == Reason.DATE_INVALID
    started = desk.do(CommandKind.START_DAY, date=DATE)
    desk.do(CommandKind.SET_PHASE, phase=Phase.MORNING)
    assert views.first_event_of_day(desk.state) == started[0]["sequence"] == 2


def test_the_range_of_a_quantity_is_the_instrument_s_own() -> None:
    desk = trading_desk()
    assert views.quantity_range(desk.state, CEA25) == (1, 99_999)
