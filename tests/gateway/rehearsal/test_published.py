from collections.abc import Callable
from pathlib import Path

import pytest

from gateway.rehearsal.errors import TableError
from gateway.rehearsal.published import read_published
from gateway.rehearsal.published_rows import Sum

Write = Callable[[list[dict[str, str]]], Path]


def test_a_table_becomes_days_with_a_composite_and_instruments(
    three_vintages, write: Write
) -> None:
    days = read_published(write(three_vintages.rows))
    assert [day.date for day in days] == [20240102, 20240103]
    assert [row.code for row in days[0].instruments] == ["CEA", "CEA21", "CEA22"]
    assert days[0].composite is not None and days[0].composite.listed == days[0].total
    assert [row.code for row in days[1].traded] == ["CEA21", "CEA22"]


def test_a_day_without_a_composite_row_sums_its_instruments(three_vintages, write: Write) -> None:
    with_composite = read_published(write(three_vintages.rows))
    without = read_published(write([row for row in three_vintages.rows if row["code"] != "COMCEA"]))
    assert without[0].composite is None
    assert without[0].cumulative == with_composite[0].cumulative
    assert without[0].total == with_composite[0].total


def test_sums_are_added_and_taken_away() -> None:
    assert Sum(5, 700) + Sum(1, 50) - Sum(2, 100) == Sum(4, 650)


@pytest.mark.parametrize(
    ("column", "value", "allowed"),
    [
        ("date", "2024-02-30", "a date as YYYY-MM-DD"),
        ("date", "2024-01-01", "ascending dates"),
        ("code", "cea", "a code"),
        ("open", "-1.00", "from 0.01"),
        ("open", "cheap", "at most two decimals"),
        ("high", "69.00", "at least the low"),
        ("close", "12.345", "at most two decimals"),
        ("listed_volume_t", "-5", "a whole number from 0"),
        ("listed_volume_t", "1.5", "a whole number from 0"),
        ("listed_volume_t", str(2**63), "a whole number from 0"),
        ("listed_amount_cny", "lots", "at most two decimals"),
        ("cumulative_volume_t", "1", "at least the day's own total"),
    ],
)
def test_a_bad_cell_is_refused_with_what_is_allowed(
    three_vintages, write: Write, column: str, value: str, allowed: str
) -> None:
    rows = three_vintages.rows
    rows[-1][column] = value
    with pytest.raises(TableError, match=f"line {len(rows) + 1}, .*{allowed}"):
        read_published(write(rows))


def test_a_code_twice_on_a_day_is_refused(one_vintage, write: Write) -> None:
    with pytest.raises(TableError, match="CEA is there twice on 2022-01-06"):
        read_published(write([*one_vintage.rows, one_vintage.rows[-1]]))
