"""A day that should not have been started is undone, as long as nothing has been agreed on it."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.commands import Method, Phase
from engine.events import Reason
from tests.oracle import auction, block, fee_schedule, halts
from tests.oracle.matching import standing_orders, withdraw_all
from tests.oracle.records import Command, Refused, Sums, Venue


@dataclass
class Before:
    """The sums a day's start laid aside: of the venue (0) and of each instrument by number."""

    days: dict[int, Sums] = field(default_factory=dict)
    years: dict[int, Sums] = field(default_factory=dict)


def lay_aside(venue: Venue) -> None:
    """A day is about to start: remember the sums it will replace."""
    venue.before = Before()
    venue.before.years[0] = venue.year
    for number, instrument in venue.instruments.items():
        venue.before.days[number], venue.before.years[number] = instrument.day, instrument.year


def take_back_day(venue: Venue, command: Command) -> None:
    """Withdraw everything that was entered, and go on as if the day had not been started."""
    if venue.phase in (Phase.NO_DAY, Phase.ENDED):
        raise Refused(Reason.DAY_NOT_RUNNING, venue.phase)
    if command.date != venue.date:
        raise Refused(Reason.DAY_UNKNOWN, venue.date)
    agreed = sum(map(venue.today.given, Method)) + len(venue.deals)
    if agreed:
        raise Refused(Reason.DAY_TRADED, agreed)
    halts.drop_calls(venue)
    withdrawn = list(standing_orders(venue))
    bids = [bid for session in auction.open_sessions(venue) for bid in session.bids]
    day_before = venue.days[-2] if len(venue.days) > 1 else None
    venue.accept(
        command,
        number=len(withdrawn) + len(bids),
        phase=Phase.ENDED if day_before else Phase.NO_DAY,
        value=day_before.date if day_before else 0,
    )
    withdraw_all(venue, withdrawn, Reason.WITHDRAWN_WITH_DAY)
    auction.break_off_sessions(venue, Reason.WITHDRAWN_WITH_DAY)
    block.leave_desk(venue, 0, 0, Reason.WITHDRAWN_WITH_DAY)
    fee_schedule.take_back(venue)
    wrong = venue.days.pop()
    venue.phase = Phase.ENDED if day_before else Phase.NO_DAY
    restore(venue, bool(day_before) and day_before.date // 10_000 != wrong.date // 10_000)


def restore(venue: Venue, other_year: bool) -> None:
    """The sums as they were; those of the year where the wrong day had begun another one."""
    if other_year:
        venue.year = venue.before.years[0]
    for number, day in venue.before.days.items():
        instrument = venue.instruments[number]
        instrument.day, instrument.open = day, False
        if other_year:
            instrument.year = venue.before.years[number]
