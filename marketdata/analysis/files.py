"""The analyst's tables of files: of an archive's folder, or of one file of daily rows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from marketdata.analysis import asked
from marketdata.analysis.archived import ArchivedDays
from marketdata.analysis.asked import Date
from marketdata.analysis.daily_files import DailyRows
from marketdata.analysis.frames import DECIMAL, Form, Frame, form_of
from marketdata.analysis.tables import BARS, DAYS, TRADES, values_of
from marketdata.errors import AnalysisRefused
from marketdata.spans import MINUTES

Row = dict[str, Any]


def open_files(place: Path | str, *, prices: str = DECIMAL, frames: str | None = None) -> Files:
    """Files to ask: `place` is an archive's folder, as `ceax archive write` makes it, or a file of
    daily rows (.csv, .json, .parquet), as `ceax history --out` writes it or as published days are
    imported.

    Raises AnalysisRefused, ArchiveFileRefused, OSError.
    """
    form, path = form_of(prices, frames), Path(place)
    if not path.exists():
        raise AnalysisRefused("place", str(place), "a folder or a file that is there")
    return Files(ArchivedDays(path) if path.is_dir() else DailyRows(path), form)


class Files:
    """Files to ask, each as it is on disk then. Every question raises AnalysisRefused,
    ArchiveFileRefused, OSError.
    """

    def __init__(self, source: ArchivedDays | DailyRows, form: Form) -> None:
        self._source, self._form = source, form

    def days(self) -> list[str]:
        """The days that are there, in order."""
        return list(self._source.days)

    def trades(
        self, date: Date, instrument: str | None = None, from_trade: int | None = None
    ) -> Frame:
        """Listed trades of a day; `from_trade` is the first number wanted."""
        day, code = asked.day("date", date), asked.instrument_or_all(instrument)
        first = asked.number("from_trade", from_trade)
        found = self._archive("date", day).trades(day, code, first)
        if code is not None and not len(found["trade"]):
            _known(code, self._source.daily(day, day))
        return self._form.table(TRADES, found)

    def bars(
        self,
        instrument: str,
        span: str,
        from_date: Date | None = None,
        to_date: Date | None = None,
    ) -> Frame:
        """Bars of an instrument, COMCEA being the composite: of 1m, 5m, 15m, 60m, day, week, month,
        year; of days and longer they are whole periods.
        """
        code, wanted = asked.instrument(instrument), asked.span(span)
        of_span = self._minutes if wanted in MINUTES else self._daily
        rows = list(of_span(code, wanted, *asked.days(from_date, to_date)))
        return self._form.table(BARS, values_of(BARS, [{"instrument": code} | row for row in rows]))

    def history(
        self,
        from_date: Date | None = None,
        to_date: Date | None = None,
        instrument: str | None = None,
    ) -> Frame:
        """Daily rows, COMCEA being the composite."""
        code = asked.instrument_or_all(instrument)
        rows = self._source.daily(*asked.days(from_date, to_date))
        if code is not None:
            rows = _known(code, rows)
        named = [{"corrected_on": None} | row for row in rows]
        return self._form.table(DAYS, values_of(DAYS, named))

    def _minutes(self, code: str, span: str, first: str, last: str) -> Iterator[Row]:
        from marketdata.bar_rows import of_minutes

        for date, rows in self._archive("span", span).minutes(code, first, last):
            yield from of_minutes(date, rows, span)

    def _daily(self, code: str, span: str, first: str, last: str) -> list[Row]:
        from marketdata.bar_rows import day_bar, of_daily, period_start

        rows = _known(code, self._source.daily(period_start(first, span), asked.LAST))
        bars = (day_bar(row) for row in rows if row["close"] is not None)
        return of_daily(bars, span, last)

    def _archive(self, field: str, value: str) -> ArchivedDays:
        if isinstance(self._source, ArchivedDays):
            return self._source
        rule = "bars of days and longer, and daily rows: the rest is in an archive's folder"
        raise AnalysisRefused(field, value, rule)


def _known(code: str, rows: list[Row]) -> list[Row]:
    """The rows of an instrument. Raises AnalysisRefused for one that is in none."""
    found = [row for row in rows if row["instrument"] == code]
    if rows and not found:
        codes = sorted({row["instrument"] for row in rows})
        raise AnalysisRefused("instrument", code, ", ".join(codes))
    return found
