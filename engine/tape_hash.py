"""The hash by which exchange, feed and bridge agree on a day's tape.

It starts each day at the date as yyyymmdd. Each trade, in the order in which they were made (the
numbers of one method rise), mixes in seven words: trade number, instrument number, method code,
price in ticks, quantity in t, buyer's account, seller's account. All are non-negative integers
below 2**63; one word is mixed by ``h = (h xor w) * 0x9E3779B97F4A7C15 mod 2**64``, then ``h = h xor
(h >> 32)``. It protects against loss and mix-up, not against forgery.
"""

from __future__ import annotations

from collections.abc import Iterable

MASK_64 = (1 << 64) - 1
MIX_MULTIPLIER = 0x9E3779B97F4A7C15

TradeWords = tuple[int, int, int, int, int, int, int]


def mix_plain(digest: int, word: int) -> int:
    """One step of the hash, as the module says; the kernels have the same compiled."""
    mixed = ((int(digest) ^ (int(word) & MASK_64)) * MIX_MULTIPLIER) & MASK_64
    return mixed ^ (mixed >> 32)


def tape_hash(date: int, trades: Iterable[TradeWords]) -> int:
    """Hash of a day's trades, each (number, instrument, method, price, quantity, buyer, seller) in
    the order of the tape.
    """
    digest = date
    for trade in trades:
        for word in trade:
            digest = mix_plain(digest, word)
    return digest
