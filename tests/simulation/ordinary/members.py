"""The members of an ordinary market: makers who quote, traders with a view of the day, emitters who
buy what they must surrender or sell what they have over. Each says what it wishes in a slice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from numpy.random import Generator

from engine.commands import CommandKind, Side

MAKERS, TRADERS, EMITTERS = range(1, 9), range(9, 89), range(89, 189)
ACCOUNTS = 200  # twelve of them are nobody's, for those who try something
ORDER_MAX = 99_999  # t
FAMILIES = (*((EMITTERS[3 * n], 3) for n in range(12)), *((TRADERS[2 * n], 2) for n in range(6)))


class Wish(NamedTuple):
    """What a member asks for, `after_s` seconds into the slice; `reference` names its order."""

    after_s: float
    kind: CommandKind
    account: int
    instrument: int
    side: int
    price: int
    quantity: int
    reference: int


class Sight(NamedTuple):
    """What members see of an instrument at the beginning of a slice: best bid and ask (0: none),
    limits, all in ticks, and the fair price that they believe in.
    """

    instrument: int
    bid: int
    ask: int
    lower: int
    upper: int
    fair: float

    def within(self, price: float) -> int:
        """The nearest price that the limits allow."""
        return int(min(max(round(price), self.lower), self.upper))


@dataclass
class Resting:
    """An order that a member has entered, as it knows it; it means to withdraw it in slice
    `until`.
    """

    account: int
    instrument: int
    side: int
    price: int
    until: int


@dataclass
class Plan:
    """What an emitter has to do today: `left` t, in parts, one in every few slices."""

    account: int
    instrument: int
    side: int
    left: int
    part: int
    every: int


def related() -> Iterator[tuple[str, int]]:
    """The owner of each account that belongs to a family of accounts: (owner, account)."""
    for number, (first, count) in enumerate(FAMILIES, 1):
        for account in range(first, first + count):
            yield f"Group {number}", account


@dataclass
class Crowd:
    """All members on one day; `open` are their orders by reference."""

    chance: Generator
    next_reference: int
    scale: float
    open: dict[int, Resting] = field(default_factory=dict)
    plans: list[Plan] = field(default_factory=list)

    def begin(self, instruments: int) -> None:
        """A new day: nobody's order rests, traders have a view, some emitters have a plan."""
        chance = self.chance
        self.open.clear()
        self.views = chance.normal(0, 0.12, len(TRADERS))
        weights = chance.pareto(1.2, len(TRADERS)) + 0.3
        self.weights = weights / weights.sum()
        active = [each for each in EMITTERS if chance.random() < 0.08]
        self.plans = [self._plan(each, instruments) for each in active]

    def _plan(self, account: int, instruments: int) -> Plan:
        chance = self.chance
        side = Side.BUY if chance.random() < 0.6 else Side.SELL
        total = int(chance.integers(5, 60)) * 1_000
        part = int(chance.choice([500, 1_000, 2_000, 5_000]))
        instrument = 1 + int(chance.integers(0, instruments))
        return Plan(account, instrument, side, total, part, int(chance.integers(3, 40)))

    def wishes(self, place: int, sight: Sight, busy: float) -> Iterator[Wish]:
        """What all ask for in one instrument in a slice, in no order."""
        yield from self._withdrawals(place, sight)
        for maker in MAKERS:
            if (maker + sight.instrument) % 2 and self.chance.random() < min(0.2 * busy, 0.5):
                yield from self._quotes(maker, sight)
        for _ in range(self.chance.poisson(2.2 * busy * self.scale)):
            yield from self._trader(place, sight)
        for plan in self.plans:
            due = plan.left > 0 and plan.instrument == sight.instrument
            if due and place % plan.every == plan.account % plan.every:
                yield from self._emitter(plan, place, sight)

    def _withdrawals(self, place: int, sight: Sight) -> Iterator[Wish]:
        for reference, order in list(self.open.items()):
            if order.until == place and order.instrument == sight.instrument:
                del self.open[reference]
                yield self._cancel(reference, order, float(self.chance.uniform(0, 29)))

    def _quotes(self, maker: int, sight: Sight) -> Iterator[Wish]:
        """Two or three levels each side; earlier quotes are moved, or withdrawn and made anew."""
        chance, after_s = self.chance, float(self.chance.uniform(0, 25))
        half, old = int(chance.integers(4, 25)), self._quoted(maker, sight.instrument)
        yield from self._moved(old, sight, half, after_s)
        for side in (Side.BUY, Side.SELL):
            have = sum(order.side == side for _, order in old)
            for level in range(have, int(chance.integers(2, 4))):
                price = self._beside(sight, side, half + 6 * level)
                quantity = int(chance.integers(2, 20)) * 100
                yield self._order(after_s + 0.2, maker, sight, side, price, quantity, -1)

    def _quoted(self, maker: int, instrument: int) -> list[tuple[int, Resting]]:
        return [
            (reference, order)
            for reference, order in self.open.items()
            if order.account == maker and order.instrument == instrument
        ]

    def _moved(
        self, old: list[tuple[int, Resting]], sight: Sight, half: int, after_s: float
    ) -> Iterator[Wish]:
        """Earlier quotes of a maker at their new prices; some are withdrawn, some stay."""
        chance, kind = self.chance, CommandKind.REPLACE
        for number, (reference, order) in enumerate(old):
            price = self._beside(sight, order.side, half + 6 * (number % 3))
            who, instrument = order.account, order.instrument
            if chance.random() < 0.6 and price != order.price:
                self.open[reference] = Resting(who, instrument, order.side, price, -1)
                quantity = int(chance.integers(2, 20)) * 100
                yield Wish(after_s, kind, who, instrument, 0, price, quantity, reference)
            elif chance.random() < 0.3:
                del self.open[reference]
                yield self._cancel(reference, order, after_s)

    def _beside(self, sight: Sight, side: int, away: int) -> int:
        return sight.within(sight.fair - away if side == Side.BUY else sight.fair + away)

    def _trader(self, place: int, sight: Sight) -> Iterator[Wish]:
        """Take, or rest near the price for a while; a few change their mind at once, and a few
        hope for a price far away.
        """
        chance = self.chance
        who = int(chance.choice(len(TRADERS), p=self.weights))
        side = Side.BUY if chance.random() < 0.5 + self.views[who] else Side.SELL
        quantity = int(min(ORDER_MAX, max(1, chance.lognormal(5.3, 1.1))))
        after_s, mind = float(chance.uniform(0, 28)), chance.random()
        sign = 1 if side == Side.BUY else -1
        best = sight.ask if side == Side.BUY else sight.bid
        if mind < 0.45:
            price = (best or sight.fair) + sign * int(chance.integers(0, 6))
        elif mind < 0.95:
            price = sight.fair * (1 - sign * chance.exponential(0.004))
        else:
            price = sight.fair * (1 - sign * chance.uniform(0.03, 0.09))
        stays = int(chance.exponential(40)) + 1
        until = place + stays if chance.random() < 0.75 else -1
        wish = self._order(after_s, TRADERS[who], sight, side, sight.within(price), quantity, until)
        yield wish
        if chance.random() < 0.05:
            order = self.open.pop(wish.reference)
            yield self._cancel(wish.reference, order, after_s + float(chance.uniform(1, 15)))

    def _emitter(self, plan: Plan, place: int, sight: Sight) -> Iterator[Wish]:
        """The next part of a plan: take, or rest at the best price; now and then all at once, a
        little away, for hours.
        """
        chance, sign = self.chance, 1 if plan.side == Side.BUY else -1
        quantity, until = min(plan.part, plan.left), place + 12
        best, own = (sight.ask, sight.bid)[::sign]
        if chance.random() < 0.02:
            quantity, until = min(plan.left, ORDER_MAX), place + int(chance.integers(120, 480))
            price = sight.fair * (1 - sign * chance.uniform(0.004, 0.02))
        elif chance.random() < 0.55:
            price = (best or sight.fair) + sign * 4
        else:
            price = own or sight.fair
        plan.left -= quantity
        after_s = float(chance.uniform(0, 28))
        yield self._order(
            after_s, plan.account, sight, plan.side, sight.within(price), quantity, until
        )

    def _order(
        self,
        after_s: float,
        account: int,
        sight: Sight,
        side: int,
        price: int,
        quantity: int,
        until: int,
    ) -> Wish:
        reference, self.next_reference = self.next_reference, self.next_reference + 1
        self.open[reference] = Resting(account, sight.instrument, side, price, until)
        kind = CommandKind.NEW_ORDER
        return Wish(after_s, kind, account, sight.instrument, side, price, quantity, reference)

    def _cancel(self, reference: int, order: Resting, after_s: float) -> Wish:
        return Wish(
            after_s, CommandKind.CANCEL, order.account, order.instrument, 0, 0, 0, reference
        )
