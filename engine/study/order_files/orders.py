"""Order files: their columns, and how a block of rows becomes commands and references.

| column | |
|---|---|
| time | nanoseconds since 1970, or ISO 8601; never falls; without it no time passes |
| account | number from 1; without the column every order is account 1's |
| instrument | code; without the column there is one instrument |
| action | `new` (also where it is empty), `cancel`, `replace` |
| side | `buy`, `sell`; of a new order |
| type | `limit` (also where it is empty), `market` |
| time_in_force | `day` (also where it is empty), `ioc`, `fok` |
| price | CNY with at most two decimals; of a new limit order and of a replace |
| quantity | whole number of t; of a new order, and of a replace the new open quantity |
| order | its name, by which a cancel or replace means it: a number from 1, or text to 40 bytes |
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.commands import MARKET, CommandArray, CommandKind, Side, TimeInForce, empty_commands
from engine.study.order_files import fields
from engine.study.order_files.blocks import BLOCK, Rows
from engine.study.order_files.number_texts import INT64_MAX, Integers, Mask
from engine.study.order_files.order_texts import OrderTexts, is_text

COLUMNS = (
    "time",
    "account",
    "instrument",
    "action",
    "side",
    "type",
    "time_in_force",
    "price",
    "quantity",
    "order",
)
REQUIRED = ("side", "price", "quantity")
BOOK_COLUMNS = ("account", "instrument", "side", "price", "quantity", "order")

ACTIONS = {
    "new": CommandKind.NEW_ORDER,
    "cancel": CommandKind.CANCEL,
    "replace": CommandKind.REPLACE,
}
SIDES = {"buy": Side.BUY, "sell": Side.SELL}
TYPES = {"limit": 0, "market": MARKET}
FORCES = {each.name.lower(): each for each in TimeInForce}


def commands_of(
    rows: Rows, instruments: Sequence[bytes], accounts: int, texts: OrderTexts | None = None
) -> tuple[CommandArray, Integers]:
    """The rows as COMMAND records and their references; `texts` numbers the orders when they are
    named by text.

    Raises OrderFileRefused for the first row that cannot be one.
    """
    commands = empty_commands(len(rows))
    kind = fields.words(rows, "action", ACTIONS, CommandKind.NEW_ORDER)
    new, cancel = kind == CommandKind.NEW_ORDER, kind == CommandKind.CANCEL
    commands["kind"] = kind
    commands["time_ns"] = fields.times(rows, "time")
    commands["account"] = _needed(rows, "account", fields.integers(rows, "account", 1, accounts, 1))
    commands["instrument"] = _instruments(rows, instruments, new)
    commands["side"] = fields.words(rows, "side", SIDES, 0)
    commands["flags"] = fields.words(rows, "type", TYPES, 0)
    commands["time_in_force"] = fields.words(rows, "time_in_force", FORCES, TimeInForce.DAY)
    commands["price"] = fields.prices(rows, "price")
    commands["quantity"] = fields.integers(rows, "quantity", -INT64_MAX, INT64_MAX)
    references = _references(rows) if texts is None else texts.numbers(rows, "order")
    _check(rows, "side", new, "buy or sell is needed")
    _check(rows, "price", ~cancel & (commands["flags"] == 0), "a price is needed, as 78.50")
    _check(rows, "quantity", ~cancel, "a quantity is needed")
    _check(rows, "order", ~new, "a cancel or replace names its order")
    for name in ("instrument", "side", "flags", "time_in_force"):
        commands[name][~new] = 0
    for name in ("price", "quantity"):
        commands[name][cancel] = 0
    # What a replace has there is the open quantity that it expects: a file expects none.
    commands["reference"] = np.where(kind == CommandKind.REPLACE, 0, references)
    return commands, references


def _references(rows: Rows) -> Integers:
    """Whole numbers; texts would have had to begin in the first rows of the file."""
    column = rows.columns.get("order")
    if column is not None and is_text(column):
        wrong = column.given & ~np.char.isdigit(column.values)
        rows.refuse(
            wrong,
            "order",
            f"a whole number is allowed, as in the file's first {BLOCK:,} rows, or texts from"
            " there on",
        )
    return fields.integers(rows, "order", 1, INT64_MAX)


def _instruments(rows: Rows, instruments: Sequence[bytes], new: Mask) -> Integers:
    if "instrument" in rows.columns:
        _check(rows, "instrument", new, "a new order has an instrument")
    return fields.codes(rows, "instrument", instruments, 0) + 1


def _needed(rows: Rows, name: str, values: Integers) -> Integers:
    """A column that has a value in every row or in none."""
    if name in rows.columns:
        _check(
            rows,
            name,
            np.ones(len(rows), bool),
            "it is in every row, or the file has no such column",
        )
    return values


def _check(rows: Rows, name: str, needed: Mask, rule: str) -> None:
    rows.refuse(needed & ~fields.given(rows, name), name, rule)
