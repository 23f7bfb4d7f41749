"""Orders of registries of allowances, carried out by the registry of credits: credits frozen, then
cancelled or given back.

An order is known by the key that asks and its reference. What it came to is kept and answered
again. Refused and released are for ever too: an order to freeze that arrives late, after the other
registry has gone on, freezes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, insert, select, update

from settlement_bridge.asked import DOCUMENT_SIZE
from settlement_bridge.books import SignOff, entities
from settlement_bridge.books.offset_words import OrderStatus, Step
from settlement_bridge.compliance.offset_statements import Statement
from settlement_bridge.credits import offset as holds
from settlement_bridge.credits.offset import Hold
from settlement_bridge.errors import Refusal
from settlement_bridge.offsets import PEER, Wanted, links, order_units
from settlement_bridge.store.bulk import next_number
from settlement_bridge.store.credit_tables import cancellations
from settlement_bridge.store.offset_tables import offset_orders
from settlement_bridge.store.registry_tables import TEXT_SIZE


class Order(NamedTuple):
    """An order and what it came to; `account` is the holder's, 0 where none is bound."""

    number: int
    peer: str
    reference: str
    wanted: Wanted
    account: int
    status: OrderStatus
    code: str
    message: str
    date: int
    time_ns: int


class Asking(NamedTuple):
    """Who asks for a step, under which reference, and when."""

    peer: str
    reference: str
    date: int
    time_ns: int

    @property
    def sign_off(self) -> SignOff:
        """Who answers for what is done."""
        return SignOff(self.peer, PEER, f"offset {self.reference}")


Outcome = OrderStatus | Refusal


def carry_out(
    connection: Connection, step: Step, wanted: Wanted, asking: Asking
) -> Order | Refusal:
    """Do a step of an order, or what is left of it: the order as it is then.

    A refusal is only that of a reference that is of something else; all others end the order.
    """
    found = order(connection, asking.peer, asking.reference)
    if found is None:
        return _begin(connection, step, wanted, asking)
    if found.wanted != wanted:
        message = "this reference is of another offset"
        return Refusal("offset_reference_taken", "reference", asking.reference, None, message)
    if found.status is OrderStatus.FROZEN and step is not Step.FREEZE:
        _end(connection, step, asking)
    return _known(connection, asking)


def _begin(connection: Connection, step: Step, wanted: Wanted, asking: Asking) -> Order:
    """The first that is heard of an order. One to release ends it before it began; one to cancel,
    whose freeze was lost with a registry that was brought back from a copy, does both.
    """
    account = links.bound(connection, asking.peer, wanted.account) or 0
    outcome: Outcome = OrderStatus.RELEASED
    if step is not Step.RELEASE:
        outcome = _freeze(connection, account, wanted, asking)
    _insert(connection, account, wanted, outcome, asking)
    if step is Step.CANCEL and outcome is OrderStatus.FROZEN:
        _end(connection, step, asking)
    return _known(connection, asking)


def _freeze(connection: Connection, account: int, wanted: Wanted, asking: Asking) -> Outcome:
    if not account:
        message = f"no account here is bound to account {wanted.account} of {asking.peer}"
        return Refusal("account_not_bound", "account", wanted.account, None, message)
    refusal = _another_entity(connection, account, wanted)
    spans = refusal or order_units.chosen(connection, account, wanted)
    if isinstance(spans, Refusal):
        return spans
    emitter = f"{_holder(connection, account)}, account {wanted.account} of {asking.peer}"
    who = (asking.reference, account, wanted.instrument, wanted.quantity, wanted.year)
    when = (asking.sign_off, asking.date, asking.time_ns)
    made = holds.freeze(connection, holds.Wanted(*who, emitter[:DOCUMENT_SIZE]), *when, spans)
    return made if isinstance(made, Refusal) else OrderStatus.FROZEN


def _holder(connection: Connection, account: int) -> str:
    """The name of an account."""
    return entities.register(connection, [account])[account].name


def _another_entity(connection: Connection, account: int, wanted: Wanted) -> Refusal | None:
    """The refusal of an account whose entity has another credit code than the emitter, or None."""
    standing = entities.register(connection, [account])[account]
    owner = entities.one_entity(connection, standing.entity)
    own = owner.credit_code if owner else None
    if not own or wanted.credit_code in ("", own):
        return None
    message = "the account bound here is of an entity with another credit code"
    return Refusal("entity_differs", "credit_code", wanted.credit_code, own, message)


_ENDS: dict[Step, tuple[Callable[..., Hold | Refusal], OrderStatus]] = {
    Step.CANCEL: (holds.cancel, OrderStatus.CANCELLED),
    Step.RELEASE: (holds.release, OrderStatus.RELEASED),
}


def _end(connection: Connection, step: Step, asking: Asking) -> None:
    """Cancel or give back what is frozen."""
    act, status = _ENDS[step]
    done = act(connection, asking.reference, asking.sign_off, asking.date, asking.time_ns)
    assert not isinstance(done, Refusal), done  # what is frozen can always be ended
    here = (offset_orders.c.peer == asking.peer) & (offset_orders.c.reference == asking.reference)
    values = {"status": int(status), "date": asking.date, "time_ns": asking.time_ns}
    connection.execute(update(offset_orders).where(here).values(values))


def _insert(
    connection: Connection, account: int, wanted: Wanted, outcome: Outcome, asking: Asking
) -> None:
    row = {
        "number": next_number(connection, offset_orders.c.number),
        "peer": asking.peer,
        "reference": asking.reference,
        "peer_account": wanted.account,
        "account": account,
        "credit_code": wanted.credit_code,
        "year": wanted.year,
        "instrument": wanted.instrument,
        "quantity": wanted.quantity,
        "serials": json.dumps(wanted.serials) if wanted.serials else "",
        "status": int(OrderStatus.REFUSED if isinstance(outcome, Refusal) else outcome),
        "code": outcome.code if isinstance(outcome, Refusal) else "",
        "message": outcome.message[:TEXT_SIZE] if isinstance(outcome, Refusal) else "",
        "date": asking.date,
        "time_ns": asking.time_ns,
    }
    connection.execute(insert(offset_orders).values(row))


def order(connection: Connection, peer: str, reference: str) -> Order | None:
    """An order, or None."""
    here = (offset_orders.c.peer == peer) & (offset_orders.c.reference == reference)
    row = connection.execute(select(offset_orders).where(here)).one_or_none()
    return None if row is None else _order(row)


def _known(connection: Connection, asking: Asking) -> Order:
    found = order(connection, asking.peer, asking.reference)
    assert found is not None
    return found


def some(
    connection: Connection, peer: str | None, account: int | None, after: int, limit: int
) -> list[Order]:
    """Orders with numbers above one, of a peer, of an account, or all, in order."""
    column = offset_orders.c
    query = select(offset_orders).where(column.number > after)
    if peer is not None:
        query = query.where(column.peer == peer)
    if account is not None:
        query = query.where(column.account == account)
    return [_order(row) for row in connection.execute(query.order_by(column.number).limit(limit))]


def _order(row: Row[*tuple[Any, ...]]) -> Order:
    named = tuple(json.loads(row.serials)) if row.serials else ()
    of = (row.peer_account, row.credit_code, row.year, row.instrument, row.quantity, named)
    status = OrderStatus(row.status)
    said = (row.code, row.message, row.date, row.time_ns)
    return Order(row.number, row.peer, row.reference, Wanted(*of), row.account, status, *said)


def statement(connection: Connection, made: Order, registry: str) -> Statement:
    """What this registry, of a venue, states of an order."""
    wanted = made.wanted
    plain = Statement(
        registry=registry,
        peer=made.peer,
        reference=made.reference,
        order=made.number,
        status=made.status.name.lower(),
        account=wanted.account,
        year=wanted.year,
        instrument=wanted.instrument,
        quantity=wanted.quantity,
        date=made.date,
        code=made.code,
        message=made.message,
    )
    held = holds.hold(connection, made.reference) if made.account else None
    if held is None or made.status is OrderStatus.REFUSED:
        return plain
    return _with_credits(connection, plain, held)


def _with_credits(connection: Connection, plain: Statement, held: Hold) -> Statement:
    """A statement with the credits that it is about."""
    credit = held.credit
    return plain._replace(
        holder=_holder(connection, held.wanted.account),
        project=credit.code,
        project_name=credit.name,
        methodology=credit.methodology,
        production_year=credit.year,
        registered=max(units.registered for units in held.units),
        units=tuple((units.first, units.last) for units in held.units),
        cancellation=_cancellation(connection, held),
    )


def _cancellation(connection: Connection, held: Hold) -> int:
    """The number in the public record; 0 of credits that are not cancelled."""
    query = select(cancellations.c.number).where(cancellations.c.event == held.ended)
    return int(connection.scalar(query) or 0)
