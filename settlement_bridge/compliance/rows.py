"""Positions, completion, late figures, alerts and certificates as the fields of replies."""

from __future__ import annotations

from typing import Any

from engine.units import format_date
from settlement_bridge.books.vintages import CASES, VintageRule
from settlement_bridge.compliance.alerts import Raised
from settlement_bridge.compliance.carry_over import Room
from settlement_bridge.compliance.certificate import Statement
from settlement_bridge.compliance.completion import Completion, LateFigures
from settlement_bridge.compliance.rules import Position

Fields = dict[str, Any]


def position_row(position: Position) -> Fields:
    """A position with what follows from it."""
    follows = {
        "available": position.available,
        "outstanding": position.outstanding,
        "shortfall": position.shortfall,
    }
    return position._asdict() | follows | {"deadline": format_date(position.deadline) or None}


def vintage_row(rule: VintageRule) -> Fields:
    """A row of the vintages that pay for a year."""
    case = next(name for name, arrears in CASES.items() if arrears == bool(rule.arrears))
    row = {name: value for name, value in rule._asdict().items() if name != "arrears"}
    days = {"from_date": format_date(row.pop("from_day")) or None}
    return row | days | {"case": case, "vintages": rule.allowed}


def room_row(room: Room) -> Fields:
    """How much may be carried over."""
    return room._asdict() | {"left": max(room.most - room.asked, 0)}


def completion_row(completion: Completion) -> Fields:
    """Completion of a province; `province` null: of all."""
    return completion._asdict()


def late_row(figures: LateFigures) -> Fields:
    """A year's late figures; prices in ticks, fines in fen."""
    days = {name: format_date(getattr(figures, name)) for name in ("deadline", "first", "last")}
    return figures._asdict() | days | {"late": [row._asdict() for row in figures.late]}


def alert_row(raised: Raised) -> Fields:
    """An alert raised, changed or (shortfall 0) lifted."""
    alert = raised.alert
    return {
        "number": raised.number,
        "time_ns": raised.time_ns,
        "date": format_date(raised.date) or None,
        "name": raised.name,
        **alert._asdict(),
        "kind": alert.kind.value,
    }


def statement_row(statement: Statement) -> Fields:
    """What a certificate states."""
    return statement._asdict() | {"date": format_date(statement.date) or None}
