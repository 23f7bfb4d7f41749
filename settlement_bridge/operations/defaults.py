"""Operations of delivery defaults, the settlement reserve, and objections (异议) to results."""

from __future__ import annotations

from engine.commands import Method
from engine.units import CASH_MAX_FEN
from gateway.protocol.fields import account, boolean, date, number, words
from gateway.protocol.maps import Field, Record, may, must
from gateway.protocol.readers import Integer
from gateway.protocol.shapes import ListOf, Nullable
from gateway.protocol.texts import Word
from gateway.protocol.values import BOOLEAN, COUNT, DATE, FEN, SIGNED_FEN, TIME_NS, record, rows
from settlement_bridge.asked import NOTE_SIZE
from settlement_bridge.operations import replies
from settlement_bridge.operations.fields import (
    AFTER,
    BASIS_POINTS,
    GROUND,
    NEWS,
    OPERATOR,
    OWN,
    SIGNED,
    STAFF,
    act,
    document_field,
    minute,
    once,
    question,
    text,
)
from settlement_bridge.operations.replies import (
    DATE_OR_NULL,
    EVENT_NUMBER,
    NEXT,
    NUMBER,
    NUMBER_OR_NULL,
    TEXT,
)

DAYS_MAX = 30
_SHARE = "share of a day's fees into the reserve, hundredths of a percent"
_AT_DEADLINE = "what happens then: settle covers or cancels at once, wait leaves it to the operator"
_DEFAULT = must(default=Field(number, "number of the default"))
_AMOUNT = must(amount_fen=Integer(1, CASH_MAX_FEN))
_ACT = must(
    number=NUMBER,
    default=NUMBER,
    what=Word(
        "opened", "deadline_set", "delivered", "covered", "cancelled", "repaid", "written_off"
    ),
    time_ns=TIME_NS,
    date=DATE_OR_NULL,
    amount_fen=FEN,
    deadline=replies.TEXT_OR_NULL,
    event=NUMBER_OR_NULL,
    who=TEXT,
    role=TEXT,
    document=replies.TEXT_OR_NULL,
    note=replies.TEXT_OR_NULL,
)
_DECIDED = record(event=Nullable(COUNT, "cancelled"))

ROWS = (
    act(
        "set_default_rules",
        "Set the rules of delivery defaults; the last ones set apply to what comes.",
        OPERATOR,
        SIGNED
        | may(
            top_up=Field(minute, "until when, in Shanghai; without it there is no time to top up"),
            top_up_days=Field(Integer(1, DAYS_MAX), "which trading day after delivery", default=1),
            at_deadline=Field(Word("settle", "wait"), _AT_DEADLINE, default="settle"),
            fee_share_bp=Field(Integer(0, BASIS_POINTS), _SHARE, default=0),
            hold_results=Field(boolean, "hold every day, for objections", default=False),
        ),
        replies.SET,
    ),
    question(
        "default_rules",
        "The rules of delivery defaults.",
        OWN + STAFF,
        reply=record(
            top_up=Field(replies.TEXT_OR_NULL, "time of the day"),
            top_up_days=COUNT,
            at_deadline=Word("settle", "wait"),
            fee_share_bp=COUNT,
            hold_results=BOOLEAN,
        ),
    ),
    question(
        "defaults",
        "Delivery defaults (交收违约).",
        OWN + STAFF,
        AFTER
        | may(
            account=account, date=date, standing=Field(boolean, "only those open or with a claim")
        ),
        record(defaults=ListOf(replies.CASE, "maps"), next=NEXT),
    ),
    question(
        "default",
        "A delivery default and all that happened to it.",
        OWN + STAFF,
        _DEFAULT | may(account=account),
        record(default=replies.CASE, acts=ListOf(Record(_ACT), "maps")),
    ),
    question(
        "default_notices",
        "What happened to defaults above a number; waits for the next act where there is none.",
        OWN + STAFF,
        AFTER | may(account=account) | may(**NEWS),
        record(notices=ListOf(Record(_ACT | must(case=replies.CASE)), "maps"), last=COUNT),
    ),
    act(
        "set_default_deadline",
        "Set until when a default may be made good.",
        OPERATOR,
        _DEFAULT | SIGNED | must(date=date, time=Field(minute, "time in Shanghai")),
        record(deadline_ns=TIME_NS),
    ),
    once(
        "cover_default",
        "Pay what is missing out of the reserve, past the deadline.",
        OPERATOR,
        _DEFAULT | SIGNED,
        _DECIDED,
    ),
    once(
        "cancel_default",
        "Cancel a trade in default, past the deadline.",
        OPERATOR,
        _DEFAULT | SIGNED,
        _DECIDED,
    ),
    once(
        "repay_default",
        "Repay what the reserve has paid, out of the account's cash.",
        OPERATOR,
        _DEFAULT | _AMOUNT | GROUND,
        EVENT_NUMBER,
    ),
    once(
        "write_off_default",
        "Write a part of the reserve's claim off.",
        OPERATOR,
        _DEFAULT | _AMOUNT | SIGNED,
        record(outstanding_fen=FEN),
    ),
    act(
        "release_day",
        "Hold a day for objections no longer.",
        OPERATOR,
        must(date=date) | SIGNED,
        replies.CHANGE,
    ),
    question(
        "reserve",
        "The settlement reserve (结算风险准备金).",
        STAFF,
        reply=record(
            available_fen=FEN,
            paid_in_fen=FEN,
            fees_fen=FEN,
            paid_out_fen=FEN,
            covered_fen=FEN,
            repaid_fen=FEN,
            claims_fen=Field(SIGNED_FEN, "paid for others and not come back"),
        ),
    ),
    once("pay_into_reserve", "Pay into the reserve.", OPERATOR, _AMOUNT | SIGNED, EVENT_NUMBER),
    once(
        "fees_into_reserve",
        "Put fee income into the reserve.",
        OPERATOR,
        _AMOUNT | SIGNED,
        EVENT_NUMBER,
    ),
    once("pay_out_of_reserve", "Pay out of the reserve.", OPERATOR, _AMOUNT | SIGNED, EVENT_NUMBER),
)


_SAID = text(NOTE_SIZE)
_METHOD = Word(*words(Method))
_ANSWER = must(
    objection=Field(number, "number of the objection"),
    reason=Field(_SAID, "why, for the one who objected"),
    document=document_field,
)
_OBJECTION = record(objection=Field(NUMBER, "its number"))

OBJECTIONS = (
    act(
        "object",
        "Object to the result of a day, or to one of the account's trades.",
        ("member", *OPERATOR),
        must(account=Field(account, "that objects"), date=date, text=Field(_SAID, "what is wrong"))
        | may(
            method=Field(_METHOD, "of the trade", default="listed"),
            trade=Field(number, "the trade it is about; without it the day as a whole"),
        ),
        _OBJECTION,
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
                account=replies.ANY_ACCOUNT,
                date=DATE,
                method=Nullable(replies.METHOD),
                trade=Nullable(COUNT, "the day"),
                text=TEXT,
                who=TEXT,
                status=Word("open", "upheld", "rejected"),
                reason=replies.TEXT_OR_NULL,
                event=NUMBER_OR_NULL,
                answered_by=replies.TEXT_OR_NULL,
            ),
            next=NEXT,
        ),
    ),
    question(
        "result",
        "Whether a day's result is accepted, and until when it may be objected to.",
        OWN + STAFF,
        must(date=date),
        record(date=DATE, status=replies.DAY_STATUS, accepted=BOOLEAN, objections_until=TEXT),
    ),
    once(
        "uphold_objection",
        "Uphold an objection and take back what it is about.",
        OPERATOR,
        _ANSWER | may(event=Field(number, "the event to take back; without it the trade")),
        record(event=Field(NUMBER, "the event that takes back")),
    ),
    act("reject_objection", "Reject an objection.", OPERATOR, _ANSWER, _OBJECTION),
)
