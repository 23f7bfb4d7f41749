"""A day that should not have been started is taken back before it has traded."""

from __future__ import annotations

import pytest

from engine.commands import CommandKind, Phase, Side, TotalsKind
from engine.events import EventKind, Reason
from engine.rules import views
from engine.rules.check import check
from engine.rules.state import StateArray
from tests.engine.desk import ALICE, BOB, CEA25, DATE, Desk, trading_desk

WRONG = 20290109
RIGHT = 20260106


def settle(desk: Desk) -> None:
    """End and settle the running day."""
    if desk.state["venue"]["phase"][0] != Phase.CLOSED:
        desk.do(CommandKind.SET_PHASE, phase=Phase.CLOSED)
    figures = desk.do(CommandKind.END_DAY)[-1]
    said = {name: figures.get(name, 0) for name in ("quantity", "amount_fen", "tape_hash")}
    said["value"] = figures.get("number", 0)
    assert desk.refused(CommandKind.CLEARING_RESULT, date=figures["date"], **said) == Reason.NONE
    assert desk.refused(CommandKind.SETTLEMENT_DONE, date=figures["date"]) == Reason.NONE


def traded_desk() -> Desk:
    """A desk whose first day has traded 10 t at 78.50, is ended and settled."""
    desk = trading_desk()
    desk.order(ALICE, Side.SELL, 10, 7850)
    desk.order(BOB, Side.BUY, 10, 7850)
    settle(desk)
    return desk


def shown(state: StateArray) -> dict[str, object]:
    """What must be as before: dates, figures, prices and totals of all kinds."""
    venue, instrument = state["venue"][0], state["instruments"][0][CEA25]
    names = ("date", "phase", "ordinal", "tape_hash")
    prices = ("base_price", "lower", "upper", "last", "close", "open", "first_day", "ordinary")
    return {
        **{name: venue[name].item() for name in names},
        **{name: instrument[name].item() for name in prices},
        "days": state["days"][0].tobytes(),
        "totals": venue["totals"].tobytes() + instrument["totals"].tobytes(),
        "cash": views.balances(state, ALICE),
    }


def take_back(desk: Desk, date: int = WRONG) -> list[dict[str, object]]:
    return desk.do(CommandKind.TAKE_BACK_DAY, date=date, text=b"clock leapt")


def test_a_day_in_a_wrong_year_is_undone_and_the_right_one_can_be_started() -> None:
    desk = traded_desk()
    before = shown(desk.state)
    assert desk.refused(CommandKind.START_DAY, date=WRONG) == Reason.NONE
    assert desk.state["venue"]["totals"][0][TotalsKind.YEAR]["quantity"] == 0
    said = take_back(desk)[0]
    assert (said["kind"], said["date"], said["value"]) == (EventKind.ACCEPTED, WRONG, DATE)
    after = shown(desk.state)
    after["cash"] = before["cash"]  # what the start released stays released
    assert after == before
    assert desk.refused(CommandKind.START_DAY, date=RIGHT) == Reason.NONE
    desk.do(CommandKind.SET_PHASE, phase=Phase.MORNING)
    settle(desk)
    assert desk.state["venue"]["totals"][0][TotalsKind.YEAR]["quantity"] == 10
    assert check(desk.state) == []


def test_the_first_day_of_all_can_be_taken_back() -> None:
    desk = trading_desk()
    assert take_back(desk, DATE)[0]["kind"] == EventKind.ACCEPTED
    assert views.venue_status(desk.state)["phase"] == "no_day"
    assert desk.state["venue"]["date"][0] == 0
    assert views.last_day_settled(desk.state)
    assert desk.refused(CommandKind.START_DAY, date=DATE) == Reason.NONE


def test_orders_and_intents_are_withdrawn_and_give_back_what_they_hold() -> None:
    desk = trading_desk()
    before = views.balances(desk.state, ALICE), views.balances(desk.state, BOB)
    desk.order(ALICE, Side.SELL, 10, 7900)
    desk.order(BOB, Side.BUY, 10, 7800)
    desk.do(CommandKind.SET_PHASE, phase=Phase.AFTERNOON)
    block = {"account": ALICE, "instrument": CEA25, "side": Side.SELL, "price": 7800}
    desk.do(CommandKind.SET_PARAMETER, instrument=CEA25, parameter=25, value=10)
    assert desk.refused(CommandKind.POST_INTENT, quantity=100, **block) == Reason.NONE
    said = take_back(desk, DATE)
    assert said[0]["number"] == 2
    gone = [event["kind"] for event in said if event.get("reason") == Reason.WITHDRAWN_WITH_DAY]
    assert gone == [EventKind.CANCELLED, EventKind.CANCELLED, EventKind.INTENT_CLOSED]
    assert (views.balances(desk.state, ALICE), views.balances(desk.state, BOB)) == before
    assert check(desk.state) == []


def test_bought_units_are_not_sold_earlier_because_a_day_was_taken_back() -> None:
    desk = trading_desk()
    desk.do(CommandKind.SET_PARAMETER, instrument=CEA25, parameter=5, value=3)
    desk.order(ALICE, Side.SELL, 10, 7850)
    desk.order(BOB, Side.BUY, 10, 7850)
    settle(desk)
    for date in (20260106, 20260107):
        for _ in range(4):
            desk.do(CommandKind.START_DAY, date=date)
            take_back(desk, date)
        desk.do(CommandKind.START_DAY, date=date)
        assert views.balances(desk.state, BOB)["holdings"][0]["bought"] == 10
        settle(desk)
    desk.do(CommandKind.START_DAY, date=20260108)
    assert views.balances(desk.state, BOB)["holdings"][0] == {
        "instrument": "CEA25",
        "available": 10_010,
        "locked": 0,
        "bought": 0,
    }


@pytest.mark.parametrize("phase", [Phase.PRE_OPEN, Phase.MORNING, Phase.CLOSED])
def test_a_day_can_be_taken_back_until_it_ends(phase: Phase) -> None:
    desk = traded_desk()
    desk.do(CommandKind.START_DAY, date=WRONG)
    desk.do(CommandKind.SET_PHASE, phase=phase)
    assert take_back(desk)[0]["kind"] == EventKind.ACCEPTED


def test_a_day_that_has_ended_or_not_begun_is_not_taken_back() -> None:
    desk = traded_desk()
    assert desk.refused(CommandKind.TAKE_BACK_DAY, date=DATE) == Reason.DAY_NOT_RUNNING
    assert Desk().refused(CommandKind.TAKE_BACK_DAY, date=0) == Reason.DAY_NOT_RUNNING


def test_the_day_must_be_named() -> None:
    desk = trading_desk()
    said = desk.do(CommandKind.TAKE_BACK_DAY, date=WRONG)[0]
    assert (said["reason"], said["value"]) == (Reason.DAY_UNKNOWN, DATE)


def test_a_day_that_has_traded_is_not_taken_back() -> None:
    desk = trading_desk()
    desk.order(ALICE, Side.SELL, 10, 7850)
    desk.order(BOB, Side.BUY, 10, 7850)
    assert desk.refused(CommandKind.TAKE_BACK_DAY, date=DATE) == Reason.DAY_TRADED


def test_a_deal_that_is_struck_counts_as_a_trade_until_it_is_cancelled() -> None:
    desk = trading_desk()
    desk.do(CommandKind.SET_PHASE, phase=Phase.AFTERNOON)
    desk.do(CommandKind.SET_PARAMETER, instrument=CEA25, parameter=25, value=10)
    block = {"account": ALICE, "instrument": CEA25, "side": Side.SELL, "price": 7800}
    intent = desk.do(CommandKind.POST_INTENT, quantity=100, **block)[0]["order_id"]
    accept = {"account": BOB, "order_id": intent, "quantity": 100}
    assert desk.refused(CommandKind.ACCEPT_INTENT, **accept) == Reason.NONE
    assert desk.refused(CommandKind.TAKE_BACK_DAY, date=DATE) == Reason.DAY_TRADED
    assert desk.refused(CommandKind.CANCEL_DEAL, order_id=1) == Reason.NONE
    assert desk.refused(CommandKind.TAKE_BACK_DAY, date=DATE) == Reason.NONE
    assert check(desk.state) == []
