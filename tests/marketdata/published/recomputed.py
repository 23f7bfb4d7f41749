"""Reports of a table of published days, recomputed from its cells by obvious arithmetic.

`python -m tests.marketdata.published.recomputed FILE` imports a table into a new history and holds
`ceax report` of all of it and of each year and month against it.
"""

from __future__ import annotations

import csv
import sys
import tempfile
from decimal import Decimal
from pathlib import Path

from marketdata.history import History
from marketdata.published.days import days_until
from marketdata.published.periods import Period, months_of, period_of
from marketdata.published.reports import json_of, report
from tests.marketdata.published.tables import Row, import_file, r2

METHODS = ("listed", "block", "auction")
ABOVE = Decimal("50.00")
Found = dict[tuple[str, str, str], tuple[str, str]]


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
    rows = [row for row in table if row["code"] == "COMCEA" and row["close"]]
    closes = [(Decimal(row["close"]), row["date"]) for row in rows if first <= row["date"] <= last]
    moves = [abs(Decimal(row["change_pct"])) for row in rows if first <= row["date"] <= last]
    before = [(Decimal(row["close"]), row["date"]) for row in rows if row["date"] < first]
    opened = next(row for row in rows if row["open"])
    found = dict.fromkeys(("close", "rise", "rise_since_first_open", "mean_daily_move"), ("", ""))
    found |= dict.fromkeys(("close_before", "lowest_close", "highest_close"), ("", ""))
    found["first_open"] = opened["open"], opened["date"]
    found["first_above"] = "50.00", next((date for price, date in closes if price > ABOVE), "")
    if before:
        found["close_before"] = f"{before[-1][0]:.2f}", before[-1][1]
    if closes:
        close, prices = closes[-1][0], [price for price, _ in closes]
        found["close"] = f"{close:.2f}", closes[-1][1]
        for name, price in (("lowest_close", min(prices)), ("highest_close", max(prices))):
            found[name] = f"{price:.2f}", next(date for each, date in closes if each == price)
        found["rise_since_first_open"] = rise(close, Decimal(opened["open"])), ""
        found["mean_daily_move"] = f"{r2(sum(moves, Decimal(0)) / len(moves)):.2f}", ""
        found["rise"] = rise(close, before[-1][0]) if before else "", ""
    return {(name, "COMCEA", ""): value for name, value in found.items()}


def rise(value: Decimal, other: Decimal) -> str:
    """Change in percent, half away from zero."""
    return f"{r2((value / other - 1) * 100):.2f}"


def plain_days(table: list[Row], rows: list[Row]) -> Found:
    """Days with a record, with trade, active ones, ones without a composite."""
    dates = sorted({row["date"] for row in rows})
    volumes = [turnover([row for row in rows if row["date"] == date], METHODS)[0] for date in dates]
    composite = {row["date"] for row in table if row["code"] == "COMCEA" and row["close"]}
    average = Decimal(sum(volumes)) / len(dates)
    found = {
        "days": len(dates),
        "days_with_trade": len([volume for volume in volumes if volume]),
        "days_without_trade": len([volume for volume in volumes if not volume]),
        "active_days": len([volume for volume in volumes if volume > average]),
        "days_without_composite": len([date for date in dates if date not in composite]),
        "days_corrected": 0,
    }
    return {(name, "", ""): (str(number), "") for name, number in found.items()}


def plain_peak(rows: list[Row], first: str, last: str) -> Found:
    """The month with the most tonnes, the first of equals; none of a period within one month."""
    if first[:7] == last[:7]:
        return {}
    months = sorted({row["date"][:7] for row in rows})
    volumes = [
        turnover([row for row in rows if row["date"][:7] == month], METHODS)[0] for month in months
    ]
    peak = max(volumes)
    month = months[volumes.index(peak)]
    return {("peak_month_volume", "", "all"): (str(peak), f"{month}-01")}


def plain(table: list[Row], first: str, last: str, months: int | None) -> Found:
    """Every figure as a text with its date; `months`: how many whole ones the period has."""
    rows = [row for row in table if first <= row["date"] <= last and row["code"] != "COMCEA"]
    month: Found = {("missing_volume", "", "all"): ("0", "")}
    if months is not None:
        mean_month = r2(Decimal(turnover(rows, METHODS)[0]) / months)
        month["mean_month_volume", "", "all"] = f"{mean_month:.2f}", ""
    days = month | plain_days(table, rows) | plain_peak(rows, first, last)
    return plain_sums(rows) | plain_composite(table, first, last) | days


def as_text(row: dict[str, object]) -> str:
    """A figure of a report as a table would print it."""
    value, unit = row["value"], str(row["unit"])
    if value is None:
        return ""
    return f"{Decimal(str(value)).scaleb(-2):.2f}" if unit.startswith("0.01") else str(value)


def growth_is_plain(found: dict[tuple[str, str, str], dict[str, object]], other: Found) -> None:
    """Growth of each figure is half up, away from zero below it, and only of those that grow."""
    for key in found.keys() & other.keys():
        if key[0] not in ("volume", "amount", "mean_price", "close", "mean_month_volume"):
            assert found[key]["growth_pct"] is None
            continue
        value, before = as_text(found[key]), other[key][0]
        growth = None
        if value and before and Decimal(before):
            growth = f"{r2((Decimal(value) / Decimal(before) - 1) * 100):.2f}"
        assert found[key]["growth_pct"] == growth, key


def number(date: str) -> int:
    """A date as yyyymmdd."""
    return int(date.replace("-", ""))


def main(file: Path) -> int:
    """Compare; returns how many figures were compared. Raises AssertionError."""
    table = list(csv.DictReader(file.open(encoding="utf-8")))
    dates = sorted({number(row["date"]) for row in table})
    spans = [period_of(span, date) for span in ("month", "year") for date in dates]
    compared = 0
    with tempfile.TemporaryDirectory() as folder:
        history = History(Path(folder) / "history.sqlite3")
        import_file(file, history, 1)
        days = days_until(history, dates[-1])
        for period in dict.fromkeys([*spans, Period(dates[0], dates[-1])]):
            first, last = (
                f"{date // 10_000}-{date // 100 % 100:02}-{date % 100:02}" for date in period
            )
            made = json_of(report(days, period, None, [5000]))
            shown = {
                (row["figure"], row["instrument"] or "", row["method"] or ""): (
                    as_text(row),
                    row["date"] or "",
                )
                for row in made["figures"]
            }
            expected = plain(table, first, last, months_of(period))
            assert shown == expected, (period, shown.items() ^ expected.items())
            compared += len(shown)
        history.close()
    return compared


if __name__ == "__main__":
    print(f"{main(Path(sys.argv[1]))} figures are equal")
