"""Emitters with accounts and units, on each kind of database in turn."""

from __future__ import annotations

import pytest

from settlement_bridge.books import SignOff, entities, venue_rules
from settlement_bridge.books.parties import Entity, EntityKind, Instruction, Sector, Status, Task
from settlement_bridge.compliance import obligations
from settlement_bridge.store.database import Registry
from tests.settlement_bridge import at_once

LIN = SignOff("lin", "bridge")
DATE = 20_251_105
EMITTERS = (
    (1, "Alice Power", 42, Sector.POWER),
    (2, "Bob Steel", 42, Sector.STEEL),
    (3, "Carol Cement", 11, Sector.CEMENT),
)
UNITS = 1_000_000
EMISSIONS = """entity,year,emissions,due
1,2024,1000,1000
2,2024,500000,400000
3,2024,0,0
total,3,501000,401000
"""


def registered(registry: Registry) -> Registry:
    """Entities 1 to 3, each with an account of its number that holds allowances of 2023 and 2024,
    and credits.
    """
    credit = ("CCER24", 2024, LIN, registry.now_ns())
    registry.write(venue_rules.open_instrument, *credit)
    for number, name, province, sector in EMITTERS:
        entity = Entity(number, name, EntityKind.EMITTER, province, sector, None, Status.ACTIVE)
        registry.write(entities.open_entity, entity, LIN, registry.now_ns())
        codes = ("CEA23", "CEA24", "CCER24")
        at_once.record(
            registry,
            [
                Instruction(Task.OPEN_ACCOUNT, number, name=name),
                *[Instruction(Task.ALLOCATE, number, code, UNITS, date=DATE) for code in codes],
            ],
        )
    return registry


@pytest.fixture
def emitters(registry: Registry) -> Registry:
    """The registry with emitters."""
    return registered(registry)


@pytest.fixture
def owing(emitters: Registry) -> Registry:
    """The registry with emitters that owe for 2024, which the law has until 2025-12-31."""
    emitters.write(obligations.take_in, EMISSIONS, "2024-1", False, LIN, emitters.now_ns())
    return emitters
