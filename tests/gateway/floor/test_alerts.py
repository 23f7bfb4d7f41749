"""Alerts to staff at the gateway: kept as they are now in the order of their changes, pushed to the
exchange, acknowledged by number.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from engine.commands import CommandKind
from gateway.floor import alerts
from gateway.floor.alerts import Alerts
from gateway.supervision.alerts.changes import begun
from gateway.supervision.alerts.records import About, Change, Figure, Said, Turn
from tests.gateway.small_floor import SmallFloor, small_floor

Rows = list[dict[str, Any]]


@pytest.fixture
def market(tmp_path: Any) -> Iterator[SmallFloor]:
    with small_floor(tmp_path) as floor:
        yield floor


def row(number: int, change: int, state: str = "open") -> dict[str, Any]:
    about = About("limit_locked", "upper", "CEA25")
    said = Change(Turn.BEGINS, about, "封涨停", "locked", (Figure("sealed", 10, "t"),))
    alert = begun(number, Said(said, 1_000 + number, 20_260_105))
    return alert.as_map() | {"change": change, "state": state}


def post(market: SmallFloor, *rows: dict[str, Any]) -> dict[str, Any]:
    return market.ask(market.session("feed"), {"op": "post_alerts", "alerts": list(rows)})[0]


def kept(market: SmallFloor, after: int = 0) -> dict[str, Any]:
    return market.ask(market.session("exchange"), {"op": "alerts", "after": after})[0]


def test_each_alert_is_kept_as_it_is_now_in_the_order_of_the_changes(market: SmallFloor) -> None:
    rows = [row(1, 1), row(2, 2), row(1, 3, "cleared")]
    assert post(market, *rows)["last"] == 3
    assert kept(market)["alerts"] == [rows[1], rows[2]]
    assert [each["change"] for each in kept(market, 2)["alerts"]] == [3]
    post(market, row(2, 2, "cleared"))  # posted before
    assert kept(market)["alerts"] == [rows[1], rows[2]]
    market.ask(market.session("feed"), {"op": "begin_alerts"})
    reply = kept(market)
    assert (reply["alerts"], reply["last"], reply["next"]) == ([], 0, None)


def test_each_change_is_pushed_once_and_to_the_exchange_alone(market: SmallFloor) -> None:
    staff, others = market.session("exchange"), [market.session(name) for name in ("alice", "feed")]
    post(market, row(1, 1), row(1, 2, "cleared"))
    post(market, row(1, 2, "cleared"))
    pushed = [message for turn in market.turns for message in turn.alerts]
    assert [(each["type"], each["change"]) for each in pushed] == [("alert", 1), ("alert", 2)]
    assert staff and others


def test_an_acknowledgement_is_journalled_with_the_alert_s_time_and_the_key(
    market: SmallFloor,
) -> None:
    post(market, row(4, 1))
    staff = market.session("exchange")
    asked = {"op": "acknowledge_alert", "alert": 4, "reason": "called"}
    assert market.ask(staff, asked)[0]["ok"]
    first = market.floor.directory.next_event - 3
    events = market.floor.directory.recall.read(first, 3)
    accepted = events[events["command_kind"] == CommandKind.ACKNOWLEDGE_ALERT][0]
    grant = staff.grant
    assert grant is not None
    said = accepted["number"], accepted["quantity"], accepted["value"]
    assert [int(each) for each in said] == [4, 1_004, grant.number]
    error = market.ask(staff, asked | {"alert": 5})[0]["error"]
    assert (error["code"], error["allowed"]) == ("alert_unknown", [4, 4])


def test_pages_and_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alerts, "KEPT_MAX", 3)
    monkeypatch.setattr(alerts, "PAGE_MAX", 2)
    board = Alerts()
    board.take_in(row(number, number) | {"date": 20_260_105} for number in range(1, 6))
    pages = [board.after(0), board.after(4)]
    found = [([each["number"] for each in page], following) for page, following in pages]
    assert found == [([3, 4], 4), ([5], None)]
