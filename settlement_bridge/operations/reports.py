"""Operations that report: alerts of risk (履约风险预警), certificates, the audit, the bulletin."""

from __future__ import annotations

from gateway.protocol.codes import Code
from gateway.protocol.fields import account, date
from gateway.protocol.maps import Field, Record, may, must
from gateway.protocol.readers import Integer
from gateway.protocol.shapes import ListOf, Nullable
from gateway.protocol.texts import Word
from gateway.protocol.values import COUNT, DATE, FEN, SIGNED_FEN, TIME_NS, TONNES, record, rows
from settlement_bridge.law import LEVELS
from settlement_bridge.operations.fields import (
    ACCOUNT,
    ALL,
    AUTHORITY,
    GROUND,
    NEWS,
    OPERATOR,
    OWN,
    PAGE_MAX,
    STAFF,
    YEAR,
    act,
    count,
    entity,
    matching,
    month,
    question,
    text,
)
from settlement_bridge.operations.replies import (
    BIG,
    DATE_OR_NULL,
    DAY_STATUS,
    INSTRUMENT,
    METHOD,
    NUMBER,
    NUMBER_OR_TEXT,
    SIGNED_TONNES,
    TEXT,
    TEXT_OR_NULL,
)

CERTIFICATE = "CEAX1"
CODE = rf"{CERTIFICATE}\.[A-Za-z0-9_-]{{20,2000}}\.[A-Za-z0-9_-]{{86}}"

_YEAR = must(year=Field(YEAR, "year of the obligation"))
ALERT = must(
    number=NUMBER,
    time_ns=TIME_NS,
    date=DATE_OR_NULL,
    name=TEXT,
    entity=COUNT,
    year=COUNT,
    kind=Word("shortfall", "over_selling", "overdue", "delivery_default"),
    shortfall=Field(TONNES, "0: lifted"),
    outstanding=TONNES,
    available=SIGNED_TONNES,
    offered=TONNES,
    days_left=BIG,
    level=Field(Word("", *LEVELS), "how grave; empty: lifted, or no year's obligation"),
    due=TONNES,
    cash_fen=Field(FEN, "free, at the exchange and in the registry"),
    price=Field(COUNT, "lowest last close of a vintage that pays, 0.01 CNY; 0: none"),
)
STATED = record(
    number=NUMBER,
    venue=TEXT,
    entity=COUNT,
    name=TEXT,
    credit_code=Field(TEXT, "empty: not known"),
    year=YEAR,
    due=TONNES,
    surrendered=TONNES,
    offset=TONNES,
    date=DATE_OR_NULL,
    helped_by=Field(TEXT, "entities whose units helped; empty: none"),
    offsets=Field(ListOf(ListOf(TEXT, "texts", 2), "lists"), "[project, codes] of credits"),
    offset_ranges=Field(COUNT, "how many ranges of credits there are"),
)

ROWS = (
    act(
        "assess_alerts",
        "Assess alerts now; it is done every minute anyway.",
        OPERATOR,
        reply=record(alerts=Field(COUNT, "raised, changed or lifted")),
    ),
    question(
        "alerts",
        "Alerts of compliance risk above a number; waits for the next one where there is none.",
        OWN + STAFF + AUTHORITY,
        may(after=count) | may(**NEWS) | may(limit=Integer(1, PAGE_MAX)),
        record(
            alerts=ListOf(
                Record(
                    ALERT
                    | must(
                        acknowledged_by=Field(TEXT_OR_NULL, "key of the authority, the first"),
                        acknowledged_ns=TIME_NS,
                    )
                ),
                "maps",
            ),
            last=COUNT,
        ),
    ),
    question(
        "follow_alerts",
        "Have every alert above a number sent, and each new one; to an authority of its scope.",
        STAFF + AUTHORITY,
        may(after=count),
        record(last=Field(COUNT, "the last one there is")),
    ),
    act(
        "certify",
        "Issue a certificate of compliance (履约完成证明).",
        OPERATOR,
        _YEAR | must(entity=entity) | GROUND,
        record(certificate=STATED, code=Field(TEXT, "proves it")),
    ),
    question(
        "verify_certificate",
        "Whether a certificate was issued here and still holds.",
        ALL,
        must(code=matching(CODE, f"{CERTIFICATE}.STATEMENT.SIGNATURE")),
        record(certificate=STATED, public_key=TEXT),
    ),
)


AFTER_SIZE = 1_000
_FEES = rows(
    method=METHOD,
    trades=Field(BIG, "of a correction below 0 where fewer count"),
    quantity=SIGNED_TONNES,
    amount_fen=SIGNED_FEN,
    trading_fee_fen=SIGNED_FEN,
    settlement_fee_fen=SIGNED_FEN,
    fee_fen=SIGNED_FEN,
    rate_ppm=Field(COUNT, "fee by amount, in millionths"),
)

DOCUMENT_ROWS = (
    question(
        "audit",
        "Acts of everybody who is named, in order of time.",
        STAFF,
        may(
            from_date=Field(date, "a day in Beijing"),
            to_date=Field(date, "a day in Beijing"),
            after=Field(text(AFTER_SIZE), "`next` of the page before"),
            limit=Integer(1, PAGE_MAX),
        ),
        record(
            acts=rows(
                time_ns=TIME_NS,
                source=Field(TEXT, "which record it is of"),
                number=NUMBER_OR_TEXT,
                what=TEXT,
                who=TEXT,
                role=TEXT,
                document=TEXT,
                note=TEXT,
                account=Nullable(BIG),
                to_account=Nullable(BIG),
                instrument=TEXT,
                quantity=Nullable(SIGNED_TONNES),
                amount_fen=Nullable(BIG),
                subject=TEXT,
                detail=TEXT,
            ),
            next=Nullable(TEXT, "on the last page"),
        ),
    ),
    question(
        "bulletin",
        "A day's settlement bulletin (清结算信息日报).",
        STAFF,
        must(date=date),
        record(
            date=DATE,
            status=DAY_STATUS,
            trades=rows(
                instrument=INSTRUMENT,
                method=METHOD,
                count=COUNT,
                quantity=TONNES,
                amount_fen=FEN,
                delivered=COUNT,
                failed=COUNT,
                in_default=COUNT,
            ),
            transfers=rows(instrument=INSTRUMENT, transferred_in=TONNES, transferred_out=TONNES),
            cash=record(
                deposits_fen=FEN, withdrawals_fen=FEN, to_trading_fen=FEN, to_registry_fen=FEN
            ),
            defaults=record(
                set_aside=COUNT,
                open=COUNT,
                delivered_late=COUNT,
                covered=COUNT,
                cancelled=COUNT,
                covered_fen=FEN,
            ),
            bank=record(
                received_fen=FEN,
                paid_fen=FEN,
                balance_fen=Nullable(SIGNED_FEN),
                expected_fen=Nullable(SIGNED_FEN),
                difference_fen=Nullable(SIGNED_FEN),
            ),
        ),
    ),
    question(
        "fee_statement",
        "The statements of fees (手续费对账单) of an account and month, with an invoice's data.",
        OWN + STAFF,
        must(month=Field(month, "of the trades")) | ACCOUNT,
        record(
            account=COUNT,
            entity=COUNT,
            name=TEXT,
            credit_code=Nullable(TEXT, "not known"),
            month=TEXT,
            first=DATE,
            last=DATE,
            venue=TEXT,
            statements=rows(
                statement=Nullable(NUMBER, "not issued yet"),
                invoice=Nullable(TEXT, "not issued yet"),
                corrects=Nullable(NUMBER, "the first of the month"),
                date=DATE_OR_NULL,
                lines=_FEES,
                fee_fen=SIGNED_FEN,
            ),
        ),
    ),
    act(
        "issue_fee_statement",
        "Issue the statement of fees of a month that is over, or its correction.",
        OPERATOR,
        must(account=account, month=Field(month, "of the trades")),
        record(statement=Field(NUMBER, "its number; the last one's where nothing is new")),
    ),
)
REASONS: dict[str, Code] = {
    "vintage_not_eligible": Code(
        "units of it do not pay for that year; `allowed`: the codes",
        "Surrender units of a vintage that pays.",
    ),
    "vintages_unknown": Code(
        "which vintages pay for that year is not known",
        "Have the registry set the vintages of that year.",
    ),
    "obligation_unknown": Code("there is no obligation for the year", "Have it entered."),
    "obligation_exists": Code("the obligation is there already", "Send a correction."),
    "obligation_outstanding": Code("something is still owed", "Surrender what is owed first."),
    "more_than_outstanding": Code("more than is owed", "Ask for at most what is owed."),
    "offset_over_share": Code("credits would pay more than their share", "Use fewer credits."),
    "fines_crossed": Code("the lower fine is above the higher", "Name the lower fine first."),
    "no_carry_over": Code("no round of carry-over into this year", "Wait for a round."),
    "not_carried_over": Code("this code is not carried over", "Name a code of the round."),
    "more_than_carried_over": Code(
        "the quantity is more than may be carried over", "Ask for at most what may be carried over."
    ),
    "sector_takes_no_part": Code("the entity's sector takes no part", "Nothing can be done."),
    "request_unknown": Code("no such request for carry-over", "Ask for the requests."),
    "request_ended": Code("the request was granted or given back", "Nothing can be done any more."),
    "deadline_unknown": Code("the year has no deadline yet", "Have the deadline set first."),
    "no_trades": Code(
        "there were no trades in the month before the deadline",
        "Nothing can be done: there is no average price.",
    ),
    "month_not_over": Code(
        "a statement is issued when the month is over and settled; `allowed`: the open day",
        "Ask again once that day is settled.",
    ),
    "code_malformed": Code("the text is not a certificate's code", "Copy the whole code."),
    "signature_wrong": Code(
        "at log-on, or of a certificate: this key has not signed it",
        "Check the key, or the code and the registry that issued it.",
    ),
    "certificate_unknown": Code("it was not issued here", "Ask the registry that issued it."),
    "certificate_void": Code("the certificate is no longer valid", "Ask for a new certificate."),
}
