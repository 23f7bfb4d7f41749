"""Parameters of an instrument: their ranges, and what of it a new value touches."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

from engine.commands.choices import BlockHours
from engine.units import HOLDING_LIMIT_MAX


class Parameter(IntEnum):
    """Parameters of an instrument, set by SET_PARAMETER; the number is the index into its parameter
    array.
    """

    # Daily price limit each way, hundredths of a percent of the base price; from 10,000 on prices
    # begin at one tick.
    BAND_BP = 0
    TICK = 1  # price step, in 0.01 CNY
    LOT = 2  # quantity step, t
    QUANTITY_MIN = 3  # smallest order, t
    QUANTITY_MAX = 4  # largest order, t
    RESALE_DAYS = 5  # trading days from buying to selling
    LEVELS = 6  # opposite price levels an order may take from; 0: all
    SELF_TRADE = 7  # SelfTrade
    TRADING_FEE_PPM = 8  # of the order's cumulative amount
    TRADING_FEE_MIN_FEN = 9
    SETTLEMENT_FEE_PPM = 10
    SETTLEMENT_FEE_MIN_FEN = 11
    MAXIMUM_HOLDING = 12  # 最大持仓量, t an account may hold or be about to buy; 0: none
    LARGE_HOLDER_BP = 13  # 大户报告: share of the maximum holding, hundredths of a percent; 0: none
    AUCTION_QUANTITY_MIN = 36  # smallest quantity of an auction, t
    AUCTION_CAP_BP = 37  # how far the best price of an auction may lie from the previous close
    AUCTION_DISCOUNT_BP = 38  # how far a discounted reserve lies from the previous close
    AUCTION_BID_MIN = 39  # smallest bid where the application names none, t
    AUCTION_BIDS_MAX = 40  # open bids of one account
    AUCTION_TO_SELL = 41  # 1: auctions in which one account buys and members bid to sell
    AUCTION_VOID_IF_SHORT = 42  # 1: every auction is void when the bids do not cover it
    BLOCK_BAND_BP = 24  # of block prices each way, hundredths of a percent of the base price
    BLOCK_QUANTITY_MIN = 25  # smallest block, and smallest rest of an intent, t
    BLOCK_QUANTITY_MAX = 26  # largest block, t
    BLOCK_HOURS = 27  # BlockHours added up
    BLOCK_PARTS = 28  # 1: intents may be dealt in parts
    BLOCK_LIVE = 29  # 1: deals are published as they are struck, 0: at the close
    OPENING_CALL = 48  # 1: orders are taken in pre-open and trade at one price when it ends
    MARKET_ORDERS = 52  # 1: market orders are taken
    LOCKS = 53  # 0: no checks and locks of cash and units; set before the instrument's first day


PARAMETERS = 64  # places in the parameter array, most of them for later

# Every parameter: (default, least, most).
PARAMETER_RANGES: dict[Parameter, tuple[int, int, int]] = {
    Parameter.BAND_BP: (1_000, 0, 10_000_000),
    Parameter.TICK: (1, 1, 1_000_000),
    Parameter.LOT: (1, 1, 1_000_000),
    Parameter.QUANTITY_MIN: (1, 1, 1_000_000_000),
    Parameter.QUANTITY_MAX: (99_999, 1, 1_000_000_000),
    Parameter.RESALE_DAYS: (1, 0, 7),
    Parameter.LEVELS: (5, 0, 1_000_000),
    Parameter.SELF_TRADE: (0, 0, 4),
    Parameter.TRADING_FEE_PPM: (0, 0, 100_000),
    Parameter.TRADING_FEE_MIN_FEN: (0, 0, 1_000_000),
    Parameter.SETTLEMENT_FEE_PPM: (0, 0, 100_000),
    Parameter.SETTLEMENT_FEE_MIN_FEN: (0, 0, 1_000_000),
    Parameter.MAXIMUM_HOLDING: (0, 0, HOLDING_LIMIT_MAX),
    Parameter.LARGE_HOLDER_BP: (0, 0, 10_000),
    Parameter.AUCTION_QUANTITY_MIN: (100_000, 1, 1_000_000_000),
    Parameter.AUCTION_CAP_BP: (1_000, 0, 10_000),
    Parameter.AUCTION_DISCOUNT_BP: (1_000, 0, 10_000),
    Parameter.AUCTION_BID_MIN: (1, 1, 1_000_000_000),
    Parameter.AUCTION_BIDS_MAX: (100, 1, 1_000_000_000),
    Parameter.AUCTION_TO_SELL: (0, 0, 1),
    Parameter.AUCTION_VOID_IF_SHORT: (0, 0, 1),
    Parameter.BLOCK_BAND_BP: (3_000, 0, 10_000),
    Parameter.BLOCK_QUANTITY_MIN: (100_000, 1, 1_000_000_000),
    Parameter.BLOCK_QUANTITY_MAX: (1_000_000_000, 1, 1_000_000_000),
    Parameter.BLOCK_HOURS: (BlockHours.AFTERNOON, 0, BlockHours.MORNING + BlockHours.AFTERNOON),
    Parameter.BLOCK_PARTS: (1, 0, 1),
    Parameter.BLOCK_LIVE: (0, 0, 1),
    Parameter.OPENING_CALL: (0, 0, 1),
    Parameter.MARKET_ORDERS: (0, 0, 1),
    Parameter.LOCKS: (1, 0, 1),
}


class Rests(IntEnum):
    """What of an instrument rests, as bits; a new value of a parameter that touches it waits."""

    NOTHING = 0
    ORDERS = 1  # in the book
    CALL = 2  # orders of the opening call
    DESK = 4  # intents, dialogues and deals
    SESSIONS = 8  # auctions whose session runs
    AUCTIONS = 16  # auctions that are not over
    DAY = 32  # the day it takes part in


def in_setting_order(chosen: Iterable[Parameter]) -> list[Parameter]:
    """Parameters of a new instrument in an order that accepts all values that fit together.

    By their numbers, but the largest quantity before the lot and the smallest one.
    """
    return sorted(chosen, key=lambda each: (each != Parameter.QUANTITY_MAX, each))


LOCKING = Rests.ORDERS | Rests.DESK | Rests.SESSIONS

# What a parameter touches: in force at once when none of it rests, else from the next START_DAY on.
# NOTHING: it is read only when something new comes, or everything that it bounds is counted anew.
PARAMETER_TOUCHES: dict[Parameter, int] = {
    Parameter.BAND_BP: Rests.DAY,
    Parameter.TICK: LOCKING,
    Parameter.LOT: Rests.ORDERS | Rests.DESK,
    Parameter.QUANTITY_MIN: Rests.ORDERS,
    Parameter.QUANTITY_MAX: Rests.ORDERS,
    Parameter.RESALE_DAYS: Rests.DAY,
    Parameter.LEVELS: Rests.NOTHING,
    Parameter.SELF_TRADE: Rests.ORDERS,
    Parameter.TRADING_FEE_PPM: LOCKING,
    Parameter.TRADING_FEE_MIN_FEN: LOCKING,
    Parameter.SETTLEMENT_FEE_PPM: LOCKING,
    Parameter.SETTLEMENT_FEE_MIN_FEN: LOCKING,
    Parameter.MAXIMUM_HOLDING: Rests.NOTHING,
    Parameter.LARGE_HOLDER_BP: Rests.NOTHING,
    Parameter.AUCTION_QUANTITY_MIN: Rests.NOTHING,
    Parameter.AUCTION_CAP_BP: Rests.AUCTIONS,
    Parameter.AUCTION_DISCOUNT_BP: Rests.AUCTIONS,
    Parameter.AUCTION_BID_MIN: Rests.NOTHING,
    Parameter.AUCTION_BIDS_MAX: Rests.NOTHING,
    Parameter.AUCTION_TO_SELL: Rests.NOTHING,
    Parameter.AUCTION_VOID_IF_SHORT: Rests.NOTHING,
    Parameter.BLOCK_BAND_BP: Rests.DESK,
    Parameter.BLOCK_QUANTITY_MIN: Rests.DESK,
    Parameter.BLOCK_QUANTITY_MAX: Rests.DESK,
    Parameter.BLOCK_HOURS: Rests.DESK,
    Parameter.BLOCK_PARTS: Rests.NOTHING,
    Parameter.BLOCK_LIVE: Rests.DESK,
    Parameter.OPENING_CALL: Rests.CALL,
    Parameter.MARKET_ORDERS: Rests.CALL,
    Parameter.LOCKS: Rests.NOTHING,  # refused as soon as anything of the instrument can rest
}
