"""Dates of the calendar."""

from __future__ import annotations

import datetime as dt

from engine.units import DATE_MAX, DATE_MIN


def is_date(number: int) -> bool:
    """Whether yyyymmdd is a day of the calendar within the bounds of the house."""
    if not DATE_MIN <= number <= DATE_MAX:
        return False
    try:
        dt.date(number // 10_000, number // 100 % 100, number % 100)
    except ValueError:
        return False
    return True
