"""The registry's contract."""

from __future__ import annotations

from gateway.protocol.contract import Contract
from gateway.protocol.maps import must
from gateway.protocol.messages import PUSHED, log_on
from gateway.protocol.texts import Word
from gateway.protocol.values import COUNT, record
from settlement_bridge.operations import ROWS
from settlement_bridge.operations.alerts import ALERT

_LIMITS = record(frame_bytes=COUNT, requests_per_frame=COUNT, in_flight=COUNT)
_LOG_ON = log_on(must(heartbeat_s=COUNT, limits=_LIMITS))
_ALERTS = {
    "alert": (
        "An alert of compliance risk, after `follow_alerts`.",
        must(type=Word("alert")) | ALERT,
    )
}
CONTRACT = Contract(
    "registry",
    "The registry of a ceax exchange",
    "localhost:9103",
    _LOG_ON,
    ROWS,
    {**PUSHED, **_ALERTS},
)
