"""The records of an instrument, an order and a price level."""

from __future__ import annotations

from engine.commands import PARAMETERS
from engine.rules.state.aligned import gapless
from engine.rules.state.venue_records import DAY_PRICES, TOTAL, TOTALS
from engine.units import TEXT_MAX

INSTRUMENT = gapless(
    [
        ("listed", "u1"),
        ("open", "u1"),  # takes part in the current day
        ("halted", "u1"),
        ("first_day", "u1"),  # has no close of its own yet
        (
            "limited",
            "u1",
        ),  # has a maximum holding or the resale rule, which ask for sums of holdings
        ("desk_suspended", "u1"),  # no blocks of it
        ("fees", "u1"),  # any fee parameter is not zero
        ("unlocked", "u1"),  # traded without checks and locks of cash and units
        # engine/rules/gates.py: nothing but its own terms can refuse an order
        ("ordinary", "u1"),
        ("ladder", "<i8"),  # first place of its ladder in the pool
        ("best", "<i8", (2,)),  # highest occupied key of the buy and of the sell ladder, -1: empty
        ("base_price", "<i8"),
        ("lower", "<i8"),
        ("upper", "<i8"),
        ("last", "<i8"),  # 0: nothing traded today
        ("close", "<i8"),  # previous close once a day has ended, else the listing base
        ("units", "<i8"),  # all units of it in the venue
        ("parameters", "<i8", (PARAMETERS,)),
        ("totals", TOTAL, (TOTALS,)),
        ("totals_before", TOTAL, (TOTALS,)),  # what the last START_DAY replaced, for TAKE_BACK_DAY
        ("prices_before", "<i8", (DAY_PRICES,)),  # likewise base price, limits and last price
        ("code", f"S{TEXT_MAX}"),
    ]
)

INSTRUMENT_DETAIL = gapless(
    [
        ("pending", "<i8", (PARAMETERS,)),  # from the next START_DAY on: the value + 1; 0: none
    ]
)

ORDER = gapless(
    [
        ("order_id", "<i8"),  # counter * capacity + slot; 0: the slot is free
        ("price", "<i4"),
        ("operator", "<u4"),  # who entered it or replaced it last
        ("leaves", "<i8"),
        ("quantity", "<i8"),  # filled and open together
        ("lock_fen", "<i8"),  # of a buy order
        ("time_ns", "<i8"),
        ("account", "<i4"),
        ("instrument", "<i4"),
        ("holding", "<u4"),
        ("side", "u1"),
        ("time_in_force", "u1"),
        # RESTING_AT_MARKET: a market order of the opening call, at the edge of the band
        ("resting", "u1"),
        ("wishes", "u1"),  # what it says beside its terms is in `order_wishes`
    ]
)

ORDER_DETAIL = gapless(
    [
        ("amount_fen", "<i8"),  # filled so far; kept where the instrument has fees
        ("trading_fee_fen", "<i8"),  # charged so far
        ("settlement_fee_fen", "<i8"),
    ]
)

# The neighbours of an order that joins or leaves are touched for their links alone: these are kept
# close together.
# slots in the queue of its level; `next` in the chain of free slots
LINK = gapless([("next", "<u4"), ("previous", "<u4")])
LEVEL = gapless([("head", "<u4"), ("tail", "<u4")])  # slots of the first and last order, 0: empty
RESTING_AT_MARKET = 2
