"""Operations on representatives (授权代表): rights given, and proposals."""

from __future__ import annotations

from enum import IntFlag
from typing import Any

from engine.units import UNITS_MAX
from gateway.protocol.codes import Code
from gateway.protocol.fields import account, boolean, code, date
from gateway.protocol.maps import Field, Record, may, must, must_unless
from gateway.protocol.readers import Integer, Reader, Schema, out_of_range, wrong_type
from gateway.protocol.shapes import ListOf, Nullable
from gateway.protocol.texts import Word
from gateway.protocol.values import BOOLEAN, COUNT, TIME_NS, TONNES, record, rows
from settlement_bridge.operations.fields import (
    AFTER,
    MEMBER,
    NUMBER_MAX,
    OPERATOR,
    OWN,
    STAFF,
    YEAR,
    act,
    any_account,
    document_field,
    entity,
    matching,
    name,
    note_field,
    once,
    question,
)
from settlement_bridge.operations.replies import (
    ANY_ACCOUNT,
    CHANGE,
    DATE_OR_NULL,
    KIND,
    NEXT,
    NUMBER,
    NUMBER_OR_NULL,
    SPANS,
    STATE,
    TEXT,
    TEXT_OR_NULL,
)


class Right(IntFlag):
    """Rights; their sum is stored. Numbers are never reused."""

    READ = 1
    TRANSFER = 2  # between registry and exchange, and out of the settlement account
    APPROVE = 4  # what another representative has asked for
    SURRENDER = 8  # 清缴, carry-over, voluntary cancellation: units given up
    APPLY = 16  # projects and credits: submit, report, apply, withdraw


KEY = matching("[A-Za-z0-9][A-Za-z0-9._-]{0,63}", "the id of a key")
_WORDS = [right.name.lower() for right in Right if right.name]


class Rights(Reader):
    """A list of rights, as their sum; an empty one withdraws all."""

    python = "list[str]"
    text = "list of rights"

    def __call__(self, name: str, value: Any) -> int:
        """The sum. Raises RequestError."""
        if type(value) is not list or not all(type(word) is str for word in value):
            raise wrong_type(name, value, f"a {self.text}")
        known = _WORDS
        for place, word in enumerate(value):
            if word not in known:
                rule = f"must be of {', '.join(known)}"
                raise out_of_range(f"{name}.{place}", word, known, rule)
        return sum({Right[word.upper()] for word in value})

    def schema(self) -> Schema:
        """A list of the words."""
        return {"type": "array", "items": {"type": "string", "enum": _WORDS}}


_DECISION = must(proposal=Field(Integer(1, NUMBER_MAX), "its number")) | may(
    account=account, note=note_field
)
_PROPOSAL = must(proposal=NUMBER)

GIVEN_UP = ("surrender", "cancel", "request_carry_over")  # acts that `foresee` tells of

ROWS = (
    question(
        "foresee",
        "What giving units up would do, which changes nothing; refused as the act would be.",
        MEMBER + OPERATOR,
        must(
            act=Field(Word(*GIVEN_UP), "the operation that is meant"),
            account=account,
            instrument=code,
            quantity=Integer(1, UNITS_MAX, "t"),
        )
        | must_unless("act", "cancel", year=Field(YEAR, "as the operation takes it")),
        record(
            kind=KIND,
            quantity=TONNES,
            to_state=STATE,
            units=SPANS,
            unit_spans=Field(COUNT, "how many there are"),
            owed_before=Field(Nullable(TONNES, "for no year"), "units owed for the year now"),
            owed_after=Field(Nullable(TONNES, "for no year"), "and then"),
            approval=Field(BOOLEAN, "a second representative has to approve it"),
        ),
    ),
    act(
        "give_rights",
        "Give a key rights for an entity; an empty list withdraws them.",
        OPERATOR,
        must(entity=entity, key=KEY, name=name, rights=Rights(), document=document_field)
        | may(
            title=name, first=Field(date, "first trading day"), last=Field(date, "last trading day")
        ),
        CHANGE,
    ),
    question(
        "rights",
        "The rights of an entity's representatives.",
        OWN + STAFF,
        may(account=any_account, entity=entity),
        record(
            entity=COUNT,
            rights=rows(
                number=NUMBER,
                entity=COUNT,
                key=TEXT,
                public_key=TEXT,
                name=TEXT,
                title=TEXT,
                rights=ListOf(Word(*_WORDS), "rights"),
                first=DATE_OR_NULL,
                last=DATE_OR_NULL,
                time_ns=TIME_NS,
                who=TEXT,
                document=TEXT,
            ),
        ),
    ),
    question(
        "proposals",
        "What representatives have asked for and a second one has to approve.",
        OWN + STAFF,
        may(account=any_account, waiting=boolean) | AFTER,
        record(
            proposals=rows(
                number=NUMBER,
                entity=COUNT,
                account=ANY_ACCOUNT,
                operation=TEXT,
                fields=Field(TEXT, "JSON"),
                maker=TEXT,
                time_ns=TIME_NS,
                status=Word("waiting", "approved", "rejected"),
                checker=TEXT_OR_NULL,
                decided_ns=TIME_NS,
                event=NUMBER_OR_NULL,
                note=TEXT,
            ),
            next=NEXT,
        ),
    ),
    once(
        "approve_proposal",
        "Approve a proposal of another representative, which does it.",
        MEMBER,
        _DECISION,
        Record(
            _PROPOSAL
            | may(
                event=Field(NUMBER, "as the operation itself replies"),
                payment=NUMBER,
                number=NUMBER,
                reference=NUMBER,
                application=NUMBER,
            )
        ),
    ),
    act("reject_proposal", "Reject a proposal.", MEMBER, _DECISION, Record(_PROPOSAL)),
)
REASONS: dict[str, Code] = {
    "no_representative": Code("nobody has rights for the entity", "Register a representative."),
    "right_missing": Code("the key has not the right", "Ask with a key that has it."),
    "key_differs": Code("the rights are of another key", "Have them given to this key."),
    "key_not_of_entity": Code(
        "no such key with an account of that entity", "Name a key of one of the entity's accounts."
    ),
    "mandate_not_valid": Code("the rights hold on other days", "Have the rights renewed."),
    "too_many_mandates": Code("the most rights are given that may", "Take back old rights."),
    "approval_needed": Code(
        "a second representative has to agree; `value`: the proposal, which is kept",
        "Have a second representative approve it; do not ask again.",
    ),
    "same_representative": Code("another representative has to approve", "Ask another one."),
    "proposal_unknown": Code("no such proposal", "Ask for the proposals."),
    "proposal_decided": Code("the proposal has been decided", "Nothing can be done any more."),
    "proposal_too_long": Code("the request is too long for a proposal", "Split the request."),
    "too_many_proposals": Code("the most proposals wait that may", "Decide proposals first."),
}
