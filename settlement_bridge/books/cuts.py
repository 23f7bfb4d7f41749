"""Cuts of allowances (核减配额): a decision takes tonnes from the next allocations of an entity
until it is worked off.

An allocation is issued in full, and what is cut goes back at once to where units are issued from,
in the same event. So taking the allocation back opens the cut again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from sqlalchemy import Connection, func, insert, select

from engine.units import UNITS_MAX
from settlement_bridge.books import OUTSIDE, EntryKind, Key, Movement, SignOff, State
from settlement_bridge.books.events import taken_back
from settlement_bridge.store.bulk import execute_rows, insertion, next_number
from settlement_bridge.store.law_tables import sanction_acts, sanctions

CUT, WORKED_OFF, REVOKED = "cut", "worked_off", "revoked"
EVENTS_AT_ONCE = 500  # of one query


class Taken(NamedTuple):
    """What an allocation works off of a cut, t."""

    sanction: int
    quantity: int


class OpenCuts:
    """The cuts of entities that are not worked off yet, the oldest first.

    `take` uses them up as allocations are made, one after another.
    """

    def __init__(self, left: dict[int, list[Taken]]) -> None:
        self._left = left

    def take(self, entity: int, quantity: int) -> list[Taken]:
        """What an allocation of this quantity to an entity works off."""
        taken, rest = list[Taken](), list[Taken]()
        for cut in self._left.get(entity, []):
            now = min(cut.quantity, quantity)
            quantity -= now
            if now:
                taken.append(Taken(cut.sanction, now))
            if cut.quantity > now:
                rest.append(Taken(cut.sanction, cut.quantity - now))
        if entity in self._left:
            self._left[entity] = rest
        return taken


def open_cuts(connection: Connection) -> OpenCuts:
    """The open cuts of all entities. O(cuts)."""
    revoked = select(sanction_acts.c.sanction).where(sanction_acts.c.kind == REVOKED)
    query = select(sanctions.c.number, sanctions.c.entity, sanctions.c.quantity).where(
        sanctions.c.measure == CUT, sanctions.c.number.not_in(revoked)
    )
    found = connection.execute(query.order_by(sanctions.c.number)).all()
    done = worked_off(connection, [row.number for row in found])
    left: dict[int, list[Taken]] = {}
    for row in found:
        if row.quantity > done.get(row.number, 0):
            rest = Taken(row.number, row.quantity - done.get(row.number, 0))
            left.setdefault(row.entity, []).append(rest)
    return OpenCuts(left)


def worked_off(connection: Connection, numbers: Collection[int]) -> dict[int, int]:
    """How much of some cuts allocations have worked off that were not taken back, t."""
    acts = sanction_acts.c
    query = select(acts.sanction, func.sum(acts.quantity)).where(
        acts.kind == WORKED_OFF, acts.sanction.in_(numbers), acts.event.not_in(taken_back())
    )
    return {
        number: int(total) for number, total in connection.execute(query.group_by(acts.sanction))
    }


def movements(issue: Movement, taken: Iterable[Taken]) -> list[Movement]:
    """An issue and what goes back of it."""
    place = issue.target
    source = Key(OUTSIDE, place.instrument, State.ISSUED)
    back = [
        issue._replace(
            kind=EntryKind.ALLOCATION_CUT,
            source=place,
            target=source,
            quantity=cut.quantity,
            reference=cut.sanction,
            series=None,
        )
        for cut in taken
    ]
    return [issue, *back]


def note(
    connection: Connection,
    made: Iterable[tuple[int, Taken]],
    sign_off: SignOff,
    date: int,
    time_ns: int,
) -> None:
    """Write what allocations (their events' numbers) have worked off."""
    first = next_number(connection, sanction_acts.c.number)
    signed = (sign_off.who, sign_off.role, sign_off.document, sign_off.note)
    rows = [
        (first + place, cut.sanction, WORKED_OFF, cut.quantity, event, date, time_ns, *signed)
        for place, (event, cut) in enumerate(made)
    ]
    execute_rows(connection, insertion(sanction_acts), rows)


def pass_on(
    connection: Connection,
    entity: int,
    to: tuple[int, int],
    sign_off: SignOff,
    date: int,
    time_ns: int,
) -> None:
    """Give a share of each open cut to another entity, as decisions of its own; `to`: the entity,
    and the share in hundredths of a percent, cut to tonnes.
    """
    successor, share_bp = to
    for cut in open_cuts(connection).take(entity, UNITS_MAX):
        part = cut.quantity * share_bp // 10_000
        row = connection.execute(select(sanctions).where(sanctions.c.number == cut.sanction)).one()
        if not part:
            continue
        number = next_number(connection, sanctions.c.number)
        moved = {"number": number, "entity": successor, "quantity": part, "date": date}
        signed = {"time_ns": time_ns, "who": sign_off.who, "role": sign_off.role}
        connection.execute(insert(sanctions).values(dict(row._mapping) | moved | signed))
        note(connection, [(0, Taken(cut.sanction, part))], sign_off, date, time_ns)


def cut_in(connection: Connection, events: Collection[int]) -> dict[int, int]:
    """How much some allocations have worked off, by their events' numbers, t."""
    wanted, found = list(events), dict[int, int]()
    acts = sanction_acts.c
    for start in range(0, len(wanted), EVENTS_AT_ONCE):
        part = acts.event.in_(wanted[start : start + EVENTS_AT_ONCE])
        query = select(acts.event, func.sum(acts.quantity)).where(acts.kind == WORKED_OFF, part)
        found |= {
            event: int(total) for event, total in connection.execute(query.group_by(acts.event))
        }
    return found
