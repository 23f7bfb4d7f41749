"""Objections (异议) in tables: filed until trading opens again, answered once.

An objection upheld takes something back by its opposite: a signed event, or a delivered trade of a
day that the exchange has not taken as settled yet. That trade has failed then, and is reported to
the exchange with the end of its day.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, func, insert, or_, select, update

from engine.units import format_date
from settlement_bridge.books import (
    DayStatus,
    EntryKind,
    Movement,
    SignOff,
    TradeStatus,
    blocks,
    events,
    ledger_rows,
)
from settlement_bridge.bridge import trading_days
from settlement_bridge.errors import Refusal
from settlement_bridge.store.bulk import next_number
from settlement_bridge.store.registry_tables import journal
from settlement_bridge.store.settlement_tables import (
    acceptances,
    days,
    objection_answers,
    objections,
    trades,
)

_LEGS = (EntryKind.TRADE_UNITS, EntryKind.TRADE_CASH)


class About(NamedTuple):
    """What an objection is about: a day's result, or one trade of it (`trade` 0: the day as a
    whole).
    """

    account: int
    date: int
    method: str
    trade: int


class Objection(NamedTuple):
    """An objection and its answer; `upheld` None: none yet."""

    number: int
    time_ns: int
    about: About
    text: str
    who: str
    upheld: bool | None
    reason: str
    event: int
    answered_by: str


class Market(NamedTuple):
    """The exchange's date (0 before the first), and whether trading has opened on it."""

    date: int
    opened: bool


def object_to(
    connection: Connection, about: About, text: str, market: Market, sign_off: SignOff, time_ns: int
) -> int | Refusal:
    """File an objection: its number, or why not."""
    refusal = _cannot_object(connection, about, market)
    if refusal is not None:
        return refusal
    number = next_number(connection, objections.c.number)
    terms = (about.date, about.account, about.method, about.trade, text)
    connection.execute(
        insert(objections).values((number, time_ns, *terms, sign_off.who, sign_off.role))
    )
    return number


def _cannot_object(connection: Connection, about: About, market: Market) -> Refusal | None:
    date = format_date(about.date)
    day = trading_days.day(connection, about.date)
    if day is None:
        return Refusal("date_unknown", "date", date, None, "no trade and no close of that day")
    if day.status < DayStatus.DELIVERED:
        return Refusal("result_not_out", "date", date, None, "this day is not delivered yet")
    opened = opened_after(connection, about.date, market)
    if opened:
        deadline = f"until trading opened on {format_date(opened)}"
        return Refusal(
            "objection_late",
            "date",
            date,
            deadline,
            f"the result is accepted; objections were taken {deadline}",
        )
    if about.trade and _trade(connection, about) is None:
        return Refusal(
            "trade_unknown", "trade", about.trade, None, "no such trade of this account on that day"
        )
    return None


def _trade(connection: Connection, about: About) -> Row[*tuple[Any, ...]] | None:
    own = or_(trades.c.buyer == about.account, trades.c.seller == about.account)
    same = (
        trades.c.date == about.date,
        trades.c.method == about.method,
        trades.c.trade == about.trade,
    )
    return connection.execute(select(trades).where(own, *same)).one_or_none()


def to_be_taken_back(connection: Connection, number: int) -> About | None:
    """The trade that an objection is to, where that is open and the trade is delivered."""
    found = _open(connection, number)
    if isinstance(found, Refusal) or not found.about.trade:
        return None
    row = delivered_trade(connection, found.about)
    return None if isinstance(row, Refusal) else found.about


def take_back_once(
    connection: Connection, about: About, sign_off: SignOff, time_ns: int
) -> int | Refusal:
    """As `take_back`, for books that follow others; 0 where the trade has failed already."""
    row = _trade(connection, about)
    if row is not None and row.status == TradeStatus.FAILED:
        return 0
    return take_back(connection, about, "taken back by the exchange", sign_off, time_ns)


def reject(
    connection: Connection, number: int, reason: str, sign_off: SignOff, time_ns: int
) -> int | Refusal:
    """Answer no: the objection's number, or why not."""
    found = _open(connection, number)
    if isinstance(found, Refusal):
        return found
    _answer(connection, number, False, reason, 0, sign_off, time_ns)
    return number


def uphold(
    connection: Connection,
    number: int,
    reason: str,
    event: int | None,
    sign_off: SignOff,
    date: int,
    time_ns: int,
) -> int | Refusal:
    """Answer yes and take back an event, or without one the trade objected to: the reversing
    event's number, or why not.
    """
    found = _open(connection, number)
    if isinstance(found, Refusal):
        return found
    if event is not None:
        reversing = events.reverse(connection, event, sign_off, date, time_ns)
    else:
        reversing = _take_back(connection, found, sign_off, time_ns)
    if isinstance(reversing, int):
        _answer(connection, number, True, reason, reversing, sign_off, time_ns)
    return reversing


def _open(connection: Connection, number: int) -> Objection | Refusal:
    found = listed(connection, number=number)
    if not found:
        return Refusal("objection_unknown", "objection", number, None, "no such objection")
    if found[0].upheld is not None:
        return Refusal(
            "objection_answered", "objection", number, None, "this objection has its answer"
        )
    return found[0]


def _answer(
    connection: Connection,
    number: int,
    upheld: bool,
    reason: str,
    event: int,
    sign_off: SignOff,
    time_ns: int,
) -> None:
    signed = (sign_off.who, sign_off.role, sign_off.document)
    connection.execute(
        insert(objection_answers).values((number, time_ns, int(upheld), reason, event, *signed))
    )


def _take_back(
    connection: Connection, found: Objection, sign_off: SignOff, time_ns: int
) -> int | Refusal:
    """The legs of a delivered trade back, by their opposites; its fees stay, as the exchange keeps
    them.
    """
    if not found.about.trade:
        return Refusal(
            "nothing_to_reverse",
            "event",
            None,
            None,
            "the objection is to no trade: name the event to take back",
        )
    return take_back(connection, found.about, f"objection {found.number} upheld", sign_off, time_ns)


def take_back(
    connection: Connection, about: About, reason: str, sign_off: SignOff, time_ns: int
) -> int | Refusal:
    """The legs that these books keep of a delivered trade back: the event's number, or why not. The
    trade has failed then.
    """
    row = delivered_trade(connection, about)
    if isinstance(row, Refusal):
        return row
    event = _post_opposite(connection, row, sign_off, time_ns)
    if isinstance(event, int):
        failed = {"status": TradeStatus.FAILED, "reason": reason}
        connection.execute(update(trades).where(trades.c.seq == row.seq).values(failed))
        connection.execute(
            update(days).where(days.c.date == about.date).values(failed=days.c.failed + 1)
        )
    return event


def delivered_trade(connection: Connection, about: About) -> Row[*tuple[Any, ...]] | Refusal:
    """A trade that may be taken back, or why it may not."""
    row = _trade(connection, about)
    day = trading_days.day(connection, about.date)
    delivered = row is not None and row.status == TradeStatus.DELIVERED
    if row is None or not delivered or day is None or day.status == DayStatus.DONE:
        message = (
            "a trade is taken back while it is delivered and the exchange has not taken its day as"
            " settled"
        )
        return Refusal("trade_not_reversible", "trade", about.trade, None, message)
    return row


def _post_opposite(
    connection: Connection, row: Row[*tuple[Any, ...]], sign_off: SignOff, time_ns: int
) -> int | Refusal:
    same = (journal.c.method == row.method, journal.c.trade == row.trade, journal.c.kind.in_(_LEGS))
    numbers = connection.scalars(
        select(journal.c.number).where(journal.c.from_account.in_([row.buyer, row.seller]), *same)
    )
    entries = ledger_rows.numbered_entries(connection, list(numbers))
    opposite = []
    for entry in reversed(entries):
        was = entry.movement
        for span in entry.spans:
            if not blocks.is_in(connection, was.target, span):
                message = f"units {span.first} to {span.last} are not with the buyer any more"
                return Refusal("units_moved_on", "trade", row.trade, None, message)
        ends = (was.target, was.source, was.quantity, was.date, was.method, was.trade)
        opposite.append(
            Movement(EntryKind.TRADE_BACK, *ends, reference=entry.number, spans=entry.spans)
        )
    return events.post(connection, opposite, sign_off._replace(reverses=entries[0].event), time_ns)


def listed(
    connection: Connection,
    account: int | None = None,
    date: int | None = None,
    after: int = 0,
    limit: int | None = None,
    number: int | None = None,
) -> list[Objection]:
    """Objections with a number above `after`, in order, with their answers."""
    answered = objections.outerjoin(
        objection_answers, objection_answers.c.objection == objections.c.number
    )
    answer = [objection_answers.c[name] for name in ("upheld", "reason", "event")]
    query = select(objections, *answer, objection_answers.c.who.label("answered_by")).select_from(
        answered
    )
    query = query.where(objections.c.number > after).order_by(objections.c.number).limit(limit)
    for column, wanted in (
        (objections.c.account, account),
        (objections.c.date, date),
        (objections.c.number, number),
    ):
        if wanted is not None:
            query = query.where(column == wanted)
    return [_objection(row) for row in connection.execute(query)]


def _objection(row: Row[*tuple[Any, ...]]) -> Objection:
    about = About(row.account, row.date, row.method, row.trade)
    upheld = None if row.upheld is None else bool(row.upheld)
    answer = (upheld, row.reason or "", row.event or 0, row.answered_by or "")
    return Objection(row.number, row.time_ns, about, row.text, row.who, *answer)


def opened_after(connection: Connection, date: int, market: Market) -> int:
    """The day on which trading opened after a day, which ends the time for objections; 0 when it
    has not yet.
    """
    known = connection.scalar(select(acceptances.c.opened).where(acceptances.c.date == date))
    if known is not None:
        result: int = known
        return result
    traded = select(func.min(days.c.date)).where(days.c.date > date)
    now = [market.date] if market.opened and market.date > date else []
    return min([day for day in (connection.scalar(traded), *now) if day], default=0)


def accept(connection: Connection, market: Market, time_ns: int) -> int:
    """Count as accepted every result before the day on which trading has opened: how many more they
    are.
    """
    fresh = [] if not market.opened else _not_accepted(connection, market.date)
    for date in fresh:
        opened = opened_after(connection, date, market)
        connection.execute(insert(acceptances).values(date=date, opened=opened, time_ns=time_ns))
    return len(fresh)


def to_be_accepted(connection: Connection, market: Market) -> bool:
    """Whether `accept` would find something."""
    return market.opened and bool(_not_accepted(connection, market.date))


def _not_accepted(connection: Connection, before: int) -> list[int]:
    known = select(acceptances.c.date)
    query = select(days.c.date).where(
        days.c.date < before, days.c.status >= DayStatus.DELIVERED, days.c.date.not_in(known)
    )
    return list(connection.scalars(query.order_by(days.c.date)))
