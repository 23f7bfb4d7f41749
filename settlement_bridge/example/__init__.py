"""Two example years of a national market, with the published totals.

Generated emitters whose figures add up to exactly the published totals of two compliance years.

Each entity's size, allocation, use of credits and lateness are drawn from a seed; then they are
apportioned in whole tonnes so that their sums are those of `TARGETS`. The same seed gives the same
market.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from settlement_bridge.compliance import offset_most

OFFSET_BP = 500
# by GB/T 2260
PROVINCES = (
    *(11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37),
    *(41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 61, 62, 63, 64, 65),
)
SPREAD = 1.2  # of entities' sizes, as the sigma of a lognormal distribution
GENEROSITY = (0.90, 1.10)  # of an allocation against what is due


class Target(NamedTuple):
    """What a year's figures add up to, t."""

    year: int
    allocated: int
    due: int
    offset: int
    outstanding: int  # what is never surrendered


class EmitterYear(NamedTuple):
    """An entity's year, t. What it lacks it buys, but for what it stays late with."""

    entity: int
    due: int
    allocated: int
    offset: int
    late: int

    @property
    def buys(self) -> int:
        """What it has to buy."""
        return max(self.due - self.allocated, 0) - self.offset - self.late

    @property
    def sells(self) -> int:
        """What it has over."""
        return max(self.allocated - self.due, 0)


class Deal(NamedTuple):
    """A trade between two entities, t and ticks of 0.01 CNY."""

    buyer: int
    seller: int
    quantity: int
    price: int


ENTITIES = 2_257
# 50.96 and 51.04 hundred million tonnes allocated, 50.94 and 50.91 due, 3.7174 Mt offset in both
# years together, completed to 99.61 % and 99.88 % by tonnes.
TARGETS = (
    Target(2021, 5_096_000_000, 5_094_000_000, 1_858_700, 19_866_600),
    Target(2022, 5_104_000_000, 5_091_000_000, 1_858_700, 6_109_200),
)


def scaled(target: Target, entities: int) -> Target:
    """A target for fewer entities, in proportion."""
    return Target(target.year, *[value * entities // ENTITIES for value in target[1:]])


def province_of(entity: int) -> int:
    """Every entity's province; they are dealt out in turn."""
    return PROVINCES[entity % len(PROVINCES)]


def market(target: Target, entities: int, seed: int) -> list[EmitterYear]:
    """Entities 1 to `entities` in a year.

    Raises ValueError when so few cannot carry the target's credits or lateness.
    """
    chance = random.Random(f"{seed} {target.year}")
    due = apportion([chance.lognormvariate(0, SPREAD) for _ in range(entities)], target.due)
    allocated = apportion([owed * chance.uniform(*GENEROSITY) for owed in due], target.allocated)
    lack = [max(owed - given, 0) for owed, given in zip(due, allocated, strict=True)]
    order = chance.sample(range(entities), entities)
    usable = [
        min(missing, offset_most(owed, OFFSET_BP)) for missing, owed in zip(lack, due, strict=True)
    ]
    offset = _spread(order, usable, target.offset)
    late = _spread(
        order[::-1],
        [missing - used for missing, used in zip(lack, offset, strict=True)],
        target.outstanding,
    )
    return [
        EmitterYear(number, *figures)
        for number, figures in enumerate(zip(due, allocated, offset, late, strict=True), 1)
    ]


def apportion(weights: Sequence[float], total: int) -> list[int]:
    """Whole shares of a total in proportion to weights: rounded down, the rest to the largest
    remainders.
    """
    whole = sum(weights)
    exact = [weight / whole * total for weight in weights]
    shares = [int(share) for share in exact]
    order = sorted(range(len(shares)), key=lambda place: (shares[place] - exact[place], place))
    for place in order[: total - sum(shares)]:
        shares[place] += 1
    return shares


def _spread(order: Sequence[int], room: Sequence[int], total: int) -> list[int]:
    """A total given to places in an order, each as much as it has room for."""
    given, left = [0] * len(room), total
    for place in order:
        given[place] = min(room[place], left)
        left -= given[place]
    if left:
        raise ValueError(f"{total} t do not fit {len(room)} entities with room for {sum(room)} t")
    return given


def deals(emitters: Sequence[EmitterYear], seed: int) -> Iterator[Deal]:
    """Trades that bring every buyer what it has to buy, from sellers in turn."""
    chance = random.Random(f"{seed} deals")
    sellers = iter((emitter.entity, emitter.sells) for emitter in emitters if emitter.sells)
    seller, left = next(sellers, (0, 0))
    for emitter in emitters:
        wanted = emitter.buys
        while wanted:
            if not left:
                seller, left = next(sellers)
            quantity = min(wanted, left)
            yield Deal(emitter.entity, seller, quantity, chance.randint(5_000, 6_000))
            wanted, left = wanted - quantity, left - quantity
