"""Price levels and queues of one instrument: join, leave, best.

Both sides run through one code path by mirrored keys: a buy at `price` has key ``price - lower``, a
sell ``upper - price``, so that on either side the best price is the highest key. A ladder covers
the day's price limits and no more than a step of places beyond. Two bitmaps say which levels are
occupied; the next best is found in a few steps however many orders rest, and across an empty ladder
in one step for every 4,096 ticks: of half a million ticks 128 at most, some 60 ns. A tick takes 8.2
bytes of memory a side.

A ladder begins at a multiple of 64 places, so a word of the lower bitmap belongs to one ladder
alone; a word of the upper one covers 4,096 places and may belong to several, neighbours in the
pool.
"""

from __future__ import annotations

import numpy as np

from engine.commands import Side
from engine.compiler.jit import compiled_inline, highest_bit, prefetch
from engine.compiler.words import (
    Instrument,
    LevelKey,
    Number,
    Place,
    SideNumber,
    Slot,
    State,
    Ticks,
    Truth,
)

UPPER_SHIFT = 12  # places under a word of the upper bitmap, as a power of two
ONE = np.uint64(1)


@compiled_inline
def side_index(side: SideNumber) -> Place:
    """0 for buy, 1 for sell."""
    return np.int64(side) - 1


@compiled_inline
def key_of(instrument: Instrument, side: SideNumber, price: Ticks) -> LevelKey:
    """Key of a price on a side's ladder; higher is better."""
    lower, upper = instrument.lower, instrument.upper
    return price - lower if side == Side.BUY else upper - price


@compiled_inline
def price_of(instrument: Instrument, side: SideNumber, key: LevelKey) -> Ticks:
    """Price in ticks of a key."""
    lower, upper = instrument.lower, instrument.upper
    return lower + key if side == Side.BUY else upper - key


@compiled_inline
def place_of(state: State, instrument: Instrument, side: SideNumber, key: LevelKey) -> Place:
    """Index of a level in the pool: buy ladders fill its first half, sell ladders the second."""
    half = state.levels.shape[0] >> 1
    return instrument.ladder + key + half * side_index(side)


@compiled_inline
def mark(state: State, place: Place) -> None:
    """Note in both bitmaps that the level holds orders."""
    state.lower_bits[place >> 6] |= ONE << np.uint64(place & 63)
    state.upper_bits[place >> UPPER_SHIFT] |= ONE << np.uint64((place >> 6) & 63)


@compiled_inline
def unmark(state: State, place: Place) -> None:
    """Note that the level is empty."""
    word = state.lower_bits[place >> 6] & ~(ONE << np.uint64(place & 63))
    state.lower_bits[place >> 6] = word
    if word == np.uint64(0):
        state.upper_bits[place >> UPPER_SHIFT] &= ~(ONE << np.uint64((place >> 6) & 63))


@compiled_inline
def occupied_below(state: State, place: Place, first: Place) -> Place:
    """Highest occupied level below `place`, which lies on the ladder that begins at `first`; when
    that has none, -1 or a level before it.
    """
    word = state.lower_bits[place >> 6] & ((ONE << np.uint64(place & 63)) - ONE)
    if word != np.uint64(0):
        return ((place >> 6) << 6) + highest_bit(word)
    piece = place >> UPPER_SHIFT
    upper = state.upper_bits[piece] & ((ONE << np.uint64((place >> 6) & 63)) - ONE)
    while upper == np.uint64(0):
        piece -= 1
        if piece < first >> UPPER_SHIFT:
            return np.int64(-1)
        upper = state.upper_bits[piece]
    leaf = (piece << 6) + highest_bit(upper)
    return (leaf << 6) + highest_bit(state.lower_bits[leaf])


@compiled_inline
def next_key(state: State, instrument: Instrument, side: SideNumber, key: LevelKey) -> LevelKey:
    """Key of the next occupied level after `key` on the same side; -1 when there is none."""
    first = place_of(state, instrument, side, 0)
    below = occupied_below(state, first + key, first)
    return max(below - first, np.int64(-1))


@compiled_inline
def join(state: State, instrument: Instrument, slot: Slot) -> None:
    """Put an order at the end of the queue of its price."""
    order = state.orders[slot]
    side = order.side
    key = key_of(instrument, side, order.price)
    place = place_of(state, instrument, side, key)
    level = state.levels[place]
    head, tail = np.int64(level.head), np.int64(level.tail)
    order.resting = 1
    # Whether the level was empty is anyone's guess: all is written, and what has no neighbour to
    # link lands in slot 0.
    state.links[tail].next = slot
    state.links[0].next = 0
    state.links[slot].next, state.links[slot].previous = 0, tail
    # the head of an empty level is 0
    level.head, level.tail = head + slot * np.int64(tail == 0), slot
    mark(state, place)
    instrument.best[side_index(side)] = max(
        np.int64(instrument.best[side_index(side)]), np.int64(key)
    )


@compiled_inline
def leave(state: State, instrument: Instrument, slot: Slot) -> None:
    """Take an order out of its queue."""
    order = state.orders[slot]
    side = order.side
    key = key_of(instrument, side, order.price)
    place = place_of(state, instrument, side, key)
    level = state.levels[place]
    before, behind = np.int64(state.links[slot].previous), np.int64(state.links[slot].next)
    order.resting = 0
    if (before | behind) == 0:
        empty(state, instrument, side, key, place)
        return
    # First, last or between is anyone's guess: all is written, and what has no neighbour to link
    # lands in slot 0.
    head, tail = np.int64(level.head), np.int64(level.tail)
    state.links[before].next = behind
    state.links[behind].previous = before
    state.links[0].next, state.links[0].previous = 0, 0
    level.head = head + (behind - head) * np.int64(before == 0)
    level.tail = tail + (before - tail) * np.int64(behind == 0)


@compiled_inline
def empty(
    state: State, instrument: Instrument, side: SideNumber, key: LevelKey, place: Place
) -> None:
    """The last order of a level has left."""
    level = state.levels[place]
    level.head = 0
    level.tail = 0
    unmark(state, place)
    if key == instrument.best[side_index(side)]:
        following = next_key(state, instrument, side, key)
        instrument.best[side_index(side)] = following
        first = np.int64(state.levels[place + max(following, np.int64(0)) - key].head)
        prefetch(state.orders, first)
        prefetch(state.links, first)


@compiled_inline
def leave_first(
    state: State, instrument: Instrument, side: SideNumber, key: LevelKey, slot: Slot
) -> None:
    """Take the first order of a level out of its queue."""
    place = place_of(state, instrument, side, key)
    behind = np.int64(state.links[slot].next)
    state.orders[slot].resting = 0
    if behind != 0:
        state.levels[place].head = behind
        state.links[behind].previous = 0
    else:
        empty(state, instrument, side, key, place)


@compiled_inline
def table_full(state: State) -> Truth:
    """Whether no slot is left for one more order."""
    return state.venue.free_order == 0 and state.venue.orders_used + 1 >= state.orders.shape[0]


@compiled_inline
def rests_full(state: State) -> Truth:
    """Whether the table has no place for one more resting order.

    Where the log has the key of the venue's numbers, no order rests in the last place. Commands are
    decided one by one, so that it is there for each that can trade at once; what is left of one
    rests in the place of an order that it has taken.
    """
    return state.venue.open_orders >= state.orders.shape[0] - 1 - state.numbering.keyed


@compiled_inline
def take_slot(state: State) -> Slot:
    """A free order slot, 0 when the table is full."""
    venue = state.venue
    slot = venue.free_order
    if slot != 0:
        venue.free_order = np.int64(state.links[slot].next)
    elif venue.orders_used + 1 < state.orders.shape[0]:
        venue.orders_used += 1
        slot = venue.orders_used
    return slot


@compiled_inline
def give_slot(state: State, slot: Slot) -> None:
    """Return an order's slot; its number is stale from now on."""
    state.orders[slot].order_id = 0
    state.links[slot].next = state.venue.free_order
    state.venue.free_order = slot


@compiled_inline
def slot_of(state: State, order_id: Number) -> Slot:
    """Slot of a live order by its number, 0 when there is none such."""
    if order_id <= 0:
        return np.int64(0)
    slot = order_id % state.orders.shape[0]
    return slot if state.orders[slot].order_id == order_id else np.int64(0)
