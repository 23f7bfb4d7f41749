"""A registry: its database, its clock, and transactions on them. Blocking; one thread at a time."""

from __future__ import annotations

from collections.abc import Callable
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

    def now_ns(self) -> int:
        """The registry's time, for what is written."""
        return self._clock()

    def _writing(self) -> AbstractContextManager[Connection]:
        return self._database.writing()
