"""A state and an outbox as arrays: their dtypes, empty ones, copies."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.events import EVENT
from engine.rules.state.account_records import (
    ACCOUNT,
    ACCOUNT_DETAIL,
    ACCOUNT_KILLS,
    ACCOUNT_LIMITS,
    HOLDING,
    HOLDING_DETAIL,
    HOLDING_SIDES,
    SUPERVISION,
)
from engine.rules.state.aligned import in_lines, zeros_in_lines
from engine.rules.state.approval_records import APPROVALS, RULES
from engine.rules.state.auction_records import AUCTION, AUCTION_DATES, BID, DIGITS
from engine.rules.state.block_records import DEAL, DIALOGUE, INTENT
from engine.rules.state.book_records import (
    INSTRUMENT,
    INSTRUMENT_DETAIL,
    LEVEL,
    LINK,
    ORDER,
    ORDER_DETAIL,
)
from engine.rules.state.capacity import LOWER_WORD, NAMES, SMALL, UPPER_WORD, Capacity
from engine.rules.state.fee_records import FEE_SCHEDULE, FEES_BEFORE
from engine.rules.state.guard_records import GUARDS, ORDER_WISHES
from engine.rules.state.halt_records import HALT_END
from engine.rules.state.text_records import LEGAL_NAMES, TEXTS
from engine.rules.state.trade_records import CORRECTIONS, TRADE, TRADE_FEES
from engine.rules.state.venue_records import CASH_TRANSFERS, DAY, NUMBERING, VENUE
from engine.units import DAY_RING

GROUP_SHIFT = 3  # TABLE_GROUP as a power of two
# places of the table of holdings that an account's neighbouring instruments share
TABLE_GROUP = 1 << GROUP_SHIFT
TABLE_STEP = 40_503  # groups from an account's first instruments to its next ones
TABLE_PROBE = 17_389  # groups from a full one to the next that is tried; odd, so that all are tried

DETAILS = {
    "accounts": ("account_details", "account_limits", "account_kills"),
    "instruments": ("instrument_details",),
    "holdings": ("holding_details",),
    "orders": ("links", "order_details"),
}
# beside a table as its details are, and in a state's hash only where there are any
RARE_DETAILS = {
    "accounts": "account_names",
    "instruments": "instrument_names",
    "orders": "order_wishes",
    "holdings": "holding_sides",
}
RARE_OF_INSTRUMENTS = ("halt_ends", "fees_before")  # likewise, one after another
StateArray = NDArray[np.void]
EVENT_WORDS = EVENT.itemsize // 8
# an event as words, for who writes several fields at once
ROW = np.dtype([("words", "<i8", (EVENT_WORDS,))])


@lru_cache(maxsize=16)
def state_type(capacity: Capacity) -> np.dtype[np.void]:
    """The state's dtype for a capacity. Raises ValueError past 2 GiB."""
    places = 2 * capacity.levels
    tables: list[tuple[str, np.dtype[np.void] | str, tuple[int]]] = [
        ("days", DAY, (DAY_RING,)),
        ("accounts", ACCOUNT, (capacity.accounts,)),
        ("instruments", INSTRUMENT, (capacity.instruments,)),
        ("holdings", HOLDING, (capacity.holdings,)),
        (
            "holding_table",
            "<u4",
            (max(TABLE_GROUP, 1 << (2 * capacity.holdings - 1).bit_length()),),
        ),
        ("orders", ORDER, (capacity.orders,)),
        ("links", LINK, (capacity.orders,)),
        ("levels", LEVEL, (places,)),
        ("lower_bits", "<u8", (places // LOWER_WORD,)),
        ("upper_bits", "<u8", (places // UPPER_WORD,)),
        ("account_details", ACCOUNT_DETAIL, (capacity.accounts,)),
        ("account_limits", ACCOUNT_LIMITS, (capacity.accounts,)),
        ("account_kills", ACCOUNT_KILLS, (capacity.accounts,)),
        ("instrument_details", INSTRUMENT_DETAIL, (capacity.instruments,)),
        ("holding_details", HOLDING_DETAIL, (capacity.holdings,)),
        ("order_details", ORDER_DETAIL, (capacity.orders,)),
        ("auctions", AUCTION, (capacity.auctions,)),
        ("bids", BID, (capacity.bids,)),
        ("intents", INTENT, (capacity.intents,)),
        ("dialogues", DIALOGUE, (capacity.dialogues,)),
        ("deals", DEAL, (capacity.deals,)),
        # never written: its length is what counts, as that of the others
        ("ladder_step", "u1", (capacity.ladder_step,)),
        ("account_names", LEGAL_NAMES, (capacity.accounts,)),
        ("instrument_names", LEGAL_NAMES, (capacity.instruments,)),
        ("texts", TEXTS, (1,)),
        ("order_wishes", ORDER_WISHES, (capacity.orders,)),
        ("guards", GUARDS, (1,)),
        ("rules", RULES, (1,)),
        ("approvals", APPROVALS, (1,)),
        ("suspended_until", "<i4", (capacity.accounts,)),  # yyyymmdd, 0: no such date
        ("supervision", SUPERVISION, (1,)),
        ("halt_ends", HALT_END, (capacity.instruments,)),
        ("fee_schedule", FEE_SCHEDULE, (1,)),
        ("fees_before", FEES_BEFORE, (capacity.instruments,)),
        ("auction_dates", AUCTION_DATES, (capacity.auctions,)),
        ("trades", TRADE, (capacity.trades,)),
        ("trade_fees", TRADE_FEES, (capacity.trades,)),
        ("corrections", CORRECTIONS, (1,)),
        ("holding_sides", HOLDING_SIDES, (capacity.holdings,)),
        ("cash_transfers", CASH_TRANSFERS, (1,)),
    ]
    return in_lines([("venue", VENUE, (1,)), *tables, ("numbering", NUMBERING, (1,))])


@lru_cache(maxsize=16)
def outbox_type(capacity: Capacity) -> np.dtype[np.void]:
    """The dtype of the buffer the kernels speak into: a count, a blank, the events, and paper to
    rank an auction's bids on.

    `rows` are the events again, as words.
    """
    paper: list[tuple[str, np.dtype[np.void] | str, tuple[int]]] = [
        ("ranks", "<i8", (capacity.bids,)),
        ("spare_ranks", "<i8", (capacity.bids,)),
        ("digits", "<i8", (DIGITS,)),
        ("seen", "u1", (capacity.accounts,)),
    ]
    tables = in_lines(
        [
            ("count", "<i8", (1,)),
            ("blank", EVENT, (1,)),
            ("records", EVENT, (capacity.events,)),
            *paper,
        ]
    )
    return _seen_as_rows(tables)


def _seen_as_rows(tables: np.dtype[np.void]) -> np.dtype[np.void]:
    """The same with `rows`: the events once more, as words."""
    names = list(tables.names or ())
    offsets = [tables.fields[name][1] for name in names]  # type: ignore[index]
    seen: Any = {
        "names": [*names, "rows"],
        "formats": [*(tables[name] for name in names), (ROW, tables["records"].shape)],
        "offsets": [*offsets, offsets[names.index("records")]],
        "itemsize": tables.itemsize,
    }
    result: np.dtype[np.void] = np.dtype(seen, align=True)
    return result


def empty_state(capacity: Capacity = SMALL) -> StateArray:
    """A venue before its first command: a structured array of length 1."""
    return zeros_in_lines(state_type(capacity))


def copied(state: StateArray) -> StateArray:
    """A copy that begins with a cache line, as every state does; numpy's own would not, and each
    record would lie across two.
    """
    copy = empty_state(capacity_of(state))
    copy[:] = state
    return copy


def empty_outbox(capacity: Capacity = SMALL) -> NDArray[np.void]:
    """An empty event buffer for states of this capacity."""
    return zeros_in_lines(outbox_type(capacity))


def bytes_each(capacity: Capacity) -> dict[str, int]:
    """Bytes that one more account, instrument, holding, order and price level (of both sides) take,
    hot records and details.

    All tables are made at their full size when a state is made, so this is also what bounds it;
    what was never touched takes no memory of the machine. A holding's share of the table it is
    found in is counted, a level's of the bitmaps not (1/4 byte).
    """
    dtype = state_type(capacity)
    rows = {name: dtype[name].base.itemsize for name in dtype.names or ()}
    each = {name: rows[name] for name in ("accounts", "instruments", "holdings", "orders")}
    for name, details in DETAILS.items():
        each[name] += sum(rows[detail] for detail in details)
    for name, detail in RARE_DETAILS.items():
        each[name] += rows[detail]
    each["accounts"] += rows["suspended_until"]
    each["instruments"] += sum(rows[detail] for detail in RARE_OF_INSTRUMENTS)
    each["holdings"] += rows["holding_table"] * dtype["holding_table"].shape[0] // capacity.holdings
    each["levels"] = 2 * rows["levels"]
    return each


def capacity_of(state: StateArray) -> Capacity:
    """The capacity a state was made with."""
    sizes = {name: state.dtype[name].shape[0] for name in NAMES}
    return Capacity(**{**sizes, "levels": sizes["levels"] // 2})
