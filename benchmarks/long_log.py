"""A data folder with a long history: days of the deep flow, every order named by its member, the
last day still open.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from benchmarks.flows import (
    BASE,
    CAPACITY,
    CHUNK,
    DEEP,
    INSTRUMENTS,
    Maker,
    mixed_chunk,
    new_orders,
    open_market,
)
from engine.commands import CommandArray, CommandKind, Phase, command
from engine.events import EventArray
from engine.record.clock import ManualClock
from engine.record.sequencer import Sequencer
from engine.rules import views
from engine.units import BATCH_MAX
from gateway.floor.directory import Directory
from gateway.reports.streams import new_day_at

FIRST_DAY = 20_260_105
PIECE = 500_000  # commands held in memory
BOOK = 4_000  # resting orders kept at a time: what rests is not what is measured


class LongHistory(Maker):
    """Writes whole days of the deep flow with client order ids."""

    def __init__(self, seed: int = 20210716) -> None:
        super().__init__(DEEP, seed)
        self._named = 0
        self.play(open_market(DEEP, {}))

    def trade(self, count: int) -> None:
        """Send a number of orders and cancels in the running session."""
        sent = 0
        while sent < count:
            live = self.live()
            crossing = self.shape.crossing if len(live) >= BOOK else 0.0
            wanted = BOOK * INSTRUMENTS
            chunk = (
                mixed_chunk(self.shape, self.random, live, wanted, BASE)
                if len(live)
                else new_orders(self.shape, self.random, CHUNK, BASE, crossing)
            )
            self.name(chunk)
            self.play(chunk)
            sent += len(chunk)

    def name(self, commands: CommandArray) -> None:
        """Give every new order a client order id of its own."""
        new = commands["kind"] == CommandKind.NEW_ORDER
        count = int(np.count_nonzero(new))
        commands["text"][new] = [
            b"o-%d" % number for number in range(self._named, self._named + count)
        ]
        self._named += count

    def next_day(self) -> None:
        """Close, end and settle the running day, and begin the next one's morning."""
        date = int(self.state["venue"]["date"][0])
        self.play(
            np.concatenate(
                [command(CommandKind.SET_PHASE, phase=Phase.CLOSED), command(CommandKind.END_DAY)]
            )
        )
        day = next(row for row in views.unsettled_days(self.state) if row["date"] == date)
        figures = {
            "value": day["count"],
            "quantity": day["quantity"],
            "amount_fen": day["amount_fen"],
        }
        result = command(
            CommandKind.CLEARING_RESULT, date=date, tape_hash=int(day["tape_hash"], 16), **figures
        )
        begin = [
            command(CommandKind.START_DAY, date=date + 1),
            command(CommandKind.SET_PHASE, phase=Phase.MORNING),
        ]
        self.play(np.concatenate([result, command(CommandKind.SETTLEMENT_DONE, date=date), *begin]))


class Written:
    """A log written as a running gateway writes it: with the day's index beside it."""

    def __init__(self, folder: Path, batch: int = BATCH_MAX) -> None:
        self._batch = batch
        self.clock = ManualClock(1)
        self.sequencer = Sequencer.open(folder, clock=self.clock, capacity=CAPACITY)
        self.directory = Directory(self.sequencer)

    def play(self, commands: CommandArray) -> None:
        """Have them done in batches of one size."""
        for start in range(0, len(commands), self._batch):
            self._take_in(self.sequencer.process(commands[start : start + self._batch]).events)

    def _take_in(self, events: EventArray) -> None:
        day = new_day_at(events)
        if day is not None:
            self.directory.add(events[:day])
            events = events[day:]
            self.directory.begin_day(int(events["sequence"][0]), int(events["date"][0]))
        self.directory.add(events)
        if self.directory.next_event >= self.directory.index.due:
            self.directory.index.after(self.directory.next_event)

    def close(self) -> None:
        """As a stop in order."""
        self.directory.close()
        self.sequencer.close()


def write_history(folder: Path, days: int, commands_a_day: int, batch: int = BATCH_MAX) -> int:
    """Write a venue's log folder, a piece at a time; returns the number of its last event."""
    history, written = LongHistory(), Written(folder, batch)
    for day in range(days):
        if day:
            history.next_day()
        for sent in range(0, commands_a_day, PIECE):
            history.trade(min(PIECE, commands_a_day - sent))
            written.play(history.taken())
    last = written.sequencer.next_event - 1
    written.close()
    return last
