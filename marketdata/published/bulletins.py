"""The bulletin of a day, week, month or year out of a history, as the exchange prints it.

Sums are over the days of the span. The change is against the close of the last trading day before
the span: of a week that is the Friday before it, when it was open. A span of which days are missing
is refused, because totals of the days beside them say so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from engine.units import change_hundredths_pct, format_date, format_hundredths
from marketdata.bulletin_words import LANGUAGES, METHODS, Figures, text_of
from marketdata.day_rows import ALLOWANCES, COMPOSITE_CODE
from marketdata.errors import ReportRefused
from marketdata.published.credits_spans import are_credits, credits_of_span
from marketdata.published.days import DayRows, Total, cumulative, opening, running_of, together
from marketdata.published.gaps import gaps
from marketdata.published.periods import Period, period_of
from marketdata.published.slips import follows

NOTES = {
    "zh": "更正：{date} {code}，{published}发布；以更正后的数据为准。",
    "en": "Corrected: {code} of {date}, published {published}; the corrected figures count.",
}


def bulletin_of(days: Sequence[DayRows], span: str, date: int) -> dict[str, Any]:
    """The bulletin of the span in which a day lies; `days` are all of the history in order.

    Raises ReportRefused where the history has no day of it, or not all of them.
    """
    period = period_of(span, date)
    inside = [day for day in days if day.date in period]
    before = [day for day in days if day.date < period.first]
    if not inside:
        named = " to ".join(map(format_date, period))
        raise ReportRefused(f"the history has no day from {named}: import it, or name another")
    if are_credits(inside):
        return credits_of_span(span, before, inside)
    if span != "day":
        _refuse_gaps(days, period)
    return _written(span, before, inside)


def _written(span: str, before: Sequence[DayRows], inside: Sequence[DayRows]) -> dict[str, Any]:
    last = inside[-1]
    codes = sorted({row["instrument"] for day in inside for row in day.vintages})
    instruments = [_whole(span, before, inside, code) for code in codes]
    composite = _whole(span, before, inside, COMPOSITE_CODE)
    named = ("previous_close", "open", "high", "low", "close", "change_pct")
    prices = {name: composite[name] for name in named}
    totals = {
        "all": together(instruments),
        "year": _year_so_far([*before, *inside]),
        "cumulative": cumulative(last.rows),
    }
    figures = Figures(span, inside[0].date, last.date, prices, totals, instruments)
    notes = [each for day in inside for each in day.corrections]
    dates = {"from": format_date(inside[0].date), "date": format_date(last.date)}
    return {
        "market": ALLOWANCES,
        "span": span,
        **dates,
        "composite": prices,
        "totals": totals,
        "instruments": instruments,
        "errata": [each._asdict() for each in notes],
        **{f"text_{language}": _text(figures, language, notes) for language in LANGUAGES},
    }


def _text(figures: Figures, language: str, notes: Iterable[Any]) -> str:
    shown = [
        NOTES[language].format(date=each.date, code=each.instrument, published=each.published)
        for each in notes
    ]
    return "\n".join([text_of(figures, language), *([""] if shown else []), *shown])


def _whole(
    span: str, before: Sequence[DayRows], inside: Sequence[DayRows], code: str
) -> dict[str, Any]:
    """One instrument, or the composite, over the span."""
    rows = [day.rows[code] for day in inside if code in day.rows]
    closes = [row["close"] for row in rows if row["close"] is not None]
    close = closes[-1] if closes else None
    base = _base(before, inside, code)
    change = rows[-1]["change_pct"] if span == "day" and rows else _change(close, base)
    priced = [row["open"] for row in rows if row["open"] is not None]
    sums = {
        f"{method}_{what}": sum(row[f"{method}_{what}"] for row in rows)
        for method in METHODS
        for what in ("volume", "amount_fen")
    }
    total = cumulative({COMPOSITE_CODE: rows[-1]}) if rows else None
    return {
        "instrument": code,
        "previous_close": base,
        "open": priced[0] if priced else None,
        "high": max((row["high"] for row in rows if row["high"] is not None), default=None),
        "low": min((row["low"] for row in rows if row["low"] is not None), default=None),
        "close": close,
        "change_pct": change,
        **sums,
        "cumulative_volume": None if total is None else total["volume"],
        "cumulative_amount_fen": None if total is None else total["amount_fen"],
    }


def _base(before: Sequence[DayRows], inside: Sequence[DayRows], code: str) -> int | None:
    """The close before the span: as its first day names it, or else the last that there is; of an
    instrument that began in it, its base price.
    """
    named = [day.rows[code]["previous_close"] for day in inside if code in day.rows]
    closes = [day.rows[code]["close"] for day in before if code in day.rows]
    first = named[:1] if code in inside[0].rows else []
    known = [price for price in (*first, *reversed(closes), *named[:1]) if price is not None]
    return int(known[0]) if known else None


def _change(close: int | None, base: int | None) -> str | None:
    if close is None or not base:
        return None
    return format_hundredths(change_hundredths_pct(close, base))


def _year_so_far(days: Sequence[DayRows]) -> Total | None:
    """From the year's beginning to the last of these days: what the row says, else what the total
    has grown by since the last day of the year before. None where that cannot be known.
    """
    row, total = days[-1].rows.get(COMPOSITE_CODE, {}), cumulative(days[-1].rows)
    begins = days[-1].date // 10_000 * 10_000 + 101
    earlier = [day for day in days if day.date < begins]
    of_year = days[len(earlier) :]
    if row.get("year_volume") is not None and not any(day.corrections for day in of_year):
        return {"volume": row["year_volume"], "amount_fen": row["year_amount_fen"]}
    start = _total_at_turn(earlier[-1] if earlier else None, of_year[0], begins)
    if total is None or start is None:
        return None
    return {what: total[what] - start[what] for what in total}


def _total_at_turn(before: DayRows | None, first: DayRows, begins: int) -> Total | None:
    """The total when a year began, where no trading day can be missing before that."""
    start = opening(first)
    if before is None:
        return start if start is not None and not any(start.values()) else None
    total = cumulative(before.rows)
    return total if total == start or follows(before.date, begins) else None


def _refuse_gaps(days: Sequence[DayRows], period: Period) -> None:
    found = [str(gap) for gap in gaps([running_of(day) for day in days], period)]
    if found:
        raise ReportRefused(f"the history lacks days of it: {'; '.join(found)}")
