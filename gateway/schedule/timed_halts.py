"""Halts that end by the clock, and the call (集合竞价) that may follow.

A halt ends when its time has come and the venue is in pre-open or in a session:

| then it is | a halt without a call | with a call of N minutes |
|---|---|---|
| pre-open | ends; the opening call takes orders where it is on | likewise: that is its call |
| a session, more than N minutes left | ends | the call begins, and trades N minutes later |
| a session, less than that left | ends | the call begins with the day's next session |
| lunch | ends; trading goes on in the afternoon | likewise |
| closed | ends with the next day's pre-open | likewise: the opening call is its call |

So a halt does not extend a session, and no call lies across lunch or the close, on short days
either. The end that staff names is moved to where this puts it, and that is journalled; if
hours change afterwards, the table holds. A call runs its N minutes also where it began late.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Mapping
from typing import Any, NamedTuple

from engine.commands import CommandArray, CommandKind, Phase, command
from engine.rules.halt_views import call_is_on, halts_of
from engine.rules.state import StateArray
from engine.units import day_of, format_date
from gateway.protocol.errors import RequestError
from gateway.schedule.calendar import Calendar, number_of
from gateway.schedule.hours import SESSIONS, Hours

END = {"until", "date", "call_minutes"}  # fields of a halt
Fields = dict[str, Any]


class TimedHalt(NamedTuple):
    """A halt with an end, of an instrument by its number or (0) of the venue.

    `ends`: when the call that follows it is over; None while that does not run.
    """

    number: int
    until: dt.datetime
    call_minutes: int
    ends: dt.datetime | None = None


def timed_halts(state: StateArray) -> tuple[TimedHalt, ...]:
    """The halts that the clock ends, and calls that it ends; without a call where calls are off."""
    found = []
    for number, halt in halts_of(state).items():
        if halt.until is None or (halt.call_ns and not halt.call_minutes):
            continue
        minutes = halt.call_minutes if call_is_on(state, number) or halt.call_ns else 0
        ends = halt.trading_from if halt.call_ns else None
        found.append(TimedHalt(number, halt.until, minutes, ends))
    return tuple(found)


def halt_due(
    now: dt.datetime,
    phase: Phase,
    halts: tuple[TimedHalt, ...],
    hours: Hours,
    passed_over: Container[object] = (),
) -> tuple[TimedHalt, CommandArray] | None:
    """The next halt or call that the clock ends, with its command; those `passed_over` are not
    tried now.
    """
    if not Phase.PRE_OPEN <= phase <= Phase.AFTERNOON:
        return None
    for halt in halts:
        if halt not in passed_over and (kind := _step(now, phase, halt, hours)) is not None:
            return halt, command(kind, instrument=halt.number)
    return None


def _step(now: dt.datetime, phase: Phase, halt: TimedHalt, hours: Hours) -> CommandKind | None:
    if halt.ends is not None:
        return CommandKind.RESUME if now >= halt.ends else None
    if now < halt.until:
        return None
    if phase == Phase.PRE_OPEN or not halt.call_minutes:
        return CommandKind.RESUME
    fits = phase in SESSIONS and _fits(now.time(), halt.call_minutes, hours)
    return CommandKind.BEGIN_CALL if fits else None


def _fits(begin: dt.time, minutes: int, hours: Hours) -> bool:
    """Whether a call that begins now ends before its session."""
    end = hours.session_end(begin)
    if end is None:
        return False
    day = dt.date.min
    last = dt.datetime.combine(day, begin) + dt.timedelta(minutes=minutes)
    return last < dt.datetime.combine(day, end)


def completed_end(
    fields: Mapping[str, Any], now: dt.datetime | None, date: int, calendar: Calendar
) -> Fields:
    """The fields of a halt with where its end is moved to, if it has one; by hand (`now` is None)
    as it is asked for, on the venue's `date`. Raises RequestError.
    """
    given = dict(fields)
    if not given.keys() & END:
        return given
    if "until" not in given:
        raise RequestError("field_missing", "the end of a halt needs until", field="until")
    return {"date": date} | given if now is None else moved_end(given, now, calendar)


def moved_end(fields: Fields, now: dt.datetime, calendar: Calendar) -> Fields:
    """The fields of a halt with the end where the table of this module puts it, and its date.

    The end lies after now, and on the next trading day at the latest. Raises RequestError.
    """
    date = fields.get("date") or _first_day(number_of(now.date()), calendar)
    time, minutes = dt.time(*divmod(fields["until"], 100)), fields.get("call_minutes", 0)
    _check_reach(date, time, now, calendar)
    hours = calendar.hours_on(date)
    found = _place_in(time, minutes, hours)
    if found is None:
        return fields | _day_after(date, now, calendar)
    time, minutes = found
    return fields | {"date": date, "until": time.hour * 100 + time.minute, "call_minutes": minutes}


def _place_in(time: dt.time, minutes: int, hours: Hours) -> tuple[dt.time, int] | None:
    """When on a day the halt ends, and how long its call is; None: not on that day."""
    if time < hours.start:
        return hours.start, 0
    if time < min(hours.sessions()):
        return time, 0
    for begin in (time, *(each for each in hours.sessions() if each > time)):
        in_session = hours.session_end(begin) is not None
        if in_session and (not minutes or _fits(begin, minutes, hours)):
            return begin, minutes
    return None


def _day_after(date: int, now: dt.datetime, calendar: Calendar) -> Fields:
    """The end with the start of the next trading day."""
    following = calendar.next_trading_day(date)
    if following is None:
        said = "the halt would end on the next trading day, and none is known"
        raise RequestError("field_out_of_range", said, field="until")
    _check_reach(following, None, now, calendar)
    start = calendar.hours_on(following).start
    return {"date": following, "until": start.hour * 100 + start.minute, "call_minutes": 0}


def _first_day(today: int, calendar: Calendar) -> int:
    """Today, or the next trading day where it is none."""
    return today if calendar.opens_on(today) else calendar.next_trading_day(today) or today


def _check_reach(date: int, time: dt.time | None, now: dt.datetime, calendar: Calendar) -> None:
    today = number_of(now.date())
    days = [day for day in (today, calendar.next_trading_day(today)) if day is not None]
    allowed = [format_date(day) for day in days if calendar.opens_on(day)]
    if format_date(date) not in allowed:
        said = f"a halt ends on a trading day, the next one at the latest: {', '.join(allowed)}"
        value = format_date(date)
        raise RequestError("field_out_of_range", said, field="date", value=value, allowed=allowed)
    if time is not None and dt.datetime.combine(day_of(date), time, now.tzinfo) <= now:
        least = f"{now:%H:%M}"
        said = f"{time:%H:%M} of {format_date(date)} has passed: a halt ends after {least}"
        value, field = f"{time:%H:%M}", "until"
        raise RequestError("field_out_of_range", said, field=field, value=value, allowed=[least])
