"""The reader's side of the numbers: what to take, what to pass over, what to ask for again.

No sockets.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Any

from marketdata.channels import EVERY_CHANGE, Key


class Verdict(enum.Enum):
    """What a message is to its reader."""

    NEXT = 1
    REPEATED = 2
    GAP = 3


class Numbering:
    """The last number seen of each stream, and which streams have been asked for again."""

    def __init__(self) -> None:
        self._last: dict[Key, int] = {}
        self._asked: set[Key] = set()

    def following(self, key: Key) -> int | None:
        """The next number wanted, None before the first."""
        last = self._last.get(key)
        return None if last is None else last + 1

    def begin(self, channel: str, instrument: str | None, first: int | None) -> None:
        """A new subscription: forget what was seen of its streams; `first` is the number it begins
        with, if any.
        """
        for key in [
            key for key in self._last if key[0] == channel and instrument in (None, key[1])
        ]:
            del self._last[key]
        if first is not None:
            self._last[channel, instrument] = first - 1

    def judge(self, message: Mapping[str, Any]) -> Verdict:
        """What to do with a message. `take` it when it is next and has found its place."""
        key = message["channel"], message["instrument"]
        last = self._last.get(key)
        if last is None:
            return Verdict.NEXT
        if message["seq"] <= last:
            return Verdict.REPEATED
        # right only where it answers a number that is no longer kept
        if message["type"] == "snapshot":
            return (
                Verdict.GAP if key[0] in EVERY_CHANGE and key not in self._asked else Verdict.NEXT
            )
        return Verdict.GAP if message["prev"] > last else Verdict.NEXT

    def take(self, message: Mapping[str, Any]) -> None:
        """The message has been handed on."""
        key = message["channel"], message["instrument"]
        self._last[key] = message["seq"]
        self._asked.discard(key)

    def ask(self, key: Key) -> bool:
        """Note that a stream is asked for again; False when it has been already."""
        if key in self._asked:
            return False
        self._asked.add(key)
        return True

    def forget_asked(self) -> None:
        """The connection that the questions went to is gone."""
        self._asked.clear()

    def forget_all(self) -> None:
        """Another venue: none of its numbers are known."""
        self._last.clear()
        self._asked.clear()
