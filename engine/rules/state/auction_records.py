"""The records of an auction and of a bid; how bids are sorted."""

from __future__ import annotations

from engine.rules.state.aligned import gapless

DIGIT_BITS = 12  # of a price that are sorted at once when bids are ranked
DIGITS = 1 << DIGIT_BITS

AUCTION = gapless(
    [
        ("number", "<i8"),
        ("state", "u1"),  # AuctionState
        ("side", "u1"),  # what the applicant does: SELL, members bid to buy; BUY, they bid to sell
        ("rules", "<u2"),  # PAY_AS_BID ...
        ("account", "<i4"),  # the applicant
        ("instrument", "<i4"),
        ("holding", "<u4"),  # the applicant's
        ("quantity", "<i8"),
        ("lot", "<i8"),
        ("minimum", "<i8"),  # of a bid
        ("date", "<i4"),  # of the session
        ("opens", "<i4"),  # hhmm
        ("closes", "<i4"),  # hhmm
        ("reserve", "<i8"),
        ("cap", "<i8"),
        ("lock_fen", "<i8"),  # what a buying applicant holds while the session runs
        ("first_bid", "<u4"),  # slots of the bids in order of time
        ("last_bid", "<u4"),
        ("demand", "<i8"),  # t bid for, when the session closed
        ("bids", "<i8"),
        ("bidders", "<i8"),
        ("winners", "<i8"),
        ("sold", "<i8"),
        ("amount_fen", "<i8"),
        ("lowest", "<i8"),  # price paid; likewise highest
        ("highest", "<i8"),
        ("seed", "<u8"),  # of the lot
    ]
)

# Where the procedure of auctions is in force: the days of its steps, yyyymmdd.
AUCTION_DATES = gapless([("applied", "<i4"), ("accepted", "<i4")])

BID = gapless(
    [
        ("bid_id", "<i8"),  # counter * capacity + slot; 0: the slot is free
        ("price", "<i8"),
        ("quantity", "<i8"),
        ("lock_fen", "<i8"),  # of a bid to buy
        ("time_ns", "<i8"),
        ("account", "<i4"),
        ("auction", "<u4"),  # slot
        ("operator", "<u4"),  # key that placed or changed it last
        ("holding", "<u4"),
        ("next", "<u4"),  # slots of its auction in order of time; `next` in the chain of free slots
        ("previous", "<u4"),
    ]
)
