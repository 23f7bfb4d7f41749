"""Bulletins of days, weeks, months and years out of a history, against an obvious recomputation
from the table's cells.
"""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from gateway.cli import root
from marketdata.errors import ReportRefused
from marketdata.history import HISTORY_NAME, History
from marketdata.published.bulletins import bulletin_of
from marketdata.published.days import DayRows, rows_until
from marketdata.published.periods import period_of
from tests.marketdata.published.recomputed import METHODS, number, rise, turnover
from tests.marketdata.published.tables import Row, Table, import_file, write

STEPS = {"day": 40, "week": 25, "month": 50, "year": 220}  # days from one bulletin to the next
END = 20231231


@pytest.fixture(scope="module")
def table() -> list[Row]:
    """Some years of random days."""
    return Table(seed=17).rows("2021-07-16", "2023-12-31")


@pytest.fixture(scope="module")
def venue(table: list[Row], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with that table as its history."""
    data = tmp_path_factory.mktemp("venue")
    history = History(data / "feed" / HISTORY_NAME)
    import_file(write(data / "days.csv", table), history, 1)
    history.close()
    return data


@pytest.fixture(scope="module")
def days(venue: Path) -> list[DayRows]:
    """All days of it."""
    history = History(venue / "feed" / HISTORY_NAME)
    found = rows_until(history, END)
    history.close()
    return found


def ceax(venue: Path, *words: str) -> str:
    result = CliRunner().invoke(root(), ["bulletin", *words, "--data", str(venue)])
    assert result.exit_code == 0, f"{result.output} {result.exception}"
    return result.stdout


def fen(amount: Decimal) -> int:
    return int(amount * 100)


def plain(table: list[Row], span: str, date: int) -> dict[str, Any]:
    """The figures that the sentences are made of."""
    period = period_of(span, date)
    mine = [row for row in table if number(row["date"]) in period]
    composite = [row for row in mine if row["code"] == "COMCEA"]
    rows = [row for row in mine if row["code"] != "COMCEA"]
    last = composite[-1]
    in_year = [
        row
        for row in table
        if row["date"][:4] == last["date"][:4]
        and row["date"] <= last["date"]
        and row["code"] != "COMCEA"
    ]
    before = [
        Decimal(row["close"])
        for row in table
        if row["code"] == "COMCEA" and row["date"] < composite[0]["date"]
    ]
    volume, amount = turnover(rows, METHODS)
    year_volume, year_amount = turnover(in_year, METHODS)
    return {
        "high": max((fen(Decimal(row["high"])) for row in composite if row["high"]), default=None),
        "low": min((fen(Decimal(row["low"])) for row in composite if row["low"]), default=None),
        "close": fen(Decimal(last["close"])),
        "change": rise(Decimal(last["close"]), before[-1]) if before else None,
        "all": (volume, fen(amount)),
        "year": (year_volume, fen(year_amount)),
        "cumulative": (
            int(last["cumulative_volume_t"]),
            fen(Decimal(last["cumulative_amount_cny"])),
        ),
        "listed": turnover(rows, ("listed",))[0],
        "block": turnover(rows, ("block",))[0],
        "auction": turnover(rows, ("auction",))[0],
    }


def shown(bulletin: dict[str, Any]) -> dict[str, Any]:
    prices, totals, rows = bulletin["composite"], bulletin["totals"], bulletin["instruments"]
    return {
        **{name: prices[name] for name in ("high", "low", "close")},
        "change": prices["change_pct"],
        **{name: (each["volume"], each["amount_fen"]) for name, each in totals.items()},
        **{name: sum(row[f"{name}_volume"] for row in rows) for name in METHODS},
    }


@pytest.mark.parametrize("span", STEPS)
def test_every_figure_equals_plain_arithmetic(table: list[Row], days: list[DayRows], span: str):
    dates = [day.date for day in days]
    for date in dates[1 :: STEPS[span]]:
        assert shown(bulletin_of(days, span, date)) == plain(table, span, date), (span, date)


def test_a_weeks_change_is_against_the_last_close_of_the_week_before(days: list[DayRows]):
    """Which is a Friday's, or that of the last day before a holiday."""
    found = bulletin_of(days, "week", 20231018)
    before = [day for day in days if day.date < 20231016][-1]
    assert found["composite"]["previous_close"] == before.rows["COMCEA"]["close"]
    assert "收盘价较上周五" in found["text_zh"] or "收盘价与上周五持平" in found["text_zh"]
    assert "the Friday before" in found["text_en"]


def test_a_day_out_of_the_history_has_the_text_that_the_feed_published(history: History, cea25):
    cea25.trade("CEA25", "75.00", 10)
    first = cea25.end()
    cea25.settle()
    cea25.start("2026-01-06")
    published = [first, cea25.end()]  # nothing was traded on the second day
    history.record(published)
    days = rows_until(history, 20260106)
    for bulletin, day in zip(published, days, strict=True):
        made = bulletin_of(days, "day", day.date)
        assert [made[f"text_{each}"] for each in ("zh", "en")] == [
            bulletin[f"text_{each}"] for each in ("zh", "en")
        ]


def test_the_command_prints_it_in_both_languages_and_as_json(venue: Path, table: list[Row]):
    words = ("--date", "2023-09-13", "--span", "month")
    expected = plain(table, "month", 20230913)
    text = ceax(venue, *words, "--lang", "zh")
    assert text.startswith("全国碳市场每月综合价格行情及成交信息202309")
    assert f"全国碳排放配额总成交量{expected['all'][0]:,}吨，总成交额" in text
    assert f"累计成交量{expected['cumulative'][0]:,}吨，累计成交额" in text
    assert f"this month {expected['all'][0]:,} t" in ceax(venue, *words)
    made = json.loads(ceax(venue, *words, "--json"))
    assert (made["span"], made["market"], made["errata"]) == ("month", "allowances", [])
    assert shown(made) == expected


def test_what_cannot_be_made_is_refused(venue: Path):
    for words in (
        ["--span", "week", "--data", str(venue)],
        ["--span", "week", "--date", "2023-09-13", "--url", "ws://127.0.0.1:1"],
        ["--span", "week", "--date", "2023-02-30", "--data", str(venue)],
        ["--span", "century", "--date", "2023-09-13", "--data", str(venue)],
    ):
        assert CliRunner().invoke(root(), ["bulletin", *words]).exit_code == 2, words
    words = ["bulletin", "--span", "week", "--date", "2020-01-01", "--data", str(venue)]
    assert "has no day from" in str(CliRunner().invoke(root(), words).exception)


def without(days: list[DayRows], *dates: int) -> list[DayRows]:
    return [day for day in days if day.date not in dates]


def test_a_span_of_which_days_are_missing_is_refused_and_its_tonnes_are_named(
    days: list[DayRows],
):
    traded = [day for day in days if any(row["block_volume"] for row in day.vintages)]
    gone = next(day for day in traded if day.date > 20230901)
    missing = without(days, gone.date)
    volume = plain_volume(gone)
    with pytest.raises(ReportRefused, match=f"lacks days of it: between .* {volume:,} t"):
        bulletin_of(missing, "month", gone.date)
    assert bulletin_of(missing, "month", 20230615) == bulletin_of(days, "month", 20230615)


def plain_volume(day: DayRows) -> int:
    return sum(row[f"{method}_volume"] for row in day.vintages for method in METHODS)


def test_the_year_so_far_is_left_out_where_it_cannot_be_known(days: list[DayRows]):
    """The total grew over the turn of the year, and days are missing there."""
    turn = [day.date for day in days if 20221215 < day.date < 20230115]
    found = bulletin_of(without(days, *turn), "day", 20230913)
    assert found["totals"]["year"] is None
    begin = dt.date(2023, 1, 1)
    assert str(begin.year) not in found["text_en"].splitlines()[3]
    assert bulletin_of(days, "day", 20230913)["totals"]["year"] is not None
