"""The newest frames of events, kept for followers that are up to date; bounded in bytes, the oldest
go first.
"""

from __future__ import annotations

from collections import OrderedDict

from gateway.protocol.wire import Frame

RING_MAX_BYTES = 16 * 1024 * 1024


class EventRing:
    """Frames by the number of their first event, in one encoding."""

    def __init__(self, max_bytes: int = RING_MAX_BYTES) -> None:
        self._max_bytes = max_bytes
        self._frames: OrderedDict[int, tuple[int, Frame]] = OrderedDict()
        self._bytes = 0

    def add(self, first: int, last: int, frame: Frame) -> None:
        """Keep the newest frame: events `first` to `last`."""
        self._frames[first] = (last + 1, frame)
        self._bytes += len(frame)
        while self._bytes > self._max_bytes:
            _, (_, old) = self._frames.popitem(last=False)
            self._bytes -= len(old)

    def get(self, first: int) -> tuple[int, Frame] | None:
        """The frame that begins with that event, and the number of the event after it."""
        return self._frames.get(first)

    def next_start(self, number: int) -> int | None:
        """Where the oldest kept frame after that event begins, None when there is none.

        Who reads from the log reads up to there and then goes on with kept frames.
        """
        return next((first for first in self._frames if first > number), None)
