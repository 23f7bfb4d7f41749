"""Certificates that were issued: whose, with their codes, and whether what they say still holds."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, select

from settlement_bridge.compliance import certificate
from settlement_bridge.compliance.positions import position
from settlement_bridge.store.entity_tables import certificate_codes, certificates


class Issue(NamedTuple):
    """A certificate as it was issued; `code` is None where only its fingerprint was kept."""

    number: int
    entity: int
    year: int
    time_ns: int
    who: str
    code: str | None


_KNOWN = (*(certificates.c[name] for name in Issue._fields[:-1]), certificate_codes.c.code)
_QUERY = select(*_KNOWN).join(
    certificate_codes, certificate_codes.c.number == certificates.c.number, isouter=True
)


def some(connection: Connection, entity: int | None, after: int, limit: int) -> list[Issue]:
    """Certificates of an entity or of all with a number above `after`, in order."""
    query = _QUERY.where(certificates.c.number > after)
    if entity is not None:
        query = query.where(certificates.c.entity == entity)
    rows = connection.execute(query.order_by(certificates.c.number).limit(limit))
    return [Issue(*row) for row in rows]


def one(connection: Connection, number: int) -> Issue | None:
    """One certificate, or None."""
    row = connection.execute(_QUERY.where(certificates.c.number == number)).one_or_none()
    return None if row is None else Issue(*row)


def has_code(connection: Connection, code: str) -> bool:
    """Whether the registry has issued a certificate with this code."""
    known = certificates.c.fingerprint == certificate.fingerprint(code)
    return connection.scalar(select(certificates.c.number).where(known)) is not None


def has_number(connection: Connection, number: int, entity: int, year: int) -> bool:
    """Whether the certificate of this number is that entity's for that year."""
    found = one(connection, number)
    return found is not None and (found.entity, found.year) == (entity, year)


def is_fulfilled(connection: Connection, entity: int, year: int) -> bool:
    """Whether an entity owes nothing for a year."""
    owed = position(connection, entity, year)
    return owed is not None and not owed.outstanding
