"""What a question may look at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from engine.record.sequencer import Sequencer
from engine.units import format_date
from gateway.floor.act_register import ActRegister
from gateway.floor.alerts import Alerts
from gateway.floor.anchors import Anchors
from gateway.floor.cases import Cases
from gateway.floor.directory import Directory
from gateway.floor.held_acts import HeldActs
from gateway.floor.listeners import Listeners
from gateway.floor.log_ons import LogOns
from gateway.floor.operators import Operators
from gateway.floor.report_days import ReportDay
from gateway.floor.risk_alerts import RiskAlerts
from gateway.protocol.errors import RequestError, error_map
from gateway.protocol.key_journal import KeyJournal
from gateway.protocol.session import Session
from gateway.schedule.acts import Timetable

Fields = dict[str, Any]
ROWS_MAX = 500  # rows of one reply; `next` is where to go on


class Floor(Protocol):
    """What a question may look at, and what a log-on, `follow`, `resume_reports` and what is
    posted set.
    """

    sequencer: Sequencer
    directory: Directory
    operators: Operators
    acts: ActRegister
    key_journal: KeyJournal
    held_acts: HeldActs
    anchors: Anchors
    listeners: Listeners
    log_ons: LogOns
    followers: dict[Session, int]
    risk_alerts: RiskAlerts
    alerts: Alerts
    cases: Cases
    timetable: Timetable
    now_ns: Callable[[], int]


def instrument_of(floor: Floor, fields: Fields) -> int:
    """Number of the instrument that is named, 0 where none is. Raises RequestError."""
    return floor.directory.instrument_number(fields["instrument"]) if "instrument" in fields else 0


def past_day(floor: Floor, name: str, fields: Fields) -> ReportDay | None:
    """The day that is over whose date the field `name` has, None for the one that runs. Raises
    RequestError.
    """
    directory, date = floor.directory, fields.get(name)
    if date is None or date == directory.date:
        return None
    if (day := directory.past.day_of(date)) is not None:
        return day
    dates = [*(each.date for each in directory.past.days.known()), directory.date]
    said, days = format_date(date), [format_date(each) for each in dates]
    if date < dates[0]:
        rule = f"the reports of {said or 'the time before the first day'} cannot be had any more"
        too_old = error_map("report_date_too_old", rule, name, said, {name: days[0]})
        raise RequestError(**too_old)
    rule = f"the venue has had no day {said}"
    raise RequestError(**error_map("report_date_unknown", rule, name, said, {name: days}))
