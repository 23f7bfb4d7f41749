"""Statements of fees (手续费对账单) of an account and month, with what an invoice needs.

They count the trades of the month that were delivered, and those that an objection took back, whose
fees stay. A statement has a number and never changes. Where its trades do later (one is undone, or
a default is made good), the next statement of that month is a correction with the difference.
"""

from __future__ import annotations

import json
from calendar import monthrange
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, func, insert, or_, select

from engine.texts.csv_files import csv_text
from engine.units import format_date, format_hundredths
from gateway.protocol.auth import Grant
from settlement_bridge.books import DayStatus, SignOff, TradeStatus, entities
from settlement_bridge.books.entities import unknown_account
from settlement_bridge.errors import Refusal
from settlement_bridge.office import Fields, Office, signed
from settlement_bridge.store.bulk import next_number
from settlement_bridge.store.law_tables import fee_statements
from settlement_bridge.store.settlement_tables import days, trades

MILLION = 1_000_000
TAKEN_BACK = "objection %"  # the reason of a trade whose fees stay


class Line(NamedTuple):
    """An account's trades of one method: how many, t, and fen."""

    method: str
    trades: int
    quantity: int
    amount_fen: int
    trading_fee_fen: int
    settlement_fee_fen: int

    def less(self, other: Line) -> Line:
        """What this has more than another of the same method."""
        return Line(
            self.method, *(mine - its for mine, its in zip(self[1:], other[1:], strict=True))
        )


class Statement(NamedTuple):
    """A statement, or without a number what one would say now."""

    number: int
    corrects: int  # the statement before it; 0: none
    date: int
    lines: list[Line]


def counted(connection: Connection, account: int, month: int) -> list[Line]:
    """The lines of an account's trades of a month (yyyymm), by method."""
    found: dict[str, Line] = {}
    for side, end in (("buyer", trades.c.buyer), ("seller", trades.c.seller)):
        fees = [trades.c[f"{side}_{name}_fee_fen"] for name in ("trading", "settlement")]
        sums = [func.sum(each) for each in (trades.c.quantity, trades.c.amount_fen, *fees)]
        query = select(trades.c.method, func.count(), *sums).where(end == account, _counts(month))
        for method, *figures in connection.execute(query.group_by(trades.c.method)):
            before = found.get(method, Line(method, 0, 0, 0, 0, 0))
            found[method] = Line(
                method, *(a + int(b) for a, b in zip(before[1:], figures, strict=True))
            )
    return [found[method] for method in sorted(found)]


def _counts(month: int) -> Any:
    stays = and_(trades.c.status == TradeStatus.FAILED, trades.c.reason.like(TAKEN_BACK))
    of_month = trades.c.date.between(month * 100 + 1, last_day(month))
    return and_(of_month, or_(trades.c.status == TradeStatus.DELIVERED, stays))


def last_day(month: int) -> int:
    """The last day of a month (yyyymm)."""
    return month * 100 + monthrange(month // 100, month % 100)[1]


def issued(connection: Connection, account: int, month: int) -> list[Statement]:
    """The statements of an account and month, in order."""
    query = select(fee_statements).where(
        fee_statements.c.account == account, fee_statements.c.month == month
    )
    found: list[Statement] = []
    for row in connection.execute(query.order_by(fee_statements.c.number)):
        lines = [Line(*each) for each in json.loads(row.lines)]
        before = found[-1].number if found else 0
        found.append(Statement(row.number, before, row.date, lines))
    return found


def provisional(connection: Connection, account: int, month: int) -> Statement | None:
    """What the next statement of a month would say now; None where it would say nothing new."""
    before = issued(connection, account, month)
    lines = _difference(counted(connection, account, month), [each.lines for each in before])
    if before and not lines:
        return None
    return Statement(0, before[-1].number if before else 0, 0, lines)


def _difference(now: Sequence[Line], before: Iterable[Sequence[Line]]) -> list[Line]:
    left = {line.method: line for line in now}
    for line in (each for lines in before for each in lines):
        mine = left.get(line.method, Line(line.method, 0, 0, 0, 0, 0))
        left[line.method] = mine.less(line)
    return [left[method] for method in sorted(left) if any(left[method][1:])]


def issue(
    connection: Connection, account: int, month: int, sign_off: SignOff, today: int, time_ns: int
) -> int | Refusal:
    """Issue the statement of a month, or its correction: its number; the last one's where there is
    nothing new.
    """
    if entities.one_account(connection, account) is None:
        return unknown_account(account)
    refusal = _not_over(connection, month, today)
    if refusal is not None:
        return refusal
    statement = provisional(connection, account, month)
    if statement is None:
        return issued(connection, account, month)[-1].number
    number, lines = next_number(connection, fee_statements.c.number), json.dumps(statement.lines)
    signed_by = (today, time_ns, sign_off.who, sign_off.role)
    connection.execute(insert(fee_statements).values((number, account, month, lines, *signed_by)))
    return number


def _not_over(connection: Connection, month: int, today: int) -> Refusal | None:
    last = last_day(month)
    open_days = [
        connection.scalar(select(func.min(date)).where(date.between(month * 100 + 1, last), waits))
        for date, waits in (
            (days.c.date, days.c.status < DayStatus.DONE),
            (trades.c.date, trades.c.status == TradeStatus.COLLECTED),
        )
    ]
    open_day = min(filter(None, open_days), default=0)
    if today > last and not open_day:
        return None
    day = format_date(open_day or last)
    message = f"a statement is issued when the month is over and its days are settled; open: {day}"
    return Refusal("month_not_over", "month", _written(month), day, message)


def _written(month: int) -> str:
    return f"{month // 100:04}-{month % 100:02}"


async def answer_fee_statement(office: Office, fields: Fields, _grant: Grant) -> Fields:
    """The statements of an account and month, and what a further one would say."""
    account, month = fields.get("account", 0), fields["month"]
    owner = await office.read(_owner, account)
    found = await office.read(issued, account, month)
    more = await office.read(provisional, account, month)
    shown = [*found, *([more] if more else [])]
    return owner | {
        "month": _written(month),
        "first": format_date(month * 100 + 1),
        "last": format_date(last_day(month)),
        "venue": office.exchange.venue,
        "statements": [_row(each, account, month) for each in shown],
    }


async def answer_issue_fee_statement(office: Office, fields: Fields, grant: Grant) -> Fields:
    """Issue a statement."""
    given = (fields["account"], fields["month"], signed(fields, grant))
    return {"statement": await office.do(issue, *given, office.today(), office.now_ns())}


def _owner(connection: Connection, account: int) -> Fields | Refusal:
    """Who is invoiced."""
    found = entities.one_account(connection, account)
    if found is None or not account:
        return unknown_account(account)
    entity = entities.one_entity(connection, found.entity)
    assert entity is not None, "an account has an entity"
    return {
        "account": account,
        "entity": entity.entity,
        "name": entity.name,
        "credit_code": entity.credit_code,
    }


def _row(statement: Statement, account: int, month: int) -> Fields:
    """A statement as replies have it, with the rates and sums that follow."""
    lines = [_line_row(line) for line in statement.lines]
    name = f"FEE-{month}-{account}-{statement.number}" if statement.number else None
    return {
        "statement": statement.number or None,
        "invoice": name,
        "corrects": statement.corrects or None,
        "date": format_date(statement.date) or None,
        "lines": lines,
        "fee_fen": sum(line["fee_fen"] for line in lines),
    }


def _line_row(line: Line) -> Fields:
    fee = line.trading_fee_fen + line.settlement_fee_fen
    rate = (2 * fee * MILLION + line.amount_fen) // (2 * line.amount_fen) if line.amount_fen else 0
    return line._asdict() | {"fee_fen": fee, "rate_ppm": rate}


def as_csv(content: Fields) -> str:
    """The statements of an account and month as CSV: a row for each line."""
    head = ("account", "name", "credit_code", "month", "invoice", "corrects", "method", "trades")
    header = (
        *head,
        "t",
        "amount_cny",
        "rate_ppm",
        "trading_fee_cny",
        "settlement_fee_cny",
        "fee_cny",
    )
    own = [content[name] for name in ("account", "name", "credit_code", "month")]
    rows = [
        [
            *own,
            each["invoice"],
            each["corrects"],
            *(line[name] for name in ("method", "trades", "quantity")),
            format_hundredths(line["amount_fen"]),
            line["rate_ppm"],
            *(
                format_hundredths(line[name])
                for name in ("trading_fee_fen", "settlement_fee_fen", "fee_fen")
            ),
        ]
        for each in content["statements"]
        for line in each["lines"]
    ]
    return csv_text([header, *rows])
