"""The check that everything adds up, done by the database: assets, balances, transits, deliveries,
and every serial number.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, and_, case, func, literal, or_, select, union_all

from settlement_bridge.books import freezes_sql
from settlement_bridge.books.events_sql import taken_back
from settlement_bridge.records import (
    CASH,
    OUTSIDE,
    Break,
    EntryKind,
    State,
    Task,
    TradeStatus,
    TransferStatus,
)
from settlement_bridge.store.tables.registry import (
    blocks,
    holdings,
    issues,
    journal,
    moved_spans,
    trades,
    transfers,
)


def conservation(connection: Connection) -> list[Break]:
    """Everything that does not add up; empty when sound. O(all rows), in little memory.

    Each asset sums to zero; balances are what the journal explains; only pending transfers are in
    transit; a delivered trade has both legs; every issued tonne is in one block, in the holding
    that counts it, and every moved tonne was told. What is frozen by number was moved by acts of a
    court only.
    """
    checks = (
        _unequal_assets,
        _unexplained_balances,
        _unowned_transit,
        _half_deliveries,
        _overlaps,
        _strays,
        _holdings_without_blocks,
        _untold_moves,
        freezes_sql.breaks,
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
    moves = union_all(came, went, held).subquery()
    account, instrument, state, quantity = moves.c
    total = func.sum(quantity)
    query = (
        select(account, instrument, state, total)
        .group_by(account, instrument, state)
        .having(total != 0)
    )
    for owner, code, number, difference in connection.execute(query):
        message = (
            f"the journal explains {int(difference)} more {State(number).name.lower()} than is held"
        )
        yield Break("journal_differs", owner, code, None, None, message)


def _unowned_transit(connection: Connection) -> Iterator[Break]:
    waiting = transfers.c.status == TransferStatus.PENDING
    cash = transfers.c.task.in_(
        [Task.DEPOSIT, Task.WITHDRAW, Task.CASH_TO_TRADING, Task.CASH_TO_REGISTRY]
    )
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
    booked = (
        select(journal.c.method, journal.c.trade, func.count().label("legs"))
        .where(journal.c.kind.in_(legs), journal.c.event.not_in(taken_back()))
        .group_by(journal.c.method, journal.c.trade)
        .subquery()
    )
    wanted = case((trades.c.status == TradeStatus.DELIVERED, len(legs)), else_=0)
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
    both = union_all(numbered, issued, held.where(holdings.c.instrument != CASH)).subquery()
    account, instrument, state, quantity = both.c
    total = func.sum(quantity)
    query = (
        select(account, instrument, state, total)
        .group_by(account, instrument, state)
        .having(total != 0)
    )
    for owner, code, number, difference in connection.execute(query):
        message = (
            f"its blocks have {int(difference):+d} units {State(number).name.lower()} against the"
            " holding"
        )
        yield Break("blocks_differ", owner, code, int(difference), None, message)


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
        message = (
            f"entry {number} moves {quantity} units and tells the numbers of {int(found or 0)}"
        )
        yield Break("move_untold", None, instrument, int(found or 0), None, message)
