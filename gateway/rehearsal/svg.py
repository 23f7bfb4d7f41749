"""A small writer of SVG: elements as text, a scale from figures to pixels, marks of an axis."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

NICE = (1, 2, 5)  # steps between the marks of an axis, times a power of ten


@dataclass(frozen=True)
class Scale:
    """A straight line from figures to pixels: `low` lies at `start`, `high` at `end`."""

    low: int
    high: int
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """The pixel of a figure."""
        return self.start + (self.end - self.start) * (value - self.low) / (self.high - self.low)


def element(name: str, content: str = "", **attributes: str | float) -> str:
    """One element; `content` is text. `class_` is written as class, `_` in a name as `-`."""
    written = "".join(
        f" {key.rstrip('_').replace('_', '-')}={quoteattr(_text(value))}"
        for key, value in attributes.items()
    )
    return f"<{name}{written}>{escape(content)}</{name}>" if content else f"<{name}{written}/>"


def words(x: float, y: float, content: str, class_: str = "", anchor: str = "start") -> str:
    """A line of text at a place."""
    return element("text", content, x=x, y=y, class_=class_ or "words", text_anchor=anchor)


def line(x1: float, y1: float, x2: float, y2: float, class_: str) -> str:
    """A straight line."""
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=class_)


def document(width: int, height: int, title: str, style: str, parts: Iterable[str]) -> str:
    """The whole picture, one element a line; `title` is what a reader that cannot see hears."""
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">',
        element("title", title),
        f"<style>\n{style}</style>",
        element("rect", width=width, height=height, rx=8, class_="card"),
    )
    return "\n".join((*head, *parts, "</svg>")) + "\n"


def steps(points: Iterable[tuple[float, float]]) -> str:
    """A path that keeps a height until the next point.

    Each pixel from left to right once, with the lowest, the highest and the last height in it.
    """
    path, column, heights = "", -1, list[float]()
    for x, y in points:
        if round(x) != column and heights:
            path += _column(column, heights, path == "")
            heights = []
        column = round(x)
        heights.append(y)
    return path + (_column(column, heights, path == "") if heights else "")


def marks(low: int, high: int, most: int) -> Sequence[int]:
    """Round figures between two figures; `most`: how many there may be."""
    step = next(size for size in _sizes() if high // size - -(-low // size) < most)
    return range(-(-low // step) * step, high + 1, step)


def _sizes() -> Iterator[int]:
    power = 1
    while True:
        yield from (power * nice for nice in NICE)
        power *= 10


def _column(x: int, heights: Sequence[float], first: bool) -> str:
    begin = f"M{x} {_text(heights[0])}" if first else f"H{x}"
    ends = (heights[0], min(heights), max(heights), heights[-1])
    verticals = [_text(y) for y in ends]
    kept = [y for y, before in zip(verticals, ["", *verticals], strict=False) if y != before]
    return begin + "".join(f"V{y}" for y in kept)


def _text(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:.1f}".removesuffix(".0")
