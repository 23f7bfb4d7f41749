"""Events: everything the engine ever says, as one fixed record of 192 bytes, and the closed list of
its reasons.

Each command yields first one acknowledgement (ACCEPTED or REFUSED), which carries the command's own
fields back, then its consequences. Event sequences have no holes. Numbers go into the log and are
never reused.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from engine.units import TEXT_MAX


class EventKind(IntEnum):
    """What happened. The comments name the fields in use beside sequence, command, time_ns."""

    # command_kind and the command's fields; a new order's order_id; REPLACE: price, leaves,
    # KEPT_PLACE
    ACCEPTED = 1
    REFUSED = 2  # command_kind, reason, the command's fields, value(what is allowed or available)
    # taker: account order_id side leaves fees; maker_*; instrument price quantity amount number
    # method
    FILL = 10
    CANCELLED = 11  # account instrument order_id side price leaves(what was cancelled) reason
    # account instrument order_id side quantity(taken off without a trade) leaves(still open) reason
    # flags(WAS_RESTING)
    ORDER_LOWERED = 70
    # at START_DAY: instrument date price(base) leaves(lower limit) value(upper limit)
    # flags(FIRST_DAY)
    INSTRUMENT_DAY = 20
    # after SET_PRICE_WEIGHTS: instrument date quantity(numerator) value(denominator)
    PRICE_WEIGHT = 21
    # at END_DAY: instrument date price(close) value(base) quantity amount number(count of trades)
    INSTRUMENT_CLOSE = 22
    # at END_DAY: instrument(0 venue) parameter(TotalsKind) method(0 all together) quantity amount
    # number(count)
    TOTALS = 23
    UNITS_RELEASED = 24  # account instrument quantity: bought units have become sellable
    # at END_DAY: date number(count of trades of all methods) quantity amount tape_hash: what a
    # clearing result must say
    DAY_FIGURES = 25
    # account instrument quantity(held) value(its maximum) number(threshold): a holding reaches the
    # threshold
    LARGE_HOLDER = 30
    LARGE_HOLDER_ENDED = 31  # the same fields: it is below again, or the threshold is gone
    # number(auction) instrument side quantity flags value(minimum bid) parameter(lot) date
    # price(opens) leaves(closes)
    AUCTION_NOTICE = 50
    AUCTION_OPENED = 51  # the same, price(reserve) leaves(cap)
    AUCTION_RESULT = 52  # engine/rules/auction/close.py lists its fields
    AUCTION_STOPPED = 53  # number instrument reason: the session or the notice stands no more
    # account instrument order_id(bid) number(auction) side price quantity leaves(what left) reason
    BID_GONE = 54
    # when pre-open ends: instrument date price(0: nothing traded) quantity side(of the surplus)
    # value(surplus, t)
    CALL_RESULT = 60
    # The block desk. INTENT and DIALOGUE and DIALOGUE_NOTE carry a note
    # (engine/rules/block/note.py) and nothing that it overlies.
    # posted: account maker_account(named counterparty or 0) instrument side order_id price quantity
    # leaves flags
    INTENT = 40
    INTENT_CLOSED = 41  # the same, with what is withdrawn as leaves, and reason
    INTENT_LOWERED = 42  # the same, after a deal in parts
    # an offer: account(who speaks) maker_account(the other) order_id maker_order_id(intent)
    # side(the speaker's) price quantity instrument number(of the offer) flags reason(REDUCED: by
    # the venue)
    DIALOGUE = 43
    DIALOGUE_NOTE = 44  # the same fields
    TERMS_CONFIRMED = 45  # the same fields: account has confirmed
    DIALOGUE_CLOSED = 46  # the same fields, reason; account is who left
    # number account(buyer) maker_account(seller) instrument price quantity amount order_id(intent)
    # maker_order_id(dialogue or 0)
    DEAL = 47
    DEAL_CANCELLED = 48  # the same fields, reason


class Reason(IntEnum):
    """Why a command was refused or an order left the book. One closed list."""

    NONE = 0
    # refusals
    COMMAND_UNKNOWN = 1
    EXPIRED = 2
    ACCOUNT_UNKNOWN = 10
    ACCOUNT_EXISTS = 11
    ACCOUNT_OUT_OF_RANGE = 12
    ACCOUNT_SUSPENDED = 13
    ACCOUNT_NOT_SUSPENDED = 14
    INSTRUMENT_UNKNOWN = 20
    INSTRUMENT_EXISTS = 21
    INSTRUMENT_OUT_OF_RANGE = 22
    INSTRUMENT_NOT_OPEN = 23
    INSTRUMENT_HALTED = 24
    INSTRUMENT_NOT_HALTED = 25
    VENUE_HALTED = 26
    VENUE_NOT_HALTED = 27
    PHASE_NOT_TRADING = 30
    PHASE_UNKNOWN = 31
    PHASE_OUT_OF_ORDER = 32
    DAY_IN_PROGRESS = 33
    DAY_NOT_LATER = 34
    DAY_NOT_CLOSED = 35
    DAY_NOT_SETTLED = 36
    DAY_UNKNOWN = 37
    DATE_INVALID = 38
    DAYS_UNSETTLED_FULL = 39
    SIDE_UNKNOWN = 40
    TIME_IN_FORCE_UNKNOWN = 41
    QUANTITY_NOT_POSITIVE = 42
    QUANTITY_BELOW_MINIMUM = 43
    QUANTITY_ABOVE_MAXIMUM = 44
    QUANTITY_OFF_LOT = 45
    PRICE_NOT_POSITIVE = 46
    PRICE_OFF_TICK = 47
    PRICE_ABOVE_LIMIT = 48
    PRICE_BELOW_LIMIT = 49
    ORDER_UNKNOWN = 50
    ORDER_NOT_YOURS = 51
    ORDER_UNCHANGED = 52
    TARGET_NOT_AT_BEST = 53
    TARGET_TOO_SMALL = 54
    TARGET_OWN_ORDER = 55
    TARGET_SAME_SIDE = 56
    PRICE_WORSE_THAN_TARGET = 57
    ORDERS_FULL = 60
    HOLDINGS_FULL = 61
    CASH_INSUFFICIENT = 62
    UNITS_INSUFFICIENT = 63
    UNITS_BOUGHT_NOT_YET_SELLABLE = 64
    AMOUNT_NOT_POSITIVE = 65
    AMOUNT_TOO_LARGE = 66
    CASH_OF_SALES_NOT_YET_WITHDRAWABLE = 67
    REFERENCE_ALREADY_APPLIED = 68
    REFERENCE_OUT_OF_STEP = 69
    PARAMETER_UNKNOWN = 70
    PARAMETER_OUT_OF_RANGE = 71
    LADDER_FULL = 72
    WEIGHTS_NOT_ONE = 73
    WEIGHTS_DATE_PAST = 74
    TOTALS_AFTER_TRADING = 75
    ORDERS_OPEN = 76
    QUANTITIES_LEAVE_NONE = 77
    TICK_ABOVE_PRICE = 78
    WEIGHTS_TOO_LATE = 79  # for a day that has traded, or is over
    CLEARING_COUNT_DIFFERS = 80
    CLEARING_QUANTITY_DIFFERS = 81
    CLEARING_AMOUNT_DIFFERS = 82
    CLEARING_HASH_DIFFERS = 83
    CLEARING_NOT_CONFIRMED = 84
    DAY_ALREADY_SETTLED = 85
    FAILED_COUNT_DIFFERS = 86
    TRADE_UNKNOWN = 87
    DAY_NOT_RUNNING = 91
    DAY_TRADED = 92
    METHOD_UNKNOWN = 130
    # refusals of one-way bidding
    AUCTION_UNKNOWN = 160
    AUCTION_NOT_YOURS = 161
    AUCTION_STATE_WRONG = 162
    AUCTION_OWN = 163
    AUCTIONS_FULL = 164
    AUCTION_TO_SELL_OFF = 165
    AUCTION_LOT_WRONG = 166
    AUCTION_MINIMUM_WRONG = 167
    AUCTION_HOURS_WRONG = 168
    AUCTION_NOT_TODAY = 169
    AUCTION_DATE_PAST = 170
    BID_UNKNOWN = 171
    BID_NOT_YOURS = 172
    BID_UNCHANGED = 173
    BID_SHORT_OF_RESERVE = 174
    BID_BEYOND_CAP = 175
    BIDS_FULL = 176
    BIDS_OF_ACCOUNT_FULL = 177
    AUCTION_WITHOUT_LOCKS = 178
    # the block desk
    DESK_NOT_OPEN = 131
    DESK_SUSPENDED = 132
    DESK_NOT_SUSPENDED = 133
    INTENTS_FULL = 134
    DIALOGUES_FULL = 135
    DEALS_FULL = 136
    INTENTS_OF_ACCOUNT_FULL = 137
    DIALOGUES_OF_ACCOUNT_FULL = 138
    COUNTERPARTY_UNKNOWN = 139
    PARTS_NOT_ALLOWED = 140
    INTENT_UNKNOWN = 141
    INTENT_OWN = 142
    INTENT_NOT_YOURS = 143
    INTENT_NOT_FIRM = 144
    INTENT_TOO_SMALL = 145
    INTENT_NOT_IN_PARTS = 146
    REST_BELOW_MINIMUM = 147
    DIALOGUE_UNKNOWN = 148
    DIALOGUE_EXISTS = 149
    TURN_NOT_YOURS = 150
    TERMS_DIFFER = 151
    CONFIRMED_ALREADY = 152
    DEAL_UNKNOWN = 153
    DEAL_NOT_OPEN = 154
    # why an intent or dialogue ended, or changed
    DEALT = 155
    DEALT_WITH_ANOTHER = 156
    LEFT = 157
    REDUCED = 158
    # why an order left
    CANCELLED_BY_MEMBER = 100
    CANCELLED_BY_EXCHANGE = 101
    MASS_CANCELLED = 102
    IOC_REMAINDER = 103
    FOK_NOT_FILLABLE = 104
    BEYOND_FIVE_LEVELS = 105
    SELF_TRADE = 106
    WITHDRAWN_AT_CLOSE = 107
    WITHDRAWN_ON_SUSPENSION = 108
    # limits and kills; refusals first
    ACCOUNT_KILLED = 110
    OPERATOR_KILLED = 111
    ACCOUNT_NOT_KILLED = 112
    OPERATOR_NOT_KILLED = 113
    KILLED_BY_EXCHANGE = 114
    OPERATOR_OUT_OF_RANGE = 115
    OPERATORS_FULL = 116
    ORDER_VALUE_ABOVE_LIMIT = 117
    ORDER_RATE_ABOVE_LIMIT = 118
    OPEN_ORDERS_ABOVE_LIMIT = 119
    TURNOVER_ABOVE_LIMIT = 120
    HOLDING_ABOVE_MAXIMUM = 121
    LOG_ON_REFUSED = 122  # to the key that would release
    WITHDRAWN_ON_KILL = 125  # of the account
    WITHDRAWN_ON_OPERATOR_KILL = 126
    WITHDRAWN_WITH_DAY = 129  # the day was taken back
    # why a bid left, or an auction sold nothing
    BID_LOST = 180
    BID_REMAINDER = 181
    AUCTION_VOID = 182
    AUCTION_WITHOUT_BIDS = 183
    # of the opening call
    CALL_CROSSES_OWN_ORDER = 190
    CALL_FOR_THE_DAY_ONLY = 191
    CALL_WITHOUT_TAKES = 192
    CALL_HALTED = 193  # why an order left: nothing may trade when the call ends
    # of market orders and of trading without locks
    MARKET_NOT_ALLOWED = 200
    MARKET_WITH_PRICE = 201
    MARKET_WITH_TARGET = 202
    LOCKS_AFTER_OPENING = 203
    MARKET_REMAINDER = 204  # why an order left


# Flags of an event.
FIRST_DAY = 1  # INSTRUMENT_DAY: no previous close of its own, the base price stands for it
KEPT_PLACE = 2  # ACCEPTED of REPLACE: the order kept its place in the queue
WAS_RESTING = 4  # CANCELLED, ORDER_LOWERED: the order stood in the book
BUYER_IS_TAKER = 8  # FILL
IN_CALL = 32  # FILL: of the opening call; neither took, the buy order is told first
NEXT_DAY = 64  # ACCEPTED of SET_PARAMETER: in force from the next START_DAY on
# Of the block desk: HIDDEN, IN_PARTS and INVITATION of engine.commands are the intent's, and
RESPONDER_HIDDEN = 2048  # who opened the dialogue shows no name
POSTER_SPEAKS = 4096  # account is the intent's poster, maker_account who opened the dialogue
LIVE = 8192  # DEAL, DEAL_CANCELLED: published at once

EVENT = np.dtype(
    [
        ("sequence", "<i8"),  # 1, 2, 3 ...
        ("command", "<i8"),  # sequence of the command it follows from
        ("time_ns", "<i8"),  # that command's time
        ("kind", "<u2"),  # EventKind
        ("reason", "<u2"),  # Reason
        ("command_kind", "<u2"),  # CommandKind
        ("side", "u1"),  # Side (of the taker in a FILL)
        ("time_in_force", "u1"),  # TimeInForce
        ("account", "<i4"),  # taker in a FILL
        ("instrument", "<i4"),
        ("order_id", "<i8"),
        ("price", "<i8"),  # ticks
        ("quantity", "<i8"),  # t
        ("leaves", "<i8"),  # t still open
        # trade number in a FILL, journal number of cash and units, a count in figures
        ("number", "<i8"),
        ("amount_fen", "<i8"),
        ("maker_order_id", "<i8"),
        ("maker_account", "<i4"),  # also the counterparty of TRADE_FAILED
        ("date", "<i4"),  # yyyymmdd
        ("maker_leaves", "<i8"),
        ("maker_trading_fee_fen", "<i8"),
        ("maker_settlement_fee_fen", "<i8"),
        ("trading_fee_fen", "<i8"),
        ("settlement_fee_fen", "<i8"),
        ("value", "<i8"),
        ("tape_hash", "<u8"),
        ("phase", "u1"),  # Phase at that moment
        ("method", "u1"),  # Method of a FILL and of TOTALS
        ("flags", "<u2"),
        ("parameter", "<u4"),  # Parameter, AccountLimit or TotalsKind
        ("text", f"S{TEXT_MAX}"),  # ACCEPTED and REFUSED: the command's text
    ],
    align=True,
)
EventArray = NDArray[np.void]
assert EVENT.itemsize == 192


def empty_events(capacity: int) -> EventArray:
    """A zeroed buffer of `capacity` EVENT records."""
    return np.zeros(capacity, EVENT)
