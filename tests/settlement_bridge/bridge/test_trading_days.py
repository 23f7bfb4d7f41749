"""Days and trades in the database: taken in once, delivered once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from settlement_bridge.books import (
    CASH,
    DayStatus,
    State,
    Trade,
    TradeOrders,
    TradeStatus,
    ledger_rows,
)
from settlement_bridge.books.clearing import figures
from settlement_bridge.books.parties import Instruction, Task
from settlement_bridge.bridge import Bust, DayClose, Verdict, outbox, trading_days
from settlement_bridge.bridge.reconcile import disagreements
from settlement_bridge.errors import TapeBroken, VenueDiffers
from settlement_bridge.store.database import Registry
from tests.settlement_bridge import at_once

DATE = 20_260_105
MakeTrade = Callable[..., Trade]


def endow(registry: Registry, cash_fen: int = 10_000_000, units: int = 1_000) -> None:
    """Accounts 1 to 3, each with cash and units to trade."""
    instructions = []
    for account in (1, 2, 3):
        instructions += [
            Instruction(Task.OPEN_ACCOUNT, account, name=f"member {account}"),
            Instruction(Task.ALLOCATE, account, "CEA25", units),
            Instruction(Task.DEPOSIT, account, CASH, cash_fen),
            Instruction(Task.TRANSFER_IN, account, "CEA25", units),
        ]
    at_once.record(registry, instructions)
    at_once.conclude(
        registry,
        [Verdict(transfer.reference, "") for transfer in registry.read(outbox.pending, 100)],
        "bridge",
    )


def close_of(trades: list[Trade], seq: int, date: int = DATE) -> DayClose:
    return DayClose(seq, date, figures(date, trades), 7850, {"CEA25": 7850})


def trading(registry: Registry, account: int) -> tuple[int, int]:
    held = {
        (holding.instrument, holding.state): holding.quantity
        for holding in registry.read(ledger_rows.nonzero_holdings, account)
    }
    return held.get((CASH, State.CASH_AVAILABLE), 0), held.get(
        ("CEA25", State.TRADING_AVAILABLE), 0
    )


def test_trades_and_close_are_stored_with_the_cursor(
    registry: Registry, trade_of: MakeTrade
) -> None:
    trades = [trade_of(), trade_of()]
    registry.write(trading_days.collect, "venue", trades, [])
    assert registry.read(trading_days.cursor) == ("venue", 3)
    day = registry.read(trading_days.day, DATE)
    assert day is not None
    assert (day.status, day.figures) == (DayStatus.COLLECTING, None)
    registry.write(trading_days.collect, "venue", [], [close_of(trades, 3)])
    day = registry.read(trading_days.day, DATE)
    assert day is not None
    assert (day.status, day.figures, day.composite_close) == (
        DayStatus.CLOSED,
        figures(DATE, trades),
        7850,
    )
    assert registry.read(trading_days.closes, DATE) == {"CEA25": 7850}
    assert [settled.trade for settled in registry.read(trading_days.day_trades, DATE)] == trades


def test_the_orders_of_trades_are_kept_once_and_of_some_nothing_is_known(
    registry: Registry, trade_of: MakeTrade
) -> None:
    trades, orders = [trade_of(), trade_of()], [TradeOrders(1, 7, "b-1", 8, None)]
    for _ in range(2):
        registry.write(trading_days.collect, "venue", trades, [], orders)
    found = registry.read(trading_days.day_trades, DATE)
    assert registry.read(trading_days.orders_of, found) == {1: orders[0]}
    assert registry.snapshot(disagreements) == []


def bust_of(trade: Trade, seq: int) -> Bust:
    terms = (trade.instrument, trade.price, trade.quantity, trade.amount_fen)
    return Bust(seq, trade.date, trade.method, trade.trade, 1, *terms)


@pytest.mark.parametrize("at_once", [True, False])
def test_a_trade_that_is_undone_before_the_close_is_none(
    registry: Registry, trade_of: MakeTrade, at_once: bool
) -> None:
    trades, orders = [trade_of(), trade_of()], [TradeOrders(1, 7, "b-1", 8, None)]
    bust = bust_of(trades[0], 3)
    if not at_once:
        registry.write(trading_days.collect, "venue", trades, [], orders)
    for _ in range(2):
        registry.write(trading_days.collect, "venue", trades, [], orders, [bust])
    assert registry.read(trading_days.standing_trades, DATE) == trades[1:]
    shown = registry.read(trading_days.day_trades, DATE)
    assert [(row.status, row.reason) for row in shown] == [
        (TradeStatus.UNDONE, "correction 1"),
        (TradeStatus.COLLECTED, ""),
    ]
    assert sum(row.count for row in registry.read(trading_days.day_totals, DATE)) == 1
    assert registry.read(trading_days.cursor).next_seq == 4
    registry.write(trading_days.collect, "venue", [], [close_of(trades[1:], 4)])
    assert registry.snapshot(disagreements) == []
    with pytest.raises(TapeBroken, match="came after the day's close"):
        registry.write(trading_days.collect, "venue", [], [], [], [bust_of(trades[1], 5)])


def test_a_correction_of_a_trade_that_never_came_is_refused(
    registry: Registry, trade_of: MakeTrade
) -> None:
    trade = trade_of()
    registry.write(trading_days.collect, "venue", [trade], [])
    other = bust_of(trade, 2)._replace(quantity=trade.quantity + 1)
    with pytest.raises(TapeBroken, match="never came"):
        registry.write(trading_days.collect, "venue", [], [], [], [other])
    assert len(registry.read(trading_days.day_trades, DATE)) == 1


def test_messages_that_come_again_are_passed_over(registry: Registry, trade_of: MakeTrade) -> None:
    trades = [trade_of(), trade_of(), trade_of()]
    registry.write(trading_days.collect, "venue", trades[:2], [])
    registry.write(trading_days.collect, "venue", trades, [])
    assert registry.read(trading_days.cursor).next_seq == 4
    assert len(registry.read(trading_days.day_trades, DATE)) == 3


def test_a_hole_in_the_stream_is_refused_and_nothing_of_it_stored(
    registry: Registry, trade_of: MakeTrade
) -> None:
    first, _, third = trade_of(), trade_of(), trade_of()
    with pytest.raises(TapeBroken, match="3 came where 2"):
        registry.write(trading_days.collect, "venue", [first, third], [])
    assert registry.read(trading_days.day_trades, DATE) == []
    assert registry.read(trading_days.cursor) == ("", 1)


def test_the_feed_of_another_venue_is_refused(registry: Registry, trade_of: MakeTrade) -> None:
    registry.write(trading_days.collect, "venue", [trade_of()], [])
    with pytest.raises(VenueDiffers, match="other"):
        registry.write(trading_days.collect, "other", [trade_of()], [])


def test_a_trade_after_its_days_close_is_refused(registry: Registry, trade_of: MakeTrade) -> None:
    registry.write(trading_days.collect, "venue", [], [close_of([], 1)])
    with pytest.raises(TapeBroken, match="after the day's close"):
        registry.write(trading_days.collect, "venue", [trade_of(seq=2)], [])


def test_two_days_in_one_portion_are_kept_apart(registry: Registry, trade_of: MakeTrade) -> None:
    first = trade_of()
    second = trade_of(seq=3, date=DATE + 1)
    registry.write(trading_days.collect, "venue", [first, second], [close_of([first], 2)])
    statuses = [(day.date, day.status) for day in registry.read(trading_days.unfinished_days)]
    assert statuses == [(DATE, DayStatus.CLOSED), (DATE + 1, DayStatus.COLLECTING)]


def test_delivery_moves_both_legs_and_marks_the_day(
    registry: Registry, trade_of: MakeTrade
) -> None:
    endow(registry)
    trades = [trade_of(), trade_of(buyer=3, seller=1)]
    registry.write(trading_days.collect, "venue", trades, [close_of(trades, 3)])
    assert at_once.deliver(registry, DATE, 1_000, "bridge") == (2, 0, False)
    assert trading(registry, 1) == (10_000_000, 1_000)
    assert trading(registry, 2) == (10_078_500, 990)
    assert trading(registry, 3) == (9_921_500, 1_010)
    day = registry.read(trading_days.day, DATE)
    assert day is not None
    assert day.status == DayStatus.DELIVERED
    assert registry.snapshot(disagreements) == []


def test_delivery_goes_on_where_it_stopped_and_delivers_nothing_twice(
    registry: Registry, trade_of: MakeTrade
) -> None:
    endow(registry)
    trades = [trade_of() for _ in range(5)]
    registry.write(trading_days.collect, "venue", trades, [close_of(trades, 6)])
    steps = [at_once.deliver(registry, DATE, 2, "bridge") for _ in range(4)]
    assert steps == [(2, 0, True), (2, 0, True), (1, 0, False), (0, 0, False)]
    assert trading(registry, 1) == (10_000_000 - 5 * 78_500, 1_050)
    assert registry.snapshot(disagreements) == []


def test_a_short_trade_fails_with_its_reason_and_the_others_go_on(
    registry: Registry, trade_of: MakeTrade
) -> None:
    endow(registry)
    at_once.record(
        registry, [Instruction(Task.FREEZE, 2, "CEA25", 985, state=State.TRADING_AVAILABLE)]
    )
    trades = [trade_of(), trade_of(), trade_of(quantity=5)]
    registry.write(trading_days.collect, "venue", trades, [close_of(trades, 4)])
    assert at_once.deliver(registry, DATE, 1_000, "bridge") == (2, 1, False)
    (failed,) = registry.read(trading_days.failures, DATE)
    assert (failed.trade, failed.status, failed.reason) == (
        trades[1],
        TradeStatus.FAILED,
        "units_insufficient in account 2",
    )
    day = registry.read(trading_days.day, DATE)
    assert day is not None
    assert day.failed == 1
    assert registry.snapshot(disagreements) == []


def test_a_day_without_trades_is_delivered_at_once(registry: Registry) -> None:
    registry.write(trading_days.collect, "venue", [], [close_of([], 1)])
    assert at_once.deliver(registry, DATE, 1_000, "bridge") == (0, 0, False)
    registry.write(trading_days.mark, DATE, DayStatus.DONE)
    assert registry.read(trading_days.settled_dates) == [DATE]
    assert registry.read(trading_days.unfinished_days) == []


def test_a_day_never_goes_back(registry: Registry) -> None:
    registry.write(trading_days.collect, "venue", [], [close_of([], 1)])
    registry.write(trading_days.mark, DATE, DayStatus.DONE)
    registry.write(trading_days.mark, DATE, DayStatus.CONFIRMED, "too late")
    day = registry.read(trading_days.day, DATE)
    assert day is not None
    assert (day.status, day.problem) == (DayStatus.DONE, "")


def test_a_days_trades_are_read_in_pages_and_by_account(
    registry: Registry, trade_of: MakeTrade
) -> None:
    trades = [trade_of(), trade_of(buyer=3), trade_of(seller=3)]
    registry.write(trading_days.collect, "venue", trades, [])
    assert [
        settled.trade.trade
        for settled in registry.read(trading_days.day_trades, DATE, after_seq=1, limit=1)
    ] == [2]
    assert [
        settled.trade.trade for settled in registry.read(trading_days.day_trades, DATE, account=3)
    ] == [2, 3]


def test_a_days_trades_are_added_up_by_instrument_and_status(
    registry: Registry, trade_of: MakeTrade
) -> None:
    trades = [
        trade_of(buyer_trading_fee_fen=3, seller_settlement_fee_fen=4),
        trade_of(),
        trade_of(instrument="CEA24"),
    ]
    registry.write(trading_days.collect, "venue", trades, [])
    totals = [
        (t.instrument, t.count, t.quantity, t.amount_fen, t.trading_fees_fen, t.settlement_fees_fen)
        for t in registry.read(trading_days.day_totals, DATE)
    ]
    assert totals == [("CEA24", 1, 10, 78_500, 0, 0), ("CEA25", 2, 20, 157_000, 3, 4)]


def test_undelivered_trades_are_those_still_to_come(
    registry: Registry, trade_of: MakeTrade
) -> None:
    endow(registry)
    trades = [trade_of(), trade_of()]
    registry.write(trading_days.collect, "venue", trades, [close_of(trades, 3)])
    at_once.deliver(registry, DATE, 1, "bridge")
    assert registry.read(trading_days.undelivered) == trades[1:]
