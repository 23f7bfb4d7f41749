"""Numbers that say nothing: what is sealed or private gets its number by a keyed permutation.

A counter as a number tells whom it reaches how many others came between. So the numbers of bids,
auctions, intents, dialogues and deals are counters enciphered by Speck48/96 (Beaulieu and others,
The Simon and Speck Families of Lightweight Block Ciphers, 2013), with a key that the venue draws
and its log holds: KEY_NUMBERS, before the first such number. A log without that command has the
counters as they are.

Why this suffices: a member sees at most some millions of its own numbers and none of the counters.
To learn a counter, it would have to tell the cipher from a random permutation. The best known
attacks on Speck48/96 with all 23 rounds need more than 2**46 chosen pairs or a search of the 96-bit
key. 48 bits, because JavaScript holds integers up to 2**53 exactly.

A plain word is the counter with the kind of thing in its highest bits, so that equal counters of
two kinds have numbers that have nothing in common. Bids have half of all words: their
counter goes with the slot.
"""

from __future__ import annotations

from engine.compiler.jit import compiled
from engine.compiler.words import (
    Acknowledgement,
    Command,
    Number,
    Outbox,
    ReasonNumber,
    State,
    Word,
)
from engine.events import Reason
from engine.rules import limit_settings
from engine.rules.command_fields import higher_half_of, lower_half_of
from engine.rules.state.venue_records import NUMBER_ROUNDS

HALF_BITS = 24
HALF_MASK = (1 << HALF_BITS) - 1
WORD_BITS = 2 * HALF_BITS
KEY_HALF_MAX = (1 << WORD_BITS) - 1
KEY_WORDS = 4

# Kinds of things, as the highest bits of a plain word, and how many bits their counters have.
BID_BITS = WORD_BITS - 1
OTHER_BITS = WORD_BITS - 3
AUCTION, INTENT, DIALOGUE, DEAL = 4, 5, 6, 7


@compiled
def turn_right(half: Word) -> Word:
    """24 bits turned right by 8."""
    return (half >> 8) | ((half << 16) & HALF_MASK)


@compiled
def turn_left(half: Word) -> Word:
    """24 bits turned left by 3."""
    return ((half << 3) & HALF_MASK) | (half >> 21)


@compiled
def encipher(state: State, word: Word) -> Word:
    """Speck48/96 of a word of 48 bits."""
    upper, lower = word >> HALF_BITS, word & HALF_MASK
    for each in range(NUMBER_ROUNDS):
        upper = ((turn_right(upper) + lower) & HALF_MASK) ^ state.numbering.keys[each]
        lower = turn_left(lower) ^ upper
    return (upper << HALF_BITS) | lower


@compiled
def decipher(state: State, word: Word) -> Word:
    """The word that `encipher` makes this one of."""
    upper, lower = word >> HALF_BITS, word & HALF_MASK
    for each in range(NUMBER_ROUNDS - 1, -1, -1):
        turned = lower ^ upper
        lower = (turned >> 3) | ((turned << 21) & HALF_MASK)
        turned = ((upper ^ state.numbering.keys[each]) - lower) & HALF_MASK
        upper = ((turned << 8) & HALF_MASK) | (turned >> 16)
    return (upper << HALF_BITS) | lower


@compiled
def schedule_keys(state: State, higher: Word, lower: Word) -> None:
    """The key of each round, from a key of twice 48 bits."""
    keys = state.numbering.keys
    keys[0] = lower & HALF_MASK
    first, second, third = lower >> HALF_BITS, higher & HALF_MASK, higher >> HALF_BITS
    for each in range(NUMBER_ROUNDS - 1):
        key = keys[each]
        mixed = ((key + turn_right(first)) & HALF_MASK) ^ each
        keys[each + 1] = turn_left(key) ^ mixed
        first, second, third = second, third, mixed


@compiled
def next_bid_counter(state: State) -> Number:
    """Counter of the next bid: after the last one that 47 bits hold, some 2**31 bids, it begins
    again.
    """
    return state.venue.bid_counter % ((1 << BID_BITS) // state.bids.shape[0] - 1) + 1


@compiled
def bid_number(state: State, bid_id: Number) -> Number:
    """What a bid is called, by its counter and slot."""
    if state.numbering.keyed == 0:
        return bid_id
    return encipher(state, bid_id)


@compiled
def bid_of_number(state: State, number: Number) -> Number:
    """Counter and slot of the bid that is called so; 0 where none can be."""
    if state.numbering.keyed == 0:
        return max(number, 0)
    if number <= 0 or number > KEY_HALF_MAX:
        return 0
    word = decipher(state, number)
    return word if word >> BID_BITS == 0 else 0


@compiled
def number_of(state: State, kind: Word, counter: Number) -> Number:
    """What the thing of a kind is called that has this counter."""
    if state.numbering.keyed == 0:
        return counter
    return encipher(state, (kind << OTHER_BITS) | counter)


@compiled
def counter_of(state: State, kind: Word, number: Number) -> Number:
    """Counter of the thing of a kind that is called so; 0 where none can be."""
    if state.numbering.keyed == 0:
        return max(number, 0)
    if number <= 0 or number > KEY_HALF_MAX:
        return 0
    word = decipher(state, number)
    return word & ((1 << OTHER_BITS) - 1) if word >> OTHER_BITS == kind else 0


@compiled
def key_numbers(
    state: State, outbox: Outbox, command: Command, ack: Acknowledgement
) -> ReasonNumber:
    """KEY_NUMBERS: once, before anything has such a number. No event repeats the key.

    From then on the venue also keeps private what is not a member's own: of a foreign order, bid,
    auction or intent it says the same as of one that never was. It also keeps the shares and
    reserves of its tables (gateway/TABLES.md).
    """
    higher, lower = higher_half_of(command), lower_half_of(command)
    ack.value, ack.amount_fen = 0, 0
    venue = state.venue
    given = venue.auction_number + venue.bid_counter + venue.intents_before + venue.intents_used
    if state.numbering.keyed or given > 0:
        return Reason.NUMBERS_GIVEN
    if min(higher, lower) < 0 or max(higher, lower) > KEY_HALF_MAX or higher + lower == 0:
        ack.value = KEY_HALF_MAX
        return Reason.PARAMETER_OUT_OF_RANGE
    schedule_keys(state, higher, lower)
    state.numbering.keyed = 1
    limit_settings.mark_venue(state)
    return Reason.NONE
