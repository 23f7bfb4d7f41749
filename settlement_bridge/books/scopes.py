"""What a key may see of entities: an authority (主管部门) those of its scope, staff all of them.

The nation is the ministry's scope. A province has the entities that are registered in it, a city
those whose city was stated (`set_city`). An entity without a province is the nation's alone.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, func, insert, select

from gateway.protocol.auth import Grant
from settlement_bridge.books import SignOff
from settlement_bridge.books.entities import (
    ENTITY,
    note_change,
    one_account,
    one_entity,
    unknown_account,
    unknown_entity,
)
from settlement_bridge.errors import Refusal
from settlement_bridge.store.authority_tables import entity_cities
from settlement_bridge.store.bulk import next_number
from settlement_bridge.store.entity_tables import entities

NATION, PROVINCE, CITY = "nation", "province", "city"
CITIES_OF_PROVINCE = 100  # a city's code is its province's and two digits more


class Scope(NamedTuple):
    """What an authority is for; `code` by GB/T 2260, 0 of the nation."""

    level: str
    code: int

    @property
    def province(self) -> int:
        """The province that it is or lies in, 0 of the nation."""
        return self.code // CITIES_OF_PROVINCE if self.level == CITY else self.code


Seen = Select[Any] | None  # numbers of the entities that may be seen; None: all


def scope_of(grant: Grant) -> Scope | None:
    """The scope of an authority's key, None of any other."""
    if not grant.scope:
        return None
    level, _, code = grant.scope.partition(":")
    return Scope(level, int(code or 0))


def seen_by(grant: Grant) -> Seen:
    """The entities that a key of staff or of an authority sees."""
    scope = scope_of(grant)
    if scope is None or scope.level == NATION:
        return None
    query = select(entities.c.entity)
    if scope.level == PROVINCE:
        return query.where(entities.c.province == scope.code)
    newest = select(func.max(entity_cities.c.number)).group_by(entity_cities.c.entity)
    there = entity_cities.c.number.in_(newest) & (entity_cities.c.city == scope.code)
    stated = select(entity_cities.c.entity).where(there)
    return query.where(entities.c.entity.in_(stated), entities.c.province == scope.province)


def only(column: ColumnElement[Any], seen: Seen) -> list[ColumnElement[bool]]:
    """The conditions that leave the entities that may be seen."""
    return [] if seen is None else [column.in_(seen)]


def sees(connection: Connection, seen: Seen, entity: int) -> bool:
    """Whether one entity is among those that may be seen; one that is not there is not."""
    query = select(entities.c.entity).where(entities.c.entity == entity)
    return connection.scalar(query.where(*only(entities.c.entity, seen))) is not None


def not_deciding(connection: Connection, scope: Scope | None, entity: int) -> Refusal | None:
    """Why an authority that sees an entity does not decide on what it asks, or None: its province
    does, and the nation for an entity without one.
    """
    found = one_entity(connection, entity)
    province = found.province if found else 0
    if scope is not None and scope == (PROVINCE if province else NATION, province):
        return None
    who = f"{PROVINCE}:{province}" if province else NATION
    given = ":".join(str(part) for part in scope or () if part)
    return Refusal("not_its_decision", "scope", given, who, "the entity's province decides this")


def out_of_scope(
    connection: Connection, seen: Seen, account: int | None, entity: int | None
) -> Refusal | None:
    """The refusal of an account or entity outside a scope, the same as of one that never was."""
    if entity is not None and not sees(connection, seen, entity):
        return unknown_entity(entity)
    if account is None:
        return None
    found = one_account(connection, account)
    if found is None or not sees(connection, seen, found.entity):
        return unknown_account(account)
    return None


def set_city(
    connection: Connection, entity: int, city: int, sign_off: SignOff, time_ns: int
) -> int | Refusal:
    """State the city of an entity: the change's number."""
    found = one_entity(connection, entity)
    if found is None:
        return unknown_entity(entity)
    if city // CITIES_OF_PROVINCE != found.province:
        return _elsewhere(city, found.province)
    before = city_of(connection, entity)
    number = next_number(connection, entity_cities.c.number)
    row = (number, entity, city, time_ns, sign_off.who, sign_off.document)
    connection.execute(insert(entity_cities).values(row))
    change = (ENTITY, entity, "city", str(before or ""), str(city))
    return note_change(connection, change, sign_off, time_ns)


def _elsewhere(city: int, province: int) -> Refusal:
    first = province * CITIES_OF_PROVINCE
    allowed = [first, first + CITIES_OF_PROVINCE - 1] if province else []
    whose = "of another province" if province else "of no province"
    return Refusal("city_elsewhere", "city", city, allowed, f"the entity is {whose}")


def city_of(connection: Connection, entity: int) -> int:
    """The city of an entity, 0 where none was stated."""
    query = select(entity_cities.c.city).where(entity_cities.c.entity == entity)
    return connection.scalar(query.order_by(entity_cities.c.number.desc()).limit(1)) or 0
