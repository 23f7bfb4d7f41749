"""What the events of a simulated venue answer: acknowledgements, trades, refusals in words."""

from __future__ import annotations

import numpy as np

from engine.commands import CommandKind
from engine.events import EventArray, EventKind, Reason


def acknowledgements(events: EventArray) -> EventArray:
    """The first event of each command, ACCEPTED or REFUSED: as many as there were commands, in
    their order.
    """
    return events[events["kind"] <= EventKind.REFUSED]


def fills(events: EventArray) -> EventArray:
    """The trades among events."""
    result: EventArray = events[events["kind"] == EventKind.FILL]
    return result


def refusal_words(event: np.void) -> str:
    """A REFUSED event in words: what was asked, why not, and what is allowed."""
    kind, reason = CommandKind(int(event["command_kind"])), Reason(int(event["reason"]))
    words = (
        f"{kind.name.lower().replace('_', ' ')} refused: {reason.name.lower().replace('_', ' ')}"
    )
    return f"{words} ({int(event['value'])})" if event["value"] else words
