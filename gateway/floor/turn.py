"""What goes into a turn of the floor, and what comes out of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from engine.events import EventArray
from gateway.floor.batch import Submission
from gateway.protocol.session import Session, Work
from gateway.protocol.wire import Frame, Message
from gateway.schedule.times import DayStatus

Incoming = list[Work | Submission]
EventFrames = list[tuple[int, int, Frame]]  # first event, last event, frame


@dataclass(slots=True)
class Turn:
    """What came out of one batch, for the sockets to send in this order."""

    finished: list[tuple[Work, list[Frame]]] = field(default_factory=list)
    reports: list[tuple[Session, Frame]] = field(default_factory=list)
    joined: list[Session] = field(default_factory=list)  # sessions that have logged on
    reports_due: list[Session] = field(default_factory=list)  # sessions with reports to ask for
    too_slow: list[Session] = field(
        default_factory=list
    )  # with more days of reports due than are kept
    states: list[Message] = field(default_factory=list)
    alerts: list[Message] = field(default_factory=list)  # for the exchange's staff
    follows: list[tuple[Session, int]] = field(default_factory=list)
    event_frames: dict[bool, EventFrames] = field(default_factory=dict)
    next_event: int = 1
    submitted: list[tuple[Any, EventArray]] = field(default_factory=list)
    day: DayStatus | None = None  # when it may have changed
    more: bool = False  # work is left over for the next turn
