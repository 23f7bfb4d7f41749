"""What the procedure of auctions (gateway/schedule/auction_procedure.py) says of an application:
when its answer is due, and from which day on its session may be.

The days of an application and of its acceptance, which freezes what is offered, are journalled with
these commands while a procedure is in force.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from engine.rules.auction.views import Application
from engine.units import day_of, format_date
from gateway.schedule.auction_procedure import AuctionProcedure
from gateway.schedule.calendar import SHANGHAI, Calendar

DATED = ("apply_auction", "accept_auction")  # operations whose day is journalled


def terms_of(application: Application, calendar: Calendar) -> AuctionProcedure:
    """Those of the day on which it came."""
    return calendar.hours.procedure_on(application.applied) or AuctionProcedure(0, 0, 0)


def earliest_session(application: Application, calendar: Calendar) -> tuple[int, str]:
    """The first trading day on which the session may be, and why not before."""
    terms = terms_of(application, calendar)
    applied, frozen = application.applied, application.accepted or application.applied
    steps = {
        f"applied for on {format_date(applied)}": (applied, terms.apply_days),
        f"frozen on {format_date(frozen)}": (frozen, terms.freeze_days),
    }
    firsts = [
        (calendar.working_days_after(day, count), f"{what}, {count} working days before")
        for what, (day, count) in steps.items()
    ]
    date, why = max(firsts)
    return _trading_day(date, calendar), why


def too_early(
    applications: tuple[Application, ...], number: int, date: int, calendar: Calendar
) -> tuple[str, list[str], str] | None:
    """Why the session of an auction may not be on a day yet: the field, the first day allowed, a
    sentence; None where it may.
    """
    for each in applications:
        if each.number == number:
            first, why = earliest_session(each, calendar)
            said = f"the session of {number} may be on {format_date(first)} or later: {why}"
            return ("date", [format_date(first)], said) if date < first else None
    return None


def _trading_day(date: int, calendar: Calendar) -> int:
    return date if calendar.is_trading_day(date) else calendar.next_trading_day(date) or date


def answers_due(
    applications: tuple[Application, ...], calendar: Calendar
) -> Iterator[tuple[Application, dt.datetime]]:
    """Until when each application has to be answered: the end of the last working day of its term;
    in order of their numbers.
    """
    for each in applications:
        days = terms_of(each, calendar).answer_days
        if not each.accepted and days:
            date = calendar.working_days_after(each.applied, days)
            yield each, dt.datetime.combine(_next(date), dt.time(), SHANGHAI)


def _next(date: int) -> dt.date:
    return day_of(date) + dt.timedelta(days=1)


def day_of_step(operation: str, today: int, calendar: Calendar) -> int:
    """The day that is journalled with a step of an auction; 0 where none is."""
    return today if operation in DATED and calendar.hours.procedures else 0
