"""The results of a year: completion by province, and the certificates of entities that have
fulfilled their obligation.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from typing import NamedTuple

from sqlalchemy import Connection, func, insert, select

from engine.instrument_codes import FIRST_VINTAGE, code_of
from settlement_bridge.books import SignOff, State, entities
from settlement_bridge.books.scopes import Seen
from settlement_bridge.compliance import (
    Position,
    application_rows,
    balance_bp,
    certificate,
    certified,
    completion_bp,
    offsets,
)
from settlement_bridge.compliance.certificate import SIGNED, Statement
from settlement_bridge.compliance.positions import position, positions
from settlement_bridge.errors import Refusal
from settlement_bridge.law.in_force import Law
from settlement_bridge.law.kept import law_of
from settlement_bridge.store.bulk import next_number
from settlement_bridge.store.entity_tables import accounts, certificate_codes, certificates
from settlement_bridge.store.registry_tables import journal

HELPED_SIZE = 120  # characters of a certificate about who has helped
Sign = Callable[[bytes], bytes]  # the registry's Ed25519 signature over a text


class Completion(NamedTuple):
    """A year's completion (履约完成率) of the entities of a province; province None: of all."""

    province: int | None
    entities: int
    complete: int  # entities that owe nothing any more
    emissions: int
    due: int
    surrendered: int
    offset: int
    outstanding: int
    completion_bp: int  # by tonnes, hundredths of a percent, cut
    issued: int  # allowances of the year, less those that went back
    balance: int  # issued less due
    balance_bp: int  # as the law has its share, hundredths of a percent
    surrendered_ineligible: int  # of what is surrendered: of vintages that did not pay then


def completion(connection: Connection, year: int, seen: Seen = None) -> list[Completion]:
    """Completion by province in order, that of all last, of the entities that are `seen`; empty
    without obligations.
    """
    found, law = positions(connection, year, seen=seen), law_of(connection)
    issued = _issued(connection, year)
    by_province: dict[int, list[Position]] = defaultdict(list)
    for row in found:
        by_province[row.province].append(row)
    rows = [
        _completion(law, year, province, by_province[province], issued)
        for province in sorted(by_province)
    ]
    return [*rows, _completion(law, year, None, found, issued)] if found else []


def _completion(
    law: Law, year: int, province: int | None, of: list[Position], issued: Counter[int]
) -> Completion:
    due, outstanding = sum(row.due for row in of), sum(row.outstanding for row in of)
    got = sum(issued[row.entity] for row in of)
    return Completion(
        province,
        len(of),
        sum(row.outstanding == 0 for row in of),
        sum(row.emissions for row in of),
        due,
        sum(row.surrendered for row in of),
        sum(row.offset for row in of),
        outstanding,
        completion_bp(due, due - outstanding),
        got,
        got - due,
        balance_bp(got - due, law.balance_base(year, got, due)),
        sum(row.surrendered_ineligible for row in of),
    )


def _issued(connection: Connection, year: int) -> Counter[int]:
    """Allowances of a year's vintage that entities were issued, less those that went back, t."""
    column, found = journal.c, Counter[int]()
    of_vintage = column.instrument == code_of(max(year, FIRST_VINTAGE))
    ends = (
        (1, column.to_account, column.from_state == State.ISSUED),
        (-1, column.from_account, column.to_state == State.ISSUED),
    )
    for sign, account, issued in ends:
        query = select(accounts.c.entity, func.sum(column.quantity)).where(of_vintage, issued)
        query = query.select_from(journal.join(accounts, accounts.c.account == account))
        for entity, quantity in connection.execute(query.group_by(accounts.c.entity)):
            found[entity] += sign * int(quantity)
    return found


class Issued(NamedTuple):
    """A certificate with the code that proves it."""

    statement: Statement
    code: str


def issue(
    connection: Connection,
    entity: int,
    year: int,
    venue: str,
    sign: Sign,
    sign_off: SignOff,
    date: int,
    time_ns: int,
) -> Issued | Refusal:
    """Certify that an entity has fulfilled its obligation of a year."""
    owed, owner = position(connection, entity, year), entities.one_entity(connection, entity)
    if owed is None or owner is None:
        return Refusal(
            "obligation_unknown",
            "year",
            year,
            None,
            f"entity {entity} has no obligation for this year",
        )
    if owed.outstanding:
        return Refusal(
            "obligation_outstanding",
            "entity",
            entity,
            0,
            f"{owed.outstanding} t are still to be surrendered",
        )
    number = next_number(connection, certificates.c.number)
    helped = _helped_by(connection, entity, year)
    statement = _statement(number, venue, owed, owner.credit_code or "", date)
    named = offsets.ranges(offsets.covered(connection, entity, year))
    said = tuple(named[: certificate.OFFSETS_SAID_MAX])
    statement = statement._replace(helped_by=helped, offsets=said, offset_ranges=len(named))
    text = certificate.signed_text(statement)
    code = certificate.code_of(text, sign(SIGNED + text))
    connection.execute(
        insert(certificates).values(
            (number, entity, year, certificate.fingerprint(code), time_ns, sign_off.who)
        )
    )
    connection.execute(insert(certificate_codes).values((number, code)))
    return Issued(statement, code)


def _helped_by(connection: Connection, entity: int, year: int) -> str:
    found = application_rows.helpers(connection, entity, year)
    return "; ".join(f"{name} ({number}): {tonnes:,} t" for number, name, tonnes in found)[
        :HELPED_SIZE
    ]


def _statement(number: int, venue: str, owed: Position, credit_code: str, date: int) -> Statement:
    return Statement(
        number,
        venue,
        owed.entity,
        owed.name,
        credit_code,
        owed.year,
        owed.due,
        owed.surrendered,
        owed.offset,
        date,
    )


def standing(connection: Connection, code: str, statement: Statement) -> Refusal | None:
    """Why a certificate with a good signature is not valid; None when the registry issued it and
    nothing was taken back since.
    """
    if not certified.has_code(connection, code):
        return Refusal(
            "certificate_unknown",
            "code",
            code[:100],
            None,
            "the registry has issued no such certificate",
        )
    if not certified.is_fulfilled(connection, statement.entity, statement.year):
        message = (
            "the obligation is not fulfilled any more: it was corrected or a surrender was taken"
            " back"
        )
        return Refusal("certificate_void", "code", code[:100], None, message)
    return None
