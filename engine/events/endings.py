"""Why an order, a bid, an intent or a dialogue has ended or changed, in words."""

from __future__ import annotations

from engine.events.reasons import Reason

ENDINGS: dict[Reason, str] = {
    Reason.CANCELLED_BY_MEMBER: "its member cancelled it",
    Reason.CANCELLED_BY_EXCHANGE: "the exchange cancelled it",
    Reason.MASS_CANCELLED: "it was cancelled with others of its account",
    Reason.IOC_REMAINDER: "an order that is immediate or cancel: what did not trade at once",
    Reason.FOK_NOT_FILLABLE: "an order that is fill or kill could not be filled whole",
    Reason.BEYOND_FIVE_LEVELS: "what is left could only trade beyond the five best levels",
    Reason.MARKET_REMAINDER: "what a market order found nobody for",
    Reason.SELF_TRADE: "it met an order of its own account (parameter `self_trade`)",
    Reason.SESSION_LOST: "its session was lost (`cancel_on_disconnect`)",
    Reason.TIMER_RAN_OUT: "the timer of its key ran out (`cancel_after`)",
    Reason.ORDER_EXPIRED: "the time had come that it named (`expires_ns`)",
    Reason.TOTAL_REACHED: "it had traded its new total quantity already",
    Reason.WITHDRAWN_AT_CLOSE: "the day closed",
    Reason.WITHDRAWN_ON_SUSPENSION: "its account was suspended",
    Reason.WITHDRAWN_ON_KILL: "its account was killed",
    Reason.WITHDRAWN_ON_OPERATOR_KILL: "the key that entered it was killed",
    Reason.WITHDRAWN_WITH_DAY: "the day was taken back",
    Reason.CALL_HALTED: "trading was halted when, or before, its call ended",
    Reason.BID_LOST: "other bids took the whole quantity",
    Reason.BID_REMAINDER: "the part of a bid that was not awarded",
    Reason.AUCTION_VOID: "the bids did not cover the quantity, and nothing is sold",
    Reason.AUCTION_WITHOUT_BIDS: "the auction had no bids",
    Reason.DEALT: "a deal was struck",
    Reason.DEALT_WITH_ANOTHER: "a deal with another account took the quantity",
    Reason.LEFT: "a side has left the dialogue",
    Reason.REDUCED: "a deal in parts left less than the terms name",
}
