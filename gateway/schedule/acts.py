"""Acts of the exchange's staff that the calendar and the clock speak against.

A mistyped date or phase ruins a trading day, so an act that is out of schedule is done only when it
is confirmed and its reason is given, by any client. The venue's own schedule is not asked.

| act | in schedule by the system's clock | by hand |
|---|---|---|
| `start_day` | today, a trading day of the calendar | within reach of the last day |
| `set_phase` | the phase is due by now, or its day has passed | the next phase |
| `end_day` | the close is due by now, or its day has passed | always |
| `announce_auction` | a trading day, to its close, at most 100 days on | at most 100 days on |
| | not before its terms allow (gateway/schedule/auction_terms.py) | likewise |
| `set_price_weights` | at most 400 days on | at most 400 days on |
| `set_fees` | at most 400 days on | at most 400 days on |
| `take_back_day`, `bust_trade` | never | never |

A date is within reach of a day when it is at most 10 days later, or the next trading day. When a
halt ends is completed by the calendar (gateway/schedule/timed_halts.py), by hand by the venue's
day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import asdict
from functools import partial
from typing import Any

from engine.commands import Phase
from engine.record.clock import Clock
from engine.rules.state import StateArray
from engine.rules.views import instrument_numbers
from engine.units import day_of, format_date
from gateway.protocol.errors import RequestError
from gateway.schedule.auction_hours import sessions_on
from gateway.schedule.auction_terms import DATED, day_of_step, too_early
from gateway.schedule.calendar import Calendar, days_between, number_of
from gateway.schedule.forecast import Step, next_steps
from gateway.schedule.hours import SESSIONS
from gateway.schedule.notices import NoticeBoard
from gateway.schedule.rows import NO_HOURS, hours_of, step_row, word
from gateway.schedule.timed_halts import completed_end
from gateway.schedule.times import DayStatus, day_status, shanghai

NOTICE_DAYS_MAX = 100  # from today to the session of an auction
FEES_DAYS_MAX = 400  # from today to the day from which fees hold
WEIGHTS_DAYS_MAX = 400  # from today to the day on which price weights come into force
OVERRIDDEN_BY = {"start_day": "override"}  # the field that confirms; of other acts `confirm`

YEAR_DAYS = 366  # of the calendar in one answer

Fields = Mapping[str, Any]
Objection = tuple[str | None, Any, str] | None  # field, what is allowed, sentence


class Timetable:
    """What is in schedule: by the calendar, and by a clock where the system's drives the day.

    `board` has what the schedule reports; by hand nothing does. `named`: what `status` calls the
    clock.
    """

    def __init__(
        self, calendar: Callable[[], Calendar], clock: Clock | None = None, named: str = ""
    ) -> None:
        self._named = named or ("manual" if clock is None else "system")
        self.board = NoticeBoard(calendar)
        self._calendar = calendar
        self._clock = clock
        self._rules: dict[str, Callable[[Fields, DayStatus], Objection]] = {
            "start_day": self._start_day,
            "set_phase": self._set_phase,
            "end_day": self._end_day,
            "take_back_day": self._take_back_day,
            "bust_trade": self._bust_trade,
            "announce_auction": self._announce_auction,
            "set_price_weights": self._set_price_weights,
            "set_fees": self._set_fees,
        }

    def concerns(self, operation: str) -> bool:
        """Whether clock or calendar have to do with an operation."""
        return operation in self._rules or operation in ("halt", *DATED)

    def as_map(self) -> dict[str, Any]:
        """What `status` says of it."""
        return {
            "clock": self._named,
            "calendar_until": format_date(self._calendar().known_until),
            "notices": [asdict(notice) for notice in self.board.current],
        }

    def days(self, fields: Fields, today: int) -> dict[str, Any]:
        """Trading days from one date to another, a year at most. Raises RequestError."""
        calendar = self._calendar()
        first = fields.get("from") or today or calendar.known_from
        year = number_of(day_of(first) + dt.timedelta(days=YEAR_DAYS))
        last = fields.get("to", min(year, calendar.known_until))
        if last > year:
            said = f"to lies at most {YEAR_DAYS} days after from"
            allowed, value = [format_date(first), format_date(year)], format_date(last)
            raise RequestError("field_out_of_range", said, field="to", value=value, allowed=allowed)
        return {
            "clock": self._named,
            "known_from": format_date(calendar.known_from),
            "known_until": format_date(calendar.known_until),
            **(hours_of(calendar.hours, first, last) if self._clock else NO_HOURS),
            "days": [format_date(each) for each in calendar.trading_days(first, last)],
        }

    def steps(self, state: StateArray, most: int) -> dict[str, Any]:
        """What `schedule` answers: the next steps, none where staff moves the day."""
        now = self._now()
        steps: list[Step] = []
        if now is not None:
            announced = partial(sessions_on, state)
            steps = next_steps(now, day_status(state), self._calendar(), announced, most)
        codes = {number: code for code, number in instrument_numbers(state).items()}
        return {"clock": self._named, "steps": [step_row(each, codes) for each in steps]}

    def trades_in_ms(self, day: DayStatus, sessions: Container[Phase] = SESSIONS) -> int | None:
        """How long until the schedule begins one of these sessions of the day that runs; None where
        it does not any more, or the staff moves the day.
        """
        now = self._now_on(day)
        if now is None:
            return None
        return _until_ms(now, self._calendar().hours_on(day.date).sessions(sessions))

    def auction_opens_in_ms(self, day: DayStatus, auction: int) -> int | None:
        """How long until the schedule opens the announced session of an auction; None where it will
        not on the day that runs.
        """
        now = self._now_on(day)
        hours = [divmod(each.opens, 100) for each in day.sessions if each.number == auction]
        return None if now is None else _until_ms(now, (dt.time(*each) for each in hours))

    def _now_on(self, day: DayStatus) -> dt.datetime | None:
        """Now, where the clock drives the day and it is today."""
        now = self._now()
        return None if now is None or day.date != number_of(now.date()) else now

    def completed(self, operation: str, fields: Fields, day: DayStatus) -> dict[str, Any]:
        """The fields of an act, with what the calendar says of it: when a halt ends.

        Raises RequestError.
        """
        if operation != "halt":
            return dict(fields)
        return completed_end(fields, self._now(), day.date, self._calendar())

    def day_of_step(self, operation: str, day: DayStatus) -> int:
        """The day that is journalled with a step of an auction; 0: none."""
        return day_of_step(operation, self._today(day), self._calendar())

    def _today(self, day: DayStatus) -> int:
        now = self._now()
        return number_of(now.date()) if now is not None else day.date

    def check(self, operation: str, fields: Fields, day: DayStatus) -> None:
        """Raises RequestError when an act is out of schedule, and not confirmed with a reason."""
        if operation not in self._rules:
            return
        named = OVERRIDDEN_BY.get(operation, "confirm")
        if fields.get(named):
            if "reason" not in fields:
                rule = f"{named} needs the field reason, which is journalled"
                raise RequestError("field_missing", rule, field="reason")
            return
        objection = self._rules[operation](fields, day)
        if objection is not None:
            field, allowed, sentence = objection
            said = f"{sentence}; {named}: true with a reason does it nevertheless"
            value = _written(fields[field]) if field is not None else None
            raise RequestError("out_of_schedule", said, field=field, value=value, allowed=allowed)

    def objects(self, operation: str, fields: Fields, day: DayStatus) -> bool:
        """Whether an act is out of schedule, confirmed or not."""
        return self._rules[operation](fields, day) is not None

    def _now(self) -> dt.datetime | None:
        return shanghai(self._clock.now_ns()) if self._clock is not None else None

    def _due(self, now: dt.datetime, day: DayStatus) -> Phase:
        """The phase that the clock has reached on a day: all of a past one, none of a later one."""
        today = number_of(now.date())
        if day.date != today:
            return Phase.CLOSED if day.date < today else Phase.NO_DAY
        return self._calendar().hours_on(today).phase_at(now.time())

    def _start_day(self, fields: Fields, day: DayStatus) -> Objection:
        date, now, calendar = fields["date"], self._now(), self._calendar()
        if now is None:
            if calendar.in_reach(date, day.date):
                return None
            far = f"{days_between(day.date, date)} days after the last trading day"
            return "date", None, f"{format_date(date)} is {far}"
        today = number_of(now.date())
        if date != today:
            said = f"{format_date(date)} is not today, {format_date(today)}"
            return "date", [format_date(today)], said
        if calendar.opens_on(date) and calendar.in_reach(date, day.date):
            return None
        return "date", None, f"{format_date(date)} is not a day on which the schedule opens"

    def _set_phase(self, fields: Fields, day: DayStatus) -> Objection:
        phase, now = Phase(fields["phase"]), self._now()
        if not Phase.PRE_OPEN <= day.phase < phase:  # the engine refuses it
            return None
        due = Phase(day.phase + 1) if now is None else self._due(now, day)
        if phase <= due:
            return None
        said = f"the phase is {word(day.phase)}, {word(phase)} is not due"
        allowed = [word(Phase(each)) for each in range(day.phase + 1, due + 1)]
        return "phase", allowed, said

    def _end_day(self, _fields: Fields, day: DayStatus) -> Objection:
        now = self._now()
        if now is None or day.phase != Phase.CLOSED or self._due(now, day) == Phase.CLOSED:
            return None
        close = self._calendar().hours_on(day.date).close
        said = f"{format_date(day.date)} is not due to end before {close:%H:%M} of that day"
        return None, None, said

    def _take_back_day(self, fields: Fields, _day: DayStatus) -> Objection:
        date = format_date(fields["date"])
        return "date", None, f"taking {date} back withdraws every order and undoes its start"

    def _bust_trade(self, fields: Fields, _day: DayStatus) -> Objection:
        said = f"undoing trade {fields['trade']} takes back from both sides what it gave them"
        return None, None, said

    def _announce_auction(self, fields: Fields, day: DayStatus) -> Objection:
        date, calendar = fields["date"], self._calendar()
        if self._now() is not None and calendar.known(date):
            if not calendar.opens_on(date):
                return "date", None, f"{format_date(date)} is not a trading day"
            close = calendar.hours_on(date).close
            if dt.time(*divmod(fields["closes"], 100)) > close:
                said = f"{format_date(date)} closes at {close:%H:%M}, before the session does"
                return "date", None, said
        early = too_early(day.applications, fields["auction"], date, calendar)
        return early or self._too_far("date", date, NOTICE_DAYS_MAX, day)

    def _set_price_weights(self, fields: Fields, day: DayStatus) -> Objection:
        return self._too_far("from_date", fields["from_date"], WEIGHTS_DAYS_MAX, day)

    def _set_fees(self, fields: Fields, day: DayStatus) -> Objection:
        return self._too_far("from_date", fields["from_date"], FEES_DAYS_MAX, day)

    def _too_far(self, field: str, date: int, most: int, day: DayStatus) -> Objection:
        today = self._today(day)
        if today == 0 or date <= today or days_between(today, date) <= most:
            return None
        return field, None, f"{format_date(date)} is more than {most} days on"


def _until_ms(now: dt.datetime, times: Iterable[dt.time]) -> int | None:
    """How long until the first of these times that is still to come today."""
    coming = [time for time in times if time > now.time()]
    if not coming:
        return None
    wait = dt.datetime.combine(now.date(), min(coming), now.tzinfo) - now
    return -(-wait // dt.timedelta(milliseconds=1))


def by_hand() -> Timetable:
    """The timetable of a venue whose staff moves the day, by the released calendar."""
    calendar = Calendar.load()
    return Timetable(lambda: calendar)


def _written(value: Any) -> Any:
    """A field as the request wrote it."""
    if isinstance(value, Phase) or (type(value) is int and value <= Phase.ENDED):
        return word(Phase(value))
    return format_date(value) if type(value) is int else value
