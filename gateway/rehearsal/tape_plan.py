"""Trades that add up to what was published of one instrument on one day, to the fen.

Given open O, high H, low L, volume V (t) and amount A (fen), we look for trades (price, quantity)
at prices from L to H, among them at least one tonne at each of O, H and L, with sum of quantities V
and sum of price times quantity A.

**When such trades exist.** Let D be the distinct prices among O, H, L, k their number and S their
sum. One tonne at each leaves V' = V - k tonnes and A' = A - S fen, and every further tonne costs
between L and H. So V' >= 0 and L*V' <= A' <= H*V' is *necessary*. It is also *sufficient*: with p =
A' // V' and r = A' - p*V', r tonnes at p + 1 and V' - r tonnes at p cost exactly A'; p >= L because
A' >= L*V'; and where r > 0, p < H, so p + 1 <= H. Prices and amounts are whole numbers of the same
unit (a tick is a fen a tonne), so nothing is ever rounded. When V = k, A must be S. A day that was
really traded fulfils the condition by itself: its own trades are such a set.

**Few trades.** First we try the prices in D alone. For two prices the quantities are fixed by two
linear equations; for three they form one line of whole-number solutions, of which the one with the
most tonnes at the open is taken. Otherwise the two adjacent levels p and p + 1 above are added: at
most five prices. Quantities above the largest order are cut into equal-sized pieces as few as
possible, so n tonnes need ceil(n / quantity_max) trades.

**Order.** The open comes first, then the prices above it ascending, then the prices below it
descending. So all asks (the open and above) and all bids (below it) can rest in the book together,
without crossing, before anybody takes, and each take is at the best price of its side.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import gcd

from engine.units import format_hundredths
from gateway.rehearsal.errors import NoSuchTapeError


@dataclass(frozen=True)
class Trade:
    """One trade: price in ticks, quantity in t."""

    price: int
    quantity: int


@dataclass(frozen=True)
class Figures:
    """What was published of one instrument and day: prices in ticks, volume in t, amount in fen."""

    open: int
    high: int
    low: int
    volume: int
    amount_fen: int


@dataclass(frozen=True)
class Band:
    """What an order may be: prices from `lower` to `upper` (ticks), quantities from 1 to
    `quantity_max` (t).
    """

    lower: int
    upper: int
    quantity_max: int = 99_999


def price_band(base: int, band_bp: int = 1_000, quantity_max: int = 99_999) -> Band:
    """The band around a base price, each limit rounded half up to a tick."""
    distance = base * band_bp
    lower, upper = ((2 * (base * 10_000 + sign * distance) + 10_000) // 20_000 for sign in (-1, 1))
    return Band(lower, upper, quantity_max)


def plan_trades(figures: Figures, band: Band) -> list[Trade]:
    """Trades that show exactly these figures, in the order in which they are to be made.

    Raises NoSuchTapeError, saying what would be possible, when there is no such set.
    """
    _check(figures, band)
    quantities = _at_the_published_prices(figures) or _with_two_adjacent_levels(figures)
    above = sorted(price for price in quantities if price > figures.open)
    below = sorted((price for price in quantities if price < figures.open), reverse=True)
    return [
        Trade(price, piece)
        for price in (figures.open, *above, *below)
        for piece in _pieces(quantities[price], band.quantity_max)
    ]


def _check(figures: Figures, band: Band) -> None:
    low, high = figures.low, figures.high
    if not low <= figures.open <= high:
        raise NoSuchTapeError(
            f"open {_text(figures.open)} is outside low to high, {_text(low)} to {_text(high)}"
        )
    if low < band.lower or high > band.upper:
        limits = f"{_text(band.lower)} to {_text(band.upper)}"
        raise NoSuchTapeError(
            f"low to high, {_text(low)} to {_text(high)}, leaves the price limits {limits}"
        )
    needed = {figures.open, high, low}
    if figures.volume < len(needed):
        raise NoSuchTapeError(
            f"{figures.volume} t cannot trade at {len(needed)} prices; allowed: at least"
            f" {len(needed)} t"
        )
    rest = figures.volume - len(needed)
    least, most = sum(needed) + low * rest, sum(needed) + high * rest
    if not least <= figures.amount_fen <= most:
        allowed = f"{_text(least)} to {_text(most)} CNY"
        raise NoSuchTapeError(
            f"{figures.volume} t at these prices cannot cost {_text(figures.amount_fen)} CNY;"
            f" allowed: {allowed}"
        )


def _at_the_published_prices(figures: Figures) -> dict[int, int]:
    """Quantities at open, high and low alone, or an empty map when no whole numbers fit."""
    prices = sorted({figures.open, figures.high, figures.low})
    if len(prices) == 1:
        return {prices[0]: figures.volume}
    if len(prices) == 2:
        return _two_prices(prices[0], prices[1], figures)
    return _three_prices(figures)


def _two_prices(low: int, high: int, figures: Figures) -> dict[int, int]:
    dear, rest = divmod(figures.amount_fen - low * figures.volume, high - low)
    cheap = figures.volume - dear
    return {low: cheap, high: dear} if rest == 0 and min(cheap, dear) > 0 else {}


def _three_prices(figures: Figures) -> dict[int, int]:
    """Solve up * dear - down * cheap = surplus for the smallest whole dear, cheap >= 1."""
    up, down = figures.high - figures.open, figures.open - figures.low
    surplus, rest = divmod(
        figures.amount_fen - figures.open * figures.volume, divisor := gcd(up, down)
    )
    if rest:
        return {}
    up, down = up // divisor, down // divisor
    dear = surplus * pow(up, -1, down) % down or down
    least = -(-(surplus + down) // up)
    dear += max(0, -(-(least - dear) // down)) * down
    cheap = (up * dear - surplus) // down
    opening = figures.volume - dear - cheap
    return {figures.open: opening, figures.high: dear, figures.low: cheap} if opening > 0 else {}


def _with_two_adjacent_levels(figures: Figures) -> dict[int, int]:
    """One tonne at open, high and low each, the rest at the two levels around its average price."""
    quantities = dict.fromkeys({figures.open, figures.high, figures.low}, 1)
    rest = figures.volume - len(quantities)
    level, dearer = divmod(figures.amount_fen - sum(quantities), rest)
    for price, quantity in ((level, rest - dearer), (level + 1, dearer)):
        if quantity:
            quantities[price] = quantities.get(price, 0) + quantity
    return quantities


def _pieces(quantity: int, most: int) -> list[int]:
    """As few whole pieces of at most `most` as possible, of nearly equal size."""
    count = -(-quantity // most)
    size, larger = divmod(quantity, count)
    return [size + 1] * larger + [size] * (count - larger)


def _text(value: int) -> str:
    return format_hundredths(value)
