"""Reports and event maps, field by field as PROTOCOL.md says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.commands import SelfTrade
from gateway.reports.event_maps import event_maps
from tests.gateway.small_floor import SmallFloor, small_floor
from tests.gateway.small_venue import CLOSE, order

HEAD = {"type", "report_date", "number", "replay", "report", "time_ns", "received_ns"}
ORDER = {"order", "client_order_id", "instrument", "side", "price"}
FIELDS = {
    "entered": HEAD | ORDER | {"order_type", "quantity", "time_in_force"},
    "fill": HEAD
    | ORDER
    | {
        "quantity",
        "leaves",
        "trade",
        "liquidity",
        "amount_fen",
        "trading_fee_fen",
        "settlement_fee_fen",
    },
    "replaced": HEAD | ORDER | {"leaves", "kept_place"},
    "cancelled": HEAD | ORDER | {"leaves", "reason", "status"},
    "lowered": HEAD | (ORDER - {"price"}) | {"quantity", "leaves", "reason"},
    "refused": HEAD | {"client_order_id", "op", "error", "instrument", "side", "price", "quantity"},
}


@pytest.fixture
def market(tmp_path: Path) -> Iterator[SmallFloor]:
    with small_floor(tmp_path) as floor:
        yield floor


def test_every_report_has_exactly_the_documented_fields(market: SmallFloor) -> None:
    alice, bob = market.session("alice"), market.session("bob")
    market.ask(
        alice,
        order("sell", 7800, 9, client_order_id="a1"),
        order("sell", 9999, 9, client_order_id="a2"),
    )
    market.ask(alice, {"op": "replace", "client_order_id": "a1", "price": 7800, "quantity": 8})
    market.ask(bob, order("buy", 7800, 5, client_order_id="b1"))
    market.ask(alice, {"op": "cancel", "client_order_id": "a1"})
    reports = market.reports(alice)
    assert [report["report"] for report in reports] == [
        "entered",
        "refused",
        "replaced",
        "fill",
        "cancelled",
    ]
    for report in reports:
        assert set(report) == FIELDS[report["report"]]
    assert [report["client_order_id"] for report in reports] == ["a1", "a2", "a1", "a1", "a1"]
    fill = reports[3]
    assert (fill["side"], fill["leaves"], fill["quantity"], fill["amount_fen"]) == (
        "sell",
        3,
        5,
        39_000,
    )
    taken = market.reports(bob)[1]
    assert (taken["side"], taken["leaves"], taken["client_order_id"], taken["trade"]) == (
        "buy",
        0,
        "b1",
        fill["trade"],
    )


def test_reports_name_the_request_that_they_follow_from(market: SmallFloor) -> None:
    alice = market.session("alice")
    number = market.ask(alice, order("sell", 7800, 9))[0]["order"]
    named = {"order": number, "client_request_id": "r1"}
    market.ask(alice, {"op": "replace", "price": 9999, "total": 8} | named)
    market.ask(alice, {"op": "replace", "price": 7801, "total": 8} | named)
    market.ask(
        alice, {"op": "replace", "price": 7801, "total": 8, **named, "client_request_id": "r2"}
    )
    market.ask(alice, {"op": "cancel", **named, "client_request_id": "r3"})
    reports = market.reports(alice)[1:]
    assert [(each["report"], each["client_request_id"]) for each in reports] == [
        ("refused", "r1"),
        ("replaced", "r2"),
        ("cancelled", "r3"),
    ]


def test_refusals_of_a_total_say_what_counts(market: SmallFloor) -> None:
    alice, bob = market.session("alice"), market.session("bob")
    number = market.ask(alice, order("buy", 7800, 9))[0]["order"]
    market.ask(bob, order("sell", 7800, 4))
    change = {"op": "replace", "order": number, "price": 7800}
    dear, guarded, neither, both = market.ask(
        alice,
        change | {"total": 999_999_999},
        change | {"total": 8, "expected_leaves": 9},
        change,
        change | {"total": 8, "quantity": 8},
    )
    assert (dear["error"]["field"], dear["error"]["value"]) == ("total", 999_999_999)
    assert "of a total, what has not traded counts" in dear["error"]["message"]
    error = guarded["error"]
    assert (error["code"], error["field"]) == ("leaves_differ", "expected_leaves")
    assert (error["value"], error["allowed"]) == (9, 5)
    for reply in (neither, both):
        assert reply["error"]["allowed"] == ["quantity", "total"]
    ended = market.ask(alice, change | {"total": 4})[0]
    assert (ended["leaves"], ended["status"], ended["reason"]) == (0, "cancelled", "total_reached")


def test_an_order_lowered_by_its_own_accounts_is_told(market: SmallFloor) -> None:
    alice, exchange = market.session("alice"), market.session("exchange")
    market.ask(
        exchange,
        {
            "op": "set_parameter",
            "instrument": "CEA25",
            "parameter": "self_trade",
            "value": SelfTrade.DECREMENT,
        },
    )
    market.ask(alice, order("sell", 7800, 3, client_order_id="a1"))
    (taker,) = market.ask(alice, order("buy", 7800, 9, client_order_id="a2"))
    assert (taker["leaves"], taker["filled"], taker["status"]) == (6, 0, "entered")
    reports = market.reports(alice)
    assert [report["report"] for report in reports] == [
        "entered",
        "entered",
        "cancelled",
        "lowered",
    ]
    assert set(reports[3]) == FIELDS["lowered"]
    lowered = {
        name: reports[3][name] for name in ("client_order_id", "quantity", "leaves", "reason")
    }
    assert lowered == {"client_order_id": "a2", "quantity": 3, "leaves": 6, "reason": "self_trade"}


def test_account_reports_tell_what_changed(market: SmallFloor) -> None:
    alice = market.session("alice", report_date="2026-01-05", next_report=1)
    bridge, exchange = market.session("bridge"), market.session("exchange")
    transfers = [
        {"op": "cash_out", "account": 1, "amount_fen": 5, "reference": 50},
        {"op": "units_out", "account": 1, "instrument": "CEA25", "quantity": 7, "reference": 51},
    ]
    assert all(reply["ok"] for reply in market.ask(bridge, *transfers))
    market.ask(exchange, {"op": "suspend", "account": 1}, {"op": "restore", "account": 1})
    told = [
        {name: value for name, value in report.items() if name not in HEAD}
        for report in market.reports(alice)
    ]
    assert told == [
        {"change": "cash_out", "amount_fen": 5, "reference": 50},
        {"change": "units_out", "instrument": "CEA25", "quantity": 7, "reference": 51},
        {"change": "suspended"},
        {"change": "restored"},
    ]


def settle(market: SmallFloor, failed: list[dict[str, Any]]) -> None:
    exchange, bridge = market.session("exchange"), market.session("bridge")
    market.ask(exchange, CLOSE, {"op": "end_day"})
    day = market.ask(bridge, {"op": "unsettled"})[0]["days"][0]
    figures = {name: day[name] for name in ("date", "count", "quantity", "amount_fen", "tape_hash")}
    done = {"op": "settlement_done", "date": day["date"], "failed": len(failed)}
    replies = market.ask(bridge, {"op": "clearing_result"} | figures, *failed, done)
    assert all(reply["ok"] for reply in replies), replies
    assert market.ask(bridge, {"op": "unsettled"})[0]["days"] == []


def test_settlement_is_told_to_both_sides(market: SmallFloor) -> None:
    alice, bob = market.session("alice"), market.session("bob")
    market.ask(alice, order("sell", 7800, 9))
    market.ask(bob, order("buy", 7800, 4), order("buy", 7800, 5))
    trades = [fill["trade"] for fill in market.ask(bob, {"op": "fills"})[0]["fills"]]
    terms = {"instrument": "CEA25", "price": 7800, "quantity": 4, "buyer": 2, "seller": 1}
    settle(market, [{"op": "trade_failed", "date": "2026-01-05", "trade": trades[0]} | terms])
    changes = [
        [each for each in market.reports(one) if each["report"] == "account"][-1]
        for one in (alice, bob)
    ]
    assert [
        (each["change"], each["side"], each["trade"], each["quantity"], each["amount_fen"])
        for each in changes
    ] == [
        ("trade_failed", "sell", trades[0], 4, 31_200),
        ("trade_failed", "buy", trades[0], 4, 31_200),
    ]
    market.ask(market.session("exchange"), {"op": "start_day", "date": "2026-01-06"})
    released = market.reports(bob)[-1]
    assert (released["change"], released["instrument"], released["quantity"]) == (
        "units_released",
        "CEA25",
        5,
    )
    assert released["number"] == 1


def test_events_are_told_with_words_and_without_zeros(market: SmallFloor) -> None:
    alice, bob = market.session("alice"), market.session("bob")
    market.ask(alice, order("sell", 7800, 9))
    market.ask(bob, order("buy", 7800, 4))
    events = market.sequencer.events(market.sequencer.next_event - 1, 1)
    fill = event_maps(events, market.floor.directory.codes)[0]
    assert (fill["kind"], fill["side"], fill["method"], fill["phase"]) == (
        "fill",
        "buy",
        "listed",
        "morning",
    )
    assert (fill["instrument"], fill["code"], fill["date"]) == (2, "CEA25", "2026-01-05")
    assert (fill["account"], fill["maker_account"], fill["maker_leaves"]) == (2, 1, 5)
    assert "leaves" not in fill and "reason" not in fill


def test_the_days_figures_carry_the_hash_as_sixteen_digits(market: SmallFloor) -> None:
    exchange = market.session("exchange")
    market.ask(exchange, CLOSE, {"op": "end_day"})
    events = event_maps(market.sequencer.events(1, 1000), market.floor.directory.codes)
    figures = next(event for event in events if event["kind"] == "day_figures")
    assert len(figures["tape_hash"]) == 16 and int(figures["tape_hash"], 16) == 20260105
