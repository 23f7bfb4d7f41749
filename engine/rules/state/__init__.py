"""The whole truth of the venue as one structured record: every kernel takes it, a snapshot is its
bytes.

The record is nested (venue, accounts, instruments, holdings, orders, levels ...), so that a kernel
hands on a pointer and no array is counted by reference inside its loop. Tables are sized by a
`Capacity`; memory that was never touched costs nothing. Slot 0 of orders and holdings is never used
and means "none"; account and instrument 0 likewise.
"""

from engine.rules.state.approval_records import AWAITING_MAX
from engine.rules.state.arrays import (
    GROUP_SHIFT,
    TABLE_GROUP,
    TABLE_PROBE,
    TABLE_STEP,
    StateArray,
    bytes_each,
    capacity_of,
    copied,
    empty_outbox,
    empty_state,
    outbox_type,
    state_type,
)
from engine.rules.state.auction_records import DIGIT_BITS, DIGITS
from engine.rules.state.block_records import NOTE_WORDS, POSTER, RESPONDER
from engine.rules.state.book_records import RESTING_AT_MARKET
from engine.rules.state.capacity import (
    SMALL,
    UPPER_WORD,
    Capacity,
    capacity_for,
    recorded_capacity,
)
from engine.rules.state.fee_records import FEE_RATES
from engine.rules.state.fingerprint import state_hash
from engine.rules.state.guard_records import ACCOUNT_GUARDS_MAX, GUARDS_MAX
from engine.rules.state.text_records import PIECE_WORDS
from engine.rules.state.trade_records import (
    BUYER_COUNTED,
    CHARGED,
    CORRECTIONS_MAX,
    SELLABLE,
    SELLER_COUNTED,
)
from engine.rules.state.venue_records import (
    ACCOUNT_KILLS_MAX,
    AUCTION_ROW,
    BLOCK_ROW,
    EXCHANGE_KILLS_MAX,
    LIMITS,
    LISTED_ROW,
    METHODS,
    TOTALS,
    TOTALS_KINDS,
)

__all__ = [
    "ACCOUNT_GUARDS_MAX",
    "ACCOUNT_KILLS_MAX",
    "AUCTION_ROW",
    "AWAITING_MAX",
    "BLOCK_ROW",
    "BUYER_COUNTED",
    "CHARGED",
    "CORRECTIONS_MAX",
    "DIGITS",
    "DIGIT_BITS",
    "EXCHANGE_KILLS_MAX",
    "FEE_RATES",
    "GROUP_SHIFT",
    "GUARDS_MAX",
    "LIMITS",
    "LISTED_ROW",
    "METHODS",
    "NOTE_WORDS",
    "PIECE_WORDS",
    "POSTER",
    "RESPONDER",
    "RESTING_AT_MARKET",
    "SELLABLE",
    "SELLER_COUNTED",
    "SMALL",
    "TABLE_GROUP",
    "TABLE_PROBE",
    "TABLE_STEP",
    "TOTALS",
    "TOTALS_KINDS",
    "UPPER_WORD",
    "Capacity",
    "StateArray",
    "bytes_each",
    "capacity_for",
    "capacity_of",
    "copied",
    "empty_outbox",
    "empty_state",
    "outbox_type",
    "recorded_capacity",
    "state_hash",
    "state_type",
]
