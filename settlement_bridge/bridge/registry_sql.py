"""The registry in a database, by SQLAlchemy Core: SQLite beside the bridge, or PostgreSQL with the
same code.

One process works on it (`lease`); within it one thread at a time. Every method is one transaction
(`database`).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import URL, Connection, insert
from sqlalchemy.exc import DatabaseError

from gateway.schedule.calendar import Calendar
from settlement_bridge.books import (
    accounts_sql,
    conservation_sql,
    entities_sql,
    instruments_sql,
    ledger_sql,
    sub_ledgers_sql,
    vintages,
)
from settlement_bridge.books.memory import Memory
from settlement_bridge.bridge import settlement_sql, transfers_sql
from settlement_bridge.defaults import check_sql
from settlement_bridge.defaults.rules import CALENDAR
from settlement_bridge.errors import Refusal, RegistryUnreadable, SettlementError
from settlement_bridge.records import (
    EXCHANGE,
    OUTSIDE,
    RESERVE,
    SUSPENSE,
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
    Repeated,
    SettledTrade,
    Status,
    Trade,
    Transfer,
    Turnover,
    Verdict,
)
from settlement_bridge.store import migrations
from settlement_bridge.store.bulk import execute_rows, insertion
from settlement_bridge.store.database import Database
from settlement_bridge.store.tables import registry as schema

NO_ENTITY = 0  # owner of the accounts that are the registry's own

log = logging.getLogger(__name__)
Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


class SqlRegistry:
    """A registry in a database.

    Made by `open_registry`; see `registry.Registry` for what its methods do.
    """

    def __init__(self, database: Database, clock: Callable[[], int]) -> None:
        self._database = database
        self._clock = clock
        self._memory = Memory()

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

    def record(self, instructions: Sequence[Instruction]) -> list[int | Refusal | Repeated]:
        return self.write(transfers_sql.record, instructions, self._clock())

    def pending_transfers(self, limit: int) -> list[Transfer]:
        return self.read(transfers_sql.pending, limit)

    def conclude(self, verdicts: Sequence[Verdict], who: str) -> None:
        self.write(transfers_sql.conclude, verdicts, who, self._clock())

    def cursor(self) -> Cursor:
        return self.read(settlement_sql.cursor)

    def collect(self, epoch: str, trades: Sequence[Trade], closes: Sequence[DayClose]) -> None:
        self.write(settlement_sql.collect, epoch, trades, closes)

    def unfinished_days(self) -> list[Day]:
        return self.read(settlement_sql.unfinished_days)

    def day(self, date: int) -> Day | None:
        return self.read(settlement_sql.day, date)

    def trades(
        self, date: int, after_seq: int = 0, limit: int | None = None, account: int | None = None
    ) -> list[SettledTrade]:
        return self.read(settlement_sql.day_trades, date, after_seq, limit, account)

    def mark(self, date: int, status: DayStatus, problem: str = "") -> None:
        self.write(settlement_sql.mark, date, status, problem)

    def deliver(self, date: int, limit: int, who: str) -> DeliveryStep:
        return self.write(settlement_sql.deliver, date, limit, who, self._clock(), self._memory)

    def undelivered(self) -> list[Trade]:
        return self.read(settlement_sql.undelivered)

    def failures(self, date: int) -> list[SettledTrade]:
        return self.read(settlement_sql.failures, date)

    def day_totals(self, date: int) -> list[DayTotal]:
        return self.read(settlement_sql.day_totals, date)

    def closes(self, date: int) -> dict[str, int]:
        return self.read(settlement_sql.closes, date)

    def last_date(self) -> int:
        return self.read(settlement_sql.last_date)

    def settled_dates(self) -> list[int]:
        return self.read(settlement_sql.settled_dates)

    def accounts(self) -> list[Account]:
        return self.read(entities_sql.all_accounts)

    def account(self, number: int) -> Account | None:
        return self.read(entities_sql.one_account, number)

    def holdings(self, account: int | None = None) -> list[Holding]:
        return self.read(accounts_sql.nonzero_holdings, account)

    def entries(self, account: int | None, first: int, limit: int) -> list[Entry]:
        return self.read(ledger_sql.entries, account, first, limit)

    def turnovers(self, account: int, first_date: int, last_date: int) -> list[Turnover]:
        return self.read(accounts_sql.turnovers, account, first_date, last_date)

    def conservation(self) -> list[Break]:
        return self._database.snapshot(_conservation)

    def _writing(self) -> AbstractContextManager[Connection]:
        return self._database.writing()


def open_registry(
    url: str | URL,
    clock: Callable[[], int] = time.time_ns,
    calendar: Callable[[], Calendar] = Calendar.load,
) -> SqlRegistry:
    """Open a registry, made when it is not there, upgraded when it is an older one. `clock` gives
    nanoseconds for the journal.

    `calendar`: the venue's; the released one without it. Raises RegistryInUse when another bridge
    works on it, RegistryUnreadable when it is none or of a later version.
    """
    database = Database(url, **{CALENDAR: calendar})
    try:
        with database.engine.begin() as connection:
            _prepare(connection, clock())
        database.begin_counting()
    except DatabaseError as error:
        database.close()
        raise RegistryUnreadable(f"{url} is no registry: {error.orig}") from error
    except SettlementError:
        database.close()
        raise
    return SqlRegistry(database, clock)


def _conservation(connection: Connection) -> list[Break]:
    checks = (conservation_sql.conservation, check_sql.breaks, sub_ledgers_sql.breaks)
    return [found for check in checks for found in check(connection)]


def _prepare(connection: Connection, time_ns: int) -> None:
    before, now = migrations.migrate(connection)
    if before is not None:
        if before != now:
            log.info("the registry's tables were brought from %s to %s", before, now)
        return
    connection.execute(
        insert(schema.registry).values(one=1, epoch="", next_seq=1, writes=0, writer="")
    )
    own = (
        (EXCHANGE, "Exchange: fee income"),
        (OUTSIDE, "Outside: issuance and bank"),
        (RESERVE, "Registry: settlement reserve"),
        (SUSPENSE, "Suspense: money that is nobody's yet"),
    )
    rows = [(number, name, time_ns, "", NO_ENTITY, Status.ACTIVE) for number, name in own]
    execute_rows(connection, insertion(schema.accounts), rows)
    instruments_sql.note(connection, vintages.published_codes(), "published", time_ns)
