"""Rows in the forms of an answer: JSON, CSV and Parquet, with the columns of the archive.

Rows hold integers and texts as the feed has them; a column in CNY is in 0.01 CNY there, and a
decimal with two places in every form.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from engine.texts.csv_files import csv_text
from engine.units import format_hundredths
from gateway.protocol.errors import RequestError
from gateway.protocol.readers import Schema
from marketdata.archive.tables import Columns, Kind
from marketdata.http.units import DECIMAL

Row = Sequence[Any]
KINDS = {Kind.INTEGER: {"type": "integer"}, Kind.TEXT: {"type": "string"}, Kind.CNY: DECIMAL}


class Form(NamedTuple):
    """A form of an answer: the ending of its path, and its media type."""

    ending: str
    media: str


JSON = Form("json", "application/json")
CSV = Form("csv", "text/csv; charset=utf-8")
PARQUET = Form("parquet", "application/vnd.apache.parquet")
TEXT = Form("txt", "text/plain; charset=utf-8")
OF_FILES = (PARQUET, CSV, JSON)  # each file in its own
OF_DOCUMENTS = (JSON,)
OF_ROWS = (JSON, CSV, PARQUET)
PDF = Form("pdf", "application/pdf")
OF_REPORTS = (JSON, CSV, TEXT, PDF)


def row_schema(columns: Columns) -> Schema:
    """A row in JSON."""
    properties = {
        each.name: {**KINDS[each.kind], "type": [KINDS[each.kind]["type"], "null"]}
        for each in columns
    }
    return {"type": "object", "properties": properties, "required": list(properties)}


def json_bytes(content: Any) -> bytes:
    """A document in JSON."""
    return (json.dumps(content, ensure_ascii=False) + "\n").encode()


def json_rows(columns: Columns, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Rows as maps of their columns."""
    names = [each.name for each in columns]
    return [dict(zip(names, _texts(columns, row), strict=True)) for row in rows]


def csv_bytes(columns: Columns, rows: Sequence[Row]) -> bytes:
    """Rows under a header; what is not known is empty."""
    return csv_text(
        [[each.name for each in columns], *(_texts(columns, row) for row in rows)]
    ).encode()


def parquet_bytes(columns: Columns, rows: Sequence[Row]) -> bytes:
    """Rows as a Parquet file (zstd). Raises RequestError where the venue cannot write one."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        rule = "this venue writes no Parquet"
        raise RequestError("form_unknown", rule, allowed=[JSON.ending, CSV.ending]) from error
    types = {
        Kind.INTEGER: pyarrow.int64(),
        Kind.TEXT: pyarrow.string(),
        Kind.CNY: pyarrow.decimal128(20, 2),
    }
    values = list(zip(*rows, strict=True)) or [()] * len(columns)
    arrays = [
        pyarrow.array([_exact(each.kind, value) for value in column], types[each.kind])
        for column, each in zip(values, columns, strict=True)
    ]
    sink = pyarrow.BufferOutputStream()
    table = pyarrow.Table.from_arrays(arrays, [each.name for each in columns])
    pyarrow.parquet.write_table(table, sink, compression="zstd")
    content: bytes = sink.getvalue().to_pybytes()
    return content


def _texts(columns: Columns, row: Row) -> list[Any]:
    return [
        format_hundredths(value) if each.kind is Kind.CNY and value is not None else value
        for value, each in zip(row, columns, strict=True)
    ]


def _exact(kind: Kind, value: Any) -> Any:
    return Decimal(value).scaleb(-2) if kind is Kind.CNY and value is not None else value


WRITERS: dict[Form, Callable[[Columns, Sequence[Row]], bytes]] = {
    CSV: csv_bytes,
    PARQUET: parquet_bytes,
}
