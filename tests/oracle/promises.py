"""Units that are not bought yet and may come: what standing bids and open sessions could bring an account."""

from __future__ import annotations

from engine.commands import AuctionState, Side
from tests.oracle.records import Venue


def promised(venue: Venue, account: int, instrument: int) -> int:
    """Tonnes of its bids to buy, and of its own sessions in which members bid to sell."""
    sessions = [
        auction for auction in venue.auctions.values() if (auction.instrument, auction.state) == (instrument, AuctionState.OPEN)
    ]
    selling = [auction for auction in sessions if auction.side == Side.SELL]
    bids = sum(bid.quantity for auction in selling for bid in auction.bids if bid.account == account)
    return bids + sum(auction.quantity for auction in sessions if auction.side == Side.BUY and auction.account == account)
