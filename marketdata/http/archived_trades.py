"""Trades out of an archived day's Parquet file, one row group in memory at a time, without those
that were undone.

Numbers rise within each method. Groups that can have no row that is wanted are passed over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from gateway.protocol.errors import RequestError
from marketdata.archive.tables import TABLES, Kind
from marketdata.http.forms import Row

NUMBER, WORDS = "trade", ("method", "instrument")
_CNY = [each.name for each in TABLES["trades"] if each.kind is Kind.CNY]


def after(path: Path, values: Mapping[str, Any]) -> Iterator[Row]:
    """The rows after a number, of a method and maybe of one instrument, in order."""
    try:
        import pyarrow.parquet
    except ImportError as error:
        rule = "this venue reads no Parquet: take the day's trades.csv"
        raise RequestError("day_not_archived", rule) from error
    undone = _undone(path.with_name("corrections.parquet"), values["method"])
    with pyarrow.parquet.ParquetFile(path) as file:
        for number in range(file.num_row_groups):
            if _may_have(file.metadata.row_group(number), values):
                yield from _rows(file.read_row_group(number), values, undone)


def _undone(path: Path, method: str) -> list[int]:
    """The numbers of a method's trades that were undone; none in an archive of before."""
    import pyarrow.parquet

    if not path.exists():
        return []
    where = [("method", "=", method)]
    found: list[int] = pyarrow.parquet.read_table(path, filters=where)[NUMBER].to_pylist()
    return found


def _may_have(group: Any, values: Mapping[str, Any]) -> bool:
    """Whether a group's smallest and largest values leave room for a row that is wanted."""
    columns = (group.column(place) for place in range(group.num_columns))
    ends = {column.path_in_schema: column.statistics for column in columns}
    return ends[NUMBER].max > values["after"] and all(
        values[name] is None or ends[name].min <= values[name] <= ends[name].max for name in WORDS
    )


def _rows(table: Any, values: Mapping[str, Any], undone: list[int]) -> Iterator[Row]:
    import pyarrow.compute as compute

    wanted = compute.field(NUMBER) > values["after"]
    if undone:
        wanted &= ~compute.field(NUMBER).isin(undone)
    for name in WORDS:
        if values[name] is not None:
            wanted &= compute.field(name) == values[name]
    for row in table.filter(wanted).slice(0, values["limit"] + 1).to_pylist():
        yield [int(value * 100) if name in _CNY else value for name, value in row.items()]
