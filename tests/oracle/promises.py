"""Units that are not bought yet and may come: what standing bids and open sessions could bring an
account.
"""

from __future__ import annotations

from engine.commands import AuctionState, Side
from tests.oracle.records import Venue


def promised(venue: Venue, account: int, instrument: int) -> int:
    """Tonnes of its bids to buy, of its own sessions in which members bid to sell, and of blocks to
    come.
    """
    sessions = [
        auction
        for auction in venue.auctions.values()
        if (auction.instrument, auction.state) == (instrument, AuctionState.OPEN)
    ]
    selling = [auction for auction in sessions if auction.side == Side.SELL]
    bids = sum(
        bid.quantity for auction in selling for bid in auction.bids if bid.account == account
    )
    bids += sum(
        quantity
        for owner, number, side, _, quantity in venue.held_at_desk()
        if (owner, number, side) == (account, instrument, Side.BUY)
    )
    return bids + sum(
        auction.quantity
        for auction in sessions
        if auction.side == Side.BUY and auction.account == account
    )
