"""Trades out of an archived day's Parquet file, one row group in memory at a time.

Numbers rise within each method, so that whole groups are passed over by their largest number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from gateway.protocol.errors import RequestError
from marketdata.archive.tables import TABLES, Kind
from marketdata.http.forms import Row

NUMBER = "trade"
_CNY = [each.name for each in TABLES["trades"] if each.kind is Kind.CNY]


def after(path: Path, values: Mapping[str, Any]) -> Iterator[Row]:
    """The rows after a number, of a method and maybe of one instrument, in order."""
    try:
        import pyarrow.parquet
    except ImportError as error:
        rule = "this venue reads no Parquet: take the day's trades.csv"
        raise RequestError("day_not_archived", rule) from error
    with pyarrow.parquet.ParquetFile(path) as file:
        for number in range(file.num_row_groups):
            if _largest(file.metadata.row_group(number)) > values["after"]:
                yield from _rows(file.read_row_group(number), values)


def _largest(group: Any) -> int:
    place = next(
        each for each in range(group.num_columns) if group.column(each).path_in_schema == NUMBER
    )
    largest: int = group.column(place).statistics.max
    return largest


def _rows(table: Any, values: Mapping[str, Any]) -> Iterator[Row]:
    import pyarrow.compute as compute

    wanted = compute.field(NUMBER) > values["after"]
    wanted &= compute.field("method") == values["method"]
    if values["instrument"] is not None:
        wanted &= compute.field("instrument") == values["instrument"]
    for row in table.filter(wanted).slice(0, values["limit"] + 1).to_pylist():
        yield [int(value * 100) if name in _CNY else value for name, value in row.items()]
