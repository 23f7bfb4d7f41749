"""What a rehearsal waits for: requests in a pipeline, tasks, answers with a time limit."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Collection, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from gateway.client import Reply, Session
from gateway.launch.processes import VenueFailed
from settlement_bridge.client import RegistrySession

ANSWER_WAIT_S = 60  # of the feed
Request = Mapping[str, Any]
T = TypeVar("T")


async def everything_done(
    session: Session | RegistrySession, requests: Sequence[Request]
) -> list[Reply]:
    """Send requests in a pipeline; all must be accepted.

    Raises the first one's RequestRefused otherwise.
    """
    replies = await session.request_many(requests)
    for reply in replies:
        reply.result()
    return replies


async def end_tasks(tasks: Collection[asyncio.Task[None]]) -> None:
    """Cancel tasks, wait for their end, raise the first error one of them had."""
    for task in tasks:
        task.cancel()
    for outcome in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(outcome, Exception):
            raise outcome


async def in_time(work: Awaitable[T], what: str) -> T:
    """The result of some work.

    Raises VenueFailed, saying what was waited for, when it takes too long.
    """
    try:
        async with asyncio.timeout(ANSWER_WAIT_S):
            return await work
    except TimeoutError:
        raise VenueFailed(f"{what} did not come within {ANSWER_WAIT_S} s") from None


async def at_once(work: Iterable[Awaitable[object]]) -> None:
    """Everything at the same time; the first error of any is raised when all have ended."""
    for outcome in await asyncio.gather(*work, return_exceptions=True):
        if isinstance(outcome, BaseException):
            raise outcome
