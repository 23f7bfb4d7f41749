"""A report on paper: its figures in tables, the composite's close and the volume in charts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.texts.paper import Chart, Grid, Notes, Part, paper
from engine.units import format_date, format_hundredths
from gateway.rehearsal.published_rows import COMPOSITE, METHODS
from gateway.terminal.tables import count
from marketdata.published.figures import ALL, Day, Figure, Unit
from marketdata.published.report_words import (
    Language,
    date_of,
    number,
    percent,
    phrase,
    unit_of,
    word,
)
from marketdata.published.reports import Report, growth_of, heads_of, notes_of

BARS_MAX = 80  # of days; more days are drawn by months
SUMS = ("volume", "amount", "mean_price")

Value = tuple[Figure, int | None]  # and the value of the period that it is held against


def pdf_of(made: Report, language: Language) -> bytes:
    """The report as a PDF file, the same bytes for the same report."""
    prices = [each for each in made.figures if each[0].instrument == COMPOSITE]
    market = [each for each in made.figures if not each[0].instrument and each[0].name not in SUMS]
    tables = (
        _listed(phrase("prices", language), prices, made, language),
        _listed(phrase("market", language), market, made, language),
    )
    trading = _sums(made, language)
    charts = _close(made.inside, language), _volume(made.inside, language)
    parts: list[Part] = [tables, charts[0], trading, charts[1]]
    notes = notes_of(made, language)
    if notes:
        parts.append(Notes(phrase("errata", language), notes))
    return paper(phrase("report", language), heads_of(made, language), parts)


def _columns(language: Language, names: Sequence[str], made: Report) -> list[str]:
    compared = (
        [] if made.against is None else [phrase(name, language) for name in ("against", "growth")]
    )
    return [*(phrase(name, language) for name in names), *compared]


def _compared(figure: Figure, other: int | None, made: Report) -> list[str]:
    if made.against is None:
        return []
    against = "" if other is None else number(figure.unit, other)
    return [against, percent(growth_of(figure, other)) or ""]


def _listed(heading: str, values: Sequence[Value], made: Report, language: Language) -> Grid:
    rows = [
        [
            word(figure.name, language),
            number(figure.unit, figure.value),
            unit_of(figure.unit, language),
            date_of(figure),
            *_compared(figure, other, made),
        ]
        for figure, other in values
        if figure.value is not None or other is not None
    ]
    return Grid(heading, _columns(language, ("figure", "value", "unit", "date"), made), rows)


def _sums(made: Report, language: Language) -> Grid:
    """A row for each vintage and method with a trade: volume, amount, mean price, and the close
    beside a vintage's total.
    """
    named = {(each[0].instrument, each[0].method, each[0].name): each for each in made.figures}
    keys = dict.fromkeys((code, method) for code, method, name in named if name in SUMS)
    rows = []
    for code, method in keys:
        values = [named[code, method, name] for name in SUMS]
        if values[0][0].value or values[0][1]:
            place = [code or phrase("whole_market", language), word(method, language)]
            numbers = [number(figure.unit, figure.value) for figure, _ in values]
            close = named.get((code, "", "close")) if method == ALL and code else None
            numbers.append("" if close is None else number(close[0].unit, close[0].value))
            rows.append([*place, *numbers, *_compared(*values[0], made)])
    heads = _columns(language, ("instrument", "method"), made)
    units = {name: named["", ALL, name][0].unit for name in SUMS} | {"close": Unit.PRICE}
    heads[2:2] = [f"{word(name, language)}, {unit_of(units[name], language)}" for name in units]
    if made.against is not None:
        heads[-2] = f"{phrase('against', language)}, {unit_of(Unit.TONNES, language)}"
    return Grid(phrase("trading", language), heads, rows, words=2, is_dense=True)


def _close(days: Sequence[Day], language: Language) -> Chart:
    closes = [day.close for day in days]
    dates = [format_date(day.date) for day in days]
    return Chart(phrase("closes", language), dates, closes, format_hundredths)


def _volume(days: Sequence[Day], language: Language) -> Chart:
    is_daily = len(days) <= BARS_MAX
    bars = dict(_bars(days, is_daily))
    heading = phrase("daily" if is_daily else "monthly", language)
    return Chart(heading, list(bars), list(bars.values()), count, are_bars=True)


def _bars(days: Sequence[Day], is_daily: bool) -> Iterator[tuple[str, int]]:
    """Volumes by day or month; a later one of a month has what was before it, too."""
    volumes: dict[str, int] = {}
    for day in days:
        name = format_date(day.date)[: 10 if is_daily else 7]
        volumes[name] = volumes.get(name, 0) + sum(
            each.volume for (_, method), each in day.sums.items() if method in METHODS
        )
        yield name, volumes[name]
