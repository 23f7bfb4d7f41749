"""What the registry's operator sets: rules of one number each, for the whole venue or for one
entity, and the hours of the day, in Shanghai, in which units may go to the exchange and back.
"""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select

from settlement_bridge.books.entities import ENTITY, note_change
from settlement_bridge.books.settings import RULES, VENUE, Window, Windows, written
from settlement_bridge.errors import Refusal
from settlement_bridge.records import SignOff, Task
from settlement_bridge.store.tables.registry import rules, transfer_windows


def rule(connection: Connection, name: str, entity: int = VENUE) -> int | None:
    """What holds for an entity: its own rule, else the venue's, else the default."""
    query = select(rules.c.entity, rules.c.value).where(
        rules.c.name == name, rules.c.entity.in_([VENUE, entity])
    )
    found = {row.entity: row.value for row in connection.execute(query)}
    return found.get(entity, found.get(VENUE, RULES[name].default))


def number(connection: Connection, name: str) -> int:
    """A rule of the venue that always has a number."""
    value = rule(connection, name)
    assert value is not None
    return value


def rules_set(connection: Connection) -> list[tuple[str, int, int | None]]:
    """Every rule of the venue, set or not, and those set for entities: name, entity, value."""
    found = {(row.name, row.entity): row.value for row in connection.execute(select(rules))}
    venue = {(name, VENUE): found.get((name, VENUE), rule.default) for name, rule in RULES.items()}
    return [(name, entity, value) for (name, entity), value in sorted((venue | found).items())]


def set_rule(
    connection: Connection,
    name: str,
    entity: int,
    value: int | None,
    sign_off: SignOff,
    time_ns: int,
) -> int | Refusal:
    """Set a rule, or with None go back to what holds without: the change's number."""
    known = RULES[name]
    if entity != VENUE and not known.of_an_entity:
        return Refusal(
            "rule_of_the_venue", "entity", entity, VENUE, f"{name} is the same for every entity"
        )
    if value is not None and not known.least <= value <= known.most:
        return Refusal(
            "field_out_of_range",
            "value",
            value,
            [known.least, known.most],
            f"{name} is not in this range",
        )
    place = (rules.c.name == name) & (rules.c.entity == entity)
    before = connection.scalar(select(rules.c.value).where(place))
    connection.execute(delete(rules).where(place))
    if value is not None:
        connection.execute(insert(rules).values(name=name, entity=entity, value=value))
    subject = ENTITY if entity else "registry"
    change = (subject, entity, name, _said(before), _said(value))
    return note_change(connection, change, sign_off, time_ns)


def _said(value: int | None) -> str:
    return "default" if value is None else str(value)


def windows(connection: Connection) -> Windows:
    """The windows there are; a direction without one is open all day."""
    return {
        Task(row.task): Window(row.opens, row.closes)
        for row in connection.execute(select(transfer_windows))
    }


def set_window(
    connection: Connection, task: Task, window: Window | None, sign_off: SignOff, time_ns: int
) -> int:
    """Give one direction a window, or none: the change's number."""
    before = windows(connection).get(task)
    connection.execute(delete(transfer_windows).where(transfer_windows.c.task == task))
    if window is not None:
        connection.execute(
            insert(transfer_windows).values(task=task, opens=window.opens, closes=window.closes)
        )
    change = (
        "registry",
        int(task),
        f"{task.name.lower()}_window",
        written(before),
        written(window),
    )
    return note_change(connection, change, sign_off, time_ns)
