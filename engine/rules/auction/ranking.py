"""The order in which an auction's bids are served: by price, then time, or by lot at the lowest
winning price.

Bids are read once in order of time and sorted by counting, 12 bits of the price at a time, which
keeps equal prices in that order. A rank is the distance of the bid's price from the cap, times
2**32, plus the bid's slot.

The lot: from ``h = mix(mix(0, seed), auction number)`` (the step of engine/tape_hash.py) the bids
at that price, first to last by time, are shuffled from the end: for a place k of the n bids, from n
- 1 down to 1, ``h = mix(h, k)``, and the bid at place k changes places with the one at ``(h mod
2**31) mod (k + 1)``. Anyone can draw it again from the published seed.
"""

from __future__ import annotations

import numpy as np

from engine.compiler.jit import compiled, mix
from engine.compiler.words import Auction, Count, Outbox, Place, Slot, State, Ticks
from engine.rules.state import DIGIT_BITS, DIGITS

SLOT_BITS = 32
SLOT_MASK = (1 << SLOT_BITS) - 1
DRAW_MASK = (1 << 31) - 1


@compiled
def read_bids(state: State, outbox: Outbox, auction: Auction) -> Ticks:
    """Write the ranks in order of time, count bids and tonnes; the largest distance from the
    cap.
    """
    largest = np.int64(0)
    slot = np.int64(auction.first_bid)
    count = np.int64(0)
    demand = np.int64(0)
    while slot != 0:
        bid = state.bids[slot]
        distance = abs(auction.cap - bid.price)
        largest = max(largest, distance)
        outbox.ranks[count] = (distance << SLOT_BITS) + slot
        demand += bid.quantity
        count += 1
        slot = np.int64(bid.next)
    auction.bids = count
    auction.demand = demand
    return largest


@compiled
def sort_by_digit(outbox: Outbox, count: Count, shift: Count) -> None:
    """One stable pass of counting sort over 12 bits of the ranks."""
    places = outbox.digits
    for digit in range(DIGITS):
        places[digit] = 0
    for index in range(count):
        places[(outbox.ranks[index] >> shift) & (DIGITS - 1)] += 1
    before = np.int64(0)
    for digit in range(DIGITS):
        here = places[digit]
        places[digit] = before
        before += here
    for index in range(count):
        rank = outbox.ranks[index]
        digit = (rank >> shift) & (DIGITS - 1)
        outbox.spare_ranks[places[digit]] = rank
        places[digit] += 1
    for index in range(count):
        outbox.ranks[index] = outbox.spare_ranks[index]


@compiled
def rank_bids(state: State, outbox: Outbox, auction: Auction) -> None:
    """Fill `outbox.ranks` with the auction's bids, best first."""
    largest = read_bids(state, outbox, auction)
    shift = np.int64(SLOT_BITS)
    while largest > 0:
        sort_by_digit(outbox, auction.bids, shift)
        largest >>= DIGIT_BITS
        shift += DIGIT_BITS


@compiled
def ranked_slot(outbox: Outbox, index: Place) -> Slot:
    """The slot of the bid that is served at this place."""
    return outbox.ranks[index] & SLOT_MASK


@compiled
def marginal_index(state: State, outbox: Outbox, auction: Auction) -> Place:
    """Place of the bid with which the quantity is reached; -1 when the bids do not cover it."""
    covered = np.int64(0)
    for index in range(auction.bids):
        covered += state.bids[ranked_slot(outbox, index)].quantity
        if covered >= auction.quantity:
            return np.int64(index)
    return np.int64(-1)


@compiled
def draw_lots(state: State, outbox: Outbox, auction: Auction) -> None:
    """Shuffle the bids at the lowest winning price, as the module says."""
    margin = marginal_index(state, outbox, auction)
    if margin < 0:
        return
    distance = outbox.ranks[margin] >> SLOT_BITS
    first = margin
    while first > 0 and outbox.ranks[first - 1] >> SLOT_BITS == distance:
        first -= 1
    end = margin + 1
    while end < auction.bids and outbox.ranks[end] >> SLOT_BITS == distance:
        end += 1
    digest = mix(mix(0, auction.seed), auction.number)
    for place in range(end - first - 1, 0, -1):
        digest = mix(digest, place)
        drawn = np.int64(np.uint64(digest) & np.uint64(DRAW_MASK)) % (place + 1)
        kept = outbox.ranks[first + place]
        outbox.ranks[first + place] = outbox.ranks[first + drawn]
        outbox.ranks[first + drawn] = kept
