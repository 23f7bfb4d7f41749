"""The registry's store: tables (a file a subject), lease, transactions, bulk writing, migrations.

Here is a registry: its database, its clock, and transactions on them, blocking; and the thread on
which it is used, so that the sockets never wait for a disk, with another for a question that takes
long.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection

from settlement_bridge.store.database import Database

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


class Registry:
    """What every subject does its work on: pieces of work on the tables, each one transaction."""

    def __init__(self, database: Database, clock: Callable[[], int]) -> None:
        """`clock` gives nanoseconds since 1970 UTC, for the journal."""
        self._database = database
        self._clock = clock

    def close(self) -> None:
        """Close the database and let others work on it."""
        self._database.close()

    def read(
        self,
        query: Callable[Concatenate[Connection, Parameters], Result],
        *args: Parameters.args,
        **kwargs: Parameters.kwargs,
    ) -> Result:
        """Ask the tables something, in one transaction that writes nothing."""
        return self._database.read(lambda connection: query(connection, *args, **kwargs))

    def write(
        self,
        work: Callable[Concatenate[Connection, Parameters], Result],
        *args: Parameters.args,
        **kwargs: Parameters.kwargs,
    ) -> Result:
        """Do a piece of work on the tables, in one transaction: wholly or not at all."""
        return self._database.write(
            lambda connection: work(connection, *args, **kwargs), self._writing
        )

    def snapshot(self, query: Callable[[Connection], Result]) -> Result:
        """Ask something long about one moment, while others read and write."""
        return self._database.snapshot(query)

    def now_ns(self) -> int:
        """The registry's time, for what is written."""
        return self._clock()

    def _writing(self) -> AbstractContextManager[Connection]:
        return self._database.writing()


class Worker:
    """Runs blocking calls one after another on a thread of its own, in the order they were asked
    for.

    `aside` does the same on a second thread, for what must not keep the others waiting.
    """

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="registry")
        self._second = ThreadPoolExecutor(max_workers=1, thread_name_prefix="registry-aside")
        self.waiting = 0  # calls that have not returned, on both threads

    async def __call__(
        self,
        function: Callable[Parameters, Result],
        *args: Parameters.args,
        **kwargs: Parameters.kwargs,
    ) -> Result:
        """Run a call and wait for its result or error.

        Cancelling the wait does not stop the call.
        """
        return await self._waited(self._thread.submit(function, *args, **kwargs))

    async def aside(
        self,
        function: Callable[Parameters, Result],
        *args: Parameters.args,
        **kwargs: Parameters.kwargs,
    ) -> Result:
        """As a call, beside the others: it sees a moment of its own (`Database.snapshot`) and
        writes nothing.
        """
        return await self._waited(self._second.submit(function, *args, **kwargs))

    async def _waited(self, call: Future[Result]) -> Result:
        self.waiting += 1
        try:
            return await asyncio.wrap_future(call)
        finally:
            self.waiting -= 1

    def close(self) -> None:
        """Wait for the calls asked for so far, and end the threads."""
        self._second.shutdown()
        self._thread.shutdown()
