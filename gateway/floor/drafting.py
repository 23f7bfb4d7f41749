"""Makes the drafts of requests: what is out of schedule is refused, and what needs a second key is
held.

Where the venue's rule `second_approval` is on, acts that cannot be taken back are held until
another key approves them; then they are done as the first one asked them, in one batch with the
approval. A row of the table of operations says in its column `approval` when its act is such a
one:

| word | the act awaits approval |
|---|---|
| `always` | always |
| `out_of_schedule` | where calendar or clock are against it, confirmed or not |
| `overriding` | where it overrides |
| `narrower_band` | where a price limit would be narrower than the one to come |
| `everyone` | where it is about everyone's orders |
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import NamedTuple

from engine.commands import CommandKind, Parameter, TextUse, VenueRule
from engine.commands.texts import text_fields
from engine.rules.approval_views import held_act, needs_approval
from engine.rules.views import coming_value
from gateway.drafts.lookup import Draft, Fields, Lookup
from gateway.drafts.rows import DRAFTS
from gateway.floor.batch import count_texts
from gateway.floor.held_acts import HeldActs
from gateway.protocol.auth import Grant
from gateway.protocol.conversation import Request
from gateway.protocol.errors import RequestError
from gateway.protocol.operations import Operation
from gateway.protocol.wire import Message
from gateway.schedule.acts import Timetable
from gateway.schedule.auction_terms import DATED
from gateway.schedule.times import DayView

APPROVE, REFUSE, SET_RULE = "approve_act", "refuse_act", "set_venue_rule"
_UNSAID = ("id", "dry_run")  # of a request that is held
_TEXT, _HOLD = int(CommandKind.TEXT), int(CommandKind.HOLD_ACT)


class ApprovedAct(NamedTuple):
    """The act of an approval: its request as the first key sent it, how many texts go with its
    command, and the error where it cannot be drafted any more.
    """

    request: Request
    texts: int = 0
    error: Message | None = None


class Drafting:
    """What requests become, as far as `lookup` knows the venue."""

    def __init__(self, acts: HeldActs, lookup: Lookup, timetable: Timetable) -> None:
        self._acts, self._lookup, self._timetable = acts, lookup, timetable
        self._day = DayView(acts.state)
        self.timed = frozenset(filter(timetable.concerns, DRAFTS))  # what may be out of schedule
        self._cases: dict[str, Callable[[str, Fields], bool]] = {
            "always": lambda _operation, _fields: True,
            "out_of_schedule": self._out_of_schedule,
            "overriding": lambda _operation, fields: bool(fields.get("override")),
            "narrower_band": self._narrower_band,
            "everyone": lambda _operation, fields: bool(fields.get("everyone")),
        }

    def drafts(self, request: Request, grant: Grant, dry: bool = False) -> list[Draft]:
        """The drafts of a request, or those that hold it; of a dry run those of the act itself.

        Raises RequestError, NotYet.
        """
        operation, fields = request.operation, request.fields
        assert operation is not None
        if operation.name in self.timed:
            day = self._day.now()
            self._timetable.check(operation.name, fields, day)
            fields = self._timetable.completed(operation.name, fields, day)
        if operation.name == APPROVE:
            return self._approval(request, grant)
        if operation.name == REFUSE:
            self._check_duty(fields["number"], grant)
        self._check_second_keys(operation.name, fields)
        drafts = DRAFTS[operation.name](fields, grant, self._lookup)
        if operation.name in DATED:
            drafts[-1]["date"] = self._timetable.day_of_step(operation.name, self._day.now())
        if not dry and operation.approval and self.holds(request):
            return _holding(request, grant, drafts[-1]["kind"])
        return drafts

    def holds(self, request: Request) -> bool:
        """Whether a request would await approval now."""
        operation = request.operation
        if operation is None or not operation.approval or not needs_approval(self._acts.state):
            return False
        return self._cases[operation.approval](operation.name, request.fields)

    def _out_of_schedule(self, operation: str, fields: Fields) -> bool:
        return self._timetable.objects(operation, fields, self._day.now())

    def _narrower_band(self, _operation: str, fields: Fields) -> bool:
        if fields["parameter"] != Parameter.BAND_BP:
            return False
        number = self._lookup.instrument_number(fields["instrument"])
        coming = coming_value(self._acts.state, number, Parameter.BAND_BP)
        return bool(fields["value"] < coming)

    def _approval(self, request: Request, grant: Grant) -> list[Draft]:
        """The approval and the act, which go into the same batch."""
        own = DRAFTS[APPROVE](request.fields, grant, self._lookup)
        held = held_act(self._acts.state, request.fields["number"])
        if held is None or held.operator == grant.number:  # the engine refuses it
            return own
        operation, message = self._acts.request_of(held)
        _check_covers(operation, grant)
        asker = self._acts.asker(held, operation)
        act = Request(request.id, operation, {}, None)
        try:
            act.fields = operation.read(message)
            self._check_second_keys(operation.name, act.fields)
            drafts = DRAFTS[operation.name](act.fields, asker, self._lookup)
        except RequestError as refusal:
            request.act = ApprovedAct(act, error=refusal.as_map())
            return own
        request.act = ApprovedAct(act, count_texts(drafts))
        own[-1]["value"] = len(drafts)
        return own + drafts

    def _check_second_keys(self, operation: str, fields: Fields) -> None:
        """Raise RequestError where second approval is switched on and nobody could approve."""
        if operation != SET_RULE or fields["rule"] != VenueRule.SECOND_APPROVAL:
            return
        if fields["value"]:
            self._acts.require_second_keys(fields["value"])

    def _check_duty(self, number: int, grant: Grant) -> None:
        """Raise RequestError where the act that awaits approval is of another duty."""
        held = held_act(self._acts.state, number)
        if held is not None:
            _check_covers(self._acts.request_of(held)[0], grant)


def _check_covers(operation: Operation, grant: Grant) -> None:
    if not operation.is_for(grant.duties):
        duties = list(operation.duties)
        rule = f"{operation.name} is approved by a key with the duty {' or '.join(duties)}"
        raise RequestError("duty_not_allowed", rule, field="number", allowed=duties)


def _holding(request: Request, grant: Grant, kind: int) -> list[Draft]:
    """The drafts that hold a request, with its whole map as a text."""
    message = {name: each for name, each in (request.message or {}).items() if name not in _UNSAID}
    text = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()
    texts = {TextUse.REQUEST: text}
    if "reason" in request.fields:
        texts[TextUse.REASON] = request.fields["reason"]
    by = {"operator": grant.number}
    pieces = [{"kind": _TEXT} | by | piece for piece in text_fields(texts)]
    return [*pieces, {"kind": _HOLD, "parameter": kind} | by]
