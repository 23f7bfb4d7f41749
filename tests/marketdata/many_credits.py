"""A day of a market of credits with many products: the engine, and the feed that hears it.

``python -m tests.marketdata.many_credits 300 100000`` makes 100,000 trades over 300 products and
prints what they took.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from engine.commands import (
    CommandArray,
    CommandKind,
    Market,
    Phase,
    Side,
    VenueRule,
    command,
    empty_commands,
)
from engine.commands.rule_books import parameters_of
from engine.rules.check import check
from engine.rules.machine import apply_all
from engine.rules.state import Capacity, capacity_for, empty_state
from gateway.reports.event_maps import event_maps
from gateway.reports.words import Codes
from marketdata.feed import Feed

DATE, BASE, CASH_FEN, UNITS = 20_260_302, 6_236, 10**13, 10**7
SELLERS, BUYERS = range(1, 21), range(101, 121)  # the resale rule keeps them apart
AT_ONCE = 4_000  # commands
KINDS = ("A1", "A2", "G1", "J1", "N1")


@dataclass
class Day:
    """The venue and what was seen: sums of its trades by kind of project, seconds of each step."""

    capacity: Capacity
    feed: Feed = field(default_factory=lambda: Feed("credits"))
    sums: dict[str, tuple[int, int]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    bulletin: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.state = empty_state(self.capacity)
        self._codes, self._sequence = Codes(), 0

    def do(self, commands: CommandArray) -> list[dict[str, Any]]:
        """Decide commands and have the feed hear of them; the events."""
        first, self._sequence = self._sequence + 1, self._sequence + len(commands)
        commands["sequence"] = np.arange(first, self._sequence + 1)
        commands["time_ns"] = commands["sequence"] * 1_000
        begun = time.process_time()
        made = apply_all(self.state, commands)
        decided = time.process_time()
        events = event_maps(made, self._codes)
        published = self.feed.apply(events[0]["sequence"], events)
        self._spent(engine=decided - begun, feed=time.process_time() - decided)
        for message in published:
            if message.body["channel"] == "bulletin":
                self.bulletin = message.body["data"]
        return events

    def _spent(self, **seconds: float) -> None:
        for name, value in seconds.items():
            self.seconds[name] = self.seconds.get(name, 0.0) + value

    def list_products(self, products: int) -> None:
        """Products of every kind, with the rules of their market and units of all sellers."""
        self.do(command(CommandKind.SET_VENUE_RULE, rule=VenueRule.MARKET, value=Market.CREDITS))
        for account in (*SELLERS, *BUYERS):
            self.do(command(CommandKind.OPEN_ACCOUNT, account=account, name=b"entity"))
        for number in range(1, products + 1):
            self._codes[number] = code(number)
            listing = {"instrument": number, "base_price": BASE, "market": Market.CREDITS}
            self.do(command(CommandKind.LIST_INSTRUMENT, code=code(number).encode(), **listing))
            for parameter, value in parameters_of(Market.CREDITS).items():
                setting = {"instrument": number, "parameter": parameter, "value": value}
                self.do(command(CommandKind.SET_PARAMETER, **setting))
        for commands in deposits(products):
            self.do(commands)


def code(number: int) -> str:
    """The code of a product: some projects of every kind."""
    kind = KINDS[number % len(KINDS)]
    return f"{kind}1{number:04}-22"


def deposits(products: int) -> Iterator[CommandArray]:
    """Cash of the buyers and units of the sellers."""
    cash = empty_commands(len(BUYERS))
    cash["kind"], cash["account"], cash["amount_fen"] = CommandKind.CASH_IN, BUYERS, CASH_FEN
    cash["reference"] = np.arange(1, len(cash) + 1)
    yield cash
    pairs = np.array([(seller, number) for number in range(1, products + 1) for seller in SELLERS])
    units = empty_commands(len(pairs))
    units["kind"], units["quantity"] = CommandKind.UNITS_IN, UNITS
    units["account"], units["instrument"] = pairs.T
    units["reference"] = len(cash) + np.arange(1, len(units) + 1)
    yield units


def orders(products: int, trades: int, seed: int = 5) -> CommandArray:
    """A sell and the buy that takes it, again and again."""
    chance = np.random.default_rng(seed)
    made = empty_commands(2 * trades)
    made["kind"] = CommandKind.NEW_ORDER
    for name, values in (
        ("instrument", chance.integers(1, products + 1, trades)),
        ("price", BASE + chance.integers(-600, 601, trades)),
        ("quantity", chance.integers(1, 500, trades)),
    ):
        made[name] = np.repeat(values, 2)
    made["account"][::2] = chance.choice(SELLERS, trades)
    made["account"][1::2] = chance.choice(BUYERS, trades)
    made["side"] = np.tile([Side.SELL, Side.BUY], trades)
    return made


def a_day(products: int, trades: int, capacity: Capacity) -> Day:
    """List, trade, end."""
    day = Day(capacity)
    day.list_products(products)
    day.seconds.clear()
    day.do(command(CommandKind.START_DAY, date=DATE))
    day.do(command(CommandKind.SET_PHASE, phase=Phase.MORNING))
    sent = orders(products, trades)
    for first in range(0, len(sent), AT_ONCE):
        for event in day.do(sent[first : first + AT_ONCE]):
            if event["kind"] == "fill":
                kind = code_kind(event["instrument"])
                volume, amount = day.sums.get(kind, (0, 0))
                day.sums[kind] = volume + event["quantity"], amount + event["amount_fen"]
    assert check(day.state) == []
    day.do(command(CommandKind.SET_PHASE, phase=Phase.CLOSED))
    day.do(command(CommandKind.END_DAY))
    return day


def code_kind(number: int) -> str:
    """The kind of a product's project."""
    return KINDS[number % len(KINDS)]


def main(products: int, trades: int) -> None:
    """Print what a day took, by processor time."""
    day = a_day(products, trades, capacity_for(1 << products.bit_length()))
    count = int(day.state["days"][0]["count"].max())
    spent = ", ".join(f"{name} {value:.2f} s" for name, value in day.seconds.items())
    print(f"{count:,} trades over {products} products: {spent}")
    print(day.bulletin["text_en"])


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
