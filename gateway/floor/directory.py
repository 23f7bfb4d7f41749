"""What the gateway knows of the venue beside its state: codes, the day's streams and client order
ids, recent events.

All of it is derived from the state and the events, and rebuilt from disk when made.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from itertools import islice
from typing import Any

from engine.commands import CommandKind, Market, Phase
from engine.commands.rule_books import parameters_of
from engine.events import EventArray
from engine.instrument_codes import market_of
from engine.record.sequencer import Sequencer
from engine.rules import approval_views, views
from engine.rules.block.views import open_sessions
from gateway.floor.account_day import Today
from gateway.floor.client_orders import ClientOrders
from gateway.floor.day_index import DayIndex
from gateway.floor.day_starts import first_start
from gateway.floor.past_days import PastDays
from gateway.floor.recall import Recall
from gateway.floor.report_days import ReportDay
from gateway.protocol.errors import RequestError
from gateway.protocol.outside import SYSTEM
from gateway.protocol.wire import Message
from gateway.reports.streams import NewReports, Streams
from gateway.reports.stretches import Loose
from gateway.reports.words import Codes
from gateway.schedule.times import DayStatus, day_status

REBUILD_EVENTS = 65_536  # read at once
CODES_SAID_MAX = 100  # in a refusal


class Directory:
    """Codes, streams, client order ids. It is fed every event, in order.

    `date`: of the streams, which begin with event `begun`. `next_event`: the number of the first
    event that is not taken in. `index` keeps on disk what is in memory, once it has been called
    after the events. `past`: the reports of earlier days. `wall_ns`: the venue's clock.

    `draw` gives random bits, for the index of client order ids. `aside` reads the log back; a
    thread of its own unless given.
    """

    def __init__(
        self,
        sequencer: Sequencer,
        draw: Callable[[int], int] = SYSTEM.draw,
        aside: Executor | None = None,
    ) -> None:
        self._sequencer = sequencer
        self.wall_ns = sequencer.now_ns
        self.recall = Recall(sequencer)
        self.streams = Streams()
        self.client_orders = ClientOrders(sequencer.capacity.orders, draw)
        self.codes = Codes()
        self.date = self._date_of_streams()
        self.numbers: dict[bytes, int] = {}  # of instruments, by their codes
        self.next_event = self.recall.next_event
        self.index = DayIndex(sequencer, self.streams, self.client_orders)
        self.read_codes()
        self.begun = self._rebuild()
        aside = aside or ThreadPoolExecutor(1, thread_name_prefix="reading back")
        self.past = PastDays(sequencer, self.recall.blocks, self.begun, aside)

    def read_codes(self) -> None:
        """Learn the codes of all listed instruments from the state."""
        numbers = views.instrument_numbers(self._sequencer.state)
        self.codes.update({number: code for code, number in numbers.items()})
        self.numbers.update({code.encode(): number for code, number in numbers.items()})

    def add(self, events: EventArray) -> list[NewReports]:
        """Take in events of one day; the new reports of each account."""
        self.client_orders.add(events)
        reports = self.streams.add(events)
        if len(events):
            self.next_event = int(events["sequence"][-1]) + 1
        return reports

    def _reports_between(self, first: int, end: int) -> Loose:
        """The reports of a date before its last START_DAY, as one stretch."""
        streams = Streams()
        while first < end:
            events = self._sequencer.events(first, min(REBUILD_EVENTS, end - first))
            streams.add(events)
            first += len(events)
        return streams.cut(end - 1)

    def _date_of_streams(self) -> int:
        """The date of the last START_DAY, be it one that was taken back; 0 before the first."""
        first = views.first_event_of_day(self._sequencer.state)
        start = self.recall.read(first, 1)
        started = len(start) and start["command_kind"][0] == CommandKind.START_DAY
        return int(start["date"][0]) if started else 0

    def reports(self, account: int) -> Today:
        """The account's reports of the day that runs."""
        return Today(self.streams, self.client_orders, account)

    def begin_day(self, first: int, date: int) -> ReportDay | None:
        """Streams and client order ids begin anew with event `first`; the day that is over.

        A date that was taken back and starts once more goes on with its numbers, so that date and
        number name one report: then None.
        """
        goes_on = date == self.date
        self.client_orders.begin_day()
        if goes_on:
            self.streams.cut(first - 1)
        else:
            self.streams.begin_day()
        self.index.begin_day(first)
        if goes_on:
            return None
        ended = ReportDay(self.date, self.begun, first)
        self.past.days.ended(ended)
        self.date, self.begun = date, first
        return ended

    def close(self) -> None:
        """Keep the rest on disk, for the next start. Nothing is taken in any more."""
        self.past.close()
        self.index.close(self.next_event)

    def day(self) -> DayStatus:
        """The venue's day as the engine has it now."""
        return day_status(self._sequencer.state)

    def block_sessions(self, instrument: int) -> tuple[Phase, ...]:
        """The sessions in which the block desk is open for an instrument."""
        return open_sessions(self._sequencer.state, instrument)

    def instrument_number(self, code: bytes) -> int:
        """Number of a listed code. Raises RequestError."""
        number = self.numbers.get(code)
        if number is None:
            text = code.decode()
            allowed = [each.decode() for each in islice(self.numbers, CODES_SAID_MAX)]
            raise RequestError(
                "instrument_unknown",
                f"no instrument {text!r}",
                field="instrument",
                value=text,
                allowed=allowed,
            )
        return number

    def with_own_range(self, error: Message, instrument: Any) -> Message:
        """The error for a quantity out of any range, with the instrument's own range if it is
        listed.
        """
        number = self.numbers.get(instrument.encode()) if isinstance(instrument, str) else None
        if number is None or error["code"] != "field_out_of_range":
            return error
        least, most = views.quantity_range(self._sequencer.state, number)
        rule = (
            f"quantity must lie between {least} and {most} in {instrument}, got {error['value']!r}"
        )
        return error | {"allowed": [least, most], "message": rule}

    def may_list(self, code: bytes, number: int) -> bool:
        """Whether the engine will accept this listing.

        Raises RequestError when the code is taken.
        """
        if code in self.numbers:
            text = code.decode()
            raise RequestError(
                "instrument_exists", f"{text} is listed already", field="instrument", value=text
            )
        numbered = number not in self.codes and number < self._sequencer.capacity.instruments
        return numbered and market_of(code.decode()) == self.market()

    def market(self) -> Market:
        """The market of the venue."""
        return approval_views.market_of(self._sequencer.state)

    def listing_parameters(self) -> dict[int, int]:
        """What the rule book of the venue's market sets for an instrument that is listed now."""
        date = views.venue_status(self._sequencer.state)["date"]
        return {int(each): value for each, value in parameters_of(self.market(), date).items()}

    def _rebuild(self) -> int:
        """Streams and client order ids of the current day: from the chapters on disk, and what
        follows them in the event log. The first event of the day.
        """
        first, end = self.index.take_back(), self.recall.next_event
        start = views.first_event_of_day(self._sequencer.state)
        begun = first_start(self._sequencer, start, self.date)
        if begun < start:
            self.streams.precede(self._reports_between(begun, start))
        while first < end:
            events = self._sequencer.events(first, REBUILD_EVENTS)
            self.client_orders.collect(events)
            self.streams.add(events)
            first += len(events)
        self.client_orders.enter_collected()
        self.index.after(self.next_event)
        return begun
