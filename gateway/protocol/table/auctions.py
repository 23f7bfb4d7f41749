"""Operations of one-way bidding (单向竞价)."""

from __future__ import annotations

from dataclasses import replace

from engine.commands import DISCOUNTED, PAY_AS_BID, TIE_BY_LOT, VOID_IF_SHORT, AuctionState
from gateway.protocol import fields as readers
from gateway.protocol.fields import words
from gateway.protocol.maps import Field, Fields, Record, may, must
from gateway.protocol.operations import Row, Way, asked_by
from gateway.protocol.shapes import ListOf, Nullable
from gateway.protocol.table.words import (
    CONFIRMED,
    EXCHANGE,
    INSTRUMENT,
    MEMBER,
    OPERATIONS,
    PRICE_FIELD,
    QUANTITY,
    ROLES,
    VALID_UNTIL,
    VIEWER,
    with_acts,
)
from gateway.protocol.texts import Boolean, Word
from gateway.protocol.values import (
    ACCOUNT,
    BOOLEAN,
    CODE,
    COUNT,
    DATE,
    FEN,
    HEX_16,
    NEXT,
    NUMBER,
    PRICE,
    SIDE,
    TIME_NS,
    TONNES,
    record,
    rows,
)
from gateway.protocol.weights import PAGED, Weight

_OF_AUCTION = must(auction=readers.number)
_BY_BID = must(bid=readers.number)
_TERMS = must(price=PRICE_FIELD, quantity=QUANTITY) | may(valid_until_ns=VALID_UNTIL)
_CHOSEN_RULES = {
    "pay_as_bid": Field(Boolean(PAY_AS_BID), "each winner pays its own price"),
    "discounted": Field(Boolean(DISCOUNTED), "the reserve lies below the previous close"),
    "void_if_short": Field(Boolean(VOID_IF_SHORT), "nothing is sold unless bids cover all"),
    "tie_by_lot": Field(Boolean(TIE_BY_LOT), "equal winning bids come in drawn order"),
}
_APPLICATION = (
    must(instrument=INSTRUMENT, quantity=QUANTITY)
    | may(
        side=Field(readers.side, "what the applicant does", default="sell"),
        lot=Field(readers.quantity, "quantity step of bids"),
        smallest_bid=Field(readers.quantity, "tonnes"),
    )
    | may(**{name: replace(rule, record="flags") for name, rule in _CHOSEN_RULES.items()})
)
_HOURS = must(
    opens=Field(readers.time_of_day, "HH:MM", record="opens_hhmm"),
    closes=Field(readers.time_of_day, "HH:MM", record="closes_hhmm"),
)
_RULES = must(**dict.fromkeys(_CHOSEN_RULES, BOOLEAN))
_BID = must(bid=NUMBER, auction=NUMBER)
_CLOCK = readers.time_of_day


def _known(**figures: Field) -> Fields:
    return must(**{name: Field(Nullable(each.read), each.help) for name, each in figures.items()})


_AUCTION = (
    must(
        auction=NUMBER,
        state=Word(*words(AuctionState)),
        account=Field(Nullable(ACCOUNT), "to itself and the exchange"),
        instrument=CODE,
        side=SIDE,
        quantity=TONNES,
        lot=TONNES,
        smallest_bid=TONNES,
    )
    | _RULES
    | _known(date=Field(DATE), opens=Field(_CLOCK), closes=Field(_CLOCK))
    | _known(reserve=Field(PRICE), cap=Field(PRICE), sold=Field(TONNES), amount_fen=Field(FEN))
    | _known(demand=Field(TONNES), lowest=Field(COUNT), highest=Field(COUNT))
    | _known(bidders=Field(COUNT), winners=Field(COUNT))
)
_RESULT = must(
    auction=NUMBER,
    outcome=Word("sold", "auction_void", "auction_without_bids"),
    date=DATE,
    sold=TONNES,
    unsold=TONNES,
    cover=Field(ListOf(TONNES, "tonnes"), "[demand, offered]"),
    lowest=Nullable(PRICE),
    highest=Nullable(PRICE),
    amount_fen=FEN,
    bids=COUNT,
    bidders=COUNT,
    winners=COUNT,
    seed=Field(HEX_16, "of the lot"),
)

BIDS = (
    Row(
        "place_bid",
        Way.COMMAND,
        "Place a sealed bid in an open auction (报价).",
        {MEMBER: _OF_AUCTION | _TERMS},
        Record(_BID),
        answer="bid",
        change="placed",
        refusal_reported=True,
    ),
    Row(
        "change_bid",
        Way.COMMAND,
        "Give a bid another price and quantity; it keeps its place only when lowered.",
        {MEMBER: _BY_BID | _TERMS},
        Record(_BID | must(kept_place=BOOLEAN)),
        answer="changed_bid",
        change="changed",
        refusal_reported=True,
    ),
    Row(
        "withdraw_bid",
        Way.CANCEL,
        "Take a bid of an open auction back.",
        asked_by((MEMBER, EXCHANGE), _BY_BID),
        Record(_BID),
        answer="bid",
        refusal_reported=True,
    ),
)
ROWS = with_acts(
    OPERATIONS,
    Row(
        "auctions",
        Way.QUERY,
        "The auctions announced or over today, a member's own from the application on; what is not"
        " known yet is null.",
        asked_by(ROLES),
        record(auctions=ListOf(Record(_AUCTION), "maps")),
        weight=Weight(each=2, rows=4, page=256),
    ),
    Row(
        "bids",
        Way.QUERY,
        "The account's own bids in open auctions, oldest first.",
        asked_by((MEMBER, VIEWER), may(after=readers.number)),
        record(
            bids=rows(
                bid=NUMBER,
                auction=NUMBER,
                instrument=CODE,
                side=SIDE,
                price=PRICE,
                quantity=TONNES,
                time_ns=TIME_NS,
            ),
            next=NEXT,
        ),
        weight=PAGED,
    ),
    Row(
        "apply_auction",
        Way.COMMAND,
        "Apply for an auction (申请).",
        {MEMBER: _APPLICATION},
        Record(must(auction=NUMBER, lot=TONNES, smallest_bid=TONNES) | _RULES),
        answer="applied",
        change="applied",
        refusal_reported=True,
    ),
    Row(
        "accept_auction",
        Way.COMMAND,
        "Accept an application: what is offered is frozen.",
        {EXCHANGE: _OF_AUCTION},
        change="accepted",
    ),
    Row(
        "refuse_auction",
        Way.COMMAND,
        "Refuse an application.",
        {EXCHANGE: _OF_AUCTION},
        change="refused",
    ),
    Row(
        "announce_auction",
        Way.COMMAND,
        "Announce the day and the hours of an auction (公告).",
        {EXCHANGE: _OF_AUCTION | must(date=readers.date) | _HOURS | CONFIRMED},
        change="announced",
    ),
    Row(
        "open_auction",
        Way.COMMAND,
        "Open the session of an auction: it fixes the prices.",
        {EXCHANGE: _OF_AUCTION},
        record(auction=NUMBER, reserve=PRICE, cap=PRICE),
        answer="opened",
        change="opened",
    ),
    Row(
        "close_auction",
        Way.COMMAND,
        "Close the session of an auction: bids are served by price, then time or lot.",
        {
            EXCHANGE: _OF_AUCTION
            | may(seed=Field(readers.hash_16, "of the lot; without it the venue draws one"))
        },
        Record(_RESULT),
        answer="closed",
        change="closed",
        choice="drawn_lot",
    ),
    Row(
        "cancel_auction",
        Way.COMMAND,
        "Cancel an auction: the applicant before the notice, the exchange before the closing.",
        asked_by((MEMBER, EXCHANGE), _OF_AUCTION),
        Record(must(auction=NUMBER, bids_withdrawn=COUNT)),
        answer="auction_cancelled",
        change="cancelled",
    ),
    *BIDS,
)
