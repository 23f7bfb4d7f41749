"""The rules of an auction by their names, for those who read: no kernel is loaded for them."""

from __future__ import annotations

from engine.commands import DISCOUNTED, PAY_AS_BID, TIE_BY_LOT, VOID_IF_SHORT

RULES = {
    "pay_as_bid": PAY_AS_BID,
    "discounted": DISCOUNTED,
    "void_if_short": VOID_IF_SHORT,
    "tie_by_lot": TIE_BY_LOT,
}


def rules_of(flags: int) -> dict[str, bool]:
    """The rules of an auction by their names."""
    return {name: bool(flags & flag) for name, flag in RULES.items()}
