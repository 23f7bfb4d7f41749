"""What the registry's operator sets: rules of one number each, for the whole venue or for one
entity, and the hours of the day, in Shanghai, in which units may go to the exchange and back.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, delete, insert, select

from engine.units import CASH_MAX_FEN, UNITS_MAX
from settlement_bridge.books.entities import ENTITY, note_change
from settlement_bridge.errors import Refusal
from settlement_bridge.records import SignOff, Task
from settlement_bridge.store.tables.registry import rules, transfer_windows

VENUE = 0


class Rule(NamedTuple):
    """What holds while nothing is set (None: no such limit), between which numbers it may be set,
    and for one entity too?
    """

    default: int | None
    least: int
    most: int
    of_an_entity: bool = False


SALE_MONEY_DAYS = "sale_money_days"
DIRECT_CASH = "direct_cash"
UNREGISTERED_MAY_ACT = "unregistered_may_act"
SECOND_ABOVE_FEN = "second_above_fen"
SECOND_ABOVE_UNITS = "second_above_units"

RULES = {
    # trading days that sale money waits before it may leave the settlement account
    SALE_MONEY_DAYS: Rule(1, 0, 30),
    DIRECT_CASH: Rule(1, 0, 1),  # 1: deposit and withdraw without a bank file
    # 1: a member's key acts for an entity that has no representative with rights
    UNREGISTERED_MAY_ACT: Rule(0, 0, 1),
    # above it a second representative approves; 0: always
    SECOND_ABOVE_FEN: Rule(None, 0, CASH_MAX_FEN, of_an_entity=True),
    SECOND_ABOVE_UNITS: Rule(None, 0, UNITS_MAX, of_an_entity=True),
}


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


DAY_MINUTES = 24 * 60
SHANGHAI_MINUTES = 8 * 60  # ahead of UTC, all year
_MINUTE_NS = 60 * 10**9
DIRECTIONS = (Task.TRANSFER_IN, Task.TRANSFER_OUT)


class Window(NamedTuple):
    """Minutes of the day from which and until which (not included) a transfer may be asked for."""

    opens: int
    closes: int


Windows = dict[Task, Window]


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


def closed(task: Task, found: Windows, time_ns: int) -> Refusal | None:
    """The refusal of a transfer outside its window, or None."""
    window = found.get(task)
    minute = (time_ns // _MINUTE_NS + SHANGHAI_MINUTES) % DAY_MINUTES
    if window is None or window.opens <= minute < window.closes:
        return None
    message = f"a {task.name.lower()} may be asked for from {written(window)} in Shanghai"
    return Refusal("window_closed", None, clock(minute), written(window), message)


def written(window: Window | None) -> str:
    """A window as people write it: 09:00-15:30; all day without one."""
    return f"{clock(window.opens)}-{clock(window.closes)}" if window else "all day"


def clock(minute: int) -> str:
    """A minute of the day as HH:MM."""
    return f"{minute // 60:02}:{minute % 60:02}"
