"""The state pushed to every session: date, phase and halts, on each change."""

from __future__ import annotations

import numpy as np

from engine.commands import CommandKind
from engine.events import EventArray, EventKind
from engine.rules import views
from engine.rules.state import StateArray
from engine.units import format_date
from gateway.protocol.wire import Message
from gateway.reports.words import PHASES, Codes

_CHANGING = (
    CommandKind.START_DAY,
    CommandKind.SET_PHASE,
    CommandKind.END_DAY,
    CommandKind.TAKE_BACK_DAY,
    CommandKind.HALT,
    CommandKind.RESUME,
)


def state_message(state: StateArray) -> Message:
    """The `state` message as the engine has it now."""
    status = views.venue_status(state)
    date, halted = format_date(status["date"]), views.halted_codes(state)
    return {"type": "state", **status, "date": date, "halted": halted}


class States:
    """The last state pushed, in `current`."""

    def __init__(self, state: StateArray, codes: Codes) -> None:
        self._state = state
        self._codes = codes
        self.current = state_message(state)

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
            self.current = messages[-1] = state_message(self._state)
        return messages

    def _changed_by(self, event: np.void) -> Message:
        state = self.current | {"phase": PHASES[int(event["phase"])]}
        kind, halting = event["command_kind"], event["command_kind"] == CommandKind.HALT
        if kind == CommandKind.START_DAY:
            state["date"] = format_date(int(event["date"]))
        elif kind == CommandKind.TAKE_BACK_DAY:
            state["date"] = format_date(int(event["value"]))
        elif kind in (CommandKind.HALT, CommandKind.RESUME) and event["instrument"] == 0:
            state["venue_halted"] = bool(halting)
        elif kind in (CommandKind.HALT, CommandKind.RESUME):
            code = self._codes[int(event["instrument"])]
            halted = [each for each in state["halted"] if each != code]
            state["halted"] = [*halted, code] if halting else halted
        return state
