"""Reading events and commands back by number: the latest from memory, older ones from the logs.

Older events are read in blocks, the last ones used of which stay in memory. A block that is not
there is read by another thread (`gateway.floor.beside`) or, where an answer cannot wait, at once.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from threading import Lock

import numpy as np

from engine.commands import COMMAND, CommandArray
from engine.events import EVENT, EventArray, empty_events
from engine.record.sequencer import Batch, Sequencer
from gateway.floor.newest import Newest

KEPT_EVENTS = 131_072  # of the latest, 24 MiB, and as many commands
READ_MAX = 16_384  # events given at once
BLOCK_EVENTS = 4_096  # read from the log together, 0.75 MiB
BLOCKS_KEPT = 48
PICK_READS_MAX = 2  # blocks that one question reads at once: some milliseconds


class Blocks:
    """Blocks of older events by their number, the last ones used; for several threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._blocks: OrderedDict[int, EventArray] = OrderedDict()
        self._lock = Lock()

    def holding(self, event: int) -> EventArray | None:
        """The block with an event, None when it is not there."""
        number = (event - 1) // BLOCK_EVENTS
        with self._lock:
            block = self._blocks.get(number)
            if block is None or int(block["sequence"][-1]) < event:
                return None
            self._blocks.move_to_end(number)
            return block

    def put(self, block: EventArray) -> None:
        """Keep a block, which may be the log's last and shorter."""
        with self._lock:
            self._blocks[(int(block["sequence"][0]) - 1) // BLOCK_EVENTS] = block
            while len(self._blocks) > self._most:
                self._blocks.popitem(last=False)


class Recall:
    """The events and commands of a venue by number, each number once, no holes."""

    def __init__(self, sequencer: Sequencer) -> None:
        self._sequencer = sequencer
        self._events = Newest(EVENT, KEPT_EVENTS)
        self._commands = Newest(COMMAND, KEPT_EVENTS)
        self.blocks = Blocks(BLOCKS_KEPT)

    @property
    def next_event(self) -> int:
        """Number the next event will have."""
        return self._sequencer.next_event

    @property
    def oldest_event(self) -> int:
        """Number of the first event that is not archived."""
        return self._sequencer.first_event

    def keep(self, batch: Batch) -> None:
        """Take in the newest batch."""
        self._events.keep(batch.events)
        self._commands.keep(batch.commands)

    def keeps(self, event: int) -> bool:
        """Whether that event is still in memory."""
        return event in self._events

    def is_at_hand(self, event: int) -> bool:
        """Whether it takes no reading of the log to give that event."""
        return event in self._events or self.blocks.holding(event) is not None

    def read(self, first: int, limit: int) -> EventArray:
        """Up to `limit` events (16,384 at most) from number `first` on, at least one unless there
        is none.
        """
        limit = min(limit, READ_MAX)
        if first in self._events:
            return self._events.read(first, limit)
        block = self.blocks.holding(first)
        if block is None:
            block = self._read_block(first)
        begin = first - int(block["sequence"][0]) if len(block) else 0
        return block[begin : begin + limit]

    def event(self, number: int) -> EventArray:
        """The one event of that number, as an array of length 1."""
        return self.read(number, 1)

    def command(self, number: int) -> CommandArray:
        """The one command of that number, as an array of length 1."""
        if number in self._commands:
            return self._commands.read(number, 1)
        return self._sequencer.commands(number, 1)

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

    def pick(self, numbers: list[int], reads: int = PICK_READS_MAX) -> EventArray:
        """The events of ascending numbers: all, or the first ones, as many as come with that
        number of blocks read from the log.
        """
        picked = empty_events(len(numbers))
        begin = 0
        while begin < len(numbers):
            first = numbers[begin]
            if first in self._events:
                picked[begin:] = self._events.pick(np.array(numbers[begin:]))
                return picked
            if not self.is_at_hand(first):
                if not reads:
                    break
                reads -= 1
            found = self.read(first, READ_MAX)
            end = bisect_right(numbers, int(found["sequence"][-1]), lo=begin)
            picked[begin:end] = found[np.array(numbers[begin:end]) - first]
            begin = end
        return picked[:begin]

    def _read_block(self, event: int) -> EventArray:
        first, count = block_with(event, self._sequencer.first_event)
        block = self._sequencer.events(first, count)
        if len(block) and int(block["sequence"][-1]) >= event:
            self.blocks.put(block)
        return block if len(block) > event - first else block[:0]


def block_with(event: int, oldest: int) -> tuple[int, int]:
    """First event and length of the block with an event; `oldest` is the log's first."""
    begin = (event - 1) // BLOCK_EVENTS * BLOCK_EVENTS + 1
    first = max(begin, min(oldest, event))
    return first, begin + BLOCK_EVENTS - first
