"""Who wins how much of an auction at which price: the rule as a trader would work it out on
paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from engine.commands import Side
from engine.tape_hash import mix_plain


@dataclass
class Bid:
    """A sealed bid. Its place in time is its place in the auction's list."""

    number: int
    account: int
    price: int
    quantity: int
    locked_cash: int = 0
    operator: int = 0


def better_first(bids: list[Bid], bid_side: Side) -> list[Bid]:
    """By price, the best for the applicant first; equal prices stay in order of time."""
    return sorted(bids, key=lambda bid: -bid.price if bid_side == Side.BUY else bid.price)


def drawn(tied: list[Bid], seed: int, auction: int) -> list[Bid]:
    """Bids at one price in drawn order: shuffled from the end by numbers that follow from the
    published seed.
    """
    bids, digest = list(tied), mix_plain(mix_plain(0, seed), auction)
    for place in range(len(bids) - 1, 0, -1):
        digest = mix_plain(digest, place)
        other = digest % 2**31 % (place + 1)
        bids[place], bids[other] = bids[other], bids[place]
    return bids


def serving_order(
    bids: list[Bid], bid_side: Side, offered: int, lot: tuple[int, int] | None
) -> list[Bid]:
    """The order in which bids are served; `lot` (seed, auction) draws among those at the price
    where the offer runs out.
    """
    order: list[Bid] = []
    covered = 0
    for _, group in groupby(better_first(bids, bid_side), key=lambda bid: bid.price):
        tied = list(group)
        wanted = sum(bid.quantity for bid in tied)
        if lot and covered < offered <= covered + wanted:
            tied = drawn(tied, *lot)
        covered += wanted
        order += tied
    return order


def award_quantities(order: list[Bid], offered: int) -> list[int]:
    """What each bid is awarded, served in this order."""
    quantities = []
    for bid in order:
        quantities.append(min(bid.quantity, offered))
        offered -= quantities[-1]
    return quantities


def award_prices(order: list[Bid], quantities: list[int], pay_as_bid: bool) -> list[int]:
    """What each winner pays: its own price, or all the price of the last winner."""
    winners = [bid for bid, quantity in zip(order, quantities, strict=True) if quantity]
    return [bid.price if pay_as_bid else winners[-1].price for bid in winners]
