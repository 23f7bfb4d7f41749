"""Entities and their accounts in tables: opened, found, their standing changed, every change
kept.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, func, insert, select, update

from settlement_bridge.books import EXCHANGE, SignOff, State
from settlement_bridge.books.parties import (
    Account,
    Entity,
    EntityKind,
    Instruction,
    Sector,
    Standing,
    Status,
)
from settlement_bridge.errors import Refusal
from settlement_bridge.store.bulk import execute_rows, insertion, next_number
from settlement_bridge.store.entity_tables import accounts, changes, entities, representatives
from settlement_bridge.store.registry_tables import holdings

ENTITY, ACCOUNT = "entity", "account"
NUMBER = entities.c.entity
_ENDED = (State.SURRENDERED, State.CANCELLED)


class Change(NamedTuple):
    """A change of something that is no holding; a row of the table."""

    number: int
    time_ns: int
    who: str
    role: str
    subject: str  # entity, account or registry
    subject_number: int
    field: str
    before: str
    after: str
    document: str


def unknown_account(account: int, field: str = "account") -> Refusal:
    """The refusal of an account that is not open, named in this field."""
    return Refusal("account_unknown", field, account, None, "no such account in the registry")


def unknown_entity(entity: int) -> Refusal:
    """The refusal of an entity that the register does not have."""
    return Refusal("entity_unknown", "entity", entity, None, "no such entity in the registry")


def all_accounts(connection: Connection) -> list[Account]:
    """Every account, the exchange's own included."""
    rows = connection.execute(
        select(accounts).where(accounts.c.account >= EXCHANGE).order_by(accounts.c.account)
    )
    return [_account(row) for row in rows]


def one_account(connection: Connection, number: int) -> Account | None:
    """One account, or None."""
    row = connection.execute(select(accounts).where(accounts.c.account == number)).one_or_none()
    return None if row is None else _account(row)


def _account(row: Row[*tuple[Any, ...]]) -> Account:
    return Account(row.account, row.name, row.opened_ns, row.entity, Status(row.status))


def register(connection: Connection, numbers: Collection[int]) -> dict[int, Standing]:
    """The standing of those accounts that are open."""
    owned = accounts.outerjoin(entities, entities.c.entity == accounts.c.entity)
    worse = func.coalesce(entities.c.status, accounts.c.status)
    query = select(
        accounts.c.account,
        accounts.c.name,
        accounts.c.entity,
        accounts.c.status,
        worse,
        entities.c.province,
        entities.c.kind,
    )
    rows = connection.execute(query.select_from(owned).where(accounts.c.account.in_(numbers)))
    return {
        row[0]: Standing(
            row[1],
            row[2],
            Status(max(row[3], row[4])),
            row[5] or 0,
            EntityKind(row[6] or EntityKind.INSTITUTION),
        )
        for row in rows
    }


def open_accounts(
    connection: Connection, instructions: Sequence[Instruction], time_ns: int
) -> None:
    """Write newly opened accounts; one whose entity is not known gets an institution of its own
    name as its entity.
    """
    wanted = {item.entity or item.account: item for item in instructions}
    known = set(connection.scalars(select(entities.c.entity).where(entities.c.entity.in_(wanted))))
    institution = (EntityKind.INSTITUTION, 0, Sector.NONE, None, Status.ACTIVE, time_ns)
    fresh = [
        (number, item.name, *institution, item.who)
        for number, item in wanted.items()
        if number not in known
    ]
    execute_rows(connection, insertion(entities), fresh)
    rows = [
        (item.account, item.name, time_ns, item.who, item.entity or item.account, Status.ACTIVE)
        for item in instructions
    ]
    execute_rows(connection, insertion(accounts), rows)


def open_entity(
    connection: Connection, entity: Entity, sign_off: SignOff, time_ns: int
) -> int | Refusal:
    """Write a new entity: its number, or a refusal when number or credit code are taken."""
    taken = select(entities.c.entity, entities.c.credit_code)
    same = entities.c.entity == entity.entity
    if entity.credit_code is not None:
        same |= entities.c.credit_code == entity.credit_code
    row = connection.execute(
        taken.where(same).order_by(entities.c.entity != entity.entity).limit(1)
    ).one_or_none()
    if row is not None:
        field = "entity" if row.entity == entity.entity else "credit_code"
        value = getattr(entity, field)
        return Refusal(
            "entity_exists", field, value, "one not in use", f"entity {row.entity} has it already"
        )
    connection.execute(insert(entities).values((*entity, time_ns, sign_off.who)))
    return entity.entity


def one_entity(connection: Connection, number: int) -> Entity | None:
    """One entity, or None."""
    row = connection.execute(select(entities).where(entities.c.entity == number)).one_or_none()
    return None if row is None else _entity(row)


def all_entities(
    connection: Connection,
    after: int,
    limit: int,
    chosen: Sequence[ColumnElement[bool]] = (),
) -> list[Entity]:
    """Entities with a number above `after` that fulfil all conditions, in order."""
    query = select(entities).where(entities.c.entity > after, *chosen).order_by(NUMBER).limit(limit)
    return [_entity(row) for row in connection.execute(query)]


def accounts_of(connection: Connection, entity: int) -> list[Account]:
    """The accounts of an entity, in order."""
    rows = connection.execute(
        select(accounts).where(accounts.c.entity == entity).order_by(accounts.c.account)
    )
    return [_account(row) for row in rows]


def _entity(row: Row[*tuple[Any, ...]]) -> Entity:
    kind, sector, status = EntityKind(row.kind), Sector(row.sector), Status(row.status)
    return Entity(row.entity, row.name, kind, row.province, sector, row.credit_code, status)


def set_status(
    connection: Connection,
    subject: str,
    number: int,
    status: Status,
    sign_off: SignOff,
    time_ns: int,
) -> int | Refusal:
    """Change the standing of an `entity` or `account`: the change's number.

    A closed one holds nothing and stays closed.
    """
    table, key = (
        (entities, entities.c.entity) if subject == ENTITY else (accounts, accounts.c.account)
    )
    row = connection.execute(select(table.c.status).where(key == number)).one_or_none()
    if row is None or number < 1:
        return Refusal(
            f"{subject}_unknown", subject, number, None, f"no such {subject} in the registry"
        )
    if row.status == Status.CLOSED:
        return Refusal(
            f"{subject}_closed", subject, number, None, f"a closed {subject} stays closed"
        )
    if status == Status.CLOSED and _holds_something(connection, subject, number):
        return Refusal(
            f"{subject}_not_empty", subject, number, None, "it still holds units or cash"
        )
    connection.execute(update(table).where(key == number).values(status=status))
    before = Status(row.status).name.lower()
    return note_change(
        connection, (subject, number, "status", before, status.name.lower()), sign_off, time_ns
    )


def _holds_something(connection: Connection, subject: str, number: int) -> bool:
    """Whether anything is held that has not ended (surrendered, cancelled)."""
    own = (
        [number]
        if subject == ACCOUNT
        else [account.account for account in accounts_of(connection, number)]
    )
    query = select(func.count()).where(holdings.c.account.in_(own), holdings.c.quantity != 0)
    return bool(connection.scalar(query.where(holdings.c.state.not_in(_ENDED))))


def name_representative(
    connection: Connection, entity: int, name: str, sign_off: SignOff, time_ns: int
) -> int | Refusal:
    """Give an entity a representative in place of the one it had: the change's number."""
    if one_entity(connection, entity) is None:
        return unknown_entity(entity)
    present = (representatives.c.entity == entity) & representatives.c.until_ns.is_(None)
    before = connection.scalar(select(representatives.c.name).where(present)) or ""
    connection.execute(update(representatives).where(present).values(until_ns=time_ns))
    connection.execute(insert(representatives).values((entity, time_ns, name, None)))
    return note_change(
        connection, (ENTITY, entity, "representative", before, name), sign_off, time_ns
    )


def representative(connection: Connection, entity: int) -> str | None:
    """Who represents an entity now."""
    query = select(representatives.c.name).where(
        representatives.c.entity == entity, representatives.c.until_ns.is_(None)
    )
    return connection.scalar(query)


def changes_from(connection: Connection, first: int, limit: int) -> list[Change]:
    """Changes of standing and representatives from a number on, in order."""
    query = select(changes).where(changes.c.number >= first).order_by(changes.c.number).limit(limit)
    return [Change(*row) for row in connection.execute(query)]


def note_change(
    connection: Connection, change: tuple[str, int, str, str, str], sign_off: SignOff, time_ns: int
) -> int:
    """Keep a change (subject, its number, field, before, after) with who answers for it: the
    change's number.
    """
    number = next_number(connection, changes.c.number)
    values = (number, time_ns, sign_off.who, sign_off.role, *change, sign_off.document)
    connection.execute(insert(changes).values(values))
    return number
