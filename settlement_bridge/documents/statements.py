"""What people read after a day: the settlement summary, and each account's end-of-day statement
(日终报表).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from engine.texts.csv_files import csv_text
from engine.units import format_date, format_hundredths
from settlement_bridge.books import CASH, EntryKind, State, TradeStatus
from settlement_bridge.books.ledger_rows import Turnover
from settlement_bridge.books.parties import Account
from settlement_bridge.bridge import Day, DayTotal, SettledTrade

FAILURES_SAID_MAX = 500
SIDES = {"buyer": "buy", "seller": "sell"}
Row = dict[str, Any]

# What an incoming (True) or outgoing (False) entry counts as in a statement; others only move
# between the account's own states.
_CASH_COLUMNS = {
    (EntryKind.DEPOSIT, True): "deposits_fen",
    (EntryKind.BANK_DEPOSIT, True): "deposits_fen",
    (EntryKind.SUSPENSE_ASSIGNMENT, True): "deposits_fen",
    (EntryKind.PROCEEDS, True): "deposits_fen",
    (EntryKind.TRADE_CASH, False): "bought_fen",
    (EntryKind.TRADE_CASH, True): "sold_fen",
    (EntryKind.TRADING_FEE, False): "trading_fees_fen",
    (EntryKind.SETTLEMENT_FEE, False): "settlement_fees_fen",
    (EntryKind.TRADING_FEE, True): "fees_received_fen",  # the exchange's own income
    (EntryKind.SETTLEMENT_FEE, True): "fees_received_fen",
    (EntryKind.RESERVE_FEES, False): "fees_in_reserve_fen",
    (EntryKind.RESERVE_COVER, True): "covered_fen",  # by the settlement reserve
    (EntryKind.RECOURSE, False): "repaid_fen",
}
# What leaves the account in all is paid out; entries between its own states add up to nothing.
_TO_THE_BANK = {
    EntryKind.WITHDRAWAL,
    EntryKind.CASH_TO_TRADING,
    EntryKind.CASH_TO_REGISTRY,
    EntryKind.TRANSFER_DONE,
    EntryKind.TRANSFER_RETURNED,
    EntryKind.PAYMENT_REQUEST,
    EntryKind.PAYMENT_WITHDRAWN,
    EntryKind.PAYMENT_DONE,
    EntryKind.PAYMENT_RETURNED,
    EntryKind.REVERSAL,
}
_UNIT_COLUMNS = {
    (EntryKind.ISSUE, True): "allocated",
    (EntryKind.ALLOCATION_CUT, False): "cut",
    (EntryKind.TRADE_UNITS, True): "bought",
    (EntryKind.TRADE_UNITS, False): "sold",
}
# A trade taken back was no purchase and no sale.
_CASH_TAKEN_BACK = {True: "bought_fen", False: "sold_fen"}
_UNITS_TAKEN_BACK = {True: "sold", False: "bought"}


def summary(
    day: Day,
    totals: Sequence[DayTotal],
    closes: Mapping[str, int],
    failures: Sequence[SettledTrade],
) -> Row:
    """A day's settlement summary: the figures as received, what was delivered, what failed and why,
    by instrument.
    """
    figures = (
        asdict(day.figures)
        if day.figures
        else dict.fromkeys(("count", "quantity", "amount_fen", "tape_hash"))
    )
    instruments = sorted({total.instrument for total in totals} | set(closes))
    return {
        "date": format_date(day.date),
        "status": day.status.name.lower(),
        "problem": day.problem or None,
        **figures,
        "composite_close": day.composite_close,
        "delivered": sum(total.count for total in totals if total.status == TradeStatus.DELIVERED),
        "failed": day.failed,
        "trading_fees_fen": sum(total.trading_fees_fen for total in totals),
        "settlement_fees_fen": sum(total.settlement_fees_fen for total in totals),
        "instruments": [_instrument_row(code, closes.get(code), totals) for code in instruments],
        "failures": [_failure_row(failure) for failure in failures[:FAILURES_SAID_MAX]],
    }


def _instrument_row(code: str, close: int | None, totals: Sequence[DayTotal]) -> Row:
    own = [total for total in totals if total.instrument == code]
    return {
        "instrument": code,
        "close": close,
        "count": sum(total.count for total in own),
        "quantity": sum(total.quantity for total in own),
        "amount_fen": sum(total.amount_fen for total in own),
        "failed": sum(total.count for total in own if total.status == TradeStatus.FAILED),
    }


def _failure_row(failure: SettledTrade) -> Row:
    names = ("trade", "instrument", "quantity", "amount_fen", "buyer", "seller")
    return {name: getattr(failure.trade, name) for name in names} | {"reason": failure.reason}


def statement(
    account: Account,
    date: int,
    before: Sequence[Turnover],
    during: Sequence[Turnover],
    defaults: Sequence[Row] = (),
) -> Row:
    """An account's statement of a day, from what its journal added up to before that day and on it,
    with its defaults.
    """
    codes = sorted({turnover.instrument for turnover in (*before, *during)} - {CASH})
    return {
        "account": account.account,
        "name": account.name,
        "date": format_date(date),
        "cash": _cash_rows(_of(before, CASH), _of(during, CASH)),
        "units": [
            {"instrument": code, **_unit_rows(_of(before, code), _of(during, code))}
            for code in codes
        ],
        "defaults": list(defaults),
    }


def own_trades(rows: Iterable[Row], account: int) -> list[Row]:
    """An account's side of trades as `trades` answers them, in their order; of one with itself both
    sides.
    """
    return [_own_side(row, end) for row in rows for end in SIDES if row[end] == account]


def _own_side(row: Row, end: str) -> Row:
    names = ("method", "trade", "instrument", "price", "quantity", "amount_fen", "status")
    own = ("trading_fee_fen", "settlement_fee_fen", "order", "client_order_id")
    of_side = {name: row[f"{end}_{name}"] for name in own}
    return {name: row[name] for name in names} | {"side": SIDES[end]} | of_side


def _cash_rows(before: list[Turnover], during: list[Turnover]) -> Row:
    opening = sum(_balances(before).values())
    columns = dict.fromkeys(_CASH_COLUMNS.values(), 0)
    for turnover in during:
        column = _CASH_COLUMNS.get((turnover.kind, turnover.incoming))
        if column:
            columns[column] += turnover.quantity
        if turnover.kind == EntryKind.TRADE_BACK:
            columns[_CASH_TAKEN_BACK[turnover.incoming]] -= turnover.quantity
    withdrawn = -sum(_balances(filter(_is_paid_out, during)).values())
    closing = opening + sum(_balances(during).values())
    return {"opening_fen": opening, "withdrawals_fen": withdrawn, **columns, "closing_fen": closing}


def _is_paid_out(turnover: Turnover) -> bool:
    if turnover.kind == EntryKind.PROCEEDS:
        return not turnover.incoming
    return turnover.kind in _TO_THE_BANK


def _unit_rows(before: list[Turnover], during: list[Turnover]) -> Row:
    opening, now = _balances(before), _balances([*before, *during])
    names = ("allocated", "cut", "bought", "sold", "transferred_in", "transferred_out")
    columns = dict.fromkeys(names, 0)
    for turnover in during:
        column = _UNIT_COLUMNS.get((turnover.kind, turnover.incoming)) or _transfer_column(turnover)
        if column:
            columns[column] += turnover.quantity
        if turnover.kind == EntryKind.TRADE_BACK:
            columns[_UNITS_TAKEN_BACK[turnover.incoming]] -= turnover.quantity
    states = {
        state.name.lower(): now.pop(state, 0)
        for state in (State.REGISTRY_AVAILABLE, State.TRADING_AVAILABLE)
    }
    other = sum(now.values())
    closing = sum(states.values()) + other
    return {
        "opening": sum(opening.values()),
        **columns,
        "closing": closing,
        **states,
        "other": other,
    }


def _transfer_column(turnover: Turnover) -> str | None:
    """A transfer counts when it arrives: in trading-available as in, in registry-available as
    out.
    """
    if turnover.kind != EntryKind.TRANSFER_DONE or not turnover.incoming:
        return None
    return "transferred_in" if turnover.state == State.TRADING_AVAILABLE else "transferred_out"


def _of(turnovers: Iterable[Turnover], instrument: str) -> list[Turnover]:
    return [turnover for turnover in turnovers if turnover.instrument == instrument]


def _balances(turnovers: Iterable[Turnover]) -> dict[State, int]:
    balances: dict[State, int] = defaultdict(int)
    for turnover in turnovers:
        balances[turnover.state] += turnover.quantity if turnover.incoming else -turnover.quantity
    return balances


def statement_csv(content: Row) -> str:
    """A statement as CSV: a row for each figure of cash in CNY, of an instrument in tonnes, and for
    each trade; the unit in its own column.
    """
    return csv_text([("account", "date", "asset", "unit", "item", "value"), *_csv_rows(content)])


def _csv_rows(content: Row) -> Iterator[list[Any]]:
    head = [content["account"], content["date"]]
    for name, value in content["cash"].items():
        yield [*head, "cash", "CNY", name.removesuffix("_fen"), format_hundredths(value)]
    for row in content["units"]:
        for name, value in row.items():
            if name != "instrument":
                yield [*head, row["instrument"], "t", name, value]
    for row in content["trades"]:
        yield [*head, row["instrument"], "t", _traded(row), row["quantity"]]
    for row in content["defaults"]:
        asset, unit, missing = _missing(row)
        yield [*head, asset, unit, f"default {row['default']} {row['status']} missing", missing]
        claim = format_hundredths(row["outstanding_fen"])
        yield [*head, "cash", "CNY", f"default {row['default']} {row['status']} claim", claim]


def _traded(row: Row) -> str:
    """A trade in words: `buy listed trade 7 at 78.50 order 12 client id a-1 delivered`."""
    words = [row["side"], row["method"], f"trade {row['trade']}"]
    words.append(f"at {format_hundredths(row['price'])}")
    words += [f"order {row['order']}"] if row["order"] is not None else []
    if row["client_order_id"] is not None:
        words.append(f"client id {row['client_order_id']}")
    return " ".join((*words, row["status"]))


def _missing(row: Row) -> tuple[str, str, str]:
    """What a default is short of: asset, unit, figure."""
    if "missing" in row:
        return row["instrument"], "t", str(row["missing"])
    return "cash", "CNY", format_hundredths(row["missing_fen"])
