"""A trade outside the book: money, units, fees, numbers, sums and the tape of a method beside
listed trading.
"""

from __future__ import annotations

from typing import Any

import pytest

from engine.commands import CommandKind, Method, Parameter, Side, TotalsKind
from engine.compiler.jit import compiled_entry
from engine.events import EventKind
from engine.rules import holdings
from engine.rules.check import check
from engine.rules.day_trades import keep_trade
from engine.rules.state import BLOCK_ROW, TOTALS_KINDS, empty_outbox
from engine.rules.trades import OTHER_TOTALS_MAX_FEN, record_trade, room_left_fen, row_of
from engine.tape_hash import tape_hash
from tests.engine.called import called
from tests.engine.desk import ALICE, BOB, CEA25, DATE, Desk, trading_desk

PRICE, QUANTITY = 7850, 1000
AMOUNT = PRICE * QUANTITY


@compiled_entry
def deal(states: Any, outboxes: Any, price: Any, quantity: Any, lock_fen: Any) -> Any:
    """Lock both sides, then trade: Bob buys from Alice.

    What the method may still trade afterwards.
    """
    state, outbox = states[0], outboxes[0]
    outbox.count = 0
    holdings.open_holding(state, BOB, CEA25)
    state.accounts[BOB].cash_available_fen -= lock_fen
    state.accounts[BOB].cash_locked_fen += lock_fen
    seller = state.holdings[holdings.find_holding(state, ALICE, CEA25)]
    seller.available -= quantity
    seller.locked += quantity
    event = record_trade(state, outbox, Method.BLOCK, CEA25, BOB, ALICE, price, quantity, lock_fen)
    event.order_id = 7
    keep_trade(state, event)
    return room_left_fen(state, BLOCK_ROW)


@compiled_entry
def row(method: Any) -> Any:
    """`row_of` as Python can call it."""
    return row_of(method)


def struck(desk: Desk, lock_fen: int = AMOUNT + 100_000) -> dict[str, Any]:
    """The event of one block trade."""
    outbox = empty_outbox()
    assert called(
        deal, desk.state, outbox, PRICE, QUANTITY, lock_fen
    ) == OTHER_TOTALS_MAX_FEN - AMOUNT * int(desk.state["venue"]["totals"][0][3][0])
    assert outbox["count"][0] == 1
    event = outbox["records"][0][0]
    return {name: event[name].item() for name in event.dtype.names if event[name]}


@pytest.fixture
def desk() -> Desk:
    return trading_desk()


def test_it_is_told_with_the_buyer_first_and_the_numbers_of_its_own_series(desk: Desk) -> None:
    first, second = struck(desk), struck(desk)
    assert (first["kind"], first["method"], first["number"], second["number"]) == (
        EventKind.FILL,
        Method.BLOCK,
        1,
        2,
    )
    assert (first["side"], first["account"], first["maker_account"]) == (Side.BUY, BOB, ALICE)
    assert (first["price"], first["quantity"], first["amount_fen"], first["date"]) == (
        PRICE,
        QUANTITY,
        AMOUNT,
        DATE,
    )


def test_money_and_units_move_out_of_the_locks_and_what_is_left_is_released(desk: Desk) -> None:
    struck(desk)
    buyer, seller = desk.state["accounts"][0][BOB], desk.state["accounts"][0][ALICE]
    assert (buyer["cash_available_fen"], buyer["cash_locked_fen"]) == (100_000_000 - AMOUNT, 0)
    assert (seller["cash_available_fen"], seller["sales_fen"]) == (100_000_000 + AMOUNT, AMOUNT)
    holdings = desk.state["holdings"][0]
    assert [tuple(holdings[slot])[2:5] for slot in (1, 2)] == [(9_000, 0, 0), (10_000, 0, QUANTITY)]
    assert check(desk.state) == []


def test_fees_are_those_of_an_order_that_trades_once_and_a_seller_never_owes(desk: Desk) -> None:
    desk.do(
        CommandKind.SET_PARAMETER, instrument=CEA25, parameter=Parameter.TRADING_FEE_PPM, value=300
    )
    desk.do(
        CommandKind.SET_PARAMETER,
        instrument=CEA25,
        parameter=Parameter.SETTLEMENT_FEE_MIN_FEN,
        value=500,
    )
    event = struck(desk)
    assert [event[name] for name in ("trading_fee_fen", "settlement_fee_fen")] == [2355, 500]
    assert [event[name] for name in ("maker_trading_fee_fen", "maker_settlement_fee_fen")] == [
        2355,
        500,
    ]
    assert check(desk.state) == []


def test_it_enters_the_days_sums_and_tape_and_no_price(desk: Desk) -> None:
    desk.order(ALICE, Side.SELL, 10, 7800)
    desk.order(BOB, Side.BUY, 10, 7800)
    struck(desk)
    venue, instrument = desk.state["venue"][0], desk.state["instruments"][0][CEA25]
    for totals in (venue["totals"], instrument["totals"]):
        assert totals[BLOCK_ROW * TOTALS_KINDS + TotalsKind.DAY].tolist() == (1, QUANTITY, AMOUNT)
        assert totals[TotalsKind.DAY].tolist() == (1, 10, 78_000)
    assert instrument["last"] == 7800
    tape = [(1, CEA25, 10, 7800, 10, BOB, ALICE), (1, CEA25, 20, PRICE, QUANTITY, BOB, ALICE)]
    assert int(venue["tape_hash"]) == tape_hash(DATE, tape)


def test_only_methods_of_this_market_have_a_row() -> None:
    assert [int(called(row, method)) for method in (0, 10, 20, 21, 1, 22, -1)] == [
        0,
        0,
        1,
        2,
        -1,
        -1,
        -1,
    ]
