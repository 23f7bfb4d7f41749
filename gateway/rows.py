"""Events as rows: one named tuple for each event, plain Python integers and bytes, made only where somebody looks."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from engine.events import EVENT, EventArray

if TYPE_CHECKING:
    EventRow = Any
else:
    EventRow = namedtuple("EventRow", EVENT.names)

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

    def between(self, first: int, end: int) -> Iterable[EventRow]:
        """The rows from one place up to another, that one excluded."""
        if self._all is not None:
            return self._all[first:end]
        return (self[place] for place in range(first, end))


def rows_of(events: EventArray) -> list[EventRow]:
    """Every event as a row."""
    return [EventRow._make(values) for values in events.tolist()]
