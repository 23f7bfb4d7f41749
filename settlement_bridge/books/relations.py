"""Relations between entities (关联关系): who owns, controls or leads whom, who acts in concert.

The registry's operator states them, with a source and the days on which they are so; they are only
ever added to, and of the same entity, relation and party the last one counts. The bridge sends each
to the exchange, whose surveillance judges trades between related accounts by them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, func, or_, select

from engine.commands import Relation
from settlement_bridge.books import Break, SignOff
from settlement_bridge.errors import Refusal
from settlement_bridge.store.bulk import execute_rows, insertion
from settlement_bridge.store.entity_tables import accounts, entities
from settlement_bridge.store.relation_tables import relations

BY_BRIDGE = "bridge"
OF_ACCOUNTS = "the registry's accounts"  # source of what the register itself says
SENT_AGAIN = "the exchange is ahead of this copy of the registry"
FIRST_DAY = 20_000_101  # from which on an account is its entity's
_WHICH = (relations.c.entity, relations.c.relation, relations.c.other, relations.c.party)
_LATEST = select(func.max(relations.c.number)).group_by(*_WHICH)


class Related(NamedTuple):
    """An entity's relation to a party: another entity, or somebody by name (`other` 0). Dates are
    yyyymmdd, `last` 0: open. Of `Relation.ACCOUNT` the party is an account of the entity.
    """

    entity: int
    relation: Relation
    other: int
    party: str
    first: int
    last: int
    source: str


class Stated(NamedTuple):
    """A row of the table: a relation under its number, when and by whom it was stated."""

    number: int
    related: Related
    time_ns: int
    who: str


def state(
    connection: Connection, rows: Sequence[Related], sign_off: SignOff, time_ns: int
) -> int | Refusal:
    """Write relations in their order: the number of the last one, or why none was written."""
    refusal = next(_refusals(connection, rows), None)
    if refusal is not None:
        return refusal
    return _append(connection, rows, sign_off.who, time_ns)


def _refusals(connection: Connection, rows: Sequence[Related]) -> Iterator[Refusal]:
    known = set(connection.scalars(select(entities.c.entity)))
    for row in rows:
        named = {"entity": row.entity} | ({"other": row.other} if row.other else {})
        for field, number in named.items():
            if number not in known:
                message = "no such entity in the registry"
                yield Refusal("entity_unknown", field, number, None, message)
        if row.other == row.entity:
            message = "an entity is not related to itself"
            yield Refusal("entity_same", "other", row.other, "another entity", message)
        if row.last and row.last < row.first:
            message = "the last day is before the first"
            yield Refusal("field_out_of_range", "last", row.last, row.first, message)


def _append(
    connection: Connection, rows: Iterable[Related], who: str, time_ns: int, least: int = 0
) -> int:
    last = max(least, last_number(connection))
    values = [(number, *row, time_ns, who) for number, row in enumerate(rows, last + 1)]
    execute_rows(connection, insertion(relations), values)
    return last + len(values)


def last_number(connection: Connection) -> int:
    """The number of the last relation, 0 before the first."""
    return int(connection.scalar(select(func.max(relations.c.number))) or 0)


def after(connection: Connection, number: int, limit: int) -> list[Stated]:
    """Relations with numbers above one, in order."""
    query = select(relations).where(relations.c.number > number)
    rows = connection.execute(query.order_by(relations.c.number).limit(limit))
    return [_stated(row) for row in rows]


def latest(
    connection: Connection, entity: int | None, day: int, number: int, limit: int
) -> list[Stated]:
    """What counts now, with numbers above one: of an entity, as itself or as the party, or all;
    only those that hold on a day (0: any).
    """
    query = select(relations).where(relations.c.number.in_(_LATEST), relations.c.number > number)
    if entity is not None:
        party = (relations.c.other == entity) & (relations.c.relation != Relation.ACCOUNT)
        query = query.where(or_(relations.c.entity == entity, party))
    if day:
        open_then = or_(relations.c.last == 0, relations.c.last >= day)
        query = query.where(relations.c.first <= day, open_then)
    rows = connection.execute(query.order_by(relations.c.number).limit(limit))
    return [_stated(row) for row in rows]


def _stated(row: Row[*tuple[Any, ...]]) -> Stated:
    number, entity, relation, other, party, first, last, source, time_ns, who = row
    related = Related(entity, Relation(relation), other, party, first, last, source)
    return Stated(number, related, time_ns, who)


def unstated_accounts(connection: Connection) -> list[Related]:
    """Accounts whose number is not their entity's, where that is not stated: the exchange knows
    accounts, and takes each for the entity of its number.
    """
    noted = select(relations.c.other).where(relations.c.relation == Relation.ACCOUNT)
    others = accounts.c.entity.not_in((0, accounts.c.account))
    query = select(accounts.c.entity, accounts.c.account).where(
        accounts.c.account > 0, others, accounts.c.account.not_in(noted)
    )
    found = connection.execute(query.order_by(accounts.c.account)).all()
    return [
        Related(entity, Relation.ACCOUNT, account, "", FIRST_DAY, 0, OF_ACCOUNTS)
        for entity, account in found
    ]


def state_accounts(connection: Connection, time_ns: int) -> None:
    """State them."""
    _append(connection, unstated_accounts(connection), BY_BRIDGE, time_ns)


def go_on_after(connection: Connection, taken: int, time_ns: int) -> None:
    """Where the exchange has taken in more than this registry has, which was restored: everything
    that counts is stated again, under numbers that the exchange has not seen.
    """
    if taken <= last_number(connection):
        return
    counting = connection.execute(
        select(relations).where(relations.c.number.in_(_LATEST)).order_by(relations.c.number)
    ).all()
    rows = [_stated(row).related._replace(source=SENT_AGAIN) for row in counting]
    _append(connection, rows, BY_BRIDGE, time_ns, least=taken)


def breaks(connection: Connection) -> Iterator[Break]:
    """Relations of entities that the register does not have, and those that end before they begin.
    O(relations).
    """
    known = set(connection.scalars(select(entities.c.entity)))
    for row in connection.execute(select(relations).order_by(relations.c.number)):
        number, related = row.number, _stated(row).related
        of_account = related.relation is Relation.ACCOUNT
        named = {related.entity, *([] if of_account or not related.other else [related.other])}
        if not named <= known:
            message = f"relation {number} names an entity that the register does not have"
            yield Break("relation_unsound", None, "", None, None, message)
        if related.last and related.last < related.first:
            message = f"relation {number} ends before it begins"
            yield Break("relation_unsound", None, "", None, None, message)
