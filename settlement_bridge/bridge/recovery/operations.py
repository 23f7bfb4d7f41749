"""The operations of recovery: who may ask which, with which fields."""

from __future__ import annotations

from gateway.protocol.maps import may, must
from gateway.protocol.readers import Choice
from settlement_bridge.fields import OPERATOR, STAFF, Table, document, note

TABLE: Table = {
    "standing": (STAFF, {}),
    "catch_up": (
        OPERATOR,
        must(document=document) | may(note=note, cash=Choice({"registry": 0, "bank": 1})),
    ),
}
