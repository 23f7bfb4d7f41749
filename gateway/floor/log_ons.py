"""The sessions that have logged on and are there still."""

from __future__ import annotations

from itertools import islice
from typing import NamedTuple

from gateway.protocol.session import Session


class LogOn(NamedTuple):
    """A session with the number of its log-on, which counts from the gateway's start, and when it
    was, in ns since 1970.
    """

    number: int
    session: Session
    since_ns: int


class LogOns:
    """The log-ons whose sessions have not ended, in order of their numbers."""

    def __init__(self) -> None:
        self._last = 0
        self._there: dict[Session, LogOn] = {}

    def join(self, session: Session, now_ns: int) -> None:
        """A session has logged on."""
        self._last += 1
        self._there[session] = LogOn(self._last, session, now_ns)

    def leave(self, session: Session) -> None:
        """A connection has ended, whether it had logged on or not."""
        self._there.pop(session, None)

    def page(self, after: int, size: int) -> tuple[list[LogOn], int | None]:
        """The first ones after a number; the last of these numbers where there are more."""
        later = (each for each in self._there.values() if each.number > after)
        found = list(islice(later, size + 1))
        return found[:size], found[size - 1].number if len(found) > size else None
