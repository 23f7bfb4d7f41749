"""Roles, fields that requests of several subjects share, and the reason of what staff does."""

from __future__ import annotations

from dataclasses import replace

from gateway.protocol import fields as readers
from gateway.protocol.maps import Field, may, must
from gateway.protocol.operations import Row, Way

MEMBER, VIEWER, EXCHANGE, FEED, BRIDGE = "member", "viewer", "exchange", "feed", "bridge"
ROLES = (MEMBER, VIEWER, EXCHANGE, FEED, BRIDGE)

OF_ACCOUNT = must(account=Field(readers.account, "whose account"))
WHOSE = OF_ACCOUNT["account"]
INSTRUMENT = Field(readers.code)
EVERY_INSTRUMENT = Field(readers.code, "without it every instrument")
PRICE_FIELD = Field(readers.price, "limit price, 0.01 CNY a tonne")
QUANTITY = Field(readers.quantity, "quantity, tonnes")
VALID_UNTIL = Field(readers.number, "refused as `expired` when it is decided later; ns since 1970")
REASON = Field(readers.reason, "why, journalled with the act", required=False, carried=True)
LEGAL_NAMES = may(
    name_zh=Field(readers.legal_name, "legal name in Chinese", carried=True),
    name_en=Field(readers.legal_name, "legal name in English", carried=True),
)
CONFIRMED = may(
    confirm=Field(readers.boolean, "do it although it is out of schedule", record=""),
    reason=REASON,
)
AFTER = Field(readers.number, "`next` of the page before")
PAGE = may(instrument=EVERY_INSTRUMENT, after=AFTER)


def with_reasons(*rows: Row) -> tuple[Row, ...]:
    """The same rows; each command of the exchange's staff may also carry a reason."""
    return tuple(_with_reason(row) if _is_of_staff(row) else row for row in rows)


def _is_of_staff(row: Row) -> bool:
    return EXCHANGE in row.fields and row.way in (Way.COMMAND, Way.CANCEL)


def _with_reason(row: Row) -> Row:
    return replace(row, fields={**row.fields, EXCHANGE: {**row.fields[EXCHANGE], "reason": REASON}})
