"""Accounting periods (核算期): submitted with a public notice, verified by another body than the
validating one, applied for, and registered: the credits are issued.

Each step is a function as in `projects`; it gives the period's number, or why it is not taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from engine.units import INSTRUMENTS_MAX, format_date
from settlement_bridge.books import (
    OUTSIDE,
    EntryKind,
    Key,
    Movement,
    Series,
    SignOff,
    State,
    events,
    venue_rules,
)
from settlement_bridge.books.credit_words import (
    APPLICATION_YEARS,
    EARLIEST_PRODUCTION,
    ISSUES_MAX,
    Period,
    Project,
    Stage,
    Subject,
    YearQuantity,
    instrument_of,
    shown,
)
from settlement_bridge.books.entities import note_change
from settlement_bridge.credits import bodies, law, notices, projects
from settlement_bridge.credits.papers import Filed, file_paper, missing
from settlement_bridge.credits.register import Register
from settlement_bridge.errors import Refusal
from settlement_bridge.store.bulk import execute_rows, insertion, next_number
from settlement_bridge.store.credit_tables import period_years, periods

Fields = Mapping[str, Any]
REGISTERED = (Stage.REGISTERED,)
PERIODS = Register(Subject.PERIOD, periods, Period)


def submit(
    connection: Connection, fields: Fields, sign_off: SignOff, today: int, time_ns: int
) -> int | Refusal:
    """Submit an accounting period with its report (减排量核算报告); its public notice begins."""
    project = projects.PROJECTS.owned(connection, fields, REGISTERED)
    if isinstance(project, Refusal):
        return project
    refusal = next(_objections(connection, fields, project, today), None)
    if refusal is not None:
        return refusal
    number = next_number(connection, periods.c.number)
    what = (number, project.number, project.account, fields["first"], fields["last"])
    life = (Stage.NOTICE, today, 0, 0, 0, 0, 0, 0, "")
    row = (*what, fields["body"], fields["report"], *life, time_ns, sign_off.who)
    connection.execute(insert(periods).values(row))
    rows = [(number, year, claimed, 0) for year, claimed in fields["quantities"]]
    execute_rows(connection, insertion(period_years), rows)
    filed = Filed(Subject.PERIOD, number, "report", fields["report"])
    file_paper(connection, filed, today, sign_off.who, time_ns)
    note_change(connection, ("period", number, "state", "", "notice"), sign_off, time_ns)
    return number


def _objections(
    connection: Connection, fields: Fields, project: Project, today: int
) -> Iterator[Refusal]:
    """What speaks against a new period."""
    owner = projects.owner_of(connection, project.account, today)
    if isinstance(owner, Refusal):
        yield owner
    yield from _wrong_days(connection, fields, project, today)
    yield from _overlaps(connection, fields, project)
    yield from _wrong_years(fields["quantities"], fields["first"], fields["last"])
    if fields["body"] == project.body:
        message = "another body than the one that validated the project verifies its credits"
        yield Refusal("same_body", "body", fields["body"], None, message)
    refusal = bodies.may_not_judge(connection, fields["body"], project.methodology, today)
    refusal = refusal or missing(connection, fields["report"], "report")
    if refusal is not None:
        yield refusal


def _wrong_days(
    connection: Connection, fields: Fields, project: Project, today: int
) -> Iterator[Refusal]:
    first, last = fields["first"], fields["last"]
    earliest = law.value(connection, EARLIEST_PRODUCTION, today)
    if first < earliest:
        message = f"credits are of what was produced from {format_date(earliest)} on"
        given, allowed = format_date(first), format_date(earliest)
        yield Refusal("production_too_early", "first", given, allowed, message)
    crediting = (project.crediting_from, project.crediting_to)
    if not crediting[0] <= first <= last <= crediting[1]:
        allowed_days = [format_date(day) for day in crediting]
        message = "an accounting period lies within the crediting period"
        given_days = [format_date(first), format_date(last)]
        yield Refusal("period_outside", "first", given_days, allowed_days, message)
    if last >= today:
        message = "an accounting period has ended when it is submitted"
        yield Refusal("period_not_ended", "last", format_date(last), format_date(today), message)


def _overlaps(connection: Connection, fields: Fields, project: Project) -> Iterator[Refusal]:
    columns = periods.c
    live = (columns.project == project.number) & (columns.state != Stage.ENDED)
    met = live & (columns.first <= fields["last"]) & (columns.last >= fields["first"])
    row = connection.execute(select(periods).where(met).limit(1)).one_or_none()
    if row is not None:
        days = [format_date(row.first), format_date(row.last)]
        message = f"period {row.number} accounts for {days[0]} to {days[1]}: nothing counts twice"
        yield Refusal("period_overlaps", "first", format_date(fields["first"]), days, message)


def _wrong_years(quantities: Sequence[Sequence[int]], first: int, last: int) -> Iterator[Refusal]:
    """Each calendar year of a period has one quantity."""
    years = [year for year, _ in quantities]
    wanted = list(range(first // 10_000, last // 10_000 + 1))
    if sorted(years) != wanted:
        message = "name the quantity of each calendar year of the period, once"
        yield Refusal("years_differ", "quantities", years, wanted, message)


def withdraw(
    connection: Connection, fields: Fields, sign_off: SignOff, _today: int, time_ns: int
) -> int | Refusal:
    """Give a period up before its credits are registered."""
    found = PERIODS.owned(connection, fields, projects.UNDER_WAY)
    if isinstance(found, Refusal):
        return found
    return PERIODS.move(
        connection, found, Stage.ENDED, sign_off, time_ns, reasons="given up by its owner"
    )


def report(
    connection: Connection, fields: Fields, sign_off: SignOff, today: int, time_ns: int
) -> int | Refusal:
    """The verification report (核查报告) of the period's body, which fixes the quantities."""
    found = PERIODS.of_body(connection, fields)
    if isinstance(found, Refusal):
        return found
    about = (Subject.PERIOD, found.number)
    said = notices.report_of(connection, fields, found.body, found.notice_from, today)
    refusal = next(_report_objections(connection, fields, found, said, today), None)
    if refusal is not None:
        return refusal
    notices.keep_report(connection, about, said, sign_off.who, time_ns)
    filed = Filed(*about, "verification", said.digest)
    file_paper(connection, filed, today, sign_off.who, time_ns)
    _fix(connection, found.number, fields["quantities"])
    stage = Stage.REPORTED if said.positive else Stage.ENDED
    kept = {"reported": today, "observations": said.observations}
    return PERIODS.move(connection, found, stage, sign_off, time_ns, **kept)


def _report_objections(
    connection: Connection, fields: Fields, found: Period, said: notices.Report, today: int
) -> Iterator[Refusal]:
    project = project_of(connection, found)
    refusal = (
        PERIODS.out_of_order(found, (Stage.NOTICE,))
        or notices.on_notice(connection, found.notice_from, today)
        or bodies.may_not_judge(connection, found.body, project.methodology, today)
        or notices.unfit(connection, said, fields, (Subject.PERIOD, found.number))
    )
    if refusal is not None:
        yield refusal
    yield from _wrong_years(fields["quantities"], found.first, found.last)
    if said.positive and not any(quantity for _, quantity in fields["quantities"]):
        message = "a positive verification fixes a quantity"
        yield Refusal("quantity_not_verified", "quantities", 0, None, message)


def _fix(connection: Connection, number: int, quantities: Sequence[Sequence[int]]) -> None:
    for year, verified in quantities:
        here = (period_years.c.period == number) & (period_years.c.year == year)
        connection.execute(update(period_years).where(here).values(verified=verified))


def apply(
    connection: Connection, fields: Fields, sign_off: SignOff, today: int, time_ns: int
) -> int | Refusal:
    """Apply for exactly the verified quantity, with the owner's commitment."""
    found = PERIODS.owned(connection, fields, (Stage.REPORTED,))
    if isinstance(found, Refusal):
        return found
    refusal = next(_application_objections(connection, fields, found, today), None)
    if refusal is not None:
        return refusal
    filed = Filed(Subject.PERIOD, found.number, "commitment", fields["commitment"])
    file_paper(connection, filed, today, sign_off.who, time_ns)
    return PERIODS.move(connection, found, Stage.APPLIED, sign_off, time_ns, applied=today)


def _application_objections(
    connection: Connection, fields: Fields, found: Period, today: int
) -> Iterator[Refusal]:
    project = project_of(connection, found)
    owner = projects.owner_of(connection, found.account, today)
    if isinstance(owner, Refusal):
        yield owner
    if project.stage is not Stage.REGISTERED:
        yield _project_gone(project)
    verified = sum(row.verified for row in years_of(connection, found.number))
    if fields["quantity"] != verified:
        message = "credits are applied for in exactly the verified quantity"
        given = fields["quantity"]
        yield Refusal("quantity_not_verified", "quantity", given, verified, message)
    yield from _too_late(connection, found, project, today)
    refusal = missing(connection, fields["commitment"], "commitment")
    if refusal is not None:
        yield refusal


def _too_late(
    connection: Connection, found: Period, project: Project, today: int
) -> Iterator[Refusal]:
    years = law.value(connection, APPLICATION_YEARS, today)
    earliest = today - years * 10_000
    if found.first < earliest:
        message = f"what was produced is applied for within {years} years"
        given, allowed = format_date(found.first), f"from {format_date(earliest)} on"
        yield Refusal("production_too_old", "period", given, allowed, message)
    of = law.all_methodologies(connection)[project.methodology]
    if not of.applied_from <= today <= (of.applied_to or today):
        days = [format_date(day) or None for day in (of.applied_from, of.applied_to)]
        message = f"credits of {of.code} may be applied for on other days"
        yield Refusal("methodology_closed", "period", format_date(today), days, message)


def register(
    connection: Connection, fields: Fields, sign_off: SignOff, today: int, time_ns: int
) -> int | Refusal:
    """Register a period's credits (减排量登记): issued by production year, one event."""
    found = PERIODS.one_in(connection, fields["period"], (Stage.APPLIED,))
    if isinstance(found, Refusal):
        return found
    project = project_of(connection, found)
    if project.stage is not Stage.REGISTERED:
        return _project_gone(project)
    issue = _next_issue(connection, project)
    event = (
        issue
        if isinstance(issue, Refusal)
        else _issue(connection, found, project, issue, sign_off, today, time_ns)
    )
    if isinstance(event, Refusal):
        return event
    kept = {"decided": today, "issue": issue, "event": event, "reasons": ""}
    PERIODS.move(connection, found, Stage.REGISTERED, sign_off, time_ns, **kept)
    return event


def _next_issue(connection: Connection, project: Project) -> int | Refusal:
    mine = periods.c.project == project.number
    issue = (connection.scalar(select(func.max(periods.c.issue)).where(mine)) or 0) + 1
    if issue <= ISSUES_MAX:
        return issue
    message = f"a project's credits are issued at most {ISSUES_MAX} times"
    return Refusal("too_many_issues", "period", issue, ISSUES_MAX, message)


def _issue(
    connection: Connection,
    found: Period,
    project: Project,
    issue: int,
    sign_off: SignOff,
    today: int,
    time_ns: int,
) -> int | Refusal:
    """Issue what was verified of each year: the event. Refuses before it writes anything."""
    years = {
        instrument_of(project.code, row.year): row for row in years_of(connection, found.number)
    }
    issued = {code: row for code, row in years.items() if row.verified}
    known = venue_rules.opened(connection)
    new = {code: row.year for code, row in issued.items() if code not in known}
    if len(known) + len(new) > INSTRUMENTS_MAX:
        message = f"{len(known)} instruments are open"
        return Refusal("too_many_instruments", "period", found.number, INSTRUMENTS_MAX, message)
    movements = [
        _movement(found, code, row, Series(row.year, issue), today) for code, row in issued.items()
    ]
    event = events.post(connection, movements, sign_off, time_ns)
    if isinstance(event, int):
        for code, year in new.items():
            venue_rules.open_instrument(connection, code, year, sign_off, time_ns)
    return event


def _movement(found: Period, code: str, row: YearQuantity, series: Series, today: int) -> Movement:
    source = Key(OUTSIDE, code, State.ISSUED)
    target = Key(found.account, code, State.REGISTRY_AVAILABLE)
    kind, of = EntryKind.CREDIT_ISSUE, found.number
    return Movement(kind, source, target, row.verified, today, reference=of, series=series)


def send_back(
    connection: Connection, fields: Fields, sign_off: SignOff, today: int, time_ns: int
) -> int | Refusal:
    """Return an application for credits with reasons; the owner may apply again."""
    found = PERIODS.one_in(connection, fields["period"], (Stage.APPLIED,))
    if isinstance(found, Refusal):
        return found
    kept = {"decided": today, "reasons": fields["reasons"]}
    return PERIODS.move(connection, found, Stage.REPORTED, sign_off, time_ns, **kept)


def years_of(connection: Connection, number: int) -> list[YearQuantity]:
    """What a period produced, by year."""
    columns = period_years.c
    query = select(columns.year, columns.claimed, columns.verified).where(columns.period == number)
    return [YearQuantity(*row) for row in connection.execute(query.order_by(columns.year))]


def project_of(connection: Connection, found: Period) -> Project:
    """The project of a period."""
    project = projects.PROJECTS.one(connection, found.project)
    assert project is not None
    return project


def _project_gone(project: Project) -> Refusal:
    state = shown(Subject.PROJECT, project.stage, notice_over=True)
    message = f"project {project.number} is {state.words_en} ({state.words})"
    return Refusal("step_out_of_order", "period", project.stage.name.lower(), "registered", message)
