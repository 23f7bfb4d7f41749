"""The registry in a database, by SQLAlchemy Core: SQLite beside the bridge, or PostgreSQL with the same code.

On SQLite: WAL, synchronous FULL, and every writing transaction begins IMMEDIATE. One process works on it (`lease`); within it one
thread at a time. Every method is one transaction.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, insert, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError

from settlement_bridge import migrations, schema, settlement_sql, transfers_sql
from settlement_bridge.books import accounts_sql, conservation_sql, entities_sql, ledger_sql
from settlement_bridge.bulk import execute_rows, insertion
from settlement_bridge.errors import Refusal, RegistryUnreadable, StorageFailed
from settlement_bridge.lease import AdvisoryLease, FileLease, Lease
from settlement_bridge.records import (
    EXCHANGE,
    OUTSIDE,
    Account,
    Break,
    Cursor,
    Day,
    DayClose,
    DayStatus,
    DayTotal,
    DeliveryStep,
    Entry,
    Holding,
    Instruction,
    SettledTrade,
    Status,
    Trade,
    Transfer,
    Turnover,
    Verdict,
)

BUSY_WAIT_MS = 5_000  # SQLite: for a reader of another process, such as a copy being taken
CACHE_KIB = 64 * 1024  # the journal's indexes are written all over
CHECKPOINT_PAGES = 8_192
NO_ENTITY = 0  # owner of the two accounts that are the registry's own
_READING = "reading"

log = logging.getLogger(__name__)
Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


class SqlRegistry:
    """A registry in a database. Made by `open_registry`; see `registry.Registry` for what its methods do."""

    def __init__(self, engine: Engine, lease: Lease, clock: Callable[[], int]) -> None:
        self._engine = engine
        self._reader = engine.execution_options(**{_READING: True})
        self._lease = lease
        self._clock = clock

    def close(self) -> None:
        """Close the database and let others work on it."""
        self._engine.dispose()
        self._lease.release()

    def read(
        self, query: Callable[Concatenate[Connection, Parameters], Result], *args: Parameters.args, **kwargs: Parameters.kwargs
    ) -> Result:
        """Ask the tables something, in one transaction that writes nothing."""
        with self._reading() as connection:
            return query(connection, *args, **kwargs)

    def write(
        self, work: Callable[Concatenate[Connection, Parameters], Result], *args: Parameters.args, **kwargs: Parameters.kwargs
    ) -> Result:
        """Do a piece of work on the tables, in one transaction: wholly or not at all."""
        with self._writing() as connection:
            return work(connection, *args, **kwargs)

    def now_ns(self) -> int:
        """The registry's time, for what is written."""
        return self._clock()

    def record(self, instructions: Sequence[Instruction]) -> list[int | Refusal]:
        with self._writing() as connection:
            return transfers_sql.record(connection, instructions, self._clock())

    def pending_transfers(self, limit: int) -> list[Transfer]:
        with self._reading() as connection:
            return transfers_sql.pending(connection, limit)

    def conclude(self, verdicts: Sequence[Verdict], who: str) -> None:
        with self._writing() as connection:
            transfers_sql.conclude(connection, verdicts, who, self._clock())

    def cursor(self) -> Cursor:
        with self._reading() as connection:
            return settlement_sql.cursor(connection)

    def collect(self, epoch: str, trades: Sequence[Trade], closes: Sequence[DayClose]) -> None:
        with self._writing() as connection:
            settlement_sql.collect(connection, epoch, trades, closes)

    def unfinished_days(self) -> list[Day]:
        with self._reading() as connection:
            return settlement_sql.unfinished_days(connection)

    def day(self, date: int) -> Day | None:
        with self._reading() as connection:
            return settlement_sql.day(connection, date)

    def trades(self, date: int, after_seq: int = 0, limit: int | None = None, account: int | None = None) -> list[SettledTrade]:
        with self._reading() as connection:
            return settlement_sql.day_trades(connection, date, after_seq, limit, account)

    def mark(self, date: int, status: DayStatus, problem: str = "") -> None:
        with self._writing() as connection:
            settlement_sql.mark(connection, date, status, problem)

    def deliver(self, date: int, limit: int, who: str) -> DeliveryStep:
        with self._writing() as connection:
            return settlement_sql.deliver(connection, date, limit, who, self._clock())

    def undelivered(self) -> list[Trade]:
        with self._reading() as connection:
            return settlement_sql.undelivered(connection)

    def failures(self, date: int) -> list[SettledTrade]:
        with self._reading() as connection:
            return settlement_sql.failures(connection, date)

    def day_totals(self, date: int) -> list[DayTotal]:
        with self._reading() as connection:
            return settlement_sql.day_totals(connection, date)

    def closes(self, date: int) -> dict[str, int]:
        with self._reading() as connection:
            return settlement_sql.closes(connection, date)

    def last_date(self) -> int:
        with self._reading() as connection:
            return settlement_sql.last_date(connection)

    def settled_dates(self) -> list[int]:
        with self._reading() as connection:
            return settlement_sql.settled_dates(connection)

    def accounts(self) -> list[Account]:
        with self._reading() as connection:
            return entities_sql.all_accounts(connection)

    def account(self, number: int) -> Account | None:
        with self._reading() as connection:
            return entities_sql.one_account(connection, number)

    def holdings(self, account: int | None = None) -> list[Holding]:
        with self._reading() as connection:
            return accounts_sql.nonzero_holdings(connection, account)

    def entries(self, account: int | None, first: int, limit: int) -> list[Entry]:
        with self._reading() as connection:
            return ledger_sql.entries(connection, account, first, limit)

    def turnovers(self, account: int, first_date: int, last_date: int) -> list[Turnover]:
        with self._reading() as connection:
            return accounts_sql.turnovers(connection, account, first_date, last_date)

    def conservation(self) -> list[Break]:
        with self._reading() as connection:
            return conservation_sql.conservation(connection)

    def _writing(self) -> AbstractContextManager[Connection]:
        return _transaction(self._engine)

    def _reading(self) -> AbstractContextManager[Connection]:
        return _transaction(self._reader)


@contextmanager
def _transaction(engine: Engine) -> Iterator[Connection]:
    try:
        with engine.begin() as connection:
            yield connection
    except DatabaseError as error:
        raise StorageFailed(f"the registry's database refused: {error.orig}") from error


def open_registry(url: str | URL, clock: Callable[[], int] = time.time_ns) -> SqlRegistry:
    """Open a registry, made when it is not there. `clock` gives nanoseconds for the journal.

    Raises RegistryInUse when another bridge works on it, RegistryUnreadable when it is none or of another version.
    """
    try:
        address = make_url(url)
        if address.get_backend_name() == "sqlite" and address.database in (None, "", ":memory:"):
            raise RegistryUnreadable(f"{url}: a registry lives in a file or on a server, not in memory")
        engine, lease = _open_sqlite(address) if address.get_backend_name() == "sqlite" else _open_server(address)
    except (ArgumentError, NoSuchModuleError, ImportError, OSError) as error:
        raise RegistryUnreadable(f"{url}: {error}") from error
    try:
        with engine.begin() as connection:
            _prepare(connection, clock())
    except DatabaseError as error:
        lease.release()
        raise RegistryUnreadable(f"{url} is no registry: {error.orig}") from error
    except RegistryUnreadable:
        lease.release()
        raise
    return SqlRegistry(engine, lease, clock)


def _open_sqlite(address: URL) -> tuple[Engine, Lease]:
    path = Path(str(address.database))
    path.parent.mkdir(parents=True, exist_ok=True)
    lease = FileLease(path)
    engine = create_engine(address)
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine, lease


def _open_server(address: URL) -> tuple[Engine, Lease]:
    engine = create_engine(address)
    return engine, AdvisoryLease(engine)


def _set_up_sqlite(dbapi_connection: Any, _record: object) -> None:
    dbapi_connection.isolation_level = None  # transactions begin where this file says, not where the driver guesses
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


def _prepare(connection: Connection, time_ns: int) -> None:
    before, now = migrations.migrate(connection)
    if before is not None:
        if before != now:
            log.info("the registry's tables were brought from %s to %s", before, now)
        return
    connection.execute(insert(schema.registry).values(one=1, epoch="", next_seq=1))
    own = ((EXCHANGE, "Exchange: fee income"), (OUTSIDE, "Outside: issuance and bank"))
    rows = [(number, name, time_ns, "", NO_ENTITY, Status.ACTIVE) for number, name in own]
    execute_rows(connection, insertion(schema.accounts), rows)
