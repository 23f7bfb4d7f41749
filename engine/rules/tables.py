"""The parts of a state's tables that are in use, for readers of the arrays."""

from __future__ import annotations

import numpy as np

from engine.rules.state import StateArray


def used(state: StateArray, table: str, details: str = "") -> np.ndarray:
    """The part of a table, or of the details beside it, that was ever in use; slot 0 included."""
    rows: np.ndarray = state[details or table][0][: int(state["venue"][f"{table}_used"][0]) + 1]
    return rows


def live_orders(state: StateArray) -> np.ndarray:
    """The orders in the table that are live."""
    orders = used(state, "orders")
    live: np.ndarray = orders[orders["order_id"] != 0]
    return live
