"""The settlement bank (结算银行): files in and out, payments on their way, and its balance against
the sub-ledgers (出入金).

Here is how much of an account's money may leave. Sale money may leave the settlement account from
the next trading day on, at the registry or at the exchange (次日可出金). The exchange keeps the
day's sale money in the trading account; this rule does the same for cash in the registry. An
account's cash at the registry and at the exchange together, less what it was paid for sales of days
that are not over, may go; purchases are not held against sales, as at the exchange. How many
trading days it waits is the rule `sale_money_days`.

And the bank's closing balance is held against the sum of all cash sub-ledgers: pure. Differences
are reported, never repaired. What the sub-ledgers hold now, without what came and went since that
day, is what the books held at its end. Lines that the bank had by then and the books later (or the
other way) are timing. What is still missing at the bank may be payments that it has carried out and
not yet answered; it carries them out in their order, so what is missing must be the first of them,
whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, func, select

from engine.units import format_date, format_hundredths
from settlement_bridge.books import CASH, Break, EntryKind, State, settings, venue_rules
from settlement_bridge.books.bank_money import Payment
from settlement_bridge.store.registry_tables import holdings, journal
from settlement_bridge.store.settlement_tables import days, trades

Fields = dict[str, Any]


OWN_CASH = (State.CASH_REGISTRY, State.CASH_AVAILABLE, State.CASH_IN_TRANSIT)


class MayGo(NamedTuple):
    """Fen of registry cash that an account may ask to be paid out on a trading day, and the sale
    money kept back on it.
    """

    withdrawable: int
    sale_money: int


def may_go(connection: Connection, account: int, today: int) -> MayGo:
    """What may leave the settlement account for an account. O(the account's journal entries)."""
    query = select(holdings.c.state, holdings.c.quantity).where(
        holdings.c.account == account, holdings.c.instrument == CASH
    )
    held = {row.state: row.quantity for row in connection.execute(query)}
    whole = sum(held.get(state, 0) for state in OWN_CASH)
    kept = sale_money(connection, account, today)
    return MayGo(max(0, min(held.get(State.CASH_REGISTRY, 0), whole - kept)), kept)


def sale_money(connection: Connection, account: int, today: int) -> int:
    """What an account was paid for sales, less its fees, on days whose money may not leave yet."""
    first = first_day_kept(
        connection, today, venue_rules.number(connection, settings.SALE_MONEY_DAYS)
    )
    if first is None:
        return 0
    column = trades.c
    paid = func.sum(
        column.amount_fen - column.seller_trading_fee_fen - column.seller_settlement_fee_fen
    )
    same = and_(column.method == journal.c.method, column.trade == journal.c.trade)
    sold = and_(
        journal.c.to_account == account,
        journal.c.kind == EntryKind.TRADE_CASH,
        journal.c.date >= first,
    )
    return int(
        connection.scalar(select(paid).select_from(journal.join(trades, same)).where(sold)) or 0
    )


def first_day_kept(connection: Connection, today: int, waits: int) -> int | None:
    """The first trading day whose sale money is kept today; None: none is.

    With 1 it is today, with 2 the day before it too.
    """
    if waits == 0:
        return None
    query = (
        select(days.c.date).where(days.c.date < today).order_by(days.c.date.desc()).limit(waits - 1)
    )
    result: int | None = min([today, *connection.scalars(query)])
    return result


class Balance(NamedTuple):
    """What the settlement account held at the end of a day."""

    date: int
    settlement_account: str
    balance_fen: int


class Timing(NamedTuple):
    """Lines that bank and books have on different days: their number, and the fen by which the
    bank's balance differs for them.
    """

    what: str
    lines: int
    amount_fen: int


class Books(NamedTuple):
    """The side of the books: sub-ledgers now, fen that came to and left the bank since the day,
    timing, payments without an answer.
    """

    held: Mapping[str, int]
    came_since_fen: int
    went_since_fen: int
    timing: Sequence[Timing]
    unanswered: Sequence[Payment]


class Comparison(NamedTuple):
    """The bank's balance of a day beside what is expected; `difference_fen` is what nothing
    explains.
    """

    balance: Balance
    held_fen: int
    booked_fen: int  # by the books at the end of the day
    expected_fen: int  # at the bank, allowing for timing
    timing: Sequence[Timing]
    unanswered_fen: int
    difference_fen: int


def compare(balance: Balance, books: Books) -> Comparison:
    """Hold the bank's balance against the books. O(payments without an answer)."""
    held = sum(books.held.values())
    booked = held - books.came_since_fen + books.went_since_fen
    expected = booked + sum(timing.amount_fen for timing in books.timing)
    amounts = [payment.amount_fen for payment in books.unanswered]
    timing = list(books.timing)
    missing = expected - balance.balance_fen
    paid = _first_of(amounts, missing)
    if paid:
        timing.append(Timing("sent_not_confirmed", paid, -missing))
        expected -= missing
    return Comparison(
        balance, held, booked, expected, timing, sum(amounts), balance.balance_fen - expected
    )


def _first_of(amounts: Sequence[int], missing: int) -> int:
    """How many of the first amounts are together what is missing; 0 when no number of them is."""
    for count, total in enumerate(accumulate(amounts), 1):
        if total == missing:
            return count
    return 0


def breaks(compared: Comparison) -> list[Break]:
    """The break of a comparison that does not come out, if so."""
    if compared.difference_fen == 0:
        return []
    day, sum_fen = format_date(compared.balance.date), compared.unanswered_fen
    message = (
        f"the bank's balance of {day} is {format_hundredths(compared.difference_fen)} CNY off what"
        " is expected"
    )
    if sum_fen:
        message += (
            f"; {format_hundredths(sum_fen)} CNY of payments are sent and not answered, and do not"
            " explain it"
        )
    expected, balance = compared.expected_fen, compared.balance.balance_fen
    return [Break("bank_balance_differs", None, CASH, expected, None, message, balance)]


def comparison_row(compared: Comparison, books: Books) -> Fields:
    """A day's comparison, with the sub-ledgers it begins with."""
    return {
        "date": format_date(compared.balance.date),
        "settlement_account": compared.balance.settlement_account,
        "balance_fen": compared.balance.balance_fen,
        "sub_ledgers": {f"{name}_fen": amount for name, amount in books.held.items()},
        "held_fen": compared.held_fen,
        "came_since_fen": books.came_since_fen,
        "went_since_fen": books.went_since_fen,
        "booked_fen": compared.booked_fen,
        "timing": [timing._asdict() for timing in compared.timing],
        "expected_fen": compared.expected_fen,
        "unanswered_fen": compared.unanswered_fen,
        "difference_fen": compared.difference_fen,
    }
