"""The examination of each new session with the exchange, before anything is sent on it.

What the registry has, what the exchange has applied for the bridge, and the comparison.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Iterable
from typing import Any, NamedTuple, Protocol

from sqlalchemy import Connection, delete, func, insert, select

from gateway.protocol.fields import account, date, line
from gateway.protocol.readers import Read, out_of_range
from settlement_bridge.books import DayStatus, Legs, TradeStatus
from settlement_bridge.books.legs import legs_of
from settlement_bridge.books.parties import TransferStatus
from settlement_bridge.bridge import Day, Verdict, anchors, outbox, trading_days
from settlement_bridge.bridge.agreement import (
    Agreement,
    Noted,
    Ours,
    Theirs,
    compare,
    count,
    fen,
    may_be,
    read,
    read_theirs,
    rows,
    tape_hash,
    tonnes,
)
from settlement_bridge.store import Worker
from settlement_bridge.store.bulk import next_number
from settlement_bridge.store.database import Registry
from settlement_bridge.store.registry_tables import exchange_starts, journal, recoveries, transfers
from settlement_bridge.store.settlement_tables import days, trades

log = logging.getLogger(__name__)

NOT_APPLIED = "not_applied"  # code of a transfer that the exchange has passed without applying it
WHO = "bridge"


def read_ours(connection: Connection, theirs: Theirs) -> Ours:
    """The registry's side of a comparison. O(days compared)."""
    last = theirs.last_reference
    status = connection.scalar(select(transfers.c.status).where(transfers.c.reference == last))
    known = _days_known(connection, theirs)
    applied = select(func.max(transfers.c.reference)).where(
        transfers.c.status == TransferStatus.APPLIED
    )
    return Ours(
        journal=next_number(connection, journal.c.number) - 1,
        applied=connection.scalar(applied) or 0,
        last_there=TransferStatus(status) if status else None,
        passed_over=_passed_over(connection, last),
        catching_up=connection.scalar(
            select(recoveries.c.number).where(recoveries.c.ended_ns.is_(None))
        )
        is not None,
        days=known,
        in_default=_in_default(connection, known),
        epoch=connection.scalar(select(exchange_starts.c.epoch)) or 0,
        anchor=_anchor_of(connection, theirs.noted.anchor),
    )


def _anchor_of(connection: Connection, noted: str | None) -> str | None:
    """What there is here of the link that the exchange's log keeps: it is the registry's, not that
    of the exchange's own books of cash.
    """
    if legs_of(connection) is Legs.CASH:
        return None
    return anchors.digest_at(connection, noted)


def note_epoch(connection: Connection, epoch: int) -> None:
    """Keep the epoch of the exchange that was agreed with."""
    connection.execute(delete(exchange_starts))
    connection.execute(insert(exchange_starts).values(one=1, epoch=epoch))


def _passed_over(connection: Connection, number: int) -> bool:
    column = recoveries.c
    query = select(func.count()).where(column.journal_before < number, number < column.number)
    return bool(connection.scalar(query.select_from(recoveries)))


def _days_known(connection: Connection, theirs: Theirs) -> dict[int, Day]:
    """The days that the exchange remembers, and later ones."""
    first = min((day.date for day in theirs.days), default=0)
    dates = connection.scalars(select(days.c.date).where(days.c.date >= first))
    found = [trading_days.day(connection, date) for date in dates.all()]
    return {day.date: day for day in found if day is not None}


def _in_default(connection: Connection, dates: Iterable[int]) -> set[int]:
    """Those of some days that have trades in default."""
    query = select(trades.c.date).where(
        trades.c.date.in_(list(dates)), trades.c.status == TradeStatus.DEFAULTED
    )
    return set(connection.scalars(query.distinct()))


def last_done(connection: Connection) -> int:
    """The last day that is settled in every respect, 0 when there is none."""
    return (
        connection.scalar(select(func.max(days.c.date)).where(days.c.status == DayStatus.DONE)) or 0
    )


def pending_before(connection: Connection, reference: int) -> list[int]:
    """Transfers without an answer whose numbers the exchange has passed."""
    query = select(transfers.c.reference).where(
        transfers.c.status == TransferStatus.PENDING, transfers.c.reference < reference
    )
    return list(connection.scalars(query.order_by(transfers.c.reference)))


Row = dict[str, Any]


class Ask(Protocol):
    """A question to the gateway, on a session that may not be used for anything else yet."""

    def __call__(self, op: str, **fields: Any) -> Awaitable[Row]:
        """Its answer. Raises RequestRefused, ExchangeAway."""
        ...


_TRANSFER: dict[str, Read] = {"account": account, "reference": count, "event": count}
_CASH: dict[str, Read] = _TRANSFER | {"amount_fen": fen}
_UNITS: dict[str, Read] = _TRANSFER | {"instrument": line, "quantity": tonnes}
_OF_CASH, _OF_UNITS = ("cash_in", "cash_out"), ("units_in", "units_out")
_DAY: dict[str, Read] = {"date": date}
_CLEARED: dict[str, Read] = {"count": count, "quantity": tonnes, "amount_fen": fen}
_FIELDS: dict[str, dict[str, Read]] = {
    "start_day": _DAY,
    "cash_in": _CASH,
    "cash_out": _CASH,
    "units_in": _UNITS,
    "units_out": _UNITS,
    "clearing_result": _DAY | _CLEARED | {"tape_hash": tape_hash},
    "trade_failed": _DAY | {"method": line, "trade": count},
    "settlement_done": _DAY,
}


def _op(name: str, value: Any) -> str:
    if value not in tuple(_FIELDS):
        raise out_of_range(name, value, list(_FIELDS), f"must be one of {', '.join(_FIELDS)}")
    return str(value)


class Page(NamedTuple):
    """What was applied among some events, in order, and the number of the event to go on with, None
    at the end.
    """

    rows: list[Row]
    following: int | None


async def read_page(ask: Ask, first: int) -> Page:
    """What was applied from event `first` on, every row checked.

    Raises RequestRefused when that part of the log is archived, ExchangeAway when it cannot be
    read.
    """
    reply = read(await ask("applied", from_=first), applied=rows, next=may_be(count))
    for row in reply["applied"]:
        read(row, **_FIELDS[read(row, op=_op)["op"]])
    return Page(reply["applied"], reply["next"])


async def applied_rows(ask: Ask, first: int) -> AsyncIterator[Row]:
    """All that was applied from event `first` on."""
    following: int | None = first
    while following is not None:
        found = await read_page(ask, following)
        for row in found.rows:
            yield row
        following = found.following


def first_event(theirs: Theirs, last_done: int) -> int:
    """Where to begin so as to miss nothing: at the last day settled here, where the exchange
    remembers it, else at event 1.

    What the registry does not know came after that day was settled.
    """
    return next((day.first_event for day in theirs.days if day.date == last_done), 1)


def is_transfer(row: Row, legs: Legs) -> bool:
    """Whether what was applied is a transfer of the books with these legs."""
    kept = {Legs.BOTH: (*_OF_CASH, *_OF_UNITS), Legs.UNITS: _OF_UNITS, Legs.CASH: _OF_CASH}
    return row["op"] in kept[legs]


class Gateway(Protocol):
    """The session that is examined: `exchange.Exchange`."""

    agreement: Agreement

    async def ask(self, op: str, **fields: Any) -> Row:
        """A question on a session, examined or not. Raises RequestRefused, ExchangeAway."""
        ...

    async def compared(self) -> Agreement:
        """Whether registry and exchange agree, once that is known or cannot be known now."""
        ...

    async def examine(self) -> Agreement:
        """Compare again."""
        ...


async def ask_theirs(ask: Ask, legs: Legs) -> Theirs:
    """What the exchange remembers for the books with these legs. Raises RequestRefused,
    ExchangeAway.
    """
    named = {"cash": True} if legs is Legs.CASH else {}
    return read_theirs(await ask("transfers", **named), await ask("days"))


async def ask_noted(ask: Ask, before: anchors.LogHead | None) -> Noted:
    """What the exchange's log holds of the registry, and whether it goes on from where it was.
    Raises RequestRefused, ExchangeAway.
    """
    named = {} if before is None else {"position": before.position, "link": before.link}
    return anchors.read_noted(await ask("anchor", **named))


class Examiner:
    """Compares registry and exchange."""

    def __init__(self, registry: Registry, worker: Worker) -> None:
        self._registry, self._sql = registry, worker
        self._first = True

    async def __call__(self, ask: Ask, epoch: int = 0) -> Agreement:
        """Whether registry and exchange agree. `epoch` is that of the exchange's log, 0 where it is
        not known.

        Raises RequestRefused, ExchangeAway, and what the database raises.
        """
        before = await self._sql(self._registry.read, anchors.last_log_head)
        legs = await self._sql(self._registry.read, legs_of)
        theirs = await ask_theirs(ask, legs)
        theirs = theirs._replace(epoch=epoch, noted=await ask_noted(ask, before))
        ours = await self._sql(self._registry.read, read_ours, theirs)
        agreement = compare(ours, theirs)
        if agreement.sound and epoch > ours.epoch:
            await self._sql(self._registry.write, note_epoch, epoch)
        if agreement.sound and self._first:
            await self.return_unapplied(ask, theirs)
            self._first = False
        return agreement

    async def return_unapplied(self, ask: Ask, theirs: Theirs) -> None:
        """Give back pending transfers that the exchange has passed and not applied.

        Within one process a number that was passed has been applied, because each transfer names
        the one before it; but in an old copy one may be pending that was refused after the copy was
        taken. The exchange's log decides.
        """
        waiting = await self._sql(self._registry.read, pending_before, theirs.last_reference)
        if not waiting:
            return
        begin = first_event(theirs, await self._sql(self._registry.read, last_done))
        legs = await self._sql(self._registry.read, legs_of)
        rows_of = applied_rows(ask, begin)
        done = {row["reference"] async for row in rows_of if is_transfer(row, legs)}
        refused = [
            Verdict(reference, NOT_APPLIED) for reference in waiting if reference not in done
        ]
        if refused:
            log.warning(
                "%d transfers were passed over by the exchange and are given back", len(refused)
            )
            await self._sql(
                self._registry.write, outbox.conclude, refused, WHO, self._registry.now_ns()
            )
