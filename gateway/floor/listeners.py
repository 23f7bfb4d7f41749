"""Who listens to which account's private stream, and how far each has been told."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable

from engine.units import format_date
from gateway.floor.directory import Directory, ReportDay
from gateway.protocol.session import Session
from gateway.protocol.wire import Frame, Message, encode
from gateway.reports.rendering import report_of
from gateway.reports.rows import EventRow, EventRows, rows_of
from gateway.reports.streams import NewReports

REPORTS_PER_FRAME_MAX = 500
DAYS_BEHIND_MAX = 2  # ended days whose reports a session has not been told; their streams are kept
# of one account in one batch; with more its listeners are told at their own pace
LIVE_REPORTS_MAX = 4_096
Received = Callable[[int], int | None]  # command number to when its frame was read
Sent = list[tuple[Session, Frame]]


class Listener:
    """One session on one account's stream.

    `next` is the number it is told next. When not `live` it is behind, and asks for more when it
    can take it. Reports with a number below `replay_before` had been told before it asked for them.
    `days`: those that ended before it had been told all of them; `next` is a number of the first
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
    """All listeners, by account."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._streams = directory.streams
        self._recall = directory.recall
        self._codes = directory.codes
        self._fallen_behind: list[Session] = []
        self._by_account: dict[int, list[Listener]] = defaultdict(list)
        self._by_session: dict[Session, Listener] = {}

    def __len__(self) -> int:
        return len(self._by_session)

    def join(self, session: Session, account: int, first: int | None) -> None:
        """Tell a session an account's reports from number `first` on, or from the next new one."""
        listener = Listener(session, account)
        self._by_account[account].append(listener)
        self._by_session[session] = listener
        self.rewind(session, self._streams.next_number(account) if first is None else first)

    def leave(self, session: Session) -> None:
        """Tell a session nothing more."""
        listener = self._by_session.pop(session, None)
        if listener is not None:
            self._by_account[listener.account].remove(listener)
            if not self._by_account[listener.account]:
                del self._by_account[listener.account]

    def rewind(self, session: Session, first: int) -> None:
        """Go on from report `first`, or from the next new one where `first` lies beyond it."""
        listener = self._by_session[session]
        following = self._streams.next_number(listener.account)
        listener.days.clear()
        listener.next = min(first, following)
        listener.replay_before = following
        listener.live = listener.next == following

    def begin_day(self, ended: ReportDay) -> list[Session]:
        """The streams have begun again at 1. A listener that is behind is told the rest first.

        Returns the sessions that are too many days behind; they are told nothing more.
        """
        too_slow = []
        for listener in self._by_session.values():
            if listener.live:
                listener.next = listener.replay_before = 1
            elif len(listener.days) < DAYS_BEHIND_MAX:
                listener.days.append(ended)
            else:
                too_slow.append(listener.session)
        for session in too_slow:
            self.leave(session)
        return too_slow

    def tell(self, new: NewReports, rows: EventRows, received: Received) -> Sent:
        """Frames of new reports for those who are up to date; the others stay where they are."""
        live = [each for each in self._by_account.get(new.account, ()) if each.live]
        if not live:
            return []
        if len(new.entries) > LIVE_REPORTS_MAX:
            self.fall_behind(new.account)
            return []
        first_event, today = int(rows.events["sequence"][0]), self._directory.today
        messages = []
        for number, entry in enumerate(new.entries.tolist(), new.first):
            row = rows.at((entry >> 1) - first_event)
            messages.append(self._message(row, entry, today, number, False, received))
        frames = _frames(messages, [listener.session for listener in live])
        for listener in live:
            listener.next = new.first + len(new.entries)
        return frames

    def fall_behind(self, account: int) -> None:
        """Have the account's listeners ask for what they have not been told."""
        for listener in self._by_account.get(account, ()):
            if listener.live:
                listener.live = False
                listener.replay_before = listener.next
                self._fallen_behind.append(listener.session)

    def take_behind(self) -> list[Session]:
        """Sessions that have fallen behind since the last call."""
        fallen, self._fallen_behind = self._fallen_behind, []
        return fallen

    def is_behind(self, session: Session) -> bool:
        """Whether the session has to ask for reports."""
        listener = self._by_session.get(session)
        return listener is not None and not listener.live

    def catch_up(self, session: Session) -> Frame | None:
        """The next reports for a session that is behind; None when it is up to date."""
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
        """Go on to the next day where a listener has been told all of one."""
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
        before = listener.replay_before
        return [
            self._message(rows[entry >> 1], entry, day, number, number < before, _unknown)
            for number, entry in enumerate(entries, listener.next)
            if entry >> 1 in rows
        ]

    def _message(
        self,
        row: EventRow,
        entry: int,
        day: ReportDay,
        number: int,
        replay: bool,
        received: Received,
    ) -> Message:
        text_of = day.client_orders.text_of
        message = report_of(row, bool(entry & 1), self._codes, text_of)
        message["type"] = "report"
        message["report_date"] = format_date(day.date)
        message["number"] = number
        message["replay"] = replay
        message["time_ns"] = row.time_ns
        message["received_ns"] = received(row.command)
        return message


def _unknown(_command: int) -> None:
    return None


def _frames(messages: list[Message], sessions: list[Session]) -> Sent:
    """The messages in frames, encoded once for each encoding that is listened in."""
    pieces = [
        messages[start : start + REPORTS_PER_FRAME_MAX]
        for start in range(0, len(messages), REPORTS_PER_FRAME_MAX)
    ]
    encoded = {
        text: [encode(piece, text) for piece in pieces]
        for text in {session.text for session in sessions}
    }
    return [(session, frame) for session in sessions for frame in encoded[session.text]]
