"""A paper of tables as a PDF file: A4 across, Chinese and English, as many pages as it takes."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, LongTable, Paragraph, SimpleDocTemplate, Spacer, TableStyle

from engine.writer.visible import on_paper

FONT = "STSong-Light"  # one of the Chinese fonts that every PDF reader brings itself
MARGIN = 15 * mm


class Grid(NamedTuple):
    """A table: its heading, the columns' headings, the rows as text; the first `words` columns
    stand to the left.
    """

    heading: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    words: int = 1


def draw(title: str, below: str, grids: Sequence[Grid]) -> bytes:
    """The paper as a PDF file, the same bytes for the same content."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    file = io.BytesIO()
    margins = dict.fromkeys(("leftMargin", "rightMargin", "topMargin", "bottomMargin"), MARGIN)
    named = {"title": on_paper(title), "subject": on_paper(below)}
    paper = SimpleDocTemplate(file, pagesize=landscape(A4), invariant=1, **named, **margins)
    parts: list[Flowable] = [_line(title, 18), _line(below, 11)]
    for grid in grids:
        parts += [Spacer(1, 6 * mm), _line(grid.heading, 12), Spacer(1, 2 * mm), _table(grid)]
    paper.build(parts, onFirstPage=_number, onLaterPages=_number)
    return file.getvalue()


def _line(text: str, size: int) -> Paragraph:
    escaped = escape(on_paper(text))
    return Paragraph(
        escaped,
        ParagraphStyle("line", fontName=FONT, fontSize=size, leading=size * 1.4, wordWrap="CJK"),
    )


def _table(grid: Grid) -> LongTable:
    rows = [[on_paper(cell) for cell in row] for row in grid.rows]
    table = LongTable([list(grid.columns), *rows], repeatRows=1, hAlign="LEFT")
    lines = [
        ("FONT", (0, 0), (-1, -1), FONT, 9),
        ("LINEBELOW", (0, 0), (-1, 0), 0.8, colors.black),
        ("LINEBELOW", (0, 1), (-1, -1), 0.2, colors.grey),
        ("ALIGN", (grid.words, 0), (-1, -1), "RIGHT"),
        ("VALIGN", (0, 0), (-1, -1), "BOTTOM"),
    ]
    table.setStyle(TableStyle(lines))
    return table


def _number(page: Canvas, paper: SimpleDocTemplate) -> None:
    page.setFont(FONT, 9)
    page.drawRightString(landscape(A4)[0] - MARGIN, 8 * mm, str(paper.page))
