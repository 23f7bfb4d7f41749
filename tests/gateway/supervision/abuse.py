"""An ordinary day on which twelve accounts of nobody's do what the rules of surveillance find."""

from __future__ import annotations

import numpy as np

from engine.commands import CommandKind, Side, command
from engine.study import figures
from gateway.supervision.surveillance.relations import Relation
from tests.simulation.ordinary.days import OrdinaryMarket
from tests.simulation.ordinary.hours import slice_ns
from tests.simulation.ordinary.members import related

PAIR, QUICK, FAMILY, LAYERS = (189, 190), 191, (192, 193), (194, 195)
OWNER = "Owner of two"
WANTED = {
    ("matched_pairs", PAIR),
    ("order_and_cancel", (QUICK,)),
    ("reverse_trades", FAMILY),
    ("layering", (LAYERS[0],)),
}


def relations() -> list[Relation]:
    """The families of the ordinary market, and the one of the abuse."""
    rows = [*related(), *((OWNER, each) for each in FAMILY)]
    return [Relation(entity, account, "owner", 20_250_101, 0) for entity, account in rows]


class AbuseMarket(OrdinaryMarket):
    """The ordinary market with the abuse in it, on one day."""

    def __init__(self, seed: int, on: int) -> None:
        super().__init__(seed)
        self.on = on

    def before_slice(self, date: int, place: int) -> None:
        if date != self.on:
            return
        begin_ns = slice_ns(date, place)
        inside = self._inside(3)
        if place % 40 == 7 and inside:
            self._met(PAIR, inside, (100, 100), begin_ns)
        if place % 60 == 9 and inside:
            self._met(FAMILY[:: 1 if place % 120 == 9 else -1], inside, (1_600, 1_500), begin_ns)
        if place % 4 == 1 and place > 40:
            self._quick(begin_ns)
        if place % 100 == 50:
            self._layers(begin_ns)

    def _inside(self, instrument: int) -> int:
        """A price between the best ones; 0: there is none."""
        bid, ask = figures.depth(self.venue.state, instrument, 1)["price"][:, 0].tolist()
        return (bid + ask) // 2 if bid and ask > bid + 1 else 0

    def _order(
        self, account: int, side: Side, price: int, quantity: int, time_ns: int
    ) -> np.ndarray:
        self.references += 1
        fields = {"account": account, "instrument": 3, "side": side, "price": price}
        one = command(CommandKind.NEW_ORDER, **fields, quantity=quantity, time_ns=time_ns)
        self.submit(one, np.array([self.references]))
        return np.array([self.references])

    def _cancel(self, account: int, reference: np.ndarray, time_ns: int) -> None:
        self.submit(command(CommandKind.CANCEL, account=account, time_ns=time_ns), reference)

    def _met(
        self, pair: tuple[int, ...], price: int, quantities: tuple[int, int], time_ns: int
    ) -> None:
        """Two orders that meet at once; what is left of the first is withdrawn."""
        sold = self._order(pair[0], Side.SELL, price, quantities[0], time_ns)
        self._order(pair[1], Side.BUY, price, quantities[1], time_ns)
        if quantities[0] > quantities[1]:
            self._cancel(pair[0], sold, time_ns)

    def _quick(self, time_ns: int) -> None:
        low = int(self.venue.state["instruments"][0][3]["lower"]) + 600
        order = self._order(QUICK, Side.BUY, low, 500, time_ns)
        self._cancel(QUICK, order, time_ns)

    def _layers(self, time_ns: int) -> None:
        low = int(self.venue.state["instruments"][0][3]["lower"]) + 600
        shown = [self._order(LAYERS[0], Side.BUY, low + n, 3_000, time_ns) for n in range(4)]
        inside = self._inside(3)
        if inside:
            self._order(LAYERS[1], Side.BUY, inside, 150, time_ns)
            self._order(LAYERS[0], Side.SELL, inside, 140, time_ns)
        for order in shown:
            self._cancel(LAYERS[0], order, time_ns)
