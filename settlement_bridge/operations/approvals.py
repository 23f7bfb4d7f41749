"""Operations on acts of the registry's staff that await a second key."""

from __future__ import annotations

from gateway.protocol.codes import Code
from gateway.protocol.fields import boolean
from gateway.protocol.maps import Field, Record, may, must
from gateway.protocol.readers import Integer
from gateway.protocol.shapes import Anything, Nullable
from gateway.protocol.texts import Word
from gateway.protocol.values import BOOLEAN, TIME_NS, record, rows
from settlement_bridge.asked import NOTE_SIZE
from settlement_bridge.operations.fields import (
    AFTER,
    GROUND,
    NUMBER_MAX,
    OPERATOR,
    STAFF,
    act,
    once,
    question,
    text,
)
from settlement_bridge.operations.replies import NEXT, NUMBER, TEXT, TEXT_OR_NULL

_ACT = must(act=Field(Integer(1, NUMBER_MAX), "its number"))
_ENDED = record(act=NUMBER)
_STATUS = Word("awaits", "approved", "refused", "withdrawn", "lapsed")

ROWS = (
    question(
        "approvals",
        "Acts of the registry's staff that await a second key, or awaited one.",
        STAFF,
        may(waiting=boolean) | AFTER,
        record(
            approvals=rows(
                number=NUMBER,
                operation=TEXT,
                request=Field(Anything("map"), "what was asked"),
                maker=Field(TEXT, "id of the key that asked"),
                time_ns=TIME_NS,
                until_ns=Field(TIME_NS, "then it lapses"),
                status=_STATUS,
                decided_by=TEXT_OR_NULL,
                decided_ns=TIME_NS,
                reason=TEXT,
                led_to=Nullable(NUMBER, "nothing was done"),
                yours=Field(BOOLEAN, "this key may approve it"),
            ),
            next=NEXT,
        ),
    ),
    once(
        "approve_act",
        "Approve an act that another key has asked, which does it.",
        OPERATOR,
        _ACT | GROUND,
        Record(
            must(
                act=NUMBER,
                operation=TEXT,
                led_to=Field(NUMBER, "number of the event, or of the change"),
            )
        ),
    ),
    act(
        "refuse_act",
        "End an act that another key has asked, with a reason.",
        OPERATOR,
        _ACT | must(reason=Field(text(NOTE_SIZE), "why")),
        _ENDED,
    ),
    act("withdraw_act", "End an act that this key has asked.", OPERATOR, _ACT | GROUND, _ENDED),
)
REASONS: dict[str, Code] = {
    "act_unknown": Code("no such act awaits approval", "Ask for the approvals."),
    "act_own": Code("another key has to approve or refuse it", "Ask another one, or withdraw it."),
    "act_not_yours": Code("only the key that asked may withdraw it", "Refuse it instead."),
    "act_lapsed": Code("nobody approved it in time; `allowed`: until when, ns", "Ask it again."),
    "acts_full": Code("the most acts await approval that may", "Decide on acts first."),
    "act_too_long": Code("the request is too long to be held", "Split the request."),
}
