"""The columns of the analyst's tables, and rows of the feed as such columns.

Inside, prices and amounts are integers of 0.01 CNY; None is what is not known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from marketdata.archive.tables import CNY, TABLES, TEXT, Column, Columns, column_name
from marketdata.day_rows import ROW_FIELDS

LISTED = "listed"
_PRICES = ("open", "high", "low", "close")
TRADES: Columns = (Column("date", TEXT), *TABLES["trades"])
# `corrected_on`: the day of a row's latest correction; an archive has none.
DAYS: Columns = (*TABLES["days"], Column("corrected_on", TEXT))
BARS: Columns = (
    Column("instrument", TEXT),
    Column("date", TEXT),
    Column("time", TEXT),
    *(Column(f"{name}_cny_per_t", CNY) for name in _PRICES),
    Column("volume_t"),
    Column("amount_cny", CNY),
    Column("trades"),
)
# The feed's name of each column.
FIELDS = {
    "price_cny_per_t": "price",
    "quantity_t": "quantity",
    "amount_cny": "amount_fen",
    "taker": "side",
    "volume_t": "volume",
    **{f"{name}_cny_per_t": name for name in _PRICES},
    **{column_name(field): field for field in ROW_FIELDS},
}

Values = Mapping[str, Sequence[Any]]  # by the names of columns


def values_of(columns: Columns, rows: Iterable[Mapping[str, Any]]) -> Values:
    """Rows with the feed's names of fields as columns."""
    kept = list(rows)
    fields = [FIELDS.get(column.name, column.name) for column in columns]
    return {
        column.name: [row[field] for row in kept]
        for column, field in zip(columns, fields, strict=True)
    }
