"""The tables of a day's archive: their columns, each with its unit in its name.

Rows are given as integers and texts as the feed has them; `CNY` columns are in 0.01 CNY there, and
in CNY with two decimals in the files. What is None is null in Parquet and empty in CSV.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from engine.units import VISIBLE_LEVELS
from marketdata.day_rows import PRICES, ROW_FIELDS


class Kind(Enum):
    """What a column holds."""

    INTEGER = "integer"
    CNY = "CNY"
    TEXT = "text"


class Column(NamedTuple):
    """A column of a table."""

    name: str
    kind: Kind = Kind.INTEGER


Columns = tuple[Column, ...]
INTEGER, CNY, TEXT = Kind.INTEGER, Kind.CNY, Kind.TEXT


def column_name(field: str) -> str:
    """A field of a daily row as a column name that states its unit."""
    if field in PRICES:
        return f"{field}_cny_per_t"
    if field.endswith("_volume"):
        return f"{field}_t"
    return field.replace("_amount_fen", "_amount_cny")


def _day_kind(field: str) -> Kind:
    if field in PRICES or field.endswith("_fen"):
        return CNY
    return TEXT if field in ("date", "instrument", "change_pct") else INTEGER


def _level(side: str, number: int) -> Columns:
    head = f"{side}_{number}_"
    price = Column(f"{head}price_cny_per_t", CNY)
    return price, Column(f"{head}quantity_t"), Column(f"{head}orders")


_LEVELS = [
    column
    for side in ("bid", "ask")
    for number in range(1, VISIBLE_LEVELS + 1)
    for column in _level(side, number)
]
_DEPTH = (Column("time_ns"), Column("instrument", TEXT), *_LEVELS)
TABLES: dict[str, Columns] = {
    "trades": (
        Column("time_ns"),
        Column("instrument", TEXT),
        Column("method", TEXT),
        Column("trade"),
        Column("taker", TEXT),
        Column("price_cny_per_t", CNY),
        Column("quantity_t"),
        Column("amount_cny", CNY),
    ),
    # trades of `trades` that were undone, each with the number of its correction
    "corrections": (
        Column("time_ns"),
        Column("instrument", TEXT),
        Column("method", TEXT),
        Column("correction"),
        Column("trade"),
        Column("price_cny_per_t", CNY),
        Column("quantity_t"),
        Column("amount_cny", CNY),
    ),
    "composite": (Column("time_ns"), Column("price_cny_per_t", CNY)),
    "depth": _DEPTH,
    "depth_1s": _DEPTH,
    "bars_1m": (
        Column("instrument", TEXT),
        Column("time", TEXT),
        *(Column(f"{name}_cny_per_t", CNY) for name in ("open", "high", "low", "close")),
        Column("volume_t"),
        Column("amount_cny", CNY),
        Column("trades"),
    ),
    "days": tuple(Column(column_name(field), _day_kind(field)) for field in ROW_FIELDS),
    "auctions": (
        Column("auction"),
        Column("instrument", TEXT),
        Column("state", TEXT),
        Column("side", TEXT),
        Column("quantity_t"),
        Column("reserve_cny_per_t", CNY),
        Column("sold_t"),
        Column("bid_for_t"),
        Column("lowest_cny_per_t", CNY),
        Column("highest_cny_per_t", CNY),
        Column("amount_cny", CNY),
        Column("bids"),
        Column("bidders"),
        Column("winners"),
        Column("reason", TEXT),
    ),
}
