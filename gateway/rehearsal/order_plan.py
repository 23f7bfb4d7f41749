"""The orders that make one day's trades: who lists, who takes, and which vintage trades first.

For every instrument one member lists: asks at the open and above it, bids below it; none of them
cross, so all may rest together, and there are at most five prices, so all are within the five
levels that a taker sees. Another member takes, best price first: the open, the dearer asks upwards,
then the bids downwards. Each take has price and quantity of the listed order whose turn it is by
price and time, so it makes exactly the planned trade. Two others make the block deals, and two the
auction, at the reserve 10 % below the previous close.

The published composite open shows which vintage traded first: at the first trade of the day the
vintages that have not traded count at their previous close. The roles move on by one member every
day: who bought yesterday sells today (T+1).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain

from engine.units import format_date, format_hundredths
from gateway.rehearsal.day_orders import (
    Auction,
    DayOrders,
    Deal,
    FirstTrade,
    InstrumentOrders,
    Order,
)
from gateway.rehearsal.deal_plan import BLOCK_LEAST, plan_awards, plan_deals
from gateway.rehearsal.errors import NoSuchTapeError
from gateway.rehearsal.published_rows import PublishedDay, PublishedRow
from gateway.rehearsal.tape_plan import Figures, Trade, plan_trades, price_band
from gateway.rehearsal.weights import Weights

BLOCK_BAND_BP = 3_000
AUCTION_BAND_BP = 1_000  # reserve (discounted) and cap, each way of the previous close
MEMBERS = 6  # members of a rehearsed venue; their accounts are 1 to MEMBERS


def plan_day(
    day: PublishedDay, number: int, weights: Weights, previous: Mapping[str, int]
) -> DayOrders:
    """Orders of the day with this number within its segment; `previous` are the previous closes (or
    bases) by code.
    """
    first = first_trade(day, weights, previous)
    rows = sorted(enumerate(day.instruments), key=lambda place: place[1].code != first.code)
    plans, unplayable = [], []
    for place, row in rows:
        turn, base = place + number, previous[row.code]
        try:
            listed = [_instrument(row, turn, base)] if row.traded else []
            plans.append((listed, _deals(row, turn, base), _auction(row, turn, base)))
        except NoSuchTapeError as error:
            unplayable.append(f"line {row.line}, {row.code} on {format_date(row.date)}: {error}")
    listed_orders, deals, auctions = (
        (tuple(chain.from_iterable(part)) for part in zip(*plans, strict=True))
        if plans
        else ((),) * 3
    )
    return DayOrders(day.date, first, listed_orders, deals, auctions, tuple(unplayable))


def first_trade(day: PublishedDay, weights: Weights, previous: Mapping[str, int]) -> FirstTrade:
    """The vintage whose first trade gives the published composite open; the table's first one when
    several or none do.
    """
    traded = day.traded
    if not traded:
        return FirstTrade(None, "nothing traded")
    published = day.composite.open if day.composite else None
    opens = {row.code: weights.composite({**previous, row.code: row.open or 0}) for row in traded}
    fitting = [code for code, value in opens.items() if value == published]
    return FirstTrade((fitting or list(opens))[0], _why(published, opens, fitting), len(traded) > 1)


def _why(published: int | None, opens: Mapping[str, int], fitting: Sequence[str]) -> str:
    if len(opens) == 1:
        return "the only one that traded"
    if published is None:
        return "no composite open is published: the first of the table"
    others = ", ".join(
        f"{code} {format_hundredths(value)}" for code, value in opens.items() if code not in fitting
    )
    if not fitting:
        return f"none gives the published composite open {format_hundredths(published)}: {others}"
    also = f" (so would {', '.join(fitting[1:])})" if fitting[1:] else ""
    instead = f"; first would give: {others}" if others else ""
    return f"gives the published composite open {format_hundredths(published)}{also}{instead}"


def _instrument(row: PublishedRow, turn: int, base: int) -> InstrumentOrders:
    lister, taker = _pair(turn)
    trades = _trades(row, base)
    listed = tuple(_order(lister, row, trade, lists=True) for trade in trades)
    return InstrumentOrders(
        row.code, listed, tuple(_order(taker, row, trade, lists=False) for trade in trades)
    )


def _deals(row: PublishedRow, turn: int, base: int) -> list[Deal]:
    seller, buyer = _pair(turn + 2)
    deals = plan_deals(row.block, price_band(base, BLOCK_BAND_BP))
    return [Deal(seller, buyer, row.code, deal.price, deal.quantity) for deal in deals]


def _auction(row: PublishedRow, turn: int, base: int) -> list[Auction]:
    seller, buyer = _pair(turn + 4)
    awards = plan_awards(row.auction, price_band(base, AUCTION_BAND_BP))
    bids = tuple(Order(buyer, row.code, "buy", award.price, award.quantity) for award in awards)
    return [Auction(seller, row.code, max(row.auction.volume, BLOCK_LEAST), bids)] if bids else []


def _pair(turn: int) -> tuple[int, int]:
    return 1 + turn % MEMBERS, 1 + (turn + 1) % MEMBERS


def _order(member: int, row: PublishedRow, trade: Trade, *, lists: bool) -> Order:
    ask = trade.price >= (row.open or 0)
    return Order(member, row.code, "sell" if ask == lists else "buy", trade.price, trade.quantity)


def _trades(row: PublishedRow, base: int) -> list[Trade]:
    figures = Figures(
        row.open or 0, row.high or 0, row.low or 0, row.listed.volume, row.listed.amount_fen
    )
    return plan_trades(figures, price_band(base))
