"""The settlement stream on its way into the registry."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from settlement_bridge.books import Figures, Trade, TradeOrders
from settlement_bridge.books.registry import open_registry
from settlement_bridge.bridge import Bust, DayClose, trading_days
from settlement_bridge.bridge import collector as collector_module
from settlement_bridge.bridge.collector import Collector, read_message, read_orders
from settlement_bridge.errors import TapeBroken
from settlement_bridge.store import Worker

TRADE = {
    "kind": "trade",
    "date": "2026-01-05",
    "trade": 9,
    "instrument": "CEA25",
    "instrument_number": 5,
    "method": "listed",
    "price": 7850,
    "quantity": 10,
    "amount_fen": 78_500,
    "buyer": 1,
    "seller": 2,
    "buyer_trading_fee_fen": 1,
    "buyer_settlement_fee_fen": 2,
    "seller_trading_fee_fen": 3,
    "seller_settlement_fee_fen": 4,
}
OF_BUST = ("date", "method", "trade", "instrument", "price", "quantity", "amount_fen")
CLOSE = {
    "kind": "close",
    "date": "2026-01-05",
    "count": 1,
    "quantity": 10,
    "amount_fen": 78_500,
    "tape_hash": "00" * 8,
    "composite_close": None,
    "closes": {"CEA25": 7850},
}


def test_a_trade_is_read_field_by_field() -> None:
    expected = Trade(4, 20_260_105, "listed", 9, "CEA25", 5, 7850, 10, 78_500, 1, 2, 1, 2, 3, 4)
    assert read_message(4, TRADE) == expected


def test_the_orders_of_a_trade_are_read_where_it_has_them() -> None:
    named = {"buyer_order": 7, "buyer_client_order_id": "b-1", "seller_order": 8}
    assert read_orders(4, TRADE | named) == TradeOrders(4, 7, "b-1", 8, None)
    assert read_orders(4, TRADE) is None
    assert read_orders(5, CLOSE) is None
    for bad in ({"buyer_order": "7"}, {"seller_client_order_id": "x" * 21}):
        with pytest.raises(TapeBroken, match="settlement message 4"):
            read_orders(4, TRADE | named | bad)


def test_a_close_is_read_field_by_field() -> None:
    assert read_message(5, CLOSE) == DayClose(
        5, 20_260_105, Figures(1, 10, 78_500, "00" * 8), None, {"CEA25": 7850}
    )


def test_a_correction_is_read_field_by_field() -> None:
    data = {"kind": "bust", "correction": 1} | {name: TRADE[name] for name in OF_BUST}
    assert read_message(6, data) == Bust(6, 20_260_105, "listed", 9, 1, "CEA25", 7850, 10, 78_500)
    assert read_orders(6, data) is None
    with pytest.raises(TapeBroken, match="settlement message 6"):
        read_message(6, data | {"correction": 0})


@pytest.mark.parametrize(
    "change",
    [{"kind": "rumour"}, {"date": "today"}, {"method": "barter"}, {"date": None}],
    ids=lambda change: str(change),
)
def test_a_malformed_message_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(TapeBroken, match="settlement message 4"):
        read_message(4, TRADE | change)


def test_a_message_with_a_field_missing_is_refused() -> None:
    with pytest.raises(TapeBroken, match="buyer"):
        read_message(4, {name: value for name, value in TRADE.items() if name != "buyer"})


async def test_a_collector_takes_up_where_the_last_one_stopped(
    parts: Callable[..., Any], venue: Any
) -> None:
    async with parts() as bridge:
        assert await bridge.settled(await venue.day(2))
        first = bridge.registry.read(trading_days.cursor).next_seq
    async with venue.session("exchange") as exchange:
        await venue.start_day(exchange)
        await venue.trade(3)
        await venue.end_day(exchange)
    async with parts() as bridge:
        assert await bridge.settled(await _date(venue))
        assert bridge.registry.read(trading_days.cursor).next_seq == first + 4
        assert len(bridge.registry.read(trading_days.day_trades, venue.date)) == 3


async def _date(venue: Any) -> str:
    async with venue.session("exchange") as exchange:
        date: str = (await exchange.operations.status())["date"]
        return date


async def test_the_feed_of_another_venue_is_named_and_nothing_of_it_stored(
    venue: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(collector_module, "RETRY_BROKEN_S", 0.01)
    registry, worker = open_registry(f"sqlite:///{tmp_path}/other.sqlite3"), Worker()
    trade: Any = read_message(1, TRADE)
    registry.write(trading_days.collect, "another venue", [trade], [])
    collector = Collector(venue.feed, venue.key("bridge"), registry, worker, lambda: None)
    running = asyncio.create_task(collector.run())
    async with asyncio.timeout(20):
        while caplog.text.count("this registry settles for 'another venue'") < 2:
            await asyncio.sleep(0.01)
    assert not running.done()
    assert registry.read(trading_days.cursor).next_seq == 2
    running.cancel()
    await asyncio.wait({running})
    worker.close()
    registry.close()
