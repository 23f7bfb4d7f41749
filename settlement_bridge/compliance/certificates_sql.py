"""Certificates that were issued: whose obligation of a year is fulfilled gets one; it stands as
long as that stays so.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from sqlalchemy import Connection, func, insert, select

from settlement_bridge.books import entities
from settlement_bridge.compliance import certificate
from settlement_bridge.compliance.certificate import SIGNED, Statement
from settlement_bridge.compliance.obligations_sql import Position, position
from settlement_bridge.errors import Refusal
from settlement_bridge.records import SignOff
from settlement_bridge.store.tables.compliance import certificates

Sign = Callable[[bytes], bytes]  # the registry's Ed25519 signature over a text


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
    number = (connection.scalar(select(func.max(certificates.c.number))) or 0) + 1
    statement = _statement(number, venue, owed, owner.credit_code or "", date)
    text = certificate.signed_text(statement)
    code = certificate.code_of(text, sign(SIGNED + text))
    connection.execute(
        insert(certificates).values(
            (number, entity, year, certificate.fingerprint(code), time_ns, sign_off.who)
        )
    )
    return Issued(statement, code)


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
    """Why a certificate with a good signature does not stand, or None: it is the registry's and
    nothing was taken back since.
    """
    issued = select(certificates.c.number).where(
        certificates.c.fingerprint == certificate.fingerprint(code)
    )
    if connection.scalar(issued) is None:
        return Refusal(
            "certificate_unknown",
            "code",
            code[:100],
            None,
            "the registry has issued no such certificate",
        )
    owed = position(connection, statement.entity, statement.year)
    if owed is None or owed.outstanding:
        message = (
            "the obligation is not fulfilled any more: it was corrected or a surrender was taken"
            " back"
        )
        return Refusal("certificate_void", "code", code[:100], None, message)
    return None
