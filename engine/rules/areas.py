"""Areas of commands, each with a kernel of its own, and how many events one command may cause."""

from __future__ import annotations

from engine.commands import Area, CommandKind
from engine.compiler.jit import compiled_inline
from engine.compiler.words import AreaNumber, Count, KindNumber, State
from engine.units import FEE_ROWS_MAX, PIECES_MAX

# acknowledgement, texts and the few events beside those of orders, holdings and instruments
SPARE_EVENTS = 64 + PIECES_MAX
_ORDERS = [int(kind) for kind in CommandKind if kind.area == Area.ORDERS]


FIRST_ORDER, LAST_ORDER = min(_ORDERS), max(_ORDERS)
FIRST_OF_BLOCK, FIRST_OF_AUCTION = Area.BLOCK.first, Area.AUCTION.first


@compiled_inline
def area_of(kind: KindNumber) -> AreaNumber:
    """The area whose kernel decides a command.

    Of a kind that does not exist, the house says so.
    """
    if FIRST_ORDER <= kind <= LAST_ORDER:
        return Area.ORDERS
    if kind >= FIRST_OF_AUCTION:
        return Area.AUCTION
    return Area.BLOCK if kind >= FIRST_OF_BLOCK else Area.HOUSE


@compiled_inline
def events_bound(state: State, kind: KindNumber) -> Count:
    """How many events one command can cause at most in this state."""
    venue = state.venue
    orders = SPARE_EVENTS + venue.open_orders * (1 + venue.large_holders)
    if kind <= LAST_ORDER:
        return orders
    if kind == CommandKind.START_DAY or kind == CommandKind.SETTLEMENT_DONE:
        moved = venue.holdings_used + state.supervision.suspensions + FEE_ROWS_MAX
        return SPARE_EVENTS + moved + venue.instruments_used
    if kind == CommandKind.END_DAY:
        return SPARE_EVENTS + 10 * venue.instruments_used
    if kind == CommandKind.SET_PARAMETER:
        return SPARE_EVENTS + venue.holdings_used
    if kind == CommandKind.SET_PHASE or kind == CommandKind.RESUME:
        orders += venue.open_orders * venue.large_holders + venue.instruments_used
    return (
        orders
        + venue.auctions_used
        + venue.open_bids * (1 + venue.large_holders)
        + 3 * venue.desk_open
    )
