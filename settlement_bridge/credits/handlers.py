"""Answers to the operations of the credits registry."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from sqlalchemy import Connection

from engine.units import format_date
from gateway.protocol.auth import Grant
from settlement_bridge.books import Key, State
from settlement_bridge.compliance.certificate import verify_by_one
from settlement_bridge.credits import (
    bodies,
    cancelling,
    certificate,
    law,
    papers,
    periods,
    projects,
    reading,
    steps,
)
from settlement_bridge.errors import Refusal, as_error
from settlement_bridge.office import Fields, Office, signed
from settlement_bridge.operations.fields import OWN, PAGE_MAX

Answer = Callable[[Office, Fields, Grant], Awaitable[Fields]]


def _step(work: steps.Step, result: str) -> Answer:
    """The answer of a step: the number that it gives, under its name."""

    async def answer(office: Office, fields: Fields, grant: Grant) -> Fields:
        plain = {
            name: value.decode() if isinstance(value, bytes) else value
            for name, value in fields.items()
        }
        given = (plain, signed(fields, grant), office.today(), office.now_ns())
        return {result: await office.do(work, *given)}

    return answer


answer_keep_paper = _step(papers.keep_part, "held")
answer_submit_project = _step(projects.submit, "project")
answer_withdraw_project = _step(projects.withdraw, "project")
answer_report_validation = _step(projects.report, "project")
answer_apply_project = _step(projects.apply, "project")
answer_register_project = _step(projects.register, "project")
answer_return_project = _step(projects.send_back, "project")
answer_cancel_project = _step(projects.cancel, "project")
answer_revoke_project = _step(projects.revoke, "project")
answer_submit_period = _step(periods.submit, "period")
answer_withdraw_period = _step(periods.withdraw, "period")
answer_report_verification = _step(periods.report, "period")
answer_apply_credits = _step(periods.apply, "period")
answer_register_credits = _step(periods.register, "event")
answer_return_credits = _step(periods.send_back, "period")
answer_cancel_credits = _step(steps.cancel_credits, "cancellation")
answer_comment = _step(steps.comment, "comment")


# The registry's powers.


async def answer_set_credit_rule(office: Office, fields: Fields, grant: Grant) -> Fields:
    """The number of what was set."""
    what = (fields["name"], fields.get("from_date", 0), fields["value"], fields["document"])
    given = (law.Rule(*what), signed(fields, grant), office.now_ns())
    return {"number": await office.do(law.set_rule, *given)}


async def answer_set_methodology(office: Office, fields: Fields, grant: Grant) -> Fields:
    """The number of what was set."""
    row = law.Methodology(
        fields["code"],
        fields["name"],
        fields.get("name_en", ""),
        fields["years_least"],
        fields["years_most"],
        fields.get("applied_from", 0),
        fields.get("applied_to", 0),
        fields["document"],
    )
    given = (row, signed(fields, grant), office.now_ns())
    return {"number": await office.do(law.set_methodology, *given)}


async def answer_accredit_body(office: Office, fields: Fields, grant: Grant) -> Fields:
    """The number of the accreditation."""
    days = (fields.get("first", 0), fields.get("last", 0))
    given = (fields["entity"], fields["fields"], days, signed(fields, grant), office.now_ns())
    return {"number": await office.do(bodies.accredit, *given)}


async def answer_strike_off_body(office: Office, fields: Fields, grant: Grant) -> Fields:
    """The number of the row."""
    given = (fields["entity"], office.today(), signed(fields, grant), office.now_ns())
    return {"number": await office.do(bodies.strike_off, *given)}


async def answer_bar_owner(office: Office, fields: Fields, grant: Grant) -> Fields:
    """The number of the bar."""
    days = (office.today(), fields.get("last", 0))
    given = (fields["entity"], days, signed(fields, grant), office.now_ns())
    return {"number": await office.do(bodies.bar, *given)}


async def answer_force_cancel(office: Office, fields: Fields, grant: Grant) -> Fields:
    """The cancellation's number in the public record."""
    state = State(fields.get("state", State.REGISTRY_AVAILABLE))
    place = Key(fields["account"], fields["instrument"].decode(), state)
    given = (place, fields["quantity"], signed(fields, grant), office.today(), office.now_ns())
    return {"cancellation": await office.do(cancelling.force, *given)}


async def answer_certify_cancellation(office: Office, fields: Fields, grant: Grant) -> Fields:
    """The certificate, and the code that proves it."""
    account = fields.get("account") if grant.role in OWN else None
    what = (fields["cancellation"], account, office.exchange.venue, office.key.sign)
    given = (signed(fields, grant), office.today(), office.now_ns())
    issued = await office.do(certificate.issue, *what, *given)
    return {"certificate": _statement_row(issued.statement), "proof": issued.code}


async def answer_verify_cancellation(office: Office, fields: Fields, _grant: Grant) -> Fields:
    """Whether a certificate is the registry's."""
    keys = [office.key.public_key, *office.keys.earlier(office.key.key)]
    public_key, statement = verify_by_one(fields["proof"], keys, certificate.verify)
    if isinstance(statement, Refusal):
        raise as_error(statement)
    await office.read(certificate.standing, fields["proof"], statement)
    return {"certificate": _statement_row(statement), "public_key": public_key}


def _statement_row(statement: certificate.Statement) -> Fields:
    days = ("cancelled", "date")
    return statement._asdict() | {day: format_date(getattr(statement, day)) for day in days}


# Reading.


def _all(name: str, query: Callable[[Connection], list[Fields]]) -> Answer:
    """The answer of a question whose rows come at once."""

    async def answer(office: Office, _fields: Fields, _grant: Grant) -> Fields:
        return {name: await office.read(query)}

    return answer


answer_issued_credits = _all("issued_credits", reading.issued)
answer_bodies = _all("bodies", reading.all_bodies)
answer_barred_owners = _all("barred_owners", reading.all_bars)
answer_methodologies = _all("methodologies", reading.all_methodologies)
answer_credit_rules = _all("credit_rules", reading.all_rules)


async def answer_credit_tasks(office: Office, _fields: Fields, _grant: Grant) -> Fields:
    """What waits for a decision."""
    return {"credit_tasks": await office.read(reading.tasks, office.today())}


async def answer_projects(office: Office, fields: Fields, _grant: Grant) -> Fields:
    """Projects, a page at a time."""
    limit = fields.get("limit", PAGE_MAX)
    given = (fields.get("owner"), fields.get("after", 0), limit + 1, office.today())
    return _page("projects", await office.read(reading.all_projects, *given), limit)


async def answer_periods(office: Office, fields: Fields, _grant: Grant) -> Fields:
    """Periods, a page at a time."""
    limit = fields.get("limit", PAGE_MAX)
    which = (fields.get("project"), fields.get("owner"), fields.get("after", 0))
    found = await office.read(reading.all_periods, *which, limit + 1, office.today())
    return _page("periods", found, limit)


async def answer_cancellations(office: Office, fields: Fields, _grant: Grant) -> Fields:
    """The public record, a page at a time."""
    limit = fields.get("limit", PAGE_MAX)
    given = (fields.get("owner"), fields.get("after", 0), limit + 1)
    return _page("cancellations", await office.read(reading.all_cancellations, *given), limit)


def _page(name: str, found: list[Fields], limit: int) -> Fields:
    following = found[limit - 1]["number"] if len(found) > limit else None
    return {name: found[:limit], "next": following}


async def answer_project(office: Office, fields: Fields, _grant: Grant) -> Fields:
    """A project with all about it."""
    found = await office.read(reading.project, fields["project"], office.today())
    if found is None:
        raise as_error(projects.PROJECTS.unknown(fields["project"]))
    return found


async def answer_period(office: Office, fields: Fields, _grant: Grant) -> Fields:
    """A period with all about it."""
    found = await office.read(reading.period, fields["period"], office.today())
    if found is None:
        raise as_error(periods.PERIODS.unknown(fields["period"]))
    return found


async def answer_paper(office: Office, fields: Fields, grant: Grant) -> Fields:
    """A part of a paper; to members one that belongs to a step, or their own."""
    start = fields.get("start", 0)
    reader = fields.get("account", 0) if grant.role in OWN else None
    found = await office.read(papers.part_of, fields["digest"], start, reader)
    paper, content = found
    following = start + papers.PART_BYTES
    return {
        "name": paper.name,
        "size": paper.size,
        "content": content,
        "next": following if following < paper.held else None,
    }
