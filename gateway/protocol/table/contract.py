"""The gateway's contract."""

from __future__ import annotations

from gateway.protocol.contract import Contract
from gateway.protocol.reasons import OF_ENGINE
from gateway.protocol.table.pushed import LOG_ON, PUSHED
from gateway.protocol.table.rows import ROWS

CONTRACT = Contract(
    "gateway", "The gateway of a ceax exchange", "localhost:9101", LOG_ON, ROWS, PUSHED, OF_ENGINE
)
