"""What a segment opens with, and the plans of its days.

The first day's rows state the previous closes and, by the running totals less the day, what had
been traded before. A vintage on its first day has no previous close: its base price is the previous
composite close. On the market's first day there is none either; the rules give 48.00.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from engine.units import format_date
from gateway.rehearsal.day_orders import DayOrders
from gateway.rehearsal.errors import RehearsalError
from gateway.rehearsal.order_plan import plan_day
from gateway.rehearsal.published_rows import PublishedDay, Sum
from gateway.rehearsal.segments import Segment, opening_totals, split
from gateway.rehearsal.weights import Weights, in_force

LAUNCH_BASE = 4_800  # ticks; base price on the market's first day, 2021-07-16


@dataclass(frozen=True)
class Opening:
    """The venue before a segment's first day: base prices and totals by code, the venue's total,
    the composite's close.
    """

    bases: Mapping[str, int]
    totals: Mapping[str, Sum]
    venue_total: Sum
    composite_close: int


@dataclass(frozen=True)
class SegmentPlan:
    """A segment with its opening and, for every day, the weights in force and all orders."""

    segment: Segment
    opening: Opening
    weights: tuple[Weights, ...]
    orders: tuple[DayOrders, ...]


def plan_all(days: Iterable[PublishedDay], sets: Sequence[Weights]) -> list[SegmentPlan]:
    """Plan all days, cut into segments. A row that cannot be played ends its segment: the venue's
    close is another then.

    Raises RehearsalError where something the rules need is missing.
    """
    plans: list[SegmentPlan] = []
    waiting = split(days)[::-1]
    while waiting:
        segment = waiting.pop()
        plan = plan_segment(segment, sets)
        whole = next(
            (end for end, day in enumerate(plan.orders, start=1) if day.unplayable),
            len(segment.days),
        )
        if whole < len(segment.days):
            waiting.append(
                Segment(
                    segment.days[whole:],
                    f"not played before: {plan.orders[whole - 1].unplayable[0]}",
                )
            )
            plan = plan_segment(Segment(segment.days[:whole], segment.why), sets)
        plans.append(plan)
    return plans


def plan_segment(segment: Segment, sets: Sequence[Weights]) -> SegmentPlan:
    """Plan one segment. Raises RehearsalError where something the rules need is missing."""
    weights = tuple(in_force(sets, day.date) for day in segment.days)
    opening = open_before(segment.days[0], weights[0])
    closes, composite, orders = dict(opening.bases), opening.composite_close, []
    for number, (day, in_use) in enumerate(zip(segment.days, weights, strict=True)):
        previous = closes | _previous(day, composite)
        orders.append(plan_day(day, number, in_use, previous))
        closes |= {row.code: row.close or previous[row.code] for row in day.instruments}
        composite = in_use.composite(closes)
    return SegmentPlan(segment, opening, weights, tuple(orders))


def open_before(day: PublishedDay, weights: Weights) -> Opening:
    """The opening that a segment's first day states."""
    composite = _composite_before(day, weights)
    totals = {row.code: opening_totals(row) for row in day.instruments}
    return Opening(_previous(day, composite), totals, day.cumulative - day.total, composite)


def _previous(day: PublishedDay, composite: int) -> dict[str, int]:
    return {row.code: row.previous_close or composite for row in day.instruments}


def _composite_before(day: PublishedDay, weights: Weights) -> int:
    if day.composite and day.composite.previous_close:
        return day.composite.previous_close
    closes = {row.code: row.previous_close for row in day.instruments if row.previous_close}
    if not closes:
        return LAUNCH_BASE
    if not set(weights.by_code) <= set(closes):
        raise RehearsalError(
            f"{format_date(day.date)} opens a segment and states no previous composite close"
        )
    return weights.composite(closes)
