"""Transfer windows: the hours of the day, in Shanghai, in which units may go from the registry to
the exchange and back.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, delete, insert, select

from settlement_bridge.books.entities_sql import note_change
from settlement_bridge.errors import Refusal
from settlement_bridge.records import SignOff, Task
from settlement_bridge.store.tables.registry import transfer_windows

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
