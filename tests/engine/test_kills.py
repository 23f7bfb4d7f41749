"""Kills at their edges: the table of operators, its order, and whom a kill leaves alone."""

from __future__ import annotations

from engine.commands import BY_EXCHANGE, CommandKind, Side
from engine.events import EventKind, Reason
from engine.state import KILLED_OPERATORS_MAX
from tests.engine.desk import ALICE, BOB, Desk, trading_desk

KILL, RELEASE = CommandKind.KILL_OPERATOR, CommandKind.RELEASE_OPERATOR


def kill(desk: Desk, operator: int, kind: CommandKind = KILL, **fields: int) -> Reason:
    return desk.refused(kind, **{"account": ALICE, "value": operator, **fields})


def test_a_full_table_of_killed_operators_refuses_aloud_and_takes_another_when_one_is_released() -> None:
    desk = trading_desk()
    for operator in range(1, KILLED_OPERATORS_MAX + 1):
        assert kill(desk, operator) == Reason.NONE
    assert kill(desk, 9_999) == Reason.OPERATORS_FULL
    assert kill(desk, 9_999, flags=BY_EXCHANGE, account=0) == Reason.OPERATORS_FULL
    assert kill(desk, 5, flags=BY_EXCHANGE, account=0) == Reason.NONE  # takes the place that is there
    assert kill(desk, 7, RELEASE) == Reason.NONE
    assert kill(desk, 9_999) == Reason.NONE
    for operator in (1, 5, 9_999, KILLED_OPERATORS_MAX):
        assert desk.order(ALICE, Side.BUY, 1, 7700, operator=operator)[0]["reason"] == Reason.OPERATOR_KILLED
    assert desk.order(ALICE, Side.BUY, 1, 7700, operator=7)[0]["kind"] == EventKind.ACCEPTED


def test_after_all_releases_nothing_is_left_of_the_kills() -> None:
    desk = trading_desk()
    before = desk.state["venue"]["killed_operators"].tobytes()
    for operator in (11, 12, 13):
        kill(desk, operator)
    for operator in (12, 11, 13):
        assert kill(desk, operator, RELEASE) == Reason.NONE
    assert desk.state["venue"]["killed_operators"].tobytes() == before
    assert desk.state["venue"]["operators_killed"][0] == 0


def test_orders_leave_best_price_first_and_those_of_others_stay() -> None:
    desk = trading_desk()
    wanted = [desk.order(ALICE, Side.BUY, 1, price, operator=7)[0]["order_id"] for price in (7690, 7700, 7695)]
    others = [desk.order(ALICE, Side.BUY, 1, 7700, operator=8), desk.order(BOB, Side.BUY, 1, 7700, operator=7)]
    said = desk.do(KILL, account=ALICE, value=7)
    assert said[0]["number"] == 3
    assert [event["order_id"] for event in said[1:]] == [wanted[1], wanted[2], wanted[0]]
    live = desk.state["orders"][0]["order_id"]
    assert all(said[0]["order_id"] in live for said in others)


def test_the_exchanges_kill_of_an_operator_reaches_every_account() -> None:
    desk = trading_desk()
    for account in (ALICE, BOB):
        desk.order(account, Side.BUY, 1, 7700, operator=7)
    assert desk.do(KILL, value=7, flags=BY_EXCHANGE)[0]["number"] == 2
    for account in (ALICE, BOB):
        assert desk.order(account, Side.BUY, 1, 7700, operator=7)[0]["reason"] == Reason.OPERATOR_KILLED


def test_a_cancel_goes_on_under_every_kill() -> None:
    desk = trading_desk()
    order = desk.order(ALICE, Side.BUY, 1, 7700, operator=8)[0]["order_id"]
    kill(desk, 7)
    assert desk.refused(CommandKind.CANCEL, account=ALICE, order_id=order, operator=7) == Reason.NONE
    desk.do(CommandKind.KILL_ACCOUNT, account=ALICE)
    assert desk.refused(CommandKind.MASS_CANCEL, account=ALICE, operator=7) == Reason.NONE
