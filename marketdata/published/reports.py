"""A report of a period: its figures beside those of another period, as text, JSON and CSV."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from engine.texts.csv_files import csv_text
from engine.units import format_date, format_hundredths
from gateway.terminal.tables import count, money
from marketdata.day_rows import ALLOWANCES
from marketdata.errors import ReportRefused
from marketdata.published.figures import ALL, Day, Figure, Unit, figures, growth
from marketdata.published.periods import Period


class Language(StrEnum):
    """Languages of a report's words."""

    ZH = "zh"
    EN = "en"


class Form(StrEnum):
    """Forms of a report."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"


COLUMNS = ("figure", "instrument", "method", "value", "unit", "date", "against", "growth_pct")
# Words in Chinese and in English, by the name in JSON.
WORDS = {
    "volume": ("成交量", "volume"),
    "amount": ("成交额", "amount"),
    "mean_price": ("成交均价", "mean price"),
    "mean_month_volume": ("月均成交量", "mean volume of a month"),
    "close": ("收盘价", "close"),
    "close_before": ("前期收盘价", "close before the period"),
    "rise": ("涨跌幅", "change of the close"),
    "first_open": ("首日开盘价", "first open"),
    "rise_since_first_open": ("较首日开盘价涨跌幅", "change since the first open"),
    "lowest_close": ("最低收盘价", "lowest close"),
    "highest_close": ("最高收盘价", "highest close"),
    "first_above": ("收盘价首次高于", "close first above"),
    "mean_daily_move": ("日均涨跌幅绝对值", "mean daily move"),
    "days": ("交易日数", "trading days"),
    "days_with_trade": ("有成交天数", "days with trade"),
    "days_without_trade": ("无成交天数", "days without trade"),
    "active_days": ("交易活跃天数", "active days"),
    "days_without_composite": ("无综合价格天数", "days without a composite"),
    ALL: ("合计", "all methods"),
    "listed": ("挂牌协议交易", "listed"),
    "block": ("大宗协议交易", "block"),
    "auction": ("单向竞价", "auction"),
}
UNITS = {
    Unit.TONNES: ("吨", "t"),
    Unit.MEAN_TONNES: ("吨", "t"),
    Unit.AMOUNT: ("元", "CNY"),
    Unit.PRICE: ("元/吨", "CNY/t"),
    Unit.PERCENT: ("%", "%"),
    Unit.DAYS: ("天", "days"),
}
HEAD = ("全国碳市场碳排放配额", "Allowances of the national carbon market")
AGAINST = ("对比期", "against")
GROWING = {"volume", "amount", "mean_price", "mean_month_volume", "close"}


@dataclass(frozen=True)
class Report:
    """A period's figures, each with that of the other period, if there is one."""

    period: Period
    against: Period | None
    days: tuple[int, int]  # the first and the last that there are of the period
    figures: Sequence[tuple[Figure, int | None]]


def report(
    days: Sequence[Day], period: Period, against: Period | None, above: Sequence[int]
) -> Report:
    """Make a report from the market's days. Raises ReportRefused where a period has none."""
    others: dict[tuple[str, str, str], int | None] = {}
    if against is not None:
        _days_in(days, against)
        others = {each.key: each.value for each in figures(days, against)}
    inside = _days_in(days, period)
    found = [(each, others.get(each.key)) for each in figures(days, period, above)]
    return Report(period, against, (inside[0].date, inside[-1].date), found)


def _days_in(days: Sequence[Day], period: Period) -> list[Day]:
    found = [day for day in days if day.date in period]
    if not found:
        span = " to ".join(map(format_date, period))
        raise ReportRefused(f"the history has no day from {span}: import it, or name another")
    return found


def json_of(made: Report) -> dict[str, Any]:
    """The report as one object; values are integers of the unit that is named."""
    against = None if made.against is None else _dates(made.against)
    first, last = map(format_date, made.days)
    rows = [
        {
            "figure": figure.name,
            "instrument": figure.instrument or None,
            "method": figure.method or None,
            "value": figure.value,
            "unit": figure.unit.value,
            "date": None if figure.date is None else format_date(figure.date),
            "against": other,
            "growth_pct": _percent(_growth(figure, other)),
        }
        for figure, other in made.figures
    ]
    head = {"market": ALLOWANCES, **_dates(made.period), "first_day": first, "last_day": last}
    return head | {"against": against, "figures": rows}


def csv_of(made: Report, language: Language) -> str:
    """The report as rows of CSV with a header; decimals in t, CNY, CNY/t, percent."""
    rows = [
        (
            _word(figure.name, language),
            figure.instrument,
            _word(figure.method, language),
            _decimal(figure.unit, figure.value),
            UNITS[figure.unit][_place(language)],
            "" if figure.date is None else format_date(figure.date),
            _decimal(figure.unit, other),
            _percent(_growth(figure, other)),
        )
        for figure, other in made.figures
    ]
    return csv_text([COLUMNS, *rows])


def text_of(made: Report, language: Language) -> str:
    """The report as lines; sums that neither period has are left out."""
    heads = [f"{HEAD[_place(language)]} {' – '.join(_dates(made.period).values())}"]
    if made.against is not None:
        heads.append(f"{AGAINST[_place(language)]} {' – '.join(_dates(made.against).values())}")
    shown = [each for each in made.figures if _says_something(*each)]
    lines = [_line(figure, other, language) for figure, other in shown]
    return "\n".join([*heads, *lines])


def _says_something(figure: Figure, other: int | None) -> bool:
    """Whether a line of it is worth reading: sums without a trade are not."""
    return bool(figure.value or other) or (not figure.method and figure.value is not None)


def _line(figure: Figure, other: int | None, language: Language) -> str:
    names = (figure.instrument, _word(figure.method, language), _word(figure.name, language))
    parts = [" ".join(name for name in names if name), _shown(figure, language)]
    if figure.date is not None or figure.name == "first_above":
        parts.append("-" if figure.date is None else format_date(figure.date))
    if other is not None:
        change = _percent(_growth(figure, other))
        against = f"{AGAINST[_place(language)]} {_number(figure.unit, other)}"
        parts.append(f"({against}{f', {change} %' if change is not None else ''})")
    return "  ".join(parts)


def _shown(figure: Figure, language: Language) -> str:
    return f"{_number(figure.unit, figure.value)} {UNITS[figure.unit][_place(language)]}".strip()


def _growth(figure: Figure, other: int | None) -> int | None:
    return growth(figure.value, other) if figure.name in GROWING else None


def _percent(value: int | None) -> str | None:
    return None if value is None else format_hundredths(value)


def _number(unit: Unit, value: int | None) -> str:
    """A value with thousands apart."""
    if value is None:
        return "-"
    return money(value) if unit.startswith("0.01") else count(value)


def _decimal(unit: Unit, value: int | None) -> str:
    if value is None:
        return ""
    return format_hundredths(value) if unit.startswith("0.01") else str(value)


def _dates(period: Period) -> dict[str, str]:
    return {"from": format_date(period.first), "to": format_date(period.last)}


def _word(name: str, language: Language) -> str:
    return WORDS[name][_place(language)] if name else ""


def _place(language: Language) -> int:
    return list(Language).index(language)


def written(made: Report, form: Form, language: Language) -> str:
    """The report in a form, without a line end after it."""
    match form:
        case Form.JSON:
            return json.dumps(json_of(made), ensure_ascii=False)
        case Form.CSV:
            return csv_of(made, language).removesuffix("\n")
    return text_of(made, language)
