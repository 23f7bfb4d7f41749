"""The registry's database and its transactions: SQLite beside the bridge, or a PostgreSQL server
that may go away and come back.

On SQLite: WAL, synchronous FULL, and every writing transaction begins IMMEDIATE. One process works
on it (`lease`). What every writing transaction does first is to count itself in the row of
`registry`: so it finds out when somebody else has written, and after a lost connection whether it
was committed itself.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import URL, Connection, Engine, select, update
from sqlalchemy.exc import DBAPIError

from gateway.protocol.outside import SYSTEM
from settlement_bridge.errors import RegistryInUse, StorageAway, StorageFailed
from settlement_bridge.store import READING, is_away, open_engine
from settlement_bridge.store.chain import chained, listen
from settlement_bridge.store.registry_tables import WRITER_SIZE, registry

# How long a server that is away is waited for: twice as long each time, two minutes in all.
WAITS_S = (0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 25.6, 25.6, 25.6)

log = logging.getLogger(__name__)
Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


class Registry:
    """What every subject does its work on: a database with its lease, and a clock.

    `reading` and `writing` are single transactions; `read` and `write` see one through.
    """

    def __init__(
        self,
        url: str | URL,
        clock: Callable[[], int] = time.time_ns,
        draw: Callable[[int], int] = SYSTEM.draw,
        **options: Any,
    ) -> None:
        """Take the lease and be ready to connect; `options` are known to every connection. `clock`
        gives nanoseconds since 1970 UTC, for the journal; `draw` random bits, for the name that
        this writer counts under.

        Raises RegistryInUse, RegistryUnreadable.
        """
        self._clock = clock
        self._lease, engine = open_engine(url)
        listen(engine)
        self.engine = engine.execution_options(**options)
        self._reader = self.engine.execution_options(**{READING: True})
        # SQLite's always are
        still = (
            {} if self.engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
        )
        self._snapshots = self._reader.execution_options(**still)
        self._writes = 0
        self._unsure = False  # the server stayed away: was the last work committed?
        self._name = f"{draw(4 * WRITER_SIZE):0{WRITER_SIZE}x}"

    def close(self) -> None:
        """Close the database and let others work on it."""
        self.engine.dispose()
        self._lease.release()

    def begin_counting(self) -> None:
        """Learn how many writing transactions there have been, once the tables are there."""
        with self.reading() as connection:
            self._writes, _ = _count(connection)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One transaction that writes nothing. Raises StorageFailed, StorageAway."""
        with _transaction(self._reader) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One writing transaction; what it writes of facts is chained. Raises StorageFailed,
        StorageAway.
        """
        with _transaction(self.engine) as connection, chained(connection, self._clock):
            yield connection

    def snapshot(self, query: Callable[[Connection], Result]) -> Result:
        """Ask something long about one moment, on a thread of its own; others read and write in the
        meantime.

        A server that is away is waited for. Raises StorageFailed.
        """

        def attempt() -> Result:
            with _transaction(self._snapshots) as connection:
                return query(connection)

        return _patiently(attempt)

    def read(
        self,
        query: Callable[Concatenate[Connection, Parameters], Result],
        *args: Parameters.args,
        **kwargs: Parameters.kwargs,
    ) -> Result:
        """Ask the tables something, in one transaction that writes nothing; a server that is away
        is waited for. Raises StorageFailed.
        """
        return _patiently(lambda: self._ask(query, *args, **kwargs), self._retake_lease)

    def write(
        self,
        work: Callable[Concatenate[Connection, Parameters], Result],
        *args: Parameters.args,
        **kwargs: Parameters.kwargs,
    ) -> Result:
        """Do a piece of work on the tables in one transaction, wholly or not at all; exactly once,
        even if the connection is lost.

        After a connection was lost the count shows whether the work was committed: if so its result
        is returned, else the work is done again. Raises StorageFailed, RegistryInUse; after
        StorageAway it may have been done or not.
        """
        results: list[Result] = []

        def attempt() -> Result:
            if self._unsure:
                self._writes += self._was_committed()
                self._unsure = False
            if results and self._was_committed():
                return results[-1]
            results.clear()
            with self.writing() as connection:
                self._count_one(connection)
                results.append(work(connection, *args, **kwargs))
            return results[-1]

        try:
            result = _patiently(attempt, self._retake_lease)
        except StorageAway:
            self._unsure = True
            raise
        self._writes += 1
        return result

    def trial(
        self,
        work: Callable[Concatenate[Connection, Parameters], Result],
        *args: Parameters.args,
        **kwargs: Parameters.kwargs,
    ) -> Result:
        """Do a piece of work on the tables and take it back: what it would give. A server that is
        away is waited for. Raises StorageFailed.
        """

        def attempt() -> Result:
            with _transaction(self.engine) as connection:
                result = work(connection, *args, **kwargs)
                connection.rollback()
                return result

        return _patiently(attempt, self._retake_lease)

    def now_ns(self) -> int:
        """The registry's time, for what is written."""
        return self._clock()

    def _ask(
        self,
        query: Callable[Concatenate[Connection, Parameters], Result],
        *args: Parameters.args,
        **kwargs: Parameters.kwargs,
    ) -> Result:
        with self.reading() as connection:
            return query(connection, *args, **kwargs)

    def _retake_lease(self) -> None:
        """A lease ends with its connection, which may have gone as well.

        Raises RegistryInUse when somebody else has it now.
        """
        try:
            self._lease.renew()
        except DBAPIError as error:
            log.warning("the lease cannot be renewed yet: %s", error.orig)

    def _was_committed(self) -> bool:
        return self._ask(_count) == (self._writes + 1, self._name)

    def _count_one(self, connection: Connection) -> None:
        expected = registry.c.writes == self._writes
        counted = (
            update(registry).where(expected).values(writes=self._writes + 1, writer=self._name)
        )
        if connection.execute(counted).rowcount != 1:
            raise RegistryInUse("another settlement bridge has written to this registry")


def _patiently(
    attempt: Callable[[], Result], before_another: Callable[[], None] | None = None
) -> Result:
    """What an attempt gives, made again after each wait while the server is away.

    Raises StorageAway after the last.
    """
    for wait_s in WAITS_S:
        try:
            return attempt()
        except StorageAway as away:
            log.warning("%s; trying again in %.1f s", away, wait_s)
            time.sleep(wait_s)
            if before_another is not None:
                before_another()
    return attempt()


def _count(connection: Connection) -> tuple[int, str]:
    row = connection.execute(select(registry.c.writes, registry.c.writer)).one()
    return row.writes, row.writer


@contextmanager
def _transaction(engine: Engine) -> Iterator[Connection]:
    try:
        with engine.begin() as connection:
            yield connection
    except DBAPIError as error:
        failed = StorageAway if is_away(error) else StorageFailed
        raise failed(f"the registry's database refused: {error.orig}") from error
