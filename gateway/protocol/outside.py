"""What a server takes from outside its messages: the time and chance.

A recording or a test gives its own.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

NONCE_BYTES = 32


def _none() -> int:
    return 0


def _nothing() -> None:
    """There is nothing to follow."""


@dataclass(frozen=True, slots=True)
class Outside:
    """Clocks in nanoseconds, and random bits.

    wall_ns: since 1970 UTC. monotonic_ns: of a clock that never goes back. draw: as many random
    bits as asked for, as an integer; what an attacker must not guess is made of it. leap_ns: what
    the machine's time is ahead of `wall_ns`, 0 while that follows it; after `follow` it does.
    worked_ns: processor time of the calling thread.
    """

    wall_ns: Callable[[], int] = time.time_ns
    monotonic_ns: Callable[[], int] = time.monotonic_ns
    draw: Callable[[int], int] = secrets.randbits
    leap_ns: Callable[[], int] = _none
    follow: Callable[[], None] = _nothing
    worked_ns: Callable[[], int] = time.thread_time_ns

    def nonce(self) -> str:
        """A nonce for one log-on: 32 bytes in hex."""
        return f"{self.draw(8 * NONCE_BYTES):0{2 * NONCE_BYTES}x}"


SYSTEM = Outside()
