"""The `auctions` channel: notices, sessions and results, and nothing of bids before."""

from __future__ import annotations

from typing import Any

from engine.commands import PAY_AS_BID, CommandKind, Phase, Side
from marketdata.rendering import line_of
from tests.marketdata.conftest import BUYER, SELLER, Exchange

DAY, DATE = "2026-01-05", 20260105


def with_session(exchange: Exchange) -> None:
    """An open session of CEA25: the seller offers 100,000 t at 78.50."""
    exchange.list_instrument("CEA25", "78.50")
    exchange.start(DAY)
    terms = {"side": Side.SELL, "quantity": 100_000, "flags": PAY_AS_BID}
    exchange.do(
        CommandKind.APPLY_AUCTION, account=SELLER, instrument=exchange.numbers["CEA25"], **terms
    )
    exchange.do(CommandKind.ACCEPT_AUCTION, reference=1)
    exchange.do(CommandKind.ANNOUNCE_AUCTION, reference=1, date=DATE, price=1000, quantity=1030)
    exchange.do(CommandKind.OPEN_AUCTION, reference=1)


def states(exchange: Exchange) -> list[dict[str, Any]]:
    """What the channel has published."""
    return [
        message.body["data"]
        for message in exchange.messages
        if message.body["channel"] == "auctions"
    ]


def bid(exchange: Exchange, price: int, quantity: int) -> None:
    exchange.do(CommandKind.PLACE_BID, reference=1, account=BUYER, price=price, quantity=quantity)


def test_notice_session_and_result_are_published_and_bids_are_not(exchange: Exchange) -> None:
    with_session(exchange)
    before = len(exchange.messages)
    bid(exchange, 7900, 30_000)
    bid(exchange, 8000, 10_000)
    assert len(exchange.messages) == before
    exchange.do(CommandKind.CLOSE_AUCTION, reference=1, tape_hash=255)
    announced, opened, closed = states(exchange)
    assert (announced["state"], announced["date"], announced["opens"], announced["reserve"]) == (
        "announced",
        DAY,
        "10:00",
        None,
    )
    assert (opened["state"], opened["reserve"], opened["cap"], opened["result"]) == (
        "open",
        7850,
        8635,
        None,
    )
    assert closed["result"] == {
        "sold": 40_000,
        "unsold": 60_000,
        "cover": [40_000, 100_000],
        "lowest": 7900,
        "highest": 8000,
        "amount_fen": 30_000 * 7900 + 10_000 * 8000,
        "bids": 2,
        "bidders": 1,
        "winners": 1,
        "seed": "00000000000000ff",
    }
    lines = [
        line_of(message.body)
        for message in exchange.messages
        if message.body["channel"] == "auctions"
    ]
    assert "sold 40,000 t at 79.00 to 80.00, cover 40,000/100,000, 1 of 1 bidders won" in lines[-1]


def test_the_day_counts_auctions_and_the_bulletin_names_them(exchange: Exchange) -> None:
    with_session(exchange)
    bid(exchange, 7900, 30_000)
    exchange.do(CommandKind.CLOSE_AUCTION, reference=1)
    bulletin = exchange.end()
    row = bulletin["instruments"][0]
    assert (row["auction_volume"], row["auction_amount_fen"], row["listed_volume"]) == (
        30_000,
        30_000 * 7900,
        0,
    )
    assert bulletin["totals"]["day"] == {"volume": 30_000, "amount_fen": 30_000 * 7900}
    assert "单向竞价" in bulletin["text_zh"] and "今日无单向竞价" not in bulletin["text_zh"]
    told = [message.body["data"] for message in exchange.feed.settlement.messages_from(1, 10)]
    trades = [each for each in told if each["kind"] == "trade"]
    assert [(each["method"], each["buyer"], each["seller"]) for each in trades] == [
        ("auction", BUYER, SELLER)
    ]


def test_a_session_that_ends_with_the_day_is_said_to_be_stopped(exchange: Exchange) -> None:
    with_session(exchange)
    bid(exchange, 7900, 30_000)
    exchange.do(CommandKind.SET_PHASE, phase=Phase.CLOSED)
    assert (states(exchange)[-1]["state"], states(exchange)[-1]["reason"]) == (
        "stopped",
        "withdrawn_at_close",
    )


def test_a_late_joiner_gets_the_auctions_that_stand_and_the_next_day_forgets_those_that_ended(
    exchange: Exchange,
) -> None:
    with_session(exchange)
    channel = exchange.feed.board.bidding
    assert [each["state"] for each in channel.data()["auctions"]] == ["open"]
    exchange.do(CommandKind.CANCEL_AUCTION, reference=1)
    assert [each["state"] for each in channel.data()["auctions"]] == ["stopped"]
    exchange.end()
    exchange.settle()
    exchange.do(CommandKind.START_DAY, date=20260106)
    assert channel.data() == {"auctions": []}
