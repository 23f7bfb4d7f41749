"""Operations of the settlement bank's side: money in and out, its balance, and the rules."""

from __future__ import annotations

from engine.units import CASH_MAX_FEN
from gateway.protocol.fields import account, boolean, date, words
from gateway.protocol.maps import Field, Record, may, must
from gateway.protocol.readers import Integer
from gateway.protocol.shapes import ListOf, Nullable
from gateway.protocol.texts import Line, Word
from gateway.protocol.values import COUNT, DATE, FEN, SIGNED_FEN, record, rows
from settlement_bridge.asked import BANK_ACCOUNT_SIZE
from settlement_bridge.books.parties import PaymentStatus
from settlement_bridge.books.settings import RULES
from settlement_bridge.operations.fields import (
    AFTER,
    AGAIN,
    FILE,
    GROUND,
    MEMBER,
    NUMBER_MAX,
    OPERATOR,
    OWN,
    SIGNED,
    STAFF,
    act,
    any_account,
    count,
    document_field,
    entity,
    name,
    once,
    question,
    text,
)
from settlement_bridge.operations.replies import (
    ANY_ACCOUNT,
    BANK_POSITION,
    BREAKS,
    CHANGE,
    DATE_OR_NULL,
    EVENT_NUMBER,
    NEXT,
    NUMBER,
    NUMBER_OR_NULL,
    TEXT,
    TEXT_OR_NULL,
)

FILES_MAX = 2**31 - 1
PART_CHARACTERS = 15_000  # of a payment file in one reply

_STATUS = Word(*words(PaymentStatus))
_RULE = Word(*RULES)
_FILE = FILE | AGAIN | GROUND
_LINE = must(line=Field(Integer(1, NUMBER_MAX), "number of the bank's line")) | SIGNED
_AMOUNT = must(account=account, amount_fen=Integer(1, CASH_MAX_FEN))
_PAYMENT = Field(Integer(1, NUMBER_MAX), "number of the payment")
_PAYMENT_FILE = must(
    file=NUMBER, digest=Field(TEXT, "SHA-256 of its text"), rows=COUNT, amount_fen=FEN
)
_PAYMENT_MADE = record(payment=Field(NUMBER, "its number"))
_PAYMENTS = rows(
    payment=NUMBER,
    account=Nullable(COUNT, "out of suspense"),
    amount_fen=FEN,
    holder=TEXT,
    bank=TEXT,
    bank_account=TEXT,
    status=Word(*words(PaymentStatus)),
    requested=DATE_OR_NULL,
    line=Field(NUMBER_OR_NULL, "whose money goes back"),
    file=NUMBER_OR_NULL,
    sent=DATE_OR_NULL,
    reason=TEXT_OR_NULL,
)

ROWS = (
    act(
        "collect_proceeds",
        "Hand the money of paid allocation over to the proceeds account, as is done on the trading"
        " day after a sale.",
        OPERATOR,
        GROUND,
        record(amount_fen=FEN, event=Nullable(COUNT, "nothing was there")),
    ),
    act(
        "bank_deposits",
        "Take in a file of money received, all of it or nothing.",
        OPERATOR,
        _FILE | may(suspense=Field(boolean, "lines that nobody can be named for go to suspense")),
        record(
            event=NUMBER,
            lines=COUNT,
            amount_fen=FEN,
            suspense=Field(COUNT, "lines without a known owner"),
            suspense_fen=FEN,
        ),
    ),
    once(
        "assign_suspense",
        "Give a line's money in suspense to the account whose it is.",
        OPERATOR,
        _LINE | must(account=account),
        EVENT_NUMBER,
    ),
    once(
        "return_suspense",
        "Pay a line's money in suspense back to its payer.",
        OPERATOR,
        _LINE,
        _PAYMENT_MADE,
    ),
    question(
        "suspense",
        "Lines of the bank whose money has no owner yet (待确认资金).",
        STAFF,
        AFTER,
        record(
            lines=rows(
                line=NUMBER,
                bank_reference=TEXT,
                date=DATE,
                amount_fen=FEN,
                named=Field(TEXT, "what the file has in place of an account"),
                payer_name=TEXT,
                payer_account=TEXT,
            ),
            next=NEXT,
        ),
    ),
    act(
        "set_bank_account",
        "Set the only bank account to which an account's money is paid.",
        OPERATOR,
        must(
            account=account,
            holder=Field(name, "in whose name it is"),
            bank=Field(name, "which bank"),
            bank_account=Field(text(BANK_ACCOUNT_SIZE), "its number there"),
            document=document_field,
        ),
        CHANGE,
    ),
    question(
        "bank_account",
        "Where an account's money is paid to, and how much may go.",
        OWN + STAFF,
        may(account=account),
        record(
            account=ANY_ACCOUNT,
            holder=Nullable(TEXT, "none is known"),
            bank=TEXT_OR_NULL,
            bank_account=TEXT_OR_NULL,
            withdrawable_fen=SIGNED_FEN,
        ),
    ),
    once(
        "request_payment",
        "Ask for registry cash to be paid out (出金).",
        MEMBER + OPERATOR,
        _AMOUNT | GROUND,
        _PAYMENT_MADE,
    ),
    once(
        "withdraw_payment",
        "Give up a payment before it is sent.",
        MEMBER + OPERATOR,
        must(payment=_PAYMENT) | may(account=account) | GROUND,
        EVENT_NUMBER,
    ),
    question(
        "payments",
        "Payments of an account, or of all.",
        OWN + STAFF,
        AFTER | may(account=any_account, status=Field(_STATUS, "only those in this state")),
        record(payments=_PAYMENTS, next=NEXT),
    ),
    once(
        "cut_payments",
        "Make the next payment file of all payments that are requested.",
        OPERATOR,
        {},
        Record(_PAYMENT_FILE),
    ),
    question(
        "payment_files",
        "Payment files in order.",
        STAFF,
        AFTER,
        record(files=ListOf(Record(_PAYMENT_FILE), "maps"), next=NEXT),
    ),
    question(
        "payment_file",
        "A payment file, a part at a time; at any time the same.",
        STAFF,
        must(file=Integer(1, FILES_MAX)) | may(offset=Field(count, "in characters", default=0)),
        Record(
            _PAYMENT_FILE
            | must(text=Line(PART_CHARACTERS), next=Field(NUMBER_OR_NULL, "the next `offset`"))
        ),
    ),
    act(
        "bank_answer",
        "Take in the bank's answer to payments, all of it or nothing.",
        OPERATOR,
        _FILE,
        record(event=NUMBER, confirmed=COUNT, returned=COUNT),
    ),
    act(
        "bank_balance",
        "Take in a file of the bank's closing balances.",
        OPERATOR,
        _FILE,
        record(dates=ListOf(DATE, "dates")),
    ),
    question(
        "bank_position",
        "The bank's balance of a day against the sub-ledgers.",
        STAFF,
        may(date=Field(date, "a day; without it the last with a balance")),
        record(position=BANK_POSITION, breaks=BREAKS),
    ),
    act(
        "set_rule",
        "Set a rule of the venue or of one entity; without a value the default holds.",
        OPERATOR,
        must(rule=Field(_RULE, "which one"), document=document_field)
        | may(
            value=Field(count, "its number; without one the default holds again"),
            entity=Field(entity, "only for this entity"),
        ),
        CHANGE,
        approval="of_approval",
    ),
    question(
        "rules",
        "Every rule of the venue, and those set for entities.",
        STAFF,
        reply=record(
            rules=rows(
                rule=Word(*RULES),
                entity=Nullable(COUNT, "the venue"),
                value=Nullable(COUNT, "no limit"),
            )
        ),
    ),
)
