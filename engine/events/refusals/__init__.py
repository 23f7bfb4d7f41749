"""Reasons to refuse, a row for each, by subject."""

from engine.events.reasons import Reason
from engine.events.refusals.accounts import ACCOUNTS
from engine.events.refusals.auction import AUCTION
from engine.events.refusals.block import BLOCK
from engine.events.refusals.orders import ORDERS
from engine.events.refusals.row import Allowed, Refusal
from engine.events.refusals.venue import VENUE

__all__ = ["REFUSALS", "Allowed", "Refusal"]

REFUSALS: dict[Reason, Refusal] = {**ORDERS, **ACCOUNTS, **VENUE, **BLOCK, **AUCTION}
