"""A report of a period: its figures beside those of another period, as text, JSON and CSV."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from engine.instrument_codes import is_credit
from engine.texts.csv_files import csv_text
from engine.units import format_date
from marketdata.corrections import Correction
from marketdata.day_rows import ALLOWANCES, PRICES
from marketdata.errors import ReportRefused
from marketdata.published.entities import Traded
from marketdata.published.figures import Day, Figure, Unit, figures, growth
from marketdata.published.periods import Period
from marketdata.published.report_words import (
    Language,
    date_of,
    decimal,
    number,
    percent,
    phrase,
    unit_of,
    word,
)


class Form(StrEnum):
    """Forms of a report as text; `report_paper` draws it."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"


COLUMNS = (
    *("market", "figure", "instrument", "method", "value", "unit", "date", "against"),
    "growth_pct",
)
GROWING = {"volume", "amount", "mean_price", "mean_month_volume", "close"}


@dataclass(frozen=True)
class Report:
    """A period's figures, each with that of the other period, if there is one."""

    period: Period
    against: Period | None
    inside: Sequence[Day]  # the days that there are of the period
    figures: Sequence[tuple[Figure, int | None]]

    @property
    def corrections(self) -> list[Correction]:
        """Of the period's days, in order."""
        return [each for day in self.inside for each in day.corrections]


def report(
    days: Sequence[Day],
    period: Period,
    against: Period | None,
    above: Sequence[int],
    traded: Traded | None = None,
) -> Report:
    """Make a report from the market's days, and of entities from what a log says they traded.

    Raises ReportRefused where a period has none.
    """
    others: dict[tuple[str, str, str], int | None] = {}
    if against is not None:
        others = {each.key: each.value for each in _figures(days, against, (), traded)}
    found = _figures(days, period, above, traded)
    inside = [day for day in days if day.date in period]
    return Report(period, against, inside, [(each, others.get(each.key)) for each in found])


def _figures(
    days: Sequence[Day], period: Period, above: Sequence[int], traded: Traded | None
) -> list[Figure]:
    inside = [day for day in days if day.date in period]
    if not inside:
        span = " to ".join(map(format_date, period))
        raise ReportRefused(f"the history has no day from {span}: import it, or name another")
    if any(is_credit(code) for day in inside for code, _ in day.sums):
        rule = "these reports are of allowances; `ceax bulletin --span` has the figures of credits"
        raise ReportRefused(rule)
    found = figures(days, period, above)
    return found if traded is None else [*found, *traded.figures(inside)]


def json_of(made: Report) -> dict[str, Any]:
    """The report as one object; values are integers of the unit that is named."""
    against = None if made.against is None else _dates(made.against)
    rows = [
        {
            "figure": figure.name,
            "instrument": figure.instrument or None,
            "method": figure.method or None,
            "value": figure.value,
            "unit": figure.unit.value,
            "date": None if figure.date is None else format_date(figure.date),
            "against": other,
            "growth_pct": percent(growth_of(figure, other)),
        }
        for figure, other in made.figures
    ]
    ends = {"first_day": made.inside[0].date, "last_day": made.inside[-1].date}
    return {
        "market": ALLOWANCES,
        **_dates(made.period),
        **{name: format_date(date) for name, date in ends.items()},
        "against": against,
        "figures": rows,
        "errata": [each._asdict() for each in made.corrections],
    }


def csv_of(made: Report, language: Language) -> str:
    """The report as rows of CSV with a header; decimals in t, CNY, CNY/t, percent."""
    rows = [
        (
            ALLOWANCES,
            word(figure.name, language),
            figure.instrument,
            word(figure.method, language),
            decimal(figure.unit, figure.value),
            unit_of(figure.unit, language),
            "" if figure.date is None else format_date(figure.date),
            decimal(figure.unit, other),
            percent(growth_of(figure, other)),
        )
        for figure, other in made.figures
    ]
    return csv_text([COLUMNS, *rows])


def text_of(made: Report, language: Language) -> str:
    """The report as lines; sums that neither period has are left out."""
    shown = [each for each in made.figures if _says_something(*each)]
    lines = [_line(figure, other, language) for figure, other in shown]
    return "\n".join([*heads_of(made, language), *lines, *notes_of(made, language)])


def heads_of(made: Report, language: Language) -> list[str]:
    """The market and its period, and the period that it is held against."""
    heads = [f"{phrase('head', language)} {' – '.join(_dates(made.period).values())}"]
    if made.against is not None:
        heads.append(f"{phrase('against', language)} {' – '.join(_dates(made.against).values())}")
    return heads


def notes_of(made: Report, language: Language) -> list[str]:
    """A line for each row that was corrected: as first published, and as it counts."""
    return [
        phrase("erratum", language).format(
            date=each.date,
            code=each.instrument,
            published=each.published,
            figures=", ".join(_changed(name, *values) for name, values in each.figures.items()),
        )
        for each in made.corrections
    ]


def _changed(name: str, *values: int | str | None) -> str:
    """A figure before and after its correction; prices and amounts in CNY."""
    is_money = name in PRICES or name.endswith("_fen")
    unit = Unit.AMOUNT if is_money else Unit.TONNES
    before, after = (number(unit, each) if isinstance(each, int) else each for each in values)
    return f"{name.removesuffix('_fen')} {before or '-'} → {after}"


def _says_something(figure: Figure, other: int | None) -> bool:
    """Whether a line of it is worth reading: sums without a trade are not."""
    return bool(figure.value or other) or (not figure.method and figure.value is not None)


def _line(figure: Figure, other: int | None, language: Language) -> str:
    names = (figure.instrument, word(figure.method, language), word(figure.name, language))
    value = f"{number(figure.unit, figure.value)} {unit_of(figure.unit, language)}".strip()
    parts = [" ".join(name for name in names if name), value]
    if figure.date is not None or figure.name == "first_above":
        parts.append(date_of(figure) or "-")
    if other is not None:
        change = percent(growth_of(figure, other))
        against = f"{phrase('against', language)} {number(figure.unit, other)}"
        parts.append(f"({against}{f', {change} %' if change is not None else ''})")
    return "  ".join(parts)


def growth_of(figure: Figure, other: int | None) -> int | None:
    """The change of a figure that has one, in hundredths of a percent."""
    grows = figure.name in GROWING or figure.name.startswith("entities")
    return growth(figure.value, other) if grows else None


def _dates(period: Period) -> dict[str, str]:
    return {"from": format_date(period.first), "to": format_date(period.last)}


def written(made: Report, form: Form, language: Language) -> str:
    """The report as text, JSON or CSV, without a line end after it."""
    match form:
        case Form.JSON:
            return json.dumps(json_of(made), ensure_ascii=False)
        case Form.CSV:
            return csv_of(made, language).removesuffix("\n")
    return text_of(made, language)
