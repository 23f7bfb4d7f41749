"""The rules on the market as a pure state machine: maps of events in, what follows from them out.

The same events say the same, however they were batched: what a command has done is judged when the
next one begins, or where no more of it can come.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from engine.units import parse_date
from gateway.supervision.alerts.house_watch import HouseWatch
from gateway.supervision.alerts.lasting import Lasting
from gateway.supervision.alerts.limit_watch import LimitWatch
from gateway.supervision.alerts.records import Change, DayOver, Item, Said, Seen
from gateway.supervision.alerts.refusals import RefusalWatch
from gateway.supervision.rule_settings import Settings

FRAME_EVENTS = 500  # of one message; in a shorter one no command is cut
DAY_STARTS = ("start_day", "take_back_day")
Event = Mapping[str, Any]


class MarketWatch:
    """The rules over the days of a venue. `lasting` is what goes on from day to day.

    `settings` says which rules a day is judged by; it is asked when the day begins. `key_of` gives
    the id of a key by its number. `day_ended` is called after each day, with the number of its last
    event.
    """

    def __init__(
        self,
        settings: Callable[[], Settings],
        key_of: Callable[[int], str],
        lasting: Lasting | None = None,
        day_ended: Callable[[int], None] = lambda sequence: None,
    ) -> None:
        self.lasting = lasting or Lasting()
        self._settings, self._key_of, self._day_ended = settings, key_of, day_ended
        self._items: list[Item] = []
        self._time_ns = self._sequence = 0
        self._seen: Seen | None = None  # whose note may follow
        self._ends = False  # with the command under way the day does
        self._begin(0)

    def _begin(self, date: int) -> None:
        """A day begins; 0: the time before the first one."""
        settings = self._settings()
        self.date = date
        self._limits = LimitWatch(self.lasting.codes, settings)
        self._refusals = RefusalWatch(settings, self.lasting.name)
        self._house = HouseWatch(settings, self.lasting)

    def take(self, events: Sequence[Event]) -> list[Item]:
        """Take in the next events; what follows from them."""
        for event in events:
            self._take(event)
        if len(events) < FRAME_EVENTS:
            self._command_over()
        items, self._items = self._items, []
        return items

    def _take(self, event: Event) -> None:
        kind = event["kind"]
        if kind in ("accepted", "refused"):
            self._command_over()
        self._time_ns, self._sequence = event["time_ns"], event["sequence"]
        if self._time_ns >= self._refusals.due_ns:
            self._say(self._refusals.calm(self._time_ns))
        if kind == "accepted":
            self._accepted(event)
        elif kind == "refused":
            self._refused(event)
        elif kind == "text":
            self._text(event)
        elif kind in self._limits.hears:
            self._limits.hears[kind](event)
        elif kind in self._house.hears:
            self._say(self._house.hears[kind](event))

    def _accepted(self, event: Event) -> None:
        kind = event["command_kind"]
        if kind == "new_order":
            self._limits.entered(event)
        elif kind == "replace":
            self._limits.replaced(event)
        elif kind in DAY_STARTS:
            self._items.append(DayOver(self._time_ns, self._sequence))
            self._begin(parse_date(event["date"]) if kind == "start_day" else 0)
        elif kind == "set_phase" and event.get("phase") == "closed":
            self._items.append(DayOver(self._time_ns, self._sequence))
            self._limits.close()
        elif kind == "end_day":
            self._ends = True
        elif kind == "acknowledge_alert":
            self._acknowledged(event)
        else:
            self._say(self._house.accepted(kind, event))

    def _refused(self, event: Event) -> None:
        if event.get("account"):
            self._say(self._refusals.refused(event["account"], self._time_ns))
        self._say(self._house.refused(event))

    def _acknowledged(self, event: Event) -> None:
        key = self._key_of(event.get("value", 0))
        number, raised_ns = event.get("number", 0), event.get("quantity", 0)
        self._seen = Seen(number, raised_ns, key, "", self._time_ns, self._sequence)

    def _text(self, event: Event) -> None:
        if self._seen is not None and event["use"] == "reason":
            self._seen = self._seen._replace(note=self._seen.note + event["text"])

    def _command_over(self) -> None:
        self._say(self._limits.judge())
        if self._seen is not None:
            self._items.append(self._seen)
            self._seen = None
        if self._ends:
            self._ends = False
            self._day_ended(self._sequence)

    def _say(self, changes: Iterable[Change]) -> None:
        for change in changes:
            self._items.append(Said(change, self._time_ns, self.date, self._sequence))
