"""Block deals and auction awards that add up to what was published of one instrument on one day, to
the fen.

**Blocks.** A deal is a price within the block band and at least `BLOCK_LEAST` tonnes. Volume V for
amount A at one price means A is a multiple of V. Two prices, p for V - q tonnes and p + d for q
tonnes, mean q * d = A - p * V, both quantities at least the smallest block: with p falling from the
average price A // V the wanted q * d grows from the remainder by V a step, and q has to divide it.
A day that was really traded at no more than two prices has such a pair. Where none is found, a
third deal of the smallest quantity is split off at each price in turn.

**Auctions.** Awards are pay-as-bid at the two prices around the average, p = A // V for V - r
tonnes and p + 1 for r of them, r = A - p * V: nothing is ever rounded. What is offered is at least
the smallest offer; the rest returns to the seller.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.units import format_hundredths
from gateway.rehearsal.errors import NoSuchTapeError
from gateway.rehearsal.published_rows import Sum
from gateway.rehearsal.tape_plan import Band, Trade

BLOCK_LEAST = 100_000  # t of a block, and of what an auction offers


def plan_deals(total: Sum, band: Band, least: int = BLOCK_LEAST) -> list[Trade]:
    """Deals of at least `least` t at prices in the band that show exactly this sum; none for
    nothing.

    Raises NoSuchTapeError, saying what was asked, when there are none.
    """
    if total.volume == 0:
        return []
    quantities = (
        _one_price(total, band)
        or _two_prices(total, band, least)
        or _three_prices(total, band, least)
    )
    if not quantities or total.volume < least:
        low, high = (format_hundredths(price) for price in (band.lower, band.upper))
        raise NoSuchTapeError(f"no blocks of at least {least} t from {low} to {high} make {total}")
    return [Trade(price, quantity) for price, quantity in quantities]


def _one_price(total: Sum, band: Band) -> list[tuple[int, int]]:
    price, rest = divmod(total.amount_fen, total.volume)
    return [(price, total.volume)] if rest == 0 and band.lower <= price <= band.upper else []


def _two_prices(total: Sum, band: Band, least: int) -> list[tuple[int, int]]:
    volume = total.volume
    average = min(total.amount_fen // volume, band.upper)
    for price in range(average, band.lower - 1, -1):
        wanted = total.amount_fen - price * volume
        for step in _steps(wanted, volume, band.upper - price, least):
            dear, rest = divmod(wanted, step)
            if rest == 0:
                return [(price, volume - dear), (price + step, dear)]
    return []


def _steps(wanted: int, volume: int, most: int, least: int) -> Iterator[int]:
    """Differences of price for which both quantities can be large enough."""
    if volume < 2 * least:
        return iter(())
    return iter(range(max(1, -(-wanted // (volume - least))), min(most, wanted // least) + 1))


def _three_prices(total: Sum, band: Band, least: int) -> list[tuple[int, int]]:
    for price in range(band.lower, band.upper + 1):
        rest = total - Sum(least, price * least)
        if rest.volume < 2 * least or rest.amount_fen <= 0:
            return []
        pair = _two_prices(rest, band, least)
        if pair:
            return [(price, least), *pair]
    return []


def plan_awards(total: Sum, band: Band) -> list[Trade]:
    """Awards at prices in the band that show exactly this sum, the dearest first.

    Raises NoSuchTapeError when there are none.
    """
    if total.volume == 0:
        return []
    price, dearer = divmod(total.amount_fen, total.volume)
    awards = [Trade(price + 1, dearer), Trade(price, total.volume - dearer)]
    wanted = [award for award in awards if award.quantity]
    if any(not band.lower <= award.price <= band.upper for award in wanted):
        low, high = (format_hundredths(limit) for limit in (band.lower, band.upper))
        raise NoSuchTapeError(f"an auction from {low} to {high} cannot make {total}")
    return wanted
