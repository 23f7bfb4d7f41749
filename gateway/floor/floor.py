"""The trading floor, without sockets: waiting work in, answers and everything to be told out.

One turn is one batch: plan it, have the sequencer make it history and state, number the reports,
answer every request, tell the listeners. All of it happens on one thread; nothing here may be
called while a turn runs.

What a fault of the program does depends on where it happens:

- Before the commands are handed to the sequencer (reading, planning, drafting) nothing has been
  done: that request alone is refused with `internal_error`.
- In the sequencer, or while the index of the day takes in its events, log, state and index may
  differ: the turn raises, and the venue stops. The log has what was decided.
- After that, history is whole whatever happens here. A reply that cannot be made or encoded becomes
  `internal_error`, whose outcome the session finds in its reports; a listener whose reports cannot
  be made asks for them itself, which ends that session alone when it fails again. No number of a
  report and no other reply depends on it.

A session that a fault has reached is closed once it has been answered.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from engine.commands import CommandArray, CommandKind, command
from engine.errors import EngineError
from engine.events import EventArray, EventKind, empty_events
from engine.record.sequencer import Sequencer
from gateway.floor.answers import accepted_reply, refused_reply
from gateway.floor.batch import Batch, Step, Submission
from gateway.floor.directory import Directory
from gateway.floor.listeners import Listeners, Sent
from gateway.floor.operators import Operators
from gateway.floor.planner import Planner
from gateway.floor.queries import QUERIES
from gateway.floor.risk_alerts import RiskAlerts
from gateway.floor.states import States
from gateway.protocol.auth import PublicKeys
from gateway.protocol.errors import RequestError, StorageFailed
from gateway.protocol.faults import FaultLog
from gateway.protocol.operations import LOG_ON, Way
from gateway.protocol.session import FAULT, Closing, Request, Session, Work
from gateway.protocol.wire import CloseCode, Frame, Message, encode
from gateway.reports.refusals import refusal_of
from gateway.reports.rendering import event_maps
from gateway.reports.rows import EventRows
from gateway.reports.streams import NewReports, new_day_at
from gateway.schedule.acts import Timetable, by_hand
from gateway.schedule.times import DayStatus, day_status

FAULTS = FaultLog(logging.getLogger(__name__))
EVENTS_PER_FRAME_MAX = 500
LIVE_EVENTS_MAX = 4 * 4096  # of one batch; with more the followers read them back at their own pace
Incoming = list[Work | Submission]
EventFrames = list[tuple[int, int, Frame]]  # first event, last event, frame

_REFUSED = int(EventKind.REFUSED)
_ORDERS_LAST = CommandKind.MASS_CANCEL  # kinds of commands up to here are orders and cancels


@dataclass
class Turn:
    """What came out of one batch, for the sockets to send in this order."""

    finished: list[tuple[Work, list[Frame]]] = field(default_factory=list)
    reports: Sent = field(default_factory=list)
    joined: list[Session] = field(default_factory=list)  # sessions that have logged on
    behind: list[Session] = field(default_factory=list)  # sessions that have reports to ask for
    too_slow: list[Session] = field(default_factory=list)  # days behind with their reports
    states: list[Message] = field(default_factory=list)
    alerts: list[Message] = field(default_factory=list)  # for the exchange's staff
    follows: list[tuple[Session, int]] = field(default_factory=list)
    event_frames: dict[bool, EventFrames] = field(default_factory=dict)
    next_event: int = 1
    submitted: list[tuple[Any, EventArray]] = field(default_factory=list)
    day: DayStatus | None = None  # when it may have changed
    more: bool = False  # work is left over for the next turn


class Floor:
    """The engine with what the gateway derives from its events.

    `draw` gives random bits, as many as asked for. `timetable`: what is in schedule; without it the
    staff moves the day by the released calendar.
    """

    def __init__(
        self,
        sequencer: Sequencer,
        keys: PublicKeys,
        draw: Callable[[int], int],
        timetable: Timetable | None = None,
    ) -> None:
        self.sequencer = sequencer
        self.operators = Operators(sequencer.state, keys)
        self.directory = Directory(sequencer, draw)
        self.listeners = Listeners(self.directory)
        self.followers: dict[Session, int] = {}
        self.risk_alerts = RiskAlerts()
        self.timetable = timetable or by_hand()
        self._planner = Planner(self.directory, self.operators, draw, self.timetable)
        self._batch = Batch()
        self.states = States(sequencer.state, self.directory.codes)

    def turn(self, works: Incoming, gone: list[Session]) -> Turn:
        """Run one batch.

        Raises StorageFailed when the engine stopped; the floor is then of no use any more.
        """
        self._planner.wait(works)
        turn = Turn()
        if gone:
            turn.finished += [(work, []) for work in self._planner.leave(set(gone))]
        for session in gone:
            self._leave(session)
        self._batch = batch = self._planner.fill()
        events = self._process(batch)
        rows = EventRows(events)
        numbers = self._take_in(batch, rows, turn)
        self._answer(batch, rows, numbers, turn)
        self._push(batch, events, turn)
        turn.alerts = self.risk_alerts.take_news()
        turn.next_event = self.directory.recall.next_event
        turn.more = bool(self._planner)
        return turn

    def close(self) -> None:
        """Leave what the next start needs, and close the log. No turn may come any more."""
        self.directory.close()
        self.sequencer.close()

    def abandoned(self) -> Incoming:
        """What will get no answer any more, after StorageFailed."""
        batch, waiting = self._batch, self._planner.drop()
        works = dict.fromkeys(
            [step.work for step in batch.steps]
            + [each for each in waiting if isinstance(each, Work)]
        )
        submissions = [each for each, _ in batch.submissions] + [
            each for each in waiting if isinstance(each, Submission)
        ]
        return [*(work for work in works if len(work.answers) < len(work.requests)), *submissions]

    def event_frame(self, first: int, before: int, text: bool) -> tuple[int, Frame]:
        """Events from `first` on and before number `before`, 500 at most, as one frame; the number
        of the next.
        """
        events = self.directory.recall.read(first, min(EVENTS_PER_FRAME_MAX, before - first))
        last, frame = self._event_frame(event_maps(events, self.directory.codes), first, text)
        return last + 1, frame

    def _leave(self, session: Session) -> None:
        self.listeners.leave(session)
        self.followers.pop(session, None)
        if session.cancels_when_gone and session.grant is not None:
            grant = session.grant
            cancel = command(CommandKind.MASS_CANCEL, account=grant.account, operator=grant.number)
            self._planner.wait([Submission(cancel, None)])

    def _process(self, batch: Batch) -> EventArray:
        if not batch.drafts:
            return empty_events(0)
        commands = self._commands_of(batch)
        if not len(commands):
            return empty_events(0)
        try:
            done = self.sequencer.process(commands)
        except EngineError as error:
            raise StorageFailed(
                f"the outcome is unknown until the venue is back: {error}"
            ) from error
        batch.first_command = int(done.commands["sequence"][0])
        self.directory.recall.keep(done)
        return done.events

    @staticmethod
    def _commands_of(batch: Batch) -> CommandArray:
        try:
            return batch.commands()
        except Exception:  # noqa: BLE001
            batch.refuse_unsound(FAULTS)
            return batch.commands()

    # Taking in what the engine said.

    def _take_in(self, batch: Batch, rows: EventRows, turn: Turn) -> dict[int, int]:
        """Index the batch's events and tell the listeners; the report number of each
        acknowledgement's entry.
        """
        events = rows.events
        if batch.listing:
            self.directory.read_codes()
        reports = []
        day = new_day_at(events) if batch.full else None
        if day is not None:
            reports += self._tell(self.directory.add(events[:day]), batch, rows, turn)
            events = events[day:]
            start = events[0]
            ended = self.directory.begin_day(int(start["sequence"]), int(start["date"]))
            if ended is not None:
                turn.too_slow = self.listeners.begin_day(ended)
        reports += self._tell(self.directory.add(events), batch, rows, turn)
        self.directory.keep()
        return _numbers_of_answers(reports, rows.events)

    def _tell(
        self, reports: list[NewReports], batch: Batch, rows: EventRows, turn: Turn
    ) -> list[NewReports]:
        for each in reports:
            try:
                turn.reports += self.listeners.tell(each, rows, batch.received_ns)
            except Exception as fault:  # noqa: BLE001
                FAULTS.note(fault, "making reports")
                self.listeners.fall_behind(each.account)
        return reports

    # Answers.

    def _answer(self, batch: Batch, rows: EventRows, numbers: dict[int, int], turn: Turn) -> None:
        places = [*np.flatnonzero(rows.events["kind"] <= EventKind.REFUSED).tolist(), len(rows)]
        for step in batch.steps:
            work = step.work
            if step.request is None:
                for first, request in enumerate(work.requests, step.first):
                    own = places[first : first + 2]
                    reply = _sound(work, request, self._command_reply, request, rows, own, numbers)
                    work.answers.append(reply)
            else:
                asked = (step, step.request, rows, places, numbers, turn)
                work.answers.append(_sound(work, step.request, self._reply, *asked))
            if len(work.answers) == len(work.requests):
                turn.finished.append((work, _frames_of(work)))
        for submission, first in batch.submissions:
            end = places[first + len(submission.commands)]
            turn.submitted.append((submission.token, rows.events[places[first] : end]))

    def _reply(
        self,
        step: Step,
        request: Request,
        rows: EventRows,
        places: list[int],
        numbers: dict[int, int],
        turn: Turn,
    ) -> Message:
        if step.error is not None:
            return refused_reply(
                request, self.directory.with_own_range(step.error, request.instrument)
            )
        if step.stored:
            return self._stored_reply(step.stored, request)
        if step.first < 0:
            return self._query_reply(step, request, turn)
        return self._command_reply(
            request, rows, places[step.first : step.first + step.drafted + 1], numbers
        )

    def _command_reply(
        self, request: Request, rows: EventRows, places: list[int], numbers: dict[int, int]
    ) -> Message:
        """The reply to a request from the events of its commands, whose acknowledgements are at all
        `places` but the last.
        """
        for place in places[:-1]:
            row = rows.at(place)
            if row.kind == _REFUSED:
                return refused_reply(
                    request, refusal_of(row, self.directory.codes[row.instrument], request.fields)
                )
        first, end = places[0], places[-1]
        following = rows.between(first + 1, end) if end > first + 1 else ()
        return accepted_reply(request, rows.at(first), following, numbers, self.operators)

    def _stored_reply(self, stored: int, request: Request) -> Message:
        """The answer that was given to the same order before, from the events that followed from
        it.
        """
        rows = EventRows(self.directory.recall.caused_with(stored))
        answer = rows.at(0)
        entry = 2 * answer.sequence
        number = self.directory.streams.number_of(answer.account, entry)
        reply = self._command_reply(
            request, rows, [0, len(rows)], {entry: number} if number else {}
        )
        return reply | {"duplicate": True}

    def _query_reply(self, step: Step, request: Request, turn: Turn) -> Message:
        operation, session = request.operation, step.work.session
        assert operation is not None
        reply: Message = {"type": "reply", "id": request.id, "ok": True}
        if operation.way is Way.SESSION:
            reply["server_time_ns"] = step.work.received_ns
        if operation.name not in QUERIES:
            return reply
        if operation is LOG_ON:
            session.log_on_refused = True  # unless it is taken here
        try:
            reply |= QUERIES[operation.name](self, request.fields, session)
        except RequestError as error:
            if operation is LOG_ON:
                step.work.closing = Closing(CloseCode.LOG_ON_REFUSED, error.code)
            return refused_reply(request, error.as_map())
        if operation.name == "follow":
            turn.follows.append((session, self.followers[session]))
        if operation is LOG_ON:
            session.log_on_refused = False
            turn.joined.append(session)
        if self.listeners.is_behind(session):
            turn.behind.append(session)
        return reply

    # What everybody hears.

    def _push(self, batch: Batch, events: EventArray, turn: Turn) -> None:
        if len(events) == 0:
            return
        turn.behind += self.listeners.take_behind()
        if int(events["command_kind"].max()) > _ORDERS_LAST:
            self.operators.take_in(events)
            turn.states = self.states.after(events)
            turn.day = day_status(self.sequencer.state)
        if len(events) <= LIVE_EVENTS_MAX:
            try:
                for text in {session.text for session in self.followers}:
                    turn.event_frames[text] = self._event_frames(events, text)
            except Exception as fault:  # noqa: BLE001
                FAULTS.note(fault, "making frames of events")  # followers read them back

    def _event_frames(self, events: EventArray, text: bool) -> EventFrames:
        maps = event_maps(events, self.directory.codes)
        first, frames = int(events["sequence"][0]), []
        for start in range(0, len(maps), EVENTS_PER_FRAME_MAX):
            last, frame = self._event_frame(
                maps[start : start + EVENTS_PER_FRAME_MAX], first + start, text
            )
            frames.append((first + start, last, frame))
        return frames

    @staticmethod
    def _event_frame(maps: list[Message], first: int, text: bool) -> tuple[int, Frame]:
        last = first + len(maps) - 1
        return last, encode({"type": "events", "first": first, "last": last, "events": maps}, text)


def _sound(work: Work, request: Request, reply: Callable[..., Message], *what: Any) -> Message:
    """A reply, or `internal_error` where it cannot be made; the session is then closed."""
    try:
        return reply(*what)
    except Exception as fault:  # noqa: BLE001
        work.closing = work.closing or FAULT
        return refused_reply(request, FAULTS.note(fault, "answering a request").as_map())


def _numbers_of_answers(reports: list[NewReports], events: EventArray) -> dict[int, int]:
    """Report numbers by entry, of the acknowledgements only: a reply names the first report of its
    order.
    """
    numbers: dict[int, int] = {}
    for each in reports:
        places = (each.entries >> 1) - int(events["sequence"][0])
        answers = np.flatnonzero(events["kind"][places] <= EventKind.REFUSED)
        numbers.update(
            zip(each.entries[answers].tolist(), (answers + each.first).tolist(), strict=True)
        )
    return numbers


def storage_failed_frames(work: Work, error: StorageFailed) -> list[Frame]:
    """The answers a work has, and for the rest of its requests that the outcome is unknown."""
    for request in work.requests[len(work.answers) :]:
        work.answers.append(refused_reply(request, error.as_map()))
    return _frames_of(work)


def _frames_of(work: Work) -> list[Frame]:
    """A work's answers in frames; one that cannot be encoded is `internal_error`."""
    try:
        return _encoded(work)
    except Exception:  # noqa: BLE001
        for place, (request, answer) in enumerate(zip(work.requests, work.answers, strict=True)):
            work.answers[place] = _sound(work, request, _encodable, answer, work.session.text)
        return _encoded(work)


def _encodable(answer: Message, text: bool) -> Message:
    """The answer itself. Raises what its encoding raises."""
    encode(answer, text)
    return answer


def _encoded(work: Work) -> list[Frame]:
    """A work's answers in frames: those of questions, which may be long, in frames of their own."""
    frames: list[Frame] = []
    short: list[Message] = []
    for request, answer in zip(work.requests, work.answers, strict=True):
        if request.operation is not None and request.operation.way is Way.QUERY:
            frames += [encode(short, work.session.text)] if short else []
            frames.append(encode(answer, work.session.text))
            short = []
        else:
            short.append(answer)
    if short:
        frames.append(encode(short if len(short) > 1 else short[0], work.session.text))
    return frames
