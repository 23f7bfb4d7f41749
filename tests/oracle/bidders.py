"""What the crowd does in auctions: applications, notices, sessions and bids, in order and out of
order.
"""

from __future__ import annotations

from engine.commands import AuctionState, CommandKind, Parameter, Phase, Side
from tests.oracle import bidding
from tests.oracle.allocation import Bid
from tests.oracle.auction import Auction
from tests.oracle.choices import STRANGE, Choices

NEXT_STEP = {
    AuctionState.APPLIED: CommandKind.ACCEPT_AUCTION,
    AuctionState.ACCEPTED: CommandKind.ANNOUNCE_AUCTION,
    AuctionState.ANNOUNCED: CommandKind.OPEN_AUCTION,
    AuctionState.OPEN: CommandKind.CLOSE_AUCTION,
}
NO_BID = (0, -3, 10**15, 2**63 - 1)  # numbers that no bid ever has
LIFE = (*NEXT_STEP.values(), CommandKind.REFUSE_AUCTION, CommandKind.CANCEL_AUCTION)
STEPS = (  # weight and name of each, in the order in which they are drawn
    (10, "apply_auction"),
    (14, "next_step"),
    (20, "hold_session"),
    (90, "place_bid"),
    (15, "change_bid"),
    (8, "take_bid_back"),
)


class Bidders(Choices):
    """The auctions' part of the crowd."""

    def auction(self) -> int:
        """An auction's number, mostly of one that is in the table."""
        known = list(self.venue.auctions)
        return int(
            self.rarely(self.random.choice(known) if known else 1, (0, -1, 10**12, *STRANGE), 40)
        )

    def sessions(self) -> list[Auction]:
        return [each for each in self.venue.auctions.values() if each.state == AuctionState.OPEN]

    def apply_auction(self) -> None:
        instrument = self.instrument()
        side = self.rarely(self.random.choice((Side.SELL, Side.SELL, Side.BUY)), (0, 3), 30)
        lot = self.random.choice((0, 0, 1, 10))
        self.twin.send(
            CommandKind.APPLY_AUCTION,
            account=self.account(),
            instrument=instrument,
            side=side,
            quantity=self.rarely(
                self.random.choice((20, 50, 100, 200)), (*STRANGE, 10**9, 10**9 + 1, 7), 15
            ),
            parameter=self.rarely(lot, (3, 2**32 - 1), 30),
            value=self.rarely(self.random.choice((0, 0, 10)), (*STRANGE, 3), 30),
            flags=self.rarely(self.random.randrange(16), (16, 65_535), 30),
            date=self.rarely(0, (self.venue.date, self.venue.date, 20260230), 4),
        )

    def next_step(self) -> None:
        """Move an auction on, or try something that does not come next."""
        number = self.auction()
        known = self.venue.auctions.get(number)
        usual = NEXT_STEP.get(known.state) if known else None
        kind = self.rarely(usual or self.random.choice(LIFE), LIFE, 10)
        fields: dict[str, int] = {}
        if kind == CommandKind.ANNOUNCE_AUCTION:
            fields["date"] = self.rarely(
                max(self.venue.date, 20260105), (20260229, 20260101, 20261231), 10
            )
            fields |= {
                "price": self.rarely(1000, (960, -1), 20),
                "quantity": self.rarely(1030, (2400, 1000), 20),
            }
        if kind == CommandKind.CLOSE_AUCTION:
            fields["tape_hash"] = self.random.randrange(2**64)
        if kind == CommandKind.CANCEL_AUCTION and known:
            fields["account"] = self.random.choice((0, known.account, self.account()))
        self.twin.send(kind, reference=number, **fields)

    def bid_price(self, auction: Auction) -> int:
        """From the reserve to the cap, often the same, sometimes beyond."""
        low, high = sorted((auction.reserve, auction.cap))
        usual = self.random.choice((low, high, (low + high) // 2, self.random.randint(low, high)))
        return int(self.rarely(usual, (low - 1, high + 1, 0, *STRANGE), 25))

    def place_bid(self) -> None:
        sessions = self.sessions()
        if not sessions:
            self.next_step()
            return
        auction = self.random.choice(sessions)
        self.twin.send(
            CommandKind.PLACE_BID,
            reference=self.rarely(auction.number, (self.auction(),), 30),
            account=self.account(),
            price=self.bid_price(auction),
            quantity=self.rarely(
                auction.lot * self.random.randint(1, 6), (*STRANGE, auction.quantity, 1, 10**9), 15
            ),
            valid_until_ns=self.valid_until(),
            text=b"bid",
            operator=self.operator(),
        )

    def any_bid(self) -> tuple[Auction, Bid] | None:
        """A standing bid, when there is one."""
        bids = [(auction, bid) for auction in self.sessions() for bid in auction.bids]
        return self.random.choice(bids) if bids else None

    def change_bid(self) -> None:
        standing = self.any_bid()
        number, account, price, quantity = self.random.choice(NO_BID), self.account(), 4800, 10
        if standing:
            auction, bid = standing
            number, account = bid.number, self.rarely(bid.account, (self.account(), 0), 12)
            price = self.rarely(bid.price, (self.bid_price(auction),), 2)
            quantity = self.rarely(
                bid.quantity, (bid.quantity - auction.lot, bid.quantity + auction.lot, 3), 2
            )
        self.twin.send(
            CommandKind.CHANGE_BID, order_id=number, account=account, price=price, quantity=quantity
        )

    def take_bid_back(self) -> None:
        standing = self.any_bid()
        number, account = (
            (standing[1].number, standing[1].account)
            if standing
            else (self.random.choice(NO_BID), self.account())
        )
        whose = self.rarely(account, (0, self.account()), 6)
        self.twin.send(**bidding.withdrawal(whose, number))

    def small_auctions(self, instrument: int) -> None:
        """Auctions of a size that the crowd's holdings reach."""
        values = {
            Parameter.AUCTION_QUANTITY_MIN: 10,
            Parameter.AUCTION_TO_SELL: 1,
            Parameter.AUCTION_BIDS_MAX: 8,
        }
        for parameter, value in values.items():
            self.twin.send(
                CommandKind.SET_PARAMETER, instrument=instrument, parameter=parameter, value=value
            )

    def hold_session(self) -> None:
        """Bring auctions to an open session, in a phase that has sessions, and close those with
        some bids.
        """
        for auction in list(self.venue.auctions.values()):
            if len(auction.bids) > 5:
                self.twin.send(
                    CommandKind.CLOSE_AUCTION,
                    reference=auction.number,
                    tape_hash=self.random.randrange(2**64),
                )
            for state in (AuctionState.APPLIED, AuctionState.ACCEPTED, AuctionState.ANNOUNCED):
                if auction.state == state and self.venue.phase in (Phase.MORNING, Phase.AFTERNOON):
                    notice = (
                        {"date": self.venue.date, "price": 900, "quantity": 1500}
                        if state == AuctionState.ACCEPTED
                        else {}
                    )
                    self.twin.send(NEXT_STEP[state], reference=auction.number, **notice)
