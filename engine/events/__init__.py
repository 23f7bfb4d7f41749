"""Events: everything that leaves the engine, as one fixed record, and the closed list of its
reasons.

Each command yields first one acknowledgement (ACCEPTED or REFUSED), which carries the command's own
fields back, then its consequences. Event sequences have no holes. Numbers go into the log and are
never reused.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from engine.events.flags import (
    BUYER_IS_TAKER,
    FIRST_DAY,
    IN_CALL,
    KEPT_PLACE,
    LIVE,
    NEXT_DAY,
    POSTER_SPEAKS,
    RESPONDER_HIDDEN,
    WAS_RESTING,
)
from engine.events.kinds import EventKind
from engine.events.reasons import Reason

if TYPE_CHECKING:
    from engine.events.record import EVENT, EVERY_EVENT, EventArray, empty_events

__all__ = [
    "BUYER_IS_TAKER",
    "EVENT",
    "EVERY_EVENT",
    "FIRST_DAY",
    "IN_CALL",
    "KEPT_PLACE",
    "LIVE",
    "NEXT_DAY",
    "POSTER_SPEAKS",
    "RESPONDER_HIDDEN",
    "WAS_RESTING",
    "EventArray",
    "EventKind",
    "Reason",
    "empty_events",
]

# What is made of numpy is loaded when it is first asked for: the words alone load no numbers.
_OF_RECORD = ("EVENT", "EVERY_EVENT", "EventArray", "empty_events")


def __getattr__(name: str) -> Any:
    """The record of events and what is made of it. Raises AttributeError."""
    if name not in _OF_RECORD:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"{__name__}.record"), name)
    globals()[name] = found
    return found
