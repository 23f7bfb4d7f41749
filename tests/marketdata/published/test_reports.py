"""Reports of a generated table, against an obvious recomputation from its cells."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gateway.cli import root
from marketdata.history import HISTORY_NAME, History
from marketdata.published.days import days_until
from marketdata.published.figures import figures
from marketdata.published.periods import Period, months_of, period_of
from tests.marketdata.published.recomputed import as_text, growth_is_plain, plain
from tests.marketdata.published.tables import Row, Table, import_file, write

FIRST, LAST = "2021-07-16", "2024-12-31"
PERIODS = [  # words of the command, first and last day, whole months
    ("day 2022-03-16", "2022-03-16", "2022-03-16", None),
    ("week 2021-12-30", "2021-12-27", "2022-01-02", None),
    ("month 2024-02-10", "2024-02-01", "2024-02-29", 1),
    ("quarter 2023-05-05", "2023-04-01", "2023-06-30", 3),
    ("half 2024-06-30", "2024-01-01", "2024-06-30", 6),
    ("year 2024-01-01", "2024-01-01", "2024-12-31", 12),
    ("period 2022-01-01 2023-12-31", "2022-01-01", "2023-12-31", 24),
]
OTHER = ("2021-07-16", "2021-12-31")


@pytest.fixture(scope="module")
def table() -> list[Row]:
    """Several years of random days; one has no composite record."""
    rows = Table(seed=3).rows(FIRST, LAST)
    bare = [at for at, row in enumerate(rows) if row["code"] == "COMCEA"][700]
    del rows[bare]
    return rows


@pytest.fixture(scope="module")
def venue(table: list[Row], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with that table as its history."""
    data = tmp_path_factory.mktemp("venue")
    history = History(data / "feed" / HISTORY_NAME)
    import_file(write(data / "days.csv", table), history, 1)
    history.close()
    return data


def said(venue: Path, words: str, *more: str) -> str:
    line = ["report", *words.split(), "--data", str(venue), *more]
    result = CliRunner().invoke(root(), line)
    assert result.exit_code == 0, f"{result.output} {result.exception}"
    return result.stdout


@pytest.mark.parametrize(("words", "first", "last", "months"), PERIODS)
def test_every_figure_equals_plain_arithmetic(
    venue: Path, table: list[Row], words: str, first: str, last: str, months: int | None
):
    more = ("--against", *OTHER, "--above", "50", "--json")
    report = json.loads(said(venue, words, *more))
    assert (report["from"], report["to"], report["market"]) == (first, last, "allowances")
    found = {
        (row["figure"], row["instrument"] or "", row["method"] or ""): row
        for row in report["figures"]
    }
    expected = plain(table, first, last, months)
    assert {key: (as_text(row), row["date"] or "") for key, row in found.items()} == expected
    growth_is_plain(found, plain(table, *OTHER, None))


def test_the_forms_say_the_same(venue: Path, table: list[Row]):
    words = ("month 2024-02-10", "--above", "50")
    rows = list(csv.DictReader(io.StringIO(said(venue, *words, "--form", "csv", "--lang", "zh"))))
    figures_ = json.loads(said(venue, *words, "--form", "json"))["figures"]
    assert [(row["instrument"], row["value"], row["date"]) for row in rows] == [
        (row["instrument"] or "", as_text(row), row["date"] or "") for row in figures_
    ]
    text = said(venue, *words, "--lang", "zh")
    total = plain(table, "2024-02-01", "2024-02-29", 1)["volume", "", "all"][0]
    assert f"合计 成交量  {int(total):,} 吨" in text
    assert "2024-02-01 – 2024-02-29" in text.splitlines()[0]
    assert "trading days" in said(venue, *words)


def test_the_venues_own_row_comes_before_an_imported_one(tmp_path: Path, history: History, cea25):
    rows = Table(seed=8).rows("2026-01-05", "2026-01-05")
    import_file(write(tmp_path / "days.csv", rows), history, 1)
    cea25.trade("CEA25", "75.00", 10)
    history.record([cea25.end()])
    (day,) = days_until(history, 20260105)
    assert (day.close, day.closes["CEA25"]) == (7500, 7500)
    assert {"CEA25", "CEA21"} <= day.closes.keys()


def test_a_period_without_days_is_refused(venue: Path):
    for words in ("year 2020-01-01", "day 2021-07-17"):
        result = CliRunner().invoke(root(), ["report", *words.split(), "--data", str(venue)])
        assert "has no day from" in str(result.exception)
    wrong = ("period 2022-01-01 2021-01-01", "day 2022-02-30")
    for words in (*wrong, *(f"day 2022-03-16 --above {price}" for price in ("x", "0", "1e9"))):
        result = CliRunner().invoke(root(), ["report", *words.split(), "--data", str(venue)])
        assert result.exit_code == 2, words


def test_no_day_after_a_period_changes_its_figures(venue: Path):
    history = History(venue / "feed" / HISTORY_NAME)
    half = Period(20220101, 20220630)
    upto, later = days_until(history, 20220630), days_until(history, 20241231)
    history.close()
    assert figures(upto, half) == figures(later, half)
    assert later[-1].date <= 20241231 and len(later) > len(upto)


def test_periods_are_those_of_the_calendar():
    for day in (dt.date(2024, 1, 1) + dt.timedelta(n) for n in range(731)):
        number = day.year * 10_000 + day.month * 100 + day.day
        for span in ("day", "week", "month", "quarter", "half", "year"):
            period = period_of(span, number)
            assert number in period
            assert period == period_of(span, period.first) == period_of(span, period.last)
    assert period_of("week", 20241231) == (20241230, 20250105)
    assert period_of("week", 99991231) == (99991227, 99991231)
    assert period_of("half", 20240701) == (20240701, 20241231)
    assert months_of(Period(20240101, 20250228)) == 14
    assert months_of(Period(20240101, 20240130)) is None
