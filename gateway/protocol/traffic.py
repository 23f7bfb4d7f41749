"""What a server counts while it works: plain integers, gathered when a page is asked for."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

from gateway.protocol.conversation import Request
from gateway.protocol.wire import Message

# Upper bounds of the buckets of durations, in seconds.
SECONDS = (
    0.0005,
    0.001,
    0.002,
    0.005,
    0.01,
    0.02,
    0.05,
    0.1,
    0.2,
    0.5,
    1.0,
    2.0,
    5.0,
    10.0,
)
NS_PER_S = 1_000_000_000
WAITS_MAX = 1_000  # kept until they are counted together
UNREAD = "unreadable"  # in the place of the operation of what cannot be read


class Histogram:
    """How often a value was at most each of `bounds`, which ascend, and the sum of all values."""

    def __init__(self, bounds: Sequence[float] = SECONDS) -> None:
        self.bounds = bounds
        self.counts = [0] * (len(bounds) + 1)  # the last: above them all
        self.sum = 0.0

    def add(self, value: float, count: int = 1) -> None:
        """Count a value, as often as it was seen."""
        self.counts[bisect_left(self.bounds, value)] += count
        self.sum += value * count


class Traffic:
    """What goes over a server's WebSockets.

    Messages: `asked` by operation, `refused` by the code of the refusal, `sent` by kind.
    """

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.sent: Counter[str] = Counter()
        self._reply_s = Histogram()
        self._waits: list[tuple[int, int]] = []  # nanoseconds, messages

    def answered(self, requests: Sequence[Request], answers: Sequence[Message], ns: int) -> None:
        """Count requests of one frame that have been answered after some nanoseconds.

        Labels stay few: operations and codes of this server's tables.
        """
        asked, refused = self.asked, self.refused
        for request in requests:
            operation = request.operation
            asked[UNREAD if operation is None else operation.name] += 1
        for answer in answers:
            if not answer["ok"]:
                refused[answer["error"]["code"]] += 1
        self.sent["reply"] += len(answers)
        self._waits.append((ns, len(answers)))
        if len(self._waits) >= WAITS_MAX:
            self._fold()

    def reply_s(self) -> Histogram:
        """Seconds from a request to its reply."""
        self._fold()
        return self._reply_s

    def _fold(self) -> None:
        for ns, count in self._waits:
            self._reply_s.add(max(ns, 0) / NS_PER_S, count)
        self._waits.clear()
