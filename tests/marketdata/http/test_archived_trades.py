"""Trades out of a Parquet file of many row groups, against a plain filter of the same rows."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pyarrow.parquet
import pytest

from marketdata.archive import table_files
from marketdata.archive.table_files import TableFiles
from marketdata.archive.tables import TABLES
from marketdata.http.archived_trades import after


def test_rows_are_those_that_a_plain_filter_finds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table_files, "ROWS_HELD", 3)
    rows = [
        (10**18 + each, ("CEA24", "CEA25")[each % 5 == 0], "listed", each, "buy", 7500 + each, 2, 9)
        for each in range(1, 30)
    ]
    rows += [(2 * 10**18, "CEA24", "block", each, None, 7400, 10, 10) for each in (1, 2)]
    files = TableFiles(tmp_path, "trades", TABLES["trades"])
    for row in rows:
        files.add(row)
    files.close()
    assert pyarrow.parquet.ParquetFile(files.paths[0]).num_row_groups == 11
    for method, instrument, number in product(
        ("listed", "block", "auction"), (None, "CEA25", "AAA"), (0, 1, 17, 29)
    ):
        asked = {"method": method, "instrument": instrument, "after": number, "limit": 100}
        assert list(after(files.paths[0], asked)) == [
            list(row)
            for row in rows
            if row[2] == method and row[3] > number and instrument in (None, row[1])
        ]
