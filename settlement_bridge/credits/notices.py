"""Public notices (公示): their terms, comments, and what a body's report says.

A notice lasts a term of working days after the day on which it began; the next step may be taken
from the day after its last one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, insert, select

from engine.units import day_of, format_date
from gateway.schedule.calendar import days_between, number_of
from settlement_bridge.books import SignOff
from settlement_bridge.books.credit_words import (
    DECISION_WORKING_DAYS,
    NOTICE_WORKING_DAYS,
    REPORT_DAYS,
    SITES_VISITED_LEAST,
    TEAM_LEAST,
    TEAM_OF_FIELD_LEAST,
    Subject,
)
from settlement_bridge.credits import law
from settlement_bridge.credits.papers import missing
from settlement_bridge.errors import Refusal
from settlement_bridge.store.bulk import next_number
from settlement_bridge.store.credit_tables import body_reports, comments

COMMENTS_MAX = 1_000  # on one notice


class Comment(NamedTuple):
    """A comment on a notice."""

    number: int
    date: int
    name: str
    text: str


class Report(NamedTuple):
    """What a body reports. `over_days`: days beyond the term, which is one in principle."""

    body: int
    date: int
    positive: bool
    digest: str
    team: int
    of_field: int
    sites: int
    visited: int
    observations: int
    waited_days: int
    over_days: int


def notice_until(connection: Connection, begun: int) -> int:
    """The last day of a notice that began on a day."""
    return law.last_day(connection, NOTICE_WORKING_DAYS, begun)


def decided_by(connection: Connection, applied: int) -> int:
    """The last day on which the registry is to decide an application."""
    return law.last_day(connection, DECISION_WORKING_DAYS, applied)


def on_notice(connection: Connection, begun: int, today: int) -> Refusal | None:
    """The refusal of a step whose notice is not over, which names the day of it, or None."""
    last = notice_until(connection, begun)
    if today > last:
        return None
    allowed = format_date(number_of(day_of(last) + dt.timedelta(days=1)))
    message = f"the public notice lasts until {format_date(last)}: allowed from {allowed} on"
    return Refusal("notice_not_over", None, format_date(today), allowed, message)


def comment(
    connection: Connection,
    about: tuple[Subject, int],
    said: tuple[str, str],
    begun: int,
    sign_off: SignOff,
    today: int,
    time_ns: int,
) -> int | Refusal:
    """Keep a comment (name, text) on a notice that is not over: its number."""
    last = notice_until(connection, begun)
    if today > last:
        message = f"comments were taken until {format_date(last)}"
        return Refusal("notice_over", None, format_date(today), format_date(last), message)
    if comments_on(connection, *about) >= COMMENTS_MAX:
        message = f"a notice takes at most {COMMENTS_MAX} comments"
        return Refusal("too_many_comments", None, None, COMMENTS_MAX, message)
    number = next_number(connection, comments.c.number)
    row = (number, *about, today, *said, time_ns, sign_off.who)
    connection.execute(insert(comments).values(row))
    return number


def comments_on(connection: Connection, subject: Subject, number: int) -> int:
    """How many comments a notice has."""
    here = (comments.c.subject == subject) & (comments.c.subject_number == number)
    return connection.scalar(select(func.count()).where(here)) or 0


def read_comments(connection: Connection, subject: Subject, number: int) -> list[Comment]:
    """The comments on a notice, in order."""
    columns = (comments.c[name] for name in Comment._fields)
    here = (comments.c.subject == subject) & (comments.c.subject_number == number)
    rows = connection.execute(select(*columns).where(here).order_by(comments.c.number))
    return [Comment(*row) for row in rows]


def report_of(
    connection: Connection, fields: Mapping[str, Any], body: int, begun: int, today: int
) -> Report:
    """A body's report from the fields of its request."""
    names = ("digest", "team", "of_field", "sites", "visited", "observations", "waited_days")
    said = {name: fields.get(name, 0) for name in names}
    most = law.value(connection, REPORT_DAYS, begun)
    over = days_between(begun, today) - said["waited_days"] - most
    positive = fields["conclusion"] == "positive"
    return Report(body=body, date=today, positive=positive, over_days=max(over, 0), **said)


def unfit(
    connection: Connection, report: Report, fields: Mapping[str, Any], about: tuple[Subject, int]
) -> Refusal | None:
    """What a report lacks by the rules of bodies, or None."""
    refusal = missing(connection, report.digest, "digest") or _team(connection, report)
    if refusal is not None:
        return refusal
    treated, came = fields.get("comments", 0), comments_on(connection, *about)
    if treated != came:
        message = f"the report treats each comment: {came} came"
        return Refusal("comments_untreated", "comments", treated, came, message)
    still_open = fields.get("open_requests", 0)
    if report.positive and still_open:
        message = "correction requests (整改要求) are closed before a positive conclusion"
        return Refusal("requests_open", "open_requests", still_open, 0, message)
    return None


def _team(connection: Connection, report: Report) -> Refusal | None:
    least = law.value(connection, TEAM_LEAST, report.date)
    of_field = law.value(connection, TEAM_OF_FIELD_LEAST, report.date)
    some = law.value(connection, SITES_VISITED_LEAST, report.date)
    needed = (
        ("team", report.team, least, "full-time staff, at least"),
        ("of_field", report.of_field, of_field, "of the team are of the field, at least"),
        ("visited", report.visited, min(report.sites, some), "sites are visited, at least"),
    )
    for field, given, wanted, words in needed:
        if given < wanted:
            return Refusal("team_too_small", field, given, wanted, f"{wanted} {words}")
    return None


def keep_report(
    connection: Connection, about: tuple[Subject, int], report: Report, who: str, time_ns: int
) -> None:
    """Write a report."""
    number = next_number(connection, body_reports.c.number)
    said = (int(value) if isinstance(value, bool) else value for value in report)
    row = (number, *about, *said, time_ns, who)
    connection.execute(insert(body_reports).values(row))


def reports_on(connection: Connection, subject: Subject, number: int) -> list[Report]:
    """The reports on a project or period, in order."""
    columns = (body_reports.c[name] for name in Report._fields)
    here = (body_reports.c.subject == subject) & (body_reports.c.subject_number == number)
    rows = connection.execute(select(*columns).where(here).order_by(body_reports.c.number))
    return [Report(*row)._replace(positive=bool(row.positive)) for row in rows]
