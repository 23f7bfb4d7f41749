"""The records of the running day's trades, and of those that were undone."""

from __future__ import annotations

from engine.rules.state.aligned import gapless
from engine.rules.state.venue_records import METHODS

CORRECTIONS_MAX = 1_024  # trades undone on days that are not settled

# Marks of a trade: what it has done beside its terms.
SELLABLE = 1  # the buyer's units were sellable at once
BUYER_COUNTED, SELLER_COUNTED = 2, 4  # in the account's turnover of the day
CHARGED = 8  # its fees are in `trade_fees`

TRADE = gapless(
    [
        ("number", "<i8"),
        ("quantity", "<i8"),  # 0: it was undone
        ("order_id", "<i8"),  # as in its FILL, like all below
        ("maker_order_id", "<i8"),
        ("price", "<i4"),
        ("instrument", "<i4"),
        ("account", "<i4"),
        ("maker_account", "<i4"),
        ("flags", "<u2"),
        ("method", "u1"),
        ("side", "u1"),
        ("marks", "u1"),
    ]
)

# Of a trade that has the mark CHARGED; what is in its place otherwise is an earlier day's.
TRADE_FEES = gapless(
    [
        ("trading_fee_fen", "<i8"),
        ("settlement_fee_fen", "<i8"),
        ("maker_trading_fee_fen", "<i8"),
        ("maker_settlement_fee_fen", "<i8"),
    ]
)

CORRECTION = gapless([("ordinal", "<i8"), ("number", "<i8"), ("method", "u1")])
CORRECTIONS = gapless(
    [
        ("trades_used", "<i8"),  # of the running day, also those for which there was no room
        ("numbers", "<i8", (METHODS,)),  # of each method's last correction
        ("used", "<i8"),
        ("places", CORRECTION, (CORRECTIONS_MAX,)),
    ]
)
