"""What `calendar` and `schedule` answer of hours and of steps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from engine.commands import Phase
from engine.units import format_date
from gateway.schedule.forecast import Step
from gateway.schedule.hours import TradingHours

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
NO_HOURS: dict[str, list[Any]] = {"hours": [], "short_days": []}  # where staff moves the day


def hours_of(hours: TradingHours, first: int, last: int) -> dict[str, list[Any]]:
    """The hours from one date to another, each since when, and the days that close early."""
    return {
        "hours": [
            {"since": format_date(since), "phase": word(phase), "from": f"{begin:%H:%M}"}
            for since, each in hours.between(first, last)
            for phase, begin in each.begins
        ],
        "short_days": [
            {"date": format_date(date), "closed": f"{close:%H:%M}"}
            for date, close in hours.short.items()
            if first <= date <= last
        ],
    }


def step_row(step: Step, codes: Mapping[int, str]) -> dict[str, Any]:
    """A step of the schedule. `codes`: of instruments, by their numbers."""
    return {
        "at": f"{step.at:%Y-%m-%d %H:%M:%S}",
        "at_ns": (step.at - EPOCH) // dt.timedelta(microseconds=1) * 1_000,
        "step": step.kind.name.lower(),
        "date": format_date(step.date),
        "phase": None if step.phase is None else word(step.phase),
        "auction": step.auction,
        "instrument": codes.get(step.halt) if step.halt else None,
        "waits_for": step.waits_for,
    }


def word(phase: Phase) -> str:
    """A phase as messages have it."""
    return phase.name.lower()
