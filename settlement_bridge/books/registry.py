"""A registry as a whole: opened, in SQLite or on a PostgreSQL server, and checked by the database
that everything adds up: assets, balances, transits, deliveries, and every serial number.

The forms that its tables had since revision v0009 are Alembic migrations, one after another,
carried out when a registry is opened. A migration says its tables and columns itself and never
changes once it has been released.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from sqlalchemy import (
    URL,
    Connection,
    String,
    and_,
    case,
    column,
    func,
    insert,
    inspect,
    select,
    table,
    union_all,
)
from sqlalchemy.exc import DatabaseError

from gateway.protocol.outside import SYSTEM
from gateway.schedule.calendar import Calendar
from settlement_bridge import store
from settlement_bridge.books import (
    CASH,
    EXCHANGE,
    OUTSIDE,
    RESERVE,
    SUSPENSE,
    Break,
    EntryKind,
    Legs,
    Market,
    State,
    TradeStatus,
    unit_checks,
    venue_rules,
)
from settlement_bridge.books.bank_money import WAITING, is_open
from settlement_bridge.books.event_table import ASKED
from settlement_bridge.books.events import taken_back
from settlement_bridge.books.legs import check_legs, legs_of, write_cash_books
from settlement_bridge.books.market import check_market, write_market
from settlement_bridge.books.parties import Status, TransferStatus
from settlement_bridge.errors import RegistryUnreadable, SettlementError
from settlement_bridge.law.in_force import published_codes
from settlement_bridge.store import CALENDAR, chain, registry_tables
from settlement_bridge.store.bulk import execute_rows, insertion
from settlement_bridge.store.database import Registry
from settlement_bridge.store.entity_tables import accounts
from settlement_bridge.store.registry_tables import holdings, journal, transfers
from settlement_bridge.store.settlement_tables import bank_lines, payments, trades

MIGRATIONS = Path(store.__file__).parent / "migrations"
# Alembic's own table, of one row
VERSION = table("alembic_version", column("version_num", String))
FIRST = "v0009"  # the oldest form that this build opens
CHAINED = "v0011"  # from here on a registry has a hash chain
OF_A_MARKET = "v0015"  # from here on it says of which market it is
_BEFORE_REVISIONS = "0.1.0"  # did not name its form in Alembic's own table


def migrate(connection: Connection) -> tuple[str | None, str]:
    """Bring a registry to the present form, inside the connection's transaction; from which
    revision (None: new) to which.

    Raises RegistryUnreadable when it is of a version this build does not know.
    """
    target, present = newest(), revision(connection)
    if present == target:
        return present, target
    if present is None and inspect(connection).has_table("registry"):
        raise _too_old(_BEFORE_REVISIONS)
    if present is not None and present < FIRST:
        raise _too_old(present)
    if present not in {None, *revisions()}:
        raise RegistryUnreadable(
            f"a registry of version {present!r}; this build reads up to {target!r}"
        )
    _upgrade(connection, present, target)
    return present, target


def _upgrade(connection: Connection, present: str | None, target: str) -> None:
    """Carry the migrations out. What does it is imported where there is one: it takes longer than
    all else of a start.
    """
    from alembic.migration import MigrationContext
    from alembic.operations import Operations
    from alembic.script import ScriptDirectory

    directory = ScriptDirectory(str(MIGRATIONS))
    context = MigrationContext.configure(connection)
    with Operations.context(context):
        for script in reversed([*directory.iterate_revisions(target, present)]):
            script.module.upgrade()
    context.stamp(directory, target)


def revisions() -> list[str]:
    """All that there are, in order: those that migrations are named after."""
    return sorted(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("v*.py"))


def newest() -> str:
    """The revision of this build."""
    return revisions()[-1]


def revision(connection: Connection) -> str | None:
    """The revision of a registry's tables, None when it has none yet."""
    if not inspect(connection).has_table(VERSION.name):
        return None
    found: str | None = connection.scalar(select(VERSION.c.version_num))
    return found


def _too_old(version: str) -> RegistryUnreadable:
    return RegistryUnreadable(
        f"a registry of version {version!r}; this build reads from {FIRST!r} on: open it once with"
        f" the earlier build that brings it to {FIRST!r}, then with this one"
    )


NO_ENTITY = 0  # owner of the accounts that are the registry's own

log = logging.getLogger(__name__)


def open_registry(
    url: str | URL,
    clock: Callable[[], int] = time.time_ns,
    calendar: Callable[[], Calendar] = Calendar.load,
    draw: Callable[[int], int] = SYSTEM.draw,
    market: Market | None = None,
    cash: bool = False,
) -> Registry:
    """Open a registry; make a missing one, upgrade an older one. `clock` gives nanoseconds for the
    journal.

    `calendar`: the venue's; the released one without it. `draw` gives random bits. `market`: what
    the registry must be of; without it a new one is of allowances. `cash`: these are the exchange's
    own books of cash. Raises RegistryInUse when
    another bridge works on it, RegistryUnreadable when the database is no registry, of a later
    version or of the other market.
    """
    registry = Registry(url, clock, draw, **{CALENDAR: calendar})
    try:
        with registry.engine.begin() as connection, chain.chained(connection, clock):
            _prepare(connection, clock, market, cash)
        registry.begin_counting()
    except DatabaseError as error:
        registry.close()
        raise RegistryUnreadable(f"{url} is no registry: {error.orig}") from error
    except SettlementError:
        registry.close()
        raise
    return registry


def _prepare(
    connection: Connection, clock: Callable[[], int], market: Market | None, cash: bool
) -> None:
    before, now = migrate(connection)
    if before is not None:
        if before != now:
            log.info("the registry's tables were brought from %s to %s", before, now)
        if before < CHAINED:
            chain.take_over(connection, f"begun with a registry of {before}", clock)
        if before < OF_A_MARKET:
            write_market(connection, Market.ALLOWANCES, clock())
        check_market(connection, market)
        check_legs(connection, cash)
        return
    time_ns = clock()
    connection.execute(
        insert(registry_tables.registry).values(one=1, epoch="", next_seq=1, writes=0, writer="")
    )
    own = (
        (EXCHANGE, "Exchange: fee income"),
        (OUTSIDE, "Outside: issuance and bank"),
        (RESERVE, "Registry: settlement reserve"),
        (SUSPENSE, "Suspense: money that is nobody's yet"),
    )
    rows = [(number, name, time_ns, "", NO_ENTITY, Status.ACTIVE) for number, name in own]
    execute_rows(connection, insertion(accounts), rows)
    write_market(connection, market or Market.ALLOWANCES, time_ns)
    if cash:
        write_cash_books(connection, time_ns)
    if market is not Market.CREDITS:
        venue_rules.note(connection, published_codes(), "published", time_ns)


def conservation(connection: Connection) -> list[Break]:
    """Everything that does not add up; empty when sound. O(all rows), in little memory.

    Each asset sums to zero; balances are what the journal explains; only pending transfers are in
    transit; a delivered trade has both legs; every issued tonne is in one block, in the holding
    that counts it, and every entry that moves units names their numbers. What is frozen by number
    was moved by acts of a court only.
    """
    checks = (
        _unequal_assets,
        _unexplained_balances,
        _unowned_transit,
        _half_deliveries,
        unit_checks.breaks,
    )
    return [found for check in checks for found in check(connection)]


def _unequal_assets(connection: Connection) -> Iterator[Break]:
    total = func.sum(holdings.c.quantity)
    query = select(holdings.c.instrument, total).group_by(holdings.c.instrument).having(total != 0)
    for instrument, difference in connection.execute(query):
        message = "what is held is not what was issued or paid in, less what was paid out"
        yield Break("asset_not_conserved", None, instrument, int(difference), None, message)


def _unexplained_balances(connection: Connection) -> Iterator[Break]:
    column = journal.c
    came = select(column.to_account, column.instrument, column.to_state, column.quantity)
    went = select(column.from_account, column.instrument, column.from_state, -column.quantity)
    held = select(holdings.c.account, holdings.c.instrument, holdings.c.state, -holdings.c.quantity)
    for owner, code, state, difference in unit_checks.differences(connection, came, went, held):
        message = f"the journal explains {difference} more {state} than is held"
        yield Break("journal_differs", owner, code, None, None, message)


def _unowned_transit(connection: Connection) -> Iterator[Break]:
    waiting = transfers.c.status == TransferStatus.PENDING
    of_cash = [task for task, row in ASKED.items() if row.target == State.CASH_IN_TRANSIT]
    cash = transfers.c.task.in_(of_cash)
    state = case((cash, int(State.CASH_IN_TRANSIT)), else_=int(State.IN_TRANSIT))
    owed = select(transfers.c.account, transfers.c.instrument, state, -transfers.c.quantity).where(
        waiting
    )
    transit = holdings.c.state.in_([State.IN_TRANSIT, State.CASH_IN_TRANSIT])
    held = select(
        holdings.c.account, holdings.c.instrument, holdings.c.state, holdings.c.quantity
    ).where(transit)
    both = union_all(held, owed).subquery()
    account, instrument, _, quantity = both.c
    total = func.sum(quantity)
    query = select(account, instrument, total).group_by(account, instrument).having(total != 0)
    for owner, code, difference in connection.execute(query):
        yield Break(
            "transit_differs",
            owner,
            code,
            int(difference),
            None,
            "in transit without a pending transfer",
        )


def _half_deliveries(connection: Connection) -> Iterator[Break]:
    legs = (EntryKind.TRADE_UNITS, EntryKind.TRADE_CASH)
    due = len(legs) if legs_of(connection) is Legs.BOTH else 1
    booked = (
        select(journal.c.method, journal.c.trade, func.count().label("legs"))
        .where(journal.c.kind.in_(legs), journal.c.event.not_in(taken_back()))
        .group_by(journal.c.method, journal.c.trade)
        .subquery()
    )
    wanted = case((trades.c.status == TradeStatus.DELIVERED, due), else_=0)
    same = and_(booked.c.method == trades.c.method, booked.c.trade == trades.c.trade)
    query = (
        select(trades.c.trade, trades.c.instrument, booked.c.legs)
        .select_from(trades.outerjoin(booked, same))
        .where(func.coalesce(booked.c.legs, 0) != wanted)
        .order_by(trades.c.seq)
    )
    for trade, instrument, count in connection.execute(query):
        message = f"trade {trade} has {count or 0} legs in the journal"
        yield Break("delivery_incomplete", None, instrument, count or 0, None, message)


def bank_breaks(connection: Connection) -> list[Break]:
    """Everything on the bank's side that does not add up; empty when sound."""
    return [*_payable(connection), *_suspense(connection)]


def _payable(connection: Connection) -> Iterator[Break]:
    waiting = select(payments.c.account, -payments.c.amount_fen).where(
        payments.c.status.in_(WAITING)
    )
    held = select(holdings.c.account, holdings.c.quantity).where(
        holdings.c.state == State.CASH_PAYABLE
    )
    both = union_all(held, waiting).subquery()
    account, amount = both.c
    total = func.sum(amount)
    for owner, difference in connection.execute(
        select(account, total).group_by(account).having(total != 0)
    ):
        yield Break(
            "payable_differs",
            owner,
            CASH,
            int(difference),
            None,
            "payable that no payment waits for",
        )


def _suspense(connection: Connection) -> Iterator[Break]:
    listed = connection.scalar(select(func.sum(bank_lines.c.amount_fen)).where(is_open())) or 0
    query = select(func.sum(holdings.c.quantity)).where(holdings.c.state == State.CASH_SUSPENSE)
    held = connection.scalar(query) or 0
    if held != listed:
        message = f"the lines in suspense add up to {int(listed)} fen"
        yield Break("suspense_differs", SUSPENSE, CASH, int(held), None, message)
