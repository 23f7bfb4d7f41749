"""What late surrender costs: the average price over the window of the year's law, and the range of
a fine.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from engine.instrument_codes import is_allowance
from engine.units import format_date
from settlement_bridge.books import TradeStatus
from settlement_bridge.books.scopes import Seen
from settlement_bridge.compliance import Position, average_price, fine_fen
from settlement_bridge.compliance.positions import positions
from settlement_bridge.errors import Refusal
from settlement_bridge.law import Sanction
from settlement_bridge.law.in_force import Law, Window
from settlement_bridge.law.kept import law_of
from settlement_bridge.store.settlement_tables import trades

LATE_SURRENDER = "late_surrender"


class Late(NamedTuple):
    """What it costs an entity that it did not surrender in time."""

    entity: int
    name: str
    outstanding: int
    low_fen: int
    high_fen: int


class PriceDay(NamedTuple):
    """What was traded on a day, t and fen."""

    date: int
    quantity: int
    amount_fen: int


class LateFigures(NamedTuple):
    """A year's late surrender: the average price of the window of its law, and who is late."""

    year: int
    deadline: int
    first: int
    last: int
    methods: tuple[str, ...]
    quantity: int
    amount_fen: int
    average: int  # ticks of 0.01 CNY
    stage: str  # at which a multiple of the price is due; empty: the law of the day has none
    late: list[Late]


def late_figures(
    connection: Connection,
    year: int,
    window: str | None = None,
    methods: str | None = None,
    seen: Seen = None,
) -> LateFigures | Refusal:
    """Figures for entities that still owe tonnes of a year and are `seen`, by the price window of
    its law or by another reading of it; fines between the factors of a multiple fine, where the
    law has one.
    """
    law = law_of(connection)
    chosen = law.price_window(year, window, methods)
    if chosen is None:
        return no_deadline(year)
    total = total_of(price_days(connection, chosen))
    average = average_price(total.amount_fen, total.quantity)
    if average is None:
        first, last = format_date(chosen.first), format_date(chosen.last)
        message = f"nothing was traded from {first} to {last}: there is no average price"
        return Refusal("no_trades", "year", year, None, message)
    rule = multiple_of(law, year)
    factors = (rule.low, rule.high) if rule else (0, 0)
    owing = (row for row in positions(connection, year, seen=seen) if row.outstanding)
    late = [_late(row, average, factors) for row in owing]
    figures = (chosen.first, chosen.last, chosen.methods, total.quantity, total.amount_fen, average)
    return LateFigures(year, law.deadline(year), *figures, rule.stage if rule else "", late)


def no_deadline(year: int) -> Refusal:
    """The refusal of figures that need a deadline."""
    message = "the law of this year is not known: set its deadline first"
    return Refusal("deadline_unknown", "year", year, None, message)


def multiple_of(law: Law, year: int) -> Sanction | None:
    """The fine of a year's late surrender that is a multiple of price and shortfall, or None."""
    found = law.sanctions(LATE_SURRENDER, year, law.offence_day(year))
    return next((row for row in found if row.measure == "multiple"), None)


def _late(row: Position, average: int, factors: tuple[int, int]) -> Late:
    low, high = (fine_fen(average, row.outstanding, factor) for factor in factors)
    return Late(row.entity, row.name, row.outstanding, low, high)


def price_days(connection: Connection, window: Window) -> list[PriceDay]:
    """What was traded of allowances on each day of a window, by the methods that count."""
    counted = (
        trades.c.date.between(window.first, window.last),
        trades.c.method.in_(window.methods),
        trades.c.status != TradeStatus.UNDONE,
    )
    sums = (func.sum(trades.c.quantity), func.sum(trades.c.amount_fen))
    query = select(trades.c.date, trades.c.instrument, *sums).where(*counted)
    rows = connection.execute(query.group_by(trades.c.date, trades.c.instrument))
    days: dict[int, PriceDay] = {}
    for date, instrument, quantity, amount in rows:
        if is_allowance(instrument):
            before = days.get(date, PriceDay(date, 0, 0))
            days[date] = PriceDay(
                date, before.quantity + int(quantity), before.amount_fen + int(amount)
            )
    return [days[date] for date in sorted(days)]


def total_of(days: Iterable[PriceDay]) -> PriceDay:
    """The sums of some days, of no date."""
    found = list(days)
    return PriceDay(0, sum(day.quantity for day in found), sum(day.amount_fen for day in found))
