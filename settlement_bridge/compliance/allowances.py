"""Allowances given out, given up, sold and held: initial allocation (初始分配), surrender (清缴)
against an obligation, and offset (抵销) with credits, each one event of the books.

Allocation is taken from a file, all of it or nothing: CSV in UTF-8 with the header
`account,instrument,year,province,quantity`, a row for each issue, and at the end the totals line
`total,ROWS,,,QUANTITY` that must be right. Year and province are those of the serial numbers,
quantities whole tonnes.

Never more is given up than is outstanding; credits never more than their share of the amount due.
Units come from registry-available. Allowances are of a vintage that pays for the year on the day of
the surrender. Both can be taken back like any event: `events.reverse`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from operator import attrgetter
from typing import NamedTuple

from sqlalchemy import Connection, case, func, insert, select

from engine.instrument_codes import code_of
from engine.units import UNITS_MAX
from settlement_bridge import intake
from settlement_bridge.books import (
    OUTSIDE,
    EntryKind,
    Key,
    Movement,
    Series,
    SignOff,
    Span,
    State,
    TradeStatus,
    cuts,
    distributions,
    entities,
    events,
    venue_rules,
)
from settlement_bridge.books.cuts import Taken
from settlement_bridge.books.entities import unknown_account
from settlement_bridge.books.parties import Standing
from settlement_bridge.books.serials import PROVINCE_MAX, YEARS
from settlement_bridge.compliance import Position, is_credit
from settlement_bridge.compliance.positions import position
from settlement_bridge.errors import Refusal
from settlement_bridge.intake import Sheet, instrument_code, whole
from settlement_bridge.law import Round
from settlement_bridge.law.in_force import minute_of, not_taken
from settlement_bridge.law.kept import law_of
from settlement_bridge.store.entity_tables import surrenders
from settlement_bridge.store.registry_tables import journal
from settlement_bridge.store.settlement_tables import trades

SHEET = Sheet(
    "allocation", ("account", "instrument", "year", "province", "quantity"), ("quantity",)
)
_KEY = attrgetter("account", "instrument", "series")  # of a row
_ENDED = (State.SURRENDERED, State.CANCELLED, State.APPLIED)  # no more of one's own


class Issuance(NamedTuple):
    """One row: a quantity of an instrument for an account, in tonnes."""

    account: int
    instrument: str
    series: Series
    quantity: int


def read(text: str) -> list[Issuance] | Refusal:
    """The rows of an allocation file, or what is wrong in which line. O(characters)."""
    return intake.read(text, SHEET, _row, _KEY, "account, instrument, year and province")


def _row(line: int, cells: list[str]) -> Issuance:
    account, instrument, year, province, quantity = cells
    series = Series(
        whole(line, "year", year, YEARS.start, YEARS.stop - 1),
        whole(line, "province", province, 0, PROVINCE_MAX),
    )
    return Issuance(
        whole(line, "account", account, 1, 2**31 - 1),
        instrument_code(line, "instrument", instrument),
        series,
        whole(line, "quantity", quantity, 1, UNITS_MAX),
    )


def take_in(
    connection: Connection,
    text: str,
    reference: str,
    sign_off: SignOff,
    date: int,
    time_ns: int,
    again: str = "",
) -> int | Refusal:
    """Issue the rows of a file as one event, once: its number, or why not."""
    rows = read(text)
    if isinstance(rows, Refusal):
        return rows
    file = intake.Handed(SHEET.kind, text, rows, reference, sign_off, again)
    signed = sign_off._replace(document=reference)
    total = sum(row.quantity for row in rows)
    book = partial(_issue, connection, rows, signed, date, time_ns)
    return intake.once(connection, file, total, time_ns, book)


def _issue(
    connection: Connection, rows: Sequence[Issuance], sign_off: SignOff, date: int, time_ns: int
) -> int | Refusal:
    known = venue_rules.opened(connection)
    places = [(row.account, row.series.year) for row in rows]
    elsewhere = distributions.not_directly(connection, places)
    for line, row in enumerate(rows, intake.FIRST_LINE):
        refusal = venue_rules.not_opened([row.instrument], known)
        refusal = refusal or elsewhere.get((row.account, row.series.year))
        year = refusal or venue_rules.year_of(row.instrument, row.series.year, known)
        if isinstance(year, Refusal):
            return replace(year, field=f"line {line}, column {year.field}")
    register = entities.register(connection, {row.account for row in rows})
    left = cuts.open_cuts(connection)
    taken = [left.take(_owner(register, row), row.quantity) for row in rows]
    event = events.post(connection, list(_movements(rows, taken, date)), sign_off, time_ns)
    if isinstance(event, int):
        made = [(event, cut) for each in taken for cut in each]
        cuts.note(connection, made, sign_off, date, time_ns)
    return event


def _owner(register: Mapping[int, Standing], row: Issuance) -> int:
    """The entity that an account is of; 0 where it is not open, which `post` refuses."""
    return register[row.account].entity if row.account in register else 0


def _movements(
    rows: Sequence[Issuance], taken: Sequence[Sequence[Taken]], date: int
) -> Iterator[Movement]:
    """The issues, each with what it gives back for cuts."""
    for row, cut in zip(rows, taken, strict=True):
        source = Key(OUTSIDE, row.instrument, State.ISSUED)
        target = Key(row.account, row.instrument, State.REGISTRY_AVAILABLE)
        issue = Movement(EntryKind.ISSUE, source, target, row.quantity, date, series=row.series)
        yield from cuts.movements(issue, cut)


def surrender(
    connection: Connection,
    account: int,
    instrument: str,
    quantity: int,
    year: int,
    sign_off: SignOff,
    date: int,
    time_ns: int,
) -> int | Refusal:
    """Give up an account's units for its entity's obligation of a year: the event's number, or why
    not.
    """
    standing = entities.register(connection, [account]).get(account)
    if standing is None:
        return unknown_account(account)
    owed = owed_by(connection, standing.entity, year)
    if isinstance(owed, Refusal):
        return owed
    refusal = may_pay(connection, owed, instrument, quantity, (date, time_ns))
    if refusal is not None:
        return refusal
    source = Key(account, instrument, State.REGISTRY_AVAILABLE)
    return give_up(connection, owed, (source, quantity, ()), date, sign_off, (date, time_ns))


def owed_by(connection: Connection, entity: int, year: int) -> Position | Refusal:
    """The position of an entity that owes for a year, or the refusal of one that does not."""
    owed = position(connection, entity, year)
    if owed is not None:
        return owed
    message = f"entity {entity} has no obligation for this year"
    return Refusal("obligation_unknown", "year", year, None, message)


def may_pay(
    connection: Connection, owed: Position, instrument: str, quantity: int, now: tuple[int, int]
) -> Refusal | None:
    """Why these units may not be given up or applied for now (date and time), or None."""
    refusal = None
    if not is_credit(instrument):
        refusal = _ineligible(connection, owed, instrument, *now)
    return refusal or too_much(owed, instrument, quantity)


Parcel = tuple[Key, int, tuple[Span, ...]]  # units: where they are, how many, which (or the lowest)


def give_up(
    connection: Connection,
    owed: Position,
    parcel: Parcel,
    day: int,
    sign_off: SignOff,
    now: tuple[int, int],
) -> int | Refusal:
    """Give units up for an obligation, on the day that counts for it: the event's number.

    `now`: date and time at which it is booked.
    """
    source, quantity, spans = parcel
    movement = surrendered(source, source.account, quantity, now[0], owed.year, spans)
    event = events.post(connection, [movement], sign_off, now[1])
    if isinstance(event, int):
        note_given(connection, event, owed, source, quantity, day)
    return event


def surrendered(
    source: Key, account: int, quantity: int, date: int, year: int, spans: tuple[Span, ...] = ()
) -> Movement:
    """The movement of units that are given up for a year, in an account's name."""
    credit = is_credit(source.instrument)
    ended = State.CANCELLED if credit else State.SURRENDERED
    kind = EntryKind.OFFSET if credit else EntryKind.SURRENDER
    target = Key(account, source.instrument, ended)
    return Movement(kind, source, target, quantity, date, reference=year, spans=spans)


def note_given(
    connection: Connection, event: int, owed: Position, source: Key, quantity: int, day: int
) -> None:
    """Note that an event gave units up for an obligation."""
    credit = int(is_credit(source.instrument))
    what = (owed.year, source.account, source.instrument, credit, quantity, day)
    connection.execute(insert(surrenders).values((event, owed.entity, *what)))


def _ineligible(
    connection: Connection, owed: Position, instrument: str, day: int, time_ns: int
) -> Refusal | None:
    """The refusal of allowances whose vintage does not pay for the year on this day, or None."""
    rule, late = law_of(connection).paying(owed.year, day, minute_of(time_ns))
    return not_taken(rule, instrument, owed.year, late)


def too_much(owed: Position, instrument: str, quantity: int) -> Refusal | None:
    """The refusal of more than is owed, or of more credits than may be used, or None; what
    applications that wait would give up is left to them.
    """
    if quantity > owed.uncovered:
        waiting = f"; {owed.offset_pending} t wait for offset" if owed.offset_pending else ""
        message = f"more than is still to be surrendered{waiting}"
        return Refusal("more_than_outstanding", "quantity", quantity, owed.uncovered, message)
    if not is_credit(instrument):
        return None
    room = owed.offset_most - owed.offset - owed.applied_credits - owed.offset_pending
    if quantity > room:
        used = owed.offset + owed.applied_credits
        message = f"credits may make up {owed.offset_most} t of what is due, {used} t are used"
        return Refusal("offset_over_share", "quantity", quantity, max(room, 0), message)
    return None


def net_sales(connection: Connection, own: list[int], of: Round) -> int:
    """Delivered sales less purchases of the vintages of a round; trades between an entity's own
    accounts are none.
    """
    sold = case((trades.c.seller.in_(own), trades.c.quantity), else_=0)
    bought = case((trades.c.buyer.in_(own), trades.c.quantity), else_=0)
    query = select(func.sum(sold - bought)).where(
        trades.c.date.between(of.sold_from, of.sold_to),
        trades.c.status == TradeStatus.DELIVERED,
        trades.c.seller.in_(own) | trades.c.buyer.in_(own),
        trades.c.instrument.in_(codes_of(of)),
    )
    return int(connection.scalar(query) or 0)


def codes_of(of: Round) -> list[str]:
    """The codes of the vintages of a round."""
    return [code_of(vintage) for vintage in range(of.first_vintage, of.last_vintage + 1)]


def held_on(connection: Connection, own: list[int], of: Round) -> int:
    """Allowances of the vintages of a round held at the end of its last day, in every state that
    has not ended.
    """
    coming = case(
        (journal.c.to_account.in_(own) & journal.c.to_state.not_in(_ENDED), journal.c.quantity),
        else_=0,
    )
    going = case(
        (journal.c.from_account.in_(own) & journal.c.from_state.not_in(_ENDED), journal.c.quantity),
        else_=0,
    )
    query = select(func.sum(coming - going)).where(
        journal.c.date <= of.sold_to,
        journal.c.instrument.in_(codes_of(of)),
        journal.c.to_account.in_(own) | journal.c.from_account.in_(own),
    )
    return int(connection.scalar(query) or 0)
