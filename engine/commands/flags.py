"""Flags of commands."""

from __future__ import annotations

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
# Flag of REPLACE, and of its acknowledgement: the quantity includes what the order has traded.
TOTAL = 128
# Flags of the block desk, the same in commands and events.
HIDDEN = 256  # without its name shown: of an intent's poster, or of who opens a dialogue
IN_PARTS = 512  # an intent may be dealt in parts
INVITATION = 1024  # an intent is no firm offer: it cannot be accepted directly and locks nothing
MORE = 1  # flag of TEXT, and of its event: more of the same command's texts follows
