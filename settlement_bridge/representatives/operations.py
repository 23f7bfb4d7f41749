"""The operations on representatives: who may ask which, with which fields."""

from __future__ import annotations

from typing import Any

from gateway.protocol.fields import account, boolean, date
from gateway.protocol.maps import may, must
from gateway.protocol.readers import Integer, Reader, Schema, out_of_range, wrong_type
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
from settlement_bridge.records import PAGE_MAX, Right
from settlement_bridge.representatives.rights import words

NUMBER_MAX = 2**63 - 1
KEY = matching("[A-Za-z0-9][A-Za-z0-9._-]{0,63}", "the id of a key")
_ALL = sum(Right)


class Rights(Reader):
    """A list of rights, as their sum; an empty one withdraws all."""

    python = "list[str]"
    text = "list of rights"

    def __call__(self, name: str, value: Any) -> int:
        """The sum. Raises RequestError."""
        if type(value) is not list or not all(type(word) is str for word in value):
            raise wrong_type(name, value, f"a {self.text}")
        known = words(_ALL)
        for place, word in enumerate(value):
            if word not in known:
                rule = f"must be of {', '.join(known)}"
                raise out_of_range(f"{name}.{place}", word, known, rule)
        return sum({Right[word.upper()] for word in value})

    def schema(self) -> Schema:
        """A list of the words."""
        return {"type": "array", "items": {"type": "string", "enum": list(words(_ALL))}}


_DECISION = must(proposal=Integer(1, NUMBER_MAX)) | may(account=account, note=note)

TABLE: Table = {
    "give_rights": (
        OPERATOR,
        must(entity=entity, key=KEY, name=name, rights=Rights(), document=document)
        | may(title=name, first=date, last=date),
    ),
    "rights": (OWN + STAFF, may(account=any_account, entity=entity)),
    "proposals": (
        OWN + STAFF,
        may(
            account=any_account,
            waiting=boolean,
            after=Integer(0, NUMBER_MAX),
            limit=Integer(1, PAGE_MAX),
        ),
    ),
    "approve_proposal": (MEMBER, _DECISION),
    "reject_proposal": (MEMBER, _DECISION),
}
