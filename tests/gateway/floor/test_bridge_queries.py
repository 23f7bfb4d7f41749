"""What the settlement bridge learns of the exchange's memory: days, and what was applied for it,
page by page.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gateway.floor import bridge_queries
from gateway.floor.anchors import Anchors
from tests.gateway.small_floor import SmallFloor, small_floor
from tests.gateway.small_venue import CLOSE, order

DATE = "2026-01-05"
TERMS = {"instrument": "CEA25", "price": 7850, "quantity": 10, "buyer": 2, "seller": 1}


@pytest.fixture(scope="module")
def settled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallFloor]:
    """A floor whose day is settled: two trades, of which the second failed; transfers before and
    after, one refused.
    """
    with small_floor(tmp_path_factory.mktemp("venue")) as floor:
        alice, bob = floor.session("alice"), floor.session("bob")
        exchange, bridge = floor.session("exchange"), floor.session("bridge")
        floor.ask(bridge, {"op": "cash_in", "account": 2, "amount_fen": 700, "reference": 1_001})
        floor.ask(
            bridge,
            {
                "op": "units_in",
                "account": 9,
                "instrument": "CEA25",
                "quantity": 5,
                "reference": 1_002,
            },
        )
        for _ in range(2):
            floor.ask(alice, order("sell", 7850, 10))
            floor.ask(bob, order("buy", 7850, 10))
        floor.ask(exchange, CLOSE, {"op": "end_day"})
        day = floor.ask(bridge, {"op": "days"})[0]["days"][-1]
        figures = {
            name: day[name] for name in ("date", "count", "quantity", "amount_fen", "tape_hash")
        }
        floor.ask(bridge, {"op": "clearing_result"} | figures)
        floor.ask(bridge, {"op": "trade_failed", "date": DATE, "trade": 2} | TERMS)
        floor.ask(bridge, {"op": "settlement_done", "date": DATE, "failed": 1})
        floor.ask(
            bridge,
            {
                "op": "units_out",
                "account": 1,
                "instrument": "CEA25",
                "quantity": 5,
                "reference": 1_003,
            },
        )
        yield floor


def applied(floor: SmallFloor, first: int) -> list[dict]:
    bridge, rows, following = floor.session("bridge"), [], first
    while following is not None:
        reply = floor.ask(bridge, {"op": "applied", "from": following})[0]
        rows += reply["applied"]
        following = reply["next"]
    return rows


def test_days_say_how_far_they_are_and_where_they_begin(settled: SmallFloor) -> None:
    (day,) = settled.ask(settled.session("exchange"), {"op": "days"})[0]["days"]
    assert (day["date"], day["ended"], day["confirmed"], day["settled"], day["failed"]) == (
        DATE,
        True,
        True,
        True,
        1,
    )
    assert (day["count"], day["quantity"], day["amount_fen"]) == (2, 20, 157_000)
    assert day["first_event"] > 1


def test_everything_applied_is_told_in_order_and_nothing_refused(settled: SmallFloor) -> None:
    days = [row["date"] for row in applied(settled, 1) if row["op"] == "start_day"]
    rows = [
        row
        for row in applied(settled, 1)
        if row.get("reference", 1_001) > 1_000 and row["op"] != "start_day"
    ]
    assert days == [DATE]
    assert [row["op"] for row in rows] == [
        "cash_in",
        "clearing_result",
        "trade_failed",
        "settlement_done",
        "units_out",
    ]
    told = [
        {name: value for name, value in row.items() if name not in ("event", "time_ns", "op")}
        for row in rows
    ]
    assert told[0] == {"account": 2, "amount_fen": 700, "reference": 1_001}
    assert told[2] == {"date": DATE, "method": "listed", "trade": 2} | TERMS
    assert told[3] == {"date": DATE, "failed": 1}
    assert told[4] == {"account": 1, "instrument": "CEA25", "quantity": 5, "reference": 1_003}


def test_the_failed_trades_of_a_day_follow_its_first_event(settled: SmallFloor) -> None:
    (day,) = settled.ask(settled.session("bridge"), {"op": "days"})[0]["days"]
    failed = [
        row["trade"] for row in applied(settled, day["first_event"]) if row["op"] == "trade_failed"
    ]
    assert (failed, day["failed"]) == ([2], 1)


@pytest.mark.parametrize(("rows", "events"), [(1, 16_384), (500, 1), (2, 3)])
def test_pages_of_any_size_tell_the_same(
    settled: SmallFloor, rows: int, events: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = applied(settled, 1)
    monkeypatch.setattr(bridge_queries, "APPLIED_MAX", rows)
    monkeypatch.setattr(bridge_queries, "READ_MAX", events)
    assert applied(settled, 1) == whole


def test_events_that_are_not_there_are_refused(settled: SmallFloor) -> None:
    bridge, following = settled.session("bridge"), settled.sequencer.next_event
    assert settled.ask(bridge, {"op": "applied", "from": following})[0]["applied"] == []
    error = settled.ask(bridge, {"op": "applied", "from": following + 1})[0]["error"]
    assert (error["field"], error["allowed"]) == ("from", [1, following])


@pytest.mark.parametrize("name", ["alice", "vera", "feed"])
def test_only_the_bridge_and_the_exchange_may_ask(settled: SmallFloor, name: str) -> None:
    for op in ({"op": "days"}, {"op": "applied", "from": 1}):
        assert settled.ask(settled.session(name), op)[0]["error"]["code"] == "role_not_allowed"


def test_the_last_anchor_is_told_also_of_a_refused_report_and_found_again_at_a_start(
    settled: SmallFloor,
) -> None:
    bridge = settled.session("bridge")
    assert settled.ask(bridge, {"op": "anchor"})[0]["anchor"] is None
    done = {"op": "settlement_done", "date": DATE, "failed": 1, "anchor": "12 " + "A" * 43}
    assert settled.ask(bridge, done)[0]["error"]["code"] == "day_already_settled"
    told = settled.ask(bridge, {"op": "anchor"})[0]
    assert told["anchor"] == "12 " + "A" * 43
    assert Anchors(settled.floor.sequencer).last == (told["command"], told["anchor"])
    head = {"position": told["log_position"], "link": told["log_link"]}
    settled.ask(bridge, {"op": "settlement_done", "date": DATE, "failed": 1})
    assert settled.ask(bridge, {"op": "anchor"} | head)[0]["stands"] is True
    for other in ({"link": "0" * 64}, {"position": head["position"] + 64}, {"position": 2**40}):
        assert settled.ask(bridge, {"op": "anchor"} | head | other)[0]["stands"] is False
