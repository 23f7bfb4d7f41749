"""The operations of objections: who may ask which, with which fields, and what is replied."""

from __future__ import annotations

from engine.commands import Method
from gateway.protocol.fields import account, boolean, date, number
from gateway.protocol.maps import Field, may, must
from gateway.protocol.texts import Word
from settlement_bridge.fields import (
    AFTER,
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
    document,
    row,
    rows,
    text,
    words,
)
from settlement_bridge.records import NOTE_SIZE, DayStatus

_SAID = text(NOTE_SIZE)
_METHOD = words(Method)
_ANSWER = must(objection=Field(number, "its number"), reason=_SAID, document=document)

ROWS = (
    row(
        "object",
        "Object to a day's result, or to one trade of it, until trading opens again.",
        MEMBER + OPERATOR,
        must(account=account, date=date, text=_SAID)
        | may(method=Field(_METHOD, "of the trade", default="listed"), trade=number),
        must(objection=Field(NUMBER, "its number")),
    ),
    row(
        "objections",
        "Objections with their answers in the order of their numbers.",
        OWN + STAFF,
        may(account=account, date=date) | AFTER,
        must(
            objections=rows(
                objection=Field(NUMBER, "its number"),
                time_ns=TIME_NS,
                account=account,
                date=date,
                method=TEXT_OR_NONE,
                trade=Field(NUMBER_OR_NONE, "null: to the day as a whole"),
                text=TEXT,
                who=TEXT,
                status=Word("open", "upheld", "rejected"),
                reason=TEXT_OR_NONE,
                event=NUMBER_OR_NONE,
                answered_by=TEXT_OR_NONE,
            ),
            next=NEXT,
        ),
    ),
    row(
        "result",
        "Whether a day's result is accepted, and until when it may be objected to.",
        OWN + STAFF,
        must(date=date),
        must(date=date, status=words(DayStatus), accepted=boolean, objections_until=TEXT),
    ),
    row(
        "uphold_objection",
        "Uphold an objection and take back an event, or without one its trade.",
        OPERATOR,
        _ANSWER | may(event=number),
        must(event=Field(NUMBER, "number of the reversing event")),
    ),
    row(
        "reject_objection",
        "Reject an objection.",
        OPERATOR,
        _ANSWER,
        must(objection=Field(NUMBER, "its number")),
    ),
)
