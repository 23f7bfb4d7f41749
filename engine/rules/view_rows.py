"""Rows of what others may read: instruments, limits, holdings, orders, levels of a book."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.commands import HaltState, Parameter, Side
from engine.rules.state import StateArray

Row = dict[str, Any]
PARAMETER_WORDS = {each: each.name.lower() for each in Parameter}
NEXT_DAY_WORD = "next_day"  # when a parameter that waits comes into force


def text_of(field: np.bytes_) -> str:
    """A text field as str."""
    return bytes(field).decode("utf-8", "replace")


def names_row(names: np.void) -> Row:
    """Legal names of an account or an instrument, empty where it has none."""
    return {
        f"name_{language}": names[language].tobytes().rstrip(b"\0").decode("utf-8", "replace")
        for language in ("zh", "en")
    }


def instrument_code(state: StateArray, number: int) -> str:
    """Code of an instrument's number; empty when it is not listed."""
    return text_of(state["instruments"][0][number]["code"])


def holding_row(state: StateArray, holding: np.void) -> Row:
    """A holding of an account, in t."""
    return {
        "instrument": instrument_code(state, int(holding["instrument"])),
        "available": int(holding["available"]),
        "locked": int(holding["locked"]),
        "bought": int(holding["bought"]),
    }


def instrument_row(number: int, row: np.void) -> Row:
    """An instrument with its day, its prices in ticks and its parameters by name."""
    values = row["parameters"].tolist()
    parameters = {word: values[each] for each, word in PARAMETER_WORDS.items()}
    return {
        "instrument": text_of(row["code"]),
        "number": number,
        "open": bool(row["open"]),
        "halted": bool(row["halted"] == HaltState.HALTED),
        "base": int(row["base_price"] if row["base_price"] else row["close"]),
        "lower": int(row["lower"]),
        "upper": int(row["upper"]),
        "last": int(row["last"]) or None,
        "close": int(row["close"]),
        **parameters,
    }


def limit_row(row: np.void) -> Row:
    """An instrument's price limits, in ticks, and how far the last price lies from them."""
    last, upper, lower = int(row["last"]), int(row["upper"]), int(row["lower"])
    latest = last or int(row["base_price"])
    return {
        "instrument": text_of(row["code"]),
        "reference": int(row["base_price"]),
        "lower": lower,
        "upper": upper,
        "last": last or None,
        "distance_to_upper": upper - latest,
        "distance_to_lower": latest - lower,
        "at_limit": at_limit(last, lower, upper),
        "halted": bool(row["halted"] == HaltState.HALTED),
    }


def at_limit(last: int, lower: int, upper: int) -> str | None:
    """`upper` or `lower` when the last price is the day's limit, else None."""
    if last == 0:
        return None
    return "upper" if last == upper else "lower" if last == lower else None


_ORDER = (
    *("order_id", "account", "operator", "instrument", "side"),
    *("price", "quantity", "leaves", "time_ns"),
)


def order_rows(state: StateArray, places: list[int]) -> list[Row]:
    """Live orders at these places: prices in ticks, quantities in t; `expires_ns` of those that
    name a time.
    """
    orders, wishes = state["orders"][0][places], state["order_wishes"][0][places]
    columns = [orders[name].tolist() for name in _ORDER]
    expiry = np.where(orders["wishes"] != 0, wishes["expires_ns"], 0).tolist()
    codes = {number: instrument_code(state, number) for number in set(columns[3])}
    sides = {int(side): side.name.lower() for side in Side}
    return [
        {
            "order": number,
            "account": account,
            "operator": operator,
            "instrument": codes[instrument],
            "side": sides[side],
            "price": price,
            "quantity": quantity,
            "leaves": leaves,
            "time_ns": time_ns,
        }
        | ({"expires_ns": expires_ns} if expires_ns else {})
        for (
            *(number, account, operator, instrument, side, price, quantity, leaves, time_ns),
            expires_ns,
        ) in zip(*columns, expiry, strict=True)
    ]


def side_depth(state: StateArray, instrument: int, side: Side, levels: int) -> list[list[int]]:
    """The best levels of a side: price in ticks, open quantity in t, number of orders."""
    record = state["instruments"][0][instrument]
    half = state.dtype["levels"].shape[0] // 2
    first = int(record["ladder"]) + (half if side == Side.SELL else 0)
    best = int(record["best"][side - 1])
    heads = state["levels"][0][first : first + best + 1]["head"]
    keys = np.flatnonzero(heads)[::-1][:levels]
    sign, start = (1, int(record["lower"])) if side == Side.BUY else (-1, int(record["upper"]))
    return [[start + sign * int(key), *queue_sum(state, int(heads[key]))] for key in keys]


def queue_sum(state: StateArray, slot: int) -> tuple[int, int]:
    """Open quantity and number of the orders in a queue."""
    orders, links = state["orders"][0], state["links"][0]
    quantity = count = 0
    while slot:
        quantity += int(orders[slot]["leaves"])
        count += 1
        slot = int(links[slot]["next"])
    return quantity, count
