"""The operations of the bank's side: who may ask which, with which fields."""

from __future__ import annotations

from engine.units import CASH_MAX_FEN
from gateway.protocol.fields import account, boolean, date
from gateway.protocol.maps import may, must
from gateway.protocol.readers import Choice, Integer
from settlement_bridge.books.settings import RULES
from settlement_bridge.fields import (
    AGAIN,
    GROUND,
    MEMBER,
    OPERATOR,
    OWN,
    STAFF,
    Table,
    any_account,
    digest,
    document,
    entity,
    name,
    text,
)
from settlement_bridge.records import BANK_ACCOUNT_SIZE, PAGE_MAX, PaymentStatus

NUMBER_MAX = 2**63 - 1
FILES_MAX = 2**31 - 1
BIG = Integer(-NUMBER_MAX, NUMBER_MAX)

_AFTER = may(after=Integer(0, NUMBER_MAX), limit=Integer(1, PAGE_MAX))
_STATUS = Choice({status.name.lower(): int(status) for status in PaymentStatus})
_RULE = Choice({name: place for place, name in enumerate(RULES)})
_FILE = must(digest=digest, reference=document) | AGAIN | GROUND
_LINE = must(line=Integer(1, NUMBER_MAX), document=document) | GROUND | must(document=document)

TABLE: Table = {
    "bank_deposits": (OPERATOR, _FILE | may(suspense=boolean)),
    "assign_suspense": (OPERATOR, _LINE | must(account=account)),
    "return_suspense": (OPERATOR, _LINE),
    "suspense": (STAFF, _AFTER),
    "set_bank_account": (
        OPERATOR,
        must(
            account=account,
            holder=name,
            bank=name,
            bank_account=text(BANK_ACCOUNT_SIZE),
            document=document,
        ),
    ),
    "bank_account": (OWN + STAFF, may(account=account)),
    "request_payment": (
        MEMBER + OPERATOR,
        must(account=account, amount_fen=Integer(1, CASH_MAX_FEN)) | GROUND,
    ),
    "withdraw_payment": (
        MEMBER + OPERATOR,
        must(payment=Integer(1, NUMBER_MAX)) | may(account=account) | GROUND,
    ),
    "payments": (OWN + STAFF, _AFTER | may(account=any_account, status=_STATUS)),
    "cut_payments": (OPERATOR, {}),
    "payment_files": (STAFF, _AFTER),
    "payment_file": (STAFF, must(file=Integer(1, FILES_MAX)) | may(offset=Integer(0, NUMBER_MAX))),
    "bank_answer": (OPERATOR, _FILE),
    "bank_balance": (OPERATOR, _FILE),
    "bank_position": (STAFF, may(date=date)),
    "set_rule": (
        OPERATOR,
        must(rule=_RULE, document=document) | may(value=Integer(0, NUMBER_MAX), entity=entity),
    ),
    "rules": (STAFF, {}),
}
