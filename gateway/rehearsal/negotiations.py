"""What the demonstration's members do beside the book: an auction in the morning, block deals in
the afternoon.

A seller auctions 100,000 t at one price for all; its buyers bid for more than that, so that the
last one is served in part. Two large deals are struck at the block desk: one posted and accepted,
the other talked over, offer and counter-offer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gateway.rehearsal.day_orders import Auction, Deal, Order
from gateway.rehearsal.population import Member, Role
from gateway.rehearsal.venue import RehearsalVenue

OFFERED = 100_000  # t in the auction
# ticks from the base price, t; the last loses a part
BIDS = ((-150, 45_000), (-40, 30_000), (60, 20_000), (-300, 25_000))
POSTED, TALKED = 120_000, 250_000  # t of the two deals
NOTE = "250 kt, delivery today?"


@dataclass(frozen=True)
class Negotiations:
    """The plan: who auctions what, and the two deals."""

    auction: Auction
    posted: Deal
    talked: Deal

    @property
    def units(self) -> dict[tuple[int, str], int]:
        """What the sellers need beside what every member has, t by account and code."""
        deals = (self.posted, self.talked)
        needed = {(self.auction.seller, self.auction.code): self.auction.offered}
        return needed | {(deal.seller, deal.code): deal.quantity for deal in deals}

    @property
    def cash(self) -> dict[int, int]:
        """What the buyers of the deals need beside what every member has, fen by account."""
        return {deal.buyer: deal.price * deal.quantity for deal in (self.posted, self.talked)}


def plan(population: Sequence[Member], bases: Mapping[str, int]) -> Negotiations:
    """Who negotiates what: sellers and compliance buyers, in three vintages, at prices around the
    base price.
    """
    sellers = [member.account for member in population if member.role == Role.SELLER]
    buyers = [member.account for member in population if member.role == Role.COMPLIANCE_BUYER]
    auctioned, posted, talked = list(bases)[-3:]
    bids = tuple(
        Order(buyer, auctioned, "buy", bases[auctioned] + distance, quantity)
        for buyer, (distance, quantity) in zip(buyers, BIDS, strict=False)
    )
    return Negotiations(
        Auction(sellers[0], auctioned, OFFERED, bids),
        Deal(sellers[1], buyers[-1], posted, bases[posted] * 9 // 10, POSTED),
        Deal(sellers[2], buyers[-2], talked, bases[talked] * 95 // 100, TALKED),
    )


async def strike(venue: RehearsalVenue, plan: Negotiations) -> None:
    """Both deals: the first is posted for everyone and accepted, the second comes out of a
    dialogue.
    """
    await venue.strike_deal(plan.posted)
    await _talk(venue, plan.talked)


async def _talk(venue: RehearsalVenue, deal: Deal) -> None:
    """The seller invites offers; the buyer offers too little, the seller counters, both confirm the
    same terms.
    """
    seller, buyer = venue.members[deal.seller], venue.members[deal.buyer]
    terms: dict[str, Any] = {"price": deal.price, "quantity": deal.quantity}
    invitation = {
        "instrument": deal.code,
        "side": "sell",
        "invitation": True,
        "hidden": True,
        **terms,
    }
    intent = (await seller.request("post_intent", **invitation))["intent"]
    low = terms | {"price": deal.price * 98 // 100}
    dialogue = (await buyer.request("open_dialogue", intent=intent, note=NOTE, **low))["dialogue"]
    await seller.request("counter_offer", dialogue=dialogue, **terms)
    await seller.request("confirm_terms", dialogue=dialogue, **terms)
    await buyer.request("confirm_terms", dialogue=dialogue, **terms)
