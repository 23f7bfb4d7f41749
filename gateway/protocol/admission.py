"""Which requests of a frame are within a session's limits: its rates, its requests that wait, the
venue's load.

Time is an argument everywhere: nanoseconds of any clock that does not go back.
"""

from __future__ import annotations

from collections.abc import Sequence

from gateway.protocol.errors import error_map
from gateway.protocol.limits import Limits
from gateway.protocol.operations import Way
from gateway.protocol.table.rows import OPERATIONS
from gateway.protocol.wire import Message

NS_PER_S = 1_000_000_000
NS_PER_MS = 1_000_000
IN_FLIGHT_RETRY_MS = 100  # in which replies have come, unless the venue is overloaded
CANCELS = {
    name
    for operations in OPERATIONS.values()
    for name, each in operations.items()
    if each.way is Way.CANCEL
}
WORKS_UNDER_LOAD = frozenset({"exchange", "bridge", "feed"})  # roles never refused for load
LIGHT = frozenset({Way.CANCEL, Way.SESSION})  # taken from everybody, however busy the venue is


class Gate:
    """Two token buckets for one class of requests: the limit, and twice the limit for everything
    tried.

    Levels are tokens times 10^9; a bucket keeps at most one second's worth.
    """

    def __init__(self, rate: int, now_ns: int) -> None:
        self._rate = rate
        self._allowed = rate * NS_PER_S
        self._tried = 2 * rate * NS_PER_S
        self._at_ns = now_ns

    def admit(self, count: int, now_ns: int) -> int:
        """How many of `count` requests are within the limit; -1 when twice the limit has been
        passed.
        """
        full = self._rate * NS_PER_S
        gained = max(0, now_ns - self._at_ns) * self._rate
        self._at_ns = max(self._at_ns, now_ns)
        self._allowed = min(full, self._allowed + gained)
        self._tried = min(2 * full, self._tried + 2 * gained)
        tried = min(count, self._tried // NS_PER_S)
        self._tried -= tried * NS_PER_S
        if tried < count:
            return -1
        allowed = min(count, self._allowed // NS_PER_S)
        self._allowed -= allowed * NS_PER_S
        return allowed

    def retry_after_ms(self) -> int:
        """Milliseconds, rounded up, until one more request is within the limit."""
        wait_ns = max(0, -(-(NS_PER_S - self._allowed) // self._rate))
        return -(-wait_ns // NS_PER_MS)


class Gates:
    """The two rates of a session: cancels are counted apart."""

    def __init__(self, limits: Limits, now_ns: int) -> None:
        self.requests = Gate(limits.requests_per_s, now_ns)
        self.cancels = Gate(limits.cancels_per_s, now_ns)


class Admission:
    """How many requests of one frame are within the limits; decided once for the frame, used up in
    its order.

    `room`: how many more requests of the session may wait for their reply. `of_all`: none of the
    frame is refused. `too_fast`: twice a rate has been passed, which ends the session.
    """

    def __init__(
        self,
        gates: Gates,
        limits: Limits,
        room: int,
        messages: Sequence[Message],
        now_ns: int,
        overloaded: bool,
    ) -> None:
        self._gates = gates
        self._limits = limits
        self._room = room
        self._overloaded = overloaded
        cancels, count = 0, len(messages)
        for message in messages:
            op = message.get("op")  # which may be anything
            cancels += type(op) is str and op in CANCELS
        requests = gates.requests.admit(count - cancels, now_ns) if cancels < count else 0
        cancels = gates.cancels.admit(cancels, now_ns) if cancels else 0
        self.too_fast = requests < 0 or cancels < 0
        self._left = [max(requests, 0), max(cancels, 0)]
        self.of_all = not overloaded and sum(self._left) == count <= room

    def refusal(self, way: Way) -> Message | None:
        """The error for the next request of the frame, None when it is within the limits."""
        is_cancel = way is Way.CANCEL
        if not self._left[is_cancel]:
            return self._rate_exceeded(is_cancel)
        self._left[is_cancel] -= 1
        if self._room <= 0:
            allowed = self._limits.in_flight
            rule = f"at most {allowed} requests may wait for their reply"
            error = error_map("in_flight_exceeded", rule, allowed=allowed)
            return error | {"retry_after_ms": IN_FLIGHT_RETRY_MS}
        self._room -= 1
        if self._overloaded and way not in LIGHT:
            return error_map(
                "overloaded", "the venue is overloaded: only cancels are taken for the moment"
            )
        return None

    def _rate_exceeded(self, is_cancel: bool) -> Message:
        gate, allowed, what = self._gates.requests, self._limits.requests_per_s, "requests"
        if is_cancel:
            gate, allowed, what = self._gates.cancels, self._limits.cancels_per_s, "cancels"
        error = error_map("rate_exceeded", f"at most {allowed} {what} a second", allowed=allowed)
        return error | {"retry_after_ms": gate.retry_after_ms()}
