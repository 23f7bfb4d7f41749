"""What an auction's allocation promises, for any bids: tried on the real engine beside the oracle.

More of it for a night run: ``CEAX_EXAMPLES=1000``.
"""

from __future__ import annotations

import os
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.commands import (
    DISCOUNTED,
    PAY_AS_BID,
    TIE_BY_LOT,
    VOID_IF_SHORT,
    CommandKind,
    Parameter,
    Phase,
    Side,
)
from engine.events import EventKind, Reason
from engine.rules.state import SMALL
from tests.oracle.records import Event
from tests.oracle.twin import Twin

EXAMPLES = 60 * int(os.environ.get("CEAX_EXAMPLES", "1"))
BASE, APPLICANT = 100, 9
MEMBERS = range(1, 6)
LOT = 5


class Ask(NamedTuple):
    """A bid as a member places it: steps from the reserve, lots."""

    member: int
    step: int
    lots: int


asks = st.lists(
    st.builds(Ask, st.sampled_from(MEMBERS), st.integers(0, 4), st.integers(1, 12)), max_size=25
)
rules = st.integers(0, PAY_AS_BID | DISCOUNTED | VOID_IF_SHORT | TIE_BY_LOT)
offers = st.integers(1, 40)
seeds = st.integers(0, 2**64 - 1)


class Auction:
    """One auction played to its result: what was bid, and what came of it."""

    def __init__(self, side: Side, flags: int, lots: int, asks: list[Ask], seed: int) -> None:
        self.side, self.flags, self.offered = side, flags, lots * LOT
        self.twin = Twin(SMALL, thorough=False)
        self.open_venue()
        self.twin.thorough = True  # the opening is nearly the same each time
        self.bids: dict[int, Ask] = {}
        self.place(asks)
        said = self.twin.send(CommandKind.CLOSE_AUCTION, reference=1, tape_hash=seed)
        self.fills = [event for event in said if event["kind"] == EventKind.FILL]
        self.gone = [event for event in said if event["kind"] == EventKind.BID_GONE]
        self.result = said[-1]
        assert self.result["kind"] == EventKind.AUCTION_RESULT

    def open_venue(self) -> None:
        send = self.twin.send
        send(CommandKind.LIST_INSTRUMENT, instrument=1, price=BASE, text=b"CEA25")
        for name, value in {
            Parameter.AUCTION_QUANTITY_MIN: 1,
            Parameter.AUCTION_TO_SELL: 1,
        }.items():
            send(CommandKind.SET_PARAMETER, instrument=1, parameter=name, value=value)
        for journal, account in enumerate((*MEMBERS, APPLICANT)):
            send(CommandKind.OPEN_ACCOUNT, account=account, text=b"member")
            send(CommandKind.CASH_IN, account=account, amount_fen=10**9, reference=2 * journal + 1)
            send(
                CommandKind.UNITS_IN,
                account=account,
                instrument=1,
                quantity=10**5,
                reference=2 * journal + 2,
            )
        send(CommandKind.START_DAY, date=20260105)
        send(CommandKind.SET_PHASE, phase=Phase.MORNING)
        terms = {"side": self.side, "quantity": self.offered, "flags": self.flags, "parameter": LOT}
        send(CommandKind.APPLY_AUCTION, account=APPLICANT, instrument=1, **terms)
        send(CommandKind.ACCEPT_AUCTION, reference=1)
        send(CommandKind.ANNOUNCE_AUCTION, reference=1, date=20260105, price=1000, quantity=1030)
        self.terms = send(CommandKind.OPEN_AUCTION, reference=1)[-1]

    def place(self, asks: list[Ask]) -> None:
        way = 1 if self.side == Side.SELL else -1
        for ask in asks:
            price = self.terms["price"] + way * ask.step
            said = self.twin.send(
                CommandKind.PLACE_BID,
                reference=1,
                account=ask.member,
                price=price,
                quantity=min(ask.lots * LOT, self.offered),
            )
            assert said[0]["kind"] == EventKind.ACCEPTED, Reason(said[0]["reason"])
            self.bids[said[0]["order_id"]] = said[0]

    def won(self) -> dict[int, Event]:
        """The award of each winning bid."""
        return {event["order_id"]: event for event in self.fills}


@given(side=st.sampled_from(Side), flags=rules, lots=offers, asks=asks, seed=seeds)
@settings(max_examples=EXAMPLES, deadline=None, derandomize=EXAMPLES == 60)
def test_an_auction_keeps_its_promises(
    side: Side, flags: int, lots: int, asks: list[Ask], seed: int
) -> None:
    auction = Auction(side, flags, lots, asks, seed)
    sold = sum(event["quantity"] for event in auction.fills)
    demand = sum(bid["quantity"] for bid in auction.bids.values())
    void = not asks or (flags & VOID_IF_SHORT and demand < auction.offered)
    assert sold == (0 if void else min(demand, auction.offered)), (
        "as much as possible is sold, and never more than offered"
    )
    assert auction.result.get("quantity", 0) == sold and auction.result.get("value", 0) == demand
    check_prices(auction)
    check_order(auction)
    check_every_bid_is_answered(auction)


def check_prices(auction: Auction) -> None:
    """Everyone pays between the reserve and its own bid; under the uniform rule all pay the worst
    winning bid.
    """
    won, reserve = auction.won(), auction.terms["price"]
    for number, award in won.items():
        low, high = sorted((reserve, auction.bids[number]["price"]))
        assert low <= award["price"] <= high
    if auction.flags & PAY_AS_BID:
        assert all(award["price"] == auction.bids[number]["price"] for number, award in won.items())
    elif won:
        worst = min if auction.side == Side.SELL else max
        assert {award["price"] for award in won.values()} == {
            worst(auction.bids[number]["price"] for number in won)
        }


def check_order(auction: Auction) -> None:
    """No winner ranks below a loser; among equal prices, without a lot, the earlier wins; one bid
    at most is cut.
    """
    won = auction.won()
    way = 1 if auction.side == Side.SELL else -1
    lost = [bid for number, bid in auction.bids.items() if number not in won]
    for number in won:
        assert all(way * bid["price"] <= way * auction.bids[number]["price"] for bid in lost)
        if not auction.flags & TIE_BY_LOT:
            same = [bid for bid in lost if bid["price"] == auction.bids[number]["price"]]
            assert all(bid["sequence"] > auction.bids[number]["sequence"] for bid in same)
    assert (
        sum(award["quantity"] < auction.bids[number]["quantity"] for number, award in won.items())
        <= 1
    )
    assert all(award["quantity"] % LOT == 0 for award in won.values())


def check_every_bid_is_answered(auction: Auction) -> None:
    """What is awarded and what goes are together what was bid; the engine's conservation is checked
    by the twin.
    """
    told: dict[int, int] = {}
    for event in (*auction.fills, *auction.gone):
        told[event["order_id"]] = told.get(event["order_id"], 0) + event.get(
            "leaves" if event in auction.gone else "quantity", 0
        )
    assert told == {number: bid["quantity"] for number, bid in auction.bids.items()}
