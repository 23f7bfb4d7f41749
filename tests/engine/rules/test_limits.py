"""Limits at their edges: what the tables of tests/scenarios/limits.txt cannot say."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.commands import AccountLimit, CommandKind, Parameter, Side, TimeInForce
from engine.events import EventKind, Reason
from engine.rules.limits import OPEN_MAX_FEN
from engine.units import CASH_MAX_FEN
from tests.engine.desk import ALICE, BOB, CARL, CEA25, Desk, trading_desk

MAXIMUM = 10_050  # t; every account begins with 10,000


def limit(
    desk: Desk, kind: AccountLimit, value: int, account: int = ALICE, **fields: object
) -> Reason:
    return desk.limit(account, kind, value, **fields)


def held(desk: Desk, account: int) -> int:
    holdings = desk.state["holdings"][0]
    rows = holdings[(holdings["account"] == account) & (holdings["instrument"] == CEA25)]
    return int(rows["available"].sum() + rows["locked"].sum() + rows["bought"].sum())


order = st.tuples(
    st.sampled_from([ALICE, BOB, CARL]),
    st.sampled_from([Side.BUY, Side.SELL]),
    st.integers(1, 40),
    st.integers(7795, 7805),
    st.sampled_from([TimeInForce.DAY, TimeInForce.IOC, TimeInForce.FOK]),
)


@given(orders=st.lists(order, max_size=60))
@settings(max_examples=25, deadline=None)
def test_no_fill_ever_brings_a_holding_past_its_maximum(
    orders: list[tuple[int, Side, int, int, TimeInForce]],
) -> None:
    desk = trading_desk()
    desk.do(
        CommandKind.SET_PARAMETER,
        instrument=CEA25,
        parameter=Parameter.MAXIMUM_HOLDING,
        value=MAXIMUM,
    )
    for account, side, quantity, price, force in orders:
        desk.order(account, side, quantity, price, time_in_force=force)
        assert all(held(desk, each) <= MAXIMUM for each in (ALICE, BOB, CARL))


def test_an_account_without_limits_is_not_counted_while_another_has_them() -> None:
    desk = trading_desk()
    assert limit(desk, AccountLimit.OPEN_ORDERS, 5, account=BOB) == Reason.NONE
    desk.order(ALICE, Side.BUY, 5, 7700)
    desk.order(BOB, Side.BUY, 5, 7700)
    sums = desk.state["account_limits"][0]["open_fen"]
    assert (sums[ALICE], sums[BOB]) == (0, 5 * 7700)
    assert [int(flag) for flag in desk.state["accounts"][0]["limited"][: CARL + 1]] == [0, 0, 1, 0]


def test_open_amounts_that_would_leave_64_bits_are_refused_before() -> None:
    desk = trading_desk()
    assert limit(desk, AccountLimit.OPEN_ORDERS, 5) == Reason.NONE
    desk.state["account_limits"][0]["open_fen"][ALICE] = OPEN_MAX_FEN - 7700
    said = desk.order(ALICE, Side.BUY, 2, 7700)[0]
    assert (said["reason"], said["value"]) == (Reason.AMOUNT_TOO_LARGE, 7700)
    assert desk.order(ALICE, Side.BUY, 1, 7700)[0]["kind"] == EventKind.ACCEPTED


def test_turnover_past_the_largest_limit_is_not_counted_on() -> None:
    desk = trading_desk()
    assert limit(desk, AccountLimit.OPEN_ORDERS, 5) == Reason.NONE
    record = desk.state["account_limits"][0]
    record["traded_fen"][ALICE], record["traded_day"][ALICE] = CASH_MAX_FEN - 1, 1
    desk.order(ALICE, Side.SELL, 5, 7700)
    desk.order(BOB, Side.BUY, 5, 7700)
    assert record["traded_fen"][ALICE] == CASH_MAX_FEN


def test_a_fill_with_oneself_counts_on_both_sides() -> None:
    desk = trading_desk()
    desk.do(CommandKind.SET_PARAMETER, instrument=CEA25, parameter=Parameter.SELF_TRADE, value=3)
    assert limit(desk, AccountLimit.DAY_TURNOVER, 10**9) == Reason.NONE
    desk.order(ALICE, Side.SELL, 5, 7700)
    desk.order(ALICE, Side.BUY, 5, 7700)
    record = desk.state["account_limits"][0][ALICE]
    assert (record["traded_fen"], record["open_fen"]) == (2 * 5 * 7700, 0)


@pytest.mark.parametrize(
    ("held_before", "quantity", "kinds"), [(79, 1, [30]), (80, 1, []), (78, 1, []), (79, 5, [30])]
)
def test_a_large_holder_is_told_once_where_the_threshold_is_reached(
    held_before: int, quantity: int, kinds: list[int]
) -> None:
    desk = trading_desk()
    desk.do(CommandKind.OPEN_ACCOUNT, account=9, text=b"ninth")
    desk.transfer(CommandKind.UNITS_IN, account=9, instrument=CEA25, quantity=held_before)
    limit(desk, AccountLimit.MAXIMUM_HOLDING, 100, account=9, instrument=CEA25)
    desk.do(
        CommandKind.SET_PARAMETER, instrument=CEA25, parameter=Parameter.LARGE_HOLDER_BP, value=8000
    )
    desk.reference += 1
    said = desk.do(
        CommandKind.UNITS_IN,
        account=9,
        instrument=CEA25,
        quantity=quantity,
        reference=desk.reference,
    )
    assert [event["kind"] for event in said[1:]] == kinds
    assert all(
        (event["value"], event["number"], event["quantity"]) == (100, 80, held_before + quantity)
        for event in said[1:]
    )
