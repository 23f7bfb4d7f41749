"""Reasons to refuse, a row for each, by subject."""

from engine.events.reasons import Reason
from engine.events.refusals.accounts import ACCOUNTS
from engine.events.refusals.approvals import APPROVALS
from engine.events.refusals.auction import AUCTION
from engine.events.refusals.block import BLOCK
from engine.events.refusals.busts import BUSTS
from engine.events.refusals.orders import ORDERS
from engine.events.refusals.row import Allowed, Refusal
from engine.events.refusals.venue import VENUE

__all__ = ["BY_SUBJECT", "REFUSALS", "Allowed", "Refusal"]

BY_SUBJECT: dict[str, dict[Reason, Refusal]] = {
    "Orders": ORDERS,
    "Accounts and limits": ACCOUNTS,
    "Days, instruments and settlement": VENUE,
    "Undoing a trade": BUSTS,
    "Block agreements": BLOCK,
    "Auctions": AUCTION,
    "Approvals and rules of the venue": APPROVALS,
}
REFUSALS: dict[Reason, Refusal] = {
    reason: row for rows in BY_SUBJECT.values() for reason, row in rows.items()
}
