"""Many books whose ladders share words of the bitmaps: orders at the edges of every band, day after
day with other prices, bands and ticks, beside the oracle.

More of it for a night run: ``CEAX_EXAMPLES=1000``.
"""

from __future__ import annotations

import os
from dataclasses import replace
from random import Random

import pytest

from engine.commands import OVERRIDE, CommandKind, Parameter, Phase, Side
from engine.events import EventKind
from engine.record.compiling import dtypes_of
from engine.rules.machine import await_compiled
from engine.rules.state import SMALL, Capacity, capacity_of
from tests.engine.desk import Desk
from tests.oracle.twin import Twin

SEEDS = range(4 * int(os.environ.get("CEAX_EXAMPLES", "1")))
DATES = (20260105, 20260106, 20260107, 20260108, 20260109)
BUYER, SELLER = 1, 2
BANDS_BP = (0, 1, 50, 150, 1_000, 10_000)
ORDERS = 150  # a day


class Ladders:
    """A twin in which instruments are traded without locks by two accounts."""

    def __init__(self, random: Random, capacity: Capacity = SMALL) -> None:
        self.random = random
        self.twin = Twin(capacity, thorough=False)
        for account in (BUYER, SELLER):
            self.twin.send(CommandKind.OPEN_ACCOUNT, account=account, text=b"member")

    def list_one(self, price: int) -> None:
        """List an instrument under a free number, without locks, every level in sight."""
        taken = self.twin.oracle.venue.instruments
        free = [n for n in range(1, self.twin.capacity.instruments) if n not in taken]
        number = self.random.choice(free)
        said = self.twin.send(
            CommandKind.LIST_INSTRUMENT, instrument=number, price=price, text=b"I%d" % number
        )
        assert said[0]["kind"] == EventKind.ACCEPTED
        self.set(number, Parameter.LOCKS, 0)
        self.set(number, Parameter.LEVELS, 0)

    def set(self, number: int, parameter: Parameter, value: int) -> None:
        self.twin.send(
            CommandKind.SET_PARAMETER, instrument=number, parameter=parameter, value=value
        )

    def change_bands(self) -> None:
        """Give every instrument another band and tick for the next day."""
        for number in self.twin.oracle.venue.instruments:
            self.set(number, Parameter.BAND_BP, self.random.choice(BANDS_BP))
            self.set(number, Parameter.TICK, self.random.choice((1, 1, 1, 5)))

    def start(self, date: int) -> None:
        """Start a day and its morning."""
        said = self.twin.send(CommandKind.START_DAY, date=date, flags=OVERRIDE)
        assert said[0]["kind"] == EventKind.ACCEPTED
        self.twin.send(CommandKind.SET_PHASE, phase=Phase.MORNING)
        self.twin.check()

    def trade(self, orders: int = ORDERS) -> None:
        """Orders at both limits, beside them and anywhere between, and cancels."""
        listed = list(self.twin.oracle.venue.instruments.values())
        for step in range(orders):
            book = self.random.choice(listed)
            edges = (book.lower, book.upper, book.lower + 1, book.upper - 1, book.upper + 1)
            between = self.random.randint(book.lower, book.upper)
            side = self.random.choice(tuple(Side))
            terms = {"side": side, "price": self.random.choice((*edges, between, between))}
            account = BUYER if side == Side.BUY else SELLER
            self.twin.send(
                CommandKind.NEW_ORDER,
                account=account,
                instrument=book.number,
                quantity=self.random.randint(1, 5),
                **terms,
            )
            resting = list(self.twin.oracle.venue.orders)
            if resting and step % 3 == 0:
                self.twin.send(CommandKind.CANCEL, order_id=self.random.choice(resting))

    def end(self) -> None:
        """Close and end the day."""
        self.twin.check()
        self.twin.send(CommandKind.SET_PHASE, phase=Phase.CLOSED)
        self.twin.send(CommandKind.END_DAY)
        self.twin.check()


@pytest.mark.parametrize("seed", SEEDS)
def test_books_side_by_side_agree_with_the_oracle_however_their_bands_move(seed: int) -> None:
    floor = Ladders(Random(seed))
    for date in DATES:
        if len(floor.twin.oracle.venue.instruments) < SMALL.instruments - 1:
            floor.list_one(floor.random.choice((1, 20, 63, 64, 65, 640, 2_000)))
            floor.list_one(floor.random.randint(1, 1_000)) if date == DATES[0] else None
        floor.change_bands()
        floor.start(date)
        floor.trade()
        floor.end()


def test_an_empty_book_finds_nothing_in_its_neighbours_ladders() -> None:
    """Three narrow ladders under one word of the upper bitmap; only the outer ones have orders."""
    floor = Ladders(Random(0))
    for price in (100, 101, 102):
        floor.list_one(price)
    floor.start(DATES[0])
    first, middle, last = sorted(floor.twin.oracle.venue.instruments)
    for number in (first, last, middle):
        book = floor.twin.oracle.venue.instruments[number]
        for side, account in ((Side.BUY, BUYER), (Side.SELL, SELLER)):
            price = book.base if number != middle else book.upper
            terms = {"account": account, "instrument": number, "side": side, "quantity": 1}
            floor.twin.send(CommandKind.NEW_ORDER, price=price + (side == Side.SELL), **terms)
    floor.twin.check()
    for order in [
        each.number for each in floor.twin.oracle.venue.orders.values() if each.instrument == middle
    ]:
        floor.twin.send(CommandKind.CANCEL, order_id=order)
        floor.twin.check()
    assert floor.twin.state["instruments"][0][middle]["best"].tolist() == [-1, -1]


def test_a_ladder_takes_whole_steps_of_64_prices_and_a_wider_band_more_of_them() -> None:
    floor = Ladders(Random(0))
    for price in (1_000, 2_000, 3_000):
        floor.list_one(price)
    first, second, third = sorted(floor.twin.oracle.venue.instruments)
    for number, band in ((first, 310), (second, 320), (third, 0)):
        floor.twin.send(
            CommandKind.SET_PARAMETER, instrument=number, parameter=Parameter.BAND_BP, value=band
        )
    floor.start(DATES[0])
    ladders = floor.twin.state["instruments"][0]["ladder"]
    widths = [
        int(each["upper"] - each["lower"]) + 1
        for each in floor.twin.state["instruments"][0][[first, second, third]]
    ]
    starts = [0, -(-widths[0] // 64) * 64]
    starts.append(starts[1] + -(-widths[1] // 64) * 64)
    assert ladders[[first, second, third]].tolist() == starts
    floor.end()
    floor.set(first, Parameter.BAND_BP, 10_000)
    floor.start(DATES[1])
    wide = floor.twin.state["instruments"][0][first]
    assert int(ladders[second]) == -(-(int(wide["upper"] - wide["lower"]) + 1) // 64) * 64


@pytest.mark.parametrize(
    ("step", "order"), [(64, [110, 100, 90]), (4096, [90, 110, 100])], ids=["now", "earlier"]
)
def test_a_number_that_is_not_listed_hides_no_book_of_its_own(step: int, order: list[int]) -> None:
    """An earlier log is replayed as it was decided: number 1 withdrew the lowest bid of 2."""
    desk = Desk(replace(SMALL, ladder_step=step))
    if step != SMALL.ladder_step:  # which only this test has
        await_compiled(dtypes_of(capacity_of(desk.state)))
    desk.do(CommandKind.OPEN_ACCOUNT, account=BUYER, text=b"member")
    desk.do(CommandKind.LIST_INSTRUMENT, instrument=2, price=100, text=b"I2")
    desk.do(CommandKind.SET_PARAMETER, instrument=2, parameter=Parameter.LOCKS, value=0)
    desk.do(CommandKind.START_DAY, date=DATES[0])
    desk.do(CommandKind.SET_PHASE, phase=Phase.MORNING)
    for price in (90, 100, 110):
        terms = {"account": BUYER, "instrument": 2, "side": Side.BUY, "quantity": 1}
        desk.do(CommandKind.NEW_ORDER, price=price, **terms)
    said = desk.do(CommandKind.MASS_CANCEL)
    assert [event["price"] for event in said[1:]] == order
