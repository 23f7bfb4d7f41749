"""The operations of delivery defaults and the reserve: who may ask which, with which fields."""

from __future__ import annotations

from engine.units import CASH_MAX_FEN
from gateway.protocol.fields import account, boolean, date, number
from gateway.protocol.maps import may, must
from gateway.protocol.readers import Choice, Integer
from settlement_bridge.client import WAIT_MAX_MS
from settlement_bridge.defaults.reserve import BASIS_POINTS
from settlement_bridge.fields import GROUND, OPERATOR, OWN, STAFF, Table, document, minute, note
from settlement_bridge.records import PAGE_MAX

DAYS_MAX = 30
_SIGNED = must(document=document) | may(note=note)
_DEFAULT = must(default=number)
_AMOUNT = must(amount_fen=Integer(1, CASH_MAX_FEN))
_AFTER = may(after=Integer(0, 2**63 - 1), limit=Integer(1, PAGE_MAX))

TABLE: Table = {
    "set_default_rules": (
        OPERATOR,
        _SIGNED
        | may(
            top_up=minute,
            top_up_days=Integer(1, DAYS_MAX),
            at_deadline=Choice({"settle": 1, "wait": 0}),
            fee_share_bp=Integer(0, BASIS_POINTS),
            hold_results=boolean,
        ),
    ),
    "default_rules": (OWN + STAFF, {}),
    "defaults": (OWN + STAFF, _AFTER | may(account=account, date=date, standing=boolean)),
    "default": (OWN + STAFF, _DEFAULT | may(account=account)),
    "default_notices": (
        OWN + STAFF,
        _AFTER | may(account=account, wait_ms=Integer(0, WAIT_MAX_MS)),
    ),
    "set_default_deadline": (OPERATOR, _DEFAULT | _SIGNED | must(date=date, time=minute)),
    "cover_default": (OPERATOR, _DEFAULT | _SIGNED),
    "cancel_default": (OPERATOR, _DEFAULT | _SIGNED),
    "repay_default": (OPERATOR, _DEFAULT | _AMOUNT | GROUND),
    "write_off_default": (OPERATOR, _DEFAULT | _AMOUNT | _SIGNED),
    "release_day": (OPERATOR, must(date=date) | _SIGNED),
    "reserve": (STAFF, {}),
    "pay_into_reserve": (OPERATOR, _AMOUNT | _SIGNED),
    "fees_into_reserve": (OPERATOR, _AMOUNT | _SIGNED),
    "pay_out_of_reserve": (OPERATOR, _AMOUNT | _SIGNED),
}
