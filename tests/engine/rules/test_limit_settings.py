"""Setting limits while orders are open: the sums are those of the orders from the first moment on,
and gone with the limit.
"""

from __future__ import annotations

from typing import Any

import pytest

from engine.commands import AccountLimit, CommandKind, Parameter, Side
from engine.events import EventKind, Reason
from engine.rules.check import check
from engine.rules.limits import OPEN_MAX_FEN
from tests.engine.desk import ALICE, BOB, CEA25, Desk, trading_desk
from tests.oracle.limits import own_limit

OPEN_ORDERS, HOLDING, ORDER_RATE, MAXIMUM = SETTINGS = [  # each needs a value yet
    own_limit(ALICE, AccountLimit.OPEN_ORDERS, 0),
    own_limit(ALICE, AccountLimit.MAXIMUM_HOLDING, 0, CEA25),
    {"kind": CommandKind.SET_DEFAULT_LIMIT, "parameter": AccountLimit.ORDER_RATE},
    {
        "kind": CommandKind.SET_PARAMETER,
        "instrument": CEA25,
        "parameter": Parameter.MAXIMUM_HOLDING,
    },
]


def desk_with_orders() -> Desk:
    desk = trading_desk()
    for account, side, price in (
        (ALICE, Side.BUY, 7700),
        (ALICE, Side.SELL, 7900),
        (BOB, Side.BUY, 7650),
    ):
        desk.order(account, side, 10, price)
    return desk


@pytest.mark.parametrize("setting", SETTINGS)
def test_sums_fit_the_orders_that_stand_while_the_limit_is_set_and_after(
    setting: dict[str, Any],
) -> None:
    desk = desk_with_orders()
    assert desk.refused(**setting | {"value": 10**9}) == Reason.NONE
    assert desk.state["holding_details"][0]["open_buys"].sum() >= 10
    assert check(desk.state) == []
    desk.order(BOB, Side.SELL, 4, 7700)
    desk.do(CommandKind.MASS_CANCEL, account=BOB)
    assert check(desk.state) == []
    assert desk.refused(**setting | {"value": 0}) == Reason.NONE
    assert desk.state["holding_details"][0]["open_buys"].sum() == 0
    assert desk.state["account_limits"][0]["open_fen"].sum() == 0
    desk.order(ALICE, Side.BUY, 4, 7700)
    assert check(desk.state) == []


def test_a_limit_of_the_account_outlasts_the_default_and_the_instruments() -> None:
    desk = desk_with_orders()
    for setting in SETTINGS:
        assert desk.refused(**setting | {"value": 10**9}) == Reason.NONE
    for setting in (ORDER_RATE, MAXIMUM):
        assert desk.refused(**setting | {"value": 0}) == Reason.NONE
    assert desk.state["account_limits"][0]["open_fen"][ALICE] == 10 * 7700 + 10 * 7900
    assert desk.refused(**OPEN_ORDERS | {"value": -1}) == Reason.NONE
    assert desk.state["accounts"][0]["limited"][ALICE] == 1  # its own maximum holding is left
    assert desk.refused(**HOLDING | {"value": -1}) == Reason.NONE
    assert desk.state["accounts"][0]["limited"][ALICE] == 0
    assert check(desk.state) == []


@pytest.mark.parametrize("setting", [OPEN_ORDERS, ORDER_RATE])
def test_a_limit_is_refused_while_more_stands_open_than_can_be_counted(
    setting: dict[str, Any],
) -> None:
    desk = desk_with_orders()
    desk.state["orders"][0]["leaves"][1] = OPEN_MAX_FEN // 7700 + 1
    said = desk.do(**setting | {"value": 5})[0]
    assert (said["reason"], said["value"]) == (Reason.AMOUNT_TOO_LARGE, OPEN_MAX_FEN)
    assert desk.state["account_limits"][0]["open_fen"].sum() == 0


def test_a_maximum_holding_of_ones_own_needs_a_place_among_the_holdings() -> None:
    desk = trading_desk()
    desk.do(CommandKind.OPEN_ACCOUNT, account=9, text=b"ninth")
    setting = own_limit(9, AccountLimit.MAXIMUM_HOLDING, 5, CEA25)
    free = len(desk.state["holdings"][0]) - 1
    used, desk.state["venue"]["holdings_used"][0] = (
        int(desk.state["venue"]["holdings_used"][0]),
        free,
    )
    assert desk.refused(**setting) == Reason.HOLDINGS_FULL
    desk.state["venue"]["holdings_used"][0] = used
    assert desk.refused(**setting) == Reason.NONE


def test_everybody_concerned_by_a_new_threshold_is_told_in_one_command() -> None:
    desk = trading_desk()
    desk.do(
        CommandKind.SET_PARAMETER,
        instrument=CEA25,
        parameter=Parameter.MAXIMUM_HOLDING,
        value=12_500,
    )
    said = desk.do(
        CommandKind.SET_PARAMETER, instrument=CEA25, parameter=Parameter.LARGE_HOLDER_BP, value=8000
    )
    assert [(event["kind"], event["account"]) for event in said[1:]] == [
        (EventKind.LARGE_HOLDER, each) for each in (1, 2, 3)
    ]
    said = desk.do(
        CommandKind.SET_PARAMETER,
        instrument=CEA25,
        parameter=Parameter.MAXIMUM_HOLDING,
        value=12_501,
    )
    assert [event["kind"] for event in said[1:]] == [EventKind.LARGE_HOLDER_ENDED] * 3
