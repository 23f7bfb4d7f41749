"""Parameters of an instrument, a row for each: range, what a new value touches, unit, sentence."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

from engine.commands.choices import BlockHours, ResaleScope
from engine.units import HOLDING_LIMIT_MAX, RESALE_DAYS_MAX

PARAMETERS = 64  # places in the parameter array, most of them for later


class Rests(IntEnum):
    """What of an instrument rests, as bits; a new value of a parameter that touches it waits."""

    NOTHING = 0
    ORDERS = 1  # in the book
    CALL = 2  # orders of the opening call
    DESK = 4  # intents, dialogues and deals
    SESSIONS = 8  # auctions whose session runs
    AUCTIONS = 16  # auctions that are not over
    DAY = 32  # the day it takes part in


NOTHING, ORDERS, CALL, DESK = Rests.NOTHING, Rests.ORDERS, Rests.CALL, Rests.DESK
LOCKING = Rests.ORDERS | Rests.DESK | Rests.SESSIONS
MANY = 1_000_000_000


class Parameter(IntEnum):
    """Parameters of an instrument, set by SET_PARAMETER.

    A row is the number (the index into the parameter array, never reused), default, least and most
    value, what a new value touches, the unit, and what it is. A new value is in force at once when
    nothing of what it touches rests, else from the next START_DAY on. What touches NOTHING is read
    only when something new comes, or everything that it bounds is counted anew.
    """

    default: int
    least: int
    most: int
    touches: int
    unit: str
    sentence: str

    def __new__(
        cls,
        number: int,
        default: int = 0,
        least: int = 0,
        most: int = 0,
        touches: int = 0,
        unit: str = "",
        sentence: str = "",
    ) -> Parameter:
        member = int.__new__(cls, number)
        member._value_ = number
        member.default, member.least, member.most = int(default), int(least), int(most)
        member.touches, member.unit, member.sentence = int(touches), unit, sentence
        return member

    # From 10,000 on, prices begin at one tick.
    BAND_BP = 0, 1_000, 0, 10_000_000, Rests.DAY, "0.01 %", "Daily price limit each way."
    TICK = 1, 1, 1, 1_000_000, LOCKING, "0.01 CNY", "Price step."
    LOT = 2, 1, 1, 1_000_000, ORDERS | DESK, "t", "Quantity step."
    QUANTITY_MIN = 3, 1, 1, MANY, ORDERS, "t", "Smallest order."
    QUANTITY_MAX = 4, 99_999, 1, MANY, ORDERS, "t", "Largest order."
    RESALE_DAYS = 5, 1, 0, 7, Rests.DAY, "trading days", "From buying to selling."
    LEVELS = 6, 5, 0, 1_000_000, NOTHING, "levels", "Opposite prices an order may take; 0: all."
    SELF_TRADE = 7, 0, 0, 4, ORDERS, "SelfTrade", "What happens when an account meets itself."
    TRADING_FEE_PPM = 8, 0, 0, 100_000, LOCKING, "ppm", "Trading fee of an order's amount."
    TRADING_FEE_MIN_FEN = 9, 0, 0, 1_000_000, LOCKING, "0.01 CNY", "Smallest trading fee."
    SETTLEMENT_FEE_PPM = 10, 0, 0, 100_000, LOCKING, "ppm", "Settlement fee of an order's amount."
    SETTLEMENT_FEE_MIN_FEN = 11, 0, 0, 1_000_000, LOCKING, "0.01 CNY", "Smallest settlement fee."
    MAXIMUM_HOLDING = (
        12,
        0,
        0,
        HOLDING_LIMIT_MAX,
        NOTHING,
        "t",
        "What an account may hold or be about to buy (最大持仓量); 0: any quantity.",
    )
    LARGE_HOLDER_BP = (
        13,
        0,
        0,
        10_000,
        NOTHING,
        "0.01 %",
        "Share of the maximum holding from which on an account is reported (大户报告); 0: none.",
    )
    OPPOSITE_DAYS = (
        14,
        0,
        0,
        RESALE_DAYS_MAX,
        Rests.DAY,
        "trading days",
        "From buying to selling and from selling to buying the same; 0: no such rule.",
    )
    OPPOSITE_SCOPE = (
        15,
        ResaleScope.ENTITY,
        ResaleScope.ENTITY,
        ResaleScope.LOT,
        Rests.DAY,
        "ResaleScope",
        "Whose resale `opposite_days` bars: 0: the account's, 1: that of the units bought.",
    )
    TIME_ORDER = (
        16,
        0,
        0,
        1,
        NOTHING,
        "0 or 1",
        "1: price-time order always: no order names the one that it takes.",
    )
    AUCTIONS_CLOSED = 35, 0, 0, 1, NOTHING, "0 or 1", "1: nobody applies for an auction."
    AUCTION_QUANTITY_MIN = 36, 100_000, 1, MANY, NOTHING, "t", "Smallest quantity of an auction."
    AUCTION_CAP_BP = (
        37,
        1_000,
        0,
        10_000,
        Rests.AUCTIONS,
        "0.01 %",
        "How far the best price of an auction may lie from the previous close.",
    )
    AUCTION_DISCOUNT_BP = (
        38,
        1_000,
        0,
        10_000,
        Rests.AUCTIONS,
        "0.01 %",
        "How far a discounted reserve lies from the previous close.",
    )
    AUCTION_BID_MIN = 39, 1, 1, MANY, NOTHING, "t", "Smallest bid where an application names none."
    AUCTION_BIDS_MAX = 40, 100, 1, MANY, NOTHING, "bids", "Open bids of one account."
    AUCTION_TO_SELL = (
        41,
        0,
        0,
        1,
        NOTHING,
        "0 or 1",
        "1: there are auctions in which one account buys and members bid to sell.",
    )
    AUCTION_VOID_IF_SHORT = (
        42,
        0,
        0,
        1,
        NOTHING,
        "0 or 1",
        "1: every auction is void when the bids do not cover it.",
    )
    BLOCK_BAND_BP = 24, 3_000, 0, 10_000, DESK, "0.01 %", "Price limit of blocks each way."
    BLOCK_QUANTITY_MIN = 25, 100_000, 1, MANY, DESK, "t", "Smallest block and rest of an intent."
    BLOCK_QUANTITY_MAX = 26, MANY, 1, MANY, DESK, "t", "Largest block."
    BLOCK_HOURS = (
        27,
        BlockHours.AFTERNOON,
        0,
        BlockHours.MORNING + BlockHours.AFTERNOON,
        DESK,
        "BlockHours",
        "Sessions in which the block desk is open, added up.",
    )
    BLOCK_PARTS = 28, 1, 0, 1, NOTHING, "0 or 1", "1: intents may be dealt in parts."
    BLOCK_LIVE = 29, 0, 0, 1, DESK, "0 or 1", "1: deals are published at once, 0: at the close."
    DEPTH_20 = 30, 0, 0, 1, NOTHING, "0 or 1", "1: twenty levels a side are published, 0: five."
    DEPTH_ORDERS = (
        31,
        0,
        0,
        1,
        NOTHING,
        "0 or 1",
        "1: every resting order is published, never whose it is, 0: those of the best levels.",
    )
    OPENING_CALL = (
        48,
        0,
        0,
        1,
        CALL,
        "0 or 1",
        "1: orders are taken in pre-open and in the call that ends a halt, and trade at one price.",
    )
    MARKET_ORDERS = 52, 0, 0, 1, CALL, "0 or 1", "1: market orders are taken."
    # Refused as soon as anything of the instrument can rest.
    LOCKS = (
        53,
        1,
        0,
        1,
        NOTHING,
        "0 or 1",
        "0: cash and units are neither checked nor locked; set before the first day.",
    )


def in_setting_order(chosen: Iterable[Parameter]) -> list[Parameter]:
    """Parameters of a new instrument in an order that accepts all values that fit together.

    By their numbers, but the largest quantity before the lot and the smallest one.
    """
    return sorted(chosen, key=lambda each: (each != Parameter.QUANTITY_MAX, each))
