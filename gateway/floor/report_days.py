"""Which days have numbered reports, and at which events they begin: found in the log backwards.

A day of reports begins with the START_DAY of its date and ends with the next one. A date that was
taken back and started again directly after is one day (`gateway.floor.day_starts`). What came
before the venue's first day is a day without a date.
"""

from __future__ import annotations

from collections.abc import Iterator
from threading import Lock
from typing import NamedTuple

import numpy as np

from engine.commands import CommandKind
from engine.events import EventArray, EventKind

REPORT_DAYS = 30  # that are over and can still be had
_DAYS = (CommandKind.START_DAY, CommandKind.TAKE_BACK_DAY, CommandKind.END_DAY)


class ReportDay(NamedTuple):
    """A day that is over: its date, its first event, and the event after its last one."""

    date: int  # yyyymmdd, 0 before the first day
    first: int
    end: int


class ReportDays:
    """The days before the one that runs, as far as they have been looked for; for two threads.

    `is_complete`: there are no others, or none that can be had.
    """

    def __init__(self, today_first: int, oldest: int) -> None:
        """Nothing is known before event `today_first`; `oldest` is the log's first event."""
        self._lock = Lock()
        self._days: tuple[ReportDay, ...] = ()
        self._oldest = oldest
        self._pending: tuple[int, int] | None = None  # date and first event, may have begun before
        self._end = today_first  # where the day that is looked for ends
        self.looked_from = today_first  # events before it have not been looked at
        self.is_complete = today_first <= oldest

    def known(self) -> tuple[ReportDay, ...]:
        """The days known, oldest first, 30 at most."""
        return self._days[-REPORT_DAYS:]

    def of_date(self, date: int) -> ReportDay | None:
        """The last day of that date, None when it is not known."""
        return next((day for day in reversed(self.known()) if day.date == date), None)

    def has_ended(self, first: int) -> bool:
        """Whether the day that begins with an event is over."""
        return any(day.first == first for day in self._days)

    def after(self, day: ReportDay) -> list[ReportDay]:
        """That day and those after it."""
        return [each for each in self.known() if each.first >= day.first]

    def ended(self, day: ReportDay) -> None:
        """A day has ended."""
        with self._lock:
            self._days = (*self._days, day)[-REPORT_DAYS:]

    def look_at(self, events: EventArray) -> None:
        """Take in the events directly before `looked_from`."""
        for number, kind, date in reversed(list(_moves(events))):
            if kind == CommandKind.START_DAY:
                self._started(number, date)
            elif kind == CommandKind.END_DAY:
                self._settle()
        self.looked_from = int(events["sequence"][0])
        if self.looked_from <= self._oldest:
            self._settle()
            if self._oldest == 1 and self._end > 1:
                self._found(ReportDay(0, 1, self._end))
            self.is_complete = True
        self.is_complete |= len(self._days) >= REPORT_DAYS

    def _started(self, number: int, date: int) -> None:
        if self._pending is None or self._pending[0] != date:
            self._settle()
        self._pending = date, number

    def _settle(self) -> None:
        """The day that was found has not begun before."""
        if self._pending is not None:
            date, first = self._pending
            self._pending = None
            self._found(ReportDay(date, first, self._end))

    def _found(self, day: ReportDay) -> None:
        self._end = day.first
        with self._lock:
            self._days = (day, *self._days)


def _moves(events: EventArray) -> Iterator[tuple[int, int, int]]:
    """Number, kind and date of what began, ended or took back a day."""
    kinds = events["command_kind"]
    for event in events[(events["kind"] == EventKind.ACCEPTED) & np.isin(kinds, _DAYS)]:
        yield int(event["sequence"]), int(event["command_kind"]), int(event["date"])
