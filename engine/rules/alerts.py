"""Alerts to the exchange's staff as the log knows them: that one was acknowledged, by which key.

No rule decides anything by an alert, and the state holds none: what raises them reads the events.
"""

from __future__ import annotations

from engine.compiler.jit import compiled
from engine.compiler.words import Acknowledgement, Command, Outbox, ReasonNumber, State
from engine.events import Reason


@compiled
def acknowledge_alert(
    state: State, outbox: Outbox, command: Command, ack: Acknowledgement
) -> ReasonNumber:
    """ACKNOWLEDGE_ALERT: always accepted; the gateway knows which alerts there are."""
    return Reason.NONE
