"""What staff and the schedule did, in memory: the newest acts, read back from the log as far as is
asked for, a stretch of days at a time, on the thread beside.

What is older than the acts that are kept is found in the data folder alone.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

from engine.commands import CommandArray
from engine.events import EventArray
from engine.record.log.beside import Beside
from engine.record.sequencer import Sequencer
from engine.rules import views
from engine.units import PIECES_MAX, format_date
from gateway.floor.past_days import RETRY_LEAST_MS, SLICE_EVENTS, Job
from gateway.protocol.errors import RequestError
from gateway.reports.act_words import Wanted
from gateway.reports.staff_acts import ACCEPTED, Act, asked_among, outcomes_among

ACTS_KEPT_MAX = 20_000
TOGETHER_MAX = 2 * (PIECES_MAX + 1)  # commands of an approval and the act, with their texts
STRETCH_COMMANDS = 1_000_000  # looked through at least, back to the start of a day
START, TAKE_BACK = "start_day", "take_back_day"


class Dated(NamedTuple):
    """An act and its trading day, as 2026-01-05; "" before the first known one."""

    act: Act
    date: str


def dated(acts: Iterator[Act], date: str = "") -> Iterator[Dated]:
    """Acts in order, each with the day that runs; `date`: the one before the first of them."""
    days = [date]
    for act in acts:
        if act.act == START and act.outcome == ACCEPTED:
            days.append(format_date(int(str(act.fields["date"]))))
        yield Dated(act, days[-1])
        if act.act == TAKE_BACK and act.outcome == ACCEPTED:
            days = days[:-1] or [""]  # its start may be archived


class ActRegister:
    """The acts that are known; every method but the jobs belongs to the floor's thread.

    `staff` gives the numbers of the staff's keys, `submit` has a job done by the thread beside.
    """

    def __init__(
        self,
        sequencer: Sequencer,
        staff: Callable[[], Collection[int]],
        submit: Callable[[Job], object],
    ) -> None:
        self._sequencer, self._staff, self._submit = sequencer, staff, submit
        self._acts: deque[Dated] = deque()
        self._date = format_date(views.venue_status(sequencer.state)["date"])
        self._begins = sequencer.next_command  # the first command that was looked at
        self._days: list[tuple[int, str]] = []  # since when which trading day runs
        self._reading = False
        self._read: tuple[int, list[Dated]] | Exception | None = None

    def see(self, commands: CommandArray, events: EventArray) -> None:
        """Take in a batch."""
        asked = list(asked_among(commands, self._staff))
        if asked:
            found = list(dated(_with_outcomes(asked, events), self._date))
            self._acts.extend(found)
            self._date = format_date(views.venue_status(self._sequencer.state)["date"])
            self._trim()
            self._note_days(found)

    def newest(self, before: int) -> Iterator[Dated]:
        """The known acts of commands before a number, newest first."""
        return (each for each in reversed(self._acts) if each.act.command < before)

    def date_at(self, time_ns: int) -> str:
        """The trading day at a time, "" before the first known one."""
        place = bisect_right(self._days, time_ns, key=lambda day: day[0])
        return self._days[place - 1][1] if place else ""

    def reaches(self, wanted: Wanted) -> bool:
        """Whether no act that is not known can be wanted."""
        oldest = next(iter(self._acts), None)
        if self.is_whole:
            return True
        return oldest is not None and (
            oldest.act.time_ns < wanted.from_ns or "" < oldest.date < wanted.date
        )

    @property
    def is_whole(self) -> bool:
        """Whether every act of the log is known."""
        self._take()
        return self._begins <= self._sequencer.first_command

    @property
    def is_full(self) -> bool:
        """Whether no older acts are kept."""
        return len(self._acts) >= ACTS_KEPT_MAX

    def read_back(self) -> None:
        """Have an earlier stretch of the log read. Raises RequestError as `reports_not_ready` until
        it is, and what a reading has ended with.
        """
        begins = self._begins
        self._take()
        if not self._reading and self._begins == begins:
            self._reading = True
            staff = frozenset(self._staff())
            self._submit(lambda: self._look_back(begins, staff))
            self._take()  # where the thread beside is this one
        if self._begins == begins:
            rule = "acts of earlier days are being read"
            raise RequestError("reports_not_ready", rule, retry_after_ms=RETRY_LEAST_MS)

    def _take(self) -> None:
        read, self._read = self._read, None
        if read is None:
            return
        self._reading = False
        if isinstance(read, Exception):
            raise read
        self._begins, found = read
        self._acts.extendleft(reversed(found))
        self._trim()
        self._days.clear()
        self._note_days(self._acts)

    def _note_days(self, acts: Iterable[Dated]) -> None:
        for act, date in acts:
            if not self._days or self._days[-1][1] != date:
                self._days.append((act.time_ns, date))

    def _trim(self) -> None:
        while len(self._acts) > ACTS_KEPT_MAX:
            self._begins = self._acts.popleft().act.command + 1

    # On the thread beside.

    def _look_back(self, end: int, staff: Collection[int]) -> None:
        try:
            self._read = self._stretch(end, staff)
        except Exception as error:  # noqa: BLE001
            self._read = error

    def _stretch(self, end: int, staff: Collection[int]) -> tuple[int, list[Dated]]:
        """The acts before command `end`, back to the start of a day, and where they begin."""
        commands, asked, begin = self._sequencer.commands_beside(), list[Act](), end
        try:
            least = self._sequencer.first_command
            while begin > least and len(asked) < ACTS_KEPT_MAX:
                first = max(least, begin - SLICE_EVENTS)
                ahead = max(least, first - TOGETHER_MAX)
                piece = commands.read(ahead, begin - ahead)
                found = [
                    each for each in asked_among(piece, lambda: staff) if each.command >= first
                ]
                asked, begin = found + asked, first
                starts = [each.command for each in found if each.act == START]
                if starts and end - starts[0] >= STRETCH_COMMANDS:
                    begin = starts[0]
                    break
        finally:
            commands.close()
        asked = [each for each in asked if each.command >= begin]
        return begin, list(dated(self._outcomes(asked)))

    def _outcomes(self, asked: list[Act]) -> Iterator[Act]:
        """The acts with what the event log says of them."""
        if not asked:
            return
        events = self._sequencer.events_beside()
        try:
            heard, numbers = dict[int, str](), [each.command for each in asked]
            first = _first_event(events, self._sequencer, numbers[0])
            while len(heard) < len(numbers):
                piece = events.read(first, SLICE_EVENTS)
                if not len(piece):
                    break
                heard |= outcomes_among(piece, numbers)
                first += len(piece)
        finally:
            events.close()
        for act in asked:
            yield replace(act, outcome=heard.get(act.command, ""))


def page_of(
    acts: Iterator[Dated], most: int, searched: int, takes: Callable[[Dated], bool]
) -> tuple[list[Dated], int | None]:
    """The first acts that are wanted, among those looked at for one answer; the number of the last
    one looked at, None where all were.
    """
    found: list[Dated] = []
    last = 0
    for each in islice(acts, searched):
        if takes(each):
            found.append(each)
        if len(found) == most:
            return found, each.act.command
        last = each.act.command
    return found, None if next(acts, None) is None else last


def _with_outcomes(asked: list[Act], events: EventArray) -> Iterator[Act]:
    heard = outcomes_among(events, [each.command for each in asked])
    return (replace(each, outcome=heard.get(each.command, "")) for each in asked)


def _first_event(events: Beside, sequencer: Sequencer, command: int) -> int:
    """Number of the first event of a command or of one after it, by halving."""
    low, high = sequencer.first_event, sequencer.next_event
    while low < high:
        middle = (low + high) // 2
        found = events.read(middle, 1)
        if len(found) and int(found["command"][0]) < command:
            low = middle + 1
        else:
            high = middle
    return low
