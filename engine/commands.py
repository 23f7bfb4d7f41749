"""Commands: everything the engine is ever told, as one fixed record of 192 bytes.

Numbers of kinds, sides, flags and parameters go into the log and are never reused. A field that a
command does not use is 0.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from engine.units import AMOUNT_MAX_FEN, CASH_MAX_FEN, HOLDING_LIMIT_MAX, TEXT_MAX, WEIGHTS_MAX

COMMAND_VERSION = 1


class CommandKind(IntEnum):
    """What a command asks for. The second column of each line names the fields it uses."""

    NEW_ORDER = (
        # account instrument side time_in_force price quantity order_id(directed take or 0)
        # valid_until_ns text flags(MARKET)
        1
    )
    CANCEL = 2  # account order_id (account 0: the exchange cancels anyone's)
    REPLACE = 3  # account order_id price quantity(new open quantity)
    MASS_CANCEL = 4  # account instrument(0 all) side(0 both)
    OPEN_ACCOUNT = 20  # account text(name)
    SUSPEND_ACCOUNT = 21  # account
    RESTORE_ACCOUNT = 22  # account
    # account parameter(AccountLimit) value(-1: the default again) instrument(maximum holding)
    SET_ACCOUNT_LIMIT = 23
    KILL_ACCOUNT = 24  # account flags(BY_EXCHANGE REFUSE_LOG_ON)
    RELEASE_ACCOUNT = 25  # account flags(BY_EXCHANGE)
    # account(whose it is) value(number of the operator's key) flags(BY_EXCHANGE REFUSE_LOG_ON)
    KILL_OPERATOR = 26
    RELEASE_OPERATOR = 27  # account value(number of the operator's key) flags(BY_EXCHANGE)
    # account amount reference(registry journal number) value(reference it follows, 0: not said)
    CASH_IN = 30
    CASH_OUT = 31  # account amount reference value
    UNITS_IN = 32  # account instrument quantity reference value
    UNITS_OUT = 33  # account instrument quantity reference value
    LIST_INSTRUMENT = 40  # instrument price(base price) text(code)
    SET_PARAMETER = 41  # instrument parameter value
    # date(in force from) value(denominator) weight_instruments weight_numerators
    SET_PRICE_WEIGHTS = 42
    # instrument(0: the venue) parameter(TotalsKind) value(Method, 0: listed) quantity amount
    # price(venue only: composite close)
    OPEN_TOTALS = 43
    SET_DEFAULT_LIMIT = 45  # parameter(AccountLimit) value
    START_DAY = 50  # date flags(OVERRIDE) text(why, where it is overridden)
    SET_PHASE = 51  # phase text(why, where it is out of schedule)
    END_DAY = 52  # text(why, where it is out of schedule)
    HALT = 53  # instrument (0: the venue)
    RESUME = 54  # instrument (0: the venue)
    TAKE_BACK_DAY = 56  # date(of the running day) text(why)
    CLEARING_RESULT = 60  # date value(count of trades) quantity amount tape_hash
    # date order_id(trade number) value(Method, 0: listed) account(buyer) counterparty(seller)
    # instrument price quantity
    TRADE_FAILED = 61
    SETTLEMENT_DONE = 62  # date value(count of failed trades)
    # account instrument side(what the applicant does) quantity flags(PAY_AS_BID ...) value(smallest
    # bid) parameter(lot)
    APPLY_AUCTION = 80
    ACCEPT_AUCTION = 81  # reference(auction)
    REFUSE_AUCTION = 82  # reference
    # reference date(of the session) price(opens, hhmm) quantity(closes, hhmm)
    ANNOUNCE_AUCTION = 83
    OPEN_AUCTION = 84  # reference
    CLOSE_AUCTION = 85  # reference tape_hash(seed of the lot)
    PLACE_BID = 86  # reference account price quantity valid_until_ns text
    CHANGE_BID = 87  # account order_id(bid) price quantity
    WITHDRAW_BID = 88  # account order_id(bid) (account 0: the exchange withdraws anyone's)
    CANCEL_AUCTION = 89  # reference account(0: the exchange)
    # account instrument side price quantity counterparty(0: all) flags(HIDDEN IN_PARTS INVITATION)
    # note
    POST_INTENT = 70
    WITHDRAW_INTENT = 71  # account(0: the exchange) order_id(intent)
    ACCEPT_INTENT = 72  # account order_id(intent) quantity
    OPEN_DIALOGUE = 73  # account order_id(intent) price quantity flags(HIDDEN) note
    COUNTER_OFFER = 74  # account order_id(dialogue) price quantity note
    SEND_NOTE = 75  # account order_id(dialogue) note
    CONFIRM_TERMS = 76  # account order_id(dialogue) price quantity
    LEAVE_DIALOGUE = 77  # account(0: the exchange) order_id(dialogue)
    CANCEL_DEAL = 78  # order_id(deal)
    SUSPEND_DESK = 79  # instrument(0: the whole block desk) value(1: suspend, 0: resume)


class Side(IntEnum):
    """FIX Side 54."""

    BUY = 1
    SELL = 2


class TimeInForce(IntEnum):
    """FIX TimeInForce 59."""

    DAY = 0
    IOC = 3
    FOK = 4


class Phase(IntEnum):
    """Phases of the trading day; within a day they only move forward."""

    NO_DAY = 0
    PRE_OPEN = 1
    MORNING = 2
    LUNCH = 3
    AFTERNOON = 4
    CLOSED = 5
    ENDED = 6


class Method(IntEnum):
    """Trading method, the exchange's own codes."""

    LISTED = 10
    BLOCK = 20
    AUCTION = 21


class TotalsKind(IntEnum):
    """Which running totals an OPEN_TOTALS command opens and a TOTALS event states."""

    DAY = 0
    YEAR = 1
    CUMULATIVE = 2


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


class AuctionState(IntEnum):
    """How far an auction (单向竞价) has come.

    From CLOSED on it is over and only remembered until the next day starts.
    """

    NONE = 0
    APPLIED = 1
    ACCEPTED = 2  # what is offered is frozen
    ANNOUNCED = 3
    OPEN = 4  # the session runs
    CLOSED = 5
    REFUSED = 6
    CANCELLED = 7


class BlockHours(IntEnum):
    """Sessions in which the block desk is open for an instrument, as bits."""

    MORNING = 1
    AFTERNOON = 2


class SelfTrade(IntEnum):
    """What happens when an order meets a resting order of its own account."""

    CANCEL_INCOMING = 0
    CANCEL_RESTING = 1
    CANCEL_BOTH = 2
    ALLOW = 3
    DECREMENT = 4  # both lose the smaller open quantity, and what has nothing left leaves


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


class AccountLimit(IntEnum):
    """What an account may be limited in, by default (SET_DEFAULT_LIMIT) or for itself
    (SET_ACCOUNT_LIMIT); 0 is no limit.

    The default of the maximum holding is the instrument's parameter; the window of the order rate
    is the venue's alone.
    """

    OPEN_ORDERS = 0
    ORDER_RATE = 1  # orders and replacements accepted in one window
    ORDER_VALUE = 2  # fen
    DAY_TURNOVER = 3  # fen: fills of the day, bought and sold, and what is open
    MAXIMUM_HOLDING = 4  # t, of one instrument
    RATE_WINDOW = 5  # ms of command time; windows begin at whole multiples of it


# Every limit: (default, least, most).
LIMIT_RANGES: dict[AccountLimit, tuple[int, int, int]] = {
    AccountLimit.OPEN_ORDERS: (0, 0, 1_000_000_000),
    AccountLimit.ORDER_RATE: (0, 0, 1_000_000_000),
    AccountLimit.ORDER_VALUE: (0, 0, AMOUNT_MAX_FEN),
    AccountLimit.DAY_TURNOVER: (0, 0, CASH_MAX_FEN),
    AccountLimit.MAXIMUM_HOLDING: (0, 0, HOLDING_LIMIT_MAX),
    AccountLimit.RATE_WINDOW: (1_000, 1, 86_400_000),
}
LIMIT_BY_DEFAULT = -1  # SET_ACCOUNT_LIMIT: no limit of the account's own any more

# Flags of APPLY_AUCTION: the rules of the auction.
PAY_AS_BID = 1  # each winner pays its own price; else all pay the lowest winning one
# the reserve lies AUCTION_DISCOUNT_BP from the previous close; else it is the previous close
DISCOUNTED = 2
VOID_IF_SHORT = 4  # void when the bids do not cover the quantity; else what they cover is sold
TIE_BY_LOT = 8  # bids at the lowest winning price come in drawn order; else in time order

OVERRIDE = 1  # flag of START_DAY: the exchange opens the day although the last one is not settled
BY_EXCHANGE = 2  # flag of kills and releases: the exchange orders it, not the member
REFUSE_LOG_ON = 64  # flag of kills: the keys concerned may not log on until the release
MARKET = 16  # flag of NEW_ORDER, and of its acknowledgement: a market order, whose price is 0

# Flags of the block desk, the same in commands and events.
HIDDEN = 256  # without its name shown: of an intent's poster, or of who opens a dialogue
IN_PARTS = 512  # an intent may be dealt in parts
INVITATION = 1024  # an intent is no firm offer: it cannot be accepted directly and locks nothing

COMMAND = np.dtype(
    [
        ("sequence", "<i8"),  # stamped by the sequencer: 1, 2, 3 ...
        ("time_ns", "<i8"),  # stamped by the sequencer: nanoseconds since 1970 UTC
        ("kind", "<u2"),  # CommandKind
        ("version", "u1"),  # COMMAND_VERSION
        ("side", "u1"),  # Side
        ("time_in_force", "u1"),  # TimeInForce
        ("phase", "u1"),  # Phase
        ("flags", "<u2"),
        ("account", "<i4"),
        ("instrument", "<i4"),
        ("price", "<i8"),  # ticks
        ("quantity", "<i8"),  # t
        ("order_id", "<i8"),
        ("valid_until_ns", "<i8"),  # refused as expired when time_ns is past it; 0: no limit
        ("operator", "<u4"),  # number of the key that signed on, 0: the venue itself
        ("date", "<i4"),  # yyyymmdd
        ("counterparty", "<i4"),
        ("parameter", "<u4"),  # Parameter, AccountLimit or TotalsKind
        ("amount_fen", "<i8"),
        ("reference", "<i8"),
        ("value", "<i8"),
        ("text", f"S{TEXT_MAX}"),  # code, name or client order id, ASCII or UTF-8
        ("tape_hash", "<u8"),
        ("weight_instruments", "<u2", (WEIGHTS_MAX,)),
        ("weight_numerators", "<u2", (WEIGHTS_MAX,)),
    ],
    align=True,
)
assert COMMAND.itemsize == 192

CommandArray = NDArray[np.void]


def empty_commands(count: int) -> CommandArray:
    """A zeroed array of `count` COMMAND records with the version filled in."""
    commands = np.zeros(count, COMMAND)
    commands["version"] = COMMAND_VERSION
    return commands


def command(kind: CommandKind, **fields: object) -> CommandArray:
    """One command as an array of length 1; every keyword is a field of COMMAND.

    Raises ValueError for an unknown field.
    """
    record = empty_commands(1)
    record["kind"] = kind
    for name, value in fields.items():
        record[name] = value
    return record
