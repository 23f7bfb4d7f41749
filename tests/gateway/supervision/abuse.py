"""An ordinary day on which twelve accounts of nobody's do what the rules of surveillance find."""

from __future__ import annotations

import numpy as np

from engine.commands import CommandKind, Side, command
from engine.commands import Relation as Kind
from engine.study import figures
from gateway.supervision.surveillance.relations import Relation
from tests.simulation.ordinary.days import OrdinaryMarket, best
from tests.simulation.ordinary.hours import SLICES, slice_ns
from tests.simulation.ordinary.members import ORDER_MAX, related

PAIR, QUICK, FAMILY, LAYERS = (189, 190), 191, (192, 193), (194, 195)
CIRCLE, LARGE, FAR = (196, 197, 198), 199, 200
FAMILIES = {"Owner of two": FAMILY, "Owner of three": CIRCLE}
CEA23, CEA24, CEA25 = 1, 2, 3
PUSHED = 320  # the slice in which the price is taken to its limit
WANTED = {
    ("matched_pairs", PAIR),
    ("order_and_cancel", (QUICK,)),
    ("reverse_trades", FAMILY),
    ("layering", (LAYERS[0],)),
    ("circular_trades", CIRCLE),
    ("large_orders", (LARGE,)),
    ("far_off_orders", (FAR,)),
    ("dense_orders", (PAIR[0],)),
    ("push_to_limit", (LAYERS[1],)),
    ("hold_limit", (LAYERS[1],)),
    ("marking_close", (QUICK,)),
}


def relations() -> list[Relation]:
    """The families of the ordinary market, and those of the abuse."""
    rows = [*related(), *((owner, each) for owner, own in FAMILIES.items() for each in own)]
    return [Relation(account, Kind.OWNER, 0, entity, 20_250_101) for entity, account in rows]


class AbuseMarket(OrdinaryMarket):
    """The ordinary market with the abuse in it, on one day."""

    def __init__(self, seed: int, on: int) -> None:
        super().__init__(seed)
        self.on = on
        self.now_ns = 0

    def before_slice(self, date: int, place: int) -> None:
        if date != self.on:
            return
        self.now_ns = slice_ns(date, place)
        inside = self._inside(CEA25)
        if place % 40 == 7 and inside:
            self._met(PAIR, inside, (100, 100))
        if place % 60 == 9 and inside:
            self._met(FAMILY[:: 1 if place % 120 == 9 else -1], inside, (1_600, 1_500))
        if place % 100 == 50:
            self._layers(inside)
        if place % 60 == 30 and inside:
            for seller, buyer in zip(CIRCLE, (*CIRCLE[1:], CIRCLE[0]), strict=True):
                self._met((seller, buyer), inside, (900, 850))
        self._orders_that_never_trade(place)
        if place == PUSHED:
            self._take_up(LAYERS[1], FAR, CEA24, self._limits(CEA24)[1], 3_000)
            self._order(LAYERS[1], Side.BUY, CEA24, self._limits(CEA24)[1], ORDER_MAX)

    def _end(self, date: int) -> None:
        if date == self.on:
            self.now_ns = slice_ns(date, SLICES)
            price = int(self.venue.state["instruments"][0][CEA23]["last"]) * 103 // 100
            self._take_up(QUICK, FAR, CEA23, price, 6_000)
        super()._end(date)

    def _orders_that_never_trade(self, place: int) -> None:
        lower, upper = self._limits(CEA25)
        if place % 4 == 1 and place > 40:
            self._withdrawn(QUICK, Side.BUY, lower + 600, 500)
        if place % 100 == 60:
            self._withdrawn(LARGE, Side.SELL, upper - 600, 60_000)
        if place % 16 == 3:
            self._order(FAR, Side.SELL, CEA25, upper, 600)
        if place in (100, 300):
            for price in range(lower + 500, lower + 600):
                self._order(PAIR[0], Side.BUY, CEA24, price - 300, 1)

    def _limits(self, instrument: int) -> tuple[int, int]:
        row = self.venue.state["instruments"][0][instrument]
        return int(row["lower"]), int(row["upper"])

    def _inside(self, instrument: int) -> int:
        """A price between the best ones; 0: there is none."""
        bid, ask = best(figures.open_orders(self.venue.state), instrument)
        return (bid + ask) // 2 if bid and ask > bid + 1 else 0

    def _order(
        self, account: int, side: Side, instrument: int, price: int, quantity: int
    ) -> np.ndarray:
        self.references += 1
        fields = {"account": account, "instrument": instrument, "side": side, "price": price}
        one = command(CommandKind.NEW_ORDER, **fields, quantity=quantity, time_ns=self.now_ns)
        self.submit(one, np.array([self.references]))
        return np.array([self.references])

    def _cancel(self, account: int, reference: np.ndarray) -> None:
        cancel = command(CommandKind.CANCEL, account=account, time_ns=self.now_ns)
        self.submit(cancel, reference)

    def _withdrawn(self, account: int, side: Side, price: int, quantity: int) -> None:
        self._cancel(account, self._order(account, side, CEA25, price, quantity))

    def _met(self, pair: tuple[int, ...], price: int, quantities: tuple[int, int]) -> None:
        """Two orders that meet at once; what is left of the first is withdrawn."""
        sold = self._order(pair[0], Side.SELL, CEA25, price, quantities[0])
        self._order(pair[1], Side.BUY, CEA25, price, quantities[1])
        if quantities[0] > quantities[1]:
            self._cancel(pair[0], sold)

    def _layers(self, inside: int) -> None:
        low = self._limits(CEA25)[0] + 600
        shown = [self._order(LAYERS[0], Side.BUY, CEA25, low + n, 3_000) for n in range(4)]
        if inside:
            self._order(LAYERS[1], Side.BUY, CEA25, inside, 150)
            self._order(LAYERS[0], Side.SELL, CEA25, inside, 140)
        for order in shown:
            self._cancel(LAYERS[0], order)

    def _take_up(self, buyer: int, seller: int, instrument: int, price: int, quantity: int) -> None:
        """Buy all that is offered below a price, then at that price from somebody who helps."""
        for _ in range(60):
            ask = best(figures.open_orders(self.venue.state), instrument)[1]
            if not 0 < ask < price:
                break
            order = self._order(buyer, Side.BUY, instrument, price - 1, 20_000)
            self._cancel(buyer, order)
        self._order(seller, Side.SELL, instrument, price, quantity)
        self._order(buyer, Side.BUY, instrument, price, quantity - 1)
