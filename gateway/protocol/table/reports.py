"""The reports on an account's private stream: every kind with its fields."""

from __future__ import annotations

from gateway.protocol.maps import Field, Fields, Record, may, must
from gateway.protocol.messages import ERROR
from gateway.protocol.shapes import Nullable
from gateway.protocol.texts import Word
from gateway.protocol.values import (
    ACCOUNT,
    BOOLEAN,
    CODE,
    COUNT,
    DATE,
    FEN,
    METHOD,
    NUMBER,
    PRICE,
    SIDE,
    TEXT,
    TIME_NS,
    TONNES,
)

_PARTIES = Word("poster", "responder")
_OF_ACCOUNT = (
    *("cash_in", "cash_out", "units_in", "units_out", "suspended", "restored", "units_released"),
    *("trade_failed", "limit_set", "killed", "released", "operator_killed", "operator_released"),
    *("large_holder", "large_holder_ended", "guard_fired", "orders_cancelled"),
)
_FEES = must(amount_fen=FEN, trading_fee_fen=FEN, settlement_fee_fen=FEN)
_TERMS = must(price=PRICE, quantity=TONNES)
_REASON = may(reason=Field(TEXT, "why it ended"))
_NOTE = may(note=TEXT)
EXPIRES = may(expires_ns=Field(TIME_NS, "where it named a time"))
_REQUEST = may(client_request_id=Field(TEXT, "of the request, where it had one"))


def order_fields() -> Fields:
    """Which order: its numbers, instrument and side."""
    return must(order=NUMBER, client_order_id=Nullable(TEXT), instrument=CODE, side=SIDE)


_NO_ORDER = "of a block or an auction"
_PRICE_OR_NONE = must(price=Nullable(PRICE, "of a market order"))
_OFFERED = must(instrument=CODE, side=SIDE) | _TERMS

REPORTS: dict[str, tuple[str, Fields]] = {
    "entered": (
        "An order was entered.",
        order_fields()
        | must(order_type=Word("limit", "market"))
        | _PRICE_OR_NONE
        | must(quantity=TONNES, time_in_force=Word("day", "ioc", "fok"))
        | EXPIRES,
    ),
    "refused": (
        "The engine refused a request; the fields of its order with it.",
        must(client_order_id=Nullable(TEXT), op=TEXT, error=ERROR)
        | _REQUEST
        | may(order=NUMBER, instrument=CODE, side=SIDE, price=PRICE, quantity=COUNT),
    ),
    "fill": (
        "An order has traded.",
        order_fields()
        | _TERMS
        | must(leaves=TONNES, trade=NUMBER, liquidity=Word("maker", "taker", "call"))
        | _FEES,
    ),
    "replaced": (
        "An order has another price and open quantity.",
        order_fields() | must(price=PRICE, leaves=TONNES, kept_place=BOOLEAN) | _REQUEST,
    ),
    "cancelled": (
        "An order has left the book without a trade.",
        order_fields()
        | _PRICE_OR_NONE
        | must(
            leaves=Field(TONNES, "what was cancelled"),
            reason=TEXT,
            status=Field(Word("cancelled", "withdrawn"), "`withdrawn`: by the system"),
        )
        | _REQUEST,
    ),
    "lowered": (
        "An order has lost open quantity without a trade (`self_trade` 4).",
        order_fields()
        | must(quantity=Field(TONNES, "taken off"), leaves=TONNES, reason=Word("self_trade")),
    ),
    "intent": (
        "An intent was posted, lowered by a deal in parts, or has ended; to its poster, and to the"
        " counterparty it names.",
        must(
            change=Word("posted", "lowered", "closed"),
            intent=NUMBER,
            account=Nullable(ACCOUNT, "not shown"),
            counterparty=Nullable(ACCOUNT, "for everyone"),
        )
        | _OFFERED
        | must(leaves=TONNES, in_parts=BOOLEAN, invitation=BOOLEAN)
        | _NOTE
        | _REASON,
    ),
    "dialogue": (
        "A dialogue has another offer, a note, a confirmation, or has ended; to both sides.",
        must(
            change=Word("offer", "note", "confirmed", "reduced", "closed"),
            dialogue=NUMBER,
            intent=NUMBER,
            role=_PARTIES,
            by=Nullable(_PARTIES, "reduced by a deal of others"),
            counterparty=Nullable(ACCOUNT, "not shown"),
        )
        | must(instrument=CODE, side=Field(SIDE, "one's own"))
        | _TERMS
        | must(offer=Field(COUNT, "its number"))
        | _NOTE
        | _REASON,
    ),
    "deal": (
        "A deal was struck or cancelled; to both sides.",
        must(
            change=Word("struck", "cancelled"),
            deal=NUMBER,
            intent=NUMBER,
            dialogue=Nullable(NUMBER, "accepted directly"),
            counterparty=ACCOUNT,
        )
        | _OFFERED
        | must(amount_fen=FEN)
        | _REASON,
    ),
    "trade": (
        "What a deal has become at the close.",
        must(method=Word("block"), trade=NUMBER, deal=NUMBER, counterparty=ACCOUNT)
        | _OFFERED
        | _FEES,
    ),
    "trade_cancel": (
        "The exchange has undone a trade (FIX ExecType H, Trade Cancel): what it brought is gone,"
        " what it cost is back.",
        must(method=METHOD, trade=NUMBER, correction=Field(NUMBER, "its number, of the method"))
        | must(
            order=Nullable(NUMBER, _NO_ORDER),
            client_order_id=Nullable(TEXT),
            instrument=CODE,
            side=Field(SIDE, "as it was traded"),
        )
        | _TERMS
        | must(leaves=Field(TONNES, "what the order has open; nothing comes back into the book"))
        | _FEES,
    ),
    "auction": (
        "An auction of the account has gone on; to the applicant.",
        must(
            change=Word(
                "applied", "accepted", "refused", "announced", "opened", "closed", "cancelled"
            ),
            auction=NUMBER,
            instrument=CODE,
            side=SIDE,
        )
        | may(
            quantity=TONNES,
            lot=TONNES,
            smallest_bid=TONNES,
            pay_as_bid=BOOLEAN,
            discounted=BOOLEAN,
            void_if_short=BOOLEAN,
            tie_by_lot=BOOLEAN,
        ),
    ),
    "bid": (
        "A bid was placed, changed, or has left.",
        must(change=Word("placed", "changed", "gone"), bid=NUMBER, auction=NUMBER)
        | _OFFERED
        | may(
            kept_place=Field(BOOLEAN, "of `changed`"),
            leaves=Field(TONNES, "of `gone`: what left"),
            reason=Field(TEXT, "of `gone`"),
        ),
    ),
    "award": (
        "A bid has won; to the bidder and, without the bid, to the applicant.",
        must(auction=NUMBER, bid=Nullable(NUMBER, "to the applicant"))
        | _OFFERED
        | must(trade=NUMBER)
        | _FEES,
    ),
    "account": (
        "Cash, units, limits or standing of the account have changed.",
        must(change=Word(*_OF_ACCOUNT))
        | may(amount_fen=FEN, instrument=CODE, quantity=TONNES, reference=NUMBER)
        | may(
            method=Field(METHOD, "of `trade_failed`"),
            trade=Field(NUMBER, "of `trade_failed`"),
            date=Field(DATE, "of `trade_failed`"),
            side=Field(SIDE, "of `trade_failed`"),
            limit=Field(TEXT, "of `limit_set`"),
            value=Nullable(COUNT, "the default again"),
            by=Field(Word("member", "exchange"), "who ordered a kill or release"),
            operator=Field(COUNT, "number of the key"),
            log_on_refused=Field(BOOLEAN, "of a kill"),
            threshold=Field(TONNES, "of a large holder"),
            maximum=Field(TONNES, "of a large holder"),
            cause=Field(Word("session_lost", "timer_ran_out"), "of `guard_fired`"),
            scope=Field(Word("session", "key", "account"), "of `guard_fired`: whose orders went"),
            cancelled=Field(COUNT, "of `guard_fired`: how many orders"),
            reason=Field(TEXT, "of `orders_cancelled`: why the exchange did it"),
        ),
    ),
}
FILLS = ("fill", "trade", "award", "trade_cancel")  # reports of trades


def reported(kind: str) -> Record:
    """A report of that kind, as a list of reports has it."""
    head = must(number=NUMBER, time_ns=TIME_NS, report=Word(kind))
    return Record(head | REPORTS[kind][1])
