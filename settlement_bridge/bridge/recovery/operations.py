"""The operations of recovery: who may ask which, with which fields."""

from __future__ import annotations

from gateway.protocol.schema import choice, may, must
from settlement_bridge.fields import OPERATOR, STAFF, Table, document, note

TABLE: Table = {
    "standing": (STAFF, {}),
    "catch_up": (
        OPERATOR,
        must(document=document) | may(note=note, cash=choice({"registry": 0, "bank": 1})),
    ),
}
