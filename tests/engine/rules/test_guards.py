"""How many guards there may be, and that what ends makes room."""

from __future__ import annotations

import numpy as np

from engine.commands import CommandKind, Scope, empty_commands
from engine.events import EventArray, EventKind, Reason
from engine.rules.guard_views import guard_of, open_guards
from engine.rules.machine import apply_all
from engine.rules.state import ACCOUNT_GUARDS_MAX, GUARDS_MAX, StateArray, empty_state
from tests.oracle.members import guards_for_all

ACCOUNTS = 1 + GUARDS_MAX // ACCOUNT_GUARDS_MAX


def done(state: StateArray, *given: tuple[CommandKind, dict[str, int]]) -> EventArray:
    """Have commands decided."""
    commands = empty_commands(len(given))
    first = int(state["venue"]["sequence"][0]) + 1
    commands["sequence"] = np.arange(first, first + len(given))
    commands["kind"] = [kind for kind, _ in given]
    for place, (_, fields) in enumerate(given):
        for name, value in fields.items():
            commands[name][place] = value
    return apply_all(state, commands)


def test_an_account_and_the_venue_have_room_for_so_many() -> None:
    state = empty_state()
    events = done(state, *guards_for_all(ACCOUNTS))
    refused = events[events["kind"] == EventKind.REFUSED]
    reasons, counts = np.unique(refused["reason"], return_counts=True)
    assert dict(zip(reasons.tolist(), counts.tolist(), strict=True)) == {
        Reason.GUARDS_OF_ACCOUNT_FULL: ACCOUNTS - 1,
        Reason.GUARDS_FULL: ACCOUNT_GUARDS_MAX + 1,
    }
    assert len(open_guards(state)) == GUARDS_MAX
    more = {"account": ACCOUNTS, "parameter": Scope.KEY}
    done(state, (CommandKind.CLOSE_GUARD, {"reference": 5}), (CommandKind.OPEN_GUARD, more))
    assert guard_of(state, 5) is None
    assert guard_of(state, GUARDS_MAX + 1) is not None
