"""Answers to what anybody may ask: completion by province, whether a certificate holds, which units
are cancelled.

They are found on a thread of their own, so that no crowd that asks them holds up the registry's
work.
"""

from __future__ import annotations

from functools import partial

from sqlalchemy import Connection

from gateway.protocol.auth import Grant
from gateway.protocol.errors import RequestError
from settlement_bridge.books import cancelled
from settlement_bridge.books.cancelled import Cancelled
from settlement_bridge.books.scopes import seen_by
from settlement_bridge.compliance import certificate, certified, completion
from settlement_bridge.compliance.certificate_handlers import statement_row
from settlement_bridge.compliance.completion import Completion
from settlement_bridge.errors import Refusal
from settlement_bridge.office import Fields, Office
from settlement_bridge.operations.fields import AUTHORITY
from settlement_bridge.operations.public import PUBLIC_PAGE_MAX
from settlement_bridge.store import chain

YEARS_KEPT = 8  # whose completion is kept
BY_NUMBER = ("number", "entity", "year")

Kept = dict[int, tuple[str, list[Completion]]]  # by year: the digest of the last link, the rows


async def answer_completion(office: Office, fields: Fields, grant: Grant) -> Fields:
    """Completion of a year by province and in all; to an authority that of its scope."""
    year = fields["year"]
    if grant.role in AUTHORITY:
        found = await office.read(completion.completion, year, seen_by(grant))
    else:
        work = partial(completion_of, kept=office.completions, year=year)
        found = await office.worker.public(office.registry.snapshot, work)
    return {"year": year, "completion": [row._asdict() for row in found]}


def completion_of(connection: Connection, kept: Kept, year: int) -> list[Completion]:
    """A year's completion; it is counted again once any fact has changed."""
    digest = chain.head(connection).digest
    if year not in kept or kept[year][0] != digest:
        found = completion.completion(connection, year)
        kept.pop(year, None)
        while len(kept) >= YEARS_KEPT:
            del kept[next(iter(kept))]
        kept[year] = digest, found
    return kept[year][1]


async def answer_check_certificate(office: Office, fields: Fields, _grant: Grant) -> Fields:
    """What is true of a certificate."""
    named = [name for name in BY_NUMBER if name in fields]
    if "code" in fields:
        return await _by_code(office, fields["code"], {name: fields[name] for name in named})
    if len(named) < len(BY_NUMBER):
        missing = next(name for name in BY_NUMBER if name not in fields) if named else "code"
        rule = "name the code, or number, entity and year"
        raise RequestError("field_missing", rule, field=missing)
    number, entity, year = (fields[name] for name in BY_NUMBER)
    work = partial(certified.has_number, number=number, entity=entity, year=year)
    return await _standing(office, work, entity, year) | {"signed": None, "certificate": None}


async def _by_code(office: Office, code: str, named: Fields) -> Fields:
    own = office.key
    keys = [own.public_key, *office.keys.earlier(own.key)]
    _, found = certificate.verify_by_one(code, keys, certificate.verify)
    if isinstance(found, Refusal):
        return {"signed": False, "issued": False, "holds": False, "certificate": None}
    stated = statement_row(found)
    work = partial(_is_known, code=code, agrees=named.items() <= stated.items())
    standing = await _standing(office, work, found.entity, found.year)
    return standing | {"signed": True, "certificate": stated}


def _is_known(connection: Connection, code: str, agrees: bool) -> bool:
    """Whether a code was issued, and states what was named beside it."""
    return agrees and certified.has_code(connection, code)


async def _standing(office: Office, is_issued: partial[bool], entity: int, year: int) -> Fields:
    def look(connection: Connection) -> Fields:
        known = is_issued(connection)
        return {
            "issued": known,
            "holds": known and certified.is_fulfilled(connection, entity, year),
        }

    return await office.worker.public(office.registry.snapshot, look)


async def answer_cancelled_units(office: Office, fields: Fields, _grant: Grant) -> Fields:
    """Cancelled units, a page at a time."""
    instrument = fields["instrument"].decode() if "instrument" in fields else None
    after = (fields.get("after_instrument", b"").decode(), fields.get("after", 0))
    limit = PUBLIC_PAGE_MAX

    def look(connection: Connection) -> tuple[dict[str, int], list[Cancelled]]:
        return cancelled.totals(connection), cancelled.some(
            connection, instrument, after, limit + 1
        )

    totals, found = await office.worker.public(office.registry.snapshot, look)
    last = found[limit - 1] if len(found) > limit else None
    return {
        "totals": [{"instrument": code, "quantity": quantity} for code, quantity in totals.items()],
        "units": [_row(each) for each in found[:limit]],
        "next": {"after_instrument": last.instrument, "after": last.first} if last else None,
    }


def _row(each: Cancelled) -> Fields:
    first, last = each.serials
    return {
        "instrument": each.instrument,
        "quantity": each.quantity,
        "first_serial": first,
        "last_serial": last,
    }
