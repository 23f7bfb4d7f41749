"""What an analyst asks for, checked: a refusal names the field, its value and what is allowed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from engine.units import UnitError, parse_date
from marketdata.errors import AnalysisRefused
from marketdata.spans import SPANS

FIRST, LAST = "0001-01-01", "9999-12-31"
Date = str | dt.date


def day(field: str, value: object) -> str:
    """A date as "2026-01-05"; a date of Python's calendar is taken too. Raises AnalysisRefused."""
    text = value.isoformat()[:10] if isinstance(value, dt.date) else value
    try:
        if isinstance(text, str) and parse_date(text):
            return text
    except UnitError:
        pass
    raise AnalysisRefused(field, value, "a date written as YYYY-MM-DD")


def days(from_date: Date | None, to_date: Date | None) -> tuple[str, str]:
    """The first and the last day wanted. Raises AnalysisRefused."""
    first = FIRST if from_date is None else day("from_date", from_date)
    last = LAST if to_date is None else day("to_date", to_date)
    if first > last:
        raise AnalysisRefused("to_date", last, f"from_date ({first}) or a later day")
    return first, last


def span(value: object) -> str:
    """A span of bars. Raises AnalysisRefused."""
    return word("span", value, SPANS)


def word(field: str, value: object, allowed: Collection[str]) -> str:
    """One of some words. Raises AnalysisRefused."""
    if isinstance(value, str) and value in allowed:
        return str(value)
    raise AnalysisRefused(field, value, ", ".join(allowed))


def instrument(value: object) -> str:
    """The code of an instrument. Raises AnalysisRefused."""
    if isinstance(value, str) and value:
        return value
    raise AnalysisRefused("instrument", value, "an instrument's code, as CEA25 or COMCEA")


def instrument_or_all(value: object) -> str | None:
    """A code, or None for all instruments. Raises AnalysisRefused."""
    return None if value is None else instrument(value)


def number(field: str, value: object) -> int | None:
    """The number of a trade, or None. Raises AnalysisRefused."""
    if value is None or (type(value) is int and value > 0):
        return value
    raise AnalysisRefused(field, value, "an integer above 0")
