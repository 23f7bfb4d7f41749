"""Every step that somebody asks for by his rights, by the name of its operation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection

from settlement_bridge.books import SignOff
from settlement_bridge.books.credit_words import Stage, Subject
from settlement_bridge.credits import cancelling, notices, papers, periods, projects
from settlement_bridge.credits.periods import PERIODS
from settlement_bridge.credits.projects import PROJECTS
from settlement_bridge.errors import Refusal
from settlement_bridge.operations.fields import ranges

Fields = Mapping[str, Any]
Step = Callable[[Connection, Fields, SignOff, int, int], int | Refusal]


def cancel_credits(
    connection: Connection, fields: Fields, sign_off: SignOff, today: int, time_ns: int
) -> int | Refusal:
    """Cancel credits by quantity, or those whose codes are named."""
    named = ranges(fields)
    return cancelling.cancel(connection, fields, named, sign_off, today, time_ns)


# Of owners, bodies and holders; the registry's operator enters them for those who come on paper.
STEPS: dict[str, Step] = {
    "keep_paper": papers.keep_part,
    "submit_project": projects.submit,
    "withdraw_project": projects.withdraw,
    "report_validation": projects.report,
    "apply_project": projects.apply,
    "cancel_project": projects.cancel,
    "submit_period": periods.submit,
    "withdraw_period": periods.withdraw,
    "report_verification": periods.report,
    "apply_credits": periods.apply,
    "cancel_credits": cancel_credits,
}


def comment(
    connection: Connection, fields: Fields, sign_off: SignOff, today: int, time_ns: int
) -> int | Refusal:
    """Comment on the notice of the project or period that is named."""
    if ("project" in fields) == ("period" in fields):
        message = "name the project or the period, one of both"
        return Refusal("field_missing", "project", None, ["project", "period"], message)
    subject = Subject.PROJECT if "project" in fields else Subject.PERIOD
    number = fields[subject.name.lower()]
    register = PROJECTS if subject is Subject.PROJECT else PERIODS
    found = register.one(connection, number)
    if found is None:
        return register.unknown(number)
    if found.stage is not Stage.NOTICE:
        message = "its public notice has ended"
        return Refusal("notice_over", subject.name.lower(), number, None, message)
    said, about = (fields["name"], fields["text"]), (subject, number)
    begun = found.notice_from
    return notices.comment(connection, about, said, begun, sign_off, today, time_ns)
