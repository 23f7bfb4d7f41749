"""What the registry's operator may set: rules of one number each, and the hours of the day, in
Shanghai, in which units may go to the exchange and back. Pure.
"""

from __future__ import annotations

from typing import NamedTuple

from engine.units import CASH_MAX_FEN, UNITS_MAX
from settlement_bridge.errors import Refusal
from settlement_bridge.records import Task

VENUE = 0


class Rule(NamedTuple):
    """What holds while nothing is set (None: no such limit), between which numbers it may be set,
    what it is, and whether for one entity too.
    """

    default: int | None
    least: int
    most: int
    words: str
    of_an_entity: bool = False


SALE_MONEY_DAYS = "sale_money_days"
DIRECT_CASH = "direct_cash"
UNREGISTERED_MAY_ACT = "unregistered_may_act"
SECOND_ABOVE_FEN = "second_above_fen"
SECOND_ABOVE_UNITS = "second_above_units"

RULES = {
    SALE_MONEY_DAYS: Rule(
        1, 0, 30, "trading days that sale money waits before it may leave the settlement account"
    ),
    DIRECT_CASH: Rule(1, 0, 1, "1: `deposit` and `withdraw` without a file of the bank"),
    UNREGISTERED_MAY_ACT: Rule(
        0, 0, 1, "1: a member's key surrenders for an entity to which no rights were given"
    ),
    SECOND_ABOVE_FEN: Rule(
        None,
        0,
        CASH_MAX_FEN,
        "fen above which a second representative approves; 0: always",
        of_an_entity=True,
    ),
    SECOND_ABOVE_UNITS: Rule(
        None,
        0,
        UNITS_MAX,
        "tonnes above which a second representative approves; 0: always",
        of_an_entity=True,
    ),
}

DAY_MINUTES = 24 * 60
SHANGHAI_MINUTES = 8 * 60  # ahead of UTC, all year
_MINUTE_NS = 60 * 10**9
DIRECTIONS = (Task.TRANSFER_IN, Task.TRANSFER_OUT)


class Window(NamedTuple):
    """Minutes of the day from which and until which (not included) a transfer may be asked for."""

    opens: int
    closes: int


Windows = dict[Task, Window]


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
