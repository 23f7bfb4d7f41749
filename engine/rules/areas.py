"""Areas of commands, each with a kernel of its own, and how many events one command may cause."""

from __future__ import annotations

from engine.commands import CommandKind
from engine.compiler.jit import compiled_inline
from engine.compiler.words import AreaNumber, Count, KindNumber, State

ORDERS, HOUSE, BLOCK, AUCTION = range(4)  # areas, each with a kernel of its own
# acknowledgement and the few events beside those of orders, holdings and instruments
SPARE_EVENTS = 64


@compiled_inline
def area_of(kind: KindNumber) -> AreaNumber:
    """Who decides a command: ORDERS, HOUSE, BLOCK or AUCTION.

    Of a kind that does not exist, the house says so.
    """
    if CommandKind.NEW_ORDER <= kind <= CommandKind.MASS_CANCEL:
        return ORDERS
    if kind >= CommandKind.APPLY_AUCTION:
        return AUCTION
    return BLOCK if kind >= CommandKind.POST_INTENT else HOUSE


@compiled_inline
def events_bound(state: State, kind: KindNumber) -> Count:
    """How many events one command can cause at most in this state."""
    venue = state.venue
    orders = SPARE_EVENTS + venue.open_orders * (1 + venue.large_holders)
    if kind <= CommandKind.MASS_CANCEL:
        return orders
    if kind == CommandKind.START_DAY or kind == CommandKind.SETTLEMENT_DONE:
        return SPARE_EVENTS + venue.holdings_used + venue.instruments_used
    if kind == CommandKind.END_DAY:
        return SPARE_EVENTS + 10 * venue.instruments_used
    if kind == CommandKind.SET_PARAMETER:
        return SPARE_EVENTS + venue.holdings_used
    if kind == CommandKind.SET_PHASE:
        orders += venue.open_orders * venue.large_holders + venue.instruments_used
    return (
        orders
        + venue.auctions_used
        + venue.open_bids * (1 + venue.large_holders)
        + 3 * venue.desk_open
    )
