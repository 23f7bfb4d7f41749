"""Entering again what the exchange has applied and a restored registry does not know: each an event
that an operator signs off.

An event of recovery begins with an entry that moves nothing, of the kind RECOVERY; what follows are
the entries that were lost, under new journal numbers, a transfer with the number as its reference
that the exchange knows it by. Every function is part of one writing transaction and raises
CatchUpStopped where the exchange's history does not follow from the books.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, insert, select, update

from engine.units import format_date
from settlement_bridge.asked import NOTE_SIZE
from settlement_bridge.books import (
    CASH,
    OUTSIDE,
    DayStatus,
    EntryKind,
    Key,
    Legs,
    Movement,
    SignOff,
    State,
    Trade,
    TradeStatus,
    clearing,
    events,
    ledger_rows,
)
from settlement_bridge.books.event_table import ASKED
from settlement_bridge.books.ledger import Ledger
from settlement_bridge.books.legs import legs_of
from settlement_bridge.books.parties import Instruction, Task, TransferStatus
from settlement_bridge.bridge import Transfer, Verdict, outbox
from settlement_bridge.bridge.instructions import first_movement, last_movement
from settlement_bridge.defaults import cases, deadlines
from settlement_bridge.defaults.deadlines import Look
from settlement_bridge.errors import CatchUpStopped, Refusal
from settlement_bridge.store.bulk import change, execute_rows, next_number
from settlement_bridge.store.registry_tables import journal, recoveries, transfers
from settlement_bridge.store.settlement_tables import days, trades

Named = tuple[str, int]  # a trade: method and number
_BANK = Key(OUTSIDE, CASH, State.BANK)


class Failed(NamedTuple):
    """The trades of a day that failed, as the exchange holds them; `all_told` once it has taken the
    day as settled.
    """

    trades: Collection[Named]
    all_told: bool


def begin(connection: Connection, exchange_last: int, sign_off: SignOff, time_ns: int) -> int:
    """Begin a recovery, or go on with the one that has not ended: its number, after all that either
    side has used.
    """
    under_way = connection.scalar(
        select(recoveries.c.number).where(recoveries.c.ended_ns.is_(None))
    )
    if under_way is not None:
        result: int = under_way
        return result
    before = next_number(connection, journal.c.number) - 1
    balances = ledger_rows.load(connection, (), time_ns).balances
    ledger = Ledger(balances, max(before, exchange_last) + 1, time_ns)
    number = _mark(ledger, 0, sign_off)
    ledger_rows.save(connection, ledger)
    note = (
        f"recovery: the registry's journal ended at {before}, the exchange had applied"
        f" {exchange_last}"
    )
    events.sign(connection, ledger, {number: _noted(sign_off, note)})
    connection.execute(
        insert(recoveries).values((number, before, exchange_last, time_ns, sign_off.who, None))
    )
    return number


def end(connection: Connection, time_ns: int) -> None:
    """The recovery under way is over."""
    connection.execute(
        update(recoveries).where(recoveries.c.ended_ns.is_(None)).values(ended_ns=time_ns)
    )


def enter_transfer(
    connection: Connection,
    row: Mapping[str, Any],
    date: int,
    by_bank: bool,
    sign_off: SignOff,
    time_ns: int,
) -> bool:
    """Enter a transfer that the exchange has applied: whether it was missing here.

    `by_bank`: cash that was lost on its way came straight from the bank and went there, else from
    and to registry cash.
    """
    asked = _transfer(row, date, by_bank)
    known = connection.execute(
        select(transfers).where(transfers.c.reference == asked.reference)
    ).one_or_none()
    if known is None:
        _enter(connection, asked, row["event"], sign_off, time_ns)
        return True
    same = (
        known.task in _tasks(row["op"])
        and (known.account, known.instrument, known.quantity) == asked[2:5]
    )
    if not same:
        raise CatchUpStopped(
            f"transfer {asked.reference} is another one here than at the exchange: {_words(asked)}"
            " there"
        )
    if known.status == TransferStatus.REFUSED:
        raise CatchUpStopped(
            f"transfer {asked.reference} is refused here and applied at the exchange"
        )
    outbox.conclude(connection, [Verdict(asked.reference, "")], sign_off.who, time_ns)
    return False


def _tasks(op: str) -> list[Task]:
    """What a transfer may have been here: from and to the bank, or the account's registry cash."""
    return [task for task, row in ASKED.items() if row.sent_as == op]


def _transfer(row: Mapping[str, Any], date: int, by_bank: bool) -> Transfer:
    possible = _tasks(row["op"])
    quantity = row["quantity"] if "instrument" in row else row["amount_fen"]
    named = (row["account"], row.get("instrument", CASH), quantity)
    return Transfer(
        row["reference"], possible[0 if by_bank else -1], *named, TransferStatus.APPLIED, "", date
    )


def _enter(
    connection: Connection, asked: Transfer, event: int, sign_off: SignOff, time_ns: int
) -> None:
    instruction = Instruction(
        asked.task, asked.account, asked.instrument, asked.quantity, date=asked.date
    )
    gone = first_movement(instruction)._replace(reference=asked.reference)
    arrived = last_movement(asked, Verdict(asked.reference, ""), sign_off.who)
    note = f"recovery: applied by the exchange as {asked.reference} in event {event}"
    posted = events.post(
        connection, [_marker(asked.date), gone, arrived], _noted(sign_off, note), time_ns
    )
    if isinstance(posted, Refusal):
        raise CatchUpStopped(
            f"transfer {asked.reference}, {_words(asked)}: {posted.message} [{posted.code}]"
        )
    values = (
        asked.reference,
        asked.task,
        asked.account,
        asked.instrument,
        asked.quantity,
        asked.date,
        asked.status,
        "",
    )
    connection.execute(insert(transfers).values(values))


def _words(asked: Transfer) -> str:
    what = (
        f"{asked.quantity} t of {asked.instrument}" if asked.instrument else f"{asked.quantity} fen"
    )
    return f"{asked.task.name.lower()} of {what} in account {asked.account}"


def deliver(
    connection: Connection, date: int, failed: Failed, limit: int, sign_off: SignOff, time_ns: int
) -> bool:
    """Deliver the next `limit` trades of a day with the outcome that the exchange holds: whether
    more are left.
    """
    query = (
        select(*[trades.c[name] for name in Trade._fields]).order_by(trades.c.seq).limit(limit + 1)
    )
    rows = connection.execute(
        query.where(trades.c.date == date, trades.c.status == TradeStatus.COLLECTED)
    )
    waiting = [Trade._make(row) for row in rows]
    batch, more = waiting[:limit], len(waiting) > limit
    count = _deliver_batch(connection, batch, failed, sign_off, time_ns) if batch else 0
    status = DayStatus.CONFIRMED if more else DayStatus.DELIVERED
    values = {"status": status, "problem": "", "failed": days.c.failed + count}
    connection.execute(
        update(days).where(days.c.date == date, days.c.status <= status).values(values)
    )
    if not more:
        _decide_defaults(connection, date, failed, sign_off, time_ns)
        deadlines.settle_day(connection, date, sign_off.who, time_ns)
    return more


def _decide_defaults(
    connection: Connection, date: int, failed: Failed, sign_off: SignOff, time_ns: int
) -> None:
    """Of the defaults in the copy, cancel those that the exchange holds as failed, and deliver the
    others late.
    """
    waiting = cases.open_cases(connection, date)
    if not waiting:
        return
    look = Look(
        connection, waiting, _noted(sign_off, "recovery: decided as the exchange holds it"), time_ns
    )
    for found in waiting:
        if (found.trade.method, found.trade.trade) in failed.trades:
            look.cancel(found)
    look.deliver_late()
    if look.waiting and failed.all_told:
        open_still = look.waiting[0]
        words = (
            f"{open_still.trade.method} trade {open_still.trade.trade} of {format_date(date)} was"
            " delivered"
        )
        raise CatchUpStopped(
            f"{words}: here it is in default, number {open_still.number}, and wants a top-up or the"
            " reserve"
        )
    look.save(connection)


def _deliver_batch(
    connection: Connection, batch: Sequence[Trade], failed: Failed, sign_off: SignOff, time_ns: int
) -> int:
    accounts = {trade.buyer for trade in batch} | {trade.seller for trade in batch} | {0}
    ledger = ledger_rows.load(connection, accounts, time_ns)
    date = batch[0].date
    event = _mark(ledger, date, sign_off)
    which = legs_of(connection)
    outcomes = [_outcome(trade, failed, ledger, sign_off.who, which) for trade in batch]
    ledger_rows.save(connection, ledger)
    note = (
        f"recovery: {len(batch)} trades of {format_date(date)} delivered as the exchange holds them"
    )
    events.sign(connection, ledger, {event: _noted(sign_off, note)})
    rows = [(*outcome, trade.seq) for trade, outcome in zip(batch, outcomes, strict=True)]
    execute_rows(connection, change(trades, ("status", "reason"), ("seq",)), rows)
    return sum(status == TradeStatus.FAILED for status, _ in outcomes)


def _outcome(
    trade: Trade, failed: Failed, ledger: Ledger, who: str, which: Legs
) -> tuple[TradeStatus, str]:
    """Deliver one trade, or let it fail as it did: its fees are charged as far as there is cash."""
    if (trade.method, trade.trade) not in failed.trades:
        short = ledger.move(clearing.movements_of(trade, who, which))
        if short is None:
            return TradeStatus.DELIVERED, ""
        if failed.all_told or trade.trade <= max(
            (number for method, number in failed.trades if method == trade.method), default=0
        ):
            refusal = events.short_of(short, ledger)
            raise CatchUpStopped(
                f"{trade.method} trade {trade.trade} of {format_date(trade.date)} was delivered:"
                f" {refusal.message}, {refusal.allowed} of {refusal.value} [{refusal.code}]"
            )
    for fee in clearing.fees(trade, who) if which is not Legs.UNITS else ():
        ledger.move((fee,))
    return TradeStatus.FAILED, "failed at the exchange"


def _marker(date: int) -> Movement:
    return Movement(EntryKind.RECOVERY, _BANK, _BANK, 0, date=date)


def _mark(ledger: Ledger, date: int, sign_off: SignOff) -> int:
    number = ledger.book(_marker(date)._replace(who=sign_off.who))
    assert number is not None  # it takes nothing from anywhere
    return number


def _noted(sign_off: SignOff, note: str) -> SignOff:
    """A sign-off with what was entered before the operator's own note."""
    return sign_off._replace(
        note=(f"{note}; {sign_off.note}" if sign_off.note else note)[:NOTE_SIZE]
    )
