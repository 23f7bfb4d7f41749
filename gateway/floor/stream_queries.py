"""What begins or moves a stream: the log-on, a resume of reports, the following of events."""

from __future__ import annotations

from engine.rules import views
from engine.units import format_date
from gateway.floor.asked import Fields, Floor, past_day
from gateway.floor.report_days import ReportDay
from gateway.protocol.errors import RequestError, error_map
from gateway.protocol.session import Session


def log_on(floor: Floor, fields: Fields, session: Session) -> Fields:
    """What a log-on is answered; the account's reports come from here on. Raises RequestError."""
    grant = session.grant
    assert grant is not None
    status = views.venue_status(floor.sequencer.state)
    following = _join(floor, fields, session) if grant.account else None
    session.stamped = fields.get("stamped", False)
    reply: Fields = {
        "role": grant.role,
        "account": grant.account or None,
        "operator": grant.number,
        "venue": floor.sequencer.venue,
        "date": format_date(status["date"]),
        "phase": status["phase"],
        "heartbeat_s": session.heartbeat_s,
        "report_date": None if following is None else format_date(floor.directory.date),
        "next_report": following,
        "limits": session.limits.as_map(),
    }
    if grant.duties:
        reply["duties"] = list(grant.duties)
    # which history this is, for a client that has taken in a part of it before
    if grant.role in ("feed", "bridge"):
        reply["log_epoch"] = floor.sequencer.epoch
    if grant.role == "feed":
        reply["next_event"] = floor.directory.recall.next_event
    floor.log_ons.join(session, floor.sequencer.now_ns())
    return reply


def _join(floor: Floor, fields: Fields, session: Session) -> int:
    """Tell a session its account's reports; the number of the next one. Raises RequestError."""
    assert session.grant is not None
    account = session.grant.account
    missing = {"report_date", "next_report"} - fields.keys()
    if len(missing) == 1:
        rule = "a resume names the day and the number: report_date and next_report, or neither"
        raise RequestError("field_missing", rule, field=missing.pop())
    days: list[ReportDay] = []
    if not missing:
        days = _check_resumable(floor, account, "next_report", fields)
    floor.listeners.join(session, account, fields.get("next_report"), days)
    return floor.directory.streams.next_number(account)


def resume_reports(floor: Floor, fields: Fields, session: Session) -> Fields:
    """Send reports once more, from a number of a day on. Raises RequestError."""
    assert session.grant is not None
    account = session.grant.account
    days = _check_resumable(floor, account, "from", fields)
    floor.listeners.rewind(session, fields["from"], days)
    following = floor.directory.streams.next_number(account)
    return {"report_date": format_date(floor.directory.date), "next_report": following}


def _check_resumable(floor: Floor, account: int, name: str, fields: Fields) -> list[ReportDay]:
    """That all reports of `report_date` from a number on, the field `name`, can be sent.

    That day and those after it that are over. Raises RequestError.
    """
    directory, day = floor.directory, past_day(floor, "report_date", fields)
    reports = directory.reports(account) if day is None else directory.past.reports(account, day)
    following = reports.next_number
    if fields[name] > following:
        rule = f"the account's next report of that day is number {following}"
        bad = error_map("field_out_of_range", rule, name, fields[name], [1, following])
        raise RequestError(**bad)
    return [] if day is None else directory.past.days.after(day)


def follow(floor: Floor, fields: Fields, session: Session) -> Fields:
    """Send events from a number on. Raises RequestError."""
    first, following = floor.sequencer.first_event, floor.directory.recall.next_event
    if fields["from"] > following:
        rule = f"the next event is number {following}"
        raise RequestError(
            "field_out_of_range",
            rule,
            field="from",
            value=fields["from"],
            allowed=[first, following],
        )
    if fields["from"] < first:
        rule = f"events before number {first} are archived"
        raise RequestError(
            "field_out_of_range",
            rule,
            field="from",
            value=fields["from"],
            allowed=[first, following],
        )
    floor.followers[session] = fields["from"]
    return {"next": following}
