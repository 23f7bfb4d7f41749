"""Opening a registry, in SQLite beside the bridge or on a PostgreSQL server; and everything in it
that does not add up.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

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
    conservation,
    settings,
    venue_rules,
)
from settlement_bridge.books.parties import Status
from settlement_bridge.defaults import CALENDAR, differences
from settlement_bridge.errors import RegistryUnreadable, SettlementError
from settlement_bridge.store import migrations, registry_tables
from settlement_bridge.store.bulk import execute_rows, insertion
from settlement_bridge.store.database import Registry
from settlement_bridge.store.entity_tables import accounts

NO_ENTITY = 0  # owner of the accounts that are the registry's own

log = logging.getLogger(__name__)


def open_registry(
    url: str | URL,
    clock: Callable[[], int] = time.time_ns,
    calendar: Callable[[], Calendar] = Calendar.load,
    draw: Callable[[int], int] = SYSTEM.draw,
) -> Registry:
    """Open a registry; make a missing one, upgrade an older one. `clock` gives nanoseconds for the
    journal.

    `calendar`: the venue's; the released one without it. `draw` gives random bits. Raises
    RegistryInUse when another bridge works on it, RegistryUnreadable when the database is no
    registry or of a later version.
    """
    registry = Registry(url, clock, draw, **{CALENDAR: calendar})
    try:
        with registry.engine.begin() as connection:
            _prepare(connection, clock())
        registry.begin_counting()
    except DatabaseError as error:
        registry.close()
        raise RegistryUnreadable(f"{url} is no registry: {error.orig}") from error
    except SettlementError:
        registry.close()
        raise
    return registry


def disagreements(connection: Connection) -> list[Break]:
    """Everything inside the registry that does not add up; empty when it is sound."""
    checks = (conservation.conservation, differences.breaks, conservation.bank_breaks)
    return [found for check in checks for found in check(connection)]


def _prepare(connection: Connection, time_ns: int) -> None:
    before, now = migrations.migrate(connection)
    if before is not None:
        if before != now:
            log.info("the registry's tables were brought from %s to %s", before, now)
        return
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
    venue_rules.note(connection, settings.published_codes(), "published", time_ns)
