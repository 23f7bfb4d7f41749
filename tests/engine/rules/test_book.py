"""Price ladders of half a million ticks: both ends, and books so sparse that the next price is far
away.
"""

from __future__ import annotations

from random import Random

import pytest

from engine.commands import CommandKind, Parameter, Phase, Side
from engine.events import EventKind, Reason
from engine.rules.state import Capacity
from tests.oracle.floor import fills, number, refusal
from tests.oracle.records import Event
from tests.oracle.twin import Twin

WIDE = Capacity()  # what a venue runs with
# ticks; with no band the ladder goes from 1 to twice that: 524,288 ticks, 8,192 steps
BASE = 262_144
LOWEST, HIGHEST = 1, 2 * BASE
BUYER, SELLER = 1, 2


class WideFloor:
    """One instrument without locks or a band, two accounts."""

    def __init__(self) -> None:
        self.twin = Twin(WIDE, thorough=False)
        for account in (BUYER, SELLER):
            self.twin.send(CommandKind.OPEN_ACCOUNT, account=account, text=b"member")
        self.list_instrument(1, BASE)
        self.twin.send(CommandKind.START_DAY, date=20260105)
        self.twin.send(CommandKind.SET_PHASE, phase=Phase.MORNING)

    def list_instrument(self, instrument: int, price: int) -> None:
        self.twin.send(
            CommandKind.LIST_INSTRUMENT,
            instrument=instrument,
            price=price,
            text=f"I{instrument}".encode(),
        )
        for parameter, value in (
            (Parameter.BAND_BP, 10_000),
            (Parameter.LOCKS, 0),
            (Parameter.LEVELS, 0),
        ):
            self.twin.send(
                CommandKind.SET_PARAMETER, instrument=instrument, parameter=parameter, value=value
            )

    def order(self, side: Side, price: int, quantity: int = 1) -> list[Event]:
        account = BUYER if side == Side.BUY else SELLER
        terms = {"side": side, "price": price, "quantity": quantity}
        return self.twin.send(CommandKind.NEW_ORDER, account=account, instrument=1, **terms)


@pytest.fixture(scope="module")
def wide() -> WideFloor:
    return WideFloor()


def test_a_ladder_of_half_a_million_ticks_trades_at_both_ends(wide: WideFloor) -> None:
    for side, opposite in ((Side.BUY, Side.SELL), (Side.SELL, Side.BUY)):
        for price in (LOWEST, HIGHEST, 64, 65, 4096, 4097):
            resting = number(wide.order(side, price))
            assert fills(wide.order(opposite, price)) == [(resting, 1, price)]
        assert refusal(wide.order(side, HIGHEST + 1)) == Reason.PRICE_ABOVE_LIMIT
    wide.twin.check()


def test_the_next_best_price_is_found_half_a_million_ticks_away(wide: WideFloor) -> None:
    for side, near, far in ((Side.BUY, HIGHEST, LOWEST), (Side.SELL, LOWEST, HIGHEST)):
        behind = number(wide.order(side, far))
        before = number(wide.order(side, near))
        opposite = Side.SELL if side == Side.BUY else Side.BUY
        assert fills(wide.order(opposite, far, 2)) == [(before, 1, near), (behind, 1, far)]
    wide.twin.check()


@pytest.mark.parametrize("seed", range(3))
def test_a_sparse_book_agrees_with_the_oracle(wide: WideFloor, seed: int) -> None:
    random = Random(seed)
    for step in range(400):
        side = random.choice(tuple(Side))
        price = random.choice(
            (
                LOWEST,
                HIGHEST,
                random.randint(LOWEST, HIGHEST),
                64 * random.randint(1, 8191) + random.choice((0, 1)),
            )
        )
        wide.order(side, price, random.randint(1, 5))
        orders = wide.twin.oracle.venue.orders
        if orders and step % 3 == 0:
            wide.twin.send(CommandKind.CANCEL, order_id=random.choice(list(orders)))
    wide.twin.check()
    wide.twin.send(CommandKind.MASS_CANCEL)


def test_ladders_that_the_venue_has_no_room_for_are_refused_before_the_day_starts() -> None:
    floor = WideFloor()
    floor.twin.send(CommandKind.SET_PHASE, phase=Phase.CLOSED)
    floor.twin.send(CommandKind.END_DAY)
    floor.list_instrument(2, BASE)
    assert (
        floor.twin.send(CommandKind.START_DAY, date=20260106, flags=1)[0]["kind"]
        == EventKind.ACCEPTED
    )
    floor.twin.send(CommandKind.SET_PHASE, phase=Phase.CLOSED)
    floor.twin.send(CommandKind.END_DAY)
    floor.list_instrument(3, 1)
    said = floor.twin.send(CommandKind.START_DAY, date=20260107, flags=1)
    assert (refusal(said), said[0]["value"], said[0]["quantity"]) == (
        Reason.LADDER_FULL,
        WIDE.levels,
        WIDE.levels + WIDE.ladder_step,
    )
