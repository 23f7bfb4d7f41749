"""The thread on which the database is used, so that the sockets never wait for a disk; another for
a question that takes long.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


class Worker:
    """Runs blocking calls one after another on a thread of its own, in the order they were asked
    for.

    `aside` does the same on a second thread, for what must not keep the others waiting.
    """

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="registry")
        self._second = ThreadPoolExecutor(max_workers=1, thread_name_prefix="registry-aside")

    async def __call__(
        self,
        function: Callable[Parameters, Result],
        *args: Parameters.args,
        **kwargs: Parameters.kwargs,
    ) -> Result:
        """Run a call and wait for its result or error.

        Cancelling the wait does not stop the call.
        """
        return await asyncio.wrap_future(self._thread.submit(function, *args, **kwargs))

    async def aside(
        self,
        function: Callable[Parameters, Result],
        *args: Parameters.args,
        **kwargs: Parameters.kwargs,
    ) -> Result:
        """As a call, beside the others: it sees a moment of its own (`Database.snapshot`) and
        writes nothing.
        """
        return await asyncio.wrap_future(self._second.submit(function, *args, **kwargs))

    def close(self) -> None:
        """Wait for the calls asked for so far, and end the threads."""
        self._second.shutdown()
        self._thread.shutdown()
