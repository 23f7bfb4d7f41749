"""What must hold of halts in every state: numbers, ends, and calls only in a session."""

from __future__ import annotations

import numpy as np

from engine.commands import HaltState, Phase
from engine.rules.state import StateArray
from engine.units import CALL_MINUTES_MAX


def check_halts(state: StateArray) -> list[str]:
    """Ends belong to halts, a call has its beginning, and none runs outside of a session."""
    venue = state["venue"][0]
    used = int(venue["instruments_used"]) + 1
    states = state["instruments"][0][:used]["halted"].astype(np.int64)
    states[0] = venue["halted"]
    ends, calling = state["halt_ends"][0][:used], states == HaltState.CALL
    trading = venue["phase"] in (Phase.MORNING, Phase.AFTERNOON)
    named = (ends["until_hhmm"] != 0) | (ends["call_minutes"] != 0)
    minutes = ends["call_minutes"]
    wrong = {
        "is in no known state": states > HaltState.CALL,
        "has an end, and no halt": (states == HaltState.NONE) & (named | (ends["date"] != 0)),
        "has an end without a date": named & (ends["date"] == 0),
        "has a call of impossible length": (minutes < 0) | (minutes > CALL_MINUTES_MAX),
        "says wrongly when its call began": calling != (ends["call_ns"] != 0),
        "is in a call outside of a session": calling & (not trading),
    }
    return [
        f"halts: {number} {sentence}"
        for sentence, places in wrong.items()
        for number in np.flatnonzero(places)
    ]
