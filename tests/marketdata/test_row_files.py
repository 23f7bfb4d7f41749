from __future__ import annotations

import builtins
import csv
import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet

from marketdata.errors import RowFileRefused
from marketdata.history import bulletin_rows
from marketdata.row_files import csv_content, write_rows


@pytest.fixture
def rows(cea25) -> list[dict[str, Any]]:
    """The rows of CEA25 on two days, the second without a trade."""
    cea25.trade("CEA25", "75.00", 10)
    first = cea25.end()
    cea25.settle()
    cea25.start("2026-01-06")
    both = [*bulletin_rows(first), *bulletin_rows(cea25.end())]
    first, second = (row for row in both if row["instrument"] == "CEA25")
    return [first | {"corrected_on": "2026-01-07"}, second | {"corrected_on": None}]


def test_csv_has_a_header_with_units_and_prices_in_cny(rows):
    first, second = csv.DictReader(io.StringIO(csv_content(rows).decode()))
    assert (first["close_cny_per_t"], first["listed_volume_t"], first["listed_amount_cny"]) == (
        "75.00",
        "10",
        "750.00",
    )
    assert (first["first_day"], first["change_pct"]) == ("1", "0.50")
    assert (second["high_cny_per_t"], second["open_cny_per_t"]) == ("", "75.00")
    assert (first["corrected_on"], second["corrected_on"]) == ("2026-01-07", "")


def test_json_holds_the_rows_as_the_feed_sends_them(rows, tmp_path: Path):
    written = write_rows(rows, tmp_path / "days.json")
    assert (tmp_path / "days.json").read_bytes() == written
    assert json.loads(written) == rows


def test_parquet_has_the_columns_of_the_csv_and_exact_money(rows, tmp_path: Path):
    write_rows(rows, tmp_path / "days.PARQUET")
    table = parquet.read_table(tmp_path / "days.PARQUET")
    assert table.column_names == csv_content(rows).decode().splitlines()[0].split(",")
    first, second = table.to_pylist()
    assert (first["close_cny_per_t"], first["listed_volume_t"]) == (Decimal("75.00"), 10)
    assert (first["first_day"], first["listed_amount_cny"]) == (True, Decimal("750.00"))
    assert second["high_cny_per_t"] is None


@pytest.mark.parametrize("name", ["days.xlsx", "days", ".csv"])
def test_another_ending_is_refused_and_writes_nothing(rows, tmp_path: Path, name: str):
    with pytest.raises(RowFileRefused, match=r"\.csv, \.json, \.parquet"):
        write_rows(rows, tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_parquet_without_pyarrow_says_what_to_install(rows, tmp_path: Path, monkeypatch):
    given = builtins.__import__

    def missing(name: str, *rest: Any, **more: Any) -> Any:
        if name.startswith("pyarrow"):
            raise ImportError(name)
        return given(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(RowFileRefused, match="pip install"):
        write_rows(rows, tmp_path / "days.parquet")
    assert not list(tmp_path.iterdir())
