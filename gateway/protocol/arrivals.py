"""How fast new connections may come from one address, before anything of them is read.

A connection beyond the rate is cut at once: neither TLS nor a head is begun with. Connections from
the same computer, also those that a proxy passes on, have no rate.
"""

from __future__ import annotations

import logging
from collections import Counter

from gateway.protocol.outside import Outside
from gateway.protocol.places import OWN_ADDRESSES

PER_S = 50  # new connections of one address
AT_ONCE = 200  # after a pause
ADDRESSES_MAX = 4_096  # remembered; the oldest is forgotten
TELL_EVERY_S = 10  # between two lines about connections that were turned away for one reason
NS_PER_S = 1_000_000_000
TOO_FAST = "rate"
NO_DESCRIPTORS = "descriptors"
TOO_MANY = "places"
WHY = {
    TOO_FAST: f"more than {PER_S} a second come from one address",
    NO_DESCRIPTORS: "no file descriptor is left: raise the limit (LimitNOFILE, ulimit -n)",
    TOO_MANY: "the limit of file descriptors has no place for more clients",
}

log = logging.getLogger(__name__)


class Arrivals:
    """What has come from each address of late, `per_s` and some more `at_once`. A token is a
    connection, or a request of one.
    """

    def __init__(self, outside: Outside, per_s: int = PER_S, at_once: int = AT_ONCE) -> None:
        self._now_ns = outside.monotonic_ns
        self._per_s, self._at_once = per_s, at_once
        self._known: dict[str, tuple[int, int]] = {}  # tokens times 10^9, and when that was

    def admits(self, address: str) -> bool:
        """Whether one more connection may come from an address now; it is counted."""
        if address in OWN_ADDRESSES:
            return True
        now_ns, most = self._now_ns(), self._at_once * NS_PER_S
        tokens, at_ns = self._known.pop(address, (most, now_ns))
        tokens = min(most, tokens + (now_ns - at_ns) * self._per_s)
        admitted = tokens >= NS_PER_S
        if len(self._known) >= ADDRESSES_MAX:
            del self._known[next(iter(self._known))]
        self._known[address] = (tokens - NS_PER_S * admitted, now_ns)
        return admitted


class TurnedAway:
    """Connections that a server has cut at once, by reason; a line is logged now and then."""

    def __init__(self, outside: Outside) -> None:
        self._now_ns = outside.monotonic_ns
        self.counts: Counter[str] = Counter()
        self._logged: dict[str, tuple[int, int]] = {}  # when, and the count then

    def tell(self, reason: str) -> None:
        """Count one."""
        self.counts[reason] += 1
        now_ns, count = self._now_ns(), self.counts[reason]
        at_ns, before = self._logged.get(reason, (now_ns - TELL_EVERY_S * NS_PER_S, 0))
        if now_ns - at_ns >= TELL_EVERY_S * NS_PER_S:
            self._logged[reason] = now_ns, count
            log.warning("connections turned away: %d; %s", count - before, WHY[reason])
