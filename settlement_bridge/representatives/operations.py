"""The operations on representatives: who may ask which, with which fields, and what is replied."""

from __future__ import annotations

from typing import Any

from gateway.protocol.fields import account, boolean, date, number
from gateway.protocol.maps import Field, Record, may, must
from gateway.protocol.readers import Reader, Schema, out_of_range, wrong_type
from gateway.protocol.shapes import ListOf
from gateway.protocol.texts import Word
from settlement_bridge.fields import (
    AFTER,
    CHANGE,
    DATE_OR_NONE,
    MEMBER,
    NEXT,
    NUMBER,
    NUMBER_OR_NONE,
    OPERATOR,
    OWN,
    STAFF,
    TEXT,
    TEXT_OR_NONE,
    TIME_NS,
    any_account,
    document,
    entity,
    matching,
    name,
    note,
    row,
)
from settlement_bridge.records import Right
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


_DECISION = must(proposal=Field(number, "its number")) | may(account=account, note=note)
_MANDATE = must(
    number=NUMBER,
    entity=entity,
    key=TEXT,
    public_key=TEXT,
    name=TEXT,
    title=TEXT,
    rights=ListOf(Word(*words(_ALL)), "rights"),
    first=Field(DATE_OR_NONE, "null: from the beginning"),
    last=Field(DATE_OR_NONE, "null: for ever"),
    time_ns=TIME_NS,
    who=TEXT,
    document=TEXT,
)
_PROPOSAL = must(
    number=NUMBER,
    entity=entity,
    account=account,
    operation=TEXT,
    fields=Field(TEXT, "of the request, as JSON"),
    maker=TEXT,
    time_ns=TIME_NS,
    status=Word("waiting", "approved", "rejected"),
    checker=TEXT_OR_NONE,
    decided_ns=TIME_NS,
    event=NUMBER_OR_NONE,
    note=TEXT,
)

ROWS = (
    row(
        "give_rights",
        "Give a key rights of a representative for an entity, in place of those it had.",
        OPERATOR,
        must(
            entity=entity,
            key=KEY,
            name=name,
            rights=Field(Rights(), "empty: all are withdrawn"),
            document=document,
        )
        | may(title=name, first=date, last=date),
        CHANGE,
    ),
    row(
        "rights",
        "Representatives of an entity and their rights.",
        OWN + STAFF,
        may(account=any_account, entity=entity),
        must(entity=entity, rights=ListOf(Record(_MANDATE), "maps")),
    ),
    row(
        "proposals",
        "Requests that needed a second representative, in the order of their numbers.",
        OWN + STAFF,
        may(account=any_account, waiting=Field(boolean, "only those without a decision")) | AFTER,
        must(proposals=ListOf(Record(_PROPOSAL), "maps"), next=NEXT),
    ),
    row(
        "approve_proposal",
        "Approve another representative's proposal, which does what it asks for.",
        MEMBER,
        _DECISION,
        must(proposal=NUMBER) | may(reference=NUMBER, number=NUMBER, event=NUMBER, payment=NUMBER),
    ),
    row(
        "reject_proposal",
        "Reject a proposal, or take an own one back.",
        MEMBER,
        _DECISION,
        must(proposal=NUMBER),
    ),
)
