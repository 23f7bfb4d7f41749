"""The lines about fees by date.

fees of CEA25 from 2026-01-06: trading 6000 ppm, at least 0.00; settlement 500 ppm, at least 0.10
fees of all from 2026-01-06 are taken back
CEA25 parameter trading_fee_ppm is 6000     what is in force
"""

from __future__ import annotations

from engine.commands import CommandKind, Parameter
from tests.oracle.records import Event
from tests.scenarios.language import cash, date_of, line
from tests.scenarios.stage import Stage


@line(
    r"fees of (?P<code>\w+) from (?P<date>[\d-]+): trading (?P<trading>-?\d+) ppm, at least"
    r" (?P<least>[\d.]+); settlement (?P<settlement>-?\d+) ppm, at least (?P<other>[\d.]+)"
)
def set_fees(
    stage: Stage, code: str, date: str, trading: str, least: str, settlement: str, other: str
) -> list[Event]:
    return stage.send(
        CommandKind.SET_FEES,
        instrument=0 if code == "all" else stage.instrument(code),
        date=date_of(date),
        quantity=int(trading),
        amount_fen=cash(least),
        value=int(settlement),
        reference=cash(other),
    )


@line(r"fees of all are set for (?P<count>\d+) days of (?P<month>\d{4}-\d\d) and later")
def set_many(stage: Stage, count: str, month: str) -> list[Event]:
    """The answer is that of the last one."""
    first = int(month.replace("-", "")) * 100
    dates = [first + 100 * (each // 28) + each % 28 + 1 for each in range(int(count))]
    return [stage.send(CommandKind.SET_FEES, date=date) for date in dates][-1]


@line(r"fees of (?P<code>\w+) from (?P<date>[\d-]+) are taken back")
def withdraw_fees(stage: Stage, code: str, date: str) -> list[Event]:
    number = 0 if code == "all" else stage.instrument(code)
    return stage.send(CommandKind.WITHDRAW_FEES, instrument=number, date=date_of(date))


@line(r"(?P<code>\w+) parameter (?P<name>\w+) is (?P<value>\d+)")
def in_force(stage: Stage, code: str, name: str, value: str) -> str:
    found = stage.twin.state["instruments"][0][stage.instrument(code)]["parameters"]
    is_now = int(found[Parameter[name.upper()]])
    return "" if is_now == int(value) else f"it is {is_now}"
