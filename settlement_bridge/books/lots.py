"""Where units named by serial number lie, where a freeze found them, and any tonne's history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, Table, and_, func, or_, select

from settlement_bridge.books import (
    OUTSIDE,
    EntryKind,
    Key,
    Range,
    Series,
    SignOff,
    State,
    events,
    ledger_rows,
    serials,
)
from settlement_bridge.books.ledger import Entry, Issue
from settlement_bridge.books.serials import Serial, forks_over, write
from settlement_bridge.errors import Refusal
from settlement_bridge.store.registry_tables import blocks, issues, journal, moved_spans

LOTS_MAX = 100_000  # blocks that one request may find

Ends = tuple[int, int]  # first and last number


class Lot(NamedTuple):
    """Units of one issue with consecutive numbers, and the holding they are in."""

    first: int
    last: int
    issue: int
    place: Key

    @property
    def quantity(self) -> int:
        """How many units, t."""
        return self.last - self.first + 1


def lots(connection: Connection, instrument: str, ranges: Sequence[Range]) -> list[Lot] | Refusal:
    """Where all units of some ranges lie, in order of their numbers. O(their blocks).

    A refusal when one was never issued, or is printed with a series that is not its own.
    """
    found: list[Lot] = []
    for wanted in ranges:
        here = list(_lying(connection, instrument, wanted, LOTS_MAX - len(found)))
        asked = (connection, instrument, wanted, here)
        refusal = _never_issued(*asked) or _misprinted(*asked)
        if refusal is not None:
            return refusal
        found += here
        if len(found) >= LOTS_MAX:
            message = f"these units lie in {LOTS_MAX} blocks or more: name fewer at once"
            return Refusal("too_many_blocks", "serials", len(found), LOTS_MAX, message)
    return found


def _lying(connection: Connection, instrument: str, wanted: Range, limit: int) -> Iterator[Lot]:
    column = blocks.c
    same = column.instrument == instrument
    below = select(func.max(column.first)).where(same, column.first <= wanted.first)
    start = connection.scalar(below) or wanted.first
    query = select(blocks).where(same, column.first.between(start, wanted.last))
    query = query.where(column.last >= wanted.first).order_by(column.first).limit(limit)
    for row in connection.execute(query):
        first, last = max(row.first, wanted.first), min(row.last, wanted.last)
        yield Lot(first, last, row.issue, Key(row.account, instrument, State(row.state)))


def _never_issued(
    connection: Connection, instrument: str, wanted: Range, here: Sequence[Lot]
) -> Refusal | None:
    """The refusal of numbers above the last issue: up to it every number is of a unit."""
    last = here[-1].last if here else 0
    if last == wanted.last:
        return None
    last_issued = select(func.max(issues.c.last)).where(issues.c.instrument == instrument)
    top = connection.scalar(last_issued)
    if top is not None and top >= wanted.last:
        return None  # the rest lies in more blocks than were asked for
    missing = serials.range_text(max((top or 0) + 1, wanted.first), wanted.last)
    allowed = f"1-{top}" if top else None
    message = f"no units of {instrument} with these numbers were issued"
    return Refusal("serial_unknown", "serials", missing, allowed, message)


def _misprinted(
    connection: Connection, instrument: str, wanted: Range, here: Sequence[Lot]
) -> Refusal | None:
    """The refusal of a range that is printed with another series than its units have."""
    if wanted.series is None or not here:
        return None
    within = and_(issues.c.first <= here[-1].last, issues.c.last >= here[0].first)
    query = select(issues).where(issues.c.instrument == instrument, within)
    rows = connection.execute(query)
    series = {row.issue: Series(row.year, row.province) for row in rows}
    for lot in here:
        if series[lot.issue] != wanted.series:
            both = (wanted.series, series[lot.issue])
            asked, right = (write(Serial(instrument, each, lot.first)) for each in both)
            message = "a unit of another year or province has this number"
            return Refusal("serial_unknown", "serials", asked, right, message)
    return None


def found_by_freeze(connection: Connection, lot: Lot) -> list[tuple[Lot, Key]]:
    """A frozen lot in parts, each with the holding in which the last freeze found it.

    Where no freeze is known, that is what its own account has registry-available.
    """
    parts: list[tuple[Lot, Key]] = []
    rest = [(lot.first, lot.last)]
    for first, last, origin in _freezes_over(connection, lot):
        taken, rest = _split(rest, first, last)
        parts += [(lot._replace(first=low, last=high), origin) for low, high in taken]
        if not rest:
            break
    unknown = lot.place._replace(state=State.REGISTRY_AVAILABLE)
    parts += [(lot._replace(first=low, last=high), unknown) for low, high in rest]
    return sorted(parts)


def _freezes_over(connection: Connection, lot: Lot) -> Iterator[tuple[int, int, Key]]:
    """The freezes that moved units of a lot, the last one first.

    A span that meets a range has its fork within the range, or lies over one of its ends.
    """
    span, code = moved_spans.c, lot.place.instrument
    over_ends = span.fork.in_([*forks_over(lot.first), *forks_over(lot.last)])
    near = or_(over_ends, span.fork.between(lot.first, lot.last))
    met = and_(near, span.first <= lot.last, span.last >= lot.first)
    query = select(span.first, span.last, journal.c.from_account, journal.c.from_state)
    query = query.join(journal, journal.c.number == span.entry).where(span.instrument == code, met)
    query = query.where(journal.c.kind == EntryKind.FREEZE).order_by(span.entry.desc())
    for first, last, account, state in connection.execute(query):
        yield first, last, Key(account, code, State(state))


def _split(ranges: Iterable[Ends], first: int, last: int) -> tuple[list[Ends], list[Ends]]:
    """What of some ranges lies within two numbers, and the rest."""
    within, rest = [], []
    for low, high in ranges:
        within.append((max(low, first), min(high, last)))
        rest += [(low, min(high, first - 1)), (max(low, last + 1), high)]
    return _not_empty(within), _not_empty(rest)


def _not_empty(ranges: Iterable[Ends]) -> list[Ends]:
    return [(low, high) for low, high in ranges if low <= high]


def said(lot: Lot) -> str:
    """A lot and its place as a sentence names them."""
    units = serials.range_text(lot.first, lot.last)
    if lot.place.account == OUTSIDE:
        return f"{units} were taken back from their issue"
    return f"{units} lie in account {lot.place.account}, {lot.place.state.name.lower()}"


class Place(NamedTuple):
    """Where a tonne is and where it came from."""

    serial: Serial
    issue: Issue
    account: int
    state: State


def entries_over(connection: Connection, instrument: str, number: int) -> list[int]:
    """The numbers of all journal entries that moved one tonne, in order.

    A few index look-ups, however long the history.
    """
    column = moved_spans.c
    query = select(column.entry).where(
        column.instrument == instrument, column.fork.in_(forks_over(number))
    )
    return list(
        connection.scalars(
            query.where(column.first <= number, column.last >= number).order_by(column.entry)
        )
    )


def place(connection: Connection, instrument: str, number: int) -> Place | None:
    """Where a tonne is, or None when no such number was issued."""
    block = _covering(connection, blocks, instrument, number)
    origin = _covering(connection, issues, instrument, number)
    if block is None or origin is None:
        return None
    series = Series(origin.year, origin.province)
    issue = Issue(origin.issue, instrument, origin.first, origin.last, series)
    return Place(Serial(instrument, series, number), issue, block.account, State(block.state))


def _covering(
    connection: Connection, table: Table, instrument: str, number: int
) -> Row[*tuple[Any, ...]] | None:
    below = select(table).where(table.c.instrument == instrument, table.c.first <= number)
    row = connection.execute(below.order_by(table.c.first.desc()).limit(1)).one_or_none()
    return row if row is not None and row.last >= number else None


class Step(NamedTuple):
    """One move of a tonne; a sign-off where somebody asked for it."""

    entry: Entry
    sign_off: SignOff | None


class Trace(NamedTuple):
    """A tonne's place and its moves, from its issue on."""

    place: Place
    steps: list[Step]


def _ends(entry: Entry) -> tuple[int, int]:
    return entry.movement.source.account, entry.movement.target.account


def trace(
    connection: Connection, serial: Serial, limit: int, account: int | None = None
) -> Trace | Refusal:
    """The history of one tonne, its last `limit` moves; a refusal when there is no such tonne. For
    an account: of one that it has, and of these moves its own.
    """
    found = place(connection, serial.instrument, serial.number)
    if found is None or account not in (None, found.account):
        return Refusal(
            "serial_unknown", "serial", write(serial), None, "no unit with this number was issued"
        )
    if found.serial != serial:
        right = write(found.serial)
        return Refusal(
            "serial_unknown",
            "serial",
            write(serial),
            right,
            "a unit of another year or province has this number",
        )
    numbers = entries_over(connection, serial.instrument, serial.number)[-limit:]
    entries = ledger_rows.numbered_entries(connection, numbers)
    if account is not None:
        entries = [entry for entry in entries if account in _ends(entry)]
    signed = events.sign_offs_of(connection, {entry.event for entry in entries})
    return Trace(found, [Step(entry, signed.get(entry.event)) for entry in entries])
