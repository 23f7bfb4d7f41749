"""What the schedule will do next (日程): the steps that the clock will ask for, found by asking
`trading_day.due` at each coming moment, as the schedule itself will.

Each step is taken to be done when it is due. What it waits for besides the clock is named: the
settlement of the day before, an answer by staff to an application for an auction, whose term ends.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from heapq import merge
from itertools import islice

from engine.commands import CommandArray, CommandKind, Phase
from engine.units import day_of, format_date
from gateway.schedule.auction_hours import Session, session_due
from gateway.schedule.auction_terms import answers_due
from gateway.schedule.calendar import Calendar, number_of
from gateway.schedule.timed_halts import TimedHalt, halt_due
from gateway.schedule.times import DayStatus
from gateway.schedule.trading_day import due

OPENS, CLOSES = CommandKind.OPEN_AUCTION, CommandKind.CLOSE_AUCTION
ACCEPTS = CommandKind.ACCEPT_AUCTION

Sessions = Callable[[int], tuple[Session, ...]]  # of auctions, by date


@dataclass(frozen=True)
class Step:
    """A step of the schedule: when, what, and what it waits for besides the clock.

    `at` is in Shanghai time; one that is due already has the present moment. `kind` is the command.
    """

    at: dt.datetime
    kind: CommandKind
    date: int
    phase: Phase | None = None
    auction: int | None = None
    halt: int | None = None  # the number of the instrument whose halt or call ends; 0: the venue
    waits_for: str | None = None


def next_steps(
    now: dt.datetime, day: DayStatus, calendar: Calendar, sessions: Sessions, most: int
) -> list[Step]:
    """The next steps, at most `most`; fewer where the calendar ends. Pure."""
    steps = merge(
        _steps(now, day, calendar, sessions), _answers(now, day, calendar), key=lambda step: step.at
    )
    return list(islice(steps, most))


def _steps(
    now: dt.datetime, day: DayStatus, calendar: Calendar, sessions: Sessions
) -> Iterator[Step]:
    waits_for = _unsettled(day)
    day = replace(day, settled=True)
    moment: dt.datetime | None = now
    while moment is not None and calendar.in_reach(number_of(moment.date()), day.date):
        while (step := due(moment, day, calendar)) is not None:
            day = _after(step, day, sessions)
            yield _said(step, moment, day, waits_for)
            waits_for = None if step["kind"][0] == CommandKind.START_DAY else _unsettled(day)
            day = replace(day, settled=True)
        while (ended := _halt(moment, day, calendar)) is not None:
            halt, kind = ended
            day = replace(day, halts=_ended(day.halts, halt, kind, moment))
            yield Step(moment, kind, day.date, halt=halt.number)
        while (found := _auction(moment, day)) is not None:
            session, kind = found
            day = replace(day, sessions=_moved(day.sessions, session, kind))
            yield Step(moment, kind, day.date, auction=session.number)
        moment = coming(moment, day, calendar)


def _answers(now: dt.datetime, day: DayStatus, calendar: Calendar) -> Iterator[Step]:
    """The ends of the terms in which applications for auctions are answered."""
    due = sorted(answers_due(day.applications, calendar), key=lambda each: each[1])
    for application, at in due:
        date, number = number_of(at.date()), application.number
        yield Step(max(at, now), ACCEPTS, date, auction=number, waits_for="an answer by staff")


def _unsettled(day: DayStatus) -> str | None:
    """What the next start waits for."""
    ended = day.phase == Phase.ENDED and not day.settled
    return f"settlement of {format_date(day.date)}" if ended else None


def _after(step: CommandArray, day: DayStatus, sessions: Sessions) -> DayStatus:
    """The day after a step that was done."""
    match CommandKind(int(step["kind"][0])):
        case CommandKind.START_DAY:
            date = int(step["date"][0])
            began = replace(day, date=date, phase=Phase.PRE_OPEN, settled=False)
            return replace(began, sessions=sessions(date))
        case CommandKind.END_DAY:
            return replace(day, phase=Phase.ENDED, settled=False)
    halts = tuple(each for each in day.halts if each.ends is None)  # calls end with the session
    return replace(day, phase=Phase(int(step["phase"][0])), halts=halts)


def _said(step: CommandArray, at: dt.datetime, day: DayStatus, waits_for: str | None) -> Step:
    kind = CommandKind(int(step["kind"][0]))
    phase = day.phase if kind == CommandKind.SET_PHASE else None
    waits = waits_for if kind == CommandKind.START_DAY else None
    return Step(at, kind, day.date, phase=phase, waits_for=waits)


def _auction(now: dt.datetime, day: DayStatus) -> tuple[Session, CommandKind] | None:
    """The next auction of the day that the clock opens or closes."""
    if not Phase.PRE_OPEN <= day.phase <= Phase.AFTERNOON:
        return None
    found = session_due(now.time(), day.sessions, set(), lambda bits: 0)
    return (found[0], CLOSES if found[0].running else OPENS) if found else None


def _halt(
    now: dt.datetime, day: DayStatus, calendar: Calendar
) -> tuple[TimedHalt, CommandKind] | None:
    """The next halt or call of the day that the clock ends."""
    hours = calendar.hours_on(number_of(now.date()))
    found = halt_due(now, day.phase, day.halts, hours)
    return (found[0], CommandKind(int(found[1]["kind"][0]))) if found else None


def _ended(
    halts: tuple[TimedHalt, ...], ended: TimedHalt, kind: CommandKind, now: dt.datetime
) -> tuple[TimedHalt, ...]:
    """The halts after one has ended, or its call has begun."""
    others = tuple(each for each in halts if each != ended)
    if kind == CommandKind.RESUME:
        return others
    return (*others, ended._replace(ends=now + dt.timedelta(minutes=ended.call_minutes)))


def _moved(sessions: tuple[Session, ...], moved: Session, kind: CommandKind) -> tuple[Session, ...]:
    """The sessions of a day after one was opened or closed."""
    others = tuple(each for each in sessions if each != moved)
    return (*others, moved._replace(running=True)) if kind == OPENS else others


def coming(now: dt.datetime, day: DayStatus, calendar: Calendar) -> dt.datetime | None:
    """The next moment at which something may be due; None where the calendar ends."""
    today = number_of(now.date())
    times = [begin for _, begin in calendar.hours_on(today).begins]
    if day.date == today:
        times += [_time(hhmm) for each in day.sessions for hhmm in (each.opens, each.closes)]
        ends = [each.ends or each.until for each in day.halts]
        times += [end.time() for end in ends if end.date() == now.date()]
    later = sorted(time for time in times if time > now.time())
    if later and (day.date == today or calendar.opens_on(today)):
        return dt.datetime.combine(now.date(), later[0], now.tzinfo)
    following = calendar.next_trading_day(today)
    if following is None:
        return None
    return dt.datetime.combine(day_of(following), calendar.hours_on(following).start, now.tzinfo)


def _time(hhmm: int) -> dt.time:
    return dt.time(*divmod(hhmm, 100))
