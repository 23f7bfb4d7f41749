"""What members must hold before a run of days, so that each can do what is planned for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gateway.rehearsal.day_orders import DayOrders


@dataclass(frozen=True)
class Funding:
    """What the members must hold before a run of days: cash in fen by member, units in t by
    (member, code).
    """

    cash: Mapping[int, int]
    units: Mapping[tuple[int, str], int]


def funding(days: Iterable[DayOrders]) -> Funding:
    """The least cash and units with which these days can be traded in this order.

    Units bought become sellable on the next day; sale money is counted from the next day on as
    well, so that the order of a day's trades among different instruments does not matter.
    """
    cash, units = Counter[int](), Counter[tuple[int, str]]()
    cash_needed, units_needed = Counter[int](), Counter[tuple[int, str]]()
    for day in days:
        for order in day.orders:
            if order.side == "buy":
                cash[order.member] -= order.price * order.quantity
            else:
                units[order.member, order.code] -= order.quantity
        unsold = Counter(
            {(each.seller, each.code): each.offered - each.sold for each in day.auctions}
        )
        units.subtract(unsold)
        cash_needed |= Counter(
            {member: -balance for member, balance in cash.items() if balance < 0}
        )
        units_needed |= Counter(
            {holding: -balance for holding, balance in units.items() if balance < 0}
        )
        units.update(unsold)
        for order in day.orders:
            if order.side == "buy":
                units[order.member, order.code] += order.quantity
            else:
                cash[order.member] += order.price * order.quantity
    return Funding(dict(cash_needed), dict(units_needed))
