"""Posts what a process of supervision keeps to the gateway, which serves it to the staff: what it
does not have yet, in order of the changes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from gateway.client import Session

EVERY = 2**63 - 1  # a change after which there is none


class Journal(Protocol):
    """What is posted: rows that change, each change with a number that is greater than the last."""

    @property
    def last_change(self) -> int:
        """The number of the newest change; 0 before the first."""

    def posted_after(self, change: int, most: int) -> Sequence[Mapping[str, Any]]:
        """The rows that have changed after a number, as they are now, in order, `most` at most."""

    def before_last(self, count: int) -> int:
        """The number after which the newest changes are those of that count of rows; 0: all are."""


class Served(NamedTuple):
    """How the gateway serves the rows: the name of their operations, how many it takes at once,
    and how many it keeps.
    """

    name: str
    at_once: int
    kept: int


class Posting:
    """Posts over one session after the other. `news` is set when there may be more."""

    def __init__(self, journal: Journal, served: Served) -> None:
        self._journal, self._served = journal, served
        self.news = asyncio.Event()

    async def run(self, session: Session) -> None:
        """Post until the session ends. Raises ConnectionLost, RequestRefused, and what the journal
        raises.
        """
        posted = await self._begin(session)
        name, at_once, _ = self._served
        while True:
            self.news.clear()
            page = await asyncio.to_thread(self._journal.posted_after, posted, at_once)
            if not page:
                await self.news.wait()
                continue
            fields: dict[str, Any] = {name: page}
            await session.request(f"post_{name}", **fields)
            posted = page[-1]["change"]

    async def _begin(self, session: Session) -> int:
        """The newest change that the gateway has, or need not have."""
        known: int = (await session.request(self._served.name, after=EVERY))["last"]
        if known > self._journal.last_change:  # of rows that were lost here
            await session.request(f"begin_{self._served.name}")
            known = 0
        return max(known, self._journal.before_last(self._served.kept))
