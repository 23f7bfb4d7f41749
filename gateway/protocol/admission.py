"""Which requests of a frame are within a session's limits: its rates, its requests that wait, the
venue's load.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gateway.protocol.errors import error_map
from gateway.protocol.operations import Way
from gateway.protocol.table import OPERATIONS
from gateway.protocol.throttle import Gate, Limits
from gateway.protocol.wire import Message

CANCELS = {
    name
    for operations in OPERATIONS.values()
    for name, each in operations.items()
    if each.way is Way.CANCEL
}
WORKS_UNDER_LOAD = frozenset({"exchange", "bridge", "feed"})  # roles never refused for load
LIGHT = frozenset({Way.CANCEL, Way.SESSION})  # taken from everybody, however busy the venue is


class Gates:
    """The two rates of a session: cancels are counted apart."""

    def __init__(self, limits: Limits, now_ns: int) -> None:
        self.requests = Gate(limits.requests_per_s, now_ns)
        self.cancels = Gate(limits.cancels_per_s, now_ns)


def _is_cancel(op: Any) -> bool:
    """Whether a request's `op`, which may be anything, names a cancel."""
    return type(op) is str and op in CANCELS


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
        cancels = sum(_is_cancel(message.get("op")) for message in messages)
        tried = {True: (gates.cancels, cancels), False: (gates.requests, len(messages) - cancels)}
        admitted = {
            is_cancel: gate.admit(count, now_ns) if count else 0
            for is_cancel, (gate, count) in tried.items()
        }
        self.too_fast = min(admitted.values()) < 0
        self._left = {is_cancel: max(count, 0) for is_cancel, count in admitted.items()}
        self.of_all = not overloaded and sum(self._left.values()) == len(messages) <= room

    def refusal(self, way: Way) -> Message | None:
        """The error for the next request of the frame, None when it is within the limits."""
        is_cancel = way is Way.CANCEL
        if not self._left[is_cancel]:
            return self._rate_exceeded(is_cancel)
        self._left[is_cancel] -= 1
        if self._room <= 0:
            allowed = self._limits.in_flight
            return error_map(
                "in_flight_exceeded",
                f"at most {allowed} requests may wait for their reply",
                allowed=allowed,
            )
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
