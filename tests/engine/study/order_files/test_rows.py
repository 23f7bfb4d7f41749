"""Rows of CSV and Parquet files: blocks, line numbers, and what cannot be cut into fields."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet
import pytest

from engine.errors import OrderFileRefused
from engine.study.order_files.blocks import Rows
from engine.study.order_files.rows import read_rows
from engine.texts.decoding import Encoding

KNOWN = ("time", "side", "price", "quantity")
REQUIRED = ("side", "price")


def blocks(
    path: Path, content: str | bytes = b"", only: tuple[str, ...] | None = None
) -> list[Rows]:
    if content:
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(read_rows(path, KNOWN, REQUIRED, lambda done, total: None, only))


def test_a_csv_file_comes_as_columns_with_the_lines_numbered(tmp_path: Path) -> None:
    (block,) = blocks(tmp_path / "o.csv", 'side,price\nbuy,78.50\n\n"sell",79\r\n\n')
    assert block.numbers.tolist() == [2, 4]
    assert block.columns["side"].values.tolist() == [b"buy", b"sell"]
    assert block.columns["price"].values.tolist() == [b"78.50", b"79"]


def test_a_byte_order_mark_and_missing_last_newline_do_no_harm(tmp_path: Path) -> None:
    (block,) = blocks(tmp_path / "o.csv", "\ufeffside,price\r\nbuy,78.50")
    assert block.columns["price"].values.tolist() == [b"78.50"]


@pytest.mark.parametrize("encoding", [Encoding.GB18030, Encoding.GBK, Encoding.UTF_16])
def test_a_file_in_another_encoding_comes_as_utf_8(tmp_path: Path, encoding: Encoding) -> None:
    path = tmp_path / "o.csv"
    path.write_bytes("side,price\r\n卖,1\r\n买,2\r\n".encode(encoding))
    found = list(read_rows(path, KNOWN, REQUIRED, lambda done, total: None, encoding=encoding))
    sides = [value.decode() for block in found for value in block.columns["side"].values.tolist()]
    assert sides == ["卖", "买"]


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_blocks_are_bounded_and_go_on_where_the_last_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr("engine.study.order_files.blocks.BLOCK", size)
    found = blocks(
        tmp_path / "o.csv", "side,price\n" + "".join(f"buy,{number}\n" for number in range(5))
    )
    assert [len(block) for block in found][:-1] == [size] * (len(found) - 1)
    assert np.concatenate([block.numbers for block in found]).tolist() == [2, 3, 4, 5, 6]


def test_only_the_wanted_columns_are_kept_though_all_are_checked(tmp_path: Path) -> None:
    (block,) = blocks(tmp_path / "o.csv", "side,price\nbuy,1\n", only=("price", "quantity"))
    assert list(block.columns) == ["price"]


def test_progress_ends_with_the_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "o.csv"
    path.write_text("side,price\nbuy,1\nbuy,2\n")
    heard: list[tuple[int, int]] = []
    list(read_rows(path, KNOWN, REQUIRED, lambda done, total: heard.append((done, total))))
    assert heard == [(path.stat().st_size,) * 2]


BAD = {
    "no such file": ("", "no such file"),
    "an unknown column": (
        "side,prise\n",
        "column 'prise' is not known; columns are time, side, price, quantity",
    ),
    "a column missing": ("side\n", "column 'price' is missing; it needs side, price"),
    "a column twice": ("side,price,side\n", "column 'side' is there twice"),
    "nothing at all": ("\n", "column 'side' is missing"),
    "a field too few": ("side,price\nbuy,1\nbuy\n", "line 3: 1 fields, the header has 2"),
    "a field too many": ("side,price\nbuy,1,2\nbuy,1,2\n", "line 2: 3 fields, the header has 2"),
    "a quote left open": ('side,price\nbuy,"1\nsell,2\n', "line 2"),
    "a field too long": (f"side,price\nbuy,{'1' * 50}\n", "line 2, price .*at most 40 characters"),
    "binary": (
        b"side,price\n\x00\xff,\x80\xfe\n\xff,,,\n",
        "line 2: byte 13 of the file is 0xff, which is not UTF-8; --encoding names another one",
    ),
    "GBK in a column nobody wants": (
        b"side,price,time\nbuy,1,\n" + "卖,1,".encode("gbk"),
        "line 3: byte 24 of the file is 0xc2",
    ),
    "UTF-16": ("side,price\n".encode("utf-16"), "line 1: byte 1 .*--encoding names .* utf-16"),
    "NUL": ("side,price\nbuy,1\nbuy,1\0\n", "line 3: a NUL character"),
    "line ends of an old Mac": ("side,price\rbuy,1\r", "line 1: a carriage return that ends no"),
    "one line end of an old Mac": ("side,price\nbuy,1\rbuy,2\n", "line 2: a carriage return"),
}


@pytest.mark.parametrize("bad", BAD)
def test_what_is_no_table_is_refused_by_line(tmp_path: Path, bad: str) -> None:
    content, complaint = BAD[bad]
    with pytest.raises(OrderFileRefused, match=complaint):
        blocks(tmp_path / "o.csv", content)


def table(path: Path, **columns: pa.Array) -> Path:
    pyarrow.parquet.write_table(pa.table(columns), path)
    return path


def test_a_parquet_file_comes_as_numbers_and_texts(tmp_path: Path) -> None:
    path = table(
        tmp_path / "o.parquet",
        time=pa.array([1_500, None], pa.timestamp("us", "UTC")),
        side=pa.array(["buy", None]).dictionary_encode(),
        price=pa.array([78.5, None]),
        quantity=pa.array([None, 7], pa.int32()),
    )
    (block,) = blocks(path)
    assert (block.word, block.numbers.tolist()) == ("row", [1, 2])
    assert block.columns["side"].values.tolist() == [b"buy", b""]
    assert block.columns["time"].values.tolist() == [1_500_000, 0]
    assert block.columns["quantity"].values.tolist() == [0, 7]
    assert {name: column.given.tolist() for name, column in block.columns.items()} == {
        "time": [True, False],
        "side": [True, False],
        "price": [True, False],
        "quantity": [False, True],
    }


def test_a_parquet_file_is_checked_as_well(tmp_path: Path) -> None:
    path = table(tmp_path / "o.parquet", side=pa.array([["buy"]]), price=pa.array([1.0]))
    with pytest.raises(OrderFileRefused, match="column 'side' is of type list"):
        blocks(path)
    with pytest.raises(OrderFileRefused, match="column 'colour' is not known"):
        blocks(table(path, side=pa.array(["buy"]), price=pa.array([1.0]), colour=pa.array([1])))
    with pytest.raises(OrderFileRefused, match="column 'side' holds a NUL character"):
        blocks(table(path, side=pa.array(["buy\0"]), price=pa.array([1.0])))
    with pytest.raises(OrderFileRefused, match=r"o\.parquet"):
        blocks(path, "side,price\nbuy,1\n")


def test_without_pyarrow_a_parquet_file_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = table(tmp_path / "o.parquet", side=pa.array(["buy"]), price=pa.array([1.0]))
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(OrderFileRefused, match=r"install pyarrow: pip install 'ceax\[parquet\]'"):
        blocks(path)
