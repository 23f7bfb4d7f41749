"""Reports of a generated table, against an obvious recomputation from its cells."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gateway.cli import root
from marketdata.history import HISTORY_NAME, History
from marketdata.published.days import days_until
from marketdata.published.figures import figures
from marketdata.published.periods import Period, months_of, period_of
from tests.marketdata.published.tables import Row, Table, import_file, r2, write

FIRST, LAST = "2021-07-16", "2024-12-31"
METHODS = ("listed", "block", "auction")
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
ABOVE = Decimal("50.00")
Found = dict[tuple[str, str, str], tuple[str, str]]


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


def turnover(rows: list[Row], methods: tuple[str, ...]) -> tuple[int, Decimal]:
    volume = sum(int(row[f"{method}_volume_t"]) for row in rows for method in methods)
    amounts = [Decimal(row[f"{method}_amount_cny"]) for row in rows for method in methods]
    return volume, sum(amounts, Decimal(0))


def mean(amount: Decimal, volume: int) -> str:
    return f"{r2(amount / volume):.2f}" if volume else ""


def plain_sums(rows: list[Row]) -> Found:
    """Volumes, amounts and mean prices by vintage and method."""
    found: Found = {}
    for code in ("", *sorted({row["code"] for row in rows})):
        mine = [row for row in rows if code in ("", row["code"])]
        for name in ("all", *METHODS):
            volume, amount = turnover(mine, METHODS if name == "all" else (name,))
            found["volume", code, name] = str(volume), ""
            found["amount", code, name] = f"{amount:.2f}", ""
            found["mean_price", code, name] = mean(amount, volume), ""
        if code:
            found["close", code, ""] = mine[-1]["close"], mine[-1]["date"]
    return found


def plain_composite(table: list[Row], first: str, last: str) -> Found:
    """Closes, rises, range, the first day above a price and the mean move of the composite."""
    rows = [row for row in table if row["code"] == "COMCEA"]
    closes = [(Decimal(row["close"]), row["date"]) for row in rows if first <= row["date"] <= last]
    moves = [abs(Decimal(row["change_pct"])) for row in rows if first <= row["date"] <= last]
    before = [(Decimal(row["close"]), row["date"]) for row in rows if row["date"] < first]
    opened = Decimal(rows[0]["open"])
    close = closes[-1][0]
    low, high = min(price for price, _ in closes), max(price for price, _ in closes)
    earlier = before[-1] if before else None
    found = {
        "close": (f"{close:.2f}", closes[-1][1]),
        "close_before": (f"{earlier[0]:.2f}", earlier[1]) if earlier else ("", ""),
        "rise": (f"{r2((close / earlier[0] - 1) * 100):.2f}" if earlier else "", ""),
        "first_open": (rows[0]["open"], rows[0]["date"]),
        "rise_since_first_open": (f"{r2((close / opened - 1) * 100):.2f}", ""),
        "lowest_close": (f"{low:.2f}", next(date for price, date in closes if price == low)),
        "highest_close": (f"{high:.2f}", next(date for price, date in closes if price == high)),
        "first_above": ("50.00", next((date for price, date in closes if price > ABOVE), "")),
        "mean_daily_move": (f"{r2(sum(moves, Decimal(0)) / len(moves)):.2f}", ""),
    }
    return {(name, "COMCEA", ""): value for name, value in found.items()}


def plain_days(table: list[Row], rows: list[Row]) -> Found:
    """Days with a record, with trade, active ones, ones without a composite."""
    dates = sorted({row["date"] for row in rows})
    volumes = [turnover([row for row in rows if row["date"] == date], METHODS)[0] for date in dates]
    composite = {row["date"] for row in table if row["code"] == "COMCEA"}
    average = Decimal(sum(volumes)) / len(dates)
    found = {
        "days": len(dates),
        "days_with_trade": len([volume for volume in volumes if volume]),
        "days_without_trade": len([volume for volume in volumes if not volume]),
        "active_days": len([volume for volume in volumes if volume > average]),
        "days_without_composite": len([date for date in dates if date not in composite]),
    }
    return {(name, "", ""): (str(number), "") for name, number in found.items()}


def plain(table: list[Row], first: str, last: str) -> Found:
    """Every figure as a text with its date, but for the mean month."""
    rows = [row for row in table if first <= row["date"] <= last and row["code"] != "COMCEA"]
    return plain_sums(rows) | plain_composite(table, first, last) | plain_days(table, rows)


def said(venue: Path, words: str, *more: str) -> str:
    line = ["report", *words.split(), "--data", str(venue), *more]
    result = CliRunner().invoke(root(), line)
    assert result.exit_code == 0, f"{result.output} {result.exception}"
    return result.stdout


def as_text(row: dict[str, object]) -> str:
    value, unit = row["value"], str(row["unit"])
    if value is None:
        return ""
    return f"{Decimal(str(value)).scaleb(-2):.2f}" if unit.startswith("0.01") else str(value)


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
    mean_month = found.pop(("mean_month_volume", "", "all"), None)
    shown = {key: (as_text(row), row["date"] or "") for key, row in found.items()}
    expected = plain(table, first, last)
    assert shown == expected
    if months is not None:
        volume = Decimal(expected["volume", "", "all"][0])
        assert as_text(mean_month) == f"{r2(volume / months):.2f}"
    assert (mean_month is None) == (months is None)
    _growth_is_plain(found, plain(table, *OTHER))


def _growth_is_plain(found: dict[tuple[str, str, str], dict[str, object]], other: Found) -> None:
    for key in found.keys() & other.keys():
        if key[0] not in ("volume", "amount", "mean_price", "close"):
            assert found[key]["growth_pct"] is None
            continue
        value, before = as_text(found[key]), other[key][0]
        growth = None
        if value and before and Decimal(before):
            growth = f"{r2((Decimal(value) / Decimal(before) - 1) * 100):.2f}"
        assert found[key]["growth_pct"] == growth, key


def test_the_forms_say_the_same(venue: Path, table: list[Row]):
    words = ("month 2024-02-10", "--above", "50")
    rows = list(csv.DictReader(io.StringIO(said(venue, *words, "--form", "csv", "--lang", "zh"))))
    figures_ = json.loads(said(venue, *words, "--form", "json"))["figures"]
    assert [(row["instrument"], row["value"], row["date"]) for row in rows] == [
        (row["instrument"] or "", as_text(row), row["date"] or "") for row in figures_
    ]
    text = said(venue, *words, "--lang", "zh")
    total = plain(table, "2024-02-01", "2024-02-29")["volume", "", "all"][0]
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
