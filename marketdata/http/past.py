"""Answers from the history: bars, daily rows, bulletins and reports. Each is made on a thread."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from engine.units import UnitError, parse_date, parse_hundredths
from gateway.protocol.errors import RequestError
from marketdata import bar_answers
from marketdata.bar_answers import Wanted, running
from marketdata.channels import BARS
from marketdata.day_rows import ROW_FIELDS
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
from marketdata.http.forms import JSON, Row
from marketdata.http.live import ENDS
from marketdata.http.readers import LATEST
from marketdata.http.requests import AFTER, Asked
from marketdata.http.units import shown
from marketdata.messages import BULLETIN_DATA
from marketdata.published.days import days_until
from marketdata.published.periods import Period, period_of
from marketdata.published.report_words import Language
from marketdata.published.reports import Form as ReportForm
from marketdata.published.reports import json_of, report, written

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
        every = _bars(sources.history, wanted, now)
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


def _bars(history: History, wanted: Wanted, now: list[dict[str, Any]]) -> Iterator[Found]:
    more: str | None = wanted.first
    while more is not None:
        found = bar_answers.answer(history, wanted._replace(first=more), now)
        yield from found["bars"]
        more = found["more_from"]


def days(sources: Sources, asked: Asked) -> Make:
    """Daily rows in order of day and code."""
    values, route = asked.values, asked.route
    after, limit, last = values[AFTER] or "", values["limit"], values["to"] or ENDS[1][1]
    first = max(after[:10], values["from"] or "")
    in_chinese = values["lang"] == Language.ZH
    columns, row_of = (route.in_chinese, _in_chinese) if in_chinese else (route.columns, _row)

    def make() -> Rows:
        every = _days(sources.history, first, last, values["instrument"])
        keyed = ((f"{row['date']}/{row['instrument']}", row) for row in every)
        later = ((key, row_of(row)) for key, row in keyed if key > after)
        return page(columns, list(islice(later, limit + 1)), limit)

    return make


def _days(history: History, first: str, last: str, instrument: str | None) -> Iterator[Found]:
    more: str | None = first
    while more is not None:
        rows, more = history.rows(more, last, instrument)
        yield from rows


def _row(row: Found) -> Row:
    return [int(row[name]) if name == "first_day" else row[name] for name in ROW_FIELDS]


def _in_chinese(row: Found) -> Row:
    close, before = row["close"], row["previous_close"]
    moved = None if None in (close, before) else close - before
    prices = [row[name] for name in ("open", "close", "high", "low")]
    volume, amount = (
        sum(row[f"{method}_{what}"] for method in METHODS) for what in ("volume", "amount_fen")
    )
    return [row["date"], row["instrument"], *prices, moved, row["change_pct"], volume, amount]


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
    form, language = REPORT_FORMS[asked.form.ending], Language(asked.values["lang"])
    return Written(f"{written(made, form, language)}\n".encode())


HANDLERS: dict[str, Handler] = {
    "bars": bars,
    "days": days,
    "bulletins": bulletins,
    "reports": reports,
    "period": period,
}
