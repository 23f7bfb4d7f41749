"""A trade that is undone: the feed shows the day as one that has never heard of it."""

from __future__ import annotations

import random
from typing import Any

import pytest

from engine.commands import CommandKind, Method, Parameter, Phase
from engine.units import parse_hundredths
from marketdata.bar_tracker import KeptBars
from marketdata.feed import Feed
from marketdata.spans import MINUTES
from marketdata.trade_pages import answer
from tests.marketdata.conftest import BUYER, SELLER, Exchange

CODES = ("CEA24", "CEA25")


@pytest.fixture
def two(exchange: Exchange) -> Exchange:
    """Two vintages with half the weight each, in the morning."""
    for code in CODES:
        exchange.list_instrument(code, "75.00")
    exchange.weigh("2026-01-05", 2, dict.fromkeys(CODES, 1))
    exchange.at("2026-01-05T09:30:00+08:00")
    exchange.start("2026-01-05")
    return exchange


def bust(exchange: Exchange, trade: int, method: int = Method.LISTED) -> int:
    """Undo a trade; the number of its correction."""
    said = exchange.do(CommandKind.BUST_TRADE, order_id=trade, value=method)
    return int(said["number"])


def without(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The events of a day on which the trades that were undone have never been made."""
    undone = {
        (event["method"], event["number"]) for event in events if event["kind"] == "trade_busted"
    }
    return [
        event
        for event in events
        if event["kind"] != "trade_busted"
        and (event["kind"] != "fill" or (event["method"], event["number"]) not in undone)
    ]


def shown(feed: Feed) -> dict[str, Any]:
    """Prices, bars and the composite of the day."""
    board = feed.board
    bars = [*(listing.bars for listing in board.listings.values()), board.composite_bars]
    return {
        "prices": [listing.summary_data() for listing in board.listings.values()],
        "others": [listing.other_methods for listing in board.listings.values()],
        "bars": [dict(sorted(each.spans[span].bars.items())) for each in bars for span in MINUTES],
        "composite": board.composite.figures(),
        "figures": feed._day_tape.figures(),
    }


def heard(events: list[dict[str, Any]]) -> Feed:
    """A feed that has heard these events alone."""
    feed = Feed("test")
    feed.apply(1, events)
    return feed


@pytest.mark.parametrize("seed", range(3))
def test_the_feed_shows_what_it_would_without_the_trades(
    two: Exchange, seed: int, caplog: pytest.LogCaptureFixture
) -> None:
    actor, standing, number = random.Random(seed), list[int](), 0
    kept = {(code, span): KeptBars() for code in (*CODES, "COMCEA") for span in MINUTES}
    for _ in range(60):
        if standing and actor.random() < 0.4:
            bust(two, standing.pop(actor.randrange(len(standing))))
        else:
            two.trade(actor.choice(CODES), f"75.{actor.randint(0, 99):02}", actor.randint(1, 9))
            number += 1
            standing.append(number)
        two.pass_time(actor.randrange(300))
        if actor.random() < 0.2:
            assert shown(two.feed) == shown(heard(without(two.events)))
    for (code, span), bars in kept.items():
        for body in two.bodies(f"bars_{span}", code):
            bars.apply(body)
        data = two.feed.board.bars_of(code).data(span)["bars"]
        assert [bar._asdict() for bar in bars.of(code, span)] == sorted(
            data, key=lambda bar: bar["time"]
        )
    bulletin = two.end()
    again = heard(without(two.events))
    assert bulletin == again.board.bulletin_data()
    assert shown(two.feed) == shown(again)
    assert not caplog.records
    two.settle()


def test_the_tape_says_the_trade_again_with_the_number_of_its_correction(two: Exchange) -> None:
    two.trade("CEA25", "75.10", 4)
    two.trade("CEA24", "75.20", 5)
    assert [bust(two, 2), bust(two, 1)] == [1, 2]
    first, again = (body["data"] for body in two.bodies("trades", "CEA25"))
    assert again == first | {"correction": 2}
    listing = two.feed.board.listings[two.numbers["CEA25"]]
    assert listing.tape.data() == {"trades": [first, again]}
    rows = answer(two.feed.settlement, {"date": 20260105})["trades"]
    assert [(row["trade"], row["correction"]) for row in rows] == [(1, 2), (2, 1)]
    data = two.data("summary", "CEA25")
    assert (data["open"], data["latest"], data["volume"], data["trades"]) == (None, None, 0, 0)
    assert two.data("composite")["latest"] is None


def test_the_bridge_is_told_which_trade_is_no_more(two: Exchange) -> None:
    two.trade("CEA25", "75.10", 4)
    bust(two, 1)
    told = [message.body for message in two.feed.settlement.messages_from(1, 10)]
    assert [body["seq"] for body in told] == [1, 2]
    assert told[1]["data"] == {
        "kind": "bust",
        "date": "2026-01-05",
        "correction": 1,
        "method": "listed",
        "trade": 1,
        "instrument": "CEA25",
        "price": 7510,
        "quantity": 4,
        "amount_fen": 30_040,
    }


def test_a_block_and_an_auction_lose_their_volume_and_say_so(two: Exchange) -> None:
    number = two.numbers["CEA25"]
    for account in (SELLER, BUYER):
        reference = two._next_reference()
        two.do(
            CommandKind.UNITS_IN,
            account=account,
            instrument=number,
            quantity=10**6,
            reference=reference,
        )
    auction = two.do(
        CommandKind.APPLY_AUCTION, account=SELLER, instrument=number, side=2, quantity=100_000
    )["number"]
    two.do(CommandKind.ACCEPT_AUCTION, reference=auction)
    hours = {"price": 1000, "quantity": 1030}
    two.do(CommandKind.ANNOUNCE_AUCTION, reference=auction, date=20260105, **hours)
    two.do(CommandKind.OPEN_AUCTION, reference=auction)
    terms = {"price": parse_hundredths("76.00"), "quantity": 1_000}
    two.do(CommandKind.PLACE_BID, reference=auction, account=BUYER, **terms)
    two.do(CommandKind.CLOSE_AUCTION, reference=auction)
    bust(two, 1, Method.AUCTION)
    said = two.data("auctions")
    assert said["undone"] == {"quantity": 1_000, "amount_fen": 7_600_000}
    two.do(CommandKind.SET_PHASE, phase=Phase.AFTERNOON)
    fields = {"account": SELLER, "instrument": number, "side": 2, "price": 7500}
    intent = two.do(CommandKind.POST_INTENT, quantity=100_000, **fields)["order_id"]
    two.do(CommandKind.ACCEPT_INTENT, account=BUYER, order_id=intent, quantity=100_000)
    two.do(CommandKind.SET_PHASE, phase=Phase.CLOSED)
    bust(two, 1, Method.BLOCK)
    said = two.data("blocks")
    assert (said["state"], said["trade"], said["correction"]) == ("undone", 1, 1)
    two.do(CommandKind.END_DAY)
    row = two.data("bulletin")["instruments"][1]
    assert [row[f"{method}_volume"] for method in ("listed", "block", "auction")] == [0, 0, 0]
    assert two.data("bulletin")["totals"]["day"] == {"volume": 0, "amount_fen": 0}


def test_weights_can_be_set_again_when_no_trade_of_the_day_is_left(two: Exchange) -> None:
    two.do(CommandKind.SET_PARAMETER, instrument=1, parameter=Parameter.RESALE_DAYS, value=1)
    two.trade("CEA25", "75.10", 4)
    bust(two, 1)
    two.weigh("2026-01-05", 1, {"CEA25": 1})
    two.trade("CEA25", "75.30", 4)
    assert two.data("composite")["latest"] == 7530
