"""Operations on the trading day and on halts."""

from __future__ import annotations

from engine.commands import OVERRIDE
from gateway.protocol import fields as readers
from gateway.protocol.maps import Field, Record, may, must
from gateway.protocol.messages import ERROR
from gateway.protocol.operations import Row, Way
from gateway.protocol.shapes import Nullable
from gateway.protocol.table.halts import HALT_END, HALT_ENDS
from gateway.protocol.table.words import CONFIRMED, EXCHANGE, OPERATIONS, REASON, WATCH, with_acts
from gateway.protocol.texts import Boolean
from gateway.protocol.values import (
    ACCOUNT,
    CODE,
    COUNT,
    DATE,
    DATE_OR_NONE,
    FEN,
    METHOD,
    NUMBER,
    PRICE,
    SIGNED_FEN,
    SIGNED_TONNES,
    TONNES,
    record,
)
from gateway.protocol.weights import Weight

_INSTRUMENT_OR_VENUE = {EXCHANGE: may(instrument=Field(readers.code, "without it the venue"))}
_OVERRIDE = Field(
    Boolean(OVERRIDE), "start it although the last day is not settled", record="flags"
)
_SEARCHED = Weight(each=64)  # the day's trades are looked through
_TRADE = must(trade=Field(readers.number, "its number, of the running day")) | may(
    method=Field(readers.method, default="listed")
)
_OF_TRADE = record(
    account=ACCOUNT,
    quantity=Field(SIGNED_TONNES, "units that it gets back, below 0 that it gives back"),
    cash_fen=Field(SIGNED_FEN, "cash likewise, with its fees"),
    fees_fen=Field(FEN, "its fees, which it gets back"),
    units=Field(SIGNED_TONNES, "what it has: of the buyer those that it could give back"),
    cash_available_fen=SIGNED_FEN,
)
_UNDONE = must(method=METHOD, trade=NUMBER, instrument=CODE, price=PRICE, quantity=TONNES)
_FORWARD = "phases only move forward; `closed` withdraws what rests"

ROWS = with_acts(
    OPERATIONS,
    Row(
        "start_day",
        Way.COMMAND,
        "Start a trading day: it fixes base prices and price limits.",
        {EXCHANGE: must(date=readers.date) | may(override=_OVERRIDE, reason=REASON)},
        approval="overriding",
    ),
    Row(
        "take_back_day",
        Way.COMMAND,
        "Undo the running day, which has no trades and no open deals.",
        {EXCHANGE: must(date=Field(readers.date, "of the running day")) | CONFIRMED},
        record(
            date=Field(DATE_OR_NONE, 'the day before, `""` before the first'),
            withdrawn=Field(COUNT, "orders and bids"),
        ),
        answer="taken_back",
        approval="always",
    ),
    Row(
        "set_phase",
        Way.COMMAND,
        "Move the day to a later phase.",
        {EXCHANGE: must(phase=Field(readers.phase, _FORWARD)) | CONFIRMED},
        approval="out_of_schedule",
    ),
    Row(
        "end_day",
        Way.COMMAND,
        "End the day: it fixes the closes and the figures to be cleared.",
        {EXCHANGE: CONFIRMED},
        Record(may(date=DATE, count=Field(COUNT, "trades"), quantity=TONNES, amount_fen=FEN)),
        answer="ended",
        approval="out_of_schedule",
    ),
    Row(
        "bust_preview",
        Way.QUERY,
        "What undoing a trade would move, and why it would be refused.",
        {EXCHANGE: _TRADE},
        record(
            undone=Field(
                Nullable(
                    Record(_UNDONE | must(amount_fen=FEN, buyer=_OF_TRADE, seller=_OF_TRADE)),
                    "no trade that can be undone",
                ),
                "the trade with both sides",
            ),
            refused=Field(Nullable(ERROR, "it would be done"), "why it would be refused"),
        ),
        weight=_SEARCHED,
    ),
    Row(
        "bust_trade",
        Way.COMMAND,
        "Undo a trade of the running day: both sides get back what they gave. Refused with"
        " what both have where units or cash are no longer there.",
        {EXCHANGE: _TRADE | CONFIRMED},
        record(correction=Field(NUMBER, "number of the correction, of the trade's method")),
        answer="busted",
        weight=_SEARCHED,
        approval="always",
    ),
    Row(
        "halt",
        Way.COMMAND,
        "Halt trading (停牌): cancels are taken, orders are not; with a time it ends by itself.",
        {EXCHANGE: _INSTRUMENT_OR_VENUE[EXCHANGE] | HALT_END},
        Record(HALT_ENDS),
        answer="halted",
        duties=(WATCH, OPERATIONS),
    ),
    Row(
        "begin_call",
        Way.COMMAND,
        "Begin the call (集合竞价) that ends a halt: orders are taken, and trade when it ends.",
        _INSTRUMENT_OR_VENUE,
    ),
    Row(
        "resume", Way.COMMAND, "End a halt (复牌), or its call, which trades.", _INSTRUMENT_OR_VENUE
    ),
)
