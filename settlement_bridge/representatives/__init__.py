"""Representatives (授权代表): who may act for an entity, with which rights, and what needs a second
one's approval.

Here is what they may ask for, with which right, and how it is done, in the transaction in which it
is called; and their mandates: what a representative may do for its entity. The registry's operator
gives them, they are only ever added to, and the last one of an entity and key counts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, func, insert, select

from engine.units import format_date
from gateway.protocol.maps import Record
from settlement_bridge.bank import payments
from settlement_bridge.books import CASH, Market, SignOff, entities, settings, venue_rules
from settlement_bridge.books.credit_words import OPERATORS_MOST
from settlement_bridge.books.entities import ENTITY, note_change, unknown_entity
from settlement_bridge.books.market import market_of
from settlement_bridge.books.parties import Instruction, Task
from settlement_bridge.books.settings import SECOND_ABOVE_FEN, SECOND_ABOVE_UNITS
from settlement_bridge.bridge import Repeated, outbox
from settlement_bridge.compliance import applications, reviews
from settlement_bridge.credits import law
from settlement_bridge.credits.steps import STEPS
from settlement_bridge.errors import Refusal
from settlement_bridge.offsets import requested
from settlement_bridge.operations import ROWS
from settlement_bridge.operations.fields import ranges
from settlement_bridge.operations.representatives import Right
from settlement_bridge.store.bulk import next_number
from settlement_bridge.store.entity_tables import mandates
from settlement_bridge.store.registry_tables import TEXT_SIZE

Fields = Mapping[str, Any]
Work = Callable[[Connection, Fields, SignOff, int, int], int | Refusal]

TRANSFERS = {
    task.name.lower(): task
    for task in (Task.TRANSFER_IN, Task.TRANSFER_OUT, Task.CASH_TO_TRADING, Task.CASH_TO_REGISTRY)
}
_GIVE_UP = ("cancel_credits",)
_OF_A_YEAR = ("account", "instrument", "quantity", "year")


class Act(NamedTuple):
    """An operation of representatives: the right that it needs, and what does it."""

    right: Right
    work: Work


def act(
    connection: Connection, operation: str, fields: Fields, sign_off: SignOff, today: int, now: int
) -> int | Refusal:
    """Do one operation: the number it leads to, or why not."""
    return ACTS[operation].work(connection, fields, sign_off, today, now)


def _instructed(task: Task) -> Work:
    def carry_out(
        connection: Connection, fields: Fields, sign_off: SignOff, today: int, now: int
    ) -> int | Refusal:
        (outcome,) = outbox.record(connection, [_instruction(task, fields, sign_off, today)], now)
        # what is asked for again is found before it comes here
        assert not isinstance(outcome, Repeated)
        return outcome

    return carry_out


def _instruction(task: Task, fields: Fields, sign_off: SignOff, today: int) -> Instruction:
    quantity = fields["quantity"] if "quantity" in fields else fields["amount_fen"]
    return Instruction(
        task,
        fields["account"],
        fields.get("instrument", CASH),
        quantity,
        who=sign_off.who,
        role=sign_off.role,
        document=sign_off.document,
        note=sign_off.note,
        date=today,
        serials=ranges(fields),
    )


def _taking(work: Callable[..., int | Refusal], *names: str) -> Work:
    """Work that takes these fields of a request."""

    def carry_out(
        connection: Connection, fields: Fields, sign_off: SignOff, today: int, now: int
    ) -> int | Refusal:
        return work(connection, *[fields[name] for name in names], sign_off, today, now)

    return carry_out


def _applied(
    connection: Connection, fields: Fields, sign_off: SignOff, today: int, now: int
) -> int | Refusal:
    return applications.apply(connection, applications.asked(fields), sign_off, today, now)


def _offset(
    connection: Connection, fields: Fields, sign_off: SignOff, today: int, now: int
) -> int | Refusal:
    account, instrument, quantity, year = (fields[name] for name in _OF_A_YEAR)
    units = (account, instrument, quantity, year, tuple(fields.get("serials", ())))
    return requested.request(connection, *units, sign_off, today, now)


ACTS = {name: Act(Right.TRANSFER, _instructed(task)) for name, task in TRANSFERS.items()} | {
    "request_payment": Act(Right.TRANSFER, _taking(payments.request, "account", "amount_fen")),
    "withdraw_payment": Act(Right.TRANSFER, _taking(payments.withdraw, "payment", "account")),
    "cancel": Act(Right.SURRENDER, _instructed(Task.CANCEL)),
    "surrender": Act(Right.SURRENDER, _taking(applications.surrender, *_OF_A_YEAR)),
    "request_carry_over": Act(
        Right.SURRENDER, _taking(applications.request_carry_over, *_OF_A_YEAR)
    ),
    "file_application": Act(Right.SURRENDER, _applied),
    "withdraw_application": Act(
        Right.SURRENDER, _taking(reviews.withdraw, "application", "account")
    ),
    **{
        name: Act(Right.SURRENDER if name in _GIVE_UP else Right.APPLY, step)
        for name, step in STEPS.items()
    },
    "offset": Act(Right.SURRENDER, _offset),
    "withdraw_offset": Act(Right.SURRENDER, _taking(requested.withdraw, "offset", "account")),
}
# What the number that an operation leads to is called in its reply.
RESULTS = {
    row.name: next(iter(row.reply.fields))
    for row in ROWS
    if row.name in ACTS and isinstance(row.reply, Record)
}


FOR_EVER = 99_991_231
# What a member's key could ask for before there were rights; the rule `unregistered_may_act` is
# about these.
BEFORE_RIGHTS = ("surrender", "request_carry_over", "file_application", "withdraw_application")
_MEASURES = {"amount_fen": SECOND_ABOVE_FEN, "quantity": SECOND_ABOVE_UNITS}
MANDATES_MAX = 1_000  # of one entity, counting those that were changed


class Person(NamedTuple):
    """Who asks: a key of the gateway's, with its public half."""

    key: str
    public_key: str


def words(rights: int) -> list[str]:
    """Rights as people write them."""
    return [right.name.lower() for right in Right if right & rights and right.name]


def measure(fields: Mapping[str, Any]) -> tuple[str, int] | None:
    """By which rule an operation may need a second representative, and how large it is; None:
    never.
    """
    return next(((_MEASURES[name], fields[name]) for name in _MEASURES if name in fields), None)


class Mandate(NamedTuple):
    """A row of the table."""

    number: int
    entity: int
    key: str
    public_key: str
    name: str
    title: str
    rights: Right
    first: int
    last: int
    time_ns: int
    who: str
    document: str


def give(
    connection: Connection,
    entity: int,
    person: Person,
    named: tuple[str, str],
    rights: Right,
    days: tuple[int, int],
    sign_off: SignOff,
    time_ns: int,
) -> int | Refusal:
    """Give a person (name, title) rights for an entity between two days, in place of those it had:
    the change's number.
    """
    if entities.one_entity(connection, entity) is None:
        return unknown_entity(entity)
    given = connection.scalar(select(func.count()).where(mandates.c.entity == entity)) or 0
    if given >= MANDATES_MAX:
        return Refusal(
            "too_many_mandates",
            "entity",
            entity,
            MANDATES_MAX,
            "an entity has no more mandates than this",
        )
    refusal = _too_many_operators(connection, entity, person.key) if rights else None
    if refusal is not None:
        return refusal
    before = mandate(connection, entity, person.key)
    number = next_number(connection, mandates.c.number)
    row = (
        number,
        entity,
        *person,
        *named,
        int(rights),
        *days,
        time_ns,
        sign_off.who,
        sign_off.document,
    )
    connection.execute(insert(mandates).values(row))
    now = mandate(connection, entity, person.key)
    change = (ENTITY, entity, f"mandate of {person.key}"[:32], _written(before), _written(now))
    return note_change(connection, change, sign_off, time_ns)


def _too_many_operators(connection: Connection, entity: int, key: str) -> Refusal | None:
    """The refusal of one more operator (操作员) than the credits market allows, or None."""
    if market_of(connection) is not Market.CREDITS:
        return None
    most = law.value(connection, OPERATORS_MOST, FOR_EVER)
    others = [row for row in mandates_of(connection, entity) if row.rights and row.key != key]
    if len(others) < most:
        return None
    message = f"an entity has at most {most} operators (操作员)"
    return Refusal("too_many_operators", "key", key, most, message)


def _written(found: Mandate | None) -> str:
    if found is None or not found.rights:
        return "none"
    until = "" if found.last == FOR_EVER else f" to {format_date(found.last)}"
    since = f" from {format_date(found.first)}" if found.first else ""
    return f"{found.name}, {found.title}: {'+'.join(words(found.rights))}{since}{until}"[:TEXT_SIZE]


def mandate(connection: Connection, entity: int, key: str) -> Mandate | None:
    """What a key may do for an entity by its last mandate, or None."""
    mine = (mandates.c.entity == entity) & (mandates.c.key == key)
    row = connection.execute(
        select(mandates).where(mine).order_by(mandates.c.number.desc()).limit(1)
    ).one_or_none()
    return None if row is None else _mandate(row)


def mandates_of(connection: Connection, entity: int) -> list[Mandate]:
    """The last mandate of each key of an entity, withdrawn ones too, in order of their numbers."""
    last = (
        select(func.max(mandates.c.number))
        .where(mandates.c.entity == entity)
        .group_by(mandates.c.key)
    )
    query = select(mandates).where(mandates.c.number.in_(last)).order_by(mandates.c.number)
    return [_mandate(row) for row in connection.execute(query)]


def _mandate(row: Row[*tuple[Any, ...]]) -> Mandate:
    return Mandate(*row)._replace(rights=Right(row.rights))


def registered(connection: Connection, entity: int) -> bool:
    """Whether rights were ever given for an entity; from then on every act for it needs one."""
    return (
        connection.execute(
            select(mandates.c.number).where(mandates.c.entity == entity).limit(1)
        ).first()
        is not None
    )


def may_act(
    connection: Connection, entity: int, operation: str, wanted: Right, person: Person, today: int
) -> Refusal | None:
    """Why a person may not ask for an operation, which needs a right, on a day, or None."""
    if registered(connection, entity):
        return lacks(connection, entity, wanted, person, today)
    if (
        operation in BEFORE_RIGHTS
        and venue_rules.number(connection, settings.UNREGISTERED_MAY_ACT) == 1
    ):
        return None
    message = (
        f"entity {entity} has no representative with rights; the registry's operator registers them"
    )
    return Refusal("no_representative", "op", operation, None, message)


def may_read(
    connection: Connection, entity: int, person: Person, today: int, of_proposals: bool
) -> Refusal | None:
    """Why a person may not read an entity's accounts on a day, or None; proposals are read by who
    may approve them too.
    """
    if not registered(connection, entity):
        return None
    wanted = Right.READ | Right.APPROVE if of_proposals else Right.READ
    return lacks(connection, entity, wanted, person, today)


def lacks(
    connection: Connection, entity: int, wanted: Right, person: Person, today: int
) -> Refusal | None:
    """Why a person has none of some rights on a day, or None.

    A key that was replaced under its name has none.
    """
    found = mandate(connection, entity, person.key)
    if found is None or not found.rights:
        return Refusal(
            "right_missing",
            "key",
            person.key,
            words(wanted),
            f"this key has no rights for entity {entity}",
        )
    if found.public_key != person.public_key:
        return Refusal(
            "key_differs",
            "key",
            person.key,
            None,
            "this key is not the one that was registered under its name",
        )
    if not found.first <= today <= found.last:
        held = [format_date(day) or None for day in (found.first, found.last)]
        return Refusal(
            "mandate_not_valid",
            "key",
            person.key,
            held,
            "this representative's rights do not hold today",
        )
    if not found.rights & wanted:
        message = f"this representative may {', '.join(words(found.rights))}"
        return Refusal("right_missing", "key", person.key, words(wanted), message)
    return None
