"""Tables written to CSV and Parquet: the same content, and all of it or nothing."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow.parquet
import pytest

from engine.errors import OrderFileRefused
from engine.study.order_files.tables import Columns, Content, TableFile
from engine.texts.csv_files import original

COLUMNS: Columns = {"count": Content.INTEGER, "price_cny": Content.HUNDREDTHS, "code": Content.TEXT}
BLOCKS = [
    {
        "count": np.array([1, -(2**63)]),
        "price_cny": np.array([7850, -5]),
        "code": np.array([b"CEA25", b""]),
    },
    {
        "count": np.array([2**63 - 1]),
        "price_cny": np.array([10**16]),
        "code": np.array(["碳".encode()]),
    },
]
ROWS = [(1, "78.50", "CEA25"), (-(2**63), "-0.05", ""), (2**63 - 1, "100000000000000.00", "碳")]


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_what_is_written_is_read_again(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"table{suffix}"
    with TableFile(path, COLUMNS) as table:
        for block in BLOCKS:
            table.write(block)
        assert not path.exists()
    if suffix == ".csv":
        with path.open(newline="", encoding="utf-8") as file:
            assert list(csv.reader(file)) == [
                list(COLUMNS),
                *([str(count), price, code] for count, price, code in ROWS),
            ]
        return
    rows = pyarrow.parquet.read_table(path).to_pylist()
    assert rows == [
        {"count": count, "price_cny": Decimal(price), "code": code} for count, price, code in ROWS
    ]


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_a_table_that_is_not_finished_leaves_the_file_as_it_was(
    tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / f"table{suffix}"
    path.write_text("as it was")
    with pytest.raises(OrderFileRefused, match="stop"), TableFile(path, COLUMNS) as table:
        table.write(BLOCKS[0])
        raise OrderFileRefused("stop")
    assert path.read_text() == "as it was"
    assert list(tmp_path.iterdir()) == [path]


def test_a_table_without_rows_has_its_header(tmp_path: Path) -> None:
    with TableFile(tmp_path / "table.csv", COLUMNS):
        pass
    assert (tmp_path / "table.csv").read_text() == "count,price_cny,code\n"


def test_a_text_of_the_order_file_is_no_formula_in_the_csv(tmp_path: Path) -> None:
    path, names = tmp_path / "trades.csv", ["=1+1", "-x", "@a", "-5", "[/x]", "碳\u202e"]
    with TableFile(path, {"order": Content.TEXT}) as table:
        table.write({"order": np.array([name.encode() for name in names])})
    with path.open(encoding="utf-8", newline="") as file:
        written = [row[0] for row in csv.reader(file)][1:]
    assert written == ["'=1+1", "'-x", "'@a", "-5", "[/x]", "'碳\\u202e"]
    assert [original(cell) for cell in written] == names
