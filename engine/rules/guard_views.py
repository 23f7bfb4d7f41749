"""Open guards and orders that expire, as read from the state."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.commands import Scope
from engine.rules.state import StateArray


class OpenGuard(NamedTuple):
    """A guard; `fires_ns` is 0 where it is a session's."""

    number: int
    account: int
    operator: int
    scope: Scope
    fires_ns: int


def open_guards(state: StateArray) -> list[OpenGuard]:
    """All guards, in the order of their places."""
    guards = state["guards"][0]
    places = guards["places"][: int(guards["used"])]
    return [_guard(each) for each in places[places["number"] != 0]]


def guard_of(state: StateArray, number: int) -> OpenGuard | None:
    """A guard by its number, None when it is not open."""
    guards = state["guards"][0]
    places = guards["places"][: int(guards["used"])]
    found = np.flatnonzero(places["number"] == number)
    return _guard(places[found[0]]) if len(found) else None


def _guard(row: np.void) -> OpenGuard:
    scope = Scope(int(row["scope"]))
    return OpenGuard(
        int(row["number"]), int(row["account"]), int(row["operator"]), scope, int(row["fires_ns"])
    )


def is_open(state: StateArray, order: int) -> bool:
    """Whether an order, by its number, is open."""
    orders = state["orders"][0]
    return bool(orders["order_id"][order % len(orders)] == order)


def expiring_orders(state: StateArray) -> list[tuple[int, int]]:
    """When each open order that says so expires, and its number."""
    used = int(state["venue"]["orders_used"][0]) + 1
    orders, wishes = state["orders"][0][:used], state["order_wishes"][0][:used]
    marked = (orders["order_id"] != 0) & (orders["wishes"] != 0) & (wishes["expires_ns"] != 0)
    places = np.flatnonzero(marked)
    times, numbers = wishes["expires_ns"][places], orders["order_id"][places]
    return list(zip(times.tolist(), numbers.tolist(), strict=True))
