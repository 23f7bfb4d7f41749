"""Summaries and statements from a real registry."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from settlement_bridge.books import CASH, State, Trade, TradeOrders, entities, ledger_rows
from settlement_bridge.books.clearing import figures
from settlement_bridge.books.parties import Instruction, Task
from settlement_bridge.bridge import DayClose, Verdict, outbox, trading_days
from settlement_bridge.documents.statements import (
    own_trades,
    statement,
    statement_csv,
    summary,
)
from settlement_bridge.server.reading import trade_row
from settlement_bridge.store.database import Registry
from tests.settlement_bridge import at_once

BEFORE, DATE = 20_260_104, 20_260_105
ORDERS = {1: TradeOrders(1, 7, "b-1", 8, None)}


@pytest.fixture
def settled(registry: Registry, trade_of: Callable[..., Trade]) -> Registry:
    """Two accounts endowed the day before; on the day two trades with fees and one that fails,
    money in and out.
    """
    for account in (1, 2):
        at_once.record(
            registry,
            [
                Instruction(Task.OPEN_ACCOUNT, account, name=f"member {account}"),
                Instruction(Task.ALLOCATE, account, "CEA25", 100, date=BEFORE),
                Instruction(Task.TRANSFER_IN, account, "CEA25", 20, date=BEFORE),
                Instruction(Task.DEPOSIT, account, CASH, 200_000, date=BEFORE),
            ],
        )
    conclude(registry)
    at_once.record(
        registry,
        [
            Instruction(Task.DEPOSIT, 1, CASH, 900, date=DATE),
            Instruction(Task.DEPOSIT, 1, CASH, 50, date=DATE),
            Instruction(Task.WITHDRAW, 1, CASH, 400, date=DATE),
            Instruction(Task.TRANSFER_OUT, 1, "CEA25", 5, date=DATE),
            Instruction(Task.TRANSFER_IN, 1, "CEA25", 7, date=DATE),
            Instruction(Task.ALLOCATE, 1, "CEA25", 3, date=DATE),
        ],
    )
    at_once.conclude(
        registry,
        [Verdict(registry.read(outbox.pending, 2)[1].reference, "amount_too_large")],
        "bridge",
    )
    conclude(registry)
    fees = {
        "buyer_trading_fee_fen": 30,
        "seller_trading_fee_fen": 20,
        "buyer_settlement_fee_fen": 4,
    }
    trades = [trade_of(**fees), trade_of(buyer=2, seller=1, quantity=4), trade_of(quantity=99)]
    registry.write(
        trading_days.collect,
        "venue",
        trades,
        [DayClose(4, DATE, figures(DATE, trades), 7850, {"CEA25": 7850, "CEA24": 7000})],
    )
    at_once.deliver(registry, DATE, 100, "bridge")
    return registry


def conclude(registry: Registry) -> None:
    at_once.conclude(
        registry,
        [Verdict(transfer.reference, "") for transfer in registry.read(outbox.pending, 100)],
        "bridge",
    )


def statement_of(registry: Registry, account: int, date: int = DATE) -> dict[str, Any]:
    (row,) = [row for row in registry.read(entities.all_accounts) if row.account == account]
    said = statement(
        row,
        date,
        registry.read(ledger_rows.turnovers, account, 0, date - 1),
        registry.read(ledger_rows.turnovers, account, date, date),
    )
    traded = registry.read(trading_days.day_trades, date, account=account)
    return said | {"trades": own_trades([trade_row(row, ORDERS) for row in traded], account)}


def test_a_statement_leads_from_opening_to_closing_cash(settled: Registry) -> None:
    cash = statement_of(settled, 1)["cash"]
    assert cash == {
        "opening_fen": 200_000,
        "deposits_fen": 950,
        "withdrawals_fen": 450,  # 400, and 50 that the exchange refused and were given back
        "bought_fen": 78_500,
        "sold_fen": 31_400,
        "trading_fees_fen": 30,
        "settlement_fees_fen": 4,
        "fees_received_fen": 0,
        "fees_in_reserve_fen": 0,
        "covered_fen": 0,
        "repaid_fen": 0,
        "closing_fen": 200_000 + 950 - 450 - 78_500 + 31_400 - 34,
    }


def test_a_statement_leads_from_opening_to_closing_units(settled: Registry) -> None:
    (units,) = statement_of(settled, 1)["units"]
    assert units == {
        "instrument": "CEA25",
        "opening": 100,
        "allocated": 3,
        "cut": 0,
        "bought": 10,
        "sold": 4,
        "transferred_in": 7,
        "transferred_out": 5,
        "closing": 109,
        "registry_available": 80 + 5 - 7 + 3,
        "trading_available": 20 - 5 + 7 + 10 - 4,
        "other": 0,
    }


def test_the_exchanges_own_statement_shows_the_fees_it_received(settled: Registry) -> None:
    cash = statement_of(settled, 0)["cash"]
    assert (cash["fees_received_fen"], cash["closing_fen"]) == (54, 54)


def test_the_closing_of_a_day_is_the_opening_of_the_next(settled: Registry) -> None:
    today, tomorrow = statement_of(settled, 2), statement_of(settled, 2, DATE + 1)
    assert (
        tomorrow["cash"]["opening_fen"]
        == today["cash"]["closing_fen"]
        == tomorrow["cash"]["closing_fen"]
    )
    assert tomorrow["units"][0]["opening"] == today["units"][0]["closing"]


def test_the_closing_is_what_the_account_holds(settled: Registry) -> None:
    held = {
        (row.instrument, row.state): row.quantity
        for row in settled.read(ledger_rows.nonzero_holdings, 2)
    }
    content = statement_of(settled, 2)
    assert content["cash"]["closing_fen"] == held[CASH, State.CASH_AVAILABLE]
    assert content["units"][0]["trading_available"] == held["CEA25", State.TRADING_AVAILABLE]


def test_a_statement_as_csv_has_a_header_and_the_unit_of_each_value(settled: Registry) -> None:
    lines = statement_csv(statement_of(settled, 1)).splitlines()
    assert lines[0] == "account,date,asset,unit,item,value"
    assert "1,2026-01-05,cash,CNY,bought,785.00" in lines
    assert "1,2026-01-05,CEA25,t,closing,109" in lines
    bought = "buy listed trade 1 at 78.50 order 7 client id b-1 delivered"
    assert f"1,2026-01-05,CEA25,t,{bought},10" in lines
    assert "1,2026-01-05,CEA25,t,sell listed trade 2 at 78.50 delivered,4" in lines


def test_a_summary_says_what_was_delivered_what_failed_and_why(settled: Registry) -> None:
    day = settled.read(trading_days.day, DATE)
    assert day is not None
    found = summary(
        day,
        settled.read(trading_days.day_totals, DATE),
        settled.read(trading_days.closes, DATE),
        settled.read(trading_days.failures, DATE),
    )
    assert (found["date"], found["status"], found["count"]) == ("2026-01-05", "delivered", 3)
    assert (found["delivered"], found["failed"]) == (2, 1)
    assert (found["trading_fees_fen"], found["settlement_fees_fen"]) == (50, 4)
    assert [
        (row["instrument"], row["count"], row["failed"], row["close"])
        for row in found["instruments"]
    ] == [
        ("CEA24", 0, 0, 7000),
        ("CEA25", 3, 1, 7850),
    ]
    (failure,) = found["failures"]
    assert (failure["trade"], failure["reason"]) == (3, "units_insufficient in account 2")
