"""What an account asks of a day: its reports, fills and orders, today's and earlier ones."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from gateway.client.trackers import Orders
from gateway.floor import day_queries
from gateway.protocol.session import Session
from gateway.reports.rendering import report_of
from tests.gateway.floor.test_resume import next_day
from tests.gateway.small_floor import Message, SmallFloor, small_floor
from tests.gateway.small_venue import DATE, order

TERMS = ("order", "client_order_id", "instrument", "side", "price", "leaves", "filled")
MONEY = ("amount_fen", "quantity")


@pytest.fixture
def market(tmp_path: Path) -> Iterator[SmallFloor]:
    with small_floor(tmp_path) as floor:
        yield floor


def pages(market: SmallFloor, session: Session, op: str, **fields: Any) -> list[Message]:
    """All rows of a question."""
    rows: list[Message] = []
    while True:
        reply = market.ask(session, {"op": op} | fields)[0]
        assert reply["ok"], reply
        rows += reply[op]
        if reply["next"] is None:
            return rows
        fields["after"] = reply["next"]


def trade(market: SmallFloor, dice: Random, day: int, rounds: int = 12) -> None:
    """Random orders, replacements and cancels of two members; some are refused."""
    alice, bob = market.session("alice"), market.session("bob")
    for number in range(rounds):
        for session in (alice, bob):
            side, price = dice.choice(("buy", "sell")), dice.randrange(7795, 7806)
            name = {"client_order_id": f"{day}-{number}"} if dice.random() < 0.7 else {}
            asked = order(side, price, dice.randrange(1, 9), **name)
            asked |= {"time_in_force": dice.choice(("day", "day", "ioc"))}
            if dice.random() < 0.1:
                asked["price"] = 9_900  # beyond the limit
            market.ask(session, asked)
            resting = market.ask(session, {"op": "open_orders"})[0]["orders"]
            if resting and dice.random() < 0.5:
                chosen = {"order": dice.choice(resting)["order"]}
                new = {"op": "replace", "price": price, "quantity": dice.randrange(1, 9)}
                market.ask(session, dice.choice(({"op": "cancel"}, new)) | chosen)
    market.run(gone=[alice, bob])


def tracked(reports: list[Message]) -> Orders:
    """The orders as a member's own tracker has them after some reports."""
    orders = Orders()
    for report in reports:
        orders.apply(report)  # type: ignore[arg-type]
    return orders


def same(row: Message, known: Any) -> bool:
    """Whether the venue says of an order what the tracker has."""
    fees = row["trading_fee_fen"] + row["settlement_fee_fen"]
    cancelled = known.status == "cancelled"
    words = ("cancelled", "withdrawn") if cancelled else ("entered", "partly_filled", "filled")
    return (
        all(row[name] == getattr(known, name) for name in TERMS + MONEY)
        and fees == known.fees_fen
        and row["status"] in words
        and (row["status"] == "filled") == (known.status == "filled")
        and (row["reason"] or "") == known.reason
    )


@pytest.mark.parametrize("seed", range(2))
def test_orders_of_any_day_are_what_the_reports_say(tmp_path: Path, seed: int) -> None:
    dice, heard = Random(seed), list[Message]()
    with small_floor(tmp_path) as market:
        for day in range(2):
            listening = market.session("vera")
            trade(market, dice, day)
            middle = len(pages(market, market.session("alice"), "orders"))
            trade(market, dice, day + 5)
            next_day(market)
            heard += market.reports(listening)
            market.run(gone=[listening])
            assert middle > 4
        days = sorted({each["report_date"] for each in heard})
        check_days(market, heard, days)
    with small_floor(tmp_path, market=False) as market:
        check_days(market, heard, days)


def check_days(market: SmallFloor, heard: list[Message], days: list[str]) -> None:
    """Every question about these days, against what was heard on them."""
    alice = market.session("alice")
    for date in days:
        told = [each for each in heard if each["report_date"] == date]
        known = tracked(told)
        rows = pages(market, alice, "orders", date=date)
        assert [row["order"] for row in rows] == [each.order for each in known]
        assert all(same(row, known[row["order"]]) for row in rows)
        for row in rows[::7]:
            asked = {"op": "order", "order": row["order"], "date": date}
            assert market.ask(alice, asked)[0]["order"] == row
            if name := row["client_order_id"]:
                asked = {"op": "order", "client_order_id": name, "date": date}
                assert market.ask(alice, asked)[0]["order"] == row
        first = told[0]["number"]
        before = {"after": first - 1} if first > 1 else {}
        reports = pages(market, alice, "reports", date=date, **before)
        plain = ("type", "report_date", "replay", "received_ns")
        assert reports[: len(told)] == [
            {name: value for name, value in each.items() if name not in plain} for each in told
        ]
        fills = pages(market, alice, "fills", date=date)
        assert fills == [each for each in reports if each["report"] == "fill"]


def test_orders_of_today_are_complete_at_every_moment(market: SmallFloor) -> None:
    alice, bob = market.session("alice"), market.session("bob")
    for number in range(5):
        market.ask(alice, order("sell", 7800, 9, client_order_id=f"a{number}"))
        market.ask(bob, order("buy", 7800, 3))
        rows = pages(market, alice, "orders")
        assert len(rows) == number + 1
        assert sum(row["filled"] for row in rows) == 3 * (number + 1)


def test_only_fills_become_messages_however_many_reports_are_looked_through(
    market: SmallFloor, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice, bob = market.session("alice"), market.session("bob")
    market.ask(alice, *[order("sell", 7850, 1) for _ in range(90)])
    market.ask(bob, order("buy", 7850, 3))
    made: list[object] = []

    def counted(row: Any, *others: Any) -> Message:
        made.append(row)
        return report_of(row, *others)

    monkeypatch.setattr(day_queries, "report_of", counted)
    monkeypatch.setattr(day_queries, "SEARCHED_AT_ONCE", 7)
    assert len(pages(market, alice, "fills")) == len(made) == 3


def test_an_unknown_or_refused_order_is_an_answer(market: SmallFloor) -> None:
    alice, bob = market.session("alice"), market.session("bob")
    market.ask(alice, order("sell", 9_900, 9, client_order_id="high"))
    number = market.ask(bob, order("buy", 7100, 1))[0]["order"]
    for asked, refused in (
        ({"client_order_id": "never"}, None),
        ({"client_order_id": "high"}, "price_above_limit"),
        ({"order": number}, None),
        ({"order": 1}, None),
    ):
        reply = market.ask(alice, {"op": "order"} | asked)[0]
        assert reply["ok"]
        assert (reply["report_date"], reply["order"]) == (DATE, None)
        assert (reply["refused"] and reply["refused"]["code"]) == refused
    for wrong in ({}, {"order": number, "client_order_id": "a"}):
        assert market.ask(alice, {"op": "order"} | wrong)[0]["error"]["code"] == "field_missing"


def test_what_is_much_is_collected_beside(
    market: SmallFloor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.floor.day_reports.AT_ONCE_MAX", 3)
    trade(market, Random(1), 1)
    alice = market.session("alice")
    rows = pages(market, alice, "orders")
    market.ask(alice, order("buy", 7100, 1))
    assert len(pages(market, alice, "orders")) == len(rows) + 1 > 4


def test_a_page_that_would_read_much_of_the_log_is_short(
    market: SmallFloor, monkeypatch: pytest.MonkeyPatch
) -> None:
    trade(market, Random(2), 1)
    alice = market.session("alice")
    whole = pages(market, alice, "reports")
    recall = market.floor.directory.recall
    recall._events._kept = 0
    monkeypatch.setattr("gateway.floor.recall.BLOCK_EVENTS", 8)
    first = market.ask(alice, {"op": "reports"})[0]
    assert 0 < len(first["reports"]) <= 16
    assert pages(market, alice, "reports") == whole
