"""The feed's contract."""

from __future__ import annotations

from gateway.protocol.contract import Contract
from gateway.protocol.maps import Field, must
from gateway.protocol.messages import log_on
from gateway.protocol.shapes import ListOf
from gateway.protocol.texts import Word
from marketdata.channels import CHANNELS
from marketdata.codes import OF_FEED
from marketdata.messages import PUSHED
from marketdata.operations import ROWS

LOG_ON = log_on(must(channels=Field(ListOf(Word(*CHANNELS), "channels"), "that this key hears")))
CONTRACT = Contract(
    "feed", "The feed of a ceax exchange", "localhost:9102", LOG_ON, ROWS, PUSHED, OF_FEED
)
