"""Reading events back by number: the latest from memory, older ones from the event log."""

from __future__ import annotations

from bisect import bisect_right
from collections import deque

import numpy as np

from engine.events import EventArray, empty_events
from engine.sequencer import Sequencer

KEPT_EVENTS = 131_072  # of the latest, 24 MiB
READ_MAX = 16_384  # events given at once
GAP_MAX = 1_024  # events read for nothing rather than in a read of their own


class Recall:
    """The events of a venue by number, each number once, no holes."""

    def __init__(self, sequencer: Sequencer) -> None:
        self._sequencer = sequencer
        self._batches: deque[EventArray] = deque()
        self._kept = 0

    @property
    def next_event(self) -> int:
        """Number the next event will have."""
        return self._sequencer.next_event

    def keep(self, events: EventArray) -> None:
        """Take in the newest events."""
        if len(events):
            self._batches.append(events)
            self._kept += len(events)
        while self._kept > KEPT_EVENTS and len(self._batches) > 1:
            self._kept -= len(self._batches.popleft())

    def read(self, first: int, limit: int) -> EventArray:
        """Up to `limit` events (16,384 at most) from number `first` on, at least one unless there is none."""
        limit = min(limit, READ_MAX)
        if not self._batches or first < int(self._batches[0]["sequence"][0]):
            return self._sequencer.events(first, limit)
        starts = [int(batch["sequence"][0]) for batch in self._batches]
        place = bisect_right(starts, first) - 1
        begin = first - starts[place]
        return self._batches[place][begin : begin + limit]

    def event(self, number: int) -> EventArray:
        """The one event of that number, as an array of length 1."""
        return self.read(number, 1)

    def caused_with(self, number: int) -> EventArray:
        """The event of that number and those after it that follow from the same command, 16,384 at most."""
        found = self.read(number, 64)
        while len(found) < READ_MAX and found["command"][-1] == found["command"][0]:
            more = self.read(number + len(found), READ_MAX - len(found))
            if not len(more):
                break
            found = np.concatenate([found, more])
        return found[found["command"] == found["command"][0]]

    def pick(self, numbers: list[int]) -> EventArray:
        """The events of ascending numbers; those that lie near each other are read together."""
        picked = empty_events(len(numbers))
        begin = 0
        while begin < len(numbers):
            found = self.read(numbers[begin], self._span(numbers, begin))
            end = bisect_right(numbers, int(found["sequence"][-1]), lo=begin)
            picked[begin:end] = found[np.array(numbers[begin:end]) - numbers[begin]]
            begin = end
        return picked

    @staticmethod
    def _span(numbers: list[int], begin: int) -> int:
        """How many events to read from numbers[begin] on so as to cover its neighbours."""
        end = begin
        while end + 1 < len(numbers) and numbers[end + 1] - numbers[end] <= GAP_MAX:
            end += 1
        return numbers[end] - numbers[begin] + 1
