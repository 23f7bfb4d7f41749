"""Reports of earlier days, and the orders of any day, read back from the log beside the engine.

One thread of its own finds the days and collects what the accounts that ask were reported, a slice
of the log at a time, so that trading goes on. What it has collected stays in memory up to a bound,
the last used. Until it has, a request is refused as `reports_not_ready`, with the time to wait.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from threading import Lock

from engine.events import EventArray
from engine.record.log.beside import Beside
from engine.record.sequencer import Sequencer
from engine.units import format_date
from gateway.floor.account_day import AccountDay, collect, collect_all
from gateway.floor.recall import Blocks, block_with
from gateway.floor.report_days import ReportDay, ReportDays
from gateway.protocol.errors import RequestError

SLICE_EVENTS = 32_768  # read at once
TOGETHER_MAX = 256  # accounts whose reports one reading of a day collects
ALL_EVENTS_MAX = 500_000  # of a day that is collected for every account at once
KEPT_BYTES_MAX = 64 * 1024 * 1024  # of what is collected, beside the newest
BLOCKS_TOGETHER = 4  # read ahead for one session
EVENTS_PER_MS = 500  # that a reading gets through, for the time to wait
RETRY_LEAST_MS = 100

Job = Callable[[], None]  # to be done on the thread beside
Key = tuple[int, int]  # first event of the day, account
_LOOKING: Key = (0, 0)  # under which a failure to find the days is kept


class Stopped(Exception):
    """The venue is stopping."""


class PastDays:
    """What accounts were reported on a day, collected from the log.

    Every method but those given to `aside` belongs to the floor's thread.
    """

    def __init__(
        self, sequencer: Sequencer, blocks: Blocks, today_first: int, aside: Executor
    ) -> None:
        self.days = ReportDays(today_first, sequencer.first_event)
        self._sequencer, self._blocks, self._aside = sequencer, blocks, aside
        self._events: Beside | None = None  # opened by the thread beside
        self._lock = Lock()
        self._kept: OrderedDict[Key, AccountDay] = OrderedDict()
        self._sizes: dict[Key, int] = {}
        self._size = 0  # of all that is kept, in bytes
        self._waiting: dict[int, dict[int, int]] = {}  # by first event and account, up to where
        self._busy: set[Key] = set()  # those of them, and those that are being collected
        self._failed: dict[Key, Exception] = {}
        self._looking = self._stopping = False

    def close(self) -> None:
        """Stop reading."""
        self._stopping = True
        self._aside.shutdown(cancel_futures=True)
        if self._events is not None:
            self._events.close()

    def day_of(self, date: int) -> ReportDay | None:
        """The day of a date, None when there is none that can be had. Raises RequestError as
        `reports_not_ready` while it is looked for.
        """
        found = self.days.of_date(date)
        if found is None and not self.days.is_complete:
            self._raise_failed(_LOOKING)
            self._look(date)
            found = self.days.of_date(date)  # where the thread beside is this one
            if found is None and not self.days.is_complete:
                raise not_ready(date, RETRY_LEAST_MS)
        return found

    def reports(self, account: int, day: ReportDay) -> AccountDay:
        """What an account was reported on a day, up to the day's `end`. Raises RequestError as
        `reports_not_ready` while it is collected.
        """
        found = self.at_hand(account, day)
        if found is None:
            if self.is_idle(account, day):
                self.submit(self.collecting(account, day))
            found = self.at_hand(account, day)
        if found is None:
            raise not_ready(day.date, (day.end - day.first) // EVENTS_PER_MS)
        return found

    def at_hand(self, account: int, day: ReportDay) -> AccountDay | None:
        """The same where it has been collected, else None. Raises what its reading ended with."""
        found = self.begun(account, day)
        return None if found is None or found.end < day.end else found

    def begun(self, account: int, day: ReportDay) -> AccountDay | None:
        """As far as it has been collected; None where the thread beside has it."""
        key = day.first, account
        self._raise_failed(key)
        with self._lock:
            if key in self._busy or key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key]

    def is_idle(self, account: int, day: ReportDay) -> bool:
        """Whether the thread beside does not collect it."""
        return (day.first, account) not in self._busy

    def keep(self, account: int, day: ReportDay, reports: AccountDay) -> None:
        """Keep what was collected."""
        with self._lock:
            self._keep((day.first, account), reports)

    def collecting(self, account: int, day: ReportDay) -> Job:
        """What brings it to hand."""
        with self._lock:
            if (day.first, account) not in self._busy:
                self._busy.add((day.first, account))
                self._waiting.setdefault(day.first, {})[account] = day.end
        return lambda: self._collect(day.first)

    def reading(self, numbers: list[int]) -> Job:
        """What brings the first of these events to hand, and those near it."""

        def read() -> None:
            oldest, behind = self._sequencer.first_event, 0
            blocks = 0
            for number in numbers:
                if number >= behind and blocks < BLOCKS_TOGETHER:
                    first, count = block_with(number, oldest)
                    self._blocks.put(self._read(first, count))
                    behind, blocks = first + count, blocks + 1

        return read

    def submit(self, job: Job) -> Future[None]:
        """Have a job done by the thread beside."""
        return self._aside.submit(job)

    def _look(self, date: int) -> None:
        if not self._looking:
            self._looking = True
            self.submit(lambda: self._look_back(date))

    def _raise_failed(self, key: Key) -> None:
        if (failed := self._failed.pop(key, None)) is not None:
            raise failed

    def _keep(self, key: Key, reports: AccountDay) -> None:
        self._size += reports.nbytes - self._sizes.get(key, 0)
        self._kept[key], self._sizes[key] = reports, reports.nbytes
        self._kept.move_to_end(key)
        while self._size > KEPT_BYTES_MAX and len(self._kept) > 1:
            oldest, _ = self._kept.popitem(last=False)
            self._size -= self._sizes.pop(oldest)

    # On the thread beside.

    def _collect(self, first: int) -> None:
        """Collect the reports of those who wait for a day, each with a job of its own to come."""
        with self._lock:
            waiting = self._waiting.pop(first, {})
            accounts = sorted(waiting)[:TOGETHER_MAX]
            ends = [waiting.pop(account) for account in accounts]
            if waiting:
                self._waiting[first] = waiting
            days = {each: self._kept.get((first, each)) or AccountDay(first) for each in accounts}
        if not days:
            return
        keys = [(first, account) for account in accounts]
        try:
            begin, end = min(day.end for day in days.values()), max(ends)
            slices = self._slices(begin, end)
            if begin == first and end - first <= ALL_EVENTS_MAX and self.days.has_ended(first):
                days = _with_all(collect_all(slices, first), days, end)
            else:
                collect(slices, days)
            with self._lock:
                for account, reports in days.items():
                    self._keep((first, account), reports)
        except Exception as error:  # noqa: BLE001
            self._failed |= dict.fromkeys(keys, error)
        finally:
            with self._lock:
                self._busy.difference_update(keys)

    def _look_back(self, date: int) -> None:
        """Look for a day, back to the oldest that can be had."""
        days, oldest = self.days, self._sequencer.first_event
        try:
            while not days.is_complete and days.of_date(date) is None:
                first = max(oldest, days.looked_from - SLICE_EVENTS)
                days.look_at(self._read(first, days.looked_from - first))
        except Exception as error:  # noqa: BLE001
            self._failed[_LOOKING] = error
        finally:
            self._looking = False

    def _slices(self, first: int, end: int) -> Iterator[EventArray]:
        while first < end:
            events = self._read(first, min(SLICE_EVENTS, end - first))
            yield events
            first += len(events)

    def _read(self, first: int, limit: int) -> EventArray:
        if self._stopping:
            raise Stopped
        if self._events is None:
            self._events = self._sequencer.events_beside()
        return self._events.read(first, limit)


def _with_all(
    found: dict[int, AccountDay], asked: dict[int, AccountDay], end: int
) -> dict[int, AccountDay]:
    """What was found of every account; those that asked last, also where they had no report."""
    for account, day in asked.items():
        reports = found.pop(account, day)
        reports.end = end
        found[account] = reports
    return found


def not_ready(date: int, wait_ms: int) -> RequestError:
    """The refusal of reports that are being read back."""
    said = format_date(date)
    rule = f"the reports of {said or 'the time before the first day'} are being read"
    wait_ms = max(RETRY_LEAST_MS, wait_ms)
    return RequestError("reports_not_ready", rule, value=said, retry_after_ms=wait_ms)
