"""Operations of settlement: what waits, whether both sides agree, and the catching up."""

from __future__ import annotations

from gateway.protocol.fields import date
from gateway.protocol.maps import Field, Record, may, must
from gateway.protocol.readers import Choice
from gateway.protocol.shapes import ListOf, Nullable
from gateway.protocol.texts import Word
from gateway.protocol.values import (
    BOOLEAN,
    COUNT,
    DATE,
    FEN,
    TONNES,
    record,
    rows,
)
from settlement_bridge.operations import replies
from settlement_bridge.operations.fields import ALL, NEWS, OPERATOR, SIGNED, STAFF, act, question
from settlement_bridge.operations.replies import (
    ANY_ACCOUNT,
    BREAKS,
    CASH_OR_CODE,
    DAY_STATUS,
    NUMBER,
    NUMBER_OR_NULL,
    TEXT,
    TEXT_OR_NULL,
)

_PENDING = ListOf(
    Record(
        must(reference=NUMBER, task=TEXT, account=ANY_ACCOUNT, instrument=CASH_OR_CODE)
        | may(quantity=Field(TONNES, "of units"), amount_fen=Field(FEN, "of cash"))
    ),
    "maps",
)
_EXPLAINED = ListOf(
    Record(
        must(what=TEXT, account=ANY_ACCOUNT, instrument=CASH_OR_CODE, default=NUMBER_OR_NULL)
        | must(message=TEXT)
        | may(
            difference=Field(replies.BIG, "how much more the registry has, tonnes"),
            difference_fen=Field(replies.BIG, "the same of cash"),
        )
    ),
    "maps",
)
_AGREEMENT = must(
    state=Word(
        "sound", "registry_behind", "exchange_behind", "registry_differs", "exchange_not_asked"
    ),
    sentence=TEXT,
    catching_up=BOOLEAN,
)


ROWS = (
    question(
        "transfers", "Transfers that wait for the exchange.", STAFF, reply=record(pending=_PENDING)
    ),
    question(
        "reconcile",
        "Registry against exchange, account by account, and the books against themselves.",
        STAFF,
        reply=record(
            breaks=Field(BREAKS, "the first 500"),
            break_count=COUNT,
            explained=Field(_EXPLAINED, "differences that have a name"),
            explained_count=COUNT,
            compared=Field(COUNT, "figures"),
            bank=Nullable(replies.BANK_POSITION),
            undelivered=Field(COUNT, "trades that are allowed for"),
            date=Field(TEXT, "the exchange's, empty before the first day"),
            phase=TEXT,
        ),
    ),
    question(
        "settled",
        "Which days are settled; with a date as soon as that one is.",
        ALL,
        may(date=date) | may(**NEWS),
        record(
            dates=Field(ListOf(DATE, "dates"), "the last 500"),
            last=Nullable(DATE, "none"),
            days=Field(rows(date=DATE, status=DAY_STATUS, problem=TEXT_OR_NULL), "unfinished"),
        ),
    ),
)

RECOVERY = (
    question(
        "standing",
        "Whether registry and exchange know the same history.",
        STAFF,
        reply=Record(_AGREEMENT),
    ),
    act(
        "catch_up",
        "One step of catching up with the exchange.",
        OPERATOR,
        SIGNED | may(cash=Field(Choice({"registry": 0, "bank": 1}), "where lost cash came from")),
        Record(
            must(
                transfers=Field(COUNT, "entered again"),
                days=Field(COUNT, "entered again"),
                waits_for=Nullable(TEXT, "ask again for the next step"),
                done=BOOLEAN,
            )
            | _AGREEMENT
        ),
    ),
)
