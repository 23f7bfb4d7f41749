"""The registry in a database, by SQLAlchemy Core: SQLite beside the bridge, or PostgreSQL with the
same code.

One process works on it (`lease`); within it one thread at a time. Every method is one transaction
(`database`).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence

from sqlalchemy import URL, Connection, insert
from sqlalchemy.exc import DatabaseError

from gateway.protocol.outside import SYSTEM
from gateway.schedule.calendar import Calendar
from settlement_bridge.books import (
    EXCHANGE,
    OUTSIDE,
    RESERVE,
    SUSPENSE,
    Break,
    DayStatus,
    Holding,
    Trade,
    conservation,
    entities,
    ledger_rows,
    settings,
    venue_rules,
)
from settlement_bridge.books.ledger import Entry
from settlement_bridge.books.ledger_rows import Memory, Turnover
from settlement_bridge.books.parties import Account, Instruction, Status
from settlement_bridge.bridge import (
    Cursor,
    Day,
    DayClose,
    DayTotal,
    DeliveryStep,
    Repeated,
    SettledTrade,
    Transfer,
    Verdict,
    outbox,
    trading_days,
)
from settlement_bridge.defaults import differences
from settlement_bridge.defaults.rules import CALENDAR
from settlement_bridge.errors import Refusal, RegistryUnreadable, SettlementError
from settlement_bridge.store import Registry, migrations
from settlement_bridge.store import registry_tables as schema
from settlement_bridge.store.bulk import execute_rows, insertion
from settlement_bridge.store.database import Database

NO_ENTITY = 0  # owner of the accounts that are the registry's own

log = logging.getLogger(__name__)


class SqlRegistry(Registry):
    """The registry as settlement uses it. Made by `open_registry`.

    Every method is one transaction, blocking, complete or without effect.
    """

    def __init__(self, database: Database, clock: Callable[[], int]) -> None:
        super().__init__(database, clock)
        self._memory = Memory()

    def record(self, instructions: Sequence[Instruction]) -> list[int | Refusal | Repeated]:
        """Carry out instructions in order, each wholly or not at all: journal number (0 for
        open_account) or refusal.

        One whose request was done before is not carried out again: Repeated.
        """
        return self.write(outbox.record, instructions, self.now_ns())

    def pending_transfers(self, limit: int) -> list[Transfer]:
        """Transfers without the exchange's answer, oldest first."""
        return self.read(outbox.pending, limit)

    def conclude(self, verdicts: Sequence[Verdict], who: str) -> None:
        """Complete or give back pending transfers; those already concluded are left as they are."""
        self.write(outbox.conclude, verdicts, who, self.now_ns())

    def cursor(self) -> Cursor:
        """Where the settlement stream is to be taken up again."""
        return self.read(trading_days.cursor)

    def collect(self, epoch: str, trades: Sequence[Trade], closes: Sequence[DayClose]) -> None:
        """Store trades and closes with the cursor.

        Raises TapeBroken when their numbers do not follow on.
        """
        self.write(trading_days.collect, epoch, trades, closes)

    def unfinished_days(self) -> list[Day]:
        """Days that are not DONE, earliest first."""
        return self.read(trading_days.unfinished_days)

    def day(self, date: int) -> Day | None:
        """One day, or None."""
        return self.read(trading_days.day, date)

    def trades(
        self, date: int, after_seq: int = 0, limit: int | None = None, account: int | None = None
    ) -> list[SettledTrade]:
        """A day's trades in the order of their numbers, all or a page, of all accounts or of
        one.
        """
        return self.read(trading_days.day_trades, date, after_seq, limit, account)

    def mark(self, date: int, status: DayStatus, problem: str = "") -> None:
        """Move a day forward, or state its problem."""
        self.write(trading_days.mark, date, status, problem)

    def deliver(self, date: int, limit: int, who: str) -> DeliveryStep:
        """Deliver the next trades of a confirmed day; the last step marks it DELIVERED."""
        return self.write(trading_days.deliver, date, limit, who, self.now_ns(), self._memory)

    def undelivered(self) -> list[Trade]:
        """Trades that have been collected but neither delivered nor failed, in order."""
        return self.read(trading_days.undelivered)

    def failures(self, date: int) -> list[SettledTrade]:
        """A day's failed trades in order."""
        return self.read(trading_days.failures, date)

    def day_totals(self, date: int) -> list[DayTotal]:
        """A day's trades added up by instrument and status."""
        return self.read(trading_days.day_totals, date)

    def closes(self, date: int) -> dict[str, int]:
        """Closing prices of a day as the feed stated them."""
        return self.read(trading_days.closes, date)

    def last_date(self) -> int:
        """The latest day known, 0 when there is none."""
        return self.read(trading_days.last_date)

    def settled_dates(self) -> list[int]:
        """Days that are DONE, earliest first."""
        return self.read(trading_days.settled_dates)

    def accounts(self) -> list[Account]:
        """All accounts, the exchange's own included."""
        return self.read(entities.all_accounts)

    def account(self, number: int) -> Account | None:
        """One account, or None."""
        return self.read(entities.one_account, number)

    def holdings(self, account: int | None = None) -> list[Holding]:
        """Holdings of one account, or of all, that are not zero."""
        return self.read(ledger_rows.nonzero_holdings, account)

    def entries(self, account: int | None, first: int, limit: int) -> list[Entry]:
        """Journal entries from number `first` on, of one account or of all."""
        return self.read(ledger_rows.entries, account, first, limit)

    def turnovers(self, account: int, first_date: int, last_date: int) -> list[Turnover]:
        """An account's journal entries of some days, both included, added up."""
        return self.read(ledger_rows.turnovers, account, first_date, last_date)

    def conservation(self) -> list[Break]:
        """Everything inside the registry that does not add up; empty when sound."""
        return self._database.snapshot(_conservation)


def open_registry(
    url: str | URL,
    clock: Callable[[], int] = time.time_ns,
    calendar: Callable[[], Calendar] = Calendar.load,
    draw: Callable[[int], int] = SYSTEM.draw,
) -> SqlRegistry:
    """Open a registry; make a missing one, upgrade an older one. `clock` gives nanoseconds for the
    journal.

    `calendar`: the venue's; the released one without it. `draw` gives random bits. Raises
    RegistryInUse when another bridge works on it, RegistryUnreadable when the database is no
    registry or of a later version.
    """
    database = Database(url, draw, **{CALENDAR: calendar})
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
    checks = (conservation.conservation, differences.breaks, conservation.bank_breaks)
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
    venue_rules.note(connection, settings.published_codes(), "published", time_ns)
