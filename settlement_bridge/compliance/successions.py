"""Merger (合并), split (分立) and closing (关闭) of emitters: what is held and what is owed goes to
the entity that goes on, or ends; a public record. Order 19, article 18.

The province reviews, the registry changes the record on its decision. Units keep their state;
frozen and pledged ones stay so. What is at the exchange, in transit or set aside comes back first.
What is still owed for each year goes with the units, so that no tonne of what is due is lost: the
entity's due quantity becomes what it has given up, the successor's grows by the rest. So do the
cuts of allocations that are not worked off.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import IntEnum
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, insert, select

from settlement_bridge.books import (
    CASH,
    EntryKind,
    Holding,
    Key,
    Movement,
    SignOff,
    State,
    cuts,
    entities,
    events,
    ledger_rows,
)
from settlement_bridge.books.entities import unknown_account, unknown_entity
from settlement_bridge.books.parties import EntityKind, Status
from settlement_bridge.compliance import Position
from settlement_bridge.compliance.obligations import years
from settlement_bridge.compliance.positions import position
from settlement_bridge.errors import Refusal
from settlement_bridge.store.authority_tables import successions
from settlement_bridge.store.bulk import next_number
from settlement_bridge.store.entity_tables import obligations

WHOLE_BP = 10_000
_KEPT = (State.REGISTRY_AVAILABLE, State.FROZEN, State.FROZEN_BY_NUMBER, State.PLEDGED)
_ENDED = (State.SURRENDERED, State.CANCELLED)


class SuccessionKind(IntEnum):
    """What has become of an entity. Numbers are stored and never reused."""

    MERGER = 1  # 合并
    SPLIT = 2  # 分立
    CLOSING = 3  # 关闭


class Succession(NamedTuple):
    """A row of the table."""

    number: int
    kind: SuccessionKind
    entity: int
    successor: int
    share_bp: int
    event: int
    tonnes: int
    owed: int
    date: int
    time_ns: int
    who: str
    document: str


class Change(NamedTuple):
    """What is asked for: units go into the successor's `account`; 0, with no successor: closing."""

    kind: SuccessionKind
    entity: int
    account: int = 0
    share_bp: int = WHOLE_BP


KINDS = {
    "merge_entity": SuccessionKind.MERGER,
    "split_entity": SuccessionKind.SPLIT,
    "close_entity": SuccessionKind.CLOSING,
}


def change_of(operation: str, fields: Mapping[str, Any]) -> Change:
    """What a request asks for."""
    share = fields.get("share_bp", WHOLE_BP)
    return Change(KINDS[operation], fields["entity"], fields.get("account", 0), share)


def succeed(
    connection: Connection, change: Change, sign_off: SignOff, date: int, time_ns: int
) -> int | Refusal:
    """Carry a merger, split or closing out: the record's number, or why not."""
    successor = _successor(connection, change)
    if isinstance(successor, Refusal):
        return successor
    held = _held(connection, change.entity)
    refusal = _misplaced(change, held)
    if refusal is not None:
        return refusal
    movements = list(_movements(change, held, date))
    event = events.post(connection, movements, sign_off, time_ns) if movements else 0
    if isinstance(event, Refusal):
        return event
    owed = _pass_on(connection, change, successor, sign_off.who, time_ns)
    if successor:
        to = (successor, change.share_bp)
        cuts.pass_on(connection, change.entity, to, sign_off, date, time_ns)
    if change.kind != SuccessionKind.SPLIT:
        _close(connection, change.entity, sign_off, time_ns)
    number = next_number(connection, successions.c.number)
    tonnes = sum(movement.quantity for movement in movements)
    moved = (change.share_bp, event, tonnes, owed, date, time_ns, sign_off.who, sign_off.document)
    row = (number, change.kind, change.entity, successor, *moved)
    connection.execute(insert(successions).values(row))
    return number


def _successor(connection: Connection, change: Change) -> int | Refusal:
    """The entity that goes on, 0 at a closing."""
    found = entities.one_entity(connection, change.entity)
    if found is None:
        return unknown_entity(change.entity)
    if found.status == Status.CLOSED or found.kind != EntityKind.EMITTER:
        message = "only an emitter that is not closed is merged, split or closed"
        return Refusal("entity_closed", "entity", change.entity, None, message)
    if change.kind == SuccessionKind.CLOSING:
        return 0
    account = entities.one_account(connection, change.account)
    if account is None or not account.entity:
        return unknown_account(change.account)
    if account.entity == change.entity:
        message = "from one entity to another: these are the same"
        return Refusal("account_same", "account", change.account, None, message)
    return account.entity


def _held(connection: Connection, entity: int) -> list[Holding]:
    found = [
        row
        for account in entities.accounts_of(connection, entity)
        for row in ledger_rows.nonzero_holdings(connection, account.account)
    ]
    return [row for row in found if row.state not in _ENDED]


def _misplaced(change: Change, held: Iterable[Holding]) -> Refusal | None:
    """The refusal of an entity that holds what does not move with it, or None."""
    for row in held:
        closing = change.kind == SuccessionKind.CLOSING
        if closing or (row.state not in _KEPT and not _stays(change, row)):
            what = "cash" if row.instrument == CASH else f"{row.instrument}"
            message = (
                f"account {row.account} has {what} {row.state.name.lower()}: bring it out first"
            )
            return Refusal("entity_not_empty", "entity", change.entity, None, message)
    return None


def _stays(change: Change, row: Holding) -> bool:
    """Whether a holding may stay with an entity that was split: its cash, and what trades."""
    trading = row.instrument == CASH or row.state == State.TRADING_AVAILABLE
    return change.kind == SuccessionKind.SPLIT and trading


def _movements(change: Change, held: Iterable[Holding], date: int) -> Iterable[Movement]:
    for row in held:
        quantity = row.quantity * change.share_bp // WHOLE_BP
        if row.instrument != CASH and row.state in _KEPT and quantity:
            source = Key(row.account, row.instrument, row.state)
            target = source._replace(account=change.account)
            yield Movement(EntryKind.SUCCESSION, source, target, quantity, date)


def _pass_on(connection: Connection, change: Change, successor: int, who: str, time_ns: int) -> int:
    """Give what is still owed for each year to the successor, or end it: how much."""
    total = 0
    for year in years(connection):
        owed = position(connection, change.entity, year)
        passed = owed.outstanding * change.share_bp // WHOLE_BP if owed else 0
        if owed is None or not passed:
            continue
        _enter(connection, owed, owed.due - passed, who, time_ns)
        if successor:
            theirs = position(connection, successor, year)
            blank = owed._replace(entity=successor, emissions=0, due=0)
            _enter(connection, theirs or blank, (theirs or blank).due + passed, who, time_ns)
        total += passed
    return total


def _enter(connection: Connection, owed: Position, due: int, who: str, time_ns: int) -> None:
    """Enter an obligation in the place of the one before."""
    number = next_number(connection, obligations.c.number)
    row = (number, owed.entity, owed.year, owed.emissions, due, time_ns, who)
    connection.execute(insert(obligations).values(row))


def _close(connection: Connection, entity: int, sign_off: SignOff, time_ns: int) -> None:
    given = (entities.ENTITY, entity, Status.CLOSED, sign_off, time_ns)
    done = entities.set_status(connection, *given)
    assert isinstance(done, int), "it holds nothing any more"


def some(connection: Connection, after: int, limit: int) -> Sequence[Succession]:
    """Records with a number above `after`, in order."""
    query = select(successions).where(successions.c.number > after)
    rows = connection.execute(query.order_by(successions.c.number).limit(limit))
    return [_succession(row) for row in rows]


def _succession(row: Row[*tuple[Any, ...]]) -> Succession:
    return Succession(*row)._replace(kind=SuccessionKind(row.kind))
