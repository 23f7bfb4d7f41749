"""Who moves the trading day: the exchange, the schedule by the machine's time, or the schedule by a
clock that jumps.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Self

from engine.record.sequencer import Sequencer
from engine.units import UnitError, parse_date
from gateway.protocol.errors import GatewayError
from gateway.protocol.server_clock import SystemClock
from gateway.schedule.calendar import Calendar
from gateway.schedule.notices import NoticeBoard
from gateway.schedule.rehearsal_clock import Jumps, RehearsalClock, beginning
from gateway.schedule.times import DayStatus, day_status
from gateway.schedule.trading_day import Submit, keep_schedule, watch_leaps
from gateway.server.data_folder import begin_rehearsal, refuse_rehearsed

Mover = SystemClock | RehearsalClock | None


class FirstDateRefused(GatewayError):
    """A rehearsal without its first day, or a first day without a rehearsal."""

    code = "field_out_of_range"


class ClockChoice(StrEnum):
    """Who moves the trading day."""

    SYSTEM = "system"  # the schedule, by the calendar
    MANUAL = "manual"  # the exchange, by its commands
    REHEARSAL = "rehearsal"  # the schedule, by a clock that jumps to the next moment


@dataclass(frozen=True)
class Driven:
    """Who moves the day, and the date (yyyymmdd) on which a rehearsal begins, else 0."""

    choice: ClockChoice
    first_date: int = 0

    @classmethod
    def read(cls, choice: ClockChoice, text: str | None) -> Self:
        """As a command line says it. Raises FirstDateRefused."""
        if (choice is ClockChoice.REHEARSAL) != (text is not None):
            rule = "--from DATE goes with --clock rehearsal, and with no other"
            raise FirstDateRefused(rule, field="from", value=text, allowed="a date")
        try:
            return cls(choice, parse_date(text) if text is not None else 0)
        except UnitError as error:
            said = f"--from: {error}"
            raise FirstDateRefused(said, field="from", value=text, allowed="a date") from error


def claim_folder(driven: Driven, data: Path) -> None:
    """Keep days of a rehearsal and of the calendar in folders apart. Raises DataFolderRefused."""
    if driven.choice is ClockChoice.REHEARSAL:
        begin_rehearsal(data)
    elif driven.choice is ClockChoice.SYSTEM:
        refuse_rehearsed(data)


def mover_of(
    driven: Driven, clock: SystemClock, sequencer: Sequencer, calendar: Callable[[], Calendar]
) -> Mover:
    """The clock that moves the trading day; None where staff does."""
    if driven.choice is ClockChoice.REHEARSAL:
        day = day_status(sequencer.state)
        return RehearsalClock(beginning(driven.first_date, day, calendar()))
    return clock if driven.choice is ClockChoice.SYSTEM else None


def moving(
    mover: Mover,
    clock: SystemClock,
    submit: Submit,
    day: Callable[[], DayStatus],
    calendar: Callable[[], Calendar],
    board: NoticeBoard,
) -> Coroutine[object, object, None]:
    """What moves the day, or watches the machine's clock where staff does; until cancelled."""
    if mover is None:
        return watch_leaps(clock, board)
    if isinstance(mover, RehearsalClock):
        jumps = Jumps(mover, day, calendar)
        return keep_schedule(submit, day, mover, calendar, board, jumps)
    return keep_schedule(submit, day, mover, calendar, board)
