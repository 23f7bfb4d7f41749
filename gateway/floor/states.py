"""The state pushed to every session: date, phase and halts, on each change."""

from __future__ import annotations

import numpy as np

from engine.commands import CommandKind
from engine.events import EventArray, EventKind
from engine.events.halting import VENUE, Halting
from engine.rules import views
from engine.rules.halt_views import halts_of
from engine.rules.state import StateArray
from engine.units import format_date
from gateway.protocol.wire import Message
from gateway.reports.words import PHASES, Codes

HALTING = (CommandKind.HALT, CommandKind.BEGIN_CALL, CommandKind.RESUME)
_CHANGING = (
    CommandKind.START_DAY,
    CommandKind.SET_PHASE,
    CommandKind.END_DAY,
    CommandKind.TAKE_BACK_DAY,
    *HALTING,
)


def state_message(state: StateArray, codes: Codes) -> Message:
    """The `state` message as the engine has it now."""
    status = views.venue_status(state)
    halting = Halting(halts_of(state))
    date = format_date(status["date"])
    return {"type": "state", "date": date, "phase": status["phase"], **_halts(halting, codes)}


def _halts(halting: Halting, codes: Codes) -> Message:
    halted = [codes[each] for each in sorted(halting.now) if each and halting.is_halted(each)]
    return {
        "venue_halted": halting.is_halted(VENUE),
        "halted": halted,
        "halts": halting.rows(codes),
    }


class States:
    """The last state pushed, in `current`."""

    def __init__(self, state: StateArray, codes: Codes) -> None:
        self._state = state
        self._codes = codes
        self._halting = Halting(halts_of(state))
        self.current = state_message(state, codes)

    def after(self, events: EventArray) -> list[Message]:
        """Every change among the newest events, in order; the last one as the engine has it."""
        accepted = events[
            (events["kind"] == EventKind.ACCEPTED) & np.isin(events["command_kind"], _CHANGING)
        ]
        messages = []
        for event in accepted:
            self.current = self._changed_by(event)
            messages.append(self.current)
        if messages:
            self.current = messages[-1] = state_message(self._state, self._codes)
        return messages

    def _changed_by(self, event: np.void) -> Message:
        state = self.current | {"phase": PHASES[int(event["phase"])]}
        kind = event["command_kind"]
        if kind in HALTING:
            self._halting_by(event)
        else:
            self._halting.end_calls()
        if kind == CommandKind.START_DAY:
            state["date"] = format_date(int(event["date"]))
        elif kind == CommandKind.TAKE_BACK_DAY:
            state["date"] = format_date(int(event["value"]))
        return state | _halts(self._halting, self._codes)

    def _halting_by(self, event: np.void) -> None:
        kind, number = event["command_kind"], int(event["instrument"])
        if kind == CommandKind.RESUME:
            self._halting.resumed(number)
        elif kind == CommandKind.BEGIN_CALL:
            self._halting.call_began(number, int(event["time_ns"]))
        else:
            end = int(event["date"]), int(event["price"]), int(event["quantity"])
            self._halting.halted(number, *end)
