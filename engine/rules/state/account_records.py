"""The records of an account and of a holding.

What every order touches is kept apart from what only the day's ends touch: an account's and a
holding's hot record is half a cache line, an order's a whole one.
"""

from __future__ import annotations

from engine.rules.state.aligned import gapless
from engine.rules.state.venue_records import ACCOUNT_KILLS_MAX, KILLED_OPERATOR, LIMITS
from engine.units import DAY_RING, TEXT_MAX

# What every order touches is kept apart from what only the day's ends touch: an account's and a
# holding's hot record is half a cache line, an order's a whole one.
ACCOUNT = gapless(
    [
        ("cash_available_fen", "<i8"),
        ("cash_locked_fen", "<i8"),
        # sale money that may not be withdrawn yet: the ring's days and today's
        ("sales_fen", "<i8"),
        ("open_orders", "<i4"),
        ("opened", "u1"),
        ("suspended", "u1"),
        ("killed", "u1"),  # KILLED_BY_MEMBER or KILLED_BY_EXCHANGE, 0: not
        ("limited", "u1"),  # has a limit of its own
    ]
)

ACCOUNT_DETAIL = gapless(
    [
        ("sales_by_day_fen", "<i8", (DAY_RING,)),  # today's part is entered when the day ends
        ("open_bids", "<i8"),
        ("intents_today", "<i4"),  # posted at the block desk
        ("dialogues_today", "<i4"),  # opened there
        ("name", f"S{TEXT_MAX}"),
    ]
)

# What `engine/rules/limit_sums.py` keeps of an account; the sums are kept only while a limit of its
# own or a default one is set.
ACCOUNT_LIMITS = gapless(
    [
        # its own limit and one more by AccountLimit, 0: the default applies
        ("own", "<i8", (LIMITS,)),
        # instruments in which it has a maximum holding of its own that is not 0
        ("own_holdings", "<i8"),
        ("open_fen", "<i8"),  # open quantity at limit prices over its orders
        ("traded_fen", "<i8"),  # of the fills of day `traded_day`
        ("traded_day", "<i8"),
        # when the window of the order rate began in which it entered its last order
        ("window_ns", "<i8"),
        ("orders_in_window", "<i8"),
    ]
)

# What `engine/rules/kills.py` keeps of an account; the kill of the account itself is its `killed`.
ACCOUNT_KILLS = gapless(
    [
        ("count", "<i4"),
        ("log_on_refused", "u1"),  # by the kill of the account
        ("operators", KILLED_OPERATOR, (ACCOUNT_KILLS_MAX,)),  # by the account itself
    ]
)

# Apart from the accounts, whose bytes are those of venues without dated suspensions.
SUPERVISION = gapless(
    [
        ("last_relation", "<i8"),  # number of the last relation of entities
        ("suspensions", "<i8"),  # that end on a date: accounts with `suspended_until`
    ]
)

HOLDING = gapless(
    [
        ("account", "<i4"),
        ("instrument", "<i4"),
        ("available", "<i8"),
        ("locked", "<i8"),
        ("bought", "<i8"),  # not sellable yet: the ring's days and today's
    ]
)

# The last trades of a holding's account on one side, kept where the resale rule of credits is in
# force; days are ordinals.
SIDE_TRADED = gapless(
    [
        ("day", "<i8"),  # of the last trade, 0: none
        ("before", "<i8"),  # the day before that on which it traded
        ("quantity", "<i8"),  # t, of the trades of `day`
    ]
)
HOLDING_SIDES = gapless([("traded", SIDE_TRADED, (2,))])  # bought and sold

HOLDING_DETAIL = gapless(
    [
        ("bought_by_day", "<i8", (DAY_RING,)),
        ("open_buys", "<i8"),  # open quantity of its buy orders, kept only where a limit is set
        ("promised", "<i8"),  # t that deals and bids outside the book will bring
        # the account's own maximum holding and one more, 0: the instrument's applies
        ("maximum", "<i8"),
        ("large", "u1"),  # at or above the large-holder threshold, as last reported
    ]
)
