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

_LAST = int(EventKind.REFUSED)  # ACCEPTED and REFUSED are the two smallest kinds
AT_ONCE_MAX = 32_768  # rows held at once, some 20 MiB


class EventRows:
    """A batch's events by place: all made at once as long as there are not many, else each as it is asked for."""

    def __init__(self, events: EventArray) -> None:
        self.events = events
        self._all = rows_of(events) if len(events) <= AT_ONCE_MAX else None

    def __len__(self) -> int:
        return len(self.events)

    def __getitem__(self, place: int) -> EventRow:
        if self._all is not None:
            return self._all[place]
        return EventRow._make(self.events[place].item())

    def consequences(self, acknowledgement: int) -> Iterator[EventRow]:
        """What follows the acknowledgement at this place, up to the next one."""
        for place in range(acknowledgement + 1, len(self.events)):
            row = self[place]
            if row.kind <= _LAST:
                return
            yield row


def rows_of(events: EventArray) -> list[EventRow]:
    """Every event as a row."""
    return [EventRow._make(values) for values in events.tolist()]
