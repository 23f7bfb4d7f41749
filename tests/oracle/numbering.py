"""The key of numbers, and the cipher written once more from its description: Speck48/96 on lists
of bits.
"""

from __future__ import annotations

from typing import TypeAlias

from engine.commands import CommandKind
from engine.events import Reason
from tests.oracle.records import Command, Refused, Venue

Bits: TypeAlias = list[int]  # the highest first
HALF, ROUNDS = 24, 23
KEY_HALF_MAX = 2**48 - 1
PREFIXES = {"bid": "0", "auction": "100", "intent": "101", "dialogue": "110", "deal": "111"}


def bits_of(number: int, count: int) -> Bits:
    """A number as bits."""
    return [int(bit) for bit in format(number, f"0{count}b")]


def number_of(bits: Bits) -> int:
    """Bits as a number."""
    return int("".join(map(str, bits)), 2)


def turned(bits: Bits, left: int) -> Bits:
    """Bits turned to the left."""
    return bits[left:] + bits[:left]


def unequal(one: Bits, other: Bits) -> Bits:
    """Where two differ."""
    return [int(a != b) for a, b in zip(one, other, strict=True)]


def total(one: Bits, other: Bits) -> Bits:
    """The sum, without what is carried out of it."""
    return bits_of((number_of(one) + number_of(other)) % 2**HALF, HALF)


def one_round(upper: Bits, lower: Bits, key: Bits) -> tuple[Bits, Bits]:
    """A round of the cipher and of its key schedule."""
    upper = unequal(total(turned(upper, -8), lower), key)
    return upper, unequal(turned(lower, 3), upper)


def enciphered(word: Bits, key: Bits) -> Bits:
    """A word of 48 bits under a key of 96."""
    *later, own = (key[place : place + HALF] for place in range(0, len(key), HALF))
    waiting = later[::-1]
    upper, lower = word[:HALF], word[HALF:]
    for count in range(ROUNDS):
        upper, lower = one_round(upper, lower, own)
        mixed, own = one_round(waiting.pop(0), own, bits_of(count, HALF))
        waiting.append(mixed)
    return upper + lower


def called(venue: Venue, kind: str, counter: int) -> int:
    """What the thing of a kind is called that comes with this counter."""
    if venue.number_key is None:
        return counter
    prefix = [int(bit) for bit in PREFIXES[kind]]
    word = prefix + bits_of(counter, 2 * HALF - len(prefix))
    return number_of(enciphered(word, venue.number_key))


def key_numbers(venue: Venue, command: Command) -> None:
    """Only before anything has such a number, and never a second time."""
    if venue.number_key or venue.last_auction or venue.last_bid or venue.last_intent:
        raise Refused(Reason.NUMBERS_GIVEN, value=0, amount_fen=0)
    halves = command.value, command.amount_fen
    if not all(0 <= half <= KEY_HALF_MAX for half in halves) or not any(halves):
        raise Refused(Reason.PARAMETER_OUT_OF_RANGE, KEY_HALF_MAX, amount_fen=0)
    venue.number_key = [bit for half in halves for bit in bits_of(half, 2 * HALF)]
    venue.accept(command, value=0, amount_fen=0)


def key_command(random_bits: int) -> dict[str, int]:
    """The command that gives this key of 96 bits."""
    halves = {"value": random_bits >> 48, "amount_fen": random_bits & KEY_HALF_MAX}
    return {"kind": CommandKind.KEY_NUMBERS, **halves}
