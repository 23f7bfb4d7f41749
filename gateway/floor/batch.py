"""A batch in the making: requests as steps in the order of their arrival, and the commands that
they need.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from engine.commands import CommandArray, CommandKind, empty_commands
from engine.units import BATCH_MAX
from gateway.drafts.lookup import Draft
from gateway.drafts.records import assemble
from gateway.protocol.closings import FAULT
from gateway.protocol.conversation import Request
from gateway.protocol.faults import FaultLog
from gateway.protocol.operations import Way
from gateway.protocol.session import Session, Work
from gateway.protocol.wire import Message

_TEXT, _SET_RULE = int(CommandKind.TEXT), int(CommandKind.SET_VENUE_RULE)
_START_DAY, _LIST_INSTRUMENT = int(CommandKind.START_DAY), int(CommandKind.LIST_INSTRUMENT)
_DAY_MOVES = {
    int(kind)
    for kind in (
        CommandKind.START_DAY,
        CommandKind.SET_PHASE,
        CommandKind.END_DAY,
        CommandKind.TAKE_BACK_DAY,
    )
}
_MARKED = _DAY_MOVES | {
    _LIST_INSTRUMENT,
    _SET_RULE,
}  # kinds that something later in the batch depends on


@dataclass(slots=True, eq=False)
class Submission:
    """Commands of the venue itself (schedule, cancel on disconnect); `token` names who waits for
    the events.
    """

    commands: CommandArray
    token: Any
    arrival: int = 0  # among all that has come


_COMMANDS = (Way.COMMAND, Way.CANCEL)


class Step(NamedTuple):
    """One request in a batch.

    Refused already (`error`), answered before (`stored`: number of the event), a question (`first`
    is -1), or `drafted` commands from place `first` of the batch on, the first of which are
    `texts` that go with the next one. Without a request: all those of the work, new orders from
    `first` on.
    """

    work: Work
    request: Request | None
    first: int = -1
    drafted: int = 0
    error: Message | None = None
    stored: int = 0
    texts: int = 0

    @property
    def is_question(self) -> bool:
        """Whether the state is read for it, once all commands of the batch are done."""
        return self.first < 0 and self._way in (Way.QUERY, *_COMMANDS)

    @property
    def is_dry(self) -> bool:
        """Whether it is a dry run: a command that the batch does not have."""
        return self.first < 0 and self._way in _COMMANDS

    @property
    def _way(self) -> Way | None:
        """How it is done, of what is not in the batch, and neither refused nor answered."""
        operation = None if self.request is None else self.request.operation
        asked = self.error is None and not self.stored
        return operation.way if asked and operation is not None else None


def count_texts(drafts: list[Draft]) -> int:
    """How many of a request's drafts, the first ones, are texts."""
    places = (place for place, draft in enumerate(drafts) if draft["kind"] != _TEXT)
    return next(places, len(drafts))


@dataclass(slots=True)
class Batch:
    """Steps in order, the commands they need, and what is pending in it."""

    steps: list[Step] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    # of each draft: when its frame was read, 0 of the venue's own
    received: list[int] = field(default_factory=list)
    # commands without drafts, by first place
    ready: list[tuple[int, CommandArray]] = field(default_factory=list)
    submissions: list[tuple[Submission, int]] = field(default_factory=list)  # with its first place
    entering: set[tuple[int, bytes]] = field(default_factory=set)  # account and client id
    named: Counter[int] = field(default_factory=Counter)  # of these, by account
    asked: set[Session] = field(default_factory=set)
    held: set[Session] = field(default_factory=set)  # whose work waits for the next batch
    listing: bool = False
    day_moves: bool = False  # a command in it moves the trading day
    rules_move: bool = False  # a command in it sets a rule of the venue
    full: bool = False
    first_command: int = 0  # its number, once the sequencer has stamped it

    def commands(self) -> CommandArray:
        """The batch's commands, ready for the sequencer."""
        if not self.ready:
            return assemble(self.drafts)
        return self._with_ready(assemble([draft for draft in self.drafts if draft]))

    def refuse_unsound(self, faults: FaultLog) -> None:
        """Refuse each request whose drafts cannot be written as commands; the others close up."""
        gone: list[int] = []
        for at, step in enumerate(self.steps):
            if step.request is None or step.drafted == 0:
                continue
            end = step.first + step.drafted
            try:
                assemble(self.drafts[step.first : end])
            except Exception as fault:  # noqa: BLE001
                gone += range(step.first, end)
                error = faults.note(fault, "drafting a command").as_map()
                self.steps[at] = step._replace(first=-1, drafted=0, error=error)
                step.work.closing = step.work.closing or FAULT
        self._take_out(gone)

    def _take_out(self, gone: list[int]) -> None:
        """Drop the drafts of these places, ascending, which no step and no submission has."""

        def moved(place: int) -> int:
            return place - bisect_left(gone, place)

        kept = sorted(set(range(len(self.drafts))) - set(gone))
        self.drafts = [self.drafts[place] for place in kept]
        self.received = [self.received[place] for place in kept]
        self.ready = [(moved(first), commands) for first, commands in self.ready]
        self.submissions = [(each, moved(first)) for each, first in self.submissions]
        for at, step in enumerate(self.steps):
            if step.first >= 0:
                self.steps[at] = step._replace(first=moved(step.first))

    def _with_ready(self, drafted: CommandArray) -> CommandArray:
        commands = empty_commands(len(self.drafts))
        if len(drafted):
            commands[[place for place, draft in enumerate(self.drafts) if draft]] = drafted
        for first, ready in self.ready:
            commands[first : first + len(ready)] = ready
        return commands

    def _mark(self, kind: int) -> None:
        """START_DAY ends a batch, because client order ids begin anew with it; a listing makes
        codes wait.
        """
        if kind == _START_DAY:
            self.full = True
        elif kind == _LIST_INSTRUMENT:
            self.listing = True
        self.day_moves |= kind in _DAY_MOVES
        self.rules_move |= kind == _SET_RULE

    def add_submission(self, submission: Submission) -> bool:
        """Take a submission's commands in; False when they do not fit any more."""
        if not self.has_room(len(submission.commands)):
            return False
        self.submissions.append((submission, self.add_ready(submission.commands, 0)))
        for kind in _MARKED.intersection(submission.commands["kind"].tolist()):
            self._mark(kind)
        return True

    def add_drafts(self, drafts: list[Draft], received_ns: int) -> int | None:
        """Take drafts in; the place of the first, None when they do not fit any more."""
        first = len(self.drafts)
        if self.full or first + len(drafts) > BATCH_MAX:
            return None
        self.drafts += drafts
        for draft in drafts:
            self.received.append(received_ns)
            if draft["kind"] in _MARKED:
                self._mark(draft["kind"])
        return first

    def add_ready(self, commands: CommandArray, received_ns: int) -> int:
        """Take commands in as they are; the place of the first."""
        first = len(self.drafts)
        self.ready.append((first, commands))
        self.drafts += [{}] * len(commands)
        self.received += [received_ns] * len(commands)
        return first

    def has_room(self, count: int) -> bool:
        """Whether that many more commands fit."""
        return not self.full and len(self.drafts) + count <= BATCH_MAX
