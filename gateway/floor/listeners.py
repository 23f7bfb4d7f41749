"""Who listens to which account's private stream, and which reports each has been sent."""

from __future__ import annotations

from collections import defaultdict, deque

from engine.units import format_date
from gateway.floor.batch import Batch
from gateway.floor.directory import Directory, ReportDay
from gateway.protocol.session import Session
from gateway.protocol.wire import Frame, Message, encode
from gateway.reports.rendering import report_of
from gateway.reports.rows import EventRow, EventRows, rows_of
from gateway.reports.streams import NewReports

REPORTS_PER_FRAME_MAX = 500
DAYS_DUE_MAX = 2  # ended days whose reports are still due to a session; their streams are kept
# of one account in one batch; with more its listeners ask for them at their own pace
LIVE_REPORTS_MAX = 4_096
Sent = list[tuple[Session, Frame]]


class Listener:
    """One session on one account's stream.

    `next` is the number of the report that is sent next. When not `live` it is late, and asks for
    more when it can take it. Reports with a number below `replay_before` had been sent before.
    `days`: those that ended before all their reports were sent; `next` is a number of the first
    one, without any of today.
    """

    def __init__(self, session: Session, account: int) -> None:
        self.session = session
        self.account = account
        self.next = 1
        self.replay_before = 1
        self.live = True
        self.days: deque[ReportDay] = deque()


class Listeners:
    """All listeners, by account. `late`: sessions that have to ask for reports from now
    on.
    """

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._streams = directory.streams
        self._recall = directory.recall
        self._codes = directory.codes
        self.late: list[Session] = []
        self.by_account: dict[int, list[Listener]] = defaultdict(list)
        self._by_session: dict[Session, Listener] = {}

    def __len__(self) -> int:
        return len(self._by_session)

    def join(self, session: Session, account: int, first: int | None) -> None:
        """Send a session an account's reports from number `first` on, or from the next new one."""
        listener = Listener(session, account)
        self.by_account[account].append(listener)
        self._by_session[session] = listener
        self.rewind(session, self._streams.next_number(account) if first is None else first)

    def leave(self, session: Session) -> None:
        """Send a session nothing more."""
        listener = self._by_session.pop(session, None)
        if listener is not None:
            self.by_account[listener.account].remove(listener)
            if not self.by_account[listener.account]:
                del self.by_account[listener.account]

    def rewind(self, session: Session, first: int) -> None:
        """Go on from report `first`, or from the next new one where `first` lies beyond it."""
        listener = self._by_session[session]
        following = self._streams.next_number(listener.account)
        listener.days.clear()
        listener.next = min(first, following)
        listener.replay_before = following
        listener.live = listener.next == following

    def begin_day(self, ended: ReportDay) -> list[Session]:
        """The streams have begun again at 1. A listener that is late is sent the rest first.

        Returns the sessions that are too many days late; they are sent nothing more.
        """
        too_slow = []
        for listener in self._by_session.values():
            if listener.live:
                listener.next = listener.replay_before = 1
            elif len(listener.days) < DAYS_DUE_MAX:
                listener.days.append(ended)
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
        frames = _frames(messages, live)
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

    def catch_up(self, session: Session) -> Frame | None:
        """The next reports for a session that is late; None when it is up to date."""
        listener = self._by_session.get(session)
        if listener is None or listener.live:
            return None
        self._move_on(listener)
        day = listener.days[0] if listener.days else self._directory.today
        entries = day.streams.entries(listener.account, listener.next, REPORTS_PER_FRAME_MAX)
        messages = self._messages(listener, day, entries)
        frame = encode(messages, session.text) if messages else None
        listener.next += len(messages)
        self._move_on(listener)
        return frame

    def _move_on(self, listener: Listener) -> None:
        """Go on to the next day where a listener has been sent all of one."""
        account = listener.account
        while listener.days and listener.next == listener.days[0].streams.next_number(account):
            listener.days.popleft()
            listener.next = listener.replay_before = 1
        listener.live = not listener.days and listener.next == self._streams.next_number(account)

    def _messages(self, listener: Listener, day: ReportDay, entries: list[int]) -> list[Message]:
        rows = {
            row.sequence: row
            for row in rows_of(self._recall.pick(sorted({entry >> 1 for entry in entries})))
        }
        before, date, text_of = (
            listener.replay_before,
            format_date(day.date),
            day.client_orders.text_of,
        )
        messages = []
        for number, entry in enumerate(entries, listener.next):
            if row := rows.get(entry >> 1):
                report = report_of(row, bool(entry & 1), self._codes, text_of)
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


def _frames(messages: list[Message], listeners: list[Listener]) -> Sent:
    """The messages in frames, encoded once for each encoding that is listened in."""
    encoded: dict[bool, list[Frame]] = {}
    sent: Sent = []
    for listener in listeners:
        text = listener.session.text
        if text not in encoded:
            encoded[text] = []
            for start in range(0, len(messages), REPORTS_PER_FRAME_MAX):
                piece = messages[start : start + REPORTS_PER_FRAME_MAX]
                encoded[text].append(encode(piece, text))
        for frame in encoded[text]:
            sent.append((listener.session, frame))
    return sent
