"""The feed's contract."""

from __future__ import annotations

from gateway.protocol.contract import Contract
from gateway.protocol.maps import Field, must
from gateway.protocol.messages import PUSHED, log_on
from gateway.protocol.operations import LOG_ON, Row
from gateway.protocol.shapes import Anything, ListOf
from gateway.protocol.texts import Word
from marketdata.channels import CHANNELS
from marketdata.listener import OPERATIONS

_LOG_ON = log_on(must(channels=Field(ListOf(Word(*CHANNELS), "channels"), "that this key hears")))
_ROWS = [
    Row(each.name, each.way, f"The operation {each.name}.", {"everyone": each.fields}, Anything())
    for each in OPERATIONS.values()
    if each is not LOG_ON
]
CONTRACT = Contract("feed", "The feed of a ceax exchange", "localhost:9102", _LOG_ON, _ROWS, PUSHED)
