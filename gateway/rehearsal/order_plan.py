"""The orders that make one day's trades: who lists, who takes, and which vintage trades first.

For every instrument one member lists: asks at the open and above it, bids below it; none of them cross, so all may
stand together, and there are at most five prices, so all are within the five levels that a taker sees. Another member
takes, best price first: the open, the dearer asks upwards, then the bids downwards. Each take has price and quantity
of the listed order whose turn it is by price and time, so it makes exactly the planned trade.

The published composite open tells which vintage traded first: at the first trade of the day the vintages that have
not traded count at their previous close. The roles move on by one member every day: who bought yesterday sells today
(T+1).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from engine.units import format_date, format_hundredths
from gateway.rehearsal.errors import NoSuchTapeError
from gateway.rehearsal.published import PublishedDay, PublishedRow
from gateway.rehearsal.tape_plan import Figures, Trade, plan_trades, price_band
from gateway.rehearsal.weights import Weights

MEMBERS = 6  # members of a rehearsed venue; their accounts are 1 to MEMBERS


@dataclass(frozen=True)
class Order:
    """One order of one member: side `buy` or `sell`, price in ticks, quantity in t."""

    member: int
    code: str
    side: str
    price: int
    quantity: int

    def request(self) -> dict[str, object]:
        """The fields of the gateway's `new_order`."""
        return {"instrument": self.code, "side": self.side, "price": self.price, "quantity": self.quantity}


@dataclass(frozen=True)
class InstrumentOrders:
    """One instrument's day: the orders that rest and, in the same sequence, the orders that take them."""

    code: str
    listed: tuple[Order, ...]
    takes: tuple[Order, ...]


@dataclass(frozen=True)
class FirstTrade:
    """The vintage that trades first (None on a day without trades), why, and whether others might have."""

    code: str | None
    why: str
    choice: bool = False


@dataclass(frozen=True)
class DayOrders:
    """All orders of one day; the instrument that trades first stands first. `unplayable` says which rows no trades
    can show.
    """

    date: int
    first: FirstTrade
    instruments: tuple[InstrumentOrders, ...]
    unplayable: tuple[str, ...] = ()

    @property
    def orders(self) -> list[Order]:
        """Every order of the day."""
        return [order for each in self.instruments for order in (*each.listed, *each.takes)]


@dataclass(frozen=True)
class Funding:
    """What the members must hold before a run of days: cash in fen by member, units in t by (member, code)."""

    cash: Mapping[int, int]
    units: Mapping[tuple[int, str], int]


def plan_day(day: PublishedDay, number: int, weights: Weights, previous: Mapping[str, int]) -> DayOrders:
    """Orders of the day with this number within its segment; `previous` are the previous closes (or bases) by code."""
    first = first_trade(day, weights, previous)
    rows = sorted(enumerate(day.instruments), key=lambda place: place[1].code != first.code)
    plans, unplayable = [], []
    for place, row in rows:
        try:
            plans += [_instrument(row, place + number, previous[row.code])] if row.traded else []
        except NoSuchTapeError as error:
            unplayable.append(f"line {row.line}, {row.code} on {format_date(row.date)}: {error}")
    return DayOrders(day.date, first, tuple(plans), tuple(unplayable))


def first_trade(day: PublishedDay, weights: Weights, previous: Mapping[str, int]) -> FirstTrade:
    """The vintage whose first trade gives the published composite open; the table's first one when several or none
    do.
    """
    traded = day.traded
    if not traded:
        return FirstTrade(None, "nothing traded")
    published = day.composite.open if day.composite else None
    opens = {row.code: weights.composite({**previous, row.code: row.open or 0}) for row in traded}
    fitting = [code for code, value in opens.items() if value == published]
    return FirstTrade((fitting or list(opens))[0], _why(published, opens, fitting), len(traded) > 1)


def _why(published: int | None, opens: Mapping[str, int], fitting: Sequence[str]) -> str:
    if len(opens) == 1:
        return "the only one that traded"
    if published is None:
        return "no composite open is published: the first of the table"
    others = ", ".join(f"{code} {format_hundredths(value)}" for code, value in opens.items() if code not in fitting)
    if not fitting:
        return f"none gives the published composite open {format_hundredths(published)}: {others}"
    also = f" (so would {', '.join(fitting[1:])})" if fitting[1:] else ""
    instead = f"; first would give: {others}" if others else ""
    return f"gives the published composite open {format_hundredths(published)}{also}{instead}"


def _instrument(row: PublishedRow, turn: int, base: int) -> InstrumentOrders:
    lister, taker = (1 + (turn + step) % MEMBERS for step in (0, 1))
    trades = _trades(row, base)
    listed = tuple(_order(lister, row, trade, lists=True) for trade in trades)
    return InstrumentOrders(row.code, listed, tuple(_order(taker, row, trade, lists=False) for trade in trades))


def _order(member: int, row: PublishedRow, trade: Trade, *, lists: bool) -> Order:
    ask = trade.price >= (row.open or 0)
    return Order(member, row.code, "sell" if ask == lists else "buy", trade.price, trade.quantity)


def _trades(row: PublishedRow, base: int) -> list[Trade]:
    figures = Figures(row.open or 0, row.high or 0, row.low or 0, row.listed.volume, row.listed.amount_fen)
    return plan_trades(figures, price_band(base))


def funding(days: Iterable[DayOrders]) -> Funding:
    """The least cash and units with which these days can be traded in this order.

    Units bought become sellable on the next day; sale money is counted from the next day on as well, so that the
    order of a day's trades among different instruments does not matter.
    """
    cash, units = Counter[int](), Counter[tuple[int, str]]()
    cash_needed, units_needed = Counter[int](), Counter[tuple[int, str]]()
    for day in days:
        for order in day.orders:
            if order.side == "buy":
                cash[order.member] -= order.price * order.quantity
            else:
                units[order.member, order.code] -= order.quantity
        cash_needed |= Counter({member: -balance for member, balance in cash.items() if balance < 0})
        units_needed |= Counter({holding: -balance for holding, balance in units.items() if balance < 0})
        for order in day.orders:
            if order.side == "buy":
                units[order.member, order.code] += order.quantity
            else:
                cash[order.member] += order.price * order.quantity
    return Funding(dict(cash_needed), dict(units_needed))
