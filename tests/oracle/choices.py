"""How the crowd chooses: mostly sensible values, and often enough the ones at the edges of the
rules.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from engine.commands import Parameter, Side
from tests.oracle.themes import EVERYTHING, Theme
from tests.oracle.twin import Twin

INSTRUMENTS = (1, 2, 5)
STRANGE = (0, -1, 2**62, -(2**63), 2**63 - 1)


class Choices:
    """Values of command fields; the same seed gives the same values."""

    def __init__(self, random: Random, twin: Twin, theme: Theme = EVERYTHING) -> None:
        self.random = random
        self.theme = theme
        self.accounts = theme.accounts
        self.twin = twin
        self.venue = twin.oracle.venue
        self.reference = 0
        self.due_back: list[Callable[[], None]] = []  # what is soon set right again

    def journal(self) -> int:
        """The registry's next journal number."""
        self.reference += 1
        return self.reference

    def rarely(self, usual: Any, unusual: tuple[Any, ...], one_in: int = 40) -> Any:
        """The usual value, or now and then a strange one."""
        return self.random.choice(unusual) if self.random.randrange(one_in) == 0 else usual

    def account(self) -> int:
        return int(
            self.rarely(self.random.choice(self.accounts), (0, -1, 9, 63, 64, 2**31 - 1), 60)
        )

    def instrument(self) -> int:
        return int(self.rarely(self.random.choice(INSTRUMENTS), (0, -1, 3, 7, 8, 2**31 - 1), 60))

    def operator(self) -> int:
        """Every member has a key or two; a few share one, which no venue would allow."""
        return int(self.rarely(self.random.choice((7, 8, 8, 9)), (0, 2**32 - 1), 30))

    def side(self) -> int:
        return int(self.rarely(self.random.choice((Side.BUY, Side.SELL)), (0, 3, 255), 100))

    def price(self, instrument: int) -> int:
        """Mostly near the middle of the band, often on or just beside its edges."""
        known = self.venue.instruments.get(instrument)
        if known is None or not known.base:
            return 4800
        near = [known.base + self.random.randint(-8, 8) for _ in range(4)]
        edges = (
            known.lower,
            known.upper,
            known.lower - 1,
            known.upper + 1,
            known.upper - 1,
            known.lower + 1,
        )
        return int(self.rarely(self.rarely(self.random.choice(near), edges, 8), STRANGE, 100))

    def quantity(self, instrument: int) -> int:
        """Mostly small, sometimes at the bounds of an order."""
        small = self.random.choice((1, 2, 3, 5, 7, 10, 20, 40, 100))
        known = self.venue.instruments.get(instrument)
        edges = (99_999, 100_000, 5000)
        if known is not None:
            most, lot = known.parameters[Parameter.QUANTITY_MAX], known.parameters[Parameter.LOT]
            holdings = self.venue.holdings.items()
            own = [holding.available for (_, each), holding in holdings if each == instrument]
            edges = (*edges, most, most + 1, lot, 2 * lot, lot + 1, *own)
        return int(self.rarely(self.rarely(small, edges, 12), STRANGE, 100))

    def order_number(self) -> int:
        """A live order, or now and then one that has left or never was."""
        if self.venue.orders and self.random.randrange(12):
            return self.random.choice(list(self.venue.orders))
        if self.twin.engine_number and self.random.randrange(4):
            return self.random.randint(1, len(self.twin.engine_number))
        return self.random.choice((0, -3, 10**15, 2**63 - 1))

    def valid_until(self) -> int:
        return int(
            self.rarely(
                0, (self.twin.time_ns, self.twin.time_ns + 1000, self.twin.time_ns + 10**9), 30
            )
        )
