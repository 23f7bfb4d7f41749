"""The simulated members of the demonstration: who they are and what each would do next, given what
everybody can see.

Decisions are pure functions of a member's own random numbers, its open orders and the public
market; sockets are elsewhere. The same seed gives the same members with the same inclinations;
which order is first is up to the sockets.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Request = dict[str, Any]
Level = Sequence[int]  # price, quantity, orders

QUOTES_MAX = 6  # open orders a market maker keeps
FAR_TICKS = 400  # how far a canceller stays away


class Role(StrEnum):
    """What a member is in the market for."""

    MARKET_MAKER = "market maker"
    COMPLIANCE_BUYER = "compliance buyer"
    SELLER = "seller"
    TAKER = "taker"
    CANCELLER = "canceller"


ROLES = {
    Role.MARKET_MAKER: 7,
    Role.COMPLIANCE_BUYER: 8,
    Role.SELLER: 7,
    Role.TAKER: 5,
    Role.CANCELLER: 3,
}
MEMBERS = sum(ROLES.values())


@dataclass(frozen=True)
class Market:
    """What is public of one instrument: the day's limits, the latest price, the five best levels
    and the best one's orders.
    """

    lower: int
    upper: int
    latest: int
    bids: Sequence[Level] = ()
    asks: Sequence[Level] = ()
    best_bid_orders: Sequence[Sequence[int]] = ()
    best_ask_orders: Sequence[Sequence[int]] = ()

    def within(self, price: int) -> int:
        """The price, or the nearest price inside the day's limits."""
        return min(max(price, self.lower), self.upper)


@dataclass(eq=False)
class Member:
    """One simulated member; `open` holds its own open orders: instrument, price and open quantity
    by number.
    """

    account: int
    role: Role
    dice: random.Random
    open: dict[int, tuple[str, int, int]] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)

    @property
    def name(self) -> str:
        """The name of its account."""
        return f"{self.role.capitalize()} {self.account}"

    def hear(self, report: Mapping[str, Any]) -> None:
        """Take in a report of the private stream."""
        kind, order = report["report"], report.get("order", 0)
        self.counts[kind] += 1
        if kind in ("entered", "replaced"):
            quantity = report["quantity"] if kind == "entered" else report["leaves"]
            self.open[order] = (report["instrument"], report["price"], quantity)
        elif kind == "fill":
            self.counts["filled_t"] += report["quantity"]
            self._reduce(order, report["leaves"])
        elif kind == "lowered":
            self._reduce(order, report["leaves"])
        elif kind == "cancelled":
            self.open.pop(order, None)

    def _reduce(self, order: int, leaves: int) -> None:
        if leaves and order in self.open:
            code, price, _ = self.open[order]
            self.open[order] = (code, price, leaves)
        else:
            self.open.pop(order, None)


def members(seed: int) -> list[Member]:
    """Thirty members of all roles, with accounts from 1 on."""
    roles = [role for role, count in ROLES.items() for _ in range(count)]
    return [
        Member(account, role, random.Random(f"{seed}/{account}"))
        for account, role in enumerate(roles, start=1)
    ]


def next_request(member: Member, markets: Mapping[str, Market]) -> Request:
    """What this member asks of the gateway next: an order, a cancel, a replace or a mass cancel."""
    code = member.dice.choice(sorted(markets))
    return _DECISIONS[member.role](member, code, markets[code])


def _make_market(member: Member, code: str, market: Market) -> Request:
    if len(member.open) >= QUOTES_MAX:
        return {"op": "cancel", "order": min(member.open)}
    side = member.dice.choice(("buy", "sell"))
    distance = member.dice.randint(1, 25)
    price = market.latest - distance if side == "buy" else market.latest + distance
    return _order(code, side, market.within(price), member.dice.randint(50, 800))


def _buy_for_compliance(member: Member, code: str, market: Market) -> Request:
    quantity = member.dice.randint(10, 1_500)
    if market.asks and member.dice.random() < 0.6:
        return _order(code, "buy", market.asks[0][0], quantity)
    best = market.bids[0][0] if market.bids else market.latest - 10
    return _order(code, "buy", market.within(best + member.dice.randint(-3, 1)), quantity)


def _sell(member: Member, code: str, market: Market) -> Request:
    quantity = member.dice.randint(10, 1_500)
    if market.bids and member.dice.random() < 0.5:
        return _order(code, "sell", market.bids[0][0], quantity)
    best = market.asks[0][0] if market.asks else market.latest + 10
    return _order(code, "sell", market.within(best + member.dice.randint(-1, 3)), quantity)


def _take(member: Member, code: str, market: Market) -> Request:
    side = member.dice.choice(("buy", "sell"))
    levels, orders = (
        (market.asks, market.best_ask_orders)
        if side == "buy"
        else (market.bids, market.best_bid_orders)
    )
    if not levels:
        return _order(code, side, market.latest, member.dice.randint(10, 200))
    if orders and member.dice.random() < 0.4:
        number, quantity = member.dice.choice(list(orders))
        return _order(code, side, levels[0][0], member.dice.randint(1, quantity)) | {"take": number}
    deepest = levels[member.dice.randrange(len(levels))]
    request = _order(code, side, deepest[0], member.dice.randint(10, 2_000))
    return request | {"time_in_force": member.dice.choice(("ioc", "fok"))}


def _change_mind(member: Member, code: str, market: Market) -> Request:
    chance = member.dice.random()
    if member.open and chance < 0.35:
        return {"op": "cancel", "order": member.dice.choice(sorted(member.open))}
    if member.open and chance < 0.6:
        number = member.dice.choice(sorted(member.open))
        code, price, quantity = member.open[number]
        return {
            "op": "replace",
            "order": number,
            "price": price,
            "quantity": max(1, quantity - member.dice.randint(1, 40)),
        }
    if member.open and chance < 0.65:
        return {"op": "mass_cancel"}
    side, away = member.dice.choice((("buy", -1), ("sell", 1)))
    price = market.within(market.latest + away * member.dice.randint(50, FAR_TICKS))
    return _order(code, side, price, member.dice.randint(10, 300))


def _order(code: str, side: str, price: int, quantity: int) -> Request:
    return {
        "op": "new_order",
        "instrument": code,
        "side": side,
        "price": price,
        "quantity": quantity,
    }


_DECISIONS = {
    Role.MARKET_MAKER: _make_market,
    Role.COMPLIANCE_BUYER: _buy_for_compliance,
    Role.SELLER: _sell,
    Role.TAKER: _take,
    Role.CANCELLER: _change_mind,
}
