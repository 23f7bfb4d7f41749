"""Figures of a period, as the yearly reports of the market print them: a pure function of its days.

Volume and amount are sums over allowance vintages and methods of trading. Means and changes are
exact and rounded half away from zero to two decimals.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from engine.units import change_hundredths_pct, round_half_away
from gateway.rehearsal.published_rows import COMPOSITE, METHODS, NOTHING, Sum
from marketdata.corrections import Correction
from marketdata.published.gaps import Running, gaps
from marketdata.published.periods import Period, months_of

ALL = "all"  # methods together


class Unit(StrEnum):
    """Units of figures, which are integers."""

    TONNES = "t"
    MEAN_TONNES = "0.01 t"
    AMOUNT = "0.01 CNY"
    PRICE = "0.01 CNY/t"
    PERCENT = "0.01 %"
    DAYS = "days"
    ENTITIES = "entities"


@dataclass(frozen=True)
class Day:
    """A day of the market: the composite's prices and printed change, vintages' sums and closes.

    Prices are ticks of 0.01 CNY, the change hundredths of a percent; None is not known.
    """

    date: int
    open: int | None
    close: int | None
    change: int | None
    sums: Mapping[tuple[str, str], Sum]  # by vintage and method
    closes: Mapping[str, int]  # by vintage
    corrections: tuple[Correction, ...] = ()  # of its rows, which these figures follow
    running: Running | None = None

    @property
    def volume(self) -> int:
        """Of all vintages and methods, in t."""
        return sum(each.volume for each in self.sums.values())


class Figure(NamedTuple):
    """One figure of a vintage, of the composite (COMCEA), or of the whole market where it names no
    instrument. `date`: yyyymmdd, where the figure is of one day. None: there is none.
    """

    name: str
    instrument: str
    method: str
    unit: Unit
    value: int | None
    date: int | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        """What it is of, in any period."""
        return self.name, self.instrument, self.method


def figures(days: Sequence[Day], period: Period, above: Sequence[int] = ()) -> list[Figure]:
    """All figures of a period from the days of the market in order; `above`: prices in ticks.

    Days before the period give the close that its rise is against; those after it change nothing.
    """
    inside = [day for day in days if day.date in period]
    before = [day for day in days if day.date < period.first]
    return [
        *_turnover(inside),
        _missing(days, period),
        *_mean_month(inside, period),
        *_peak_month(inside, period),
        *_prices(before, inside),
        *_above(inside, above),
        *_moves(inside),
        *_counts(inside),
    ]


def growth(value: int | None, other: int | None) -> int | None:
    """Change against another period's value in hundredths of a percent; None where it has none."""
    if value is None or other is None or other <= 0:
        return None
    return change_hundredths_pct(value, other)


def _turnover(days: Sequence[Day]) -> Iterator[Figure]:
    vintages = sorted({vintage for day in days for vintage, _ in day.sums})
    for vintage in ("", *vintages):
        for method in (ALL, *METHODS):
            yield from _of(vintage, method, _total(days, vintage, method))
        if vintage:
            closes = [(day.closes[vintage], day.date) for day in days if vintage in day.closes]
            yield Figure("close", vintage, "", Unit.PRICE, *(closes[-1] if closes else (None,)))


def _total(days: Sequence[Day], vintage: str, method: str) -> Sum:
    found = (
        each
        for day in days
        for (code, how), each in day.sums.items()
        if vintage in ("", code) and method in (ALL, how)
    )
    return sum(found, NOTHING)


def _of(vintage: str, method: str, total: Sum) -> Iterator[Figure]:
    yield Figure("volume", vintage, method, Unit.TONNES, total.volume)
    yield Figure("amount", vintage, method, Unit.AMOUNT, total.amount_fen)
    mean = round_half_away(Fraction(total.amount_fen, total.volume)) if total.volume else None
    yield Figure("mean_price", vintage, method, Unit.PRICE, mean)


def _missing(days: Sequence[Day], period: Period) -> Figure:
    """What days that the history lacks have traded, as the running total says, at most."""
    known = [day.running for day in days if day.running is not None]
    volume = sum(gap.volume for gap in gaps(known, period))
    return Figure("missing_volume", "", ALL, Unit.TONNES, volume)


def _mean_month(days: Sequence[Day], period: Period) -> Iterator[Figure]:
    months = months_of(period)
    if months is not None:
        mean = round_half_away(Fraction(sum(day.volume for day in days) * 100, months))
        yield Figure("mean_month_volume", "", ALL, Unit.MEAN_TONNES, mean)


def _peak_month(days: Sequence[Day], period: Period) -> Iterator[Figure]:
    """Of a period of more than a month the one with the highest volume, the first of equals; its
    date is the first of the month.
    """
    if period.first // 100 == period.last // 100:
        return
    months: dict[int, int] = {}
    for day in days:
        month = day.date // 100 * 100 + 1
        months[month] = months.get(month, 0) + day.volume
    peak = max(months, key=lambda month: months[month], default=None)
    volume = None if peak is None else months[peak]
    yield Figure("peak_month_volume", "", ALL, Unit.TONNES, volume, peak)


def _prices(before: Sequence[Day], days: Sequence[Day]) -> Iterator[Figure]:
    """The composite's closes: the last, its rises, and the range with the first day of each."""
    closes = _closes(days)
    close = closes[-1] if closes else (None, None)
    earlier_closes = _closes(before)
    earlier = earlier_closes[-1] if earlier_closes else (None, None)
    opens = next(((day.open, day.date) for day in (*before, *days) if day.open), (None, None))
    yield _composite("close", *close)
    yield _composite("close_before", *earlier)
    yield Figure("rise", COMPOSITE, "", Unit.PERCENT, growth(close[0], earlier[0]))
    yield _composite("first_open", *opens)
    yield Figure("rise_since_first_open", COMPOSITE, "", Unit.PERCENT, growth(close[0], opens[0]))
    yield _composite("lowest_close", *min(closes, default=(None, None)))
    highest = min(((-price, date) for price, date in closes), default=None)
    yield _composite("highest_close", *((-highest[0], highest[1]) if highest else (None, None)))


def _closes(days: Sequence[Day]) -> list[tuple[int, int]]:
    return [(day.close, day.date) for day in days if day.close is not None]


def _composite(name: str, price: int | None, date: int | None) -> Figure:
    return Figure(name, COMPOSITE, "", Unit.PRICE, price, date)


def _above(days: Sequence[Day], above: Sequence[int]) -> Iterator[Figure]:
    """Of each price the first day whose close is higher; the value is that price."""
    for price in above:
        first = next((date for close, date in _closes(days) if close > price), None)
        yield _composite("first_above", price, first)


def _moves(days: Sequence[Day]) -> Iterator[Figure]:
    moves = [abs(day.change) for day in days if day.change is not None]
    mean = round_half_away(Fraction(sum(moves), len(moves))) if moves else None
    yield Figure("mean_daily_move", COMPOSITE, "", Unit.PERCENT, mean)


def _counts(days: Sequence[Day]) -> Iterator[Figure]:
    """Days; active ones (交易活跃天数) have more than the mean volume of a day."""
    total = sum(day.volume for day in days)
    counted = {
        "days": len(days),
        "days_with_trade": sum(day.volume > 0 for day in days),
        "days_without_trade": sum(day.volume == 0 for day in days),
        "active_days": sum(day.volume * len(days) > total for day in days),
        "days_without_composite": sum(day.close is None for day in days),
        "days_corrected": sum(bool(day.corrections) for day in days),
    }
    for name, number in counted.items():
        yield Figure(name, "", "", Unit.DAYS, number)
