"""What a representative may do for its entity, and which of a member's operations ask for which
right. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from settlement_bridge.books.settings import SECOND_ABOVE_FEN, SECOND_ABOVE_UNITS
from settlement_bridge.records import Right

FOR_EVER = 99_991_231


NEEDED = {
    "transfer_in": Right.TRANSFER,
    "transfer_out": Right.TRANSFER,
    "cash_to_trading": Right.TRANSFER,
    "cash_to_registry": Right.TRANSFER,
    "request_payment": Right.TRANSFER,
    "withdraw_payment": Right.TRANSFER,
    "cancel": Right.SURRENDER,
    "surrender": Right.SURRENDER,
    "request_carry_over": Right.SURRENDER,
}
# What a member's key could ask for before there were rights; the rule `unregistered_may_act` is
# about these.
BEFORE_RIGHTS = ("surrender", "request_carry_over")
_MEASURES = {"amount_fen": SECOND_ABOVE_FEN, "quantity": SECOND_ABOVE_UNITS}


class Person(NamedTuple):
    """Who asks: a key of the gateway's, with its public half."""

    key: str
    public_key: str


def words(rights: int) -> list[str]:
    """Rights as people write them."""
    return [right.name.lower() for right in Right if right & rights and right.name]


def measure(fields: Mapping[str, Any]) -> tuple[str, int] | None:
    """By which rule an operation may need a second representative, and how large it is; None:
    never.
    """
    return next(((_MEASURES[name], fields[name]) for name in _MEASURES if name in fields), None)
