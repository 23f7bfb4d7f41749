"""The resale rule of credits, worked out from the trades of the last days and from what is open."""

from __future__ import annotations

from engine.commands import Parameter, ResaleScope, Side
from engine.events import BUYER_IS_TAKER, Reason
from tests.oracle.promises import promised
from tests.oracle.records import Event, Holding, Instrument, Refused, Venue, opposite

LONGEST = 8  # trading days that the rule can look back over, the running one included


def bars_account(instrument: Instrument) -> bool:
    """Whether a trade bars the account's other side."""
    entity = instrument.parameters[Parameter.OPPOSITE_SCOPE] == ResaleScope.ENTITY
    return bool(instrument.parameters[Parameter.OPPOSITE_DAYS]) and entity


def check_side(venue: Venue, account: int, instrument: Instrument, side: Side) -> None:
    """Nobody trades on a side too soon after the other one, or while that one is open."""
    days = instrument.parameters[Parameter.OPPOSITE_DAYS]
    if not bars_account(instrument):
        return
    traded = last_days(venue).get((account, instrument.number, opposite(side)), -days)
    wait = traded + days - venue.today.index
    if wait > 0:
        raise Refused(Reason.OPPOSITE_SIDE_TRADED, wait)
    check_open(venue, account, instrument, side)


def check_open(venue: Venue, account: int, instrument: Instrument, side: Side) -> None:
    """What is open counts as traded."""
    if bars_account(instrument) and is_open(venue, account, instrument.number, opposite(side)):
        raise Refused(Reason.OPPOSITE_SIDE_OPEN)


def is_open(venue: Venue, account: int, instrument: int, side: Side) -> bool:
    """Whether an account may still trade on a side: by what it holds for that, or would get."""
    if side == Side.SELL:
        return venue.holdings.get((account, instrument), Holding()).locked > 0
    orders = [
        order
        for order in venue.orders.values()
        if (order.account, order.instrument, order.side) == (account, instrument, Side.BUY)
    ]
    return bool(orders) or promised(venue, account, instrument) > 0


def last_days(venue: Venue) -> dict[tuple[int, int, Side], int]:
    """The last day on which each account has traded on each side of an instrument."""
    return {
        (account_of(fill.said, side), fill.said["instrument"], side): day.index
        for day in venue.days[-LONGEST:]
        for fill in day.fills
        if fill.barring and not fill.busted
        for side in Side
    }


def account_of(said: Event, side: Side) -> int:
    """Who was on a side of a trade."""
    both: tuple[int, int] = said["account"], said["maker_account"]
    buyer_first = bool(said.get("flags", 0) & BUYER_IS_TAKER)
    return both[0] if buyer_first == (side == Side.BUY) else both[1]


def delivered(venue: Venue, holding: Holding, instrument: Instrument) -> list[int]:
    """Days of whose units those that were bought may leave, the oldest first."""
    if not instrument.parameters[Parameter.OPPOSITE_DAYS]:
        return []
    settled = {day.date for day in venue.days if day.settled}
    return sorted(date for date, units in holding.bought.items() if units and date in settled)


def check_leaving(venue: Venue, holding: Holding, instrument: Instrument, quantity: int) -> None:
    """Sellable units may leave, and those that were delivered."""
    may = holding.available + sum(
        holding.bought[date] for date in delivered(venue, holding, instrument)
    )
    if quantity > may:
        waiting = quantity <= holding.available + sum(holding.bought.values())
        reason = Reason.UNITS_BOUGHT_NOT_YET_SELLABLE if waiting else Reason.UNITS_INSUFFICIENT
        raise Refused(reason, may)


def take_out(venue: Venue, holding: Holding, instrument: Instrument, quantity: int) -> None:
    """Those that are not sellable leave first."""
    for date in delivered(venue, holding, instrument):
        taken = min(quantity, holding.bought[date])
        holding.bought[date] -= taken
        quantity -= taken
    holding.available -= quantity
