"""Offsets in the registry of allowances: asked for, taken on, withdrawn, ended by what the credits
registry states.

A request takes its part of the share at once. The credits registry is asked to freeze, and names
the credits: a second look decides whether they count. Then the order to cancel is written down,
and from that moment only the credits registry's answer ends the offset.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, select, update

from engine.instrument_codes import is_allowance
from settlement_bridge.books import SignOff, entities
from settlement_bridge.books.entities import unknown_account
from settlement_bridge.books.offset_words import ENDED, HOLDING, OffsetStatus
from settlement_bridge.books.parties import Status
from settlement_bridge.compliance import Position
from settlement_bridge.compliance.offset_statements import Statement
from settlement_bridge.compliance.positions import position
from settlement_bridge.errors import Refusal
from settlement_bridge.law.kept import law_of
from settlement_bridge.offsets import OPEN_MAX, Wanted, after, eligible, links, rows
from settlement_bridge.offsets.rows import Requested
from settlement_bridge.store.offset_tables import offsets
from settlement_bridge.store.registry_tables import TEXT_SIZE

UNDER_WAY = (*HOLDING, OffsetStatus.RELEASING)


class Answer(NamedTuple):
    """A statement that was verified: what it states, its code and the key that signed it."""

    statement: Statement
    code: str
    signed_by: str


def request(
    connection: Connection,
    account: int,
    instrument: str,
    quantity: int,
    year: int,
    serials: Sequence[str],
    sign_off: SignOff,
    date: int,
    time_ns: int,
) -> int | Refusal:
    """Ask for credits to offset an obligation: the offset's number, or why not."""
    standing = entities.register(connection, [account]).get(account)
    if standing is None:
        return unknown_account(account)
    if standing.status is Status.CLOSED:
        message = "this account or its entity is closed"
        return Refusal("account_closed", "account", account, None, message)
    owed = position(connection, standing.entity, year, date)
    if owed is None:
        message = f"entity {standing.entity} has no obligation for this year"
        return Refusal("obligation_unknown", "year", year, None, message)
    refusal = _not_to_be_asked(connection, owed, instrument, date) or over(owed, quantity)
    if refusal is not None:
        return refusal
    owner = entities.one_entity(connection, standing.entity)
    code = (owner.credit_code if owner else None) or ""
    wanted = Wanted(account, code, year, instrument, quantity, tuple(serials))
    return rows.add(connection, standing.entity, wanted, sign_off, date, time_ns)


def _not_to_be_asked(
    connection: Connection, owed: Position, instrument: str, day: int
) -> Refusal | None:
    """What speaks against a request before anything is known of the credits."""
    if links.link(connection) is None:
        message = "this registry has no link to a registry of credits"
        return Refusal("no_credits_registry", None, None, None, message)
    if is_allowance(instrument):
        message = f"{instrument} are allowances: they are surrendered"
        return Refusal("not_credits", "instrument", instrument, None, message)
    column = offsets.c
    count = select(func.count()).where(column.entity == owed.entity, column.status.in_(UNDER_WAY))
    waiting = connection.scalar(count) or 0
    if waiting >= OPEN_MAX:
        message = f"entity {owed.entity} has {waiting} offsets under way"
        return Refusal("too_many_offsets", None, waiting, OPEN_MAX, message)
    return eligible.unknown(law_of(connection), owed.year, day)


def over(owed: Position, quantity: int) -> Refusal | None:
    """The refusal of more credits than are owed, or than may make up what is due, beside those that
    wait; or None.
    """
    left = owed.uncovered
    if quantity > left:
        message = f"more than is still to be given up; {owed.offset_pending} t wait for offset"
        return Refusal("more_than_outstanding", "quantity", quantity, left, message)
    used = owed.offset + owed.offset_pending + owed.applied_credits
    room = owed.offset_most - used
    if quantity > room:
        message = f"credits may make up {owed.offset_most} t of what is due, {used} t are used"
        return Refusal("offset_over_share", "quantity", quantity, max(room, 0), message)
    return None


def withdraw(
    connection: Connection,
    number: int,
    account: int | None,
    sign_off: SignOff,
    _date: int,
    time_ns: int,
) -> int | Refusal:
    """Withdraw an offset that is not ordered to be cancelled: its number, or why not. `account`:
    whose it must be; None: anybody's.
    """
    found = rows.one(connection, number)
    if found is None or account not in (None, found.wanted.account):
        return _unknown(number)
    if found.status not in (OffsetStatus.ASKED, OffsetStatus.PENDING):
        message = f"offset {number} is {found.status.name.lower()}"
        return Refusal("offset_decided", "offset", number, None, message)
    _note(connection, found, OffsetStatus.RELEASING, sign_off, time_ns)
    _release(connection, found, "", "", sign_off.who, time_ns)
    return number


def approve(
    connection: Connection, number: int, sign_off: SignOff, date: int, time_ns: int
) -> int | Refusal:
    """Let an offset that waits for approval go on: its number, or why not."""
    found = rows.one(connection, number)
    if found is None:
        return _unknown(number)
    if found.status is not OffsetStatus.PENDING:
        message = f"offset {number} is {found.status.name.lower()}"
        return Refusal("offset_decided", "offset", number, None, message)
    refusal = _look_again(connection, found, date)
    if refusal is not None:
        return refusal
    _note(connection, found, OffsetStatus.CANCELLING, sign_off, time_ns)
    _order(connection, found, sign_off.who, time_ns)
    return number


def take(
    connection: Connection,
    number: int,
    asked: OffsetStatus,
    answer: Answer,
    date: int,
    time_ns: int,
) -> OffsetStatus | None:
    """Take in what the credits registry states of an offset that was in state `asked` when it was
    asked: where the offset is then. None: the offset has moved on, and the statement is of no use.

    Raises nothing for a late or repeated answer; what was cancelled is always counted.
    """
    found = rows.one(connection, number)
    said = answer.statement
    cancelled = said.status == "cancelled"
    if found is None or not (found.status is asked or cancelled) or found.ended_ns:
        return None
    status = after(found.status, said.order_status, refused=bool(found.code))
    values: dict[str, Any] = {
        "status": int(status),
        "statement": answer.code,
        "signed_by": answer.signed_by,
    }
    if status is OffsetStatus.REFUSED and not found.code:
        values |= {"code": said.code or said.status, "message": said.message[:TEXT_SIZE]}
    if status in ENDED:
        values |= {"ended_date": date, "ended_ns": time_ns}
    connection.execute(update(offsets).where(offsets.c.number == number).values(values))
    return status


def go_on(connection: Connection, date: int, time_ns: int) -> int:
    """Order the cancellation of what is frozen and counts; release what does not, and where no
    approval is needed: how many offsets moved.
    """
    waiting = rows.pending(connection)
    approval = rows.needs_approval(connection)
    moved = 0
    for found in waiting:
        refusal = _look_again(connection, found, date)
        if refusal is not None:
            said = (refusal.code, refusal.message[:TEXT_SIZE])
            _release(connection, found, *said, "", time_ns)
        elif not approval:
            _order(connection, found, "", time_ns)
        moved += refusal is not None or not approval
    return moved


def _look_again(connection: Connection, found: Requested, date: int) -> Refusal | None:
    """Why frozen credits do not count for the year today, or None."""
    wanted, said = found.wanted, found.statement
    assert said is not None
    owed = position(connection, found.entity, wanted.year, date)
    if owed is None:
        message = f"entity {found.entity} has no obligation for this year"
        return Refusal("obligation_unknown", "year", wanted.year, None, message)
    own = owed._replace(offset_pending=owed.offset_pending - wanted.quantity)
    law = law_of(connection)
    not_taken = eligible.not_taken(law, wanted.year, date, said.registered)
    return not_taken or over(own, wanted.quantity)


def _note(
    connection: Connection,
    found: Requested,
    status: OffsetStatus,
    sign_off: SignOff,
    time_ns: int,
) -> None:
    """Keep who decided, and on what ground."""
    was, now = (each.name.lower() for each in (found.status, status))
    change = ("offset", found.number, "status", was, now)
    entities.note_change(connection, change, sign_off, time_ns)


def _release(
    connection: Connection, found: Requested, code: str, message: str, who: str, time_ns: int
) -> None:
    _decide(connection, found, OffsetStatus.RELEASING, who, time_ns, code=code, message=message)


def _order(connection: Connection, found: Requested, who: str, time_ns: int) -> None:
    _decide(connection, found, OffsetStatus.CANCELLING, who, time_ns)


def _decide(
    connection: Connection,
    found: Requested,
    status: OffsetStatus,
    who: str,
    time_ns: int,
    **why: str,
) -> None:
    values = {"status": int(status), "decided_by": who, "decided_ns": time_ns, **why}
    here = offsets.c.number == found.number
    connection.execute(update(offsets).where(here).values(values))


def _unknown(number: int) -> Refusal:
    return Refusal("offset_unknown", "offset", number, None, "no such offset")
