"""Bank money in the end-of-day statement and in the bulletin, on both databases."""

from __future__ import annotations

from settlement_bridge.books import entities, ledger_rows
from settlement_bridge.books.clearing import figures
from settlement_bridge.bridge import DayClose, trading_days
from settlement_bridge.documents import as_csv, bulletin, statements
from settlement_bridge.documents.pages import draw_bulletin
from settlement_bridge.errors import Refusal
from settlement_bridge.store.database import Registry
from tests.settlement_bridge.bank.bank_lines import BankLines

DAY = """
day 2026-01-05
in B1 1 100.00; B2 - 7.00 suspense                -> event 1
assign 2 to 1                                     -> event 3
to trading 1 30.00                                -> event 4
ask 1 20.00                                       -> payment 6
ask 1 5.00                                        -> payment 7
cut                                               -> file 1: 2 payments, 25.00
bank confirms 6 as P1 on 2026-01-05               -> event 8
bank returns 7 as P2 on 2026-01-05                -> event 9
balance 2026-01-05 87.01                          -> off by 0.01
"""


def test_a_day_of_the_bank_stands_in_the_statement_and_the_bulletin(registry: Registry) -> None:
    bank = BankLines(registry)
    for line in DAY.strip().splitlines():
        bank.line(line)
    account = registry.read(entities.one_account, 1)
    assert account is not None
    cash = statements.statement(
        account, bank.day, [], registry.read(ledger_rows.turnovers, 1, bank.day, bank.day)
    )["cash"]
    assert {
        name: cash[name]
        for name in ("opening_fen", "deposits_fen", "withdrawals_fen", "closing_fen")
    } == {
        "opening_fen": 0,
        "deposits_fen": 10_700,
        "withdrawals_fen": 2_000,
        "closing_fen": 8_700,
    }
    registry.write(
        trading_days.collect, "venue", [], [DayClose(1, bank.day, figures(bank.day, []), None, {})]
    )
    found = registry.read(bulletin, bank.day)
    assert not isinstance(found, Refusal)
    assert found["cash"]["to_trading_fen"] == 3_000
    assert found["bank"] == {
        "received_fen": 10_700,
        "paid_fen": 2_000,
        "balance_fen": 8_701,
        "expected_fen": 8_700,
        "difference_fen": 1,
    }
    assert "2026-01-05,,,CNY,bank_difference,0.01\n" in as_csv(found)
    assert draw_bulletin(found).startswith(b"%PDF")
