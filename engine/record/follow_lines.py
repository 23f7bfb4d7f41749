"""The lines a follower prints while it follows: number, hash, lag; and when it looks again."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from engine.record.follow import Follower

POLL_S = 0.02  # between two looks at a log that had nothing new
TELL_S = 1.0  # between two lines, where no number of commands was asked for
FOR_EVER = 2**62


@dataclass(frozen=True)
class Line:
    """The state after a command, and the commands and time recorded after it by then."""

    command: int
    state_hash: str
    behind_commands: int
    behind_s: float

    def as_map(self) -> dict[str, object]:
        """As plain values."""
        return asdict(self)

    def __str__(self) -> str:
        return (
            f"{self.command:>12}  {self.state_hash}  {self.behind_commands} commands,"
            f" {self.behind_s:.3f} s late"
        )


def lines(
    follower: Follower, *, until: int = 0, every: int = 0, idle_s: float = 0
) -> Iterator[Line]:
    """Follow, and tell after each `every` commands (0: about once a second), at `until` (0: never),
    and at the end.

    Ends at `until`, or when nothing new came for `idle_s` seconds (0: never).
    """
    end = until or FOR_EVER
    printed, heard, looked = -1, time.monotonic(), time.monotonic()
    while follower.sequence < end:
        target = min(end, _next_multiple(follower.sequence, every))
        if follower.advance(target):
            heard = time.monotonic()
        elif idle_s and time.monotonic() - heard >= idle_s:
            break
        else:
            time.sleep(POLL_S)
        due = follower.sequence == target if every else time.monotonic() - looked >= TELL_S
        if due and follower.sequence != printed:
            printed, looked = follower.sequence, time.monotonic()
            yield _line(follower)
    if follower.sequence != printed:
        yield _line(follower)


def _next_multiple(sequence: int, every: int) -> int:
    return (sequence // every + 1) * every if every else FOR_EVER


def _line(follower: Follower) -> Line:
    behind = follower.behind()
    return Line(follower.sequence, follower.state_hash, behind.commands, behind.time_ns / 1e9)
