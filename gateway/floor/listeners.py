"""Who listens to which account's private stream, and which reports each has been sent."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from typing import NamedTuple

from engine.units import format_date
from gateway.floor.account_day import AccountDay, Reports
from gateway.floor.batch import Batch
from gateway.floor.directory import Directory
from gateway.floor.past_days import Job
from gateway.floor.report_days import ReportDay
from gateway.protocol.session import Session
from gateway.protocol.wire import Frame, Message, encode
from gateway.reports.rendering import report_of
from gateway.reports.rows import EventRow, EventRows, rows_of
from gateway.reports.streams import NewReports

REPORTS_PER_FRAME_MAX = 500
DAYS_DUE_MAX = 30  # ended days whose reports are still due to a session
ALL_BEFORE = 2**62  # a number that no report reaches
# of one account in one batch; with more its listeners ask for them at their own pace
LIVE_REPORTS_MAX = 1_024
Sent = list[tuple[Session, Frame]]


class Due(NamedTuple):
    """A day that is over and whose reports are due; those with a number below `replay_before` had
    been sent before, or were there when the session asked.
    """

    day: ReportDay
    replay_before: int = ALL_BEFORE


class Listener:
    """One session on one account's stream.

    `next` is the number of the report that is sent next: of the first of the days that are `due`,
    without any of the day that runs. When not `live` it is late, and asks for more when it can take
    it. `replay_before`: as of a day that is due, of the day that runs. `reports`: of the first due
    day, once they are at hand.
    """

    def __init__(self, session: Session, account: int) -> None:
        self.session = session
        self.account = account
        self.next = 1
        self.replay_before = 1
        self.live = True
        self.due: deque[Due] = deque()
        self.reports: AccountDay | None = None


class Listeners:
    """All listeners, by account. `late`: sessions that have to ask for reports from now
    on.
    """

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._streams = directory.streams
        self._recall, self._past = directory.recall, directory.past
        self._codes = directory.codes
        self.late: list[Session] = []
        self.by_account: dict[int, list[Listener]] = defaultdict(list)
        self._by_session: dict[Session, Listener] = {}

    def __len__(self) -> int:
        return len(self._by_session)

    def join(
        self, session: Session, account: int, first: int | None, days: Sequence[ReportDay] = ()
    ) -> None:
        """Send a session an account's reports from the next new one on, or as `rewind`."""
        listener = Listener(session, account)
        self.by_account[account].append(listener)
        self._by_session[session] = listener
        self.rewind(session, self._streams.next_number(account) if first is None else first, days)

    def leave(self, session: Session) -> None:
        """Send a session nothing more."""
        listener = self._by_session.pop(session, None)
        if listener is not None:
            self.by_account[listener.account].remove(listener)
            if not self.by_account[listener.account]:
                del self.by_account[listener.account]

    def rewind(self, session: Session, first: int, days: Sequence[ReportDay] = ()) -> None:
        """Go on from report `first` of the first of some days that are over; without any, of the
        day that runs, or from the next new one where `first` lies beyond it.
        """
        listener = self._by_session[session]
        following = self._streams.next_number(listener.account)
        listener.due, listener.reports = deque(map(Due, days)), None
        listener.next = first if days else min(first, following)
        listener.replay_before = following
        listener.live = not days and listener.next == following

    def begin_day(self, ended: ReportDay) -> list[Session]:
        """The streams have begun again at 1. A listener that is late is sent the rest first.

        Returns the sessions that are too many days late; they are sent nothing more.
        """
        too_slow = []
        for listener in self._by_session.values():
            if listener.live:
                listener.next = listener.replay_before = 1
            elif len(listener.due) < DAYS_DUE_MAX:
                listener.due.append(Due(ended, listener.replay_before))
                listener.replay_before = 1
            else:
                too_slow.append(listener.session)
        for session in too_slow:
            self.leave(session)
        return too_slow

    def report(self, new: NewReports, rows: EventRows, batch: Batch) -> Sent:
        """Frames of new reports for those who are up to date; the others stay where they are."""
        live = [each for each in self.by_account.get(new.account, ()) if each.live]
        if not live:
            return []
        if len(new.entries) > LIVE_REPORTS_MAX:
            self.be_late(new.account)
            return []
        first_event, directory, messages = rows.first, self._directory, []
        date, text_of = format_date(directory.date), directory.client_orders.text_of
        for number, entry in enumerate(new.entries.tolist(), new.first):
            row = rows.at((entry >> 1) - first_event)
            report = report_of(row, bool(entry & 1), self._codes, text_of)
            received = batch.received[row.command - batch.first_command] or None
            messages.append(_numbered(report, row, date, number, received))
        frames = _frames(messages, live, self._directory.wall_ns)
        for listener in live:
            listener.next = new.first + len(messages)
        return frames

    def be_late(self, account: int) -> None:
        """Have the account's listeners ask for what they have not been sent."""
        for listener in self.by_account.get(account, ()):
            if listener.live:
                listener.live = False
                listener.replay_before = listener.next
                self.late.append(listener.session)

    def take_late(self) -> list[Session]:
        """Sessions that are late since the last call."""
        fallen, self.late = self.late, []
        return fallen

    def is_late(self, session: Session) -> bool:
        """Whether the session has to ask for reports."""
        listener = self._by_session.get(session)
        return listener is not None and not listener.live

    def catch_up(self, session: Session) -> Frame | Job | None:
        """The next reports for a session that is late; what has to be done beside before they can
        be given; None when it is up to date.
        """
        listener = self._by_session.get(session)
        if listener is None or listener.live:
            return None
        if (collecting := self._move_on(listener)) is not None:
            return collecting
        if listener.live:
            return None
        messages = self._messages(listener)
        if isinstance(messages, list):
            listener.next += len(messages)
            self._move_on(listener)
            if session.stamped:
                messages = _stamped(messages, self._directory.wall_ns())
            return encode(messages, session.text)
        return messages

    def _move_on(self, listener: Listener) -> Job | None:
        """Go on to the next day where a listener has been sent all of one; what has to be done
        first.
        """
        while listener.due:
            day = listener.due[0].day
            if listener.reports is None:
                listener.reports = self._past.at_hand(listener.account, day)
            if listener.reports is None:
                return self._past.collecting(listener.account, day)
            if listener.next < listener.reports.next_number:
                return None
            listener.due.popleft()
            listener.reports, listener.next = None, 1
        listener.live = listener.next == self._streams.next_number(listener.account)
        return None

    def _messages(self, listener: Listener) -> list[Message] | Job:
        """The next reports of a listener that has some, or what brings their events to hand."""
        reports: Reports = listener.reports or self._directory.reports(listener.account)
        entries = reports.entries(listener.next, REPORTS_PER_FRAME_MAX)
        numbers = sorted({entry >> 1 for entry in entries})
        rows = {row.sequence: row for row in rows_of(self._recall.pick(numbers, reads=0))}
        if not rows:
            return self._past.reading(numbers)
        before, day = listener.replay_before, self._directory.date
        if listener.due:
            day, before = listener.due[0].day.date, listener.due[0].replay_before
        date, messages = format_date(day), []
        for number, entry in enumerate(entries, listener.next):
            if row := rows.get(entry >> 1):
                report = report_of(row, bool(entry & 1), self._codes, reports.text_of)
                messages.append(_numbered(report, row, date, number, None, number < before))
        return messages


def _numbered(
    report: Message,
    row: EventRow,
    date: str,
    number: int,
    received_ns: int | None,
    replay: bool = False,
) -> Message:
    """A report with its day, its number and its times."""
    report["type"] = "report"
    report["report_date"] = date
    report["number"] = number
    report["replay"] = replay
    report["time_ns"] = row.time_ns
    report["received_ns"] = received_ns
    return report


def _stamped(messages: list[Message], now_ns: int) -> list[Message]:
    """The same with the time at which they go out."""
    return [message | {"sent_ns": now_ns} for message in messages]


def _frames(messages: list[Message], listeners: list[Listener], wall_ns: Callable[[], int]) -> Sent:
    """The messages in frames, encoded once for each form that is listened in."""
    encoded: dict[tuple[bool, bool], list[Frame]] = {}
    sent: Sent = []
    for listener in listeners:
        form = text, stamped = listener.session.text, listener.session.stamped
        if form not in encoded:
            said = _stamped(messages, wall_ns()) if stamped else messages
            encoded[form] = []
            for start in range(0, len(said), REPORTS_PER_FRAME_MAX):
                piece = said[start : start + REPORTS_PER_FRAME_MAX]
                encoded[form].append(encode(piece, text))
        for frame in encoded[form]:
            sent.append((listener.session, frame))
    return sent
