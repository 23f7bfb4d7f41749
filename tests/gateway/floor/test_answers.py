"""Replies: what an accepted command says to who asked for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.gateway.small_floor import SmallFloor, small_floor
from tests.gateway.small_venue import Message, order


@pytest.fixture
def market(tmp_path: Path) -> Iterator[SmallFloor]:
    with small_floor(tmp_path) as floor:
        yield floor


def test_orders_tell_what_became_of_them(market: SmallFloor) -> None:
    alice, bob = market.session("alice"), market.session("bob")
    resting, *_ = market.ask(alice, order("sell", 7900, 10))
    assert (resting["leaves"], resting["status"]) == (10, "entered")
    partly, filled, *_ = market.ask(bob, order("buy", 7900, 4), order("buy", 8000, 10))
    assert (partly["leaves"], partly["status"]) == (0, "filled")
    assert (filled["leaves"], filled["status"]) == (4, "partly_filled")
    killed, ioc = market.ask(
        alice,
        order("sell", 8000, 99, time_in_force="fok"),
        order("sell", 8000, 9, time_in_force="ioc"),
    )
    assert (killed["status"], killed["reason"], killed["leaves"]) == (
        "cancelled",
        "fok_not_fillable",
        0,
    )
    assert (ioc["status"], ioc["reason"], ioc["leaves"]) == ("cancelled", "ioc_remainder", 0)


def test_a_replaced_order_tells_whether_it_kept_its_place(market: SmallFloor) -> None:
    alice = market.session("alice")
    entered, *_ = market.ask(alice, order("buy", 7200, 10))
    smaller, dearer = market.ask(
        alice,
        {"op": "replace", "order": entered["order"], "price": 7200, "quantity": 5},
        {"op": "replace", "order": entered["order"], "price": 7201, "quantity": 5},
    )
    assert (smaller["leaves"], smaller["kept_place"], smaller["order"]) == (
        5,
        True,
        entered["order"],
    )
    assert (dearer["leaves"], dearer["kept_place"]) == (5, False)
    cancelled, again = market.ask(alice, *[{"op": "cancel", "order": entered["order"]}] * 2)
    assert cancelled["leaves"] == 5
    assert again["error"]["code"] == "order_unknown"


def test_a_mass_cancel_counts_and_names_its_orders(market: SmallFloor) -> None:
    alice, exchange = market.session("alice"), market.session("exchange")
    replies = market.ask(
        alice, order("buy", 7300, 1), order("buy", 7301, 1), order("sell", 8300, 1)
    )
    buys, rest = market.ask(
        alice, {"op": "mass_cancel", "side": "buy"}, {"op": "mass_cancel", "instrument": "CEA25"}
    )
    assert (buys["cancelled"], sorted(buys["orders"])) == (
        2,
        [reply["order"] for reply in replies[:2]],
    )
    assert (rest["cancelled"], rest["orders"]) == (1, [replies[2]["order"]])
    market.ask(alice, order("buy", 7300, 1))
    assert market.ask(exchange, {"op": "mass_cancel", "account": 1})[0]["cancelled"] == 1


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({}, "field_missing", "account"),
        ({"account": 1, "everyone": True, "reason": "why"}, "field_missing", "account"),
        ({"everyone": False, "reason": "why"}, "field_out_of_range", "everyone"),
        ({"everyone": True}, "field_missing", "reason"),
    ],
)
def test_the_exchange_names_an_account_or_everyone_with_a_reason(
    market: SmallFloor, fields: Message, code: str, field: str
) -> None:
    error = market.ask(market.session("exchange"), {"op": "mass_cancel"} | fields)[0]["error"]
    assert (error["code"], error["field"]) == (code, field)


def test_the_exchange_withdraws_an_instrument_s_orders_of_everyone(market: SmallFloor) -> None:
    alice, bob = market.session("alice"), market.session("bob")
    for session, side, price in ((alice, "buy", 7800), (bob, "sell", 7900)):
        assert market.ask(session, order(side, price, 5))[0]["ok"]
    asked = {"op": "mass_cancel", "everyone": True, "reason": "a wrong notice"}
    exchange = market.session("exchange")
    assert market.ask(exchange, asked | {"instrument": "CEA24"})[0]["cancelled"] == 0
    assert market.ask(exchange, asked | {"instrument": "CEA25"})[0]["cancelled"] == 2
    for session in (alice, bob):
        report = market.reports(session)[-1]
        assert (report["report"], report["reason"]) == ("cancelled", "cancelled_by_exchange")
