"""The planner: what of the waiting work goes to the engine together, and what has to wait for the
next batch.

What a batch takes is chosen fairly between accounts (`fair_queue`) and done in the order of its
arrival. A session's work stays back, for one batch, from
the first request whose meaning depends on the outcome of another one in this batch: a command after
a question (the question must not see it), an order named by a client order id that is just being
entered, a code that is just being listed. Everyone else goes on. A frame of new orders none of
which depends on anything is taken as a whole.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable
from functools import partial

from gateway.drafts.lookup import NotYet
from gateway.drafts.records import new_orders
from gateway.floor.alerts import Alerts
from gateway.floor.batch import Batch, Step, Submission, count_texts
from gateway.floor.batch_lookup import BatchLookup
from gateway.floor.directory import Directory
from gateway.floor.drafting import Drafting
from gateway.floor.duplicate_client_ids import ID_FIELDS
from gateway.floor.fair_queue import FairQueue
from gateway.floor.guards import TAGGED, Guards, tag_of
from gateway.floor.held_acts import HeldActs
from gateway.floor.lane import Waiting
from gateway.floor.operators import Operators
from gateway.protocol.closings import FAULT
from gateway.protocol.conversation import Request
from gateway.protocol.errors import RequestError, error_map
from gateway.protocol.faults import FaultLog
from gateway.protocol.operations import LOG_ON, Way
from gateway.protocol.session import Session, Work
from gateway.schedule.acts import Timetable

FAULTS = FaultLog(logging.getLogger(__name__))
DRY_RUN = "dry_run"  # the field of an act that is to change nothing


class Planner:
    """Fills batches from the `waiting` work."""

    def __init__(
        self,
        directory: Directory,
        operators: Operators,
        draw: Callable[[int], int],
        timetable: Timetable,
        guards: Guards,
        acts: HeldActs,
        alerts: Alerts,
    ) -> None:
        self._guards = guards
        self._lookup = BatchLookup(directory, operators, draw, alerts)
        self._drafting = Drafting(acts, self._lookup, timetable)
        self.waiting = FairQueue()

    def leave(self, gone: Collection[Session]) -> list[Work]:
        """Give up what waits of sessions that are gone; the works dropped as a whole.

        Those are the works of sessions whose orders are to be cancelled, and those without a
        command. Of the others the commands are done as ever, and questions and log-ons, whose
        answers nobody reads, are not asked.
        """
        dropped: list[Work] = []
        for work in self.waiting.take_out(gone):
            if work.session.cancels_when_gone or not _has_command(work):
                dropped.append(work)
            else:
                _drop_questions(work)
                self.waiting.put(work)
        return dropped

    def drop(self) -> list[Waiting]:
        """Give up everything that waits."""
        return self.waiting.drop()

    def give_back(self, works: Iterable[Work]) -> None:
        """Have works wait again, for their requests that have no answer yet."""
        for work in reversed(dict.fromkeys(works)):
            whole = work.planned == len(work.requests)
            work.planned = len(work.answers)
            if whole:
                self.waiting.put_back(work)

    def fill(self) -> Batch:
        """The next batch."""
        batch = Batch()
        self._lookup.batch, self._lookup.read_back = batch, 0
        self.waiting.turn(partial(self._take, batch))
        return batch

    def _take(self, batch: Batch, work: Waiting, end: int) -> bool:
        """Move a work's requests before number `end` into the batch, as many of them as possible;
        whether the work has been planned as a whole.
        """
        if batch.full:
            return False
        if isinstance(work, Submission):
            taken = batch.add_submission(work)
            batch.full |= not taken
            return taken
        if work.session in batch.held:
            return False
        if work.session.log_on_refused:
            _refuse(work, "not_logged_on", "the log-on was refused")
        if work.columns is not None:
            if self._take_together(batch, work):
                return True
            work.spread()
        for request in work.requests[work.planned : end]:
            step = self._step(batch, work, request)
            if step is None:
                batch.held.add(work.session)
                return False
            batch.steps.append(step)
            work.planned += 1
        return work.planned == len(work.requests)

    def _take_together(self, batch: Batch, work: Work) -> bool:
        """Move a work of new orders into the batch; False when one of them has to be looked at by
        itself.
        """
        columns, grant = work.columns, work.session.grant
        assert columns is not None and grant is not None
        if work.session in batch.asked or not batch.has_room(len(work.requests)):
            return False
        names = columns.get("client_order_id", ())
        try:
            if not self._lookup.are_new(grant.account, names):
                return False
            commands = new_orders(columns, grant, self._lookup)
        except (RequestError, NotYet):
            return False
        except Exception as fault:  # noqa: BLE001
            FAULTS.note(fault, "planning a frame of new orders")
            return False
        if tag := tag_of(work.session):
            commands["parameter"] = tag
        batch.entering.update((grant.account, name) for name in names)
        batch.named[grant.account] += len(names)
        batch.steps.append(Step(work, None, batch.add_ready(commands, work.received_ns)))
        work.planned = len(work.requests)
        return True

    def _step(self, batch: Batch, work: Work, request: Request) -> Step | None:
        """The request as a step, None when it has to wait for the next batch."""
        operation = request.operation
        if operation is None:
            return Step(work, request, error=request.error)
        if operation.way is Way.QUERY or request.fields.get(DRY_RUN):
            batch.asked.add(work.session)
            return Step(work, request)
        if operation.way is Way.SESSION and operation is not LOG_ON:
            return Step(work, request)
        if work.session in batch.asked:
            return None
        try:
            if operation is LOG_ON:
                return self._log_on_step(batch, work, request)
            return self._command_step(batch, work, request)
        except RequestError as refusal:
            return Step(work, request, error=refusal.as_map())
        except NotYet:
            return None
        except Exception as fault:  # noqa: BLE001
            work.closing = work.closing or FAULT
            error = FAULTS.note(fault, f"planning {operation.name}")
            return Step(work, request, error=error.as_map())

    def _log_on_step(self, batch: Batch, work: Work, request: Request) -> Step | None:
        """A log-on, with the command that opens its guard where it asks for a new one."""
        try:
            draft = self._guards.wanted(work.session, request.fields)
        except RequestError as refusal:
            work.refuse_log_on(refusal.code)
            return Step(work, request, error=refusal.as_map())
        step = Step(work, request)
        if draft is not None:
            first = batch.add_drafts([draft], work.received_ns)
            if first is None:
                batch.full = True
                return None
            step = Step(work, request, first, 1)
        batch.asked.add(work.session)
        return step

    def _command_step(self, batch: Batch, work: Work, request: Request) -> Step | None:
        operation, fields, grant = request.operation, request.fields, work.session.grant
        assert operation is not None and grant is not None
        if (operation.name in self._drafting.timed and batch.day_moves) or (
            operation.approval and batch.rules_move
        ):  # what is in schedule, or is held, depends on the outcome
            raise NotYet
        drafts = self._drafting.drafts(request, grant)
        if operation.name in TAGGED and (tag := tag_of(work.session)):
            drafts[-1]["parameter"] = tag
        named = fields.get(ID_FIELDS.get(operation.name, ""))
        if named is not None and (
            stored := self._lookup.stored_answer(grant.account, named, drafts[0])
        ):
            return Step(work, request, stored=stored)
        first = batch.add_drafts(drafts, work.received_ns)
        if first is None:
            batch.full = True
            return None
        if named is not None:
            batch.entering.add((grant.account, named))
            batch.named[grant.account] += 1
        return Step(work, request, first, len(drafts), texts=count_texts(drafts))


def _has_command(work: Work) -> bool:
    """Whether a work still has to have something decided: of its other requests nobody reads the
    answers once its session is gone.
    """
    operations = (request.operation for request in work.requests[work.planned :])
    return any(each is not None and each.way in (Way.COMMAND, Way.CANCEL) for each in operations)


def _drop_questions(work: Work) -> None:
    """Refuse what a work, not all of which need have been planned, still asks or logs on with."""
    if work.columns is None:  # else it is new orders only
        _refuse(work, "connection_lost", "the session is gone", (Way.QUERY, Way.SESSION))


def _refuse(work: Work, code: str, why: str, ways: Collection[Way] = tuple(Way)) -> None:
    """Refuse those requests of a work, of these ways, that have not been planned."""
    work.spread()
    for request in work.requests[work.planned :]:
        operation = request.operation
        if operation is not None and operation.way in ways:
            request.operation, request.error = None, error_map(code, why)
