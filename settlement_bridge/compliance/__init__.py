"""Compliance (履约): what emitters owe, how they give it up, what is carried over, alerts,
certificates and statistics.

Here is its arithmetic, in whole tonnes and fen: offset, carry-over, late surrender,
completion.

It knows of no tables and no time. Every figure that a rule text may change is a field of
`YearRules` or `CarryOverRules`.
"""

from __future__ import annotations

from calendar import monthrange
from typing import NamedTuple

from settlement_bridge.books.parties import Sector

# codes of certified emission reductions (核证自愿减排量) begin with it; all others are allowances
CREDIT_PREFIX = "CCER"
BASIS_POINTS = 10_000


class YearRules(NamedTuple):
    """The rules of a year's obligations; they apply until others are set for the year."""

    year: int
    deadline: int  # last day of surrender, yyyymmdd
    offset_bp: int = 500  # the share of the amount due that credits may make up
    fine_low: int = 5  # times the average price of a tonne that was not surrendered in time
    fine_high: int = 10


class CarryOverRules(NamedTuple):
    """A round of carry-over (结转): T = floor(base + numerator / denominator x net sold), not more
    than was held.
    """

    year: int  # of the new units
    instrument: str  # the new units' code
    sold_from: int  # net sales are counted from this day, yyyymmdd,
    sold_to: int  # to this one, which is also the day whose holding bounds T
    base_power: int = 10_000
    base_other: int = 100_000  # steel, cement, aluminium
    numerator: int = 3
    denominator: int = 2

    def base(self, sector: Sector) -> int | None:
        """The base of a sector, None when it takes no part."""
        if sector == Sector.NONE:
            return None
        return self.base_power if sector == Sector.POWER else self.base_other


def is_credit(instrument: str) -> bool:
    """Whether units of this code offset rather than surrender."""
    return instrument.startswith(CREDIT_PREFIX)


def offset_most(due: int, offset_bp: int) -> int:
    """Tonnes of credits that may replace allowances: the share of the amount due, rounded down."""
    return due * offset_bp // BASIS_POINTS


def carry_over_most(rules: CarryOverRules, sector: Sector, net_sold: int, held: int) -> int:
    """Tonnes that may be carried over; net purchases count as no sale."""
    base = rules.base(sector)
    if base is None:
        return 0
    return min(base + max(net_sold, 0) * rules.numerator // rules.denominator, held)


def average_price(amount_fen: int, quantity: int) -> int | None:
    """Average price in ticks of 0.01 CNY, rounded half up; None when nothing traded."""
    return (2 * amount_fen + quantity) // (2 * quantity) if quantity else None


def fine_fen(average: int, shortfall: int, times: int) -> int:
    """A fine for tonnes that were not surrendered in time."""
    return average * shortfall * times


def month_before(deadline: int) -> tuple[int, int]:
    """First and last day of the calendar month before the one in which a deadline lies, as
    yyyymmdd.
    """
    year, month = deadline // 10_000, deadline // 100 % 100
    year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    first = year * 10_000 + month * 100
    return first + 1, first + monthrange(year, month)[1]


def completion_bp(due: int, given_up: int) -> int:
    """Share of what was due that was given up, in hundredths of a percent, rounded half up; all of
    nothing is all.
    """
    return (2 * given_up * BASIS_POINTS + due) // (2 * due) if due else BASIS_POINTS


class Position(NamedTuple):
    """An entity against its obligation of a year, t; allowances are those that pay for it."""

    entity: int
    name: str
    province: int
    year: int
    emissions: int
    due: int
    surrendered: int
    offset: int
    offset_most: int  # credits that may be used in all
    registry_available: int  # allowances
    trading_available: int
    withheld: int  # allowances frozen, pledged, requested for carry-over or on their way
    credits: int  # registry-available
    deadline: int  # yyyymmdd; 0: not set
    to_receive: int = 0  # allowances bought and not delivered yet
    to_deliver: int = 0  # allowances sold and not delivered yet: part of what is trading-available
    ineligible: int = 0  # allowances available of vintages that do not pay for this year
    surrendered_ineligible: int = 0  # of what is surrendered: of vintages that did not pay then
    vintages: str = ""  # the codes that pay; empty where the rule is not known

    @property
    def outstanding(self) -> int:
        """What is still to be given up."""
        return max(self.due - self.surrendered - self.offset, 0)

    @property
    def available(self) -> int:
        """Allowances that can be had once today's trades are delivered; orders do not count before
        they trade.
        """
        return self.registry_available + self.trading_available + self.to_receive - self.to_deliver

    @property
    def shortfall(self) -> int:
        """What is missing when all allowances that can be had are given up."""
        return max(self.outstanding - self.available, 0)
