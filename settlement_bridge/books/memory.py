"""What a delivery pass knows of the books from one of its transactions to the next: read once, as
long as nobody else writes.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, select

from settlement_bridge.books import blocks_sql, ledger_sql
from settlement_bridge.books.ledger import Ledger
from settlement_bridge.records import State
from settlement_bridge.store.tables.registry import registry

KNOWN_MAX = 200_000  # spans kept; with more the next transaction begins anew


class Memory:
    """The ledger of the last transaction, known by the count of writing transactions at which it
    was right.
    """

    def __init__(self) -> None:
        self._ledger: Ledger | None = None
        self._writes = 0
        self._accounts: set[int] = set()

    def ledger(
        self,
        connection: Connection,
        accounts: Collection[int],
        time_ns: int,
        states: Collection[State],
    ) -> Ledger:
        """A ledger as `ledger_sql.load` gives it; from memory when the last transaction that was
        committed was `keep`'s.
        """
        kept, self._ledger = self._ledger, None
        if kept is None or _writes(connection) != self._writes + 1:
            self._accounts = set(accounts)
            return ledger_sql.load(connection, accounts, time_ns, states)
        kept.go_on(time_ns)
        kept.open(ledger_sql.balances(connection, set(accounts) - self._accounts, states))
        kept.shelves.fetch = blocks_sql.fetching(connection)
        self._accounts |= set(accounts)
        return kept

    def keep(self, connection: Connection, ledger: Ledger) -> None:
        """Remember a ledger that has been saved; nothing else may be written to its holdings in
        this transaction.
        """
        ledger.shelves.written()
        if ledger.shelves.known <= KNOWN_MAX:
            self._ledger, self._writes = ledger, _writes(connection)


def _writes(connection: Connection) -> int:
    return connection.scalar(select(registry.c.writes)) or 0
