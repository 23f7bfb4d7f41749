"""A dead-man timer: the venue cancels a program's orders unless the program is there in time."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, Literal

from gateway.protocol.errors import GatewayError
from gateway.protocol.replies import ConnectionLost, ReplyMissing

MS_PER_S = 1_000
SETS = 3  # how often the timer is set again while it runs
Scope = Literal["key", "account"]


@asynccontextmanager
async def kept_alive(
    request: Callable[..., Awaitable[Any]],
    connected: Callable[[], Awaitable[None]],
    within_s: float,
    scope: Scope,
) -> AsyncIterator[None]:
    """A timer that is set again until the block ends, and then taken away; left by an exception it
    runs out. `connected` waits for a lost connection. Raises RequestRefused, ConnectionLost,
    ReplyMissing when the timer cannot be set at first.
    """
    terms = {"after_ms": max(1, round(within_s * MS_PER_S)), "scope": scope}
    await request("cancel_after", **terms)
    setting = asyncio.create_task(_set_again(request, connected, within_s, terms))
    try:
        yield
    finally:
        setting.cancel()
    with contextlib.suppress(ConnectionLost, ReplyMissing):  # then it runs out
        await request("cancel_after", **terms | {"after_ms": 0})


async def _set_again(
    request: Callable[..., Awaitable[Any]],
    connected: Callable[[], Awaitable[None]],
    within_s: float,
    terms: dict[str, Any],
) -> None:
    """Set the timer again and again, over lost connections, until there is no other one."""
    with contextlib.suppress(GatewayError):
        while True:
            await asyncio.sleep(within_s / SETS)
            try:
                await request("cancel_after", timeout_s=within_s, **terms)
            except (ConnectionLost, ReplyMissing):
                await connected()
