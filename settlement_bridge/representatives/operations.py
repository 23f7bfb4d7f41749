"""The operations on representatives: who may ask which, with which fields."""

from __future__ import annotations

from typing import Any

from gateway.protocol.fields import boolean
from gateway.protocol.schema import (
    account,
    date,
    integer,
    may,
    must,
    out_of_range,
    wrong_type,
)
from settlement_bridge.fields import (
    MEMBER,
    OPERATOR,
    OWN,
    STAFF,
    Table,
    any_account,
    document,
    entity,
    matching,
    name,
    note,
)
from settlement_bridge.records import PAGE_MAX
from settlement_bridge.representatives.rights import Right, words

NUMBER_MAX = 2**63 - 1
KEY = matching("[A-Za-z0-9][A-Za-z0-9._-]{0,63}", "the id of a key")
_ALL = sum(Right)


def rights(field: str, value: Any) -> int:
    """A list of rights, as their sum; an empty one withdraws all."""
    if type(value) is not list or not all(type(word) is str for word in value):
        raise wrong_type(field, value, "a list of rights")
    known = words(_ALL)
    for place, word in enumerate(value):
        if word not in known:
            rule = f"must be of {', '.join(known)}"
            raise out_of_range(f"{field}.{place}", word, known, rule)
    return sum({Right[word.upper()] for word in value})


_DECISION = must(proposal=integer(1, NUMBER_MAX)) | may(account=account, note=note)

TABLE: Table = {
    "give_rights": (
        OPERATOR,
        must(entity=entity, key=KEY, name=name, rights=rights, document=document)
        | may(title=name, first=date, last=date),
    ),
    "rights": (OWN + STAFF, may(account=any_account, entity=entity)),
    "proposals": (
        OWN + STAFF,
        may(
            account=any_account,
            waiting=boolean,
            after=integer(0, NUMBER_MAX),
            limit=integer(1, PAGE_MAX),
        ),
    ),
    "approve_proposal": (MEMBER, _DECISION),
    "reject_proposal": (MEMBER, _DECISION),
}
