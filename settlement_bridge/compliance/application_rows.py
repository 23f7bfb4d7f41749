"""Applications in tables: entered, found, ended."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, func, insert, select, update

from settlement_bridge.asked import NOTE_SIZE
from settlement_bridge.books import Key, SignOff, State, entities, events, scopes
from settlement_bridge.books.scopes import Seen
from settlement_bridge.compliance import PENDING, ApplicationKind, ApplicationStatus
from settlement_bridge.errors import Refusal
from settlement_bridge.store.authority_tables import applications
from settlement_bridge.store.bulk import next_number
from settlement_bridge.store.entity_tables import entities as names
from settlement_bridge.store.registry_tables import TEXT_SIZE

NOBODY = 0  # no entity helps
Now = tuple[int, int]  # trading day and time, ns


class Asked(NamedTuple):
    """What is applied for; `helped` is the entity whose obligation it is where that is not the
    account's own, else 0.
    """

    carry_over: bool
    account: int
    instrument: str
    quantity: int
    year: int
    helped: int = NOBODY


class Application(NamedTuple):
    """A row of the table."""

    number: int
    kind: ApplicationKind
    entity: int
    account: int
    giver: int
    year: int
    instrument: str
    quantity: int
    held: int
    date: int
    time_ns: int
    who: str
    note: str
    status: ApplicationStatus
    decided_by: str
    decided_ns: int
    reason: str
    event: int

    @property
    def place(self) -> Key:
        """Where its units wait."""
        carried = self.kind == ApplicationKind.CARRY_OVER
        return Key(self.account, self.instrument, State.CARRY_OVER if carried else State.APPLIED)


def enter(
    connection: Connection,
    kind: ApplicationKind,
    owners: tuple[int, int],
    asked: Asked,
    held: int,
    sign_off: SignOff,
    now: Now,
    status: ApplicationStatus,
    event: int,
) -> int:
    """Enter an application with the event that set its units aside and the one that it led to, 0
    where there is none: its number.
    """
    number = next_number(connection, applications.c.number)
    what = (asked.year, asked.instrument, asked.quantity, held, *now)
    entity, giver = owners
    row = (number, kind, entity, asked.account, giver, *what, sign_off.who, sign_off.note, status)
    connection.execute(insert(applications).values((*row, "", 0, "", event)))
    return number


def decide(
    connection: Connection,
    found: Application,
    status: ApplicationStatus,
    sign_off: SignOff,
    time_ns: int,
    event: int = 0,
    reason: str = "",
) -> None:
    """Fill in how an application goes on or has ended."""
    said = {"decided_by": sign_off.who, "decided_ns": time_ns, "reason": reason[:NOTE_SIZE]}
    values = said | {"status": status, "event": event}
    this = applications.c.number == found.number
    connection.execute(update(applications).where(this).values(values))
    what = f"application {found.number}"
    words = found.status.name.lower(), f"{status.name.lower()} {reason}".strip()[:TEXT_SIZE]
    change = (entities.ENTITY, found.entity, what, *words)
    entities.note_change(connection, change, sign_off, time_ns)


def one(connection: Connection, number: int) -> Application | None:
    """One application, or None."""
    query = select(applications).where(applications.c.number == number)
    row = connection.execute(query).one_or_none()
    return None if row is None else _application(row)


def waiting(connection: Connection, number: int) -> Application | Refusal:
    """An application that waits for a decision, or why it is none."""
    found = one(connection, number)
    if found is None:
        return unknown_application(number)
    if found.status == ApplicationStatus.WAITING:
        return found
    message = f"this application is {found.status.name.lower()}"
    return Refusal("application_decided", "application", number, "one that waits", message)


def unknown_application(number: int) -> Refusal:
    """The refusal of an application that is not there, or another's."""
    return Refusal("application_unknown", "application", number, None, "no such application")


def of_request(connection: Connection, request: int) -> Application | None:
    """The application that has asked for a carry-over, or None."""
    query = select(applications).where(
        applications.c.held == request, applications.c.kind == ApplicationKind.CARRY_OVER
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else _application(row)


def some(
    connection: Connection,
    seen: Seen,
    whose: tuple[int, int] | None,
    waiting: bool,
    after: int,
    limit: int,
) -> list[Application]:
    """Applications of the entities that are `seen`; `whose`: of an account's units or for its
    entity. All or only those that wait, with a number above `after`, in order.
    """
    column = applications.c
    query = select(applications).where(column.number > after, *scopes.only(column.entity, seen))
    if whose is not None:
        query = query.where((column.account == whose[0]) | (column.entity == whose[1]))
    if waiting:
        query = query.where(column.status.in_(PENDING))
    rows = connection.execute(query.order_by(column.number).limit(limit))
    return [_application(row) for row in rows]


def helpers(connection: Connection, entity: int, year: int) -> list[tuple[int, str, int]]:
    """Who has helped an entity in a year: number, name, tonnes that were not taken back."""
    column = applications.c
    query = select(column.giver, names.c.name, func.sum(column.quantity)).join(
        names, names.c.entity == column.giver
    )
    query = query.where(
        column.entity == entity,
        column.year == year,
        column.giver != NOBODY,
        column.status == ApplicationStatus.DONE,
        column.event.not_in(events.taken_back()),
    )
    rows = connection.execute(query.group_by(column.giver, names.c.name).order_by(column.giver))
    return [(giver, name, int(tonnes)) for giver, name, tonnes in rows]


def _application(row: Row[*tuple[Any, ...]]) -> Application:
    kind, status = ApplicationKind(row.kind), ApplicationStatus(row.status)
    return Application(*row)._replace(kind=kind, status=status)
