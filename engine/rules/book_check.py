"""What must hold of the books in every state: ladders, queues, best prices, bitmaps, ticks, sides
apart.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.commands import Parameter, Phase, SelfTrade, Side
from engine.rules.halt_states import is_calling
from engine.rules.state import RESTING_AT_MARKET, StateArray
from engine.rules.tables import live_orders, used

ORDER_FIELDS = ("price", "side", "leaves", "time_ns", "resting")


class Queues(NamedTuple):
    """One side of a book: its occupied levels, and the slots of their orders as they are served."""

    keys: np.ndarray  # of the levels
    prices: np.ndarray  # of the levels
    counts: np.ndarray  # orders of each level
    slots: np.ndarray  # level by level

    def level_of(self) -> np.ndarray:
        """For each slot the place of its level."""
        return np.repeat(np.arange(len(self.keys)), self.counts)


def check_books(state: StateArray) -> list[str]:
    """Ladders, queue links, best prices, bitmaps, ticks; no book crossed but in a call.

    In the call no account rests on both sides where they meet, unless it may trade with itself.
    """
    problems = _check_ladders(state)
    following = used(state, "orders", "links")["next"].tolist()
    seen = 0
    for number in _with_orders(state):
        best = {}
        for side in (Side.BUY, Side.SELL):
            queues = _queues(state, number, side, following)
            seen += len(queues.slots)
            best[side] = int(queues.keys.max(initial=-1))
            problems += _check_levels(state, number, side, queues)
            found = int(state["instruments"][0][number]["best"][side - 1])
            if best[side] != found:
                words = f"best {side.name} key of {number} is {found}, not {best[side]}"
                problems.append(f"book: {words}")
        problems += _check_crossed(state, number, best[Side.BUY], best[Side.SELL])
    if seen != int(np.count_nonzero(live_orders(state)["resting"])):
        problems.append("book: resting orders and queues differ in number")
    return problems


def _with_orders(state: StateArray) -> list[int]:
    """Open instruments of which anything says that an order rests: a level, a bitmap, a best
    price.
    """
    levels, half = state["levels"][0], state.dtype["levels"].shape[0] // 2
    marked = np.flatnonzero(state["lower_bits"][0]) * 64
    places = np.sort(np.concatenate((np.flatnonzero(levels.view("<u8")), marked)))
    instruments = used(state, "instruments")
    open_ones = np.flatnonzero(instruments["open"])
    firsts = instruments["ladder"][open_ones]
    ends = firsts + (instruments["upper"] - instruments["lower"])[open_ones] + 1
    found = (instruments["best"][open_ones] != -1).any(axis=1)
    for side in (0, half):
        begin, end = np.searchsorted(places, firsts + side), np.searchsorted(places, ends + side)
        found |= begin < end
    numbers: list[int] = open_ones[found].tolist()
    return numbers


def _check_ladders(state: StateArray) -> list[str]:
    """The ladders of open instruments follow each other in the pool, each in whole steps."""
    instruments = state["instruments"][0]
    instruments = instruments[np.flatnonzero(instruments["open"])]
    step = state.dtype["ladder_step"].shape[0]
    steps = -(-(instruments["upper"] - instruments["lower"] + 1) // step)
    ends = np.cumsum(steps) * step
    problems = []
    if not np.array_equal(instruments["ladder"], ends - steps * step):
        problems.append("book: the ladders do not follow each other in whole steps")
    if ends.max(initial=0) > state.dtype["levels"].shape[0] // 2:
        problems.append("book: the ladders are longer than their pool")
    return problems


def _ladder(state: StateArray, number: int, side: Side) -> tuple[int, np.ndarray]:
    instrument = state["instruments"][0][number]
    half = state.dtype["levels"].shape[0] // 2
    first = int(instrument["ladder"]) + (half if side == Side.SELL else 0)
    span = int(instrument["upper"]) - int(instrument["lower"]) + 1
    return first, state["levels"][0][first : first + span]


def _queues(state: StateArray, number: int, side: Side, following: list[int]) -> Queues:
    """Every level of a side, its queue followed by its links; a link that leads nowhere ends it."""
    _, ladder = _ladder(state, number, side)
    instrument = state["instruments"][0][number]
    keys = np.flatnonzero(ladder["head"])
    slots: list[int] = []
    counts = []
    for head in ladder["head"][keys].tolist():
        before, slot = len(slots), head
        while 0 < slot < len(following) and len(slots) - before < len(following):
            slots.append(slot)
            slot = following[slot]
        counts.append(len(slots) - before)
    lower, upper = int(instrument["lower"]), int(instrument["upper"])
    prices = lower + keys if side == Side.BUY else upper - keys
    return Queues(keys, prices, np.array(counts, np.int64), np.array(slots, np.int64))


def _check_levels(state: StateArray, number: int, side: Side, queues: Queues) -> list[str]:
    first, ladder = _ladder(state, number, side)
    orders = {name: state["orders"][0][name][queues.slots] for name in ORDER_FIELDS}
    before_it = state["links"][0]["previous"][queues.slots]
    tick = int(state["instruments"][0][number]["parameters"][Parameter.TICK])
    level, ends = queues.level_of(), np.cumsum(queues.counts)
    before = np.concatenate(([0], queues.slots[:-1]))[: len(queues.slots)]
    before[(ends - queues.counts)[queues.counts > 0]] = 0
    later = np.zeros(len(level), bool)
    later[1:] = (orders["time_ns"][1:] < orders["time_ns"][:-1]) & (level[1:] == level[:-1])
    last = queues.slots[ends - 1] if len(queues.slots) else np.zeros(len(ends), np.int64)
    without_tail = (last != ladder["tail"][queues.keys]) | (queues.counts == 0)
    at_limit = orders["resting"] != RESTING_AT_MARKET
    faults = {
        "the queue does not end with its tail": np.flatnonzero(without_tail),
        "the queue's links back do not fit those forth": level[before_it != before],
        "an order rests at a price or side not its own": level[
            (orders["price"] != queues.prices[level]) | (orders["side"] != side)
        ],
        "an order off the tick rests": level[at_limit & (orders["price"] % tick != 0)],
        "an order without open quantity rests": level[orders["leaves"] <= 0],
        "an order is ahead of one that was there earlier": level[later],
    }
    problems = [
        f"book: {number} {side.name} at {queues.prices[place]}: {fault}"
        for fault, places in faults.items()
        for place in np.unique(places)
    ]
    if not np.array_equal(_marked(state, first, len(ladder)), queues.keys):
        words = f"the bitmap of {number} {side.name} does not mark the occupied levels"
        problems.append(f"book: {words}")
    return problems


def _marked(state: StateArray, first: int, places: int) -> np.ndarray:
    """Keys that the bitmap of a ladder marks."""
    words = state["lower_bits"][0][first >> 6 : (first + places + 63) >> 6]
    bits = np.unpackbits(words.astype("<u8").view(np.uint8), bitorder="little")
    return np.flatnonzero(bits[:places])


def _check_crossed(state: StateArray, number: int, buy: int, sell: int) -> list[str]:
    """In a call orders rest unmatched; else the best of both sides are apart."""
    instrument = state["instruments"][0][number]
    span = int(instrument["upper"]) - int(instrument["lower"])
    if buy < 0 or sell < 0 or buy + sell < span:
        return []
    venue = state["venue"][0]
    calling = is_calling(venue["halted"], instrument["halted"])
    if venue["phase"] != Phase.PRE_OPEN and not calling:
        return [f"book: instrument {number} is crossed"]
    if instrument["parameters"][Parameter.SELF_TRADE] == SelfTrade.ALLOW:
        return []
    return _check_own(state, number)


def _check_own(state: StateArray, number: int) -> list[str]:
    """Nobody has orders on both sides that the call could trade with each other."""
    orders = live_orders(state)
    orders = orders[orders["instrument"] == number]
    accounts = state.dtype["accounts"].shape[0]
    buys, sells = (
        np.full(accounts, -1, np.int64),
        np.full(accounts, np.iinfo(np.int64).max, np.int64),
    )
    bought, sold = orders["side"] == Side.BUY, orders["side"] == Side.SELL
    np.maximum.at(buys, orders["account"][bought], orders["price"][bought])
    np.minimum.at(sells, orders["account"][sold], orders["price"][sold])
    return [
        f"book: account {account} could trade with itself in the call of instrument {number}"
        for account in np.flatnonzero(buys >= sells)
    ]
