"""Roles, and fields that requests of several subjects share."""

from __future__ import annotations

from gateway.protocol import fields as readers
from gateway.protocol.maps import Field, may, must

MEMBER, VIEWER, EXCHANGE, FEED, BRIDGE = "member", "viewer", "exchange", "feed", "bridge"
ROLES = (MEMBER, VIEWER, EXCHANGE, FEED, BRIDGE)

OF_ACCOUNT = must(account=Field(readers.account, "whose account"))
WHOSE = OF_ACCOUNT["account"]
INSTRUMENT = Field(readers.code)
EVERY_INSTRUMENT = Field(readers.code, "without it every instrument")
PRICE_FIELD = Field(readers.price, "limit price, 0.01 CNY a tonne")
QUANTITY = Field(readers.quantity, "quantity, tonnes")
VALID_UNTIL = Field(readers.number, "refused as `expired` when it is decided later; ns since 1970")
REASON = Field(readers.reason, "why, journalled with the act")
CONFIRMED = may(
    confirm=Field(readers.boolean, "do it although it is out of schedule", record=""),
    reason=REASON,
)
AFTER = Field(readers.number, "`next` of the page before")
PAGE = may(instrument=EVERY_INSTRUMENT, after=AFTER)
