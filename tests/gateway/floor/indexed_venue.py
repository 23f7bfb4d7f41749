"""A sequencer with the directory that the floor keeps beside it, on any disk, and all that members
can ask of the index.
"""

from __future__ import annotations

from random import Random

import numpy as np

from engine.commands import CommandArray, CommandKind, Phase, command
from engine.record.sequencer import Sequencer
from gateway.floor.directory import Directory
from gateway.reports.streams import new_day_at
from tests.simulation.traffic import ACCOUNTS, day_end, opening, random_batch


class IndexedVenue:
    """As the floor uses both, without sessions."""

    def __init__(self, sequencer: Sequencer) -> None:
        self.sequencer = sequencer
        self.directory = Directory(sequencer)

    def do(self, commands: CommandArray) -> None:
        """One batch, as the floor takes it in."""
        events = self.sequencer.process(commands).events
        day = new_day_at(events)
        if day is not None:
            self.directory.add(events[:day])
            start = events[day]
            self.directory.begin_day(int(start["sequence"]), int(start["date"]))
            events = events[day:]
        self.directory.add(events)
        if self.directory.next_event >= self.directory.index.due:
            self.directory.index.after(self.directory.next_event)

    def live(self, random: Random, batches: int) -> None:
        """Some batches, the first of all of them the opening."""
        for _ in range(batches):
            self.do(random_batch(random) if self.sequencer.next_command > 1 else opening())

    def next_day(self) -> None:
        """Another day begins, its orders as any others."""
        begin = [
            command(CommandKind.START_DAY, date=20_260_106, flags=1),
            command(CommandKind.SET_PHASE, phase=Phase.MORNING),
        ]
        self.do(np.concatenate([day_end(), *begin, random_batch(Random(0))]))

    def close(self) -> None:
        """In order."""
        self.directory.close()
        self.sequencer.close()


def known_by(venue: IndexedVenue) -> list[object]:
    """All that members can ask the index, about every report and every order of all days."""
    streams, orders = venue.directory.streams, venue.directory.client_orders
    events = venue.sequencer.events(1, 65_536)
    answers = events[(events["command_kind"] == CommandKind.NEW_ORDER) & (events["kind"] <= 2)]
    known: list[object] = []
    for account in range(ACCOUNTS + 2):
        entries = streams.entries(account, 1, 100_000)
        numbers = [streams.number_of(account, entry) for entry in entries]
        assert numbers == list(range(1, len(entries) + 1))
        assert streams.next_number(account) == len(entries) + 1
        assert [streams.entries(account, first, 7) for first in (1, 5, 50)] == [
            entries[at : at + 7] for at in (0, 4, 49)
        ]
        known += [entries, streams.number_of(account, 1)]
    known += [orders.answers(int(each["account"]), bytes(each["text"])) for each in answers]
    known += [orders.text_of(int(each["order_id"])) for each in answers]
    return known
