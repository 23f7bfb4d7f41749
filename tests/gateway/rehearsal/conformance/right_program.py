"""A member's program that does what a venue asks: it enters an order and withdraws it, over and
over. It finds the venue in CEAX_URL and its key in CEAX_KEY.
"""

from __future__ import annotations

import asyncio
import os

from gateway.client import ConnectionLost, RequestRefused, Session, connect
from gateway.protocol.private_keys import KeyFile

ORDER = {"instrument": "CEA25", "side": "buy", "price": 7_300, "quantity": 1}
PAUSE_S = 0.02


class Maker:
    """One order at a time, while the venue is not halted."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._goes_on = asyncio.Event()

    async def quote(self) -> None:
        """Enter and withdraw; an order without an answer is sent again as it was."""
        number = 0
        while True:
            await self._goes_on.wait()
            try:
                await self._enter_and_withdraw(f"q-{number}")
                number += 1
            except ConnectionLost:
                await self._session.connected()
            except RequestRefused as refused:
                number += 1
                await asyncio.sleep((refused.retry_after_ms or 0) / 1e3)
            await asyncio.sleep(PAUSE_S)

    async def _enter_and_withdraw(self, name: str) -> None:
        entered = await self._session.request("new_order", client_order_id=name, **ORDER)
        if entered["status"] == "entered" and not entered.get("duplicate"):
            await self._session.cancel(entered["order"])

    async def watch(self) -> None:
        """Go on only while nothing is halted."""
        async for state in self._session.states():
            halted = state["venue_halted"] or ORDER["instrument"] in state["halted"]
            (self._goes_on.clear if halted else self._goes_on.set)()

    async def read(self) -> None:
        """Read the reports; what they say shows in the replies, too."""
        async for _ in self._session.reports():
            pass


async def main() -> None:
    """Trade until the process is ended."""
    url, key = os.environ["CEAX_URL"], KeyFile.load(os.environ["CEAX_KEY"])
    async with (
        connect(url, key, give_up_s=30, cancel_on_disconnect=True, today=True) as session,
        asyncio.TaskGroup() as tasks,
    ):
        maker = Maker(session)
        for work in (maker.quote, maker.watch, maker.read):
            tasks.create_task(work())


asyncio.run(main())
