"""Events: movements that happen together or not at all, signed off by who asked for them, taken
back only by the opposite.

`post` is the one door for everything that a person asks of the books; what it does is one event,
known by the number of its first journal entry. The caller's own rules and tables go into the same
transaction, before or after it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, Select, select

from engine.units import CASH_MAX_FEN, UNITS_MAX
from settlement_bridge.books import (
    CASH,
    OUTSIDE,
    EntryKind,
    Key,
    Movement,
    SignOff,
    Span,
    blocks,
    entities,
    ledger_rows,
)
from settlement_bridge.books.entities import unknown_account
from settlement_bridge.books.event_table import REVERSIBLE
from settlement_bridge.books.ledger import Entry, Ledger
from settlement_bridge.books.parties import Status
from settlement_bridge.errors import Refusal
from settlement_bridge.store.bulk import execute_rows, insertion
from settlement_bridge.store.registry_tables import sign_offs


class SignedEvent(NamedTuple):
    """An event that somebody asked for."""

    event: int
    time_ns: int
    kind: EntryKind
    entries: int
    sign_off: SignOff


def post(
    connection: Connection, movements: Sequence[Movement], sign_off: SignOff, time_ns: int
) -> int | Refusal:
    """Make one event of movements, in order, or change nothing: the event's number, or what is
    missing. O(movements).
    """
    accounts = {
        key.account for movement in movements for key in (movement.source, movement.target)
    } - {OUTSIDE}
    ledger = ledger_rows.load(connection, accounts, time_ns)
    refusal = _not_open(connection, accounts) or past_the_limit(movements, ledger)
    if refusal:
        return refusal
    result = ledger.post([movement._replace(who=sign_off.who) for movement in movements])
    if isinstance(result, Movement):
        return short_of(result, ledger)
    ledger_rows.save(connection, ledger)
    sign(connection, ledger, {result: sign_off})
    return result


def _not_open(connection: Connection, accounts: Collection[int]) -> Refusal | None:
    """The first account that is not open, or None; one that is suspended is open."""
    register = entities.register(connection, accounts)
    for account in sorted(accounts):
        if account not in register:
            return unknown_account(account)
        if register[account].status == Status.CLOSED:
            return Refusal(
                "account_closed", "account", account, None, "this account or its entity is closed"
            )
    return None


def past_the_limit(movements: Iterable[Movement], ledger: Ledger) -> Refusal | None:
    """The refusal of movements that would bring more into the registry than its numbers can hold,
    or None.
    """
    coming: dict[Key, int] = defaultdict(int)
    for movement in movements:
        if movement.source.account == OUTSIDE:
            coming[movement.source] += movement.quantity
    for source, quantity in coming.items():
        cash = source.instrument == CASH
        room = (CASH_MAX_FEN if cash else UNITS_MAX) + ledger.available(source)
        if quantity > room:
            field = "amount_fen" if cash else "quantity"
            return Refusal(
                "amount_too_large", field, quantity, room, "the registry can take no more of this"
            )
    return None


def short_of(movement: Movement, ledger: Ledger) -> Refusal:
    """The refusal of a movement whose source holds too little."""
    cash = movement.source.instrument == CASH
    return Refusal(
        "cash_insufficient" if cash else "units_insufficient",
        "amount_fen" if cash else "quantity",
        movement.quantity,
        ledger.available(movement.source),
        f"more than account {movement.source.account} has {movement.source.state.name.lower()}",
    )


def sign(connection: Connection, ledger: Ledger, answers: Mapping[int, SignOff]) -> None:
    """Write who answers for events that were made on a ledger."""
    rows = []
    for event, made in groupby(ledger.entries, key=lambda entry: entry.event):
        if event in answers:
            first, *others = made
            rows.append(
                (event, first.time_ns, first.movement.kind, 1 + len(others), *answers[event])
            )
    execute_rows(connection, insertion(sign_offs), rows)


def reverse(
    connection: Connection, event: int, sign_off: SignOff, date: int, time_ns: int
) -> int | Refusal:
    """Take an event back by its opposite: the same units and cash, the other way.

    The new event's number, or why not.
    """
    found = signed_event(connection, event)
    if found is None:
        return Refusal(
            "event_unknown", "event", event, None, "no such event, or none that somebody asked for"
        )
    if found.kind not in REVERSIBLE:
        message = f"a {found.kind.name.lower()} is not taken back"
        return Refusal(
            "event_not_reversible",
            "event",
            event,
            sorted(kind.name.lower() for kind in REVERSIBLE),
            message,
        )
    already = connection.scalar(select(sign_offs.c.event).where(sign_offs.c.reverses == event))
    if already is not None:
        return Refusal("event_reversed", "event", event, None, f"event {already} has taken it back")
    entries = ledger_rows.event_entries(connection, event)
    opposite = [_opposite(entry, date) for entry in reversed(entries)]
    missing = next(_elsewhere(connection, opposite), None)
    if missing is not None:
        message = f"units {missing.first} to {missing.last} are not where the event put them"
        return Refusal("units_moved_on", "event", event, None, message)
    return post(connection, opposite, sign_off._replace(reverses=event), time_ns)


def _opposite(entry: Entry, date: int) -> Movement:
    movement = entry.movement
    return Movement(
        EntryKind.REVERSAL,
        movement.target,
        movement.source,
        movement.quantity,
        date=date,
        reference=entry.number,
        spans=entry.spans,
    )


def _elsewhere(connection: Connection, movements: Sequence[Movement]) -> Iterator[Span]:
    """Those units of movements, one after another, that are not all in their sources by then."""
    arrived: dict[Key, list[Span]] = defaultdict(list)
    for movement in movements:
        for span in movement.spans:
            for part in _without(span, arrived[movement.source]):
                if not blocks.is_in(connection, movement.source, part):
                    yield part
        arrived[movement.target] += movement.spans


def _without(span: Span, others: Iterable[Span]) -> list[Span]:
    """The parts of a span that are in none of some others."""
    parts = [span]
    for other in others:
        ends = [((each.first, other.first - 1), (other.last + 1, each.last)) for each in parts]
        cut = zip(parts, ends, strict=True)
        parts = [
            each._replace(first=max(first, each.first), last=min(last, each.last))
            for each, both in cut
            for first, last in both
            if max(first, each.first) <= min(last, each.last)
        ]
    return parts


def taken_back() -> Select[*tuple[Any, ...]]:
    """The numbers of events that were reversed, to be left out of a sum."""
    return select(sign_offs.c.reverses).where(sign_offs.c.reverses.is_not(None))


def signed_event(connection: Connection, event: int) -> SignedEvent | None:
    """An event that somebody asked for, or None."""
    row = connection.execute(select(sign_offs).where(sign_offs.c.event == event)).one_or_none()
    return None if row is None else _signed(row)


def sign_offs_of(connection: Connection, events: Collection[int]) -> dict[int, SignOff]:
    """The sign-offs of those of some events that have one."""
    rows = connection.execute(select(sign_offs).where(sign_offs.c.event.in_(events)))
    return {row.event: _signed(row).sign_off for row in rows}


def signed_events(connection: Connection, first: int, limit: int) -> list[SignedEvent]:
    """Events that somebody asked for, from a number on, in order."""
    query = (
        select(sign_offs).where(sign_offs.c.event >= first).order_by(sign_offs.c.event).limit(limit)
    )
    return [_signed(row) for row in connection.execute(query)]


def _signed(row: Row[*tuple[Any, ...]]) -> SignedEvent:
    sign_off = SignOff(row.who, row.role, row.document, row.note, row.reverses)
    return SignedEvent(row.event, row.time_ns, EntryKind(row.kind), row.entries, sign_off)
