"""Rules: a default, the venue's, an entity's; each change kept with who made it; on both
databases.
"""

from __future__ import annotations

from settlement_bridge.books import SignOff, entities, settings, venue_rules
from settlement_bridge.books.parties import Instruction, Task
from settlement_bridge.errors import Refusal
from settlement_bridge.store.database import Registry
from tests.settlement_bridge import at_once

LIN = SignOff("lin", "bridge", "notice 4")
NAME = settings.SECOND_ABOVE_FEN


def put(registry: Registry, name: str, entity: int, value: int | None) -> int | Refusal:
    return registry.write(venue_rules.set_rule, name, entity, value, LIN, registry.now_ns())


def test_an_entitys_rule_goes_before_the_venues_and_that_before_the_default(
    registry: Registry,
) -> None:
    at_once.record(registry, [Instruction(Task.OPEN_ACCOUNT, 7, name="a")])
    held = lambda: [registry.read(venue_rules.rule, NAME, entity) for entity in (0, 7, 8)]
    assert held() == [None, None, None]
    put(registry, NAME, 0, 100)
    put(registry, NAME, 7, 5)
    assert held() == [100, 5, 100]
    put(registry, NAME, 7, None)
    put(registry, NAME, 0, 0)
    assert held() == [0, 0, 0]
    told = [
        (row.subject, row.subject_number, row.before, row.after)
        for row in registry.read(entities.changes_from, 1, 10)
    ]
    assert told == [
        ("registry", 0, "default", "100"),
        ("entity", 7, "default", "5"),
        ("entity", 7, "5", "default"),
        ("registry", 0, "100", "0"),
    ]


def test_a_rule_is_a_number_in_its_range_and_some_are_the_venues_alone(
    registry: Registry,
) -> None:
    for name, entity, value, code in (
        (settings.SALE_MONEY_DAYS, 0, 31, "field_out_of_range"),
        (settings.SALE_MONEY_DAYS, 7, 1, "rule_of_the_venue"),
        (settings.DIRECT_CASH, 0, 2, "field_out_of_range"),
    ):
        refusal = put(registry, name, entity, value)
        assert isinstance(refusal, Refusal)
        assert refusal.code == code
    assert registry.read(entities.changes_from, 1, 10) == []
    held = {(name, entity): value for name, entity, value in registry.read(venue_rules.rules_set)}
    assert held == {(name, 0): rule.default for name, rule in settings.RULES.items()}
