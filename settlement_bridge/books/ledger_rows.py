"""The ledger in tables: balances are loaded at once, changed in memory and written in a few
statements; queries on holdings, entries and turnovers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    bindparam,
    func,
    literal,
    or_,
    select,
    union_all,
)

from settlement_bridge.books import OUTSIDE, EntryKind, Holding, Key, Movement, Span, State, blocks
from settlement_bridge.books.held_units import AnyKey, HeldUnits
from settlement_bridge.books.ledger import Entry, Ledger
from settlement_bridge.store.bulk import change, execute_rows, insertion, next_number, query_rows
from settlement_bridge.store.registry_tables import holdings, journal, registry


class Turnover(NamedTuple):
    """Journal entries of one account over some days, added up by what they did; seen from the
    account's one end.
    """

    kind: EntryKind
    instrument: str
    state: State  # the account's own end
    incoming: bool
    quantity: int


ACCOUNTS_AT_ONCE = 64  # accounts whose holdings one statement reads

_HELD = select(holdings).where(
    holdings.c.account.in_([bindparam(f"account_{place}") for place in range(ACCOUNTS_AT_ONCE)])
)
_REBALANCE = change(holdings, ("quantity",), ("account", "instrument", "state"))


def load(
    connection: Connection, accounts: Collection[int], time_ns: int, states: Collection[State] = ()
) -> Ledger:
    """A ledger with the balances of these accounts and of OUTSIDE, in all states or the given
    ones.
    """
    held, serials = HeldUnits(blocks.fetching(connection)), blocks.next_serials(connection)
    return Ledger(
        balances(connection, {*accounts, OUTSIDE}, states),
        next_number(connection, journal.c.number),
        time_ns,
        held,
        serials,
    )


def balances(
    connection: Connection, accounts: Collection[int], states: Collection[State] = ()
) -> dict[AnyKey, int]:
    """What accounts hold, in all states or the given ones."""
    wanted = frozenset(states or State)
    held = _held(connection, sorted(accounts))
    return {
        (account, instrument, state): quantity
        for account, instrument, state, quantity in held
        if state in wanted
    }


def _held(connection: Connection, accounts: Sequence[int]) -> Iterator[tuple[Any, ...]]:
    for start in range(0, len(accounts), ACCOUNTS_AT_ONCE):
        part = accounts[start : start + ACCOUNTS_AT_ONCE]
        yield from query_rows(
            connection, _HELD, [*part, *[part[0]] * (ACCOUNTS_AT_ONCE - len(part))]
        )


def save(connection: Connection, ledger: Ledger) -> None:
    """Write a ledger's entries, changed balances and moved units."""
    if not ledger.rows:
        return
    execute_rows(connection, insertion(journal), ledger.rows)
    changed: list[AnyKey] = []
    new: list[AnyKey] = []
    for key in ledger.changed:
        (changed if ledger.is_loaded(key) else new).append(key)
    execute_rows(connection, _REBALANCE, [(ledger.balances[key], *key) for key in changed])
    execute_rows(connection, insertion(holdings), [(*key, ledger.balances[key]) for key in new])
    blocks.save(connection, ledger.held.changes(), ledger.issues, ledger.moved)


def entries(connection: Connection, account: int | None, first: int, limit: int) -> list[Entry]:
    """Journal entries from number `first` on, of one account or of all."""
    query = select(journal).where(journal.c.number >= first).order_by(journal.c.number).limit(limit)
    if account is not None:
        query = query.where(or_(journal.c.from_account == account, journal.c.to_account == account))
    return _read_entries(connection, query)


def event_entries(
    connection: Connection, event: int, first: int = 1, limit: int | None = None
) -> list[Entry]:
    """The entries of one event, all or some from a number on; none when there is no such event."""
    later = (
        select(func.min(journal.c.number))
        .where(journal.c.number > event, journal.c.event != event)
        .scalar_subquery()
    )
    query = select(journal).where(journal.c.number >= max(event, first), journal.c.event == event)
    query = query.where(or_(later.is_(None), journal.c.number < later)).order_by(journal.c.number)
    return _read_entries(connection, query.limit(limit))


def numbered_entries(connection: Connection, numbers: Collection[int]) -> list[Entry]:
    """The entries with these numbers, in order."""
    return _read_entries(
        connection, select(journal).where(journal.c.number.in_(numbers)).order_by(journal.c.number)
    )


def _read_entries(connection: Connection, query: Select[*tuple[Any, ...]]) -> list[Entry]:
    rows = connection.execute(query).all()
    spans = blocks.spans_of(connection, [row.number for row in rows if row.instrument])
    return [_entry(row, spans.get(row.number, [])) for row in rows]


def _entry(row: Row[*tuple[Any, ...]], spans: list[Span]) -> Entry:
    source = Key(row.from_account, row.instrument, State(row.from_state))
    target = Key(row.to_account, row.instrument, State(row.to_state))
    kind = EntryKind(row.kind)
    movement = Movement(
        kind, source, target, row.quantity, row.date, row.method, row.trade, row.reference, row.who
    )
    return Entry(row.number, row.time_ns, movement, row.event, tuple(spans))


def nonzero_holdings(connection: Connection, account: int | None = None) -> list[Holding]:
    """Holdings that are not zero, of one account or of all."""
    query = select(holdings).where(holdings.c.quantity != 0)
    if account is not None:
        query = query.where(holdings.c.account == account)
    rows = connection.execute(
        query.order_by(holdings.c.account, holdings.c.instrument, holdings.c.state)
    )
    return [Holding(row.account, row.instrument, State(row.state), row.quantity) for row in rows]


def turnovers(
    connection: Connection, account: int, first_date: int, last_date: int
) -> list[Turnover]:
    """An account's journal entries of some days, both included, added up by kind, instrument, state
    and direction.
    """
    within = and_(journal.c.date >= first_date, journal.c.date <= last_date)
    incoming = _turnover(journal.c.to_state, 1).where(within, journal.c.to_account == account)
    outgoing = _turnover(journal.c.from_state, 0).where(within, journal.c.from_account == account)
    both = [query.group_by(*list(query.selected_columns)[:3]) for query in (incoming, outgoing)]
    rows = connection.execute(union_all(*both))
    return [
        Turnover(EntryKind(row[0]), row[1], State(row[2]), bool(row[3]), int(row[4]))
        for row in rows
    ]


def _turnover(state: ColumnElement[Any], incoming: int) -> Select[*tuple[Any, ...]]:
    total = func.sum(journal.c.quantity)
    result: Select[*tuple[Any, ...]] = select(
        journal.c.kind, journal.c.instrument, state, literal(incoming), total
    )
    return result


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
        """A ledger as `load` gives it; from memory when the last transaction that was
        committed was `keep`'s.
        """
        kept, self._ledger = self._ledger, None
        if kept is None or _writes_so_far(connection) != self._writes + 1:
            self._accounts = set(accounts)
            return load(connection, accounts, time_ns, states)
        kept.go_on(time_ns)
        kept.open(balances(connection, set(accounts) - self._accounts, states))
        kept.held.fetch = blocks.fetching(connection)
        self._accounts |= set(accounts)
        return kept

    def keep(self, connection: Connection, ledger: Ledger) -> None:
        """Remember a ledger that has been saved; nothing else may be written to its holdings in
        this transaction.
        """
        ledger.held.written()
        if ledger.held.known <= KNOWN_MAX:
            self._ledger, self._writes = ledger, _writes_so_far(connection)


def _writes_so_far(connection: Connection) -> int:
    return connection.scalar(select(registry.c.writes)) or 0
