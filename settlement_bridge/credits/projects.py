"""Projects through their life: submitted with a public notice, validated, applied for, registered
with a number or returned, and cancelled or revoked.

Each step is a function of the request's fields, who signs for it, the day and the time; it gives
the project's number, or why it is not taken.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, insert, select

from engine.units import day_of, format_date
from gateway.schedule.calendar import number_of
from settlement_bridge.books import SignOff, entities
from settlement_bridge.books.credit_words import (
    BAR_YEARS,
    EARLIEST_CONSTRUCTION,
    EARLIEST_PRODUCTION,
    Project,
    Stage,
    Subject,
    prefix_of,
)
from settlement_bridge.books.entities import note_change
from settlement_bridge.books.parties import Entity, EntityKind, Status
from settlement_bridge.credits import bodies, law, notices
from settlement_bridge.credits.papers import Filed, file_paper, missing
from settlement_bridge.credits.register import Register
from settlement_bridge.errors import Refusal
from settlement_bridge.store.bulk import next_number
from settlement_bridge.store.credit_tables import projects

Fields = Mapping[str, Any]
NUMBERS_MAX = 9_999  # projects of one methodology
UNDER_WAY = (Stage.NOTICE, Stage.REPORTED, Stage.APPLIED)
FOR_GOOD = (Stage.CANCELLED, Stage.REVOKED)
PROJECTS = Register(Subject.PROJECT, projects, Project)


class Owner(NamedTuple):
    """Whose project it is."""

    account: int
    entity: Entity


def owner_of(connection: Connection, account: int, today: int) -> Owner | Refusal:
    """Who applies with an account, or why it may not."""
    found = entities.register(connection, [account]).get(account)
    if found is None:
        return entities.unknown_account(account)
    if found.status is not Status.ACTIVE:
        message = "account or entity is suspended"
        return Refusal("account_suspended", "account", account, None, message)
    entity = entities.one_entity(connection, found.entity)
    if entity is None or entity.kind is not EntityKind.PROJECT_OWNER:
        message = "projects are those of an entity of the kind project_owner (项目业主)"
        return Refusal("not_an_owner", "account", account, "project_owner", message)
    return bodies.barred(connection, entity.entity, today) or Owner(account, entity)


def submit(
    connection: Connection, fields: Fields, sign_off: SignOff, today: int, time_ns: int
) -> int | Refusal:
    """Submit a project with its design document; its public notice begins."""
    owner = _no_day(today) or owner_of(connection, fields["account"], today)
    if isinstance(owner, Refusal):
        return owner
    refusal = next(_objections(connection, fields, owner, today), None)
    if refusal is not None:
        return refusal
    number = next_number(connection, projects.c.number)
    named = (fields["name"], fields.get("name_en", ""), fields["site"], owner.entity.province)
    days = (fields["construction"], fields["crediting_from"], fields["crediting_to"])
    by = (owner.account, owner.entity.entity, owner.entity.credit_code)
    what = (number, *by, *named, fields["methodology"], *days, fields["body"], fields["design"])
    life = (Stage.NOTICE, today, 0, 0, 0, 0, "", "")
    connection.execute(insert(projects).values((*what, *life, time_ns, sign_off.who)))
    filed = Filed(Subject.PROJECT, number, "design", fields["design"])
    file_paper(connection, filed, today, sign_off.who, time_ns)
    note_change(connection, ("project", number, "state", "", "notice"), sign_off, time_ns)
    return number


def _objections(
    connection: Connection, fields: Fields, owner: Owner, today: int
) -> Iterator[Refusal]:
    """What speaks against a new project."""
    if not owner.entity.credit_code:
        message = "the owner's unified social credit code is part of a project's key"
        yield Refusal("credit_code_missing", "account", owner.account, None, message)
    known = law.all_methodologies(connection)
    if fields["methodology"] not in known:
        message = "no such methodology"
        value = fields["methodology"]
        yield Refusal("methodology_unknown", "methodology", value, list(known), message)
        return
    earliest = law.value(connection, EARLIEST_CONSTRUCTION, today)
    if fields["construction"] < earliest:
        yield _too_early("construction_too_early", "construction", fields, earliest)
    yield from _wrong_crediting(connection, fields, known[fields["methodology"]], today)
    yield from _key_taken(connection, fields, str(owner.entity.credit_code))
    if fields["body"] == owner.entity.entity:
        message = "an owner does not validate its own project"
        yield Refusal("same_body", "body", fields["body"], None, message)
    refusal = bodies.may_not_judge(connection, fields["body"], fields["methodology"], today)
    refusal = refusal or missing(connection, fields["design"], "design")
    if refusal is not None:
        yield refusal


def _wrong_crediting(
    connection: Connection, fields: Fields, methodology: law.Methodology, today: int
) -> Iterator[Refusal]:
    first, last = fields["crediting_from"], fields["crediting_to"]
    earliest = law.value(connection, EARLIEST_PRODUCTION, today)
    if first < earliest:
        yield _too_early("production_too_early", "crediting_from", fields, earliest)
    least, most = methodology.years_least, methodology.years_most
    lengths = [_years_later(first, years) for years in range(least, most + 1)]
    if last not in lengths:
        allowed = [format_date(lengths[0]), format_date(lengths[-1])]
        message = f"a crediting period of {methodology.code} has {least} to {most} whole years"
        yield Refusal("crediting_period_wrong", "crediting_to", format_date(last), allowed, message)


def _years_later(first: int, years: int) -> int:
    """The last day of a number of years that begin on a day."""
    month_day = first % 10_000
    year = first // 10_000 + years
    anniversary = year * 10_000 + (301 if month_day == 229 and not _leap(year) else month_day)
    return number_of(day_of(anniversary) - dt.timedelta(days=1))


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _too_early(code: str, field: str, fields: Fields, earliest: int) -> Refusal:
    allowed, value = format_date(earliest), format_date(fields[field])
    return Refusal(code, field, value, allowed, f"not before {allowed}")


def _key_taken(connection: Connection, fields: Fields, owner_code: str) -> Iterator[Refusal]:
    """A project is unique by owner code, site and methodology; one given up counts no more."""
    columns = projects.c
    same = (columns.owner_code == owner_code) & (columns.site == fields["site"])
    same &= columns.methodology == fields["methodology"]
    query = select(projects).where(same, columns.state != Stage.ENDED)
    row = connection.execute(query.order_by(columns.number.desc()).limit(1)).one_or_none()
    if row is None:
        return
    if row.state in FOR_GOOD:
        message = f"project {row.number} was cancelled, and is never registered again"
        yield Refusal("project_cancelled", "site", fields["site"], None, message)
    message = f"project {row.number} has this owner, site and methodology"
    yield Refusal("project_exists", "site", fields["site"], None, message)


def withdraw(
    connection: Connection, fields: Fields, sign_off: SignOff, today: int, time_ns: int
) -> int | Refusal:
    """Give a project up before it is registered."""
    found = PROJECTS.owned(connection, fields, UNDER_WAY)
    if isinstance(found, Refusal):
        return found
    return PROJECTS.move(
        connection, found, Stage.ENDED, sign_off, time_ns, reasons="given up by its owner"
    )


def report(
    connection: Connection, fields: Fields, sign_off: SignOff, today: int, time_ns: int
) -> int | Refusal:
    """The validation report (审定报告) of the project's body, once its notice is over."""
    found = PROJECTS.of_body(connection, fields)
    if isinstance(found, Refusal):
        return found
    about = (Subject.PROJECT, found.number)
    said = notices.report_of(connection, fields, found.body, found.notice_from, today)
    refusal = (
        PROJECTS.out_of_order(found, (Stage.NOTICE,))
        or notices.on_notice(connection, found.notice_from, today)
        or bodies.may_not_judge(connection, found.body, found.methodology, today)
        or notices.unfit(connection, said, fields, about)
    )
    if refusal is not None:
        return refusal
    notices.keep_report(connection, about, said, sign_off.who, time_ns)
    filed = Filed(*about, "validation", said.digest)
    file_paper(connection, filed, today, sign_off.who, time_ns)
    stage = Stage.REPORTED if said.positive else Stage.ENDED
    kept = {"reported": today, "observations": said.observations}
    return PROJECTS.move(connection, found, stage, sign_off, time_ns, **kept)


def apply(
    connection: Connection, fields: Fields, sign_off: SignOff, today: int, time_ns: int
) -> int | Refusal:
    """Apply for a validated project's registration, with the owner's commitment."""
    found = PROJECTS.owned(connection, fields, (Stage.REPORTED,))
    if isinstance(found, Refusal):
        return found
    owner = owner_of(connection, found.account, today)
    refusal = missing(connection, fields["commitment"], "commitment")
    if isinstance(owner, Refusal) or refusal is not None:
        return owner if isinstance(owner, Refusal) else refusal or found.number
    filed = Filed(Subject.PROJECT, found.number, "commitment", fields["commitment"])
    file_paper(connection, filed, today, sign_off.who, time_ns)
    return PROJECTS.move(connection, found, Stage.APPLIED, sign_off, time_ns, applied=today)


def register(
    connection: Connection, fields: Fields, sign_off: SignOff, today: int, time_ns: int
) -> int | Refusal:
    """Register a project under a number of its own."""
    found = PROJECTS.one_in(connection, fields["project"], (Stage.APPLIED,))
    if isinstance(found, Refusal):
        return found
    prefix = prefix_of(found.methodology)
    given = select(func.count()).where(projects.c.code.like(f"{prefix}%"))
    serial = (connection.scalar(given) or 0) + 1
    if serial > NUMBERS_MAX:
        message = f"a methodology has at most {NUMBERS_MAX} projects"
        return Refusal("too_many_projects", "project", found.number, NUMBERS_MAX, message)
    kept = {"decided": today, "code": f"{prefix}{serial:04}", "reasons": ""}
    return PROJECTS.move(connection, found, Stage.REGISTERED, sign_off, time_ns, **kept)


def send_back(
    connection: Connection, fields: Fields, sign_off: SignOff, today: int, time_ns: int
) -> int | Refusal:
    """Return an application with reasons; the owner may apply again."""
    found = PROJECTS.one_in(connection, fields["project"], (Stage.APPLIED,))
    if isinstance(found, Refusal):
        return found
    kept = {"decided": today, "reasons": fields["reasons"]}
    return PROJECTS.move(connection, found, Stage.REPORTED, sign_off, time_ns, **kept)


def cancel(
    connection: Connection, fields: Fields, sign_off: SignOff, today: int, time_ns: int
) -> int | Refusal:
    """Cancel a registered project (项目注销) by its owner's wish, or where either ceased; it is
    never registered again.
    """
    found = PROJECTS.owned(connection, fields, (Stage.REGISTERED,))
    if isinstance(found, Refusal):
        return found
    return PROJECTS.move(
        connection, found, Stage.CANCELLED, sign_off, time_ns, reasons=fields["reasons"]
    )


def revoke(
    connection: Connection, fields: Fields, sign_off: SignOff, today: int, time_ns: int
) -> int | Refusal:
    """Revoke a registration (撤销登记); its owner is barred for the years of the rule."""
    found = PROJECTS.one_in(connection, fields["project"], (Stage.REGISTERED,))
    if isinstance(found, Refusal):
        return found
    years = law.value(connection, BAR_YEARS, today)
    barred = bodies.bar(
        connection, found.entity, (today, today + years * 10_000), sign_off, time_ns
    )
    if isinstance(barred, Refusal):
        return barred
    return PROJECTS.move(
        connection, found, Stage.REVOKED, sign_off, time_ns, reasons=sign_off.document
    )


def _no_day(today: int) -> Refusal | None:
    message = "terms are counted from the exchange's day, and none has begun"
    return None if today else Refusal("day_unknown", None, None, None, message)
