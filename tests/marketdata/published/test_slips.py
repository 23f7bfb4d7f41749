"""Figures of a source that do not follow from its others are named by line, and kept as printed."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.rehearsal.published import read_rows
from marketdata.history import History
from marketdata.published.imported import ImportedDays
from marketdata.published.slips import follows, slips_of
from tests.marketdata.published.tables import Row, Table, import_file, write

SLIPS = [  # row, what is printed there, the column named
    (3, {"change_pct": "9.99"}, {"change_pct"}),
    (3, {"previous_close": "1.00"}, {"previous_close", "change_pct"}),
    (3, {"cumulative_volume_t": "999999999"}, {"cumulative_volume_t"}),
    (2, {"block_volume_t": "777777", "block_amount_cny": "7777777.00"},
     {"block_volume_t", "block_amount_cny", "cumulative_volume_t", "cumulative_amount_cny"}),
    (2, dict.fromkeys(("open", "high", "low", "close", "change_pct"), ""), {"close"}),
]  # fmt: skip


@pytest.mark.parametrize(("at", "printed", "columns"), SLIPS)
def test_slips_are_named_with_their_line_and_kept_as_printed(
    tmp_path: Path, history: History, rows: list[Row], at: int, printed: Row, columns: set[str]
):
    rows[at] |= printed
    file = write(tmp_path / "days.csv", rows)
    done = import_file(file, history, 1)
    assert {slip.column for slip in done.slips if slip.line == at + 2} == columns
    row = next(each for each in ImportedDays(history).rows() if each["line"] == at + 2)
    close = rows[at]["close"].replace(".", "")
    assert row["close"] == (int(close) if close else None)


def test_a_day_without_the_composites_row_is_named(tmp_path: Path, rows: list[Row]):
    del rows[4]
    (slip,) = slips_of(read_rows(write(tmp_path / "days.csv", rows)))[:1]
    assert (slip.line, slip.expected) == (6, "COMCEA")
    assert "no composite record of 2021-07-21" in slip.why


def test_a_generated_table_of_years_has_no_slip(tmp_path: Path):
    rows = Table(seed=9).rows("2021-07-16", "2022-06-30")
    assert slips_of(read_rows(write(tmp_path / "days.csv", rows))) == []


def test_days_that_are_missing_are_named_with_their_tonnes(tmp_path: Path, rows: list[Row]):
    gap = [*rows[:2], *rows[4:]]
    for row in gap[2:4]:
        assert row["date"] == "2021-07-21"
    before, after = (row["cumulative_volume_t"] for row in (gap[0], gap[2]))
    own = sum(int(gap[2][f"{method}_volume_t"]) for method in ("listed", "block", "auction"))
    missing = int(after) - own - int(before)
    assert missing > 0
    (slip,) = slips_of(read_rows(write(tmp_path / "gap.csv", gap)))
    assert (slip.line, slip.column, slip.printed) == (4, "date", "2021-07-21")
    assert f"{missing} t" in slip.why and "after line 2" in slip.why
    for row, earlier in zip(gap[2:4], gap[:2], strict=True):
        row["cumulative_volume_t"] = earlier["cumulative_volume_t"]
    texts = [str(slip) for slip in slips_of(read_rows(write(tmp_path / "gap.csv", gap)))]
    assert any("at least the total of line 2" in text for text in texts)


def test_a_row_too_many_of_an_instrument_differs_from_the_composites_sums(
    tmp_path: Path, rows: list[Row]
):
    at = next(
        at for at, row in enumerate(rows) if row["code"] == "CEA" and row["block_volume_t"] != "0"
    )
    blank = dict.fromkeys(
        ("previous_close", "change_pct", "cumulative_volume_t", "cumulative_amount_cny"), ""
    )
    extra = rows[at] | blank | {"code": "CEA21"}
    file = write(tmp_path / "days.csv", [*rows[: at + 1], extra, *rows[at + 1 :]])
    slips = slips_of(read_rows(file))
    assert {slip.line for slip in slips if slip.column == "block_volume_t"} == {at + 1}


def test_over_a_weekend_days_follow_one_another():
    assert follows(20210716, 20210719) and follows(20210719, 20210720)
    assert not follows(20210715, 20210719)
