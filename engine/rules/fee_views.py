"""Fees, read from the state: in force, and by date."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from engine.commands import Parameter
from engine.rules.state import FEE_RATES, StateArray
from engine.rules.view_rows import instrument_code
from engine.units import format_date

RATES = [Parameter(Parameter.TRADING_FEE_PPM + index) for index in range(FEE_RATES)]
_NAMES = [each.name.lower() for each in RATES]


def fees_in_force(state: StateArray, numbers: Iterable[int]) -> list[dict[str, Any]]:
    """The fees of instruments now."""
    rows = []
    for number in numbers:
        values = state["instruments"][0][number]["parameters"]
        head = {"instrument": instrument_code(state, number), "from": None, "in_force": True}
        rows.append(
            head | {name: int(values[each]) for name, each in zip(_NAMES, RATES, strict=True)}
        )
    return rows


def fees_by_date(state: StateArray) -> list[dict[str, Any]]:
    """The rows of the schedule, in order of their dates; those of the running day are in force."""
    schedule = state["fee_schedule"][0]
    rows = []
    for row in schedule["rows"][: int(schedule["used"])]:
        number = int(row["instrument"])
        head = {
            "instrument": instrument_code(state, number) if number else None,
            "from": format_date(int(row["date"])),
            "in_force": bool(row["in_force"]),
        }
        rows.append(head | dict(zip(_NAMES, row["rates"].tolist(), strict=True)))
    return rows


def coming_fees(state: StateArray, number: int) -> dict[Parameter, tuple[int, str]]:
    """The first rates by date that an instrument waits for, and the date."""
    schedule, found = state["fee_schedule"][0], dict[Parameter, tuple[int, str]]()
    for row in schedule["rows"][: int(schedule["used"])]:
        first = not found or format_date(int(row["date"])) == next(iter(found.values()))[1]
        if first and not row["in_force"] and int(row["instrument"]) in (0, number):
            date = format_date(int(row["date"]))
            values = zip(RATES, row["rates"].tolist(), strict=True)
            found = {rate: (value, date) for rate, value in values}
    return found
