"""Alerts of compliance risk: kept by entity, year and kind, sent once, pushed to the exchange
alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from gateway.floor import risk_alerts
from gateway.floor.risk_alerts import RiskAlerts
from tests.gateway.small_floor import SmallFloor, small_floor

ALERT = {
    "date": "2025-12-01",
    "entity": 7,
    "name": "汉江电力",
    "accounts": [7, 8],
    "year": 2024,
    "kind": "shortfall",
    "shortfall": 5,
    "outstanding": 100,
    "available": 95,
    "offered": 0,
    "days_left": 30,
}


@pytest.fixture
def market(tmp_path: Any) -> Iterator[SmallFloor]:
    with small_floor(tmp_path) as floor:
        yield floor


def tell(floor: SmallFloor, number: int, **changed: Any) -> dict[str, Any]:
    return floor.ask(
        floor.session("bridge"), {"op": "risk_alert", "number": number} | ALERT | changed
    )[0]


def kept(floor: SmallFloor, after: int = 0) -> list[tuple[int, str, int]]:
    reply = floor.ask(floor.session("exchange"), {"op": "risk_alerts", "after": after})[0]
    return [(row["number"], row["kind"], row["shortfall"]) for row in reply["alerts"]]


def test_the_newest_of_each_kind_is_kept_in_order_of_their_numbers(market: SmallFloor) -> None:
    tell(market, 1)
    tell(market, 2, kind="over_selling", shortfall=9)
    tell(market, 4, shortfall=0)
    assert kept(market) == [(2, "over_selling", 9), (4, "shortfall", 0)]
    assert kept(market, after=2) == [(4, "shortfall", 0)]
    reply = market.ask(market.session("exchange"), {"op": "risk_alerts"})[0]
    assert (reply["last"], reply["next"]) == (4, None)
    assert reply["alerts"][0] == {"number": 2} | ALERT | {"kind": "over_selling", "shortfall": 9}


def test_each_is_pushed_once_and_one_told_again_is_passed_over(market: SmallFloor) -> None:
    tell(market, 1)
    tell(market, 1, shortfall=6)
    pushed = [alert for turn in market.turns for alert in turn.alerts]
    assert [(alert["type"], alert["number"], alert["shortfall"]) for alert in pushed] == [
        ("risk_alert", 1, 5)
    ]
    assert kept(market) == [(1, "shortfall", 5)]


def test_to_begin_forgets_all(market: SmallFloor) -> None:
    tell(market, 5)
    market.ask(market.session("bridge"), {"op": "begin_risk_alerts"})
    assert kept(market) == []
    tell(market, 1)
    assert kept(market) == [(1, "shortfall", 5)]


def test_the_state_of_the_engine_and_its_log_stay_as_they_are(market: SmallFloor) -> None:
    before = (market.sequencer.next_command, market.sequencer.next_event)
    tell(market, 1)
    assert (market.sequencer.next_command, market.sequencer.next_event) == before


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"accounts": [0]}, "accounts.0"),
        ({"accounts": "7"}, "accounts"),
        ({"kind": "Short fall"}, "kind"),
        ({"year": 24}, "year"),
        ({"shortfall": -1}, "shortfall"),
        ({"date": "2025-13-01"}, "date"),
    ],
)
def test_bad_input_is_refused_with_its_field(
    market: SmallFloor, changed: dict[str, Any], field: str
) -> None:
    assert tell(market, 1, **changed)["error"]["field"] == field
    assert kept(market) == []


def test_no_more_are_kept_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(risk_alerts, "KEPT_MAX", 2)
    board = RiskAlerts()
    fields = ALERT | {"date": 20_251_201, "kind": b"shortfall"}
    for number in (1, 2):
        board.take_in(fields | {"number": number, "entity": number})
    with pytest.raises(risk_alerts.RequestError, match="at most"):
        board.take_in(fields | {"number": 3, "entity": 3})
    board.take_in(fields | {"number": 3, "entity": 2})
    assert board.last == 3


@pytest.mark.parametrize("name", ["alice", "vera", "feed", "exchange"])
def test_nobody_but_the_bridge_tells_alerts(market: SmallFloor, name: str) -> None:
    told = market.ask(market.session(name), {"op": "risk_alert", "number": 1} | ALERT)[0]
    assert told["error"]["code"] == "role_not_allowed"
