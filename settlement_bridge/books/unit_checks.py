"""The checks of serial numbers, done by the database.

Every issued tonne is in one block, in the holding that counts it, and units frozen by number lie
where acts that may move them put them.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, func, literal, or_, select, union_all

from settlement_bridge.books import CASH, OUTSIDE, Break, State
from settlement_bridge.books.event_table import MOVE_FROZEN
from settlement_bridge.books.held_units import HeldUnits, nothing_more
from settlement_bridge.store.registry_tables import blocks, holdings, issues, journal, moved_spans

_COLUMNS = ("number", "kind", "instrument", "from_account", "from_state", "to_account", "to_state")
_FROZEN = int(State.FROZEN_BY_NUMBER)
_NO_ISSUE = 0  # spans are compared by their numbers alone

Placed = tuple[int, str, int, int]  # account, instrument, first, last


def breaks(connection: Connection) -> Iterator[Break]:
    """Everything about the units' numbers that does not add up."""
    checks = (_overlaps, _strays, _holdings_without_blocks, _untold_moves, frozen_breaks)
    return (found for check in checks for found in check(connection))


def _overlaps(connection: Connection) -> Iterator[Break]:
    """Numbers in two blocks or of two issues. + 0: sorted, for the way through an index is a
    look-up for each block.
    """
    for table, what in ((blocks, "block"), (issues, "issue")):
        column = table.c
        before = func.lag(column.last).over(
            partition_by=column.instrument, order_by=column.first + 0
        )
        following = select(column.instrument, column.first, before.label("before")).subquery()
        query = select(following).where(following.c.before >= following.c.first)
        for instrument, first, last in connection.execute(query):
            message = (
                f"the {what} from unit {first} on begins before the one up to unit {last} ends"
            )
            yield Break("unit_twice", None, instrument, first, None, message)


def _strays(connection: Connection) -> Iterator[Break]:
    """Issues whose units are not all in blocks, or blocks outside their issue."""
    size, first, last = (
        func.sum(blocks.c.last - blocks.c.first + 1),
        func.min(blocks.c.first),
        func.max(blocks.c.last),
    )
    whole = select(
        blocks.c.issue,
        blocks.c.instrument,
        size.label("size"),
        first.label("first"),
        last.label("last"),
    )
    placed = whole.group_by(blocks.c.issue, blocks.c.instrument).subquery()
    same = and_(issues.c.issue == placed.c.issue, issues.c.instrument == placed.c.instrument)
    outside = or_(placed.c.first < issues.c.first, placed.c.last > issues.c.last)
    issued = issues.c.last - issues.c.first + 1
    query = select(issues.c.issue, issues.c.instrument, issued, placed.c.size).select_from(
        issues.outerjoin(placed, same)
    )
    for issue, instrument, wanted, found in connection.execute(
        query.where(or_(placed.c.size.is_(None), placed.c.size != issued, outside))
    ):
        message = (
            f"issue {issue} is of {wanted} units, its blocks hold {int(found or 0)} or lie"
            " outside it"
        )
        yield Break("issue_not_in_blocks", None, instrument, int(found or 0), None, message)
    unknown = select(blocks.c.instrument, blocks.c.first).outerjoin(
        issues, issues.c.issue == blocks.c.issue
    )
    for instrument, number in connection.execute(unknown.where(issues.c.issue.is_(None))):
        yield Break(
            "issue_unknown",
            None,
            instrument,
            number,
            None,
            f"the block from unit {number} on is of no issue",
        )


def _holdings_without_blocks(connection: Connection) -> Iterator[Break]:
    """Holdings that count other units than their blocks have; OUTSIDE counts what was issued and
    not taken back.
    """
    column = blocks.c
    numbered = select(
        column.account, column.instrument, column.state, column.last - column.first + 1
    )
    issued = select(
        literal(OUTSIDE),
        issues.c.instrument,
        literal(int(State.ISSUED)),
        issues.c.first - issues.c.last - 1,
    )
    held = select(holdings.c.account, holdings.c.instrument, holdings.c.state, -holdings.c.quantity)
    held = held.where(holdings.c.instrument != CASH)
    for owner, code, state, difference in differences(connection, numbered, issued, held):
        message = f"its blocks have {difference:+d} units {state} against the holding"
        yield Break("blocks_differ", owner, code, difference, None, message)


def differences(
    connection: Connection, *counts: Select[tuple[int, str, int, int]]
) -> Iterator[tuple[int, str, str, int]]:
    """Where queries of account, instrument, state and quantity do not add up to 0: account,
    instrument, name of the state, sum.
    """
    account, instrument, state, quantity = union_all(*counts).subquery().c
    total = func.sum(quantity)
    query = (
        select(account, instrument, state, total)
        .group_by(account, instrument, state)
        .having(total != 0)
    )
    for owner, code, number, difference in connection.execute(query):
        yield owner, code, State(number).name.lower(), int(difference)


def _untold_moves(connection: Connection) -> Iterator[Break]:
    """Journal entries of units whose moved numbers are not as many as they say."""
    size = func.sum(moved_spans.c.last - moved_spans.c.first + 1)
    told = select(moved_spans.c.entry, size.label("size")).group_by(moved_spans.c.entry).subquery()
    first_told = select(func.min(moved_spans.c.entry)).scalar_subquery()
    query = select(journal.c.number, journal.c.instrument, journal.c.quantity, told.c.size)
    query = query.select_from(journal.outerjoin(told, told.c.entry == journal.c.number))
    untold = or_(told.c.size.is_(None), told.c.size != journal.c.quantity)
    query = query.where(journal.c.instrument != CASH, journal.c.number >= first_told, untold)
    for number, instrument, quantity, found in connection.execute(query):
        message = f"entry {number} moves {quantity} units and has the numbers of {int(found or 0)}"
        yield Break("move_untold", None, instrument, int(found or 0), None, message)


def frozen_breaks(connection: Connection) -> Iterator[Break]:
    """Moves of frozen units by other acts, and units frozen in blocks or journal only.

    O(all entries), in memory for the moves of frozen units.
    """
    held = HeldUnits(nothing_more)
    yield from _replayed(connection, held)
    told = {(row[4], row[0], row[1], row[2]) for row in held.changes().added}
    there = _in_blocks(connection)
    for account, instrument, first, last in sorted(told ^ there):
        here = "blocks" if (account, instrument, first, last) in there else "journal"
        message = f"units {first} to {last} are frozen by number in the {here} only"
        yield Break("freeze_differs", account, instrument, last - first + 1, None, message)


def _replayed(connection: Connection, held: HeldUnits) -> Iterator[Break]:
    """Put and take what the journal says was frozen by number.

    An entry of a kind that may not move it, or of units that are not frozen, is a break.
    """
    column = journal.c
    query = select(*[column[name] for name in _COLUMNS], moved_spans.c.first, moved_spans.c.last)
    query = query.join(moved_spans, moved_spans.c.entry == column.number)
    query = query.where(or_(column.from_state == _FROZEN, column.to_state == _FROZEN))
    rows = connection.execute(query.order_by(column.number, moved_spans.c.first))
    for entry, moved in groupby(rows, key=_entry):
        number, kind, instrument, giver, left, taker, reached = entry
        spans = [(row.first, row.last, _NO_ISSUE) for row in moved]
        source, target = (giver, instrument, left), (taker, instrument, reached)
        if kind not in MOVE_FROZEN:
            yield _moved(giver, instrument, f"entry {number} moves units frozen by number")
        if left == _FROZEN and held.has(source, spans):
            held.take_spans(source, spans)
        elif left == _FROZEN:
            yield _moved(giver, instrument, f"entry {number} moves units that were not frozen")
        if reached == _FROZEN:
            held.put(target, spans)


def _entry(row: Row[*tuple[Any, ...]]) -> tuple[Any, ...]:
    return tuple(row)[: len(_COLUMNS)]


def _moved(account: int, instrument: str, message: str) -> Break:
    return Break("frozen_moved", account, instrument, None, None, message)


def _in_blocks(connection: Connection) -> set[Placed]:
    """The frozen units of each account as the blocks have them, joined where they meet."""
    held = HeldUnits(nothing_more)
    query = select(blocks.c.account, blocks.c.instrument, blocks.c.first, blocks.c.last)
    query = query.where(blocks.c.state == _FROZEN)
    for account, instrument, first, last in connection.execute(query):
        held.put((account, instrument, _FROZEN), [(first, last, _NO_ISSUE)])
    return {(row[4], row[0], row[1], row[2]) for row in held.changes().added}
