"""Answers to the operations on certificates of compliance: issue, check, list, and draw them."""

from __future__ import annotations

import base64

from engine.units import format_date
from gateway.protocol.auth import Grant
from gateway.protocol.errors import RequestError
from settlement_bridge.books import entities
from settlement_bridge.compliance import certificate, certified, completion
from settlement_bridge.compliance.certificate import Statement
from settlement_bridge.errors import Refusal, as_error
from settlement_bridge.office import Fields, Office, page, signed
from settlement_bridge.operations.fields import PAGE_MAX


async def answer_certify(office: Office, fields: Fields, grant: Grant) -> Fields:
    """Issue a certificate of compliance."""
    what = (fields["entity"], fields["year"], office.exchange.venue, office.key.sign)
    given = (signed(fields, grant), office.today(), office.now_ns())
    made = await office.do(completion.issue, *what, *given)
    return {"certificate": statement_row(made.statement), "code": made.code}


async def answer_verify_certificate(office: Office, fields: Fields, _grant: Grant) -> Fields:
    """Whether a certificate is the registry's and counts still."""
    own = office.key
    keys = [own.public_key, *office.keys.earlier(own.key)]
    public_key, statement = certificate.verify_by_one(fields["code"], keys, certificate.verify)
    if isinstance(statement, Refusal):
        raise as_error(statement)
    await office.read(completion.standing, fields["code"], statement)
    return {"certificate": statement_row(statement), "public_key": public_key}


async def answer_certificates(office: Office, fields: Fields, _grant: Grant) -> Fields:
    """Certificates of an entity or of all, a page at a time."""
    limit, after = fields.get("limit", PAGE_MAX), fields.get("after", 0)
    entity = await _owner(office, fields)
    found = await office.read(certified.some, entity, after, limit + 1)
    return page("certificates", found, limit, "number", certified.Issue._asdict)


async def answer_certificate_file(office: Office, fields: Fields, _grant: Grant) -> Fields:
    """A certificate as it is printed; an account has those of its entity alone."""
    number = fields["number"]
    found = await office.read(certified.one, number)
    owner = await _owner(office, fields)
    if found is None or owner not in (None, found.entity):
        rule = "no such certificate"
        raise RequestError("certificate_unknown", rule, field="number", value=number)
    if found.code is None:
        rule = "this certificate was issued before the registry kept codes"
        raise RequestError("certificate_not_kept", rule, field="number", value=number)
    statement = certificate.statement_of(found.code)
    pdf = await office.worker.aside(_drawn, statement, found.code)
    written = base64.b64encode(pdf).decode()
    return {"certificate": statement_row(statement), "code": found.code, "pdf": written}


def _drawn(statement: Statement, code: str) -> bytes:
    """The page; what draws it takes longer to import than all else of a start."""
    from settlement_bridge.compliance.certificate_page import draw

    return draw(statement, code)


async def _owner(office: Office, fields: Fields) -> int | None:
    """The entity that a request is about, by its number or an account's; None: any."""
    if "account" not in fields:
        return fields.get("entity")
    account = await office.read(entities.one_account, fields["account"])
    return account.entity if account else 0


def statement_row(statement: Statement) -> Fields:
    """What a certificate states."""
    stated = [list(each) for each in statement.offsets]
    return statement._asdict() | {"date": format_date(statement.date) or None, "offsets": stated}
