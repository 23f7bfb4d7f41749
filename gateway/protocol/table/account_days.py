"""What an account reads of a day, the running one or one of the last 30: reports, fills, orders."""

from __future__ import annotations

from gateway.protocol import fields as readers
from gateway.protocol.maps import Field, Record, may
from gateway.protocol.messages import ERROR
from gateway.protocol.operations import Row, Way
from gateway.protocol.shapes import ListOf, Nullable, OneOf
from gateway.protocol.table.orders import READ_BY
from gateway.protocol.table.reports import EXPIRES, FILLS, REPORTS, order_fields, reported
from gateway.protocol.table.words import AFTER, PAGE
from gateway.protocol.texts import Word
from gateway.protocol.values import (
    DATE_OR_NONE,
    FEN,
    NEXT,
    NUMBER,
    ORDER_STATUS,
    PRICE,
    TEXT,
    TIME_NS,
    TONNES,
    record,
)
from gateway.protocol.weights import PAGED, Weight

OF_DAY = may(date=Field(readers.stream_date, "a day of the last 30; without it the running one"))
_BY_EITHER = may(
    order=Field(readers.number, "the exchange's number; or `client_order_id`"),
    client_order_id=Field(readers.client_order_id),
)
_TERMS = (
    order_fields()
    | {
        "order_type": Field(Word("limit", "market")),
        "time_in_force": Field(Word("day", "ioc", "fok")),
        "price": Field(Nullable(PRICE, "of a market order")),
        "quantity": Field(TONNES, "`filled`, and what is or was open at last"),
        "filled": Field(TONNES, "quantity that has traded"),
        "leaves": Field(TONNES, "quantity still open"),
        "amount_fen": Field(FEN),
        "trading_fee_fen": Field(FEN),
        "settlement_fee_fen": Field(FEN),
        "status": Field(ORDER_STATUS, "`withdrawn`: cancelled by the system"),
        "reason": Field(Nullable(TEXT, "not cancelled"), "why it was cancelled"),
        "entered_ns": Field(TIME_NS, "when it was entered"),
        "time_ns": Field(TIME_NS, "when it was last changed"),
        "report": Field(NUMBER, "number of its last report"),
    }
    | EXPIRES
)
ROWS = (
    Row(
        "reports",
        Way.QUERY,
        "The reports of an account on a day, in the order of their numbers.",
        {role: fields | OF_DAY | may(after=AFTER) for role, fields in READ_BY.items()},
        record(
            report_date=DATE_OR_NONE,
            reports=ListOf(OneOf(*map(reported, REPORTS)), "reports"),
            next=NEXT,
        ),
        weight=PAGED,
    ),
    Row(
        "fills",
        Way.QUERY,
        "The trades of an account on a day: reports `fill`, `trade` (blocks), `award` (auctions),"
        " and `trade_cancel` of those that were undone.",
        {role: fields | PAGE | OF_DAY for role, fields in READ_BY.items()},
        record(
            report_date=DATE_OR_NONE,
            fills=ListOf(OneOf(*map(reported, FILLS)), "reports"),
            next=Field(Nullable(NUMBER), "report number; a page of one instrument may be empty"),
        ),
        weight=PAGED,
    ),
    Row(
        "orders",
        Way.QUERY,
        "The orders of an account on a day, open and finished, in the order of their numbers.",
        {role: fields | PAGE | OF_DAY for role, fields in READ_BY.items()},
        record(report_date=DATE_OR_NONE, orders=ListOf(Record(_TERMS), "maps"), next=NEXT),
        weight=PAGED,
    ),
    Row(
        "order",
        Way.QUERY,
        "One order of a day by either id; that there is none is an answer.",
        {role: fields | _BY_EITHER | OF_DAY for role, fields in READ_BY.items()},
        record(
            report_date=DATE_OR_NONE,
            order=Nullable(Record(_TERMS), "no such order was entered"),
            refused=Field(Nullable(ERROR), "why the engine refused the client order id today"),
        ),
        weight=Weight(2),
    ),
)
