"""Answers from the history: bars, daily rows, bulletins and reports. Each is made on a thread."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from heapq import merge
from itertools import groupby, islice
from typing import Any

from engine.units import UnitError, parse_date, parse_hundredths
from gateway.protocol.errors import RequestError
from marketdata import bar_answers
from marketdata.bar_answers import Wanted, running
from marketdata.channels import BARS
from marketdata.corrections import key_of
from marketdata.errors import ReportRefused
from marketdata.history import History
from marketdata.http.answer import (
    Document,
    Handler,
    Make,
    Rows,
    Sources,
    Written,
    instrument_unknown,
    page,
)
from marketdata.http.forms import JSON, PDF, Row
from marketdata.http.live import ENDS
from marketdata.http.readers import LATEST
from marketdata.http.requests import AFTER, Asked
from marketdata.http.units import shown
from marketdata.messages import BULLETIN_DATA
from marketdata.published.bulletins import bulletin_of
from marketdata.published.days import days_until, rows_until
from marketdata.published.imported import ImportedDays
from marketdata.published.periods import Period, period_of
from marketdata.published.report_words import Language
from marketdata.published.reports import Form as ReportForm
from marketdata.published.reports import json_of, report, written
from marketdata.row_files import FIELDS

BAR_FIELDS = ("date", "time", "open", "high", "low", "close", "volume", "amount_fen", "trades")
METHODS = ("listed", "block", "auction")
REPORT_FORMS = {"csv": ReportForm.CSV, "txt": ReportForm.TEXT}

Found = Mapping[str, Any]


def bars(sources: Sources, asked: Asked) -> Make:
    """Bars of an instrument, those of the running day as they are now."""
    values, board = asked.values, sources.feed.board
    instrument, after, limit = values["instrument"], values[AFTER] or "", values["limit"]
    if board.bars_of(instrument) is None:
        raise instrument_unknown(instrument, board.codes(BARS[0]))
    first, last = _day_of(after) or values["from"] or "", values["to"] or ENDS[1][1]
    wanted = Wanted(instrument, values["span"], first, last)
    now = running(board, wanted)

    def make() -> Rows:
        every = _bars(sources, wanted, now)
        keyed = ((f"{bar['date']} {bar['time'] or ''}".strip(), bar) for bar in every)
        later = ((key, [bar[name] for name in BAR_FIELDS]) for key, bar in keyed if key > after)
        return page(asked.route.columns, list(islice(later, limit + 1)), limit)

    return make


def _day_of(key: str) -> str:
    """The day of a bar's key, empty where it has none that can be."""
    try:
        parse_date(key[:10])
    except UnitError:
        return ""
    return key[:10]


def _bars(sources: Sources, wanted: Wanted, now: list[dict[str, Any]]) -> Iterator[Found]:
    more: str | None = wanted.first
    while more is not None:
        asked = wanted._replace(first=more)
        found = bar_answers.answer(sources.history, asked, now, sources.feed.sessions_on)
        yield from found["bars"]
        more = found["more_from"]


def days(sources: Sources, asked: Asked) -> Make:
    """Daily rows in order of day and code."""
    values, route = asked.values, asked.route
    after, limit, last = values[AFTER] or "", values["limit"], values["to"] or ENDS[1][1]
    first = max(after[:10], values["from"] or "")
    in_chinese = values["lang"] == Language.ZH
    columns, row_of = (route.in_chinese, _in_chinese) if in_chinese else (route.columns, _row)
    rows = imported_rows if values["imported"] else venue_rows

    def make() -> Rows:
        every = rows(sources.history, first, last, values["instrument"])
        keyed = (("/".join(key_of(row)), row) for row in every)
        later = ((key, row_of(row)) for key, row in keyed if key > after)
        return page(columns, list(islice(later, limit + 1)), limit)

    return make


def venue_rows(history: History, first: str, last: str, instrument: str | None) -> Iterator[Found]:
    """The venue's own daily rows."""
    more: str | None = first
    while more is not None:
        rows, more = history.rows(more, last, instrument)
        yield from rows


def imported_rows(
    history: History, first: str, last: str, instrument: str | None
) -> Iterator[Found]:
    """The venue's own daily rows, and imported ones of what it has none."""
    days = ImportedDays(history)
    errata = {key_of(each): each["published"] for each in days.errata(first, last)}
    others: Iterator[Found] = (
        {**row, "corrected_on": errata.get(key_of(row))}
        for row in days.rows(first, last)
        if instrument in (None, row["instrument"])
    )
    both = merge(venue_rows(history, first, last, instrument), others, key=key_of)
    return (next(same) for _, same in groupby(both, key=key_of))


def _row(row: Found) -> Row:
    first = row.get("first_day")
    named = {**row, "first_day": None if first is None else int(first)}
    return [named.get(name) for name in FIELDS]


def _in_chinese(row: Found) -> Row:
    close, before = row["close"], row["previous_close"]
    moved = None if None in (close, before) else close - before
    prices = [row[name] for name in ("open", "close", "high", "low")]
    sums = [
        _sum(row[f"{method}_{what}"] for method in METHODS) for what in ("volume", "amount_fen")
    ]
    return [row["date"], row["instrument"], *prices, moved, row["change_pct"], *sums]


def _sum(values: Iterable[int | None]) -> int | None:
    """The sum of those that are known, None where none is."""
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def bulletins(sources: Sources, asked: Asked) -> Make:
    """A bulletin as published."""
    date = None if asked.values["date"] == LATEST else asked.values["date"]

    def make() -> Document:
        found = sources.history.bulletin(date)
        if found is None:
            rule = f"no bulletin of {date or 'any day'} yet"
            raise RequestError("bulletin_unknown", rule, field="date", value=date)
        return Document(shown(BULLETIN_DATA, found))

    return make


def bulletins_of_spans(sources: Sources, asked: Asked) -> Make:
    """A bulletin made of the daily rows of a span."""
    span, date, reader = asked.values["span"], parse_date(asked.values["date"]), asked.route.answer
    assert reader is not None

    def make() -> Document:
        try:
            found = bulletin_of(rows_until(sources.history, parse_date(ENDS[1][1])), span, date)
        except ReportRefused as error:
            raise RequestError("report_empty", str(error), field="date") from error
        return Document(shown(reader, found))

    return make


def reports(sources: Sources, asked: Asked) -> Make:
    """Figures of the span of days that a day lies in."""
    values = asked.values
    period, other = (
        None if values[name] is None else period_of(values["span"], parse_date(values[name]))
        for name in ("date", "against")
    )
    assert period is not None
    return lambda: _report(sources.history, asked, period, other)


def period(sources: Sources, asked: Asked) -> Make:
    """Figures from a day to a day."""
    values = asked.values
    first, last = parse_date(values["from"]), parse_date(values["to"])
    names = [f"against_{name}" for name, _ in ENDS]
    texts = [values[name] or end for name, (_, end) in zip(names, ENDS, strict=True)]
    other = Period(*map(parse_date, texts)) if any(values[name] for name in names) else None
    return lambda: _report(sources.history, asked, Period(first, last), other)


def _report(
    history: History, asked: Asked, wanted: Period, other: Period | None
) -> Document | Written:
    above = asked.values["above"]
    prices = [] if above is None else [parse_hundredths(above)]
    try:
        found = days_until(history, max(wanted.last, other.last if other else 0))
        made = report(found, wanted, other, prices)
    except ReportRefused as error:
        raise RequestError("report_empty", str(error), field="date") from error
    if asked.form == JSON:
        return Document(json_of(made))
    language = Language(asked.values["lang"])
    if asked.form == PDF:
        from marketdata.published.report_paper import pdf_of  # not before a paper is asked for

        return Written(pdf_of(made, language))
    form = REPORT_FORMS[asked.form.ending]
    return Written(f"{written(made, form, language)}\n".encode())


HANDLERS: dict[str, Handler] = {
    "bars": bars,
    "days": days,
    "bulletins": bulletins,
    "bulletins_of_spans": bulletins_of_spans,
    "reports": reports,
    "period": period,
}
