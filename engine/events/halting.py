"""What is halted, learnt from events one by one: for those who tell members and listeners."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, NamedTuple

from engine.units import day_of

VENUE = 0  # in place of the number of an instrument
SHANGHAI = dt.timezone(dt.timedelta(hours=8))
_MINUTE = dt.timedelta(minutes=1)
_FORM = "%Y-%m-%d %H:%M"


class HaltNow(NamedTuple):
    """A halt, or the call that ends it: when it ends (`date` 0: it is not known), how many minutes
    of a call follow, and since when that runs, in ns since 1970 (0: it does not).
    """

    date: int = 0
    until_hhmm: int = 0
    call_minutes: int = 0
    call_ns: int = 0

    @property
    def until(self) -> dt.datetime | None:
        """When the halt ends, in Shanghai."""
        if self.date == 0:
            return None
        time = dt.time(*divmod(self.until_hhmm, 100))
        return dt.datetime.combine(day_of(self.date), time, SHANGHAI)

    @property
    def trading_from(self) -> dt.datetime | None:
        """When trading goes on at the earliest, in Shanghai: after the call, if there is one."""
        begin = self.until
        if self.call_ns:
            if not self.call_minutes:
                return None
            begin = dt.datetime.fromtimestamp(self.call_ns // 1_000_000_000, SHANGHAI)
        return None if begin is None else begin + self.call_minutes * _MINUTE

    def as_map(self, instrument: str | None) -> dict[str, Any]:
        """As messages have it; `instrument` None: the whole venue."""
        return {
            "instrument": instrument,
            "in_call": self.call_ns != 0,
            "until": written(self.until),
            "call_minutes": self.call_minutes,
            "trading_from": written(self.trading_from),
        }


def written(moment: dt.datetime | None) -> str | None:
    """A moment to the minute, seconds rounded up."""
    if moment is None:
        return None
    if moment.second:
        moment += _MINUTE
    return moment.strftime(_FORM)


class Halting:
    """The halts there are, by the number of the instrument (0: the venue)."""

    def __init__(self, now: Mapping[int, HaltNow] | None = None) -> None:
        self.now: dict[int, HaltNow] = dict(now or {})

    def halted(self, number: int, date: int, until_hhmm: int, call_minutes: int) -> None:
        """A halt began, or another end was set."""
        self.now[number] = HaltNow(date, until_hhmm, call_minutes)

    def call_began(self, number: int, time_ns: int) -> None:
        """The call that ends it began."""
        self.now[number] = self.now[number]._replace(call_ns=time_ns)

    def resumed(self, number: int) -> None:
        """It is over."""
        del self.now[number]

    def end_calls(self) -> None:
        """Another phase: no call goes on."""
        self.now = {number: each for number, each in self.now.items() if not each.call_ns}

    def is_halted(self, number: int) -> bool:
        """Whether this, the venue aside, is halted and takes no orders."""
        found = self.now.get(number)
        return found is not None and not found.call_ns

    def is_calling(self, number: int) -> bool:
        """Whether a call of the venue or of this instrument runs, and neither is halted."""
        if self.is_halted(VENUE) or self.is_halted(number):
            return False
        return VENUE in self.now or number in self.now

    def rows(self, codes: Mapping[int, str]) -> list[dict[str, Any]]:
        """All of them, the venue first, as messages have them."""
        return [
            self.now[number].as_map(codes[number] if number else None)
            for number in sorted(self.now)
        ]
