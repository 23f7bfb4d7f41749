"""The operations of objections: who may ask which, with which fields."""

from __future__ import annotations

from gateway.protocol.fields import account, date, number
from gateway.protocol.maps import may, must
from gateway.protocol.readers import Choice, Integer
from settlement_bridge.books.clearing import METHOD_CODES
from settlement_bridge.fields import OPERATOR, OWN, STAFF, Table, document, text
from settlement_bridge.records import NOTE_SIZE, PAGE_MAX

_SAID = text(NOTE_SIZE)
_METHOD = Choice(METHOD_CODES)
_ANSWER = must(objection=number, reason=_SAID, document=document)

TABLE: Table = {
    "object": (
        ("member", *OPERATOR),
        must(account=account, date=date, text=_SAID) | may(method=_METHOD, trade=number),
    ),
    "objections": (
        OWN + STAFF,
        may(account=account, date=date, after=Integer(0, 2**63 - 1), limit=Integer(1, PAGE_MAX)),
    ),
    "result": (OWN + STAFF, must(date=date)),
    "uphold_objection": (OPERATOR, _ANSWER | may(event=number)),
    "reject_objection": (OPERATOR, _ANSWER),
}
