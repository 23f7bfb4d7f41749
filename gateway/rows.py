"""Events as rows: one named tuple for each event, plain Python integers and bytes, made only where somebody looks."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from engine.events import EVENT, EventArray, EventKind

if TYPE_CHECKING:
    EventRow = Any
else:
    EventRow = namedtuple("EventRow", EVENT.names)

ACKNOWLEDGEMENT_LAST = EventKind.REFUSED  # ACCEPTED and REFUSED are the two smallest kinds
AHEAD = 4_096  # rows made at once


class EventRows:
    """A batch's events by place. Rows are made in pieces of 4,096 as they are asked for, and kept."""

    def __init__(self, events: EventArray) -> None:
        self.events = events
        self._pieces: dict[int, list[EventRow]] = {}

    def __len__(self) -> int:
        return len(self.events)

    def __getitem__(self, place: int) -> EventRow:
        piece, rest = divmod(place, AHEAD)
        rows = self._pieces.get(piece)
        if rows is None:
            rows = self._pieces[piece] = rows_of(self.events[piece * AHEAD : (piece + 1) * AHEAD])
        return rows[rest]

    def consequences(self, acknowledgement: int) -> Iterator[EventRow]:
        """What follows the acknowledgement at this place, up to the next one."""
        for place in range(acknowledgement + 1, len(self.events)):
            row = self[place]
            if row.kind <= ACKNOWLEDGEMENT_LAST:
                return
            yield row


def rows_of(events: EventArray) -> list[EventRow]:
    """Every event as a row."""
    return [EventRow._make(values) for values in events.tolist()]
