"""What there is to report to the staff: why the schedule waits, what will soon keep it from opening
a day, and what else they have to act on.

A notice is shown in `status` as long as it holds. When it comes up, and again each time a step
would have been due, it is written to the log and pushed to the exchange's staff.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from engine.commands import Phase
from engine.units import day_of, format_date
from gateway.protocol.server_clock import leap_text
from gateway.schedule.auction_terms import answers_due
from gateway.schedule.calendar import (
    CALENDAR_ENDS_DAYS,
    SHANGHAI,
    Calendar,
    days_between,
    number_of,
)
from gateway.schedule.times import DayStatus

SETTLEMENT_H = 1  # after the close; from then on it is reported when the day is not settled

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Notice:
    """A report: its word, a sentence, and whether the schedule waits because of it."""

    code: str
    message: str
    waits: bool


def notices(now: dt.datetime, day: DayStatus, calendar: Calendar, leap_ns: int) -> list[Notice]:
    """Everything there is to report at this moment. `now` in Shanghai time; pure."""
    rule = "the schedule waits until it is right again, or the venue is started anew"
    return [
        *leap_notices(leap_ns, rule, waits=True),
        *_day(now, day, calendar),
        *_settlement(now, day, calendar),
        *_opening(now, day, calendar),
        *_answers(now, day, calendar),
        *_calendar(number_of(now.date()), calendar),
    ]


def leap_notices(leap_ns: int, rule: str, waits: bool) -> Iterator[Notice]:
    """That the machine's clock has leapt, if it has, and what that means."""
    if leap_ns:
        yield Notice("clock_leapt", f"{leap_text(leap_ns)}; {rule}", waits)


def _day(now: dt.datetime, day: DayStatus, calendar: Calendar) -> Iterator[Notice]:
    today, date = number_of(now.date()), format_date(day.date)
    if day.date > today:
        said = f"the venue's day {date} is later than today, {format_date(today)}"
        rule = f"`ceax take-back-day {date}` undoes a day that has not ended and has not traded"
        yield Notice("day_ahead", f"{said}; {rule}", True)
    elif not calendar.in_reach(today, day.date):
        said = f"{format_date(today)} is {days_between(day.date, today)} days after the last day"
        rule = "if the date is right the exchange acts by hand (`ceax start-day --override`)"
        yield Notice("date_out_of_reach", f"{said}, {date}; {rule}", True)


def _settlement(now: dt.datetime, day: DayStatus, calendar: Calendar) -> Iterator[Notice]:
    if day.phase != Phase.ENDED or day.settled:
        return
    close = calendar.hours_on(day.date).close
    due = dt.datetime.combine(day_of(day.date), close, SHANGHAI) + dt.timedelta(hours=SETTLEMENT_H)
    if now >= due:
        date = format_date(day.date)
        rule = f"no day starts before it is; `ceax registry summary {date}` shows what it waits for"
        yield Notice("day_not_settled", f"{date} has ended and is not settled; {rule}", True)


def _opening(now: dt.datetime, day: DayStatus, calendar: Calendar) -> Iterator[Notice]:
    """That the day should have been opened by now, and the one before it is not settled."""
    today, last = number_of(now.date()), day.date
    hours = calendar.hours_on(today)
    due = hours.start <= now.time() < hours.close and calendar.opens_on(today)
    waits = day.phase == Phase.ENDED and not day.settled and last < today
    if due and waits and calendar.in_reach(today, last):
        said = f"{format_date(today)} was to open at {hours.start:%H:%M}; it is {now:%H:%M}"
        rule = f"it waits for the settlement of {format_date(last)}"
        yield Notice("day_not_opened", f"{said}, and {rule}", True)


def _answers(now: dt.datetime, day: DayStatus, calendar: Calendar) -> Iterator[Notice]:
    late = [str(each.number) for each, at in answers_due(day.applications, calendar) if now >= at]
    if late:
        said = f"applications for auctions have had no answer within their term: {', '.join(late)}"
        remedy = "`ceax auction accept` or `ceax auction refuse` answers one"
        yield Notice("auction_unanswered", f"{said}; {remedy}", False)


def _calendar(today: int, calendar: Calendar) -> Iterator[Notice]:
    until = format_date(calendar.known_until)
    remedy = "`ceax calendar import FILE` adds the next year's"
    if not calendar.known(today):
        said = f"closures after {until} are not known, and no day opens by itself"
        yield Notice("calendar_ended", f"{said}; {remedy}", True)
    elif days_between(today, calendar.known_until) < CALENDAR_ENDS_DAYS:
        yield Notice("calendar_ends", f"closures are known until {until}; {remedy}", False)


class NoticeBoard:
    """The notices that hold now, in `current`; `tell` takes each message for the staff.

    `calendar` gives the hours at which a step would have been due.
    """

    def __init__(
        self,
        calendar: Callable[[], Calendar],
        tell: Callable[[dict[str, Any]], None] = lambda message: None,
    ) -> None:
        self.current: tuple[Notice, ...] = ()
        self._lasting: tuple[Notice, ...] = ()
        self._calendar = calendar
        self.tell = tell
        self._said: dict[str, tuple[int, Phase]] = {}

    def keep(self, notice: Notice, now: dt.datetime) -> None:
        """Put up, and report, what holds as long as the venue runs, whatever the schedule finds."""
        showing = [each for each in self.current if each not in self._lasting]
        self._lasting += (notice,)
        self.show(showing, now)

    def show(self, schedule: list[Notice], now: dt.datetime) -> None:
        """Put up what the schedule finds now, and report what is new or due again."""
        found = [*schedule, *self._lasting]
        gone = {each.code for each in self.current} - {each.code for each in found}
        self.current = tuple(found)
        for code in sorted(gone):
            del self._said[code]
            log.info("notice: %s is over", code)
        today = number_of(now.date())
        due = self._calendar().hours_on(today).phase_at(now.time())
        for notice in found:
            moment = today, due if notice.waits else Phase.NO_DAY
            if self._said.get(notice.code) != moment:
                self._said[notice.code] = moment
                log.warning("notice: %s: %s", notice.code, notice.message)
                self.tell({"type": "schedule_notice", **asdict(notice)})
