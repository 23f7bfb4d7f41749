"""The row of a reason to refuse."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple


class Allowed(Enum):
    """How `value` of a REFUSED event is to be read."""

    NOTHING = 0
    NUMBER = 1
    HUNDREDTHS = 2  # a price or an amount: shown with two decimals, sent as the integer
    PHASE = 3  # the phase it was in, which the event carries by itself
    DATE = 4
    TIME = 5  # the engine's time, which the event carries by itself
    LATER_PHASES = 6  # the phases that may follow the one it was in
    RANGE = 7  # from `number` to `amount_fen`; `value` is what was sent
    AUCTION = 8  # the state an auction is in
    SESSIONS = 9  # the phases in which such a command is taken; the event carries the one it was in
    MARKET = 10  # the venue's market


class Refusal(NamedTuple):
    """What to say of one reason: the field it is about, what is allowed, a sentence, a remedy.

    field: the name that a request gives it, None where it is about none. sentence: why; it may use
    the fields of the REFUSED event by name: `{price}`, `{quantity}`, `{value}` (what is allowed or
    available) and so on. remedy: what the one refused does next.
    """

    field: str | None
    allowed: Allowed
    sentence: str
    remedy: str


NOTHING, NUMBER, HUNDREDTHS = Allowed.NOTHING, Allowed.NUMBER, Allowed.HUNDREDTHS
PHASE, DATE, RANGE, MARKET = Allowed.PHASE, Allowed.DATE, Allowed.RANGE, Allowed.MARKET
