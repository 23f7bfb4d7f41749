"""The record of the venue, and of the days whose settlement is outstanding."""

from __future__ import annotations

from engine.commands import AccountLimit, Method, TotalsKind
from engine.rules.state.aligned import gapless

EXCHANGE_KILLS_MAX = 256  # operators under a kill of the exchange at one time
ACCOUNT_KILLS_MAX = 16  # operators under a kill of one account at one time
TOTAL = gapless([("count", "<i8"), ("quantity", "<i8"), ("amount_fen", "<i8")])
TOTALS_KINDS = len(TotalsKind)
# of each trading method among numbers and totals
LISTED_ROW, BLOCK_ROW, AUCTION_ROW = range(len(Method))
METHODS = len(Method)
TOTALS = METHODS * TOTALS_KINDS  # kind by kind of listed trading, then of blocks, then of auctions
LIMITS = len(AccountLimit)
DAY_PRICES = 4  # of an instrument: base price, lower and upper limit, last price
NUMBER_ROUNDS = 23  # of the cipher of opaque numbers
KILLED_OPERATOR = gapless([("operator", "<u4"), ("log_on_refused", "u1")])

DAY_METHOD = gapless(
    [
        ("first_trade", "<i8"),  # number the day's first trade has or would have
        ("count", "<i8"),
        ("last_failed", "<i8"),  # number of the last failed trade reported
    ]
)

DAY = gapless(
    [
        ("ordinal", "<i8"),
        ("first_event", "<i8"),  # number of the event that accepted its START_DAY
        ("date", "<i4"),
        ("ended", "u1"),
        ("confirmed", "u1"),
        ("settled", "u1"),
        ("count", "<i8"),  # of all methods together, as quantity, amount and hash
        ("quantity", "<i8"),
        ("amount_fen", "<i8"),
        ("tape_hash", "<u8"),
        ("failed", "<i8"),
        ("methods", DAY_METHOD, (METHODS,)),
    ]
)

VENUE = gapless(
    [
        ("sequence", "<i8"),  # of the last command
        ("event_sequence", "<i8"),  # of the last event
        ("time_ns", "<i8"),  # of the last command
        ("date", "<i4"),
        ("phase", "u1"),
        ("halted", "u1"),
        ("limited", "u1"),  # a default limit is set that concerns every account
        ("large_holders", "u1"),  # an instrument has a large-holder threshold
        ("ordinal", "<i8"),  # trading days begun so far
        ("order_counter", "<i8"),
        ("trade_numbers", "<i8", (METHODS,)),  # of each method's last trade
        ("methods_used", "u1", (METHODS,)),  # totals of such trades exist; listed ones need no mark
        ("open_orders", "<i8"),
        ("orders_used", "<i8"),  # highest slot ever used
        ("free_order", "<i8"),  # head of the chain of free slots
        ("holdings_used", "<i8"),
        ("accounts_used", "<i8"),  # highest account number opened
        ("instruments_used", "<i8"),  # highest instrument number listed
        ("cash_in_fen", "<i8"),  # all cash ever brought in, less what was taken out
        ("trading_fees_fen", "<i8"),  # fee income, inside conservation
        ("settlement_fees_fen", "<i8"),
        ("failed_trades", "<i8"),
        ("auction_number", "<i8"),  # of the last application
        ("auctions_used", "<i8"),
        ("bid_counter", "<i8"),
        ("open_bids", "<i8"),
        ("bids_used", "<i8"),
        ("free_bid", "<i8"),  # head of the chain of free slots
        ("intents_before", "<i8"),  # of earlier days: an intent's number is this and its slot
        ("dialogues_before", "<i8"),
        ("deals_before", "<i8"),
        ("intents_used", "<i8"),  # of this day
        ("dialogues_used", "<i8"),
        ("deals_used", "<i8"),
        ("desk_open", "<i8"),  # intents, dialogues and deals that are alive
        ("deals_fen", "<i8"),  # amount of the deals that are alive
        ("desk_suspended", "u1"),
        ("last_reference", "<i8"),  # journal number of the last transfer
        ("composite_close", "<i8"),  # the opening one, as journalled; the feed carries it on
        ("tape_hash", "<u8"),
        ("totals", TOTAL, (TOTALS,)),
        ("start_event", "<i8"),  # number of the event that accepted the last START_DAY
        ("totals_before", TOTAL, (TOTALS,)),  # what the last START_DAY replaced, for TAKE_BACK_DAY
        ("day_before", DAY, (1,)),  # likewise the entry in the ring of days
        ("operators_killed", "<i8"),  # kills of operators, the exchange's and the members'
        ("exchange_kills", "<i8"),  # of these the exchange's, which concern every account
        ("limits", "<i8", (LIMITS,)),  # defaults by AccountLimit
        ("killed_operators", KILLED_OPERATOR, (EXCHANGE_KILLS_MAX,)),  # by the exchange
    ]
)

# Of a credits venue, whose cash is not the registry's.
CASH_TRANSFERS = gapless([("last_reference", "<i8")])  # journal number of the last one

# Kept apart from the venue, whose bytes are those of venues without keyed numbers.
NUMBERING = gapless(
    [
        ("keyed", "<i8"),  # 1: numbers are opaque, and what is foreign is answered as unknown
        ("keys", "<i8", (NUMBER_ROUNDS,)),  # one for each round of the cipher
    ]
)
