"""The clients for programs without asyncio: what is awaited elsewhere is called here.

    with Blocking(connect("ws://127.0.0.1:9101", key)) as call:
        session = call.session
        reply = call(session.buy("CEA25", "78.50", 100))
        for report in call.each(session.reports()):
            print(report["report"])

It serves the sessions of the exchange, the feed and the registry alike, with all their methods and
types. The session runs in a thread of its own, so heartbeats go on while the program computes: a
program that must be there itself sets the timer `session.operations.cancel_after` by its own hand.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Coroutine
from contextlib import AbstractAsyncContextManager
from types import TracebackType
from typing import Any, Generic, TypeVar

S = TypeVar("S")
R = TypeVar("R")


class Blocking(Generic[S]):
    """A session and the thread that it runs in, from `with` to its end.

    An exception that leaves the `with` reaches the session, which then closes without log-off.
    """

    session: S

    def __init__(self, connecting: AbstractAsyncContextManager[S]) -> None:
        self._connecting = connecting
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Blocking[S]:
        """Log on. Raises what connecting raises."""
        self._thread.start()
        try:
            self.session = self(_awaited(self._connecting.__aenter__()))
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool | None:
        """Log off."""
        try:
            caught: bool | None = self(_awaited(self._connecting.__aexit__(kind, error, trace)))
            return caught
        finally:
            self._stop()

    def __call__(self, asked: Coroutine[Any, Any, R], timeout_s: float | None = None) -> R:
        """Wait for what a method of the session gives, and give it.

        Raises what the method raises, RuntimeError once the session has ended, and TimeoutError
        after `timeout_s`: whether the venue did what was asked is then unknown.
        """
        if not self._thread.is_alive():
            asked.close()
            raise RuntimeError("the session has ended")
        waiting = asyncio.run_coroutine_threadsafe(_within(asked, timeout_s), self._loop)
        try:
            return waiting.result()
        except BaseException:
            waiting.cancel()  # Ctrl-C here gives up there
            raise

    def each(self, messages: AsyncIterator[R], timeout_s: float | None = None) -> Each[R]:
        """What a method of the session iterates over, one by one.

        `next` raises what the method raises, and TimeoutError when nothing comes for `timeout_s`;
        another `next` then waits on.
        """
        return Each(self, messages, timeout_s)

    def _stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


class Each(Generic[R]):
    """An iterator over what comes in the session's thread."""

    def __init__(
        self, call: Blocking[Any], messages: AsyncIterator[R], timeout_s: float | None
    ) -> None:
        self._call, self._messages, self._timeout_s = call, messages, timeout_s
        self._coming: asyncio.Task[R] | None = None

    def __iter__(self) -> Each[R]:
        return self

    def __next__(self) -> R:
        try:
            return self._call(self._next())
        except StopAsyncIteration:
            raise StopIteration from None

    async def _next(self) -> R:
        """The next one. One that has not come in time is still waited for by the next call."""
        if self._coming is None:
            self._coming = asyncio.create_task(_awaited(anext(self._messages)))
        done, _ = await asyncio.wait({self._coming}, timeout=self._timeout_s)
        if not done:
            raise TimeoutError(f"nothing came for {self._timeout_s} s")
        coming, self._coming = self._coming, None
        return coming.result()


async def _awaited(asked: Any) -> Any:
    return await asked


async def _within(asked: Coroutine[Any, Any, R], timeout_s: float | None) -> R:
    async with asyncio.timeout(timeout_s):
        return await asked
