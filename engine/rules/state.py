"""The whole truth of the venue as one structured record: every kernel takes it, a snapshot is its
bytes.

The record is nested (venue, accounts, instruments, holdings, orders, levels ...), so that a kernel
hands on a pointer and no array is counted by reference inside its loop. Tables are sized by a
`Capacity`; memory that was never touched costs nothing. Slot 0 of orders and holdings is never used
and stands for "none"; account and instrument 0 likewise.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.commands import PARAMETERS, AccountLimit, Method, TotalsKind
from engine.events import EVENT
from engine.units import DAY_RING, NOTE_MAX, TEXT_MAX

STATE_VERSION = 5
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
EXCHANGE_KILLS_MAX = 256  # operators under a kill of the exchange at one time
ACCOUNT_KILLS_MAX = 16  # operators under a kill of one account at one time
# price levels of one word of the upper bitmap; ladders are laid out in such pieces
LADDER_GRAIN = 4096
DIGIT_BITS = 12  # of a price that are sorted at once when bids are ranked
DIGITS = 1 << DIGIT_BITS
STATE_MAX_BYTES = 2**31 - 1  # numpy keeps a record's size in a C int

StateArray = NDArray[np.void]


@dataclass(frozen=True)
class Capacity:
    """How many of each the venue can hold.

    Levels are price ladder places a side, orders are open at one time; intents, dialogues and deals
    are those of one day.

    Raises ValueError when a table is empty, levels are no multiple of 4,096 or the whole exceeds 2
    GiB.
    """

    accounts: int = 16_384
    instruments: int = 256
    holdings: int = 131_072
    orders: int = 1_048_576
    levels: int = 1_048_576
    auctions: int = 256
    bids: int = 65_536
    intents: int = 8_192
    dialogues: int = 32_768
    deals: int = 8_192

    def __post_init__(self) -> None:
        for name in (
            "accounts",
            "instruments",
            "holdings",
            "orders",
            "auctions",
            "bids",
            "intents",
            "dialogues",
            "deals",
        ):
            if getattr(self, name) < 2:
                raise ValueError(f"capacity {name}={getattr(self, name)}: at least 2")
        if self.levels <= 0 or self.levels % LADDER_GRAIN:
            raise ValueError(
                f"capacity levels={self.levels}: a positive multiple of {LADDER_GRAIN}"
            )

    @property
    def events(self) -> int:
        """Events one command can cause at most, and room for a batch beside them."""
        desk = 3 * (self.intents + self.dialogues + self.deals)
        return (
            max(3 * self.orders + 2 * self.bids, self.holdings)
            + 16 * self.instruments
            + self.auctions
            + desk
            + 4096
        )


SMALL = Capacity(
    accounts=64,
    instruments=8,
    holdings=128,
    orders=256,
    levels=16_384,
    auctions=6,
    bids=32,
    intents=65,
    dialogues=129,
    deals=33,
)


def gapless(fields: list[tuple[Any, ...]]) -> np.dtype[np.void]:
    """An aligned record whose gaps are fields as well, so that copies of a state are equal byte for
    byte.
    """
    aligned = np.dtype(fields, align=True)
    filled: list[tuple[Any, ...]] = []
    end = 0
    for field in [*fields, None]:
        begin = aligned.itemsize if field is None else aligned.fields[field[0]][1]  # type: ignore[index]
        if begin > end:
            filled.append((f"fill_{end}", "u1", (begin - end,)))
        if field is not None:
            filled.append(field)
            end = begin + aligned[field[0]].itemsize
    return np.dtype(filled, align=True)


TOTAL = gapless([("count", "<i8"), ("quantity", "<i8"), ("amount_fen", "<i8")])
TOTALS_KINDS = len(TotalsKind)
# of each trading method among numbers and totals
LISTED_ROW, BLOCK_ROW, AUCTION_ROW = range(len(Method))
METHODS = len(Method)
TOTALS = METHODS * TOTALS_KINDS  # kind by kind of listed trading, then of blocks, then of auctions
LIMITS = len(AccountLimit)
DAY_PRICES = 4  # of an instrument: base price, lower and upper limit, last price
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

# What `engine/rules/limits.py` keeps of an account; the sums are kept only while a limit of its own
# or a default one is set.
ACCOUNT_LIMITS = gapless(
    [
        # its own limit and one more by AccountLimit, 0: the default applies
        ("own", "<i8", (LIMITS,)),
        # in so many instruments it has a maximum holding of its own that is not 0
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

INSTRUMENT = gapless(
    [
        ("listed", "u1"),
        ("open", "u1"),  # takes part in the current day
        ("halted", "u1"),
        ("first_day", "u1"),  # has no close of its own yet
        ("limited", "u1"),  # has a maximum holding
        ("desk_suspended", "u1"),  # no blocks of it
        ("fees", "u1"),  # any fee parameter is not zero
        ("unlocked", "u1"),  # traded without checks and locks of cash and units
        # engine/rules/gates.py: nothing beyond an order's own terms stands in its way
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

HOLDING = gapless(
    [
        ("account", "<i4"),
        ("instrument", "<i4"),
        ("available", "<i8"),
        ("locked", "<i8"),
        ("bought", "<i8"),  # not sellable yet: the ring's days and today's
    ]
)

HOLDING_DETAIL = gapless(
    [
        ("bought_by_day", "<i8", (DAY_RING,)),
        ("open_buys", "<i8"),  # open quantity of its buy orders, kept only where a limit is set
        ("promised", "<i8"),  # t that deals and bids outside the book will bring
        # the account's own maximum holding and one more, 0: the instrument's applies
        ("maximum", "<i8"),
        ("large", "u1"),  # at or above the large-holder threshold, as last told
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
    ]
)

ORDER_DETAIL = gapless(
    [
        ("amount_fen", "<i8"),  # filled so far; kept where the instrument has fees
        ("trading_fee_fen", "<i8"),  # charged so far
        ("settlement_fee_fen", "<i8"),
    ]
)

AUCTION = gapless(
    [
        ("number", "<i8"),
        ("state", "u1"),  # AuctionState
        ("side", "u1"),  # what the applicant does: SELL, members bid to buy; BUY, they bid to sell
        ("rules", "<u2"),  # PAY_AS_BID ...
        ("account", "<i4"),  # the applicant
        ("instrument", "<i4"),
        ("holding", "<u4"),  # the applicant's
        ("quantity", "<i8"),
        ("lot", "<i8"),
        ("minimum", "<i8"),  # of a bid
        ("date", "<i4"),  # of the session
        ("opens", "<i4"),  # hhmm
        ("closes", "<i4"),  # hhmm
        ("reserve", "<i8"),
        ("cap", "<i8"),
        ("lock_fen", "<i8"),  # what a buying applicant holds while the session runs
        ("first_bid", "<u4"),  # slots of the bids in order of time
        ("last_bid", "<u4"),
        ("demand", "<i8"),  # t bid for, when the session closed
        ("bids", "<i8"),
        ("bidders", "<i8"),
        ("winners", "<i8"),
        ("sold", "<i8"),
        ("amount_fen", "<i8"),
        ("lowest", "<i8"),  # price paid; likewise highest
        ("highest", "<i8"),
        ("seed", "<u8"),  # of the lot
    ]
)

BID = gapless(
    [
        ("bid_id", "<i8"),  # counter * capacity + slot; 0: the slot is free
        ("price", "<i8"),
        ("quantity", "<i8"),
        ("lock_fen", "<i8"),  # of a bid to buy
        ("time_ns", "<i8"),
        ("account", "<i4"),
        ("auction", "<u4"),  # slot
        ("operator", "<u4"),  # key that placed or changed it last
        ("holding", "<u4"),
        ("next", "<u4"),  # slots of its auction in order of time; `next` in the chain of free slots
        ("previous", "<u4"),
    ]
)

# The neighbours of an order that joins or leaves are touched for their links alone: these are kept
# close together.
# slots in the queue of its level; `next` in the chain of free slots
LINK = gapless([("next", "<u4"), ("previous", "<u4")])

LEVEL = gapless([("head", "<u4"), ("tail", "<u4")])  # slots of the first and last order, 0: empty

# The block desk of one day; slots count from 1 and are used once.
NOTE_WORDS = NOTE_MAX // 8
INTENT = gapless(
    [
        ("price", "<i8"),
        ("quantity", "<i8"),  # posted
        ("leaves", "<i8"),  # still to be dealt
        ("lock_fen", "<i8"),  # of a firm buy
        ("time_ns", "<i8"),
        ("note", "<i8", (NOTE_WORDS,)),
        ("account", "<i4"),
        ("counterparty", "<i4"),  # the only one who sees it, 0: everyone does
        ("instrument", "<i4"),
        ("operator", "<u4"),  # the key that posted it
        ("terms", "<u2"),  # HIDDEN, IN_PARTS, INVITATION
        ("side", "u1"),
        ("alive", "u1"),
    ]
)

DIALOGUE = gapless(
    [
        ("price", "<i8"),  # of the last offer
        ("quantity", "<i8"),
        ("offers", "<i8"),  # so many were made
        ("lock_fen", "<i8"),  # of a responder who buys and has confirmed
        # of a poster who buys and has confirmed: beyond what the intent holds
        ("poster_fen", "<i8"),
        ("time_ns", "<i8"),  # of the last offer
        ("note", "<i8", (NOTE_WORDS,)),  # the last one
        ("intent", "<i4"),  # its slot
        ("account", "<i4"),  # the responder
        ("operator", "<u4"),  # the key that opened it
        ("hidden", "u1"),  # without the responder's name
        ("speaker", "u1"),  # who made the last offer: POSTER or RESPONDER
        ("confirmed", "u1"),  # both of these as bits
        ("alive", "u1"),
    ]
)
POSTER, RESPONDER = 1, 2

DEAL = gapless(
    [
        ("price", "<i8"),
        ("quantity", "<i8"),
        ("lock_fen", "<i8"),  # of the buyer
        ("time_ns", "<i8"),
        ("intent", "<i4"),  # slots
        ("dialogue", "<i4"),  # 0: accepted directly
        ("instrument", "<i4"),
        ("buyer", "<i4"),
        ("seller", "<i4"),
        ("alive", "u1"),  # neither cancelled nor entered into the tape
    ]
)

EVENT_WORDS = EVENT.itemsize // 8
# an event as words, for who writes several fields at once
ROW = np.dtype([("words", "<i8", (EVENT_WORDS,))])

RESTING_AT_MARKET = 2
CACHE_LINE = 64


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
        ("lower_bits", "<u8", (places // 64,)),
        ("upper_bits", "<u8", (places // LADDER_GRAIN,)),
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
    ]
    return _in_lines([("venue", VENUE, (1,)), *tables])


def _in_lines(tables: list[tuple[str, np.dtype[np.void] | str, tuple[int]]]) -> np.dtype[np.void]:
    """A dtype of these tables, each beginning with a cache line; a table of one is a plain
    field.
    """
    fields: list[tuple[Any, ...]] = []
    size = 0
    for name, record, shape in tables:
        used = np.dtype(record).itemsize * shape[0]
        fields.append((name, record) if shape == (1,) else (name, record, shape))
        if -used % CACHE_LINE:
            fields.append((f"{name}_fill", "u1", (-used % CACHE_LINE,)))
        size += used + -used % CACHE_LINE
    if size > STATE_MAX_BYTES:
        raise ValueError(f"a state of {size} bytes: at most {STATE_MAX_BYTES}")
    return gapless(fields)


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
    tables = _in_lines(
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
    return _zeros_in_lines(state_type(capacity))


def copied(state: StateArray) -> StateArray:
    """A copy that begins with a cache line, as every state does; numpy's own would not, and each
    record would lie across two.
    """
    copy = empty_state(capacity_of(state))
    copy[:] = state
    return copy


def empty_outbox(capacity: Capacity = SMALL) -> NDArray[np.void]:
    """An empty event buffer for states of this capacity."""
    return _zeros_in_lines(outbox_type(capacity))


def _zeros_in_lines(dtype: np.dtype[np.void]) -> NDArray[np.void]:
    """One zeroed record that begins with a cache line."""
    memory = np.zeros(dtype.itemsize + CACHE_LINE, np.uint8)
    first = -memory.ctypes.data % CACHE_LINE
    return memory[first : first + dtype.itemsize].view(dtype)


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
    each["holdings"] += rows["holding_table"] * dtype["holding_table"].shape[0] // capacity.holdings
    each["levels"] = 2 * rows["levels"]
    return each


def capacity_of(state: StateArray) -> Capacity:
    """The capacity a state was made with."""
    sizes = {name: state.dtype[name].shape[0] for name in Capacity.__dataclass_fields__}
    return Capacity(**{**sizes, "levels": sizes["levels"] // 2})


def state_hash(state: StateArray) -> str:
    """SHA-256 over everything in use, in hex. Equal states of equal capacity hash equal."""
    record = state[0]
    venue = record["venue"]
    digest = hashlib.sha256(STATE_VERSION.to_bytes(2, "little"))
    used = {
        "accounts": int(venue["accounts_used"]) + 1,
        "instruments": int(venue["instruments_used"]) + 1,
        "holdings": int(venue["holdings_used"]) + 1,
        "orders": int(venue["orders_used"]) + 1,
        "auctions": int(venue["auctions_used"]) + 1,
        "bids": int(venue["bids_used"]) + 1,
        "intents": int(venue["intents_used"]) + 1,
        "dialogues": int(venue["dialogues_used"]) + 1,
        "deals": int(venue["deals_used"]) + 1,
    }
    digest.update(venue.tobytes())
    digest.update(record["days"].tobytes())
    for name, count in used.items():
        digest.update(record[name][:count].tobytes())
        for details in DETAILS.get(name, ()):
            digest.update(record[details][:count].tobytes())
    occupied = np.flatnonzero(record["levels"]["head"])
    digest.update(occupied.astype("<i8").tobytes() + record["levels"][occupied].tobytes())
    return digest.hexdigest()
