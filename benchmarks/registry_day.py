"""A registry with many blocks, a day of trades to deliver in it, and the bare statements that such
a delivery makes.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, insert, make_url

from settlement_bridge.books import CASH, OUTSIDE, DayStatus, EntryKind, State, Trade
from settlement_bridge.books.ledger_rows import Memory
from settlement_bridge.books.parties import Status
from settlement_bridge.books.registry import open_registry
from settlement_bridge.bridge import DELIVERY_MAX, trading_days
from settlement_bridge.store import bulk
from settlement_bridge.store.bulk import execute_rows, insertion
from settlement_bridge.store.database import Registry
from settlement_bridge.store.entity_tables import accounts
from settlement_bridge.store.registry_tables import blocks, holdings, issues, journal
from settlement_bridge.store.settlement_tables import days, trades
from tests.settlement_bridge.postgres_server import Server

DATE = 20_260_105
CODES = ("CEA21", "CEA22", "CEA23", "CEA24", "CEA25")
BLOCK = 500  # tonnes in a block
CASH_FEN = 10**13
AT_ONCE = 20_000  # rows of one statement while the registry is filled

Rows = Iterator[tuple[object, ...]]


@dataclass(frozen=True)
class Size:
    """How large a registry and a day are measured."""

    blocks: int
    trades: int
    accounts: int = 3_000


@dataclass
class Database:
    """A database that can be copied as it is: a SQLite file, or one on a PostgreSQL server."""

    url: str
    server: Server | None = None

    def copy(self, name: str) -> Database:
        """A copy under another name; nobody may be using it."""
        if self.server is None:
            path = Path(str(make_url(self.url).database))
            target = path.with_name(name)
            shutil.copy(path, target)
            return Database(f"sqlite:///{target}")
        return Database(self.server.new_database(template=self._name()), self.server)

    def drop(self) -> None:
        """Let go of a copy, which may be large."""
        if self.server is None:
            Path(str(make_url(self.url).database)).unlink()
        else:
            self._ask(f"DROP DATABASE {self._name()}")

    def megabytes(self) -> int:
        """What it takes on disk."""
        if self.server is None:
            return Path(str(make_url(self.url).database)).stat().st_size >> 20
        return int(self._ask(f"SELECT pg_database_size('{self._name()}')")) >> 20

    def _name(self) -> str:
        return self.url.rsplit("/", 1)[1]

    def _ask(self, statement: str) -> Any:
        """The first value of a statement, if it has one, asked beside the database."""
        engine = create_engine(
            make_url(self.url).set(database="postgres"), isolation_level="AUTOCOMMIT"
        )
        with engine.connect() as connection:
            result = connection.exec_driver_sql(statement)
            value = result.scalar() if result.returns_rows else None
        engine.dispose()
        return value


def fill(database: Database, size: Size) -> None:
    """Accounts with cash and blocks of units for trading, and a confirmed day of trades between any
    two of them.
    """
    registry = open_registry(database.url, clock=lambda: 1)
    with registry.writing() as connection:
        _insert(
            connection,
            accounts,
            ((n, f"member {n}", 1, "", n, Status.ACTIVE) for n in range(1, size.accounts + 1)),
        )
        for place, code in enumerate(CODES, 1):
            _fill_instrument(connection, place, code, size)
        _endow(
            connection,
            EntryKind.DEPOSIT,
            CASH,
            (State.BANK, State.CASH_AVAILABLE),
            [CASH_FEN] * size.accounts,
        )
        connection.execute(
            insert(days).values(date=DATE, status=DayStatus.CONFIRMED, failed=0, problem="")
        )
        _insert(connection, trades, ((*trade, 1, "") for trade in day_of(size)))
    registry.close()
    if database.server is not None:
        engine = create_engine(database.url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
        engine.dispose()


def _fill_instrument(connection: Connection, issue: int, code: str, size: Size) -> None:
    """One issue, cut into blocks that went round the accounts."""
    count = max(size.blocks // len(CODES), size.accounts)
    total = count * BLOCK
    execute_rows(connection, insertion(issues), [(issue, code, 1, total, 2025, 42)])
    state = State.TRADING_AVAILABLE
    _insert(
        connection,
        blocks,
        (
            (code, n * BLOCK + 1, (n + 1) * BLOCK, issue, n % size.accounts + 1, state)
            for n in range(count)
        ),
    )
    own = [
        BLOCK * (count // size.accounts + (n < count % size.accounts)) for n in range(size.accounts)
    ]
    _endow(connection, EntryKind.ISSUE, code, (State.ISSUED, state), own)


def _endow(
    connection: Connection,
    kind: EntryKind,
    code: str,
    states: tuple[State, State],
    own: Sequence[int],
) -> None:
    """Every account gets its own from outside."""
    source, target = states
    _insert(
        connection, holdings, ((n, code, target, quantity) for n, quantity in enumerate(own, 1))
    )
    _insert(connection, holdings, iter([(OUTSIDE, code, source, -sum(own))]))
    following = bulk.next_number(connection, journal.c.number)
    rows = (
        (
            number,
            1,
            DATE,
            kind,
            code,
            quantity,
            OUTSIDE,
            source,
            account,
            target,
            "",
            0,
            0,
            "",
            number,
        )
        for account, (number, quantity) in enumerate(enumerate(own, following), 1)
    )
    _insert(connection, journal, rows)


def _insert(connection: Connection, table: Any, rows: Any) -> None:
    waiting = iter(rows)
    while part := list(islice(waiting, AT_ONCE)):
        execute_rows(connection, insertion(table), part)


def day_of(size: Size) -> Iterator[Trade]:
    """Seeded trades of 1 to 300 t."""
    actor = random.Random(7)
    for number in range(1, size.trades + 1):
        buyer, seller = actor.sample(range(1, size.accounts + 1), 2)
        place, quantity, price = (
            actor.randrange(len(CODES)),
            actor.randint(1, 300),
            7_000 + actor.randrange(1_000),
        )
        what = (CODES[place], place + 1, price, quantity, price * quantity, buyer, seller)
        yield Trade(
            number, DATE, "listed", number, *what, 0, actor.randrange(2), 0, actor.randrange(2)
        )


def deliver_all(registry: Registry) -> int:
    """Deliver the day as the bridge does: how many trades."""
    delivered, more, memory = 0, True, Memory()
    while more:
        given = (DATE, DELIVERY_MAX, "bridge", registry.now_ns(), memory)
        step = registry.write(trading_days.deliver, *given)
        assert step.failed == 0
        delivered, more = delivered + step.delivered, step.more
    return delivered


Statement = tuple[str, Any, bool]  # text, values, whether they are rows
Transaction = list[Statement]


@contextmanager
def recorded(registry: Registry) -> Iterator[list[Transaction]]:
    """The writing statements that are executed inside, transaction by transaction; many rows as a
    batch for the driver.
    """
    transactions: list[Transaction] = [[]]

    def executed(
        _connection: Any, _cursor: Any, text: str, values: Any, _context: Any, many: bool
    ) -> None:
        if text.startswith(("INSERT", "UPDATE", "DELETE")):
            transactions[-1].append((text, values, many))

    def committed(_connection: Any) -> None:
        transactions.append([])

    event.listen(registry.engine, "before_cursor_execute", executed)
    event.listen(registry.engine, "commit", committed)
    arrays, bulk.ARRAYS = bulk.ARRAYS, ""
    yield transactions
    bulk.ARRAYS = arrays
    event.remove(registry.engine, "before_cursor_execute", executed)
    event.remove(registry.engine, "commit", committed)


def replay(engine: Engine, transactions: Sequence[Transaction]) -> None:
    """Execute statements as they are, with nothing around them but the driver."""
    for transaction in transactions:
        with engine.begin() as connection:
            cursor = connection.connection.cursor()
            for text, values, many in transaction:
                (cursor.executemany if many else cursor.execute)(text, values)
            cursor.close()


def rows_of(transactions: Sequence[Transaction]) -> int:
    """How many rows the statements write, one for a statement that is not given rows."""
    return sum(
        len(values) if many else 1
        for transaction in transactions
        for _, values, many in transaction
    )
