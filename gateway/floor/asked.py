"""What a question may look at."""

from __future__ import annotations

from typing import Any, Protocol

from engine.record.sequencer import Sequencer
from gateway.floor.anchors import Anchors
from gateway.floor.directory import Directory
from gateway.floor.listeners import Listeners
from gateway.floor.risk_alerts import RiskAlerts
from gateway.protocol.session import Session
from gateway.schedule.acts import Timetable

Fields = dict[str, Any]
ROWS_MAX = 500  # rows of one reply; `next` is where to go on


class Floor(Protocol):
    """What a question may look at, and what `follow`, `resume_reports` and the bridge's alerts
    set.
    """

    sequencer: Sequencer
    directory: Directory
    anchors: Anchors
    listeners: Listeners
    followers: dict[Session, int]
    risk_alerts: RiskAlerts
    timetable: Timetable


def instrument_of(floor: Floor, fields: Fields) -> int:
    """Number of the instrument that is named, 0 where none is. Raises RequestError."""
    return floor.directory.instrument_number(fields["instrument"]) if "instrument" in fields else 0
