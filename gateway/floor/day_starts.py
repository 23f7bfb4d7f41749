"""Where the private streams of a date begin, when that date was taken back and started once
more.
"""

from __future__ import annotations

import numpy as np

from engine.commands import CommandKind
from engine.events import EventArray, EventKind
from engine.record.sequencer import Sequencer

READ_EVENTS = 65_536  # at once, backwards
_DAYS = (CommandKind.START_DAY, CommandKind.TAKE_BACK_DAY, CommandKind.END_DAY)


def first_start(sequencer: Sequencer, start: int, date: int) -> int:
    """The event that first started the date which event `start` has started.

    They differ where the date was taken back directly before, once or more often.
    """
    while True:
        taken_back = _before(sequencer, start)
        if not _is(taken_back, CommandKind.TAKE_BACK_DAY):
            return start
        started = _before(sequencer, int(taken_back["sequence"][0]))
        if not _is(started, CommandKind.START_DAY) or int(started["date"][0]) != date:
            return start
        start = int(started["sequence"][0])


def _before(sequencer: Sequencer, number: int) -> EventArray:
    """The last event before that number which began, ended or took back a day; empty without
    one.
    """
    oldest = sequencer.first_event
    while number > oldest:
        first = max(oldest, number - READ_EVENTS)
        events = sequencer.events(first, number - first)
        accepted = events["kind"] == EventKind.ACCEPTED
        places = np.flatnonzero(accepted & np.isin(events["command_kind"], _DAYS))
        if len(places):
            return events[places[-1] :][:1]
        number = first
    return sequencer.events(oldest, 1)[:0]


def _is(event: EventArray, kind: CommandKind) -> bool:
    return len(event) == 1 and int(event["command_kind"][0]) == kind
