"""The registry's contract."""

from __future__ import annotations

from gateway.protocol.contract import Contract
from gateway.protocol.maps import must
from gateway.protocol.messages import PUSHED, log_on
from gateway.protocol.operations import Row, asked_by
from gateway.protocol.shapes import Anything
from gateway.protocol.values import COUNT, record
from settlement_bridge.server.operations import OPERATIONS, roles_of

_LIMITS = record(frame_bytes=COUNT, requests_per_frame=COUNT, in_flight=COUNT)
_LOG_ON = log_on(must(heartbeat_s=COUNT, limits=_LIMITS))
_ROWS = [
    Row(
        each.name,
        each.way,
        f"The operation {each.name}.",
        asked_by(roles_of(each.name), each.fields),
        Anything(),
    )
    for each in OPERATIONS.values()
]
CONTRACT = Contract(
    "registry", "The registry of a ceax exchange", "localhost:9103", _LOG_ON, _ROWS, PUSHED
)
