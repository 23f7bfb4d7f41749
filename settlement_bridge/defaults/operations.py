"""The operations of delivery defaults and the reserve: who may ask which, with which fields, and
what is replied.
"""

from __future__ import annotations

from engine.units import CASH_MAX_FEN
from gateway.protocol.fields import account, boolean, date, number
from gateway.protocol.maps import Field, Record, may, must
from gateway.protocol.readers import Integer
from gateway.protocol.shapes import ListOf, Nullable
from gateway.protocol.texts import Word
from settlement_bridge.client import WAIT_MAX_MS
from settlement_bridge.fields import (
    AFTER,
    CHANGE,
    COUNT,
    DATE_OR_NONE,
    EVENT,
    FEN,
    GROUND,
    NEXT,
    NUMBER,
    NUMBER_OR_NONE,
    OPERATOR,
    OWN,
    SIGNED_FEN,
    STAFF,
    TEXT,
    TEXT_OR_NONE,
    TIME_NS,
    TONNES,
    document,
    minute,
    note,
    row,
)

DAYS_MAX = 30
BASIS_POINTS = 10_000

_SIGNED = must(document=document) | may(note=note)
_DEFAULT = must(default=Field(number, "its number"))
_AMOUNT = must(amount_fen=Integer(1, CASH_MAX_FEN))
_ENDED = must(event=Field(NUMBER_OR_NONE, "number of the event; null of one that failed"))
_AT_DEADLINE = Word("settle", "wait")
_STATUS = Word("open", "delivered", "covered", "repaid", "written_off", "cancelled")
_ACT = Word("opened", "deadline_set", "delivered", "covered", "cancelled", "repaid", "written_off")

CASE = must(
    default=Field(NUMBER, "its number"),
    date=date,
    status=_STATUS,
    account=Field(account, "which was short"),
    entity=COUNT,
    short_of=Word("units", "cash"),
    deadline=Field(TEXT, "until when it may be made good, in Shanghai"),
    deadline_ns=TIME_NS,
    method=TEXT,
    trade=NUMBER,
    instrument=TEXT,
    quantity=TONNES,
    amount_fen=FEN,
    buyer=account,
    seller=account,
    covered_fen=Field(FEN, "paid by the reserve"),
    repaid_fen=FEN,
    written_off_fen=FEN,
    outstanding_fen=Field(FEN, "claimed by the reserve"),
) | may(missing=Field(TONNES, "of units"), missing_fen=Field(FEN, "of cash"))
_ACT_OF_CASE = must(
    number=NUMBER,
    default=NUMBER,
    what=_ACT,
    time_ns=TIME_NS,
    date=DATE_OR_NONE,
    amount_fen=FEN,
    deadline=TEXT_OR_NONE,
    event=NUMBER_OR_NONE,
    who=TEXT,
    role=TEXT,
    document=TEXT_OR_NONE,
    note=TEXT_OR_NONE,
)

ROWS = (
    row(
        "set_default_rules",
        "Set the rules that apply to defaults from now on.",
        OPERATOR,
        _SIGNED
        | may(
            top_up=Field(minute, "until when a default may be made good; without it not at all"),
            top_up_days=Field(Integer(1, DAYS_MAX), "trading days after delivery", default=1),
            at_deadline=Field(_AT_DEADLINE, "by the registry, or by its operator"),
            fee_share_bp=Field(
                Integer(0, BASIS_POINTS), "of a day's fees, for the reserve; 0.01 %", default=0
            ),
            hold_results=Field(boolean, "days wait for objections until then", default=False),
        ),
        must(number=NUMBER),
    ),
    row(
        "default_rules",
        "The rules that apply to new defaults.",
        OWN + STAFF,
        reply=must(
            top_up=Nullable(TEXT),
            top_up_days=COUNT,
            at_deadline=_AT_DEADLINE,
            fee_share_bp=COUNT,
            hold_results=boolean,
        ),
    ),
    row(
        "defaults",
        "Delivery defaults in the order of their numbers, of one account or of all.",
        OWN + STAFF,
        AFTER
        | may(
            account=account,
            date=date,
            standing=Field(boolean, "only those open or with a claim outstanding"),
        ),
        must(defaults=ListOf(Record(CASE), "maps"), next=NEXT),
    ),
    row(
        "default",
        "A default and what happened to it.",
        OWN + STAFF,
        _DEFAULT | may(account=account),
        must(default=Record(CASE), acts=ListOf(Record(_ACT_OF_CASE), "maps")),
    ),
    row(
        "default_notices",
        "What happened to defaults after a notice; the answer waits for the next one.",
        OWN + STAFF,
        AFTER | may(account=account, wait_ms=Integer(0, WAIT_MAX_MS)),
        must(
            notices=ListOf(Record(_ACT_OF_CASE | must(case=Record(CASE))), "maps"),
            last=Field(COUNT, "number of the last notice, to go on from"),
        ),
    ),
    row(
        "set_default_deadline",
        "Give an open default another deadline.",
        OPERATOR,
        _DEFAULT | _SIGNED | must(date=date, time=minute),
        must(deadline_ns=TIME_NS),
    ),
    row(
        "cover_default",
        "Pay what a buyer lacks out of the reserve and deliver the trade.",
        OPERATOR,
        _DEFAULT | _SIGNED,
        _ENDED,
    ),
    row(
        "cancel_default",
        "Let a trade in default fail; the exchange takes it back.",
        OPERATOR,
        _DEFAULT | _SIGNED,
        _ENDED,
    ),
    row(
        "repay_default",
        "Pay a part of the reserve's claim out of the account's cash.",
        OPERATOR,
        _DEFAULT | _AMOUNT | GROUND,
        EVENT,
    ),
    row(
        "write_off_default",
        "Give up a part of the reserve's claim.",
        OPERATOR,
        _DEFAULT | _AMOUNT | _SIGNED,
        must(outstanding_fen=Field(FEN, "what the reserve still claims")),
    ),
    row(
        "release_day",
        "Hold a day for objections no longer.",
        OPERATOR,
        must(date=date) | _SIGNED,
        CHANGE,
    ),
    row(
        "reserve",
        "The settlement reserve and the turnovers that made it.",
        STAFF,
        reply=must(
            available_fen=FEN,
            paid_in_fen=FEN,
            fees_fen=Field(FEN, "taken of the fee income"),
            paid_out_fen=FEN,
            covered_fen=Field(FEN, "paid for defaults"),
            repaid_fen=FEN,
            claims_fen=Field(SIGNED_FEN, "paid for defaults and not repaid"),
        ),
    ),
    row(
        "pay_into_reserve",
        "Book a contribution to the reserve from the settlement bank.",
        OPERATOR,
        _AMOUNT | _SIGNED,
        EVENT,
    ),
    row(
        "fees_into_reserve",
        "Put some of the exchange's fee income into the reserve.",
        OPERATOR,
        _AMOUNT | _SIGNED,
        EVENT,
    ),
    row(
        "pay_out_of_reserve",
        "Pay money of the reserve back to the settlement bank.",
        OPERATOR,
        _AMOUNT | _SIGNED,
        EVENT,
    ),
)
