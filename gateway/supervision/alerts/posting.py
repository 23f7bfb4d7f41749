"""Posts alerts to the gateway, which serves them to the staff: what it does not have yet, in order
of the changes.
"""

from __future__ import annotations

import asyncio

from gateway.client import Session
from gateway.supervision.alerts.ledger import Ledger

POSTED_AT_ONCE = 20  # alerts
SERVED_MAX = 2_000  # the newest alerts, which the gateway keeps
EVERY = 2**63 - 1  # a change after which there is none


class Posting:
    """Posts over one session after the other. `news` is set when there may be more."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.news = asyncio.Event()

    async def run(self, session: Session) -> None:
        """Post until the session ends. Raises ConnectionLost, RequestRefused, LedgerFailed."""
        posted = await self._begin(session)
        while True:
            self.news.clear()
            page = await asyncio.to_thread(self._ledger.after, posted, POSTED_AT_ONCE)
            if not page:
                await self.news.wait()
                continue
            await session.request("post_alerts", alerts=[each.as_map() for each in page])
            posted = page[-1].change

    async def _begin(self, session: Session) -> int:
        """The newest change that the gateway has, or need not have."""
        known: int = (await session.request("alerts", after=EVERY))["last"]
        if known > self._ledger.last_change:  # of alerts that were lost here
            await session.request("begin_alerts")
            known = 0
        return max(known, self._ledger.before_last(SERVED_MAX))
