"""What anybody may read of the credits registry, as the fields of replies and of public pages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, func, select

from engine.units import format_date
from settlement_bridge.books import State, ledger_rows
from settlement_bridge.books.credit_words import RULES, Period, Project, Stage, Subject, shown
from settlement_bridge.credits import bodies, law, notices, papers, periods, registered
from settlement_bridge.credits.periods import PERIODS
from settlement_bridge.credits.projects import PROJECTS
from settlement_bridge.credits.registered import Record
from settlement_bridge.store.credit_tables import cancellation_certificates
from settlement_bridge.store.registry_tables import holdings, issues

Fields = dict[str, Any]
UNITS_SAID_MAX = 20  # ranges of codes of one cancellation
TASKS_MAX = 500
_DAYS = ("construction", "crediting_from", "crediting_to", "notice_from", "reported", "applied")
_PROJECT_DAYS = (*_DAYS, "decided")
_PERIOD_DAYS = ("first", "last", "notice_from", "reported", "applied", "decided")
_INNER = ("stage", "design", "report", "owner_code", "time_ns", "who")


def project_row(connection: Connection, project: Project, today: int) -> Fields:
    """A project with its state as the registry shows it on a day."""
    found = project._asdict() | _dates(project, _PROJECT_DAYS)
    said = {name: value for name, value in found.items() if name not in _INNER}
    state = _state(connection, Subject.PROJECT, project, today)
    return said | state | {"code": project.code or None}


def period_row(connection: Connection, period: Period, today: int) -> Fields:
    """An accounting period with its quantities and its state on a day."""
    found = period._asdict() | _dates(period, _PERIOD_DAYS)
    said = {name: value for name, value in found.items() if name not in _INNER}
    years = periods.years_of(connection, period.number)
    quantities = [row._asdict() for row in years]
    state = _state(connection, Subject.PERIOD, period, today)
    numbers = {"issue": period.issue or None, "event": period.event or None}
    return said | state | numbers | {"quantities": quantities}


def _dates(of: Project | Period, names: Iterable[str]) -> Fields:
    return {name: format_date(getattr(of, name)) or None for name in names}


def _state(connection: Connection, subject: Subject, of: Project | Period, today: int) -> Fields:
    """The state, when the notice ends, and until when an application is to be decided."""
    until = notices.notice_until(connection, of.notice_from)
    decide = notices.decided_by(connection, of.applied) if of.stage is Stage.APPLIED else 0
    state = shown(subject, of.stage, today > until)
    return {
        "state": of.stage.name.lower(),
        "state_code": state.code or None,
        "state_words": state.words,
        "notice_until": format_date(until),
        "decide_by": format_date(decide) or None,
    }


def project(connection: Connection, number: int, today: int) -> Fields | None:
    """A project with its papers, reports and comments; None where there is none."""
    found = PROJECTS.one(connection, number)
    if found is None:
        return None
    row = project_row(connection, found, today)
    return row | _about(connection, Subject.PROJECT, number)


def period(connection: Connection, number: int, today: int) -> Fields | None:
    """An accounting period with its papers, reports and comments."""
    found = PERIODS.one(connection, number)
    if found is None:
        return None
    row = period_row(connection, found, today)
    return row | _about(connection, Subject.PERIOD, number)


def _about(connection: Connection, subject: Subject, number: int) -> Fields:
    filed = papers.filed_with(connection, subject, number)
    said = notices.read_comments(connection, subject, number)
    return {
        "papers": [
            {"kind": kind, "digest": digest, "date": format_date(date)}
            for kind, digest, date in filed
        ],
        "reports": [_report_row(row) for row in notices.reports_on(connection, subject, number)],
        "comments": [row._asdict() | {"date": format_date(row.date)} for row in said],
    }


def _report_row(row: notices.Report) -> Fields:
    conclusion = "positive" if row.positive else "negative"
    said = {name: value for name, value in row._asdict().items() if name != "positive"}
    return said | {"conclusion": conclusion, "date": format_date(row.date)}


def all_projects(
    connection: Connection, account: int | None, after: int, limit: int, today: int
) -> list[Fields]:
    """Projects, of an account or all, with numbers above one."""
    found = PROJECTS.some(connection, {"account": account}, after, limit)
    return [project_row(connection, row, today) for row in found]


def all_periods(
    connection: Connection, of: int | None, account: int | None, after: int, limit: int, today: int
) -> list[Fields]:
    """Periods, of a project or account or all, with numbers above one."""
    found = PERIODS.some(connection, {"project": of, "account": account}, after, limit)
    return [period_row(connection, row, today) for row in found]


def tasks(connection: Connection, today: int) -> list[Fields]:
    """What waits for the registry's decision, in order of the day by which it is to be made."""
    found = [
        ("project", row.number, row.number, row.applied)
        for row in PROJECTS.waiting(connection, Stage.APPLIED, TASKS_MAX)
    ]
    found += [
        ("period", row.number, row.project, row.applied)
        for row in PERIODS.waiting(connection, Stage.APPLIED, TASKS_MAX)
    ]
    rows = [(notices.decided_by(connection, row[3]), row) for row in found]
    return [
        {
            "subject": subject,
            "number": number,
            "project": of,
            "applied": format_date(applied),
            "decide_by": format_date(until),
            "overdue": today > until,
        }
        for until, (subject, number, of, applied) in sorted(rows)
    ]


def cancellation_row(connection: Connection, record: Record) -> Fields:
    """A cancellation of the public record with the first codes that it ended."""
    of = record.cancelled
    credit = registered.credit_of(connection, of.instrument)
    assert credit is not None
    entries = ledger_rows.event_entries(connection, of.event)
    spans = [span for entry in entries for span in entry.spans]
    units = registered.units_of(connection, credit, spans[:UNITS_SAID_MAX])
    said = of._asdict() | {"kind": of.kind.name.lower(), "year": of.year or None}
    return said | {
        "number": record.number,
        "date": format_date(of.date),
        "project": credit.project,
        "code": credit.code,
        "name": credit.name,
        "produced": credit.year,
        "certified": _certified(connection, record.number),
        "units": [[row.first, row.last] for row in units],
        "unit_spans": len(spans),
    }


def _certified(connection: Connection, number: int) -> str | None:
    columns = cancellation_certificates.c
    day = connection.scalar(select(columns.date).where(columns.cancellation == number))
    return format_date(day) if day else None


def all_cancellations(
    connection: Connection, account: int | None, after: int, limit: int
) -> list[Fields]:
    """Cancellations, of an account or all, with numbers above one."""
    found = registered.cancellations_after(connection, account, after, limit)
    return [cancellation_row(connection, row) for row in found]


def issued(connection: Connection) -> list[Fields]:
    """What was issued of each code and how much of it was cancelled. At most `INSTRUMENTS_MAX`."""
    sums = select(issues.c.instrument, func.sum(issues.c.last - issues.c.first + 1))
    made = connection.execute(sums.group_by(issues.c.instrument).order_by(issues.c.instrument))
    ended = select(holdings.c.instrument, func.sum(holdings.c.quantity))
    ended = ended.where(holdings.c.state == State.CANCELLED).group_by(holdings.c.instrument)
    gone = {code: int(quantity) for code, quantity in connection.execute(ended)}
    return [
        _issued_row(connection, code, int(quantity), gone.get(code, 0)) for code, quantity in made
    ]


def _issued_row(connection: Connection, code: str, quantity: int, gone: int) -> Fields:
    credit = registered.credit_of(connection, code)
    assert credit is not None
    kept = ("instrument", "project", "code", "name", "methodology", "year")
    said = {name: getattr(credit, name) for name in kept}
    return said | {"issued": quantity, "cancelled": gone, "outstanding": quantity - gone}


def all_bodies(connection: Connection) -> list[Fields]:
    """Bodies with their fields and standing."""
    return [
        {
            "entity": row.entity,
            "fields": list(row.fields),
            "first": format_date(row.first) or None,
            "last": format_date(row.last) or None,
            "struck_off": row.struck_off,
            "document": row.document,
        }
        for row in bodies.all_bodies(connection)
    ]


def all_bars(connection: Connection) -> list[Fields]:
    """Owners that may not apply; `last` null: for good."""
    return [
        row._asdict() | {"first": format_date(row.first), "last": format_date(row.last) or None}
        for row in bodies.bars(connection)
    ]


def all_methodologies(connection: Connection) -> list[Fields]:
    """Methodologies as they count now."""
    days = ("applied_from", "applied_to")
    return [
        row._asdict() | {name: format_date(getattr(row, name)) or None for name in days}
        for row in law.all_methodologies(connection).values()
    ]


def all_rules(connection: Connection) -> list[Fields]:
    """Every dated row of the rules, with what it is and its source."""
    return [
        row._asdict() | {"from_day": format_date(row.from_day) or None, "words": RULES[row.name][0]}
        for row in law.all_rules(connection)
    ]
