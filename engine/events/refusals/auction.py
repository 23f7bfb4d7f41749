"""Refusals of one-way bidding."""

from __future__ import annotations

from engine.events.reasons import Reason
from engine.events.refusals.row import DATE, HUNDREDTHS, NOTHING, NUMBER, Allowed, Refusal

AUCTION: dict[Reason, Refusal] = {
    Reason.AUCTION_UNKNOWN: Refusal(
        "auction",
        NOTHING,
        "no auction {number}",
        "Ask for the auctions.",
    ),
    Reason.AUCTION_NOT_YOURS: Refusal(
        "auction",
        NOTHING,
        "auction {number} is not one of your account's",
        "Name an auction of your own account.",
    ),
    Reason.AUCTION_STATE_WRONG: Refusal(
        "auction",
        Allowed.AUCTION,
        "auction {number} is {value}",
        "Do what comes next in the auction's life.",
    ),
    Reason.AUCTION_OWN: Refusal(
        "auction",
        NOTHING,
        "the applicant does not bid in its own auction",
        "Leave the bidding to others.",
    ),
    Reason.AUCTIONS_CLOSED: Refusal(
        "instrument",
        NOTHING,
        "there are no auctions of {code} until the exchange opens them",
        "Wait for the exchange's announcement.",
    ),
    Reason.AUCTIONS_FULL: Refusal(
        None,
        NOTHING,
        "the venue's table of auctions is full until the next trading day starts",
        "Wait for the next trading day.",
    ),
    Reason.AUCTIONS_OF_ACCOUNT_FULL: Refusal(
        None,
        NUMBER,
        "one account has at most {value} auctions under way",
        "Wait until one is over, or cancel an application.",
    ),
    Reason.AUCTION_TO_SELL_OFF: Refusal(
        "side",
        NOTHING,
        "auctions in which members bid to sell are not held in {code}",
        "Apply for an auction in which you sell.",
    ),
    Reason.AUCTION_LOT_WRONG: Refusal(
        "lot",
        NUMBER,
        "a lot is a multiple of {value} t, and the quantity is a whole number of lots",
        "Name a lot that is a multiple and divides the quantity.",
    ),
    Reason.AUCTION_MINIMUM_WRONG: Refusal(
        "smallest_bid",
        NOTHING,
        "the smallest bid is a whole number of lots and at most the quantity",
        "Name whole lots, at most the quantity.",
    ),
    Reason.AUCTION_HOURS_WRONG: Refusal(
        "opens",
        NOTHING,
        "a session opens and closes at times of one day, opening first",
        "Name two times of one day, opening first.",
    ),
    Reason.AUCTION_NOT_TODAY: Refusal(
        "auction",
        DATE,
        "the session of auction {number} is announced for {value}",
        "Wait for that day, or announce it anew.",
    ),
    Reason.AUCTION_DATE_PAST: Refusal(
        "date",
        DATE,
        "a session is announced for {value} or later",
        "Name a later date.",
    ),
    Reason.AUCTION_WITHOUT_LOCKS: Refusal(
        "instrument",
        NOTHING,
        "{code} is traded without locks: it has no auctions",
        "Trade it otherwise.",
    ),
    Reason.BID_UNKNOWN: Refusal(
        "bid",
        NOTHING,
        "no standing bid {order_id}",
        "Ask for your bids: it has left, or never was.",
    ),
    Reason.BID_NOT_YOURS: Refusal(
        "bid",
        NOTHING,
        "bid {order_id} is not one of your account's",
        "Name a bid of your own account.",
    ),
    Reason.BID_UNCHANGED: Refusal(
        None,
        NOTHING,
        "the bid has this price and quantity already",
        "Nothing is to be done.",
    ),
    Reason.BID_SHORT_OF_RESERVE: Refusal(
        "price",
        HUNDREDTHS,
        "price {price} does not reach the reserve {value}",
        "Name a price that reaches the reserve.",
    ),
    Reason.BID_BEYOND_CAP: Refusal(
        "price",
        HUNDREDTHS,
        "price {price} lies beyond the cap {value}",
        "Name a price up to the cap.",
    ),
    Reason.BIDS_FULL: Refusal(
        None,
        NOTHING,
        "the venue's table of bids is full",
        "Wait until bids have left; the exchange starts the venue with more room.",
    ),
    Reason.BIDS_OF_ACCOUNT_FULL: Refusal(
        None,
        NUMBER,
        "an account has at most {value} bids at once",
        "Take back another bid first.",
    ),
}
