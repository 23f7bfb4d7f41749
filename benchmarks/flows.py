"""Seeded flows of orders in four instruments with a thousand accounts: `deep` and `thin` books, and
five shapes of stress; the same among many listed instruments.

A flow is made by driving the engine itself, because a cancel must name an order that exists. Then
it is only data: each program under measure replays the same commands.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from engine.commands import (
    CommandArray,
    CommandKind,
    Parameter,
    Phase,
    Side,
    command,
    empty_commands,
)
from engine.rules.machine import apply_all
from engine.rules.state import Capacity, StateArray, empty_outbox, empty_state
from engine.units import CASH_MAX_FEN

CAPACITY = Capacity()  # what a gateway runs with
INSTRUMENTS = 4
HELD = 120  # instruments in which an account trades, at most: the table of holdings is finite
RESTING_MOST = 60_000  # orders, however many instruments are traded
ACCOUNTS = 1000
BASE = 10_000  # ticks, so that limits are 9,000 and 11,000: 2,001 ticks
CASH_FEN = 10**15
UNITS = 10**12
QUANTITY_MOST = 100
CHUNK = 1024
LOWEST, HIGHEST = 9_000, 11_000
NANOSECONDS = 1000  # between two commands
STILL = ((0.0, 0), (1.0, 0))


@dataclass(frozen=True)
class Shape:
    """What a flow looks like: resting orders an instrument, how far from the middle, shares of
    crossing and cancelled.

    `path` moves the middle: (share of the flow, ticks from the base price), straight lines between.
    `listed` instruments exist, the last `traded` of them have orders.
    """

    name: str
    resting: int
    reach: int
    crossing: float
    cancelled: float
    path: tuple[tuple[float, int], ...] = STILL
    accounts: int = ACCOUNTS
    listed: int = INSTRUMENTS
    traded: int = INSTRUMENTS

    @property
    def held(self) -> int:
        """In how many of the traded instruments an account trades."""
        return min(self.traded, HELD)

    def in_book(self) -> int:
        """Orders that rest, of all instruments."""
        return min(self.resting * self.traded, max(RESTING_MOST, self.resting * INSTRUMENTS))

    def instruments_of(
        self, account: NDArray[np.int64], place: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        """The instrument at a place, 0 to `held` - 1, of those that an account trades in."""
        return 1 + self.listed - self.traded + (account * self.held + place) % self.traded

    def middle(self, progress: float) -> int:
        """The price that orders gather around at a share of the flow."""
        shares, ticks = zip(*self.path, strict=True)
        return BASE + int(np.interp(progress, shares, ticks))


DEEP = Shape("deep", resting=15_000, reach=1000, crossing=0.30, cancelled=0.45)
THIN = Shape("thin", resting=180, reach=60, crossing=0.40, cancelled=0.30)
CALM = Shape("calm", resting=2_000, reach=200, crossing=0.10, cancelled=0.60)
NORMAL = Shape("normal", resting=2_000, reach=200, crossing=0.30, cancelled=0.45)
RALLY = Shape(
    "rally",
    resting=2_000,
    reach=200,
    crossing=0.45,
    cancelled=0.30,
    path=((0.0, 0), (0.5, 800), (1.0, 0)),
)
SLIDE = Shape(
    "slide",
    resting=2_000,
    reach=200,
    crossing=0.45,
    cancelled=0.30,
    path=((0.0, 0), (0.5, -800), (1.0, 0)),
)
CRASH_PATH = ((0.0, 900), (0.4, 900), (0.5, -950), (0.6, 500), (1.0, 900))
# through the whole band
CRASH = Shape("crash", resting=2_000, reach=200, crossing=0.55, cancelled=0.30, path=CRASH_PATH)
BOOKS = (DEEP, THIN)
STRESS = (CALM, NORMAL, RALLY, SLIDE, CRASH)


@dataclass(frozen=True)
class Flow:
    """Commands that open the market and fill the book, the state after them, and the commands to
    measure.
    """

    shape: Shape
    opening: CommandArray
    start: StateArray
    commands: CommandArray
    described: dict[str, float]


class Maker:
    """Writes a flow chunk by chunk while the engine plays it."""

    def __init__(self, shape: Shape, seed: int, capacity: Capacity = CAPACITY) -> None:
        self.shape = shape
        self.random = np.random.default_rng(seed)
        self.state = empty_state(capacity)
        self.outbox = empty_outbox(capacity)
        self.written: list[CommandArray] = []

    def play(self, commands: CommandArray) -> None:
        """Stamp, apply and keep."""
        first = int(self.state["venue"]["sequence"][0]) + 1
        commands["sequence"] = np.arange(first, first + len(commands))
        commands["time_ns"] = commands["sequence"] * NANOSECONDS
        apply_all(self.state, commands, self.outbox)
        self.written.append(commands)

    def resting(self) -> int:
        """How many orders rest now."""
        return int(self.state["venue"]["open_orders"][0])

    def live(self) -> NDArray[np.int64]:
        """Numbers of the orders that rest now."""
        used = int(self.state["venue"]["orders_used"][0]) + 1
        numbers: NDArray[np.int64] = self.state["orders"][0][:used]["order_id"]
        return numbers[numbers != 0]

    def taken(self) -> CommandArray:
        """Everything written since the last time."""
        commands = np.concatenate(self.written)
        self.written = []
        return commands


def make_flow(
    shape: Shape, count: int, seed: int = 20210716, capacity: Capacity = CAPACITY, **parameters: int
) -> Flow:
    """A flow of `count` commands on a book that has been filled to the shape's size before;
    `parameters` for all instruments.
    """
    maker = Maker(shape, seed, capacity)
    maker.play(open_market(shape, parameters))
    wanted = shape.in_book()
    while maker.resting() < wanted:
        count_now = min(CHUNK, wanted - maker.resting())
        maker.play(new_orders(shape, maker.random, count_now, shape.middle(0.0), crossing=0.0))
    opening, start = maker.taken(), maker.state.copy()
    sent = 0
    while sent < count:
        chunk = mixed_chunk(shape, maker.random, maker.live(), wanted, shape.middle(sent / count))[
            : count - sent
        ]
        maker.play(chunk)
        sent += len(chunk)
    commands = maker.taken()
    return Flow(shape, opening, start, commands, describe(start, maker.state, commands))


def open_market(shape: Shape, parameters: dict[str, int]) -> CommandArray:
    """Accounts with cash and units, instruments, a day and its morning."""
    commands = [
        command(CommandKind.LIST_INSTRUMENT, instrument=1 + n, price=BASE, text=f"CEA{n}".encode())
        for n in range(shape.listed)
    ]
    for name, value in parameters.items():
        for instrument in range(1, shape.listed + 1):
            fields = {"instrument": instrument, "parameter": Parameter[name], "value": value}
            commands.append(command(CommandKind.SET_PARAMETER, **fields))
    commands.append(open_accounts(shape))
    commands.append(command(CommandKind.START_DAY, date=20260105))
    commands.append(command(CommandKind.SET_PHASE, phase=Phase.MORNING))
    return np.concatenate(commands)


def open_accounts(shape: Shape) -> CommandArray:
    """Accounts with cash, and units of every instrument that they trade in."""
    steps = 2 + shape.held
    commands = empty_commands(shape.accounts * steps)
    commands["account"] = 1 + np.arange(len(commands)) // steps
    commands["reference"] = 1 + np.arange(len(commands))
    commands["reference"][0::steps] = 0  # an account is opened without one
    commands["kind"][0::steps] = CommandKind.OPEN_ACCOUNT
    commands["text"][0::steps] = b"member"
    commands["kind"][1::steps] = CommandKind.CASH_IN
    commands["amount_fen"][1::steps] = min(CASH_FEN, CASH_MAX_FEN // shape.accounts)
    for place in range(shape.held):
        commands["kind"][2 + place :: steps] = CommandKind.UNITS_IN
        account = commands["account"][2 + place :: steps].astype(np.int64)
        commands["instrument"][2 + place :: steps] = shape.instruments_of(account, np.int64(place))
        commands["quantity"][2 + place :: steps] = UNITS
    return commands


def new_orders(
    shape: Shape, random: Generator, count: int, middle: int, crossing: float
) -> CommandArray:
    """Limit orders around the middle: most of them on their own side, a share far enough over to
    meet the other.
    """
    commands = empty_commands(count)
    commands["kind"] = CommandKind.NEW_ORDER
    commands["account"] = random.integers(1, shape.accounts + 1, count)
    commands["instrument"] = shape.instruments_of(
        commands["account"].astype(np.int64), random.integers(0, shape.held, count)
    )
    commands["side"] = random.integers(1, 3, count)
    commands["quantity"] = random.integers(1, QUANTITY_MOST + 1, count)
    away = np.where(commands["side"] == Side.BUY, -1, 1)
    distance = np.minimum(
        1 + random.exponential(shape.reach / 4, count).astype(np.int64), shape.reach
    )
    over = random.integers(1, max(4, shape.reach // 8), count)
    prices = middle + away * np.where(random.random(count) < crossing, -over, distance)
    commands["price"] = np.clip(prices, LOWEST, HIGHEST)
    return commands


def mixed_chunk(
    shape: Shape, random: Generator, live: NDArray[np.int64], wanted: int, middle: int
) -> CommandArray:
    """New orders and cancels of live ones, shuffled; fewer or more cancels keep the book near its
    size.
    """
    share = shape.cancelled * (len(live) / wanted) ** 4
    cancels = min(int(CHUNK * share / (1 + share)), len(live))
    commands = new_orders(shape, random, CHUNK - cancels, middle, shape.crossing)
    leaving = empty_commands(cancels)
    leaving["kind"] = CommandKind.CANCEL
    leaving["order_id"] = random.choice(live, cancels, replace=False)
    chunk = np.concatenate([commands, leaving])
    random.shuffle(chunk)
    return chunk


def describe(start: StateArray, end: StateArray, commands: CommandArray) -> dict[str, float]:
    """What the flow turned out to be, for the record beside its figures."""
    before, after = start["venue"][0], end["venue"][0]
    new = int(np.count_nonzero(commands["kind"] == CommandKind.NEW_ORDER))
    return {
        "commands": len(commands),
        "resting_at_start": int(before["open_orders"]),
        "resting_at_end": int(after["open_orders"]),
        "cancels_per_new_order": round((len(commands) - new) / new, 3),
        "fills_per_new_order": round(
            (int(after["trade_numbers"][0]) - int(before["trade_numbers"][0])) / new, 3
        ),
        "events_per_command": round(
            (int(after["event_sequence"]) - int(before["event_sequence"])) / len(commands), 3
        ),
    }
