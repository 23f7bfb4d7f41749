"""Events as rows: one named tuple for each event, plain Python integers and bytes, made only where
somebody looks.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from engine.events import EVENT, EventArray

if TYPE_CHECKING:
    EventRow = Any
else:
    EventRow = namedtuple("EventRow", EVENT.names)

FIELDS: tuple[str, ...] = EVENT.names or ()

BY_COLUMN_MIN = 16  # rows
AT_ONCE_MAX = 4_096  # rows made at once, some 20 ms; a mass cancel may cause more events


class EventRows:
    """A batch's events by place: all made at once as long as there are not many, else each as it is
    asked for.

    `at(place)` is the row at a place, `first` the number of the first event.
    """

    def __init__(self, events: EventArray) -> None:
        self.events = events
        self.first = int(events["sequence"][0]) if len(events) else 0
        self._all = rows_of(events) if len(events) <= AT_ONCE_MAX else None
        self.at: Callable[[int], EventRow] = (
            self._made if self._all is None else self._all.__getitem__
        )

    def between(self, first: int, end: int) -> Iterable[EventRow]:
        """The rows from one place up to another, that one excluded."""
        if self._all is not None:
            return self._all[first:end]
        return (self.at(place) for place in range(first, end))

    def _made(self, place: int) -> EventRow:
        return EventRow._make(self.events[place].item())


def rows_of(events: EventArray) -> list[EventRow]:
    """Every event as a row; of many, each field is turned into Python's numbers for all of them at
    once.
    """
    values = (
        events.tolist()
        if len(events) < BY_COLUMN_MIN
        else zip(*[events[name].tolist() for name in FIELDS], strict=True)
    )
    return list(map(EventRow._make, values))
