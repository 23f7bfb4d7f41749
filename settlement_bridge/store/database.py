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
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, select, update
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError

from gateway.protocol.outside import SYSTEM
from settlement_bridge.errors import RegistryInUse, RegistryUnreadable, StorageAway, StorageFailed
from settlement_bridge.store.lease import LOCK_SUFFIX, AdvisoryLease, FileLease, Lease
from settlement_bridge.store.registry_tables import WRITER_SIZE, registry

BUSY_WAIT_MS = 5_000  # SQLite: for a reader of another process, such as a copy being taken
CACHE_KIB = 64 * 1024  # the journal's indexes are written all over
CHECKPOINT_PAGES = 8_192
# How long a server that is away is waited for: twice as long each time, two minutes in all.
WAITS_S = (0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 25.6, 25.6, 25.6)
# SQLSTATE classes: connection exceptions, a server that shuts down or starts
_AWAY_STATES = ("08", "57P")
_READING = "reading"

log = logging.getLogger(__name__)
Result = TypeVar("Result")


class Database:
    """A database with its lease.

    `reading` and `writing` are single transactions; `write` sees one through.
    """

    def __init__(
        self, url: str | URL, draw: Callable[[int], int] = SYSTEM.draw, **options: Any
    ) -> None:
        """Take the lease and be ready to connect; `options` are known to every connection. `draw`
        gives random bits, for the name that this writer counts under.

        Raises RegistryInUse, RegistryUnreadable.
        """
        self._lease, engine = _open(url)
        self.engine = engine.execution_options(**options)
        self._reader = self.engine.execution_options(**{_READING: True})
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
        """One writing transaction. Raises StorageFailed, StorageAway."""
        with _transaction(self.engine) as connection:
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

    def read(self, query: Callable[[Connection], Result]) -> Result:
        """Ask something; a server that is away is waited for. Raises StorageFailed."""
        return _patiently(lambda: self._ask(query), self._retake_lease)

    def write(self, work: Callable[[Connection], Result], transaction: Callable[[], Any]) -> Result:
        """Do a piece of work in one `transaction`, exactly once, even if the connection is lost.

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
            with transaction() as connection:
                self._count_one(connection)
                results.append(work(connection))
            return results[-1]

        try:
            result = _patiently(attempt, self._retake_lease)
        except StorageAway:
            self._unsure = True
            raise
        self._writes += 1
        return result

    def _ask(self, query: Callable[[Connection], Result]) -> Result:
        with self.reading() as connection:
            return query(connection)

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


def is_away(error: DBAPIError) -> bool:
    """Whether an error says that the server is away, not that it refuses."""
    if error.connection_invalidated:
        return True
    if not hasattr(error.orig, "sqlstate"):
        return False  # SQLite is never away
    state: str | None = getattr(error.orig, "sqlstate", None)
    return isinstance(error, OperationalError) if state is None else state.startswith(_AWAY_STATES)


def _open(url: str | URL) -> tuple[Lease, Engine]:
    try:
        address = make_url(url)
        if address.get_backend_name() != "sqlite":
            engine = create_engine(address)
            return AdvisoryLease(engine), engine
        if address.database in (None, "", ":memory:"):
            raise RegistryUnreadable(
                f"{url}: a registry lives in a file or on a server, not in memory"
            )
        return _open_sqlite(address)
    except (ArgumentError, NoSuchModuleError, ImportError, OSError) as error:
        raise RegistryUnreadable(f"{url}: {error}") from error
    except DBAPIError as error:
        kind = StorageAway if is_away(error) else RegistryUnreadable
        raise kind(f"{url} cannot be opened: {error.orig}") from error


def database_files(url: str | URL) -> list[Path]:
    """The files of a registry in SQLite; none where it is on a server."""
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        return []
    path = Path(str(address.database))
    return [path, path.with_name(path.name + LOCK_SUFFIX)]


def _open_sqlite(address: URL) -> tuple[Lease, Engine]:
    path = Path(str(address.database))
    path.parent.mkdir(parents=True, exist_ok=True)
    lease = FileLease(path)
    engine = create_engine(address)
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return lease, engine


def _set_up_sqlite(dbapi_connection: Any, _record: object) -> None:
    # transactions begin where this file says, not where the driver guesses
    dbapi_connection.isolation_level = None
    pragmas = (
        "journal_mode=WAL",
        "synchronous=FULL",
        f"busy_timeout={BUSY_WAIT_MS}",
        f"cache_size=-{CACHE_KIB}",
        f"wal_autocheckpoint={CHECKPOINT_PAGES}",
    )
    for pragma in pragmas:
        dbapi_connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    reading = connection.get_execution_options().get(_READING)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
