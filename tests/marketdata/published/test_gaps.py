"""Days that a history lacks are found by the running total, and named wherever sums are given."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from gateway.cli import root
from marketdata.errors import ReportRefused
from marketdata.history import HISTORY_NAME, History
from marketdata.published.bulletins import bulletin_of
from marketdata.published.days import rows_until
from marketdata.published.gaps import Gap, Running, gaps
from marketdata.published.periods import Period
from tests.marketdata.published.tables import Row, Table, import_file, write

# Of 2024-01-02, a Tuesday, to 2024-01-12: 10 t a day, and no day is missing.
DAYS = [
    Running(date, 10 * at, 10 * at + 10, 10) for at, date in enumerate(range(20240102, 20240106))
]
NEXT = [Running(20240108 + at, 40 + 10 * at, 50 + 10 * at, 10) for at in range(5)]
WEEK, YEAR = Period(20240101, 20240107), Period(20240101, 20241231)


@pytest.mark.parametrize(
    ("gone", "period", "found"),
    [
        ([], YEAR, []),
        ([20240103], WEEK, [Gap(20240102, 20240104, 10)]),
        ([20240103, 20240104], YEAR, [Gap(20240102, 20240105, 20)]),
        ([20240105], WEEK, [Gap(20240104, 20240108, 10)]),  # its last day, before a weekend
        ([20240108], WEEK, []),  # of the week after it
        ([20240102], WEEK, [Gap(None, 20240103, 10)]),  # the history begins later than the market
        ([20240102], Period(20240103, 20240107), []),
        (range(20240102, 20240109), Period(20240108, 20240114), [Gap(None, 20240109, 50)]),
        (range(20240109, 20240113), YEAR, []),  # nothing is known of days to come
        ([20240102, 20240103], Period(20230101, 20231231), []),
    ],
)
def test_what_missing_days_have_traded(
    gone: list[int] | range, period: Period, found: list[Gap]
) -> None:
    assert list(gaps([day for day in (*DAYS, *NEXT) if day.date not in gone], period)) == found


def test_a_day_whose_total_was_not_printed_hides_no_gap() -> None:
    bare = [day._replace(before=None, after=None) if day.date == 20240103 else day for day in DAYS]
    assert list(gaps(bare, WEEK)) == []
    lacking = [day for day in bare if day.date != 20240104]
    assert list(gaps(lacking, WEEK)) == [Gap(20240103, 20240105, 10)]
    assert list(gaps([day._replace(before=None, after=None) for day in DAYS], YEAR)) == []
    assert list(gaps([], Period(10101, 99991231))) == []


def test_a_report_says_what_it_lacks_and_a_bulletin_is_refused(tmp_path: Path) -> None:
    rows = Table(seed=5).rows("2021-07-16", "2021-09-30")
    august = [row for row in rows if not "2021-08-09" <= row["date"] <= "2021-08-20"]
    volume = tonnes(rows) - tonnes(august)
    history = History(tmp_path / "feed" / HISTORY_NAME)
    import_file(write(tmp_path / "days.csv", august), history, 1)
    with pytest.raises(ReportRefused, match=f" and 2021-08-23 {volume:,} t were traded$"):
        bulletin_of(rows_until(history, 20210930), "month", 20210816)
    history.close()

    def said(*words: str) -> str:
        return CliRunner().invoke(root(), ["report", *words, "--data", str(tmp_path)]).stdout

    assert f"all methods volume of days that are missing  {volume:,} t" in said(
        "month", "2021-08-01"
    )
    assert f"缺失交易日成交量,,合计,{volume},吨" in said(
        "year", "2021-08-01", "--lang", "zh", "--form", "csv"
    )
    assert "are missing" not in said("month", "2021-09-01")


def tonnes(rows: list[Row]) -> int:
    """The tonnes of a table's days."""
    names = [f"{method}_volume_t" for method in ("listed", "block", "auction")]
    return sum(int(row[name]) for row in rows if row["code"] != "COMCEA" for name in names)
