"""Questions about what the exchange remembers: settlement, the last days, its events."""

from __future__ import annotations

from gateway.protocol import fields as readers
from gateway.protocol.fields import INT64_MAX, boolean
from gateway.protocol.maps import Field, Record, may, must
from gateway.protocol.operations import Row, Way, asked_by
from gateway.protocol.readers import Integer
from gateway.protocol.shapes import ListOf, Nullable
from gateway.protocol.table import settlement
from gateway.protocol.table.words import BRIDGE, EXCHANGE, FEED
from gateway.protocol.texts import Word
from gateway.protocol.values import (
    ACCOUNT,
    BOOLEAN,
    CODE,
    COUNT,
    DATE,
    DATE_OR_NONE,
    FEN,
    HEX_16,
    METHOD,
    NUMBER,
    PRICE,
    TEXT,
    TIME_NS,
    TONNES,
    record,
)
from gateway.protocol.weights import Weight

_STAFF = (BRIDGE, EXCHANGE)
_FROM = must(**{"from": Field(readers.number, "event number")})
_DAY = must(date=DATE, count=Field(COUNT, "trades"), quantity=TONNES, amount_fen=FEN)
_FIGURES = _DAY | must(tape_hash=HEX_16, confirmed=BOOLEAN, settled=BOOLEAN)
_DAYS = ("start_day", "take_back_day")
_APPLIED = must(
    event=NUMBER,
    time_ns=TIME_NS,
    op=Word(*(row.name for row in settlement.ROWS if row.way is Way.COMMAND), *_DAYS),
) | may(
    account=ACCOUNT,
    amount_fen=FEN,
    instrument=CODE,
    quantity=TONNES,
    reference=NUMBER,
    date=Field(DATE_OR_NONE, "of `take_back_day` the day before"),
    count=COUNT,
    tape_hash=HEX_16,
    method=METHOD,
    trade=NUMBER,
    price=PRICE,
    buyer=ACCOUNT,
    seller=ACCOUNT,
    failed=COUNT,
)

ROWS = (
    Row(
        "transfers",
        Way.QUERY,
        "How far transfers are applied; in a credits venue those of cash have other numbers.",
        asked_by((BRIDGE,), may(cash=Field(boolean, "of cash", default=False))),
        record(last_reference=Field(COUNT, "the last journal number applied")),
    ),
    Row(
        "fee_income",
        Way.QUERY,
        "All fees ever taken.",
        asked_by(_STAFF),
        record(trading_fees_fen=FEN, settlement_fees_fen=FEN),
    ),
    Row(
        "unsettled",
        Way.QUERY,
        "The ended days that are not settled, oldest first, with the figures to be cleared.",
        asked_by(_STAFF),
        record(days=ListOf(Record(_FIGURES), "maps")),
    ),
    Row(
        "days",
        Way.QUERY,
        "The last eight trading days, oldest first.",
        asked_by(_STAFF),
        record(
            days=ListOf(
                Record(
                    _FIGURES
                    | must(ended=BOOLEAN, failed=Field(COUNT, "trades so far"), first_event=COUNT)
                ),
                "maps",
            )
        ),
    ),
    Row(
        "anchor",
        Way.QUERY,
        "The registry's last anchor, also one of a refused `settlement_done`; and the last batch of"
        " the command log, by which the registry finds out whether this log goes on from there.",
        asked_by(
            (BRIDGE, EXCHANGE),
            may(
                position=Field(Integer(0, INT64_MAX), "of a batch that was the last one"),
                link=Field(readers.hash_64, "its link of the log's hash chain"),
            ),
        ),
        record(
            anchor=Field(Nullable(TEXT, "none is known"), "the head of the registry's hash chain"),
            command=Field(Nullable(NUMBER, "none is known"), "the command that noted it"),
            log_position=Field(Integer(0, INT64_MAX), "of the last batch"),
            log_link=Field(TEXT, "its link, 64 hex digits"),
            stands=Field(
                Nullable(BOOLEAN, "none was named, or it is archived"),
                "whether the batch that was named is in the log as it was",
            ),
        ),
    ),
    Row(
        "applied",
        Way.QUERY,
        "What the exchange has applied for the bridge, in order: up to 500 of the next 16,384"
        " events. The failed trades of a day follow its `first_event`.",
        asked_by(_STAFF, _FROM),
        record(
            applied=ListOf(Record(_APPLIED), "maps"),
            next=Field(Nullable(NUMBER, "at the end"), "the event to go on with"),
        ),
        weight=Weight(each=64, rows=8, page=500),
    ),
    Row(
        "follow",
        Way.QUERY,
        "Have the events sent from a number on, then live.",
        asked_by((FEED, EXCHANGE), _FROM),
        record(next=Field(NUMBER, "the number of the next new event")),
    ),
)
