"""The certificate of compliance on paper: one A4 page with its code as QR, which is also in the
file's keywords.
"""

from __future__ import annotations

import io

from reportlab.graphics import renderPDF
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from engine.texts.visible import on_paper
from settlement_bridge.compliance.certificate import Statement, facts

FONT = "STSong-Light"  # one of the Chinese fonts that every PDF reader brings itself
TITLE = "碳排放配额清缴履约完成证明"
TITLE_BELOW = "Certificate of compliance"
LEFT, TOP, LINE = 30 * mm, 250 * mm, 11 * mm
LINE_AGAIN = 6 * mm  # between the lines of one figure
FIGURE_WIDTH = A4[0] - 2 * LEFT - 62 * mm
CODE_LINE = 110  # characters
QR_SIZE = 62 * mm


def draw(statement: Statement, code: str) -> bytes:
    """The page as a PDF file."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    file = io.BytesIO()
    page = Canvas(file, pagesize=A4, invariant=True)
    page.setTitle(f"{TITLE_BELOW} {statement.number:08}")
    page.setAuthor(on_paper(statement.venue))
    page.setKeywords(code)
    _heading(page)
    _facts(page, statement)
    _code(page, code)
    page.showPage()
    page.save()
    return file.getvalue()


def _heading(page: Canvas) -> None:
    page.setFont(FONT, 24)
    page.drawCentredString(A4[0] / 2, TOP, TITLE)
    page.setFont(FONT, 13)
    page.drawCentredString(A4[0] / 2, TOP - 9 * mm, TITLE_BELOW)
    page.line(LEFT, TOP - 16 * mm, A4[0] - LEFT, TOP - 16 * mm)


def _facts(page: Canvas, statement: Statement) -> None:
    height = TOP - 30 * mm
    for name, figure in facts(statement):
        page.setFont(FONT, 11)
        page.drawString(LEFT, height, name)
        page.setFont(FONT, 12)
        for line in _lines(on_paper(figure)):
            page.drawString(LEFT + 62 * mm, height, line)
            height -= LINE_AGAIN
        height -= LINE - LINE_AGAIN


def _lines(text: str) -> list[str]:
    """A text in lines that fit beside the figure's name; a line may end inside a word."""
    lines, width = [""], 0.0
    for character in text:
        width += pdfmetrics.stringWidth(character, FONT, 12)
        if width > FIGURE_WIDTH:
            lines.append("")
            width = pdfmetrics.stringWidth(character, FONT, 12)
        lines[-1] += character
    return lines


def _code(page: Canvas, code: str) -> None:
    widget = QrCodeWidget(code, barLevel="L")
    left, bottom, right, top = widget.getBounds()
    drawing = Drawing(
        QR_SIZE, QR_SIZE, transform=[QR_SIZE / (right - left), 0, 0, QR_SIZE / (top - bottom), 0, 0]
    )
    drawing.add(widget)
    renderPDF.draw(drawing, page, (A4[0] - QR_SIZE) / 2, 42 * mm)
    text = page.beginText(LEFT, 36 * mm)
    text.setFont("Courier", 6)
    for start in range(0, len(code), CODE_LINE):
        text.textLine(code[start : start + CODE_LINE])
    page.drawText(text)
