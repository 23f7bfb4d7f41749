"""The demonstration's day as a picture.

The composite trade by trade, the price and volume of each vintage, and where the day lay between
its price limits.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from engine.units import format_hundredths
from gateway.rehearsal.demo import Demo
from gateway.rehearsal.svg import Scale, document, element, line, marks, steps, words

Row = Mapping[str, Any]

WIDTH, HEIGHT, EDGE = 960, 710, 24
LABELS = 44  # px, for prices left of a panel
COMPOSITE = (104, 300)  # top and bottom, px
VINTAGES = (392, 560)
GAUGES = 646
BARS_MAX = 24  # of a vintage
STYLE = """\
text { font-family: system-ui, sans-serif; font-size: 12px; fill: #24292f }
.title { font-size: 18px; font-weight: 600 }
.heading { font-size: 13px; font-weight: 600 }
.faint { font-size: 11px; fill: #57606a }
.card { fill: #ffffff; stroke: #d0d7de }
.grid { stroke: #d8dee4 }
.mark { stroke: #6e7781; stroke-dasharray: 4 3 }
.path { fill: none; stroke: #116329; stroke-width: 1.3 }
.bar { fill: #a5c8ef }
.limit { stroke: #bc4c00; stroke-width: 2 }
.range { stroke: #116329; stroke-width: 12 }
.close { fill: #ffffff; stroke: #116329; stroke-width: 2 }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3 }
.faint { fill: #9da7b1 }
.card { fill: #15191f; stroke: #3d444d }
.grid { stroke: #2b323b }
.path, .range, .close { stroke: #56d364 }
.close { fill: #15191f }
.bar { fill: #2f5f94 }
.limit { stroke: #ffa657 }
}
"""


def draw(demo: Demo) -> str:
    """The picture as SVG: the same day gives the same text."""
    evidence = demo.evidence
    date = evidence.bulletin["date"]
    parts = [*_heads(demo, date), *_composite(demo)]
    for number, row in enumerate(evidence.bulletin["instruments"]):
        parts += _vintage(demo, row, number)
    return document(WIDTH, HEIGHT, f"A day of the carbon market, {date}", STYLE, parts)


def _heads(demo: Demo, date: str) -> Iterator[str]:
    evidence = demo.evidence
    trades = f"{len(demo.population)} members, {len(evidence.tape):,} trades"
    beside = f"{len(evidence.blocks)} block deals, {len(evidence.auctions)} auction"
    quantity = f"{evidence.summary['quantity']:,} t settled"
    yield words(EDGE, 36, f"A day of the carbon market, {date}", "title")
    yield words(EDGE, 56, f"ceax demo --seed {demo.seed}: {trades}, {beside}, {quantity}", "faint")
    yield words(EDGE, COMPOSITE[0] - 18, "Composite price 综合价格, CNY per tonne", "heading")
    heading = "Each vintage: the price trade by trade, and the tonnes traded at each price"
    yield words(EDGE, VINTAGES[0] - 42, heading, "heading")
    heading = "The day's prices between their limits 涨跌幅限制, CNY per tonne"
    yield words(EDGE, GAUGES - 28, heading, "heading")
    legend = "orange: price limits; bar: lowest to highest price of the day; dot: close 收盘价"
    yield words(EDGE, HEIGHT - 16, legend, "faint")


def _composite(demo: Demo) -> Iterator[str]:
    path, before = _composite_path(demo), demo.evidence.weights.composite(demo.evidence.bases)
    across = Scale(1, max(2, len(path)), EDGE + LABELS, WIDTH - EDGE - 84)
    up = Scale(min(*path, before), max(*path, before) + 1, COMPOSITE[1], COMPOSITE[0])
    yield from _prices(up, across, 6)
    yield from _order_of_trades(across, len(path), demo.morning_trades)
    yield from _noted(across, up, before, "previous close")
    yield from _noted(across, up, demo.evidence.bulletin["composite"]["close"], "close 收盘价")
    points = ((across(number), up(price)) for number, price in enumerate(path, 1))
    yield element("path", d=steps(points), class_="path")


def _order_of_trades(across: Scale, trades: int, before_lunch: int) -> Iterator[str]:
    """The axis of the trades by their numbers, and lunch among them."""
    top, bottom = COMPOSITE
    for number in marks(1, trades, 7):
        yield words(across(number), bottom + 18, f"{number:,}", "faint", "middle")
    yield words(across.end, bottom + 34, "trades of the day, in order", "faint", "end")
    yield line(across(before_lunch), top, across(before_lunch), bottom, "mark")
    yield words(across(before_lunch) + 4, top + 10, "lunch 午休", "faint")


def _noted(across: Scale, up: Scale, price: int, text: str) -> Iterator[str]:
    """A price across a panel, with its name at the right."""
    yield line(across.start, up(price), across.end, up(price), "mark")
    yield words(across.end + 6, up(price) + 4, text, "faint")
    yield words(across.end + 6, up(price) + 18, format_hundredths(price), "faint")


def _composite_path(demo: Demo) -> list[int]:
    """The composite after each trade, ticks."""
    latest, path = dict(demo.evidence.bases), []
    for trade in demo.evidence.tape:
        latest[trade["instrument"]] = trade["price"]
        path.append(demo.evidence.weights.composite(latest))
    return path


def _vintage(demo: Demo, row: Row, number: int) -> Iterator[str]:
    code = row["instrument"]
    trades = [trade for trade in demo.evidence.tape if trade["instrument"] == code]
    slot = (WIDTH - 2 * EDGE) / len(demo.evidence.bases)
    left = EDGE + number * slot + LABELS
    across = Scale(0, max(1, len(trades) - 1), left, EDGE + (number + 1) * slot - 10)
    yield words(left, VINTAGES[0] - 20, code, "heading")
    yield words(left, VINTAGES[0] - 6, _close(row), "faint")
    if trades:
        yield from _path_and_bars(trades, across)
    (limit,) = (each for each in demo.limits if each["instrument"] == code)
    yield from _gauge(row, limit, across)


def _close(row: Row) -> str:
    change = "" if row["change_pct"] is None else f", {row['change_pct']} %"
    return f"close {format_hundredths(row['close'])}{change}"


def _path_and_bars(trades: Sequence[Row], across: Scale) -> Iterator[str]:
    prices = [trade["price"] for trade in trades]
    low, width = min(prices), -(-(max(prices) - min(prices) + 1) // BARS_MAX)
    volumes = Counter[int]()
    for trade in trades:
        volumes[(trade["price"] - low) // width] += trade["quantity"]
    up = Scale(low, max(prices) + 1, VINTAGES[1], VINTAGES[0])
    longest = max(volumes.values())
    for place, volume in sorted(volumes.items()):
        top = max(up(low + (place + 1) * width), VINTAGES[0])
        height = up(low + place * width) - top - 1
        length = (across.end - across.start) * volume / longest
        yield element("rect", x=across.start, y=top, width=length, height=height, class_="bar")
    yield from _prices(up, across, 5)
    points = ((across(place), up(price)) for place, price in enumerate(prices))
    yield element("path", d=steps(points), class_="path")
    yield words(across.start, VINTAGES[1] + 16, f"longest bar {longest:,} t", "faint")


def _prices(up: Scale, across: Scale, most: int) -> Iterator[str]:
    """Marks of the price axis, with their grid."""
    for price in marks(up.low, up.high, most):
        yield line(across.start, up(price), across.end, up(price), "grid")
        label = format_hundredths(price)
        yield words(across.start - 6, up(price) + 4, label, "faint", "end")


def _gauge(row: Row, limit: Row, across: Scale) -> Iterator[str]:
    """The way from the lower to the upper limit, and the day on it."""
    lower, upper = limit["lower"], limit["upper"]
    along = Scale(lower, upper, across.start - 20, across.end - 8)
    yield line(along.start, GAUGES, along.end, GAUGES, "grid")
    for price, anchor in ((lower, "start"), (upper, "end")):
        yield line(along(price), GAUGES - 7, along(price), GAUGES + 7, "limit")
        yield words(along(price), GAUGES + 22, format_hundredths(price), "faint", anchor)
    if row["high"] is not None:
        yield line(along(row["low"]), GAUGES, along(row["high"]), GAUGES, "range")
    close = format_hundredths(row["close"])
    yield words(along(row["close"]), GAUGES + 22, close, anchor="middle")
    yield element("circle", cx=along(row["close"]), cy=GAUGES, r=3, class_="close")
