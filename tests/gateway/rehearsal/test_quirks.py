from pathlib import Path

import pytest

from gateway.rehearsal.errors import TableError
from gateway.rehearsal.quirks import BUILT_IN, Difference, Quirk, explain, read_quirks

HEADER = "date,code,column,published,ours,why\n"


def _file(tmp_path: Path, rows: str) -> Path:
    path = tmp_path / "quirks.csv"
    path.write_text(HEADER + rows, encoding="utf-8")
    return path


def test_the_built_in_quirks_are_readable() -> None:
    quirks = read_quirks([BUILT_IN])
    assert Quirk(20241226, "COMCEA", "close", "97.80", "97.81", quirks[1].why) == quirks[1]


def test_a_difference_is_explained_by_the_quirk_that_states_it() -> None:
    difference = Difference(20241226, "COMCEA", "close", "97.80", "97.81")
    explained = explain(difference, read_quirks([BUILT_IN]))
    assert explained.quirk is not None and "doubles" in explained.quirk.why


@pytest.mark.parametrize(
    "difference",
    [
        Difference(20241226, "COMCEA", "close", "97.80", "97.82"),
        Difference(20241226, "COMCEA", "close", "97.79", "97.81"),
        Difference(20241226, "COMCEA", "open", "97.80", "97.81"),
        Difference(20241226, "CEA", "close", "97.80", "97.81"),
        Difference(20241227, "COMCEA", "close", "97.80", "97.81"),
    ],
)
def test_a_difference_that_no_quirk_states_exactly_stays_one(difference: Difference) -> None:
    assert explain(difference, read_quirks([BUILT_IN])).quirk is None


def test_a_star_stands_for_any_value_of_ours() -> None:
    explained = explain(
        Difference(20251013, "COMCEA", "open", "", "57.83"), read_quirks([BUILT_IN])
    )
    assert explained.quirk is not None


def test_a_later_file_adds_quirks_and_replaces_the_same_cell(tmp_path: Path) -> None:
    rows = (
        "2024-12-26,COMCEA,close,97.80,97.82,another view\n2022-01-04,CEA,high,1.00,2.00,a slip\n"
    )
    quirks = read_quirks([BUILT_IN, _file(tmp_path, rows)])
    whys = {(quirk.date, quirk.column): quirk.why for quirk in quirks}
    assert whys[20241226, "close"] == "another view"
    assert whys[20220104, "high"] == "a slip"


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("2024-13-01,CEA,close,1.00,2.00,why", "date"),
        ("2024-01-02,?,close,1.00,2.00,why", "code"),
        ("2024-01-02,CEA,colour,1.00,2.00,why", "column"),
        ("2024-01-02,CEA,close,1.00,,why", "ours"),
        ("2024-01-02,CEA,close,1.00,2.00,", "why"),
    ],
)
def test_a_malformed_quirk_names_its_column(tmp_path: Path, row: str, column: str) -> None:
    with pytest.raises(TableError, match=f"line 2, column {column}"):
        read_quirks([_file(tmp_path, row)])
