"""Documents: the audit, statements and bulletins, papers of them, and copies of a registry.

Here is a day's settlement bulletin (清结算信息日报): its figures, out of trades and transfers, and
as CSV.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, and_, case, func, select

from engine.texts.csv_files import csv_text
from engine.units import format_date, format_hundredths
from gateway.protocol.auth import Grant
from settlement_bridge.bank import balances
from settlement_bridge.books import TradeStatus
from settlement_bridge.books.parties import Task, TransferStatus
from settlement_bridge.bridge import trading_days
from settlement_bridge.defaults import ActKind, cases
from settlement_bridge.defaults.cases import Wanted
from settlement_bridge.errors import Refusal
from settlement_bridge.office import Fields, Office
from settlement_bridge.store.registry_tables import transfers
from settlement_bridge.store.settlement_tables import trades

Row = dict[str, Any]
_UNITS = {Task.TRANSFER_IN: "transferred_in", Task.TRANSFER_OUT: "transferred_out"}
_CASH = {
    Task.DEPOSIT: "deposits_fen",
    Task.WITHDRAW: "withdrawals_fen",
    Task.CASH_TO_TRADING: "to_trading_fen",
    Task.CASH_TO_REGISTRY: "to_registry_fen",
}
# The figures that count trades.
_COUNTS = (
    *("count", "delivered", "failed", "in_default"),
    *("set_aside", "open", "delivered_late", "covered", "cancelled"),
)


def bulletin(connection: Connection, date: int) -> Row | Refusal:
    """A day's trades by instrument and method, and what was moved into and out of trading.

    O(its trades and transfers).
    """
    day = trading_days.day(connection, date)
    if day is None:
        return Refusal(
            "date_unknown", "date", format_date(date), None, "no trade and no close of that day"
        )
    units, cash = _moved(connection, date)
    return {
        "date": format_date(date),
        "status": day.status.name.lower(),
        "trades": _trades(connection, date),
        "transfers": units,
        "cash": cash,
        "defaults": _defaults(connection, date),
        "bank": balances.day_figures(connection, date),
    }


def _trades(connection: Connection, date: int) -> list[Row]:
    column = trades.c
    counted = {
        "count": func.count(),
        "quantity": func.sum(column.quantity),
        "amount_fen": func.sum(column.amount_fen),
        "delivered": func.sum(case((column.status == TradeStatus.DELIVERED, 1), else_=0)),
        "failed": func.sum(case((column.status == TradeStatus.FAILED, 1), else_=0)),
        "in_default": func.sum(case((column.status == TradeStatus.DEFAULTED, 1), else_=0)),
    }
    query = select(column.instrument, column.method, *counted.values()).where(
        column.date == date, column.status != TradeStatus.UNDONE
    )
    rows = connection.execute(
        query.group_by(column.instrument, column.method).order_by(column.instrument, column.method)
    )
    return [
        {"instrument": code, "method": method, **dict(zip(counted, map(int, figures), strict=True))}
        for code, method, *figures in rows
    ]


def _defaults(connection: Connection, date: int) -> Row:
    """What became of the day's trades in default, counted, and what the reserve paid for them."""
    found = cases.listed(connection, Wanted(date=date))
    ends = {
        "open": None,
        "delivered_late": ActKind.DELIVERED,
        "covered": ActKind.COVERED,
        "cancelled": ActKind.CANCELLED,
    }
    counted = {name: sum(row.ended == end for row in found) for name, end in ends.items()}
    return {
        "set_aside": len(found),
        **counted,
        "covered_fen": sum(row.covered_fen for row in found),
    }


def _moved(connection: Connection, date: int) -> tuple[list[Row], Row]:
    """Transfers that the exchange has applied: units by instrument, cash in all."""
    column = transfers.c
    applied = and_(column.date == date, column.status == TransferStatus.APPLIED)
    query = select(column.instrument, column.task, func.sum(column.quantity)).where(applied)
    units: dict[str, Row] = defaultdict(lambda: dict.fromkeys(_UNITS.values(), 0))
    cash = dict.fromkeys(_CASH.values(), 0)
    for code, task, quantity in connection.execute(query.group_by(column.instrument, column.task)):
        (units[code] if task in _UNITS else cash)[(_UNITS | _CASH)[Task(task)]] = int(quantity)
    return [{"instrument": code, **units[code]} for code in sorted(units)], cash


async def answer_bulletin(office: Office, fields: Fields, _grant: Grant) -> Fields:
    """A day's settlement bulletin."""
    return await office.read(bulletin, fields["date"])


def as_csv(content: dict[str, Any]) -> str:
    """The bulletin as CSV: one figure a row, its unit in its own column."""
    header = ("date", "instrument", "method", "unit", "item", "value")
    return csv_text([header, *_csv_rows(content)])


def _csv_rows(content: dict[str, Any]) -> Iterator[list[str]]:
    bank = {f"bank_{name}": value for name, value in content["bank"].items() if value is not None}
    for row in (
        *content["trades"],
        *content["transfers"],
        content["cash"],
        bank,
        content["defaults"],
    ):
        head = [content["date"], row.get("instrument", ""), row.get("method", "")]
        for name, value in row.items():
            if name not in ("instrument", "method"):
                yield [*head, _unit(name), name.removesuffix("_fen"), _figure(name, value)]


def _unit(name: str) -> str:
    return "CNY" if name.endswith("_fen") else "trades" if name in _COUNTS else "t"


def _figure(name: str, value: int) -> str:
    return format_hundredths(value) if name.endswith("_fen") else str(value)
