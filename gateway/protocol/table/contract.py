"""The gateway's contract."""

from __future__ import annotations

from gateway.protocol.contract import Contract
from gateway.protocol.maps import Field, may
from gateway.protocol.reasons import OF_ENGINE
from gateway.protocol.table.pushed import LOG_ON, PUSHED
from gateway.protocol.table.rows import ROWS
from gateway.protocol.values import TIME_NS

STAMPS = may(
    received_ns=Field(TIME_NS, "when the gateway read the request, to a session that is `stamped`"),
    time_ns=Field(TIME_NS, "when the engine decided a command, likewise"),
    sent_ns=Field(TIME_NS, "when the reply went out, likewise"),
)
CONTRACT = Contract(
    "gateway",
    "The gateway of a ceax exchange",
    "localhost:9101",
    LOG_ON,
    ROWS,
    PUSHED,
    OF_ENGINE,
    STAMPS,
)
