"""Statements of fees: what counts, what is numbered, and how a later change is corrected."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Connection, update

from settlement_bridge.books import DayStatus, Figures, SignOff, Trade, TradeStatus
from settlement_bridge.books.parties import Instruction, Task
from settlement_bridge.bridge import DayClose, trading_days
from settlement_bridge.documents import fee_statements
from settlement_bridge.documents.fee_statements import Line, Statement
from settlement_bridge.documents.papers import draw_fee_statement
from settlement_bridge.errors import Refusal
from settlement_bridge.store.database import Registry
from settlement_bridge.store.settlement_tables import trades
from tests.settlement_bridge import at_once

LIN = SignOff("lin", "bridge")
JANUARY = 202_601


def trade(number: int, date: int, method: str, buyer: int, seller: int, fees: int) -> Trade:
    named = (number, date, method, number, "CEA25", 25, 5_000, 10, 50_000, buyer, seller)
    return Trade(*named, fees, fees + 1, 2 * fees, 0)


@pytest.fixture
def traded(registry: Registry) -> Registry:
    """Accounts 1 and 2 have traded in January and on the first day of February, all delivered."""
    at_once.record(registry, [Instruction(Task.OPEN_ACCOUNT, n, name=f"n{n}") for n in (1, 2)])
    rows = [
        trade(1, 20_260_105, "listed", 1, 2, 10),
        trade(2, 20_260_105, "listed", 2, 1, 20),
        trade(3, 20_260_130, "block", 1, 2, 30),
        trade(4, 20_260_130, "block", 1, 2, 40),
        trade(5, 20_260_202, "listed", 1, 2, 50),
    ]
    figures = Figures(0, 0, 0, "0" * 16)
    days = sorted({row.date for row in rows})
    closes = [DayClose(6 + place, day, figures, None, {}) for place, day in enumerate(days)]
    registry.write(trading_days.collect, "epoch", rows, closes)
    for day in days:
        registry.write(trading_days.mark, day, DayStatus.DONE)
    registry.write(mark, TradeStatus.DELIVERED, "", 1, 2, 3, 4, 5)
    return registry


def mark(connection: Connection, status: TradeStatus, reason: str, *numbers: int) -> None:
    change = update(trades).where(trades.c.seq.in_(numbers))
    connection.execute(change.values(status=status, reason=reason))


def issue(registry: Registry, account: int = 1, today: int = 20_260_203) -> int | Refusal:
    given = (account, JANUARY, LIN, today, registry.now_ns())
    return registry.write(fee_statements.issue, *given)


def issued(registry: Registry) -> list[Statement]:
    return registry.read(fee_statements.issued, 1, JANUARY)


def test_a_month_is_stated_by_method_once_it_is_over(traded: Registry) -> None:
    early = issue(traded, today=20_260_131)
    assert isinstance(early, Refusal)
    assert (early.code, early.allowed) == ("month_not_over", "2026-01-31")
    assert issue(traded) == 1
    assert issue(traded) == 1
    (statement,) = issued(traded)
    assert statement.lines == [
        Line("block", 2, 20, 100_000, 70, 72),
        Line("listed", 2, 20, 100_000, 10 + 40, 11),
    ]
    assert issue(traded, account=2) == 2
    unknown = issue(traded, account=9)
    assert isinstance(unknown, Refusal)
    assert unknown.code == "account_unknown"


def test_a_month_whose_days_are_not_settled_waits(traded: Registry) -> None:
    day = trade(9, 20_260_112, "listed", 1, 2, 1)
    traded.write(trading_days.collect, "epoch", [day], [])
    refused = issue(traded)
    assert isinstance(refused, Refusal)
    assert (refused.code, refused.allowed) == ("month_not_over", "2026-01-12")


def test_a_later_change_is_corrected_by_the_difference(traded: Registry) -> None:
    issue(traded)
    traded.write(mark, TradeStatus.FAILED, "cancelled", 3)
    more = traded.read(fee_statements.provisional, 1, JANUARY)
    assert more is not None
    assert (more.number, more.corrects) == (0, 1)
    assert issue(traded) == 2
    first, correction = issued(traded)
    assert (correction.corrects, correction.lines) == (
        1,
        [Line("block", -1, -10, -50_000, -30, -31)],
    )
    assert traded.read(fee_statements.provisional, 1, JANUARY) is None
    assert first.lines == [
        Line("block", 2, 20, 100_000, 70, 72),
        Line("listed", 2, 20, 100_000, 50, 11),
    ]


def test_fees_of_a_trade_that_an_objection_took_back_stay(traded: Registry) -> None:
    issue(traded)
    traded.write(mark, TradeStatus.FAILED, "objection 1 upheld", 3)
    assert traded.read(fee_statements.provisional, 1, JANUARY) is None


def content() -> dict[str, Any]:
    lines = [Line("listed", 2, 20, 100_000, 50, 11)]
    rows = [fee_statements._row(Statement(7, 0, 20_260_203, lines), 1, JANUARY)]
    named = {"account": 1, "entity": 1, "name": "汉江电力", "credit_code": "91420100MA4K0XXXX1"}
    days = {"month": "2026-01", "first": "2026-01-01", "last": "2026-01-31", "venue": "ceax"}
    return named | days | {"statements": rows}


def test_the_paper_and_the_file_say_what_an_invoice_needs() -> None:
    row = content()["statements"][0]
    assert (row["invoice"], row["fee_fen"], row["lines"][0]["rate_ppm"]) == (
        "FEE-202601-1-7",
        61,
        610,
    )
    text = fee_statements.as_csv(content())
    assert "汉江电力,91420100MA4K0XXXX1,2026-01,FEE-202601-1-7,,listed,2,20,1000.00,610," in text
    assert draw_fee_statement(content()).startswith(b"%PDF-")
