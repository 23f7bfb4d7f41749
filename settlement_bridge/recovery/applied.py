"""What the exchange has applied for the bridge, read back out of its log page by page."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable
from typing import Any, NamedTuple, Protocol

from settlement_bridge.recovery.standing import Theirs

Row = dict[str, Any]


class Ask(Protocol):
    """A question to the gateway, on a session that may not be used for anything else yet."""

    def __call__(self, op: str, **fields: Any) -> Awaitable[Row]:
        """Its answer. Raises RequestRefused, ExchangeAway."""
        ...


class Page(NamedTuple):
    """What was applied among some events, in order, and the number of the event to go on with, None at the end."""

    rows: list[Row]
    following: int | None


async def page(ask: Ask, first: int) -> Page:
    """What was applied from event `first` on. Raises RequestRefused when that part of the log is archived."""
    reply = await ask("applied", from_=first)
    return Page(reply["applied"], reply["next"])


async def rows(ask: Ask, first: int) -> AsyncIterator[Row]:
    """All that was applied from event `first` on."""
    following: int | None = first
    while following is not None:
        found = await page(ask, following)
        for row in found.rows:
            yield row
        following = found.following


def first_event(theirs: Theirs, last_done: int) -> int:
    """Where to begin so as to miss nothing: at the last day settled here, where the exchange remembers it, else at event 1.

    What the registry does not know came after that day was settled.
    """
    return next((day.first_event for day in theirs.days if day.date == last_done), 1)
