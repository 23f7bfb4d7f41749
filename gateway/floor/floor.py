"""The trading floor, without sockets: waiting work in, answers and what is pushed out.

One turn is one batch: plan it, have the sequencer make it history and state, number the reports,
answer every request, report to the listeners. All of it happens on one thread; nothing here may be
called while a turn runs.

What a fault of the program does depends on where it happens:

- Before the commands are handed to the sequencer (reading, planning, drafting) nothing has been
  done: that request alone is refused with `internal_error`.
- In the sequencer, or while the index of the day takes in its events, log, state and index may
  differ: the turn raises, and the venue stops. The log has what was decided.
- After that, history is whole and no fault here changes it. A reply that cannot be made or encoded
  becomes `internal_error`, whose outcome the session finds in its reports; a listener whose reports
  cannot be made asks for them itself, which ends that session alone when it fails again. No number
  of a report and no other reply depends on it.

A session that a fault has reached is closed once it has been answered.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import suppress

import numpy as np

from engine.commands import CommandKind, empty_commands
from engine.errors import EngineError
from engine.events import EventArray, EventKind, empty_events
from engine.record.sequencer import Sequencer
from gateway.floor.act_register import ActRegister
from gateway.floor.alerts import Alerts
from gateway.floor.anchors import Anchors
from gateway.floor.answers import Answers, fault_reply, refused_reply
from gateway.floor.batch import Batch, Step, Submission
from gateway.floor.batch_lookup import BatchLookup
from gateway.floor.cases import Cases
from gateway.floor.directory import Directory
from gateway.floor.drafting import Drafting
from gateway.floor.dry_runs import DryRuns
from gateway.floor.framing import answer_frames, event_frame, event_frames, stamp
from gateway.floor.guards import Guards
from gateway.floor.held_acts import HeldActs, news_of
from gateway.floor.listeners import Listeners
from gateway.floor.log_ons import LogOns
from gateway.floor.operators import Operators
from gateway.floor.planner import Planner
from gateway.floor.queries import answer_query
from gateway.floor.risk_alerts import RiskAlerts
from gateway.floor.states import States
from gateway.floor.turn import Incoming, Turn
from gateway.protocol.auth import PublicKeys
from gateway.protocol.conversation import Request
from gateway.protocol.errors import KeyFileError, StorageFailed
from gateway.protocol.faults import FaultLog
from gateway.protocol.gates import KIND_OF_WAY, Kind
from gateway.protocol.key_journal import KeyJournal
from gateway.protocol.operations import LOG_ON, Operation
from gateway.protocol.session import Session, Work
from gateway.protocol.weights import rows_of
from gateway.protocol.wire import Frame, Message
from gateway.reports.rows import EventRows
from gateway.reports.streams import NewReports, new_day_at, numbers_of_answers
from gateway.schedule.acts import Timetable, by_hand
from gateway.schedule.times import day_status
from gateway.schedule.withdrawals import Withdrawals

FAULTS = FaultLog(logging.getLogger(__name__))
RETURN_NS = 30_000_000_000  # usually; of a venue its limit `return_s`
LIVE_EVENTS_MAX = 2_048  # of one batch; with more the followers read them back at their own pace
# Questions of one turn are answered for so long; those left are the next turn's.
QUESTIONS_NS = 2_000_000
_ORDERS_LAST = CommandKind.MASS_CANCEL  # kinds of commands up to here are orders and cancels
_OF_ONE_ORDER = CommandKind.REPLACE  # and up to here of one order; staff names no account for it


class Floor:
    """The engine with what the gateway derives from its events.

    `draw` gives random bits, as many as asked for. `timetable`: what is in schedule; without it the
    staff moves the day by the released calendar. `now_ns`: a clock that bounds how long a turn
    takes; without one, it has no bound in time. `aside` reads the log back (`Directory`).
    `return_ns`: from now until guards fire whose sessions have not returned.
    """

    def __init__(
        self,
        sequencer: Sequencer,
        keys: PublicKeys,
        draw: Callable[[int], int],
        timetable: Timetable | None = None,
        now_ns: Callable[[], int] = lambda: 0,
        aside: Executor | None = None,
        return_ns: int = RETURN_NS,
    ) -> None:
        self.now_ns = now_ns
        self._process_ns = 0  # of the last turn, in the sequencer
        self.sequencer = sequencer
        self.operators = Operators(sequencer.state, keys)
        self.directory = Directory(sequencer, draw, aside)
        self.anchors = Anchors(sequencer)
        self.listeners = Listeners(self.directory)
        self.log_ons = LogOns()
        self.followers: dict[Session, int] = {}
        self.acts = ActRegister(sequencer, self.operators.staff_numbers, self.directory.past.submit)
        self.key_journal = KeyJournal(keys.journal.path)
        with suppress(KeyFileError):  # a question says so; from here on it reads what is new
            self.key_journal.changes()
        self.risk_alerts, self.alerts, self.cases = RiskAlerts(), Alerts(), Cases()
        self.timetable = timetable or by_hand()
        self.states = States(sequencer.state, self.directory.codes)
        self.held_acts = HeldActs(sequencer.state, self.directory.recall, self.operators)
        self._answers = Answers(self.directory, self.operators, self.timetable, self.held_acts)
        self.withdrawals = Withdrawals(sequencer.state, sequencer.now_ns() + return_ns)
        self._guards = Guards(self.withdrawals)
        known = (self.directory, self.operators, draw)
        guarded = (self.timetable, self._guards, self.held_acts)
        self._planner = Planner(*known, *guarded, self.alerts)
        now = BatchLookup(*known, self.alerts)
        drafting = Drafting(self.held_acts, now, self.timetable)
        codes = self.directory.codes
        self._dry_runs = DryRuns(sequencer, self._answers, codes, drafting, now_ns)
        self._batch = Batch()
        self._commands = empty_commands(0)  # of the last batch that had any, as stamped

    def turn(self, works: Incoming, gone: list[Session]) -> Turn:
        """Run one batch.

        Raises StorageFailed when the engine stopped; the floor is then of no use any more.
        """
        turn, planner, begun_ns = Turn(), self._planner, self.now_ns()
        self._process_ns = 0
        due = self.withdrawals.due(self.sequencer.now_ns())
        if due is not None:
            planner.waiting.put(Submission(due, None))
        for work in works:
            planner.waiting.put(work)
        if gone:
            turn.finished += [(work, []) for work in planner.leave(set(gone))]
        for session in gone:
            self._leave(session)
        self._batch = batch = planner.fill()
        rows = EventRows(self._process(batch))
        numbers = self._take_in(batch, rows, turn) if len(rows.events) else {}
        self._answer(batch, rows, numbers, turn)
        if len(rows.events):
            self.withdrawals.take_in(rows.events)
            self._push(rows.events, turn)
        for each in (self.risk_alerts, self.alerts):
            if each.news:
                turn.alerts += each.take_news()
        turn.next_event = self.directory.next_event
        planner.waiting.keep_pace(self.now_ns() - begun_ns - self._process_ns)
        turn.more = bool(planner.waiting)
        return turn

    def close(self) -> None:
        """Write what the next start needs, and close the log. No turn may follow."""
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
        return event_frame(self.directory.recall, self.directory.codes, first, before, text)

    def _leave(self, session: Session) -> None:
        self.listeners.leave(session)
        self.log_ons.leave(session)
        self.followers.pop(session, None)
        ended = self._guards.left(session)
        if ended is not None:
            self._planner.waiting.put(Submission(ended, None))

    def _process(self, batch: Batch) -> EventArray:
        """Have the batch's commands done; their events."""
        if not batch.drafts:
            return empty_events(0)
        try:
            commands = batch.commands()
        except Exception:  # noqa: BLE001
            batch.refuse_unsound(FAULTS)
            commands = batch.commands()
        if not len(commands):
            return empty_events(0)
        try:
            begun_ns = self.now_ns()
            done = self.sequencer.process(commands)
            self._process_ns = self.now_ns() - begun_ns
        except EngineError as error:
            raise StorageFailed(
                f"the outcome is unknown until the venue is back: {error}"
            ) from error
        batch.first_command = int(done.commands["sequence"][0])
        self.directory.recall.keep(done)
        self.anchors.see(done.commands)
        kinds, accounts = done.commands["kind"], done.commands["account"]
        if kinds.max() > _OF_ONE_ORDER or not accounts.all():
            self.acts.see(done.commands, done.events)
        self._commands = done.commands
        return done.events

    # Taking in the engine's events.

    def _take_in(self, batch: Batch, rows: EventRows, turn: Turn) -> dict[int, int]:
        """Index the batch's events and report them; the report number of each acknowledgement's
        entry.
        """
        events, directory = rows.events, self.directory
        if batch.listing:
            directory.read_codes()
        reports: list[NewReports] = []
        day = new_day_at(events) if batch.full else None
        if day is not None:
            reports = directory.add(events[:day])
            self._report(reports, batch, rows, turn)
            events = events[day:]
            ended = directory.begin_day(int(events[0]["sequence"]), int(events[0]["date"]))
            if ended is not None:
                turn.too_slow = self.listeners.begin_day(ended)
        new = directory.add(events)
        self._report(new, batch, rows, turn)
        if directory.next_event >= directory.index.due:
            directory.index.after(directory.next_event)
        return numbers_of_answers(reports + new, rows.events)

    def _report(self, reports: list[NewReports], batch: Batch, rows: EventRows, turn: Turn) -> None:
        """Make the reports of the listeners that are up to date."""
        listened = self.listeners.by_account
        for each in reports:
            if each.account in listened:
                try:
                    turn.reports += self.listeners.report(each, rows, batch)
                except Exception as fault:  # noqa: BLE001
                    FAULTS.note(fault, "making reports")
                    self.listeners.be_late(each.account)

    # Answers.

    def _answer(self, batch: Batch, rows: EventRows, numbers: dict[int, int], turn: Turn) -> None:
        places = np.flatnonzero(rows.events["kind"] <= EventKind.REFUSED).tolist()
        places.append(len(rows.events))
        until_ns, late = 0, set[Session]()
        for step in batch.steps:
            work, request = step.work, step.request
            if step.is_question:
                now_ns = self.now_ns()
                until_ns = until_ns or now_ns + QUESTIONS_NS
                if now_ns > until_ns:
                    late.add(work.session)
            if work.session in late:  # no command of it can follow in this batch
                continue
            if request is None:
                work.answers += self._answers.to_orders(work, rows, places[step.first :], numbers)
            else:
                try:
                    answer = self._reply(step, request, rows, places, numbers, turn)
                except Exception as fault:  # noqa: BLE001
                    answer = fault_reply(work, request, fault)
                work.answers.append(answer)
                if request.operation is not None and request.operation.weight.rows:
                    self._weigh(step, request, request.operation, answer, places)
            if len(work.answers) == len(work.requests):
                if work.session.stamped:
                    stamp(work, self.sequencer.now_ns())
                turn.finished.append((work, answer_frames(work)))
        if late:
            self._planner.give_back(step.work for step in batch.steps if step.work.session in late)
        for submission, first in batch.submissions:
            end = places[first + len(submission.commands)]
            turn.submitted.append((submission.token, rows.events[places[first] : end]))

    def _weigh(
        self,
        step: Step,
        request: Request,
        operation: Operation,
        answer: Message,
        places: list[int],
    ) -> None:
        """What a request has weighed beyond the least is owed for it: its rows, or its events."""
        if step.first < 0:
            rows = rows_of(answer)
        else:
            rows = places[step.first + step.drafted] - places[step.first]
        weight = operation.weight.of(rows)
        self._planner.waiting.learn(step.work.session, request, weight)
        if weight > operation.weight.each:
            kind = KIND_OF_WAY.get(operation.way, Kind.REQUESTS)
            step.work.owe(kind, weight - operation.weight.each)

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
            resent = self._answers.to_resend(request, step.stored)
            if not step.work.session.stamped:
                del resent["time_ns"]
            return resent
        if request.operation is LOG_ON and step.first >= 0:
            error = self._guards.opened(step.work, rows.at(places[step.first]))
            if error is not None:
                return refused_reply(request, error)
        if step.is_dry:
            return self._dry_runs.answer(step.work, request)
        if step.first < 0 or request.operation is LOG_ON:
            return answer_query(self, step.work, request, turn)
        own = places[step.first + step.texts : step.first + step.drafted + 1]
        answer = self._answers.to_command(request, rows, own, numbers)
        if step.work.session.stamped:
            answer["time_ns"] = rows.at(own[0]).time_ns
        return answer

    # What everybody gets.

    def _push(self, events: EventArray, turn: Turn) -> None:
        if self.listeners.late:
            turn.reports_due += self.listeners.take_late()
        if int(events["command_kind"].max()) > _ORDERS_LAST:
            self.operators.take_in(events)
            turn.states = self.states.after(events)
            turn.day = day_status(self.sequencer.state)
            turn.alerts += news_of(self._commands, events)
        if self.followers and len(events) <= LIVE_EVENTS_MAX:
            try:
                for text in {session.text for session in self.followers}:
                    turn.event_frames[text] = event_frames(events, self.directory.codes, text)
            except Exception as fault:  # noqa: BLE001
                FAULTS.note(fault, "making frames of events")  # followers read them back
