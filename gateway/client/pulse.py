"""Signs of life of a connection: when each side was last heard, and what follows from silence."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable


class Pulse:
    """When the server was last heard and this side last spoke, by the loop's clock."""

    def __init__(self) -> None:
        self._now_s = asyncio.get_running_loop().time
        self._heard_s = self._spoke_s = self._now_s()

    def heard(self) -> None:
        """Something has come."""
        self._heard_s = self._now_s()

    def spoke(self) -> None:
        """Something was sent."""
        self._spoke_s = self._now_s()

    def silent_s(self) -> float:
        """Seconds since the server was last heard."""
        return self._now_s() - self._heard_s

    async def keep(
        self,
        heartbeat_s: int,
        is_read: Callable[[], bool],
        speak: Callable[[], Awaitable[None]],
        give_up: Callable[[], Awaitable[None]],
    ) -> None:
        """Speak when silent for half an interval; give up when nothing was heard for two although
        the connection is read.
        """
        while True:
            await asyncio.sleep(heartbeat_s / 4)
            if self.silent_s() > 2 * heartbeat_s and is_read():
                await give_up()
                return
            if self._now_s() - self._spoke_s > heartbeat_s / 2:
                await speak()
