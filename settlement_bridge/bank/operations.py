"""The operations of the bank's side: who may ask which, with which fields, and what is replied."""

from __future__ import annotations

from engine.units import CASH_MAX_FEN
from gateway.protocol.fields import account, boolean, date, number
from gateway.protocol.maps import Field, Record, may, must
from gateway.protocol.readers import Integer
from gateway.protocol.shapes import ListOf, MapOf, Nullable
from gateway.protocol.texts import Line, Word
from settlement_bridge.books.settings import RULES
from settlement_bridge.fields import (
    AFTER,
    AGAIN,
    BREAK,
    CHANGE,
    COUNT,
    DATE_OR_NONE,
    EVENT,
    FEN,
    GROUND,
    MEMBER,
    NEXT,
    NUMBER,
    NUMBER_OR_NONE,
    OPERATOR,
    OWN,
    SIGNED_FEN,
    STAFF,
    TEXT,
    TEXT_OR_NONE,
    any_account,
    digest,
    document,
    entity,
    name,
    row,
    rows,
    text,
    words,
)
from settlement_bridge.records import BANK_ACCOUNT_SIZE, PaymentStatus

NUMBER_MAX = 2**63 - 1
FILES_MAX = 2**31 - 1
PART_CHARACTERS = 15_000  # of a payment file in one reply

_FILE = (
    must(
        digest=Field(digest, "SHA-256 of the file's text, which was uploaded before"),
        reference=Field(document, "name of the file, used once"),
    )
    | AGAIN
    | GROUND
)
_LINE = must(line=Field(number, "its number here"), document=document) | GROUND
_LINE |= must(document=document)
_PAYMENT_STATUS = words(PaymentStatus)
_RULE = Word(*RULES)
_PAYMENT_FILE = must(
    file=Field(NUMBER, "its number"),
    digest=Field(digest, "SHA-256 of its text"),
    rows=Field(COUNT, "payments"),
    amount_fen=FEN,
)
POSITION = Record(
    must(
        date=date,
        settlement_account=TEXT,
        balance_fen=Field(FEN, "as the bank gave it"),
        sub_ledgers=Field(MapOf(SIGNED_FEN, "sub-ledgers"), "fen, with `_fen` behind each name"),
        held_fen=Field(SIGNED_FEN, "all sub-ledgers now"),
        came_since_fen=Field(FEN, "after the day"),
        went_since_fen=Field(FEN, "after the day"),
        booked_fen=Field(SIGNED_FEN, "by the books at the end of the day"),
        timing=rows(what=TEXT, lines=COUNT, amount_fen=SIGNED_FEN),
        expected_fen=Field(SIGNED_FEN, "at the bank, allowing for timing"),
        unanswered_fen=Field(FEN, "payments sent and not answered"),
        difference_fen=Field(SIGNED_FEN, "which nothing explains"),
    )
)

ROWS = (
    row(
        "bank_deposits",
        "Take in a bank statement of money received, whole or not at all.",
        OPERATOR,
        _FILE | may(suspense=Field(boolean, "take lines without a known owner as suspense")),
        EVENT
        | must(
            lines=COUNT,
            amount_fen=FEN,
            suspense=Field(COUNT, "lines without a known owner"),
            suspense_fen=FEN,
        ),
    ),
    row(
        "assign_suspense",
        "Give the money of a line in suspense to the account that owns it.",
        OPERATOR,
        _LINE | must(account=account),
        EVENT,
    ),
    row(
        "return_suspense",
        "Pay the money of a line in suspense back to its payer.",
        OPERATOR,
        _LINE,
        must(payment=NUMBER),
    ),
    row(
        "suspense",
        "Lines of the bank whose money is in suspense.",
        STAFF,
        AFTER,
        must(
            lines=rows(
                line=Field(NUMBER, "its number here"),
                bank_reference=TEXT,
                date=date,
                amount_fen=FEN,
                named=Field(TEXT, "the account that the payer named"),
                payer_name=TEXT,
                payer_account=TEXT,
            ),
            next=NEXT,
        ),
    ),
    row(
        "set_bank_account",
        "Register the bank account to which an account's money is paid.",
        OPERATOR,
        must(
            account=account,
            holder=name,
            bank=name,
            bank_account=text(BANK_ACCOUNT_SIZE),
            document=document,
        ),
        CHANGE,
    ),
    row(
        "bank_account",
        "Where an account's money is paid, and how much may be asked for today.",
        OWN + STAFF,
        may(account=account),
        must(
            account=account,
            holder=TEXT_OR_NONE,
            bank=TEXT_OR_NONE,
            bank_account=TEXT_OR_NONE,
            withdrawable_fen=FEN,
        ),
    ),
    row(
        "request_payment",
        "Ask for registry cash to be paid out to the account's bank account.",
        MEMBER + OPERATOR,
        must(account=account, amount_fen=Integer(1, CASH_MAX_FEN)) | GROUND,
        must(payment=NUMBER),
    ),
    row(
        "withdraw_payment",
        "Give up a payment that was not sent yet.",
        MEMBER + OPERATOR,
        must(payment=number) | may(account=account) | GROUND,
        EVENT,
    ),
    row(
        "payments",
        "Payments in the order of their numbers, of one account or of all.",
        OWN + STAFF,
        AFTER | may(account=any_account, status=_PAYMENT_STATUS),
        must(
            payments=rows(
                payment=Field(NUMBER, "its number"),
                account=Field(Nullable(account), "null: money in suspense"),
                amount_fen=FEN,
                holder=TEXT,
                bank=TEXT,
                bank_account=TEXT,
                status=_PAYMENT_STATUS,
                requested=DATE_OR_NONE,
                line=Field(NUMBER_OR_NONE, "the line in suspense that it pays back"),
                file=Field(NUMBER_OR_NONE, "of which payment file"),
                sent=DATE_OR_NONE,
                reason=Field(TEXT_OR_NONE, "why the bank returned it"),
            ),
            next=NEXT,
        ),
    ),
    row(
        "cut_payments",
        "Collect the payments asked for into the next payment file.",
        OPERATOR,
        reply=_PAYMENT_FILE,
    ),
    row(
        "payment_files",
        "Payment files in the order of their numbers.",
        STAFF,
        AFTER,
        must(files=ListOf(Record(_PAYMENT_FILE), "maps"), next=NEXT),
    ),
    row(
        "payment_file",
        "A part of a payment file's text.",
        STAFF,
        must(file=Integer(1, FILES_MAX))
        | may(offset=Field(Integer(0, NUMBER_MAX), "`next` of the part before")),
        _PAYMENT_FILE | must(text=Line(PART_CHARACTERS), next=Nullable(COUNT, "for the last part")),
    ),
    row(
        "bank_answer",
        "Take in the bank's answer to payment files, whole or not at all.",
        OPERATOR,
        _FILE,
        EVENT | must(confirmed=Field(COUNT, "payments"), returned=Field(COUNT, "payments")),
    ),
    row(
        "bank_balance",
        "Take in the bank's closing balances of one or more days.",
        OPERATOR,
        _FILE,
        must(dates=ListOf(date, "dates")),
    ),
    row(
        "bank_position",
        "The bank's balance of a day compared with the books.",
        STAFF,
        may(date=Field(date, "without it the last day that the bank gave")),
        must(position=POSITION, breaks=ListOf(BREAK, "maps")),
    ),
    row(
        "set_rule",
        "Set a rule of the registry, or without a value go back to its default.",
        OPERATOR,
        must(rule=_RULE, document=document)
        | may(value=Integer(0, NUMBER_MAX), entity=Field(entity, "whose rule; without it all")),
        CHANGE,
    ),
    row(
        "rules",
        "The rules of the registry in force, and those set for entities.",
        STAFF,
        reply=must(
            rules=rows(
                rule=_RULE,
                entity=Field(Nullable(entity), "null: the registry's"),
                value=Nullable(COUNT),
            )
        ),
    ),
)
