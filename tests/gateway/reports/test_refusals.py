"""Every reason of the engine has a text, with its field and what is allowed."""

from __future__ import annotations

import numpy as np
import pytest

from engine.commands import CommandKind, Phase
from engine.events import EventKind, Reason, empty_events
from engine.events.refusals import REFUSALS
from gateway.reports.refusals import refusal_of
from gateway.reports.rows import EventRow, rows_of


def refused(reason: Reason, **fields: object) -> EventRow:
    events = empty_events(1)
    events["kind"], events["reason"], events["command_kind"] = (
        EventKind.REFUSED,
        reason,
        CommandKind.NEW_ORDER,
    )
    events["phase"] = Phase.LUNCH
    for name, value in fields.items():
        events[name] = value
    return rows_of(events)[0]


@pytest.mark.parametrize("reason", REFUSALS)
@pytest.mark.parametrize("value", [0, 7, 20260105, 4 * 10**18])
def test_every_refusal_can_be_said_whatever_the_event_holds(reason: Reason, value: int) -> None:
    price = min(value, np.iinfo(np.int32).max)
    event = refused(
        reason, value=value, price=price, quantity=value, amount_fen=value, order_id=value
    )
    error = refusal_of(event, "CEA25")
    assert error["code"] == reason.name.lower()
    assert "{" not in error["message"] and error["message"]
    waits = {"retry_after_ms"} if reason == Reason.ORDER_RATE_ABOVE_LIMIT else set()
    assert set(error) == {"code", "field", "value", "allowed", "message"} | waits


def test_prices_are_said_with_two_decimals_and_sent_as_integers() -> None:
    error = refusal_of(refused(Reason.PRICE_ABOVE_LIMIT, price=9000, value=8635), "CEA25")
    assert (error["field"], error["value"], error["allowed"]) == ("price", 9000, 8635)
    assert error["message"] == "price 90.00 is above the upper limit 86.35"


def test_a_phase_is_said_by_its_name() -> None:
    error = refusal_of(refused(Reason.PHASE_NOT_TRADING, value=3), "CEA25")
    assert error["allowed"] == ["morning", "afternoon"]
    assert error["message"].endswith("the phase is lunch")


def test_an_instrument_is_said_by_its_code() -> None:
    assert refusal_of(refused(Reason.INSTRUMENT_HALTED, instrument=2), "CEA25")["value"] == "CEA25"
    assert refusal_of(refused(Reason.INSTRUMENT_UNKNOWN, instrument=9), "")["value"] == 9


def test_a_phase_out_of_order_says_the_one_asked_for_and_those_to_come() -> None:
    row = refused(Reason.PHASE_OUT_OF_ORDER, command_kind=CommandKind.SET_PHASE)
    error = refusal_of(row, "", {"phase": Phase.MORNING})
    assert (error["field"], error["value"], error["allowed"]) == (
        "phase",
        "morning",
        ["afternoon", "closed"],
    )


def test_a_parameter_out_of_range_says_the_value_and_the_range() -> None:
    row = refused(
        Reason.PARAMETER_OUT_OF_RANGE,
        command_kind=CommandKind.SET_PARAMETER,
        value=0,
        number=1,
        amount_fen=100,
    )
    error = refusal_of(row, "CEA25")
    assert (error["field"], error["value"], error["allowed"]) == ("value", 0, [1, 100])
    assert error["message"] == "the parameter goes from 1 to 100"


def test_an_order_without_the_cash_for_it_says_what_it_needs_and_what_there_is() -> None:
    error = refusal_of(
        refused(Reason.CASH_INSUFFICIENT, quantity=10, price=7850, amount_fen=78_500, value=500),
        "CEA25",
    )
    assert (error["field"], error["value"]) == ("quantity", 10)
    assert error["allowed"] == {"available_fen": 500, "needed_fen": 78_500}
    assert error["message"] == "10 t at 78.50 needs 785.00 with fees, available cash 5.00"
    market = refusal_of(
        refused(Reason.CASH_INSUFFICIENT, quantity=10, amount_fen=78_500, value=500), "CEA25"
    )
    assert market["message"].startswith("10 t at the market needs")
