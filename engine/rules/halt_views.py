"""Halts, read from the state."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.commands import HaltState, Parameter
from engine.events.halting import VENUE, Halting, HaltNow
from engine.rules.state import StateArray
from engine.rules.view_rows import instrument_code


def halts_of(state: StateArray) -> dict[int, HaltNow]:
    """Every halt and every call that ends one, by the number of the instrument; 0: the venue."""
    venue, ends = state["venue"][0], state["halt_ends"][0]
    halted = state["instruments"][0][: int(venue["instruments_used"]) + 1]["halted"] != 0
    numbers = np.flatnonzero(halted).tolist()
    if venue["halted"] != HaltState.NONE:
        numbers = [VENUE, *numbers]
    return {number: HaltNow(*ends[number].item()) for number in numbers}


def halt_rows(state: StateArray) -> list[dict[str, Any]]:
    """The same as messages have them."""
    now = halts_of(state)
    return Halting(now).rows({number: instrument_code(state, number) for number in now if number})


def call_is_on(state: StateArray, number: int) -> bool:
    """Whether an instrument takes orders in a call; of the venue (0) every call counts."""
    if number == VENUE:
        return True
    parameters = state["instruments"][0][number]["parameters"]
    return bool(parameters[Parameter.OPENING_CALL])
