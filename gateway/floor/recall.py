"""Reading events and commands back by number: the latest from memory, older ones from the logs."""

from __future__ import annotations

from bisect import bisect_right
from collections import deque

import numpy as np

from engine.commands import CommandArray
from engine.events import EventArray, empty_events
from engine.record.sequencer import Batch, Sequencer

KEPT_EVENTS = 131_072  # of the latest, 24 MiB
READ_MAX = 16_384  # events given at once
GAP_MAX = 1_024  # events read for nothing rather than in a read of their own
# reads for scattered events at once: each may cost the disk a quarter of a megabyte
PICK_READS_MAX = 32


class Recall:
    """The events and commands of a venue by number, each number once, no holes."""

    def __init__(self, sequencer: Sequencer) -> None:
        self._sequencer = sequencer
        self._batches: deque[Batch] = deque()
        self._kept = 0

    @property
    def next_event(self) -> int:
        """Number the next event will have."""
        return self._sequencer.next_event

    def keep(self, batch: Batch) -> None:
        """Take in the newest batch."""
        self._batches.append(batch)
        self._kept += len(batch.events)
        while self._kept > KEPT_EVENTS and len(self._batches) > 1:
            self._kept -= len(self._batches.popleft().events)

    def keeps(self, event: int) -> bool:
        """Whether that event is still in memory."""
        return bool(self._batches) and event >= int(self._batches[0].events["sequence"][0])

    def read(self, first: int, limit: int) -> EventArray:
        """Up to `limit` events (16,384 at most) from number `first` on, at least one unless there
        is none.
        """
        limit = min(limit, READ_MAX)
        if not self.keeps(first):
            return self._sequencer.events(first, limit)
        starts = [int(batch.events["sequence"][0]) for batch in self._batches]
        place = bisect_right(starts, first) - 1
        begin = first - starts[place]
        return self._batches[place].events[begin : begin + limit]

    def event(self, number: int) -> EventArray:
        """The one event of that number, as an array of length 1."""
        return self.read(number, 1)

    def command(self, number: int) -> CommandArray:
        """The one command of that number, as an array of length 1."""
        starts = [int(batch.commands["sequence"][0]) for batch in self._batches]
        place = bisect_right(starts, number) - 1
        if place < 0:
            return self._sequencer.commands(number, 1)
        begin = number - starts[place]
        return self._batches[place].commands[begin : begin + 1]

    def caused_with(self, number: int) -> EventArray:
        """The event of that number and those after it that follow from the same command, 16,384 at
        most.
        """
        found = self.read(number, 64)
        while len(found) < READ_MAX and found["command"][-1] == found["command"][0]:
            more = self.read(number + len(found), READ_MAX - len(found))
            if not len(more):
                break
            found = np.concatenate([found, more])
        result: EventArray = found[found["command"] == found["command"][0]]
        return result

    def pick(self, numbers: list[int]) -> EventArray:
        """The events of ascending numbers, those near each other read together: all of them, or the
        first, as many as 32 reads bring."""
        picked = empty_events(len(numbers))
        begin = reads = 0
        while begin < len(numbers) and reads < PICK_READS_MAX:
            found = self.read(numbers[begin], self._span(numbers, begin))
            end = bisect_right(numbers, int(found["sequence"][-1]), lo=begin)
            picked[begin:end] = found[np.array(numbers[begin:end]) - numbers[begin]]
            reads += not self.keeps(numbers[begin])
            begin = end
        return picked[:begin]

    @staticmethod
    def _span(numbers: list[int], begin: int) -> int:
        """How many events to read from numbers[begin] on so as to cover its neighbours."""
        end = begin
        while end + 1 < len(numbers) and numbers[end + 1] - numbers[end] <= GAP_MAX:
            end += 1
        return numbers[end] - numbers[begin] + 1
