"""The registry's books in the most obvious form: every single tonne by itself, every purse a
number.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

Place = tuple[int, str]  # account, state
NOWHERE: Place = (-1, "issued")


@dataclass
class Moved:
    """One journal entry of units."""

    instrument: str
    serials: list[int]
    source: Place
    target: Place
    back: bool = False  # the opposite of another


@dataclass
class Books:
    """Tonnes, cash and events. A method that finds too little changes nothing and says False."""

    tonnes: dict[str, dict[int, Place]] = field(default_factory=lambda: defaultdict(dict))
    cash: Counter[Place] = field(default_factory=Counter)
    events: dict[int, list[Moved]] = field(default_factory=dict)
    reversed: set[int] = field(default_factory=set)
    # where the last freeze found a tonne
    found: dict[tuple[str, int], Place] = field(default_factory=dict)

    def issue(self, instrument: str, account: int, quantity: int) -> Moved:
        """New tonnes, registry-available."""
        first = len(self.tonnes[instrument]) + 1
        moved = Moved(
            instrument,
            list(range(first, first + quantity)),
            NOWHERE,
            (account, "registry_available"),
        )
        self._put(moved)
        return moved

    def take(self, instrument: str, source: Place, target: Place, quantity: int) -> Moved | None:
        """The lowest tonnes of a place to another, or None."""
        there = sorted(
            serial for serial, place in self.tonnes[instrument].items() if place == source
        )
        if len(there) < quantity:
            return None
        moved = Moved(instrument, there[:quantity], source, target)
        self._put(moved)
        return moved

    def move(self, instrument: str, serials: list[int], source: Place, target: Place) -> Moved:
        """These very tonnes, which are there, to another place."""
        assert all(self.tonnes[instrument][serial] == source for serial in serials)
        moved = Moved(instrument, serials, source, target)
        self._put(moved)
        return moved

    def name(
        self,
        instrument: str,
        serials: list[int],
        states: dict[str, str],
        account: int | None,
        taker: int | None,
    ) -> list[Moved] | None:
        """Tonnes that somebody names, out of `states` into the state beside each; None where one is
        elsewhere.

        Without an account they are taken from their holders; a taker gets them all.
        """
        places = {serial: self.tonnes[instrument].get(serial, NOWHERE) for serial in serials}
        for holder, state in places.values():
            if state not in states or account not in (None, holder) or holder == taker:
                return None
        moves = []
        for serial, (holder, state) in places.items():
            reached = (
                self.found[instrument, serial]
                if states[state] == "where it was found"
                else (holder, states[state])
            )
            if states[state] == "where it was found" and reached[0] != holder:
                reached = (holder, "registry_available")
            moves.append(
                self.move(instrument, [serial], places[serial], (taker or reached[0], reached[1]))
            )
        return moves

    def pay(self, source: Place, target: Place, amount: int) -> bool:
        """Cash from one purse to another; the bank's has no bottom."""
        if source[1] != "bank" and self.cash[source] < amount:
            return False
        self.cash[source] -= amount
        self.cash[target] += amount
        return True

    def reverse(self, event: int) -> str | None:
        """Take an event back, or the code of the refusal."""
        if event not in self.events:
            return "event_not_reversible"
        if event in self.reversed:
            return "event_reversed"
        moves = self.events[event]
        if any(
            self.tonnes[moved.instrument][serial] != moved.target
            for moved in moves
            for serial in moved.serials
        ):
            return "units_moved_on"
        self.reversed.add(event)
        for moved in reversed(moves):
            self._put(Moved(moved.instrument, moved.serials, moved.target, moved.source, back=True))
        return None

    def deliver(
        self,
        seller: int,
        buyer: int,
        instrument: str,
        quantity: int,
        amount: int,
        fees: list[tuple[int, int]],
    ) -> bool:
        """A trade with its fees (payer, amount), all or nothing."""
        cash, tonnes = Counter(self.cash), dict(self.tonnes[instrument])
        sold, bought = (seller, "trading_available"), (buyer, "trading_available")
        done = self.take(instrument, sold, bought, quantity) is not None
        done = done and self.pay((buyer, "cash_available"), (seller, "cash_available"), amount)
        done = done and all(
            self.pay((payer, "cash_available"), (0, "cash_available"), fee) for payer, fee in fees
        )
        if not done:
            self.cash, self.tonnes[instrument] = cash, tonnes
        return done

    def charge(self, fees: list[tuple[int, int]]) -> None:
        """The fees (payer, amount) of a trade that has failed, as far as there is cash."""
        for payer, fee in fees:
            self.pay((payer, "cash_available"), (0, "cash_available"), fee)

    def deliver_day(
        self, terms: list[tuple[int, int, str, int, int, list[tuple[int, int]]]]
    ) -> list[bool]:
        """A day's trades in order; those set aside again and again as long as one more goes; fees
        of those that fail.
        """
        done = [self.deliver(*trade) for trade in terms]
        while any(
            fresh := [
                not was and self.deliver(*trade) for was, trade in zip(done, terms, strict=True)
            ]
        ):
            done = [was or now for was, now in zip(done, fresh, strict=True)]
        for delivered, trade in zip(done, terms, strict=True):
            if not delivered:
                self.charge(trade[5])
        return done

    def holdings(self) -> dict[tuple[int, str, str], int]:
        """All that is held by accounts: (account, instrument or nothing for cash, state) to tonnes
        or fen.
        """
        held: Counter[tuple[int, str, str]] = Counter()
        for instrument, tonnes in self.tonnes.items():
            for account, state in tonnes.values():
                held[account, instrument, state] += 1
        for (account, state), amount in self.cash.items():
            held[account, "", state] += amount
        return {key: amount for key, amount in held.items() if amount and key[0] >= 0}

    def _put(self, moved: Moved) -> None:
        for serial in moved.serials:
            self.tonnes[moved.instrument][serial] = moved.target
            if (
                moved.target[1].startswith("frozen")
                and not moved.source[1].startswith("frozen")
                and not moved.back
            ):
                self.found[moved.instrument, serial] = moved.source
