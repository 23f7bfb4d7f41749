"""Clearing and delivery without any database."""

from __future__ import annotations

from collections.abc import Callable

from engine.tape_hash import tape_hash
from settlement_bridge.books import CASH, EXCHANGE, EntryKind, Key, State, Trade
from settlement_bridge.books.clearing import deliver, difference, figures, obligation
from tests.settlement_bridge.memory_ledger import ledger_of

DATE = 20_260_105


def units(account: int) -> Key:
    return Key(account, "CEA25", State.TRADING_AVAILABLE)


def cash(account: int) -> Key:
    return Key(account, CASH, State.CASH_AVAILABLE)


def test_a_days_figures_count_add_and_hash_its_trades(trade_of: Callable[..., Trade]) -> None:
    trades = [trade_of(), trade_of(price=7900, quantity=3)]
    found = figures(DATE, trades)
    words = [(1, 5, 10, 7850, 10, 1, 2), (2, 5, 10, 7900, 3, 1, 2)]
    assert (found.count, found.quantity, found.amount_fen) == (2, 13, 7850 * 10 + 7900 * 3)
    assert found.tape_hash == f"{tape_hash(DATE, words):016x}"


def test_a_day_without_trades_has_figures_too() -> None:
    found = figures(DATE, [])
    assert (found.count, found.quantity, found.amount_fen, found.tape_hash) == (
        0,
        0,
        0,
        f"{DATE:016x}",
    )


def test_figures_that_differ_say_where(trade_of: Callable[..., Trade]) -> None:
    mine = figures(DATE, [trade_of()])
    assert difference(mine, mine) == ""
    assert difference(mine, figures(DATE, [])).startswith(
        "count 1 here, 0 there; quantity 10 here, 0 there"
    )


def test_the_buyer_owes_amount_and_fees_and_the_seller_gets_amount_less_fees(
    trade_of: Callable[..., Trade],
) -> None:
    owed = obligation(
        trade_of(
            buyer_trading_fee_fen=30,
            buyer_settlement_fee_fen=7,
            seller_trading_fee_fen=20,
            seller_settlement_fee_fen=5,
        )
    )
    assert owed.buyer_pays_fen == 78_500 + 37
    assert owed.seller_receives_fen == 78_500 - 25


def test_units_and_cash_of_a_trade_move_together_and_fees_go_to_the_exchange(
    trade_of: Callable[..., Trade],
) -> None:
    ledger = ledger_of({units(2): 10, cash(1): 100_000})
    trade = trade_of(buyer_trading_fee_fen=30, seller_settlement_fee_fen=5)
    assert deliver([trade], ledger, "bridge") == []
    assert (ledger.available(units(1)), ledger.available(units(2))) == (10, 0)
    assert ledger.available(cash(1)) == 100_000 - 78_500 - 30
    assert ledger.available(cash(2)) == 78_500 - 5
    assert ledger.available(cash(EXCHANGE)) == 35
    kinds = [entry.movement.kind for entry in ledger.entries]
    assert kinds == [
        EntryKind.TRADE_UNITS,
        EntryKind.TRADE_CASH,
        EntryKind.TRADING_FEE,
        EntryKind.SETTLEMENT_FEE,
    ]


def test_when_units_are_short_no_leg_moves(trade_of: Callable[..., Trade]) -> None:
    ledger = ledger_of({units(2): 9, cash(1): 100_000})
    (failure,) = deliver([trade_of()], ledger, "bridge")
    assert failure.reason == "units_insufficient in account 2"
    assert (ledger.available(units(2)), ledger.available(cash(1)), ledger.available(cash(2))) == (
        9,
        100_000,
        0,
    )


def test_when_cash_is_short_no_leg_moves(trade_of: Callable[..., Trade]) -> None:
    ledger = ledger_of({units(2): 10, cash(1): 78_499})
    (failure,) = deliver([trade_of()], ledger, "bridge")
    assert failure.reason == "cash_insufficient in account 1"
    assert (ledger.available(units(2)), ledger.available(units(1)), ledger.available(cash(1))) == (
        10,
        0,
        78_499,
    )


def test_a_failed_trade_does_not_stop_those_after_it(trade_of: Callable[..., Trade]) -> None:
    ledger = ledger_of({units(2): 15, cash(1): 10_000_000})
    trades = [trade_of(), trade_of(), trade_of(quantity=5)]
    assert [failure.trade.trade for failure in deliver(trades, ledger, "bridge")] == [2]
    assert ledger.available(units(1)) == 15


def test_a_failure_says_how_much_is_missing_where_with_all_the_fees(
    trade_of: Callable[..., Trade],
) -> None:
    ledger = ledger_of({units(2): 10, cash(1): 78_520})
    (failure,) = deliver(
        [trade_of(buyer_trading_fee_fen=30, buyer_settlement_fee_fen=5)], ledger, "bridge"
    )
    assert (failure.source, failure.missing) == (cash(1), 15)
    (failure,) = deliver([trade_of(quantity=25)], ledger, "bridge")
    assert (failure.source, failure.missing) == (units(2), 15)
    (failure,) = deliver([trade_of(price=1, seller_trading_fee_fen=30)], ledger, "bridge")
    # 30 of fees out of 10 that the sale brings
    assert (failure.source, failure.missing) == (cash(2), 20)
    assert ledger.entries == []


def test_sale_money_pays_a_later_purchase_of_the_same_day(trade_of: Callable[..., Trade]) -> None:
    ledger = ledger_of({units(2): 10, units(3): 10, cash(1): 78_500})
    assert deliver([trade_of(), trade_of(buyer=2, seller=3)], ledger, "bridge") == []
    assert ledger.available(cash(3)) == 78_500
