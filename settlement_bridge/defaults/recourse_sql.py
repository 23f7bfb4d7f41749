"""Recourse (追偿): what the reserve paid for a buyer is owed to it, paid back in parts, or written
off; and deadlines.
"""

from __future__ import annotations

from sqlalchemy import Connection

from settlement_bridge.books import events
from settlement_bridge.defaults import cases_sql
from settlement_bridge.defaults.cases import Act, ActKind, Case
from settlement_bridge.defaults.pass_sql import not_open, unknown
from settlement_bridge.defaults.reserve import RESERVE_CASH
from settlement_bridge.errors import Refusal
from settlement_bridge.records import CASH, EntryKind, Key, Movement, SignOff, State


def repay(
    connection: Connection, number: int, amount_fen: int, sign_off: SignOff, date: int, time_ns: int
) -> int | Refusal:
    """Pay a part of a claim out of the account's cash into the reserve: the event's number, or why
    not.

    What was written off may still be paid.
    """
    found = _claim(connection, number, amount_fen, "owed_fen")
    if isinstance(found, Refusal):
        return found
    source = Key(found.account, CASH, State.CASH_AVAILABLE)
    movement = Movement(
        EntryKind.RECOURSE, source, RESERVE_CASH, amount_fen, date, reference=number
    )
    event = events.post(connection, [movement], sign_off, time_ns)
    if isinstance(event, int):
        _note(connection, found, (ActKind.REPAID, amount_fen, 0, event), sign_off, date, time_ns)
    return event


def write_off(
    connection: Connection, number: int, amount_fen: int, sign_off: SignOff, date: int, time_ns: int
) -> int | Refusal:
    """Give up a part of a claim; no cash moves. What is outstanding then, or why not."""
    found = _claim(connection, number, amount_fen, "outstanding_fen")
    if isinstance(found, Refusal):
        return found
    _note(connection, found, (ActKind.WRITTEN_OFF, amount_fen, 0, 0), sign_off, date, time_ns)
    return found.outstanding_fen - amount_fen


def set_deadline(
    connection: Connection, number: int, until_ns: int, sign_off: SignOff, date: int, time_ns: int
) -> int | Refusal:
    """Give an open default another deadline, later, or earlier when nothing is to be waited for:
    that deadline, or why not.
    """
    found = cases_sql.one_case(connection, number)
    refusal = not_open(found, number)
    if refusal is not None or found is None:
        return refusal or unknown(number)
    _note(connection, found, (ActKind.DEADLINE_SET, 0, until_ns, 0), sign_off, date, time_ns)
    return until_ns


def _claim(connection: Connection, number: int, amount_fen: int, field: str) -> Case | Refusal:
    found = cases_sql.one_case(connection, number)
    if found is None:
        return unknown(number)
    most = getattr(found, field)
    if amount_fen > most:
        return Refusal(
            "more_than_claimed",
            "amount_fen",
            amount_fen,
            most,
            "more than the reserve claims for this default",
        )
    return found


def _note(
    connection: Connection,
    found: Case,
    what: tuple[ActKind, int, int, int],
    sign_off: SignOff,
    date: int,
    time_ns: int,
) -> None:
    kind, amount_fen, until_ns, event = what
    signed = (sign_off.who, sign_off.role, sign_off.document, sign_off.note)
    act = Act(0, found.number, kind, time_ns, date, amount_fen, until_ns, event, *signed)
    cases_sql.write_acts(connection, [act])
