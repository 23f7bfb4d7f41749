"""What is read of limits and kills, beside what the gateway's tests ask."""

from __future__ import annotations

from engine.commands import BY_EXCHANGE, REFUSE_LOG_ON, AccountLimit, CommandKind, Side
from engine.rules import limit_views
from tests.engine.desk import ALICE, BOB, CARL, CEA25, trading_desk

RATE = {"parameter": AccountLimit.ORDER_RATE}


def test_without_limits_only_open_orders_are_counted() -> None:
    desk = trading_desk()
    desk.order(ALICE, Side.BUY, 5, 7700)
    limits = limit_views.account_limits(desk.state, ALICE)["limits"]
    assert limits["open_orders"] == {"limit": None, "own": None, "used": 1}
    assert (
        limits["day_turnover"] == limits["order_rate"] == {"limit": None, "own": None, "used": None}
    )
    assert limit_views.default_limits(desk.state) == {
        **dict.fromkeys(("open_orders", "order_rate", "order_value", "day_turnover")),
        "rate_window_ms": 1000,
    }


def test_orders_of_the_present_window_and_turnover_are_counted_where_a_limit_is() -> None:
    desk = trading_desk()
    desk.do(CommandKind.SET_DEFAULT_LIMIT, value=9, **RATE)
    desk.order(ALICE, Side.BUY, 5, 7700)
    desk.order(BOB, Side.SELL, 2, 7700)
    limits = limit_views.account_limits(desk.state, ALICE)["limits"]
    assert limits["order_rate"] == {"limit": 9, "own": None, "used": 1}
    assert limits["day_turnover"]["used"] == 5 * 7700
    assert limit_views.account_limits(desk.state, CARL)["limits"]["order_rate"]["used"] == 0


def test_holdings_say_what_is_held_and_being_bought_against_the_maximum() -> None:
    desk = trading_desk()
    desk.limit(ALICE, AccountLimit.MAXIMUM_HOLDING, 10_010, instrument=CEA25)
    desk.order(ALICE, Side.BUY, 5, 7700)
    (row,) = limit_views.account_limits(desk.state, ALICE)["holdings"]
    told = {
        "instrument": "CEA25",
        "held": 10_000,
        "buying": 5,
        "maximum": 10_010,
        "own": 10_010,
        "threshold": None,
    }
    assert row == told | {"large": False}


def test_kills_are_listed_with_who_may_release_them() -> None:
    desk = trading_desk()
    desk.do(CommandKind.KILL_ACCOUNT, account=BOB)
    desk.do(CommandKind.KILL_ACCOUNT, account=CARL, flags=BY_EXCHANGE | REFUSE_LOG_ON)
    desk.do(CommandKind.KILL_OPERATOR, account=ALICE, value=7)
    desk.do(CommandKind.KILL_OPERATOR, value=3, flags=BY_EXCHANGE)
    assert limit_views.kills(desk.state) == [
        {"account": BOB, "operator": None, "by": "member", "log_on_refused": False},
        {"account": CARL, "operator": None, "by": "exchange", "log_on_refused": True},
        {"account": None, "operator": 3, "by": "exchange", "log_on_refused": False},
        {"account": ALICE, "operator": 7, "by": "member", "log_on_refused": False},
    ]
