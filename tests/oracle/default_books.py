"""Delivery defaults in plain Python: balances in a dictionary, a day's trades in a list, no double
entry, no database.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

CASH, UNITS, FROZEN = "cash", "units", "frozen"
RESERVE, FEES = -2, 0


@dataclass
class Deal:
    """A trade and what became of it. Fees: of the buyer, of the seller."""

    seller: int
    buyer: int
    quantity: int
    amount: int
    fees: tuple[int, int]
    status: str = "collected"


@dataclass
class Default:
    """A trade set aside: its deadline and claim."""

    deal: Deal
    who: int
    short_of_cash: bool
    deadline: int
    covered: int = 0
    repaid: int = 0
    written_off: int = 0

    @property
    def outstanding(self) -> int:
        return max(self.covered - self.repaid - self.written_off, 0)


@dataclass
class DefaultBooks:
    """Balances by (account, what), all defaults in order of their numbers from 1 on."""

    held: Counter[tuple[int, str]] = field(default_factory=Counter)
    defaults: list[Default] = field(default_factory=list)
    failed: int = 0

    def move(self, what: str, source: int, target: int, quantity: int) -> None:
        """From one account to another; there must be enough."""
        assert self.held[source, what] >= quantity
        self.held[source, what] -= quantity
        self.held[target, what] += quantity

    def try_deal(self, deal: Deal) -> bool:
        """Deliver a trade wholly or not at all."""
        before = Counter(self.held)
        steps = [
            (UNITS, deal.seller, deal.buyer, deal.quantity),
            (CASH, deal.buyer, deal.seller, deal.amount),
        ]
        steps += [(CASH, deal.buyer, FEES, deal.fees[0]), (CASH, deal.seller, FEES, deal.fees[1])]
        for what, source, target, quantity in steps:
            if self.held[source, what] < quantity:
                self.held = before
                return False
            self.move(what, source, target, quantity)
        deal.status = "delivered"
        return True

    def short(self, deal: Deal) -> tuple[int, bool]:
        """Who is short of what (True: of cash): the seller of units first, then the buyer, then the
        seller of his fee.
        """
        if self.held[deal.seller, UNITS] < deal.quantity:
            return deal.seller, False
        if self.held[deal.buyer, CASH] < deal.amount + deal.fees[0]:
            return deal.buyer, True
        return deal.seller, True

    def deliver(self, deals: list[Deal], deadline: int) -> None:
        """One pass over a day."""
        for deal in deals:
            if not self.try_deal(deal):
                who, cash = self.short(deal)
                deal.status = "defaulted"
                self.defaults.append(Default(deal, who, cash, deadline))

    def open(self) -> list[Default]:
        """Defaults without an end."""
        return [found for found in self.defaults if found.deal.status == "defaulted"]

    def deliver_late(self) -> None:
        """Whatever can be delivered now, again and again."""
        went_on = True
        while went_on:
            done = [self.try_deal(found.deal) for found in self.open()]
            went_on = any(done)

    def look(self, now: int) -> None:
        """Deliver late; then cover or cancel what is past its deadline, one at a time."""
        self.deliver_late()
        while due := [found for found in self.open() if found.deadline <= now]:
            if not self.cover(due[0]):
                self.cancel(due[0])
            self.deliver_late()

    def cover(self, found: Default) -> bool:
        """Pay what the buyer (or the seller, for his fee) lacks out of the reserve; whether that
        was possible.
        """
        deal = found.deal
        if not found.short_of_cash or self.held[deal.seller, UNITS] < deal.quantity:
            return False
        need = deal.amount + deal.fees[0] if found.who == deal.buyer else deal.fees[1] - deal.amount
        lacking = max(need - self.held[found.who, CASH], 0)
        if self.held[RESERVE, CASH] < lacking:
            return False
        before = Counter(self.held)
        self.move(CASH, RESERVE, found.who, lacking)
        if not self.try_deal(deal):
            self.held = before
            return False
        deal.status, found.covered = "covered", lacking
        return True

    def cancel(self, found: Default) -> None:
        """The trade fails; its fees are taken as far as there is cash."""
        for who, fee in (
            (found.deal.buyer, found.deal.fees[0]),
            (found.deal.seller, found.deal.fees[1]),
        ):
            if self.held[who, CASH] >= fee:
                self.move(CASH, who, FEES, fee)
        found.deal.status = "failed"
        self.failed += 1

    def repay(self, found: Default, amount: int) -> bool:
        """A part of a claim comes back; whether it could."""
        if amount > found.covered - found.repaid or amount > self.held[found.who, CASH]:
            return False
        self.move(CASH, found.who, RESERVE, amount)
        found.repaid += amount
        return True

    def write_off(self, found: Default, amount: int) -> bool:
        """A part of a claim is given up; whether it was there."""
        if amount > found.outstanding:
            return False
        found.written_off += amount
        return True
