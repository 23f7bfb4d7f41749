"""Which kinds of entities may have accounts in which market."""

from __future__ import annotations

from sqlalchemy import Connection

from settlement_bridge.books import Market, SignOff, entities
from settlement_bridge.books.credit_words import NATURAL_PERSONS_OPEN
from settlement_bridge.books.market import market_of
from settlement_bridge.books.parties import Entity, EntityKind
from settlement_bridge.credits import law
from settlement_bridge.errors import Refusal

OF_CREDITS = (EntityKind.PROJECT_OWNER, EntityKind.BODY)


def open_entity(
    connection: Connection, entity: Entity, today: int, sign_off: SignOff, time_ns: int
) -> int | Refusal:
    """Write a new entity of a kind that the market has: its number, or why not."""
    kinds = open_kinds(connection, today)
    if entity.kind not in kinds:
        allowed = [kind.name.lower() for kind in kinds]
        message = "this market opens no accounts of this kind"
        return Refusal("kind_not_open", "kind", entity.kind.name.lower(), allowed, message)
    return entities.open_entity(connection, entity, sign_off, time_ns)


def open_kinds(connection: Connection, today: int) -> list[EntityKind]:
    """The kinds of entities that may have accounts on a day."""
    market = market_of(connection)
    persons = market is Market.CREDITS and law.value(connection, NATURAL_PERSONS_OPEN, today) == 1
    closed = () if market is Market.CREDITS else OF_CREDITS
    return [
        kind
        for kind in EntityKind
        if kind not in closed and (persons or kind is not EntityKind.PERSON)
    ]
