"""The log of a day with many trades in four instruments: quotes of a few tonnes, and takers of
some ten of them at once.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np

from benchmarks.flows import BASE, CHUNK, THIN, Maker, new_orders, open_market
from benchmarks.long_log import PIECE, Written
from engine.commands import CommandArray, CommandKind, Phase, Side, command

DATE = "2026-01-05"
MORNING_S = 2 * 3600
QUOTED_MOST = 3  # tonnes of a quote
TAKEN = 20  # tonnes of a taker
TAKERS = 0.09  # of the orders


class BusyDay(Maker):
    """Writes one day of quotes and takers."""

    def __init__(self, seed: int = 20210716) -> None:
        super().__init__(THIN, seed)
        self.play(open_market(THIN, {}))

    def trades(self) -> int:
        """How many trades the day has so far."""
        return int(self.state["venue"]["trade_numbers"][0][0])

    def trade(self) -> None:
        """A number of quotes on one side, and who takes them."""
        orders = new_orders(self.shape, self.random, CHUNK, BASE, 0.0)
        takes = self.random.random(CHUNK) < TAKERS
        quoted = Side.SELL if self.random.random() < 0.5 else Side.BUY
        taking = Side.BUY if quoted == Side.SELL else Side.SELL
        orders["side"] = np.where(takes, taking, quoted)
        away = 1 if quoted == Side.SELL else -1
        orders["price"] = BASE + away * np.where(takes, 5, self.random.integers(1, 6, CHUNK))
        quotes = self.random.integers(1, QUOTED_MOST + 1, CHUNK)
        orders["quantity"] = np.where(takes, TAKEN, quotes)
        self.play(orders)


def write_busy_day(folder: Path, trades: int) -> int:
    """Write the log of a day with at least as many trades, ended; how many it has."""
    day, written = BusyDay(), Written(folder)
    morning = dt.datetime.fromisoformat(f"{DATE}T09:30:00+08:00")
    begin_ns = int(morning.timestamp()) * 1_000_000_000

    def play(commands: CommandArray, share: float) -> None:
        written.clock.set(begin_ns + int(share * MORNING_S) * 1_000_000_000)
        written.play(commands)

    while day.trades() < trades:
        day.trade()
        if len(day.written) * CHUNK >= piece_of(trades):
            play(day.taken(), min(1.0, day.trades() / trades))
    end = [command(CommandKind.SET_PHASE, phase=Phase.CLOSED), command(CommandKind.END_DAY)]
    day.play(np.concatenate(end))
    play(day.taken(), 1.0)
    written.close()
    return day.trades()


def piece_of(trades: int) -> int:
    """Commands between two movements of the clock: some hundred of them in a day."""
    return min(PIECE, max(CHUNK, trades // 240))
