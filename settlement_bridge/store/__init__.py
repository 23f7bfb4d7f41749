"""The registry's store: tables (a file a subject), lease, transactions, bulk writing, migrations.

Here is how a registry is reached. Only one bridge works on it: an exclusive lock that ends with the
process that holds it, however it ends. And it is used on a thread of its own, so that the sockets
never wait for a disk, with another for a question that takes long.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, ParamSpec, Protocol, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError

from settlement_bridge.errors import RegistryInUse, RegistryUnreadable, StorageAway

LOCK_SUFFIX = ".lock"  # of the file beside a database in SQLite
ADVISORY_KEY = 0x63656178  # "ceax"
ADVISORY_WAIT_S = 1.0  # the server may take a moment to notice that the last holder was killed
ADVISORY_POLL_S = 0.05
BUSY_WAIT_MS = 5_000  # SQLite: for a reader of another process, such as a copy being taken
CACHE_KIB = 64 * 1024  # the journal's indexes are written all over
CHECKPOINT_PAGES = 8_192
READING = "reading"
CALENDAR = "calendar"  # the option of a connection that gives the venue's calendar
# SQLSTATE classes: connection exceptions, a server that shuts down or starts
_AWAY_STATES = ("08", "57P")

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


class Lease(Protocol):
    """The right to work on a registry, until released."""

    def renew(self) -> None:
        """Make sure that it still holds; take it again when its connection was lost.

        Raises RegistryInUse, DBAPIError.
        """
        ...

    def release(self) -> None:
        """Give it back."""
        ...


class FileLease:
    """An exclusive lock on a file beside a SQLite database."""

    def __init__(self, database: Path) -> None:
        """Take it. Raises RegistryInUse when another process has it."""
        self.path = database.with_name(database.name + LOCK_SUFFIX)
        self._descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(self._descriptor)
            raise RegistryInUse(
                f"another settlement bridge works on {database} ({self.path} is locked)"
            ) from error

    def renew(self) -> None:
        """It holds as long as the process lives."""

    def release(self) -> None:
        """Give it back; the file stays."""
        os.close(self._descriptor)


class AdvisoryLease:
    """PostgreSQL's advisory lock, held by a connection of its own."""

    def __init__(self, engine: Engine) -> None:
        """Take it.

        Raises RegistryInUse when another connection has it, DBAPIError when there is no server.
        """
        self._engine = engine
        self._connection: Connection | None = None
        self.renew()

    def renew(self) -> None:
        """Make sure that it still holds; take it again when its connection was lost.

        Raises RegistryInUse, DBAPIError.
        """
        try:
            self._take()
        except DBAPIError:
            self._drop()
            raise

    def release(self) -> None:
        """Give it back; a lock whose connection is lost ends with it."""
        if self._connection is not None:
            with contextlib.suppress(DBAPIError):
                self._connection.scalar(text("SELECT pg_advisory_unlock_all()"))
        self._drop()

    def _take(self) -> None:
        """Take the lock, which a session that has it already gets again."""
        deadline = time.monotonic() + ADVISORY_WAIT_S
        if self._connection is None:
            self._connection = self._engine.connect()
        while not self._connection.scalar(
            text("SELECT pg_try_advisory_lock(:key)"), {"key": ADVISORY_KEY}
        ):
            self._connection.commit()
            if time.monotonic() >= deadline:
                self._drop()
                raise RegistryInUse(f"another settlement bridge works on {self._engine.url!r}")
            time.sleep(ADVISORY_POLL_S)
        self._connection.commit()

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.invalidate()
            self._connection.close()
        self._connection = None


def open_engine(url: str | URL) -> tuple[Lease, Engine]:
    """A database with its lease. Raises RegistryInUse, RegistryUnreadable."""
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


def is_away(error: DBAPIError) -> bool:
    """Whether an error says that the server is away, not that it refuses."""
    if error.connection_invalidated:
        return True
    if not hasattr(error.orig, "sqlstate"):
        return False  # SQLite is never away
    state: str | None = getattr(error.orig, "sqlstate", None)
    return isinstance(error, OperationalError) if state is None else state.startswith(_AWAY_STATES)


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
    reading = connection.get_execution_options().get(READING)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


class Worker:
    """Runs blocking calls one after another on a thread of its own, in the order they were asked
    for.

    `aside` does the same on a second thread, for what must not keep the others waiting; `public` on
    a third, for what anybody may ask.
    """

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="registry")
        self._second = ThreadPoolExecutor(max_workers=1, thread_name_prefix="registry-aside")
        self._third = ThreadPoolExecutor(max_workers=1, thread_name_prefix="registry-public")
        self.waiting = 0  # calls that have not returned, on all threads

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

    async def public(
        self,
        function: Callable[Parameters, Result],
        *args: Parameters.args,
        **kwargs: Parameters.kwargs,
    ) -> Result:
        """As `aside`, beside that too: what takes long there does not keep the public waiting."""
        return await self._waited(self._third.submit(function, *args, **kwargs))

    async def _waited(self, call: Future[Result]) -> Result:
        self.waiting += 1
        try:
            return await asyncio.wrap_future(call)
        finally:
            self.waiting -= 1

    def close(self) -> None:
        """Wait for the calls asked for so far, and end the threads."""
        self._third.shutdown()
        self._second.shutdown()
        self._thread.shutdown()
