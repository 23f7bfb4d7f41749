"""Operations that read the books and follow settlement.

Accounts, the journal, statements, what waits for the exchange, whether both sides agree, and the
catching up.
"""

from __future__ import annotations

from gateway.protocol.fields import date
from gateway.protocol.maps import Field, Record, may, must
from gateway.protocol.operations import Row, Way, asked_by
from gateway.protocol.readers import Choice, Integer
from gateway.protocol.shapes import ListOf, Nullable
from gateway.protocol.texts import Word
from gateway.protocol.values import (
    BOOLEAN,
    COUNT,
    DATE,
    FEN,
    SIGNED_FEN,
    TIME_NS,
    TONNES,
    record,
    rows,
)
from settlement_bridge.books import Market
from settlement_bridge.operations import replies
from settlement_bridge.operations.fields import (
    ACCOUNT,
    ALL,
    AUTHORITY,
    NEWS,
    OPERATOR,
    OWN,
    PAGE,
    SIGNED,
    STAFF,
    act,
    any_account,
    question,
)
from settlement_bridge.operations.replies import (
    ANY_ACCOUNT,
    CASH_OR_CODE,
    INSTRUMENT,
    NEXT,
    NUMBER,
    TEXT,
    TEXT_OR_NULL,
)

_DATE = must(date=date)
_PRICE = Integer(0, 2**31 - 1, "0.01 CNY/t")
_TOTALS = must(count=COUNT, quantity=TONNES, amount_fen=FEN)
_SUMMARY = Record(
    must(date=DATE, status=replies.DAY_STATUS, problem=TEXT_OR_NULL)
    | {name: Field(Nullable(field.read, "before the close")) for name, field in _TOTALS.items()}
    | must(
        tape_hash=TEXT_OR_NULL,
        composite_close=Nullable(_PRICE),
        delivered=COUNT,
        failed=COUNT,
        trading_fees_fen=FEN,
        settlement_fees_fen=FEN,
        instruments=ListOf(
            Record(must(instrument=INSTRUMENT, close=Nullable(_PRICE), failed=COUNT) | _TOTALS),
            "maps",
        ),
        failures=rows(
            trade=NUMBER,
            instrument=INSTRUMENT,
            quantity=TONNES,
            amount_fen=FEN,
            buyer=ANY_ACCOUNT,
            seller=ANY_ACCOUNT,
            reason=TEXT,
        ),
    )
)
_STATEMENT = record(
    account=ANY_ACCOUNT,
    name=TEXT,
    date=DATE,
    cash=record(
        opening_fen=SIGNED_FEN,
        deposits_fen=FEN,
        withdrawals_fen=FEN,
        bought_fen=FEN,
        sold_fen=FEN,
        trading_fees_fen=FEN,
        settlement_fees_fen=FEN,
        fees_received_fen=FEN,
        fees_in_reserve_fen=FEN,
        covered_fen=FEN,
        repaid_fen=FEN,
        closing_fen=SIGNED_FEN,
    ),
    units=rows(
        instrument=INSTRUMENT,
        opening=TONNES,
        allocated=TONNES,
        cut=Field(TONNES, "given back at once for cuts of allocations"),
        bought=TONNES,
        sold=TONNES,
        transferred_in=TONNES,
        transferred_out=TONNES,
        closing=TONNES,
        registry_available=TONNES,
        trading_available=TONNES,
        other=TONNES,
    ),
    defaults=ListOf(replies.CASE, "maps"),
    trades=ListOf(Record(replies.OWN_TRADE), "maps"),
    next_trade=Field(Nullable(NUMBER, "no more"), "the others: `from` of `trades`"),
)
_TIME = record(server_time_ns=TIME_NS)
ROWS = (
    Row("heartbeat", Way.SESSION, "A sign of life.", asked_by(ALL), _TIME),
    Row("log_off", Way.SESSION, "End the session.", asked_by(ALL), _TIME),
    question(
        "market",
        "Which market the registry keeps: allowances (配额) or credits (核证自愿减排量).",
        ALL,
        reply=record(market=Word(*Market)),
    ),
    question(
        "accounts",
        "All accounts in order of their numbers.",
        STAFF,
        may(after=Field(any_account, "`next` of the page before")),
        record(accounts=ListOf(Record(replies.ACCOUNT_FIELDS), "maps"), next=NEXT),
    ),
    question(
        "holdings",
        "An account's units by instrument and state.",
        OWN + STAFF + AUTHORITY,
        ACCOUNT,
        record(
            account=ANY_ACCOUNT,
            holdings=rows(
                instrument=INSTRUMENT, state=replies.STATE, quantity=replies.SIGNED_TONNES
            ),
        ),
    ),
    question(
        "cash",
        "An account's cash sub-ledger.",
        OWN + STAFF,
        ACCOUNT,
        record(
            account=ANY_ACCOUNT,
            available_fen=Field(SIGNED_FEN, "for trading"),
            in_transit_fen=SIGNED_FEN,
            registry_fen=Field(SIGNED_FEN, "in the registry"),
            payable_fen=Field(SIGNED_FEN, "asked back, and not paid by the bank yet"),
        ),
    ),
    question(
        "journal",
        "Journal entries of an account, or of all.",
        OWN + STAFF,
        ACCOUNT | PAGE,
        record(entries=replies.ENTRIES, next=NEXT),
    ),
    question(
        "trades",
        "A day's trades in the order of their settlement.",
        OWN + STAFF,
        ACCOUNT | PAGE | _DATE,
        record(trades=ListOf(Record(replies.TRADE), "maps"), next=NEXT),
    ),
    question(
        "statement",
        "An account's end-of-day statement (日终报表), with up to 100 trades.",
        OWN + STAFF,
        ACCOUNT | _DATE,
        _STATEMENT,
    ),
    question("summary", "A day's settlement summary.", STAFF, _DATE, _SUMMARY),
)


_PENDING = ListOf(
    Record(
        must(reference=NUMBER, task=TEXT, account=ANY_ACCOUNT, instrument=CASH_OR_CODE)
        | may(quantity=Field(TONNES, "of units"), amount_fen=Field(FEN, "of cash"))
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


SETTLEMENT = (
    question(
        "transfers", "Transfers that wait for the exchange.", STAFF, reply=record(pending=_PENDING)
    ),
    question(
        "reconcile",
        "Registry against exchange, account by account, and the books against themselves.",
        STAFF,
        reply=record(
            breaks=Field(replies.BREAKS, "the first 500"),
            break_count=COUNT,
            explained=Field(replies.EXPLAINED, "differences that have a name"),
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
            days=Field(
                rows(date=DATE, status=replies.DAY_STATUS, problem=TEXT_OR_NULL), "unfinished"
            ),
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
