"""Roles, fields that requests of several subjects share, and the reason of what staff does."""

from __future__ import annotations

from dataclasses import replace

from gateway.protocol import fields as readers
from gateway.protocol.key_table import DUTIES
from gateway.protocol.maps import Field, Record, may, must
from gateway.protocol.operations import Row, Way
from gateway.protocol.table.dry_runs import ANSWERED

MEMBER, VIEWER, EXCHANGE, FEED, BRIDGE = "member", "viewer", "exchange", "feed", "bridge"
AUTHORITY = "authority"  # a ministry, province or city: its business is at the registry
ROLES = (MEMBER, VIEWER, EXCHANGE, FEED, BRIDGE, AUTHORITY)
# Duties of the exchange's staff: to see and to halt; the day, instruments, accounts' trading and
# auctions; parameters, weights, limits and accounts. Who has `audit` alone changes nothing.
WATCH, OPERATIONS, ADMINISTRATION, AUDIT = DUTIES

OF_ACCOUNT = must(account=Field(readers.account, "whose account"))
WHOSE = OF_ACCOUNT["account"]
INSTRUMENT = Field(readers.code)
EVERY_INSTRUMENT = Field(readers.code, "without it every instrument")
PRICE_FIELD = Field(readers.price, "limit price, 0.01 CNY a tonne")
QUANTITY = Field(readers.quantity, "quantity, tonnes")
VALID_UNTIL = Field(readers.number, "refused as `expired` when it is decided later; ns since 1970")
REASON = Field(readers.reason, "why, journalled with the act", required=False, carried=True)
DRY_RUN = Field(
    readers.boolean, "answer what it would do, and change nothing", required=False, record=""
)
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


def with_acts(duty: str, *rows: Row) -> tuple[Row, ...]:
    """The same rows; each act of the exchange's staff may also carry a reason and be a dry run, and
    belongs to that duty where its row names none.
    """
    return tuple(_act(row, duty) if _is_act(row) else row for row in rows)


def _is_act(row: Row) -> bool:
    return EXCHANGE in row.fields and row.way in (Way.COMMAND, Way.CANCEL)


def _act(row: Row, duty: str) -> Row:
    own = {**row.fields[EXCHANGE], "reason": REASON, "dry_run": DRY_RUN}
    assert isinstance(row.reply, Record)
    return replace(
        row,
        fields={**row.fields, EXCHANGE: own},
        reply=Record(row.reply.fields | ANSWERED),
        duties=row.duties or (duty,),
    )
