"""The operations of papers: who may ask which, with which fields."""

from __future__ import annotations

from gateway.protocol.fields import date
from gateway.protocol.maps import may, must
from gateway.protocol.readers import Integer
from settlement_bridge.fields import STAFF, Table, text
from settlement_bridge.records import PAGE_MAX

AFTER_SIZE = 1_000

TABLE: Table = {
    "audit": (
        STAFF,
        may(from_date=date, to_date=date, after=text(AFTER_SIZE), limit=Integer(1, PAGE_MAX)),
    ),
    "bulletin": (STAFF, must(date=date)),
}
