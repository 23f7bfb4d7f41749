"""The state as numpy tables: depth, open orders, positions, cash and instruments, for programs that
compute with them.

Every function copies what it returns, so that it stays as it is when the venue goes on. Prices are
in ticks of 0.01 CNY, quantities in tonnes, money in fen; instruments are numbers. For texts and
dicts there is `engine.rules.views`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.commands import Side, TotalsKind
from engine.rules.state import StateArray
from engine.units import TEXT_MAX

Table = NDArray[np.void]

DEPTH_LEVEL = np.dtype([("price", "<i8"), ("quantity", "<i8"), ("orders", "<i8")])
OPEN_ORDER = np.dtype(
    [
        ("order_id", "<i8"),
        ("account", "<i4"),
        ("instrument", "<i4"),
        ("side", "u1"),  # engine.commands.Side
        ("price", "<i8"),
        ("quantity", "<i8"),  # filled and open together
        ("leaves", "<i8"),  # open
        ("time_ns", "<i8"),  # when it took its place
    ]
)
POSITION = np.dtype(
    [
        ("account", "<i4"),
        ("instrument", "<i4"),
        ("available", "<i8"),
        ("locked", "<i8"),  # held by sell orders
        ("bought", "<i8"),  # not sellable yet
    ]
)
CASH = np.dtype(
    [
        ("account", "<i4"),
        ("available_fen", "<i8"),
        ("locked_fen", "<i8"),  # held by buy orders
        ("withdrawable_fen", "<i8"),  # without the sale money of days that are not settled
    ]
)
INSTRUMENT_FIGURES = np.dtype(
    [
        ("instrument", "<i4"),
        ("code", f"S{TEXT_MAX}"),
        ("base", "<i8"),  # base price of the day
        ("lower", "<i8"),  # price limits of the day
        ("upper", "<i8"),
        ("last", "<i8"),  # 0: nothing traded today
        ("close", "<i8"),  # of the last day that has ended, before the first the listing price
        ("trades", "<i8"),  # of the day, like the two below
        ("quantity", "<i8"),
        ("amount_fen", "<i8"),
    ]
)


def depth(state: StateArray, instrument: int, levels: int) -> Table:
    """The best price levels: DEPTH_LEVEL of shape (2, levels), bids in row 0 and asks in row 1,
    best first, zeros beyond.
    """
    table = np.zeros((2, levels), DEPTH_LEVEL)
    orders = _standing(state)
    orders = orders[orders["instrument"] == instrument]
    for row, side, sign in ((0, Side.BUY, -1), (1, Side.SELL, 1)):
        own = orders[orders["side"] == side]
        prices, place, count = np.unique(
            sign * own["price"], return_inverse=True, return_counts=True
        )
        quantities = np.zeros(len(prices), np.int64)
        np.add.at(quantities, place, own["leaves"])
        shown = min(levels, len(prices))
        table["price"][row, :shown] = sign * prices[:shown]
        table["quantity"][row, :shown] = quantities[:shown]
        table["orders"][row, :shown] = count[:shown]
    return table


def open_orders(state: StateArray) -> Table:
    """Every resting order as OPEN_ORDER, by order number."""
    standing = _standing(state)
    return np.sort(_copied(standing, OPEN_ORDER), order="order_id")


def positions(state: StateArray) -> Table:
    """What each account holds of each instrument as POSITION, by account and instrument; only those
    that ever had any.
    """
    holdings = state["holdings"][0][1 : int(state["venue"]["holdings_used"][0]) + 1]
    return np.sort(_copied(holdings, POSITION), order=["account", "instrument"])


def cash(state: StateArray) -> Table:
    """The cash of every account as CASH, by account."""
    accounts = state["accounts"][0][: int(state["venue"]["accounts_used"][0]) + 1]
    opened = np.flatnonzero(accounts["opened"])
    table = np.zeros(len(opened), CASH)
    table["account"] = opened
    table["available_fen"] = accounts["cash_available_fen"][opened]
    table["locked_fen"] = accounts["cash_locked_fen"][opened]
    table["withdrawable_fen"] = np.maximum(
        0, table["available_fen"] - accounts["sales_fen"][opened]
    )
    return table


def instruments(state: StateArray) -> Table:
    """Every listed instrument as INSTRUMENT_FIGURES, by number."""
    rows = state["instruments"][0][: int(state["venue"]["instruments_used"][0]) + 1]
    listed = np.flatnonzero(rows["listed"])
    table = np.zeros(len(listed), INSTRUMENT_FIGURES)
    table["instrument"] = listed
    table["base"] = rows["base_price"][listed]
    for name in ("code", "lower", "upper", "last", "close"):
        table[name] = rows[name][listed]
    day = rows["totals"][listed, TotalsKind.DAY]
    table["trades"], table["quantity"], table["amount_fen"] = (
        day["count"],
        day["quantity"],
        day["amount_fen"],
    )
    return table


def _standing(state: StateArray) -> Table:
    orders = state["orders"][0][: int(state["venue"]["orders_used"][0]) + 1]
    standing: Table = orders[(orders["order_id"] != 0) & (orders["resting"] != 0)]
    return standing


def _copied(rows: Table, record: np.dtype[np.void]) -> Table:
    table = np.zeros(len(rows), record)
    for name in record.names or ():
        table[name] = rows[name]
    return table
