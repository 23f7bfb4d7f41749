"""Kills at their edges: whose places they take, their order, and whom a kill leaves alone."""

from __future__ import annotations

import pytest

from engine.commands import BY_EXCHANGE, REFUSE_LOG_ON, CommandKind, Side
from engine.events import EventKind, Reason
from engine.rules.check import check
from engine.rules.kill_views import LogOnsRefused, log_ons_refused
from engine.rules.state import ACCOUNT_KILLS_MAX, EXCHANGE_KILLS_MAX
from tests.engine.desk import ALICE, BOB, CARL, Desk, trading_desk

KILL, RELEASE = CommandKind.KILL_OPERATOR, CommandKind.RELEASE_OPERATOR


def kill(desk: Desk, operator: int, kind: CommandKind = KILL, **fields: int) -> Reason:
    return desk.refused(kind, **{"account": ALICE, "value": operator, **fields})


EXCHANGE = {"flags": BY_EXCHANGE, "account": 0}


def enters(desk: Desk, account: int, operator: int) -> Reason:
    """Why an order of an operator is refused, NONE when it is taken."""
    said = desk.order(account, Side.BUY, 1, 7700, operator=operator)[0]
    return Reason(said.get("reason", 0))


def test_places_of_an_account_refuse_aloud_and_take_another_when_one_is_released() -> None:
    desk = trading_desk()
    for operator in range(1, ACCOUNT_KILLS_MAX + 1):
        assert kill(desk, operator) == Reason.NONE
    assert kill(desk, 9_999) == Reason.OPERATORS_FULL
    assert kill(desk, 7, RELEASE) == Reason.NONE
    assert kill(desk, 9_999) == Reason.NONE
    for operator in (1, 5, 9_999, ACCOUNT_KILLS_MAX):
        assert enters(desk, ALICE, operator) == Reason.OPERATOR_KILLED
    assert enters(desk, ALICE, 7) == Reason.NONE


def test_no_account_uses_up_the_places_of_another_or_of_the_exchange() -> None:
    desk = trading_desk()
    for account in (BOB, CARL):
        for operator in range(1, ACCOUNT_KILLS_MAX + 1):
            assert kill(desk, operator, account=account) == Reason.NONE
        assert kill(desk, 99, account=account) == Reason.OPERATORS_FULL
    assert kill(desk, 1) == Reason.NONE
    for operator in range(1, EXCHANGE_KILLS_MAX + 1):
        assert kill(desk, operator, **EXCHANGE) == Reason.NONE
    assert kill(desk, 9_999, **EXCHANGE) == Reason.OPERATORS_FULL
    assert kill(desk, 9_999) == Reason.NONE


def test_a_kill_that_names_the_key_of_another_account_leaves_that_account_alone() -> None:
    desk = trading_desk()
    order = desk.order(ALICE, Side.BUY, 1, 7700, operator=7)[0]["order_id"]
    assert desk.do(KILL, account=CARL, value=7)[0].get("number", 0) == 0
    assert enters(desk, ALICE, 7) == Reason.NONE
    said = desk.do(KILL, account=ALICE, value=7)
    assert said[0]["kind"] == EventKind.ACCEPTED and said[1]["order_id"] == order
    assert kill(desk, 7, RELEASE, account=CARL) == Reason.NONE
    assert enters(desk, ALICE, 7) == Reason.OPERATOR_KILLED
    assert check(desk.state) == []


def test_after_all_releases_nothing_is_left_of_the_kills() -> None:
    desk = trading_desk()
    names = ("operators_killed", "exchange_kills", "killed_operators")

    def kept() -> bytes:
        tables = [*(desk.state["venue"][name] for name in names), desk.state["account_kills"]]
        return b"".join(table.tobytes() for table in tables)

    before = kept()
    for account, flags in ((ALICE, 0), (BOB, 0), (0, BY_EXCHANGE)):
        for operator in (11, 12, 13):
            fields = {"account": account, "flags": flags | REFUSE_LOG_ON}
            assert kill(desk, operator, **fields) == Reason.NONE
    for operator in (12, 11, 13):
        assert kill(desk, operator, RELEASE, **EXCHANGE) == Reason.NONE
        assert kill(desk, operator, RELEASE) == Reason.OPERATOR_NOT_KILLED
    assert kept() == before


def test_the_refusal_of_log_on_lasts_as_long_as_its_kill() -> None:
    desk = trading_desk()
    kill(desk, 7, flags=REFUSE_LOG_ON)
    kill(desk, 8)
    assert log_ons_refused(desk.state) == LogOnsRefused(frozenset(), frozenset({(ALICE, 7)}))
    assert kill(desk, 7, flags=REFUSE_LOG_ON) == kill(desk, 7) == Reason.OPERATOR_KILLED
    assert kill(desk, 8, flags=REFUSE_LOG_ON) == Reason.NONE  # a kill that adds the refusal
    assert kill(desk, 7, **EXCHANGE) == Reason.NONE  # which the member asked for, and which stays
    refused = log_ons_refused(desk.state)
    assert refused.contain(ALICE, 7) and refused.contain(BOB, 7) and refused.contain(ALICE, 8)
    assert not refused.contain(BOB, 8)
    kill(desk, 7, RELEASE, **EXCHANGE)
    kill(desk, 8, RELEASE)
    assert log_ons_refused(desk.state) == LogOnsRefused(frozenset(), frozenset())


def test_a_kill_of_an_account_refuses_log_on_to_all_its_keys_until_the_release() -> None:
    desk = trading_desk()
    kinds = CommandKind.KILL_ACCOUNT, CommandKind.RELEASE_ACCOUNT
    assert desk.refused(kinds[0], account=ALICE) == Reason.NONE
    assert not log_ons_refused(desk.state).contain(ALICE, 7)
    assert desk.refused(kinds[0], account=ALICE, flags=REFUSE_LOG_ON) == Reason.NONE
    assert log_ons_refused(desk.state).contain(ALICE, 7)
    assert desk.refused(kinds[0], account=ALICE, flags=REFUSE_LOG_ON) == Reason.ACCOUNT_KILLED
    assert desk.refused(kinds[0], account=ALICE, flags=BY_EXCHANGE) == Reason.NONE
    assert log_ons_refused(desk.state).contain(ALICE, 7)
    assert desk.refused(kinds[1], account=ALICE) == Reason.KILLED_BY_EXCHANGE
    assert desk.refused(kinds[1], account=ALICE, flags=BY_EXCHANGE) == Reason.NONE
    assert not log_ons_refused(desk.state).contain(ALICE, 7)


@pytest.mark.parametrize("table", ["orders", "accounts", "count", "twice"])
def test_the_check_finds_what_should_not_be_under_a_kill(table: str) -> None:
    desk = trading_desk()
    desk.order(ALICE, Side.BUY, 1, 7700, operator=8)
    kill(desk, 7)
    kills = desk.state["account_kills"][0]
    assert check(desk.state) == []
    if table == "orders":
        kills[ALICE]["operators"][0]["operator"] = 8
    elif table == "accounts":
        kills[BOB]["log_on_refused"] = 1
    elif table == "count":
        kills[ALICE]["count"] = 0
    else:
        kills[ALICE]["operators"][1]["operator"] = 7
        kills[ALICE]["count"] = 2
        desk.state["venue"]["operators_killed"] += 1
    assert [problem for problem in check(desk.state) if problem.startswith("kills: ")]


def test_orders_leave_best_price_first_and_those_of_others_stay() -> None:
    desk = trading_desk()
    wanted = [
        desk.order(ALICE, Side.BUY, 1, price, operator=7)[0]["order_id"]
        for price in (7690, 7700, 7695)
    ]
    others = [
        desk.order(ALICE, Side.BUY, 1, 7700, operator=8),
        desk.order(BOB, Side.BUY, 1, 7700, operator=7),
    ]
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
        assert enters(desk, account, 7) == Reason.OPERATOR_KILLED


def test_a_cancel_goes_on_under_every_kill() -> None:
    desk = trading_desk()
    order = desk.order(ALICE, Side.BUY, 1, 7700, operator=8)[0]["order_id"]
    kill(desk, 7)
    assert (
        desk.refused(CommandKind.CANCEL, account=ALICE, order_id=order, operator=7) == Reason.NONE
    )
    desk.do(CommandKind.KILL_ACCOUNT, account=ALICE)
    assert desk.refused(CommandKind.MASS_CANCEL, account=ALICE, operator=7) == Reason.NONE
