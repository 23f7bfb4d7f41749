"""The `blocks` channel: deals at the close, live where the exchange wants it; and blocks in totals,
bulletin and settlement.
"""

from __future__ import annotations

from typing import Any

import pytest

from engine.commands import CommandKind, Parameter, Phase, Side
from marketdata.rendering import line_of
from tests.marketdata.conftest import BUYER, SELLER, Exchange

BLOCK = 100_000


@pytest.fixture
def desk(exchange: Exchange) -> Exchange:
    """CEA25 at 78.50 in the afternoon, where a listed trade has been made at 79.00."""
    exchange.list_instrument("CEA25", "78.50")
    exchange.do(CommandKind.UNITS_IN, account=SELLER, instrument=1, quantity=10**7, reference=100)
    exchange.do(CommandKind.CASH_IN, account=BUYER, amount_fen=10**12, reference=101)
    exchange.start("2026-01-05")
    exchange.trade("CEA25", "79.00", 10)
    exchange.do(CommandKind.SET_PHASE, phase=Phase.AFTERNOON)
    return exchange


def live(exchange: Exchange) -> None:
    exchange.do(CommandKind.SET_PARAMETER, instrument=1, parameter=Parameter.BLOCK_LIVE, value=1)


def deal(exchange: Exchange, price: int = 7000, quantity: int = BLOCK) -> None:
    terms = {"instrument": 1, "side": Side.SELL, "price": price, "quantity": quantity}
    intent = exchange.do(CommandKind.POST_INTENT, account=SELLER, **terms)["order_id"]
    exchange.do(CommandKind.ACCEPT_INTENT, account=BUYER, order_id=intent, quantity=quantity)


def states(exchange: Exchange) -> list[tuple[Any, ...]]:
    """(deal, state, trade) of each message of the channel."""
    bodies = [message.body for message in exchange.messages if message.body["channel"] == "blocks"]
    assert [body["seq"] for body in bodies] == list(range(1, len(bodies) + 1))
    return [tuple(body["data"][name] for name in ("deal", "state", "trade")) for body in bodies]


def test_deals_are_published_at_the_close_and_a_cancelled_one_never(desk: Exchange) -> None:
    for price in (7000, 7100, 7200):
        deal(desk, price)
    desk.do(CommandKind.CANCEL_DEAL, order_id=2)
    assert states(desk) == []
    desk.do(CommandKind.SET_PHASE, phase=Phase.CLOSED)
    assert states(desk) == [(1, "final", 1), (3, "final", 2)]
    final = desk.data("blocks")
    assert final == {
        "deal": 3,
        "state": "final",
        "trade": 2,
        "instrument": "CEA25",
        "price": 7200,
        "quantity": BLOCK,
        "amount_fen": 720_000_000,
        "date": "2026-01-05",
    }


def test_deals_are_published_live_where_the_exchange_wants_it(desk: Exchange) -> None:
    live(desk)
    deal(desk)
    deal(desk)
    desk.do(CommandKind.CANCEL_DEAL, order_id=1)
    assert states(desk) == [(1, "struck", None), (2, "struck", None), (1, "cancelled", None)]
    assert [(each["deal"], each["state"]) for each in desk.feed.board.deals.data()["blocks"]] == [
        (1, "cancelled"),
        (2, "struck"),
    ]
    desk.end()
    assert states(desk)[3:] == [(2, "final", 1)]
    desk.settle()
    desk.start("2026-01-06")
    assert desk.feed.board.deals.data() == {"blocks": []}


def test_blocks_count_in_totals_and_bulletin_and_make_no_price(desk: Exchange) -> None:
    deal(desk)
    bulletin = desk.end()
    (row,) = bulletin["instruments"]
    assert (row["close"], row["high"], row["low"], row["listed_volume"]) == (7900, 7900, 7900, 10)
    assert (row["block_volume"], row["block_amount_fen"]) == (BLOCK, 700_000_000)
    assert (
        bulletin["totals"]["day"]
        == {"volume": BLOCK + 10, "amount_fen": 700_079_000}
        == bulletin["totals"]["cumulative"]
    )
    assert "大宗协议交易成交量100,000吨，成交额7,000,000.00元" in bulletin["text_zh"]
    assert "block agreements 100,000 t, CNY 7,000,000.00" in bulletin["text_en"]


def test_the_bridge_is_told_of_each_deal_as_a_trade_and_its_figures_agree(desk: Exchange) -> None:
    deal(desk)
    desk.end()
    told = [message.body["data"] for message in desk.feed.settlement.messages_from(1, 100)]
    assert [
        (each["method"], each["trade"], each["buyer"], each["seller"]) for each in told[:-1]
    ] == [
        ("listed", 1, BUYER, SELLER),
        ("block", 1, BUYER, SELLER),
    ]
    assert (told[-1]["kind"], told[-1]["count"], told[-1]["quantity"]) == ("close", 2, BLOCK + 10)
    desk.settle()


def test_a_person_reads_blocks_a_line_each(desk: Exchange) -> None:
    live(desk)
    deal(desk)
    desk.end()
    lines = [
        line_of(message.body) for message in desk.messages if message.body["channel"] == "blocks"
    ]
    assert "deal 1 CEA25 100,000 t at 70.00 struck" in lines[0]
    assert "trade 1 CEA25 100,000 t at 70.00 final" in lines[1]
