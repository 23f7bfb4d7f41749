"""Operations of objections (异议) to a day's results."""

from __future__ import annotations

from engine.commands import Method
from gateway.protocol.fields import account, date, number, words
from gateway.protocol.maps import Field, may, must
from gateway.protocol.shapes import Nullable
from gateway.protocol.texts import Word
from gateway.protocol.values import (
    BOOLEAN,
    COUNT,
    DATE,
    TIME_NS,
    record,
    rows,
)
from settlement_bridge.operations.fields import (
    AFTER,
    OPERATOR,
    OWN,
    STAFF,
    act,
    document_field,
    once,
    question,
    text,
)
from settlement_bridge.operations.replies import (
    ANY_ACCOUNT,
    DAY_STATUS,
    METHOD,
    NEXT,
    NUMBER,
    NUMBER_OR_NULL,
    TEXT,
    TEXT_OR_NULL,
)
from settlement_bridge.records import NOTE_SIZE

_SAID = text(NOTE_SIZE)
_METHOD = Word(*words(Method))
_ANSWER = must(objection=Field(number, "its number"), reason=_SAID, document=document_field)
_NUMBER = record(objection=Field(NUMBER, "its number"))

ROWS = (
    act(
        "object",
        "Object to the result of a day, or to one of the account's trades.",
        ("member", *OPERATOR),
        must(account=account, date=date, text=_SAID)
        | may(method=Field(_METHOD, default="listed"), trade=Field(number, "without it the day")),
        _NUMBER,
    ),
    question(
        "objections",
        "Objections and their answers.",
        OWN + STAFF,
        may(account=account, date=date) | AFTER,
        record(
            objections=rows(
                objection=NUMBER,
                time_ns=TIME_NS,
                account=ANY_ACCOUNT,
                date=DATE,
                method=Nullable(METHOD),
                trade=Nullable(COUNT, "the day"),
                text=TEXT,
                who=TEXT,
                status=Word("open", "upheld", "rejected"),
                reason=TEXT_OR_NULL,
                event=NUMBER_OR_NULL,
                answered_by=TEXT_OR_NULL,
            ),
            next=NEXT,
        ),
    ),
    question(
        "result",
        "Whether a day's result is accepted, and until when it may be objected to.",
        OWN + STAFF,
        must(date=date),
        record(
            date=DATE,
            status=DAY_STATUS,
            accepted=BOOLEAN,
            objections_until=TEXT,
        ),
    ),
    once(
        "uphold_objection",
        "Uphold an objection and take back what it is about.",
        OPERATOR,
        _ANSWER | may(event=Field(number, "what to take back; without it the trade")),
        record(event=Field(NUMBER, "the event that takes back")),
    ),
    act("reject_objection", "Reject an objection.", OPERATOR, _ANSWER, _NUMBER),
)
