"""What must hold of auctions and bids in every state, and what they hold; plain Python beside
engine/rules/check.py.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from engine.commands import AuctionState, Side
from engine.rules.state import StateArray

Held = defaultdict[int, int]


def auction_locks(state: StateArray) -> tuple[Held, Held]:
    """Fen by account and tonnes by slot of the holding that auctions and bids hold."""
    cash: Held = defaultdict(int)
    units: Held = defaultdict(int)
    for auction in _not_over(state):
        cash[int(auction["account"])] += int(auction["lock_fen"])
        if auction["side"] == Side.SELL and auction["state"] >= AuctionState.ACCEPTED:
            units[int(auction["holding"])] += int(auction["quantity"])
    for bid in _bids(state):
        if state["auctions"][0][bid["auction"]]["side"] == Side.SELL:
            cash[int(bid["account"])] += int(bid["lock_fen"])
        else:
            units[int(bid["holding"])] += int(bid["quantity"])
    return cash, units


def auction_promises(state: StateArray) -> Held:
    """Tonnes by slot of the holding that bids to buy, and open sessions in which members bid to
    sell, can bring.
    """
    units: Held = defaultdict(int)
    for auction in _not_over(state):
        if auction["side"] == Side.BUY and auction["state"] == AuctionState.OPEN:
            units[int(auction["holding"])] += int(auction["quantity"])
    for bid in _bids(state):
        if state["auctions"][0][bid["auction"]]["side"] == Side.SELL:
            units[int(bid["holding"])] += int(bid["quantity"])
    return units


def check_auctions(state: StateArray) -> list[str]:
    """Bids are only in open sessions, each once in the order of time of its auction; counts and
    free slots fit.
    """
    venue, bids = state["venue"][0], _bids(state)
    problems = []
    queued = [slot for auction in _not_over(state) for slot in _in_time(state, auction)]
    if sorted(queued) != np.flatnonzero(state["bids"][0]["bid_id"]).tolist():
        problems.append("bids: those in order of time are not those in the table")
    if any(state["auctions"][0][bid["auction"]]["state"] != AuctionState.OPEN for bid in bids):
        problems.append("bids: one is in a session that is not open")
    if len(bids) != int(venue["open_bids"]) or _free(state) + len(bids) != int(venue["bids_used"]):
        problems.append(
            f"bids: {len(bids)} are open and {_free(state)} slots free, the venue counts otherwise"
        )
    if state["accounts"][0]["killed"][bids["account"]].any():
        problems.append("bids: one is of an account under a kill")
    details = state["account_details"][0]["open_bids"]
    if (np.bincount(bids["account"], minlength=len(details)) != details).any():
        problems.append("bids: an account's count of open bids is wrong")
    return problems


def _not_over(state: StateArray) -> np.ndarray:
    auctions = state["auctions"][0][1 : int(state["venue"]["auctions_used"][0]) + 1]
    found: np.ndarray = auctions[auctions["state"] < AuctionState.CLOSED]
    return found


def _bids(state: StateArray) -> np.ndarray:
    bids = state["bids"][0][: int(state["venue"]["bids_used"][0]) + 1]
    found: np.ndarray = bids[bids["bid_id"] != 0]
    return found


def _in_time(state: StateArray, auction: np.void) -> list[int]:
    """Slots of an auction's bids, followed by their links; a broken link back ends the list too
    early.
    """
    bids = state["bids"][0]
    slots: list[int] = []
    before, slot = 0, int(auction["first_bid"])
    while (
        slot
        and int(bids[slot]["previous"]) == before
        and len(slots) <= int(state["venue"]["bids_used"][0])
    ):
        slots.append(slot)
        before, slot = slot, int(bids[slot]["next"])
    return slots if before == int(auction["last_bid"]) else []


def _free(state: StateArray) -> int:
    """Slots of bids in the chain of free ones."""
    count, slot = 0, int(state["venue"]["free_bid"][0])
    while slot and count <= int(state["venue"]["bids_used"][0]):
        count += 1
        slot = int(state["bids"][0][slot]["next"])
    return count
