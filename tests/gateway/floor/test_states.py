"""States pushed to every session."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.gateway.small_floor import SmallFloor, small_floor
from tests.gateway.small_venue import CLOSE


@pytest.fixture
def market(tmp_path: Path) -> Iterator[SmallFloor]:
    with small_floor(tmp_path) as floor:
        yield floor


def test_states_are_pushed_in_order_of_their_changes(market: SmallFloor) -> None:
    exchange = market.session("exchange")
    before = len(market.turns)
    market.ask(
        exchange,
        {"op": "halt", "instrument": "CEA25"},
        {"op": "halt"},
        {"op": "resume"},
        {"op": "set_phase", "phase": "lunch"},
        {"op": "set_phase", "phase": "lunch"},
        CLOSE,
        {"op": "end_day"},
    )
    told = [state for turn in market.turns[before:] for state in turn.states]
    states = [(state["phase"], state["venue_halted"], state["halted"]) for state in told]
    assert states == [
        ("morning", False, ["CEA25"]),
        ("morning", True, ["CEA25"]),
        ("morning", False, ["CEA25"]),
        ("lunch", False, ["CEA25"]),
        ("closed", False, ["CEA25"]),
        ("ended", False, ["CEA25"]),
    ]


def test_halts_with_an_end_are_pushed_answered_and_listed(market: SmallFloor) -> None:
    exchange = market.session("exchange")
    (reply,) = market.ask(
        exchange,
        {"op": "set_parameter", "instrument": "CEA25", "parameter": "opening_call", "value": 1},
    )
    assert reply["ok"]
    before = len(market.turns)
    halt = {"op": "halt", "instrument": "CEA25", "until": "10:45", "call_minutes": 5}
    answers = market.ask(
        exchange,
        halt,
        {"op": "begin_call", "instrument": "CEA25"},
        {"op": "set_phase", "phase": "lunch"},
        {"op": "halt", "until": "13:30"},
    )
    ends = {"until": "2026-01-05 10:45", "call_minutes": 5, "trading_from": "2026-01-05 10:50"}
    assert answers[0].items() >= ends.items() and all(each["ok"] for each in answers)
    told = [state for turn in market.turns[before:] for state in turn.states]
    rows = [[(row["instrument"], row["in_call"]) for row in state["halts"]] for state in told]
    assert rows == [[("CEA25", False)], [("CEA25", True)], [], [(None, False)]]
    assert [state["halted"] for state in told] == [["CEA25"], [], [], []]
    status, supervision = market.ask(exchange, {"op": "status"}, {"op": "supervision"})
    row = {"instrument": None, "in_call": False, "until": "2026-01-05 13:30", "call_minutes": 0}
    assert status["halts"] == [row | {"trading_from": "2026-01-05 13:30"}] == supervision["halts"]
    assert status["venue_halted"] and told[-1]["halts"] == status["halts"]


REFUSED = [
    ({"call_minutes": 5}, "field_missing", "until"),
    ({"date": "2026-01-05"}, "field_missing", "until"),
    ({"until": "10:60"}, "field_out_of_range", "until"),
    ({"until": "10:45", "call_minutes": 0}, "field_out_of_range", "call_minutes"),
    ({"until": "10:45", "call_minutes": 61}, "field_out_of_range", "call_minutes"),
    ({"until": "10:45", "date": "2026-01-02"}, "halt_end_past", "date"),
    ({"until": "10:45", "instrument": "CEA25", "call_minutes": 5}, "call_off", "instrument"),
]


@pytest.mark.parametrize(("fields", "code", "field"), REFUSED)
def test_an_end_that_cannot_be_is_refused_by_its_field(
    market: SmallFloor, fields: dict[str, object], code: str, field: str
) -> None:
    (reply,) = market.ask(market.session("exchange"), {"op": "halt", **fields})
    assert (reply["error"]["code"], reply["error"]["field"]) == (code, field)


def test_fees_by_date_are_listed_until_they_are_in_force(market: SmallFloor) -> None:
    exchange = market.session("exchange")
    fees = {"from_date": "2026-01-06", "instrument": "CEA25", "trading_fee_ppm": 6000}
    asked = [{"op": "set_fees", **fees}, {"op": "set_fees", "from_date": "2026-02-02"}]
    assert all(each["ok"] for each in market.ask(exchange, *asked))
    listed = market.ask(exchange, {"op": "fees"})[0]["fees"]
    found = [(row["instrument"], row["from"], row["trading_fee_ppm"]) for row in listed]
    coming = [("CEA25", "2026-01-06", 6000), (None, "2026-02-02", 0)]
    assert found == [("CEA24", None, 0), ("CEA25", None, 0), *coming]
    parameters = market.ask(exchange, {"op": "parameters", "instrument": "CEA25"})[0]["parameters"]
    waiting = {row["parameter"]: (row["pending"], row["from"]) for row in parameters if row["from"]}
    assert waiting["trading_fee_ppm"] == (6000, "2026-01-06")
    wrong = [
        ({"from_date": "2026-01-05"}, "fees_date_past"),
        ({"from_date": "2028-01-05"}, "out_of_schedule"),
        ({"from_date": "2026-02-02", "trading_fee_ppm": 100_001}, "field_out_of_range"),
    ]
    for each, code in wrong:
        assert market.ask(exchange, {"op": "set_fees", **each})[0]["error"]["code"] == code
    withdraw = {"op": "withdraw_fees", "from_date": "2026-02-02"}
    first, again = market.ask(exchange, withdraw, withdraw)
    assert first["ok"] and again["error"]["code"] == "fees_unknown"
