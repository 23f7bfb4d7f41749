"""Registry against exchange."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from settlement_bridge.books import CASH, Holding, State, Trade
from settlement_bridge.bridge.reconcile import compare, expected, shown
from settlement_bridge.defaults.differences import Known


def holding(account: int, instrument: str, state: State, quantity: int) -> Holding:
    return Holding(account, instrument, state, quantity)


def test_only_what_can_be_traded_is_expected_at_the_exchange() -> None:
    holdings = [
        holding(1, "CEA25", State.TRADING_AVAILABLE, 10),
        holding(1, "CEA25", State.REGISTRY_AVAILABLE, 70),
        holding(1, "CEA25", State.FROZEN, 3),
        holding(1, CASH, State.CASH_AVAILABLE, 500),
        holding(1, CASH, State.CASH_IN_TRANSIT, 9),
        holding(0, CASH, State.CASH_AVAILABLE, 77),
        holding(-1, CASH, State.BANK, -586),
    ]
    assert expected(holdings, []) == {(1, "CEA25"): 10, (1, CASH): 500, (0, CASH): 77}


def test_trades_that_are_not_delivered_yet_are_allowed_for(trade_of: Callable[..., Trade]) -> None:
    trade = trade_of(buyer_trading_fee_fen=5, seller_trading_fee_fen=3)
    found = expected(
        [
            holding(2, "CEA25", State.TRADING_AVAILABLE, 10),
            holding(1, CASH, State.CASH_AVAILABLE, 80_000),
        ],
        [trade],
    )
    assert found == {
        (1, CASH): 80_000 - 78_505,
        (2, CASH): 78_497,
        (1, "CEA25"): 10,
        (2, "CEA25"): 0,
        (0, CASH): 8,
    }


def test_the_exchange_shows_available_locked_and_bought_together() -> None:
    answer: dict[str, Any] = {
        "cash_available_fen": 5,
        "cash_locked_fen": 6,
        "holdings": [{"instrument": "CEA25", "available": 1, "locked": 2, "bought": 3}],
    }
    income = {"trading_fees_fen": 20, "settlement_fees_fen": 3}
    assert shown({7: answer}, income) == {(7, CASH): 11, (7, "CEA25"): 6, (0, CASH): 23}


def test_a_failed_trade_leaves_less_than_nothing_where_its_money_or_units_were_used() -> None:
    answer: dict[str, Any] = {
        "cash_available_fen": -5,
        "cash_locked_fen": 0,
        "holdings": [{"instrument": "CEA25", "available": -4, "locked": 1, "bought": 0}],
    }
    income = {"trading_fees_fen": 0, "settlement_fees_fen": 0}
    assert shown({7: answer}, income) == {(7, CASH): -5, (7, "CEA25"): -3, (0, CASH): 0}


def test_equal_sides_have_no_breaks_and_zeros_need_not_be_there() -> None:
    assert compare({(1, CASH): 5, (1, "CEA25"): 0}, {(1, CASH): 5, (2, "CEA24"): 0}) == []


def test_each_figure_that_differs_is_a_break_with_both_sides() -> None:
    cash, units = compare({(1, CASH): 5, (1, "CEA25"): 8}, {(1, CASH): 7})
    assert (cash.what, cash.account, cash.instrument, cash.registry, cash.exchange) == (
        "cash_differs",
        1,
        CASH,
        5,
        7,
    )
    assert (units.what, units.registry, units.exchange) == ("units_differ", 8, 0)
    assert "-2" in cash.message


def test_fees_that_the_registry_has_not_received_are_a_break_of_their_own() -> None:
    (missing,) = compare({(0, CASH): 70}, {(0, CASH): 77})
    assert (missing.what, missing.registry, missing.exchange) == ("fee_income_differs", 70, 77)


def test_what_is_known_to_differ_is_no_break_and_what_goes_beyond_it_is() -> None:
    known = [
        Known("taken_by_order", 1, "CEA25", -10, 0, "by a court"),
        Known("recourse", 1, CASH, 780, 2, "paid by the reserve"),
    ]
    ours, theirs = {(1, "CEA25"): 0, (1, CASH): 0}, {(1, "CEA25"): 10, (1, CASH): -780}
    assert compare(ours, theirs, known) == []
    (found,) = compare(ours, theirs | {(1, CASH): -700}, known)
    assert (found.what, found.registry, found.exchange) == ("cash_differs", 0, -700)
    assert (
        found.message
        == "the registry expects -80 against the exchange, beside +780 that is explained"
    )
    (missing,) = compare({}, {}, [known[0]])  # what is explained and not there is a break as well
    assert (missing.what, missing.message.split(",")[0]) == (
        "units_differ",
        "the registry expects +10 against the exchange",
    )
