"""Operations on orders, and what an account reads of its trading."""

from __future__ import annotations

from dataclasses import replace

from engine.commands import MARKET
from engine.units import DAY_MS
from gateway.protocol import fields as readers
from gateway.protocol.maps import Field, Record, may, must, must_unless
from gateway.protocol.operations import Row, Way, asked_by
from gateway.protocol.readers import Integer
from gateway.protocol.shapes import ListOf, Nullable
from gateway.protocol.table.reports import EXPIRES, order_fields
from gateway.protocol.table.words import (
    BRIDGE,
    EXCHANGE,
    INSTRUMENT,
    MEMBER,
    OF_ACCOUNT,
    OPERATIONS,
    PAGE,
    PRICE_FIELD,
    QUANTITY,
    VALID_UNTIL,
    VIEWER,
    WHOSE,
    with_acts,
)
from gateway.protocol.values import (
    ACCOUNT,
    BOOLEAN,
    CODE,
    COUNT,
    DATE_OR_NONE,
    FEN,
    NEXT,
    NUMBER,
    ORDER_STATUS,
    SIGNED_FEN,
    SIGNED_TONNES,
    TEXT,
    TIME_NS,
    TONNES,
    record,
    rows,
)
from gateway.protocol.weights import PAGED, Weight

ORDER = Field(readers.number, "the exchange's number of the order", record="order_id")
CLIENT_ORDER_ID = Field(
    readers.client_order_id, "the client's own name of the order, unique for account and day"
)
CLIENT_REQUEST_ID = Field(
    readers.client_order_id,
    "the client's own id of the request, unique for account and day among all client ids",
)
AGAIN = may(duplicate=Field(BOOLEAN, "the first answer to this client id again"))
BOTH_SIDES = Field(readers.side, "without it both sides")
READ_BY = {MEMBER: {}, VIEWER: {}, EXCHANGE: OF_ACCOUNT}

# By its number or its client order id; which of the two is looked up.
_OWN_ORDER = may(
    order=replace(ORDER, help="the exchange's number; or `client_order_id`"),
    client_order_id=Field(readers.client_order_id, record=""),
)
_OPTIONS = may(
    order_type=Field(readers.order_type, record="flags", default="limit"),
    time_in_force=Field(readers.time_in_force, default="day"),
    client_order_id=CLIENT_ORDER_ID,
    take=Field(readers.number, "order number at the best opposite price"),
    valid_until_ns=VALID_UNTIL,
    expires_ns=Field(
        readers.number, "what rests then is withdrawn; without it at the close; ns since 1970"
    ),
)
_REPLACED = may(
    quantity=Field(readers.quantity, "the new open quantity; or `total`"),
    total=Field(
        readers.quantity,
        "the new quantity with what has traded, as FIX OrderQty; traded already, the order ends",
        record="quantity",
    ),
    expected_leaves=Field(
        readers.quantity, "refused as `leaves_differ` when another quantity is open"
    ),
    client_request_id=CLIENT_REQUEST_ID,
    valid_until_ns=VALID_UNTIL,
)
_MASS = may(
    instrument=INSTRUMENT,
    side=BOTH_SIDES,
    operator=Field(
        readers.operator,
        "number of a key of the account: orders it entered or replaced last",
        record="key",
    ),
)
_EVERYONE = Field(
    readers.boolean, "true instead of `account`: of every account; needs `reason`", record=""
)
_ENTERED = must(
    order=NUMBER,
    leaves=Field(TONNES, "quantity still open"),
    filled=Field(TONNES, "traded at once"),
    status=ORDER_STATUS,
) | may(reason=Field(TEXT, "why it was cancelled"))
_OPEN_ORDER = (
    must(
        account=ACCOUNT,
        operator=Field(COUNT, "number of the key that entered or last replaced it"),
    )
    | order_fields()
    | must(price=readers.price, quantity=TONNES, leaves=TONNES, time_ns=TIME_NS)
    | EXPIRES
)
_RESUMED = must(report_date=readers.stream_date) | must(**{"from": readers.number})

ROWS = with_acts(
    OPERATIONS,
    Row(
        "new_order",
        Way.COMMAND,
        "Enter an order.",
        {
            MEMBER: must(instrument=INSTRUMENT, side=readers.side)
            | must_unless("order_type", MARKET, price=PRICE_FIELD)
            | must(quantity=QUANTITY)
            | _OPTIONS
        },
        Record(_ENTERED | AGAIN),
        answer="entered",
        change="entered",
        refusal_reported=True,
    ),
    Row(
        "cancel",
        Way.CANCEL,
        "Take an open order out of the book.",
        {
            MEMBER: _OWN_ORDER | may(client_request_id=CLIENT_REQUEST_ID),
            EXCHANGE: must(order=ORDER),
        },
        Record(must(order=NUMBER, leaves=Field(TONNES, "what was cancelled")) | AGAIN),
        answer="cancelled",
        refusal_reported=True,
        choice="own_order",
    ),
    Row(
        "replace",
        Way.COMMAND,
        "Give an open order another price and another open quantity or total.",
        {MEMBER: _OWN_ORDER | must(price=PRICE_FIELD) | _REPLACED},
        Record(
            _ENTERED | must(kept_place=Field(BOOLEAN, "it has kept its place in the queue")) | AGAIN
        ),
        answer="replaced",
        change="replaced",
        refusal_reported=True,
        choice="replaced",
    ),
    Row(
        "mass_cancel",
        Way.CANCEL,
        "Cancel an account's open orders, or everyone's, or those of an instrument, side or key.",
        {MEMBER: _MASS, EXCHANGE: may(account=WHOSE, everyone=_EVERYONE) | _MASS},
        record(cancelled=Field(COUNT, "how many"), orders=ListOf(NUMBER, "orders")),
        answer="mass_cancelled",
        refusal_reported=True,
        choice="mass_cancelled",
        approval="everyone",
        weight=Weight(rows=8),
    ),
    Row(
        "cancel_after",
        Way.CANCEL,
        "Set the key's timer: when it runs out, open orders are cancelled. Set it again in time.",
        {
            MEMBER: must(after_ms=Field(Integer(0, DAY_MS, "ms"), "0 takes the timer away"))
            | may(scope=Field(readers.timer_scope, "whose orders", default="key"))
        },
        record(fires_ns=Field(Nullable(TIME_NS), "when it runs out, null without a timer")),
        answer="timer",
    ),
    Row(
        "open_orders",
        Way.QUERY,
        "The open orders of an account, in order of their numbers.",
        {role: fields | PAGE for role, fields in READ_BY.items()},
        record(
            orders=ListOf(Record(_OPEN_ORDER), "maps"),
            next=NEXT,
        ),
        weight=PAGED,
    ),
    Row(
        "balances",
        Way.QUERY,
        "Cash and holdings of an account.",
        READ_BY | {BRIDGE: OF_ACCOUNT},
        record(
            account=ACCOUNT,
            cash_available_fen=Field(SIGNED_FEN, "below 0 when a sale failed whose money was used"),
            cash_locked_fen=FEN,
            cash_withdrawable_fen=Field(FEN, "without the money of the day's sales"),
            suspended=BOOLEAN,
            killed=BOOLEAN,
            holdings=rows(
                instrument=CODE,
                available=Field(
                    SIGNED_TONNES, "below 0 when a purchase failed whose units were sold"
                ),
                locked=TONNES,
                bought=Field(TONNES, "not sellable yet"),
            ),
            report_date=Field(DATE_OR_NONE, "with `next_report`: the report after these figures"),
            next_report=NUMBER,
        ),
        weight=Weight(each=2, rows=8, page=256),
    ),
    Row(
        "resume_reports",
        Way.QUERY,
        "Have the reports sent again from a number on; refused as at log-on.",
        asked_by((MEMBER, VIEWER), _RESUMED),
        record(report_date=DATE_OR_NONE, next_report=NUMBER),
        weight=Weight(4),
    ),
)
