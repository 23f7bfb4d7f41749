"""Rows of a Parquet file, read by pyarrow (the extra `parquet`)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.errors import OrderFileRefused
from engine.study.order_files import blocks
from engine.study.order_files.blocks import Column, Header, Progress, Rows

if TYPE_CHECKING:
    import pyarrow as pa


def is_parquet(path: Path) -> bool:
    """Whether a file is Parquet by its name; any other is CSV."""
    return path.suffix.lower() in (".parquet", ".pq")


def parquet_blocks(path: Path, header: Header, progress: Progress) -> Iterator[Rows]:
    parquet = parquet_module(path)
    import pyarrow

    try:
        with parquet.ParquetFile(path) as file:
            wanted = header.wanted(file.schema_arrow.names)
            first, count = 1, file.metadata.num_rows
            for batch in file.iter_batches(batch_size=blocks.BLOCK, columns=wanted):
                numbers = np.arange(first, first + batch.num_rows)
                columns = {
                    name: _arrow_column(path, name, batch.column(name))
                    for name in batch.schema.names
                }
                yield Rows(path, "row", numbers, columns)
                first += batch.num_rows
                progress(first - 1, count)
    except pyarrow.ArrowInvalid as error:
        raise OrderFileRefused(f"{path}: {error}") from error


def parquet_module(path: Path) -> Any:
    """pyarrow.parquet. Raises OrderFileRefused when the extra is not installed."""
    try:
        import pyarrow.parquet
    except ImportError as error:
        raise OrderFileRefused(
            f"{path}: for Parquet files install pyarrow: pip install 'ceax[parquet]'"
        ) from error
    return pyarrow.parquet


def _arrow_column(path: Path, name: str, array: pa.Array) -> Column:
    import pyarrow as pa

    given = np.asarray(array.is_valid())
    kind = array.type
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        encoded = array if pa.types.is_dictionary(array.type) else array.dictionary_encode()
        texts = encoded.dictionary.to_pylist()
        if any("\0" in text for text in texts):
            raise OrderFileRefused(f"{path}: column {name!r} holds a NUL character")
        words = np.array([b"", *(text.encode() for text in texts)], np.bytes_)
        values = words[np.asarray(encoded.indices.cast(pa.int64()).fill_null(-1)) + 1]
        return Column(values, given & (values != b""))
    if pa.types.is_timestamp(kind):
        return Column(
            np.asarray(array.cast(pa.timestamp("ns", kind.tz)).cast(pa.int64()).fill_null(0)), given
        )
    if pa.types.is_integer(kind):
        return Column(np.asarray(array.cast(pa.int64()).fill_null(0)), given)
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        values = np.asarray(array.cast(pa.float64()).fill_null(0.0))
        return Column(values, given & ~np.isnan(values))
    if pa.types.is_null(kind):
        return Column(np.zeros(len(array), "S1"), given)
    raise OrderFileRefused(
        f"{path}: column {name!r} is of type {kind}; texts, numbers and timestamps are allowed"
    )
