"""Papers as PDF files: tables and charts on A4 across, Chinese and English, as many pages as it
takes; the same bytes for the same content.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape

from reportlab.graphics.shapes import Drawing, Line, PolyLine, Rect, String
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    Flowable,
    KeepTogether,
    LongTable,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
    TableStyle,
)

from engine.texts.visible import on_paper

FONT = "STSong-Light"  # one of the Chinese fonts that every PDF reader brings itself
MARGIN = 15 * mm
WIDTH, HEIGHT = landscape(A4)[0] - 2 * MARGIN - 12, 40 * mm  # of a chart
SCALE = 24 * mm  # room for the numbers at its left
BESIDE_ROWS_MAX = 14  # of two tables side by side, which do not go on on another page
LEVELS, LABELS = 4, 8  # lines across a chart, dates below it


class Grid(NamedTuple):
    """A table: its heading, the columns' headings, the rows as text; the first `words` columns are
    aligned to the left. A dense one has small print, for many rows on a page.
    """

    heading: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    words: int = 1
    is_dense: bool = False


class Chart(NamedTuple):
    """Values over time: a line between their least and greatest, or bars from zero. `labels`: one
    for each value; None leaves a gap; `show` writes a value of the scale.
    """

    heading: str
    labels: Sequence[str]
    values: Sequence[int | None]
    show: Callable[[int], str]
    are_bars: bool = False


class Notes(NamedTuple):
    """Lines of text, which go on in the next line where they are long."""

    heading: str
    lines: Sequence[str]


Part = Grid | Chart | Notes | tuple[Grid, Grid]


def paper(title: str, below: Sequence[str], parts: Sequence[Part]) -> bytes:
    """The paper as a PDF file: its title, lines below it, tables and charts in order; two tables
    that are given together lie side by side where they are short.
    """
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    file = io.BytesIO()
    margins = dict.fromkeys(("leftMargin", "rightMargin", "topMargin", "bottomMargin"), MARGIN)
    named = {"title": on_paper(title), "subject": on_paper(below[0])}
    made = SimpleDocTemplate(file, pagesize=landscape(A4), invariant=1, **named, **margins)
    flowing: list[Flowable] = [_line(title, 18), *(_line(text, 11) for text in below)]
    for part in parts:
        flowing += [Spacer(1, 6 * mm), *_part(part)]
    made.build(flowing, onFirstPage=_number, onLaterPages=_number)
    return file.getvalue()


def _part(part: Part) -> list[Flowable]:
    if isinstance(part, Grid):
        return _grid(part)
    if isinstance(part, Chart):
        return [KeepTogether([*_heading(part.heading), _drawing(part)])]
    if isinstance(part, Notes):
        return [*_heading(part.heading), *(_line(text, 9) for text in part.lines)]
    left, right = part
    if max(len(left.rows), len(right.rows)) > BESIDE_ROWS_MAX:
        return [*_grid(left), Spacer(1, 6 * mm), *_grid(right)]
    pair = Table([[_grid(left), _grid(right)]], hAlign="LEFT")
    pair.setStyle(
        TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (0, 0), 0)])
    )
    return [pair]


def _grid(grid: Grid) -> list[Flowable]:
    return [*_heading(grid.heading), _table(grid)]


def _heading(text: str) -> list[Flowable]:
    """On the page of what comes after it."""
    return [_line(text, 12, keepWithNext=1, spaceAfter=2 * mm)]


def _line(text: str, size: int, **style: float) -> Paragraph:
    look = ParagraphStyle(
        "line", fontName=FONT, fontSize=size, leading=size * 1.4, wordWrap="CJK", **style
    )
    return Paragraph(escape(on_paper(text)), look)


def _table(grid: Grid) -> LongTable:
    rows = [[on_paper(cell) for cell in row] for row in grid.rows]
    table = LongTable([list(grid.columns), *rows], repeatRows=1, hAlign="LEFT")
    size, padding = (7.5, 1) if grid.is_dense else (9, 3)
    lines = [
        ("FONT", (0, 0), (-1, -1), FONT, size, size * 1.2),
        ("TOPPADDING", (0, 0), (-1, -1), padding),
        ("BOTTOMPADDING", (0, 0), (-1, -1), padding),
        ("LINEBELOW", (0, 0), (-1, 0), 0.8, colors.black),
        ("LINEBELOW", (0, 1), (-1, -1), 0.2, colors.grey),
        ("ALIGN", (grid.words, 0), (-1, -1), "RIGHT"),
        ("VALIGN", (0, 0), (-1, -1), "BOTTOM"),
    ]
    table.setStyle(TableStyle(lines))
    return table


def _number(page: Canvas, made: SimpleDocTemplate) -> None:
    page.setFont(FONT, 9)
    page.drawRightString(landscape(A4)[0] - MARGIN, 8 * mm, str(made.page))


def _drawing(chart: Chart) -> Drawing:
    drawing = Drawing(WIDTH, HEIGHT)
    known = [value for value in chart.values if value is not None] or [0]
    least = 0 if chart.are_bars else min(known)
    span = max(max(known) - least, 1)
    step = (WIDTH - SCALE) / max(len(chart.values), 1)

    def up(value: float) -> float:
        return float(6 * mm + (HEIGHT - 9 * mm) * (value - least) / span)

    for level in range(LEVELS + 1):
        value = least + span * level // LEVELS
        across = Line(SCALE, up(value), WIDTH, up(value), strokeWidth=0.2, strokeColor=colors.grey)
        drawing.add(across)
        drawing.add(_label(SCALE - 2 * mm, up(value) - 3, chart.show(value), "end"))
    for place in range(0, len(chart.labels), max(1, -(-len(chart.labels) // LABELS))):
        drawing.add(_label(SCALE + step * (place + 0.5), 1 * mm, chart.labels[place], "middle"))
    for shape in (_bars if chart.are_bars else _lines)(chart.values, step, up):
        drawing.add(shape)
    return drawing


def _label(across: float, up: float, text: str, anchor: str) -> String:
    return String(across, up, on_paper(text), fontName=FONT, fontSize=8, textAnchor=anchor)


def _bars(values: Sequence[int | None], step: float, up: Callable[[float], float]) -> list[Rect]:
    return [
        Rect(
            SCALE + step * (place + 0.1), up(0), step * 0.8, up(value) - up(0),
            fillColor=colors.steelblue, strokeColor=None,
        )
        for place, value in enumerate(values)
        if value
    ]  # fmt: skip


def _lines(
    values: Sequence[int | None], step: float, up: Callable[[float], float]
) -> list[PolyLine]:
    """A line through the values that there are, with a gap where there is none."""
    stretches: list[list[tuple[float, float]]] = [[]]
    for place, value in enumerate(values):
        if value is None:
            stretches.append([])
        else:
            stretches[-1].append((SCALE + step * (place + 0.5), up(value)))
    return [
        PolyLine([each for point in (*points, points[-1]) for each in point], strokeWidth=1)
        for points in stretches
        if points
    ]
