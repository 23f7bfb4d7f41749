"""Operations of documents: the audit, the bulletin."""

from __future__ import annotations

from gateway.protocol.fields import date
from gateway.protocol.maps import Field, may, must
from gateway.protocol.readers import Integer
from gateway.protocol.shapes import Nullable
from gateway.protocol.values import (
    COUNT,
    DATE,
    FEN,
    SIGNED_FEN,
    TIME_NS,
    TONNES,
    record,
    rows,
)
from settlement_bridge.operations.fields import (
    STAFF,
    question,
    text,
)
from settlement_bridge.operations.replies import (
    BIG,
    DAY_STATUS,
    INSTRUMENT,
    METHOD,
    NUMBER_OR_TEXT,
    TEXT,
)
from settlement_bridge.records import PAGE_MAX

AFTER_SIZE = 1_000

ROWS = (
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
                quantity=Nullable(BIG),
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
)
