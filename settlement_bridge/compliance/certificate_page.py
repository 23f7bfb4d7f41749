"""The certificate of compliance as a PDF: one A4 page with the code as QR, and again in the file's
keywords; and whether the page of a file shows what the registry would draw.

The code proves what a certificate states; the page is what people read. So the page is drawn again
and compared, operation by operation, with its fonts and everything else that a reader of the file
would show. A file that another program has saved again passes as long as it shows the same.
"""

from __future__ import annotations

import io
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import (
    ArrayObject,
    ContentStream,
    DictionaryObject,
    IndirectObject,
    StreamObject,
)
from reportlab.graphics import renderPDF
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from engine.texts.visible import on_paper
from engine.units import format_date
from settlement_bridge.compliance.certificate import CODE, Sheet, Statement
from settlement_bridge.errors import Refusal

FONT = "STSong-Light"  # one of the Chinese fonts that every PDF reader brings itself
TITLE = "碳排放配额清缴履约完成证明"
TITLE_BELOW = "Certificate of compliance"
LEFT, TOP, LINE = 30 * mm, 250 * mm, 11 * mm
LINE_DENSE = 9 * mm  # where credits are named too
LINE_AGAIN = 6 * mm  # between the lines of one figure
LINE_OF_CREDITS = 3.3 * mm
FIGURE_WIDTH = A4[0] - 2 * LEFT - 62 * mm
CODE_LINE = 110  # characters
QR_SIZE = 62 * mm

SHOWN = ("/Title", "/Author")  # in the window of a reader
# What another program may add without showing anything.
SILENT = frozenset({"/Type", "/Pages", "/PageMode", "/Version", "/Metadata", "/ID"})
OF_A_PAGE = ("/MediaBox", "/CropBox", "/Rotate", "/Annots", "/UserUnit", "/Group")
DEPTH_MAX = 12  # of a font's description
NUMBER_PLACES = 3


def code_in_pdf(pdf: bytes) -> str | Refusal:
    """The code that a certificate's PDF carries in its keywords."""
    if not pdf.startswith(b"%PDF-"):
        return Refusal("not_a_pdf", "file", None, None, "not a PDF file")
    try:
        metadata = PdfReader(io.BytesIO(pdf)).metadata
    except PyPdfError as error:
        return Refusal("not_a_pdf", "file", None, None, f"not a PDF file: {error}")
    code = CODE.search(metadata.keywords or "") if metadata else None
    return (
        code.group()
        if code
        else Refusal("code_missing", "file", None, None, "no code of a certificate in this file")
    )


def page_differs(pdf: bytes, statement: Statement, code: str) -> Refusal | None:
    """The refusal of a file that shows anything else than the certificate with this statement and
    code, or None.
    """
    return sheet_differs(pdf, sheet_of(statement), code)


def sheet_differs(pdf: bytes, sheet: Sheet, code: str) -> Refusal | None:
    """The refusal of a file that shows anything else than the certificate with this sheet and code,
    or None.
    """
    try:
        here, there = (PdfReader(io.BytesIO(each)) for each in (pdf, draw_sheet(sheet, code)))
        what = _difference(here, there)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        what = f"it cannot be read: {error}"
    if not what:
        return None
    message = f"the page of this file is not the certificate's: {what}"
    return Refusal("page_differs", "file", None, None, message)


def _difference(here: PdfReader, there: PdfReader) -> str:
    """The first thing in which two files differ to the eye, empty where they do not."""
    if len(here.pages) != len(there.pages):
        return f"it has {len(here.pages)} pages"
    if more := {*_root(here)} - SILENT:
        return f"it has {', '.join(sorted(more))}"
    if _titles(here) != _titles(there):
        return "its title is another"
    return _page_difference(here.pages[0], there.pages[0])


def _titles(reader: PdfReader) -> list[Any]:
    """What the window of a reader shows."""
    found = reader.metadata
    return [None if found is None else found.get(name) for name in SHOWN]


def _root(reader: PdfReader) -> DictionaryObject:
    root = reader.trailer["/Root"].get_object()
    assert isinstance(root, DictionaryObject)
    return root


def _page_difference(page: PageObject, drawn: PageObject) -> str:
    said, wanted = (each.extract_text().splitlines() for each in (page, drawn))
    for line, instead in zip(said, wanted, strict=False):
        if line != instead:
            return f"it says {line.strip()!r}, not {instead.strip()!r}"
    for name in OF_A_PAGE:
        if _plain(page.get(name)) != _plain(drawn.get(name)):
            return f"its {name} is another"
    if _operations(page) != _operations(drawn):
        return "it is drawn otherwise"
    if _resources(page) != _resources(drawn):
        return "its fonts or pictures are others"
    return ""


def _operations(page: PageObject) -> list[Any]:
    """What draws a page, step by step."""
    content = page.get_contents()
    steps = ContentStream(content, page.pdf).operations if content is not None else []
    return [(operator, [_plain(operand) for operand in operands]) for operands, operator in steps]


def _resources(page: PageObject) -> Any:
    """What a page is drawn with, apart from the list of procedures, which readers pass over."""
    found = _plain(page["/Resources"])
    found.pop("/ProcSet", None)
    return found


def _plain(found: Any, depth: int = 0) -> Any:
    """An object of a file as plain values: how it was stored does not count."""
    if depth > DEPTH_MAX:
        raise ValueError("its objects lie too deep")
    if isinstance(found, IndirectObject):
        return _plain(found.get_object(), depth)
    if isinstance(found, DictionaryObject):
        left_out = {"/Length", "/Filter", "/DecodeParms"}
        plain = {
            str(name): _plain(value, depth + 1)
            for name, value in found.items()
            if name not in left_out and (depth or value)
        }
        return (plain, found.get_data()) if isinstance(found, StreamObject) else plain
    if isinstance(found, (ArrayObject, list, tuple)):
        return [_plain(each, depth + 1) for each in found]
    if isinstance(found, (int, float)) and not isinstance(found, bool):
        return round(float(found), NUMBER_PLACES)
    return None if found is None else str(found)


def sheet_of(statement: Statement) -> Sheet:
    """The sheet of a certificate of compliance."""
    named = (TITLE, TITLE_BELOW, statement.number, statement.venue)
    return Sheet(*named, facts(statement), credits(statement))


def facts(statement: Statement) -> list[tuple[str, str]]:
    """What is printed, line by line: name of the figure, figure."""
    helped = statement.helped_by
    return [
        ("编号 Number", f"{statement.number:08}"),
        ("重点排放单位 Entity", f"{statement.name} ({statement.entity})"),
        ("统一社会信用代码 Credit code", statement.credit_code or "-"),
        ("履约年度 Year", str(statement.year)),
        ("应清缴配额量 Due", f"{statement.due:,} t"),
        ("已清缴 Surrendered", f"{statement.surrendered:,} t"),
        ("抵销 Offset", f"{statement.offset:,} t"),
        *([("他方协助 Helped by", helped)] if helped else []),
        ("签发日期 Issued", format_date(statement.date) or "-"),
        ("市场 Venue", statement.venue),
    ]


def draw(statement: Statement, code: str) -> bytes:
    """The page of a certificate of compliance as a PDF file."""
    return draw_sheet(sheet_of(statement), code)


def draw_sheet(sheet: Sheet, code: str) -> bytes:
    """A certificate's page as a PDF file."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    file = io.BytesIO()
    page = Canvas(file, pagesize=A4, invariant=True)
    page.setTitle(f"{sheet.title_below} {sheet.number:08}")
    page.setAuthor(on_paper(sheet.venue))
    page.setKeywords(code)
    _heading(page, sheet)
    _facts(page, sheet)
    _code(page, code)
    page.showPage()
    page.save()
    return file.getvalue()


def _heading(page: Canvas, sheet: Sheet) -> None:
    page.setFont(FONT, 24)
    page.drawCentredString(A4[0] / 2, TOP, sheet.title)
    page.setFont(FONT, 13)
    page.drawCentredString(A4[0] / 2, TOP - 9 * mm, sheet.title_below)
    page.line(LEFT, TOP - 16 * mm, A4[0] - LEFT, TOP - 16 * mm)


def _facts(page: Canvas, sheet: Sheet) -> None:
    height, line_height = TOP - 30 * mm, LINE_DENSE if sheet.lines else LINE
    for name, figure in sheet.facts:
        page.setFont(FONT, 11)
        page.drawString(LEFT, height, name)
        page.setFont(FONT, 12)
        for line in _lines(on_paper(figure)):
            page.drawString(LEFT + 62 * mm, height, line)
            height -= LINE_AGAIN
        height -= line_height - LINE_AGAIN
    page.setFont(FONT, 7)
    for line in sheet.lines:
        page.drawString(LEFT, height, on_paper(line))
        height -= LINE_OF_CREDITS


def credits(statement: Statement) -> tuple[str, ...]:
    """A line for each range of credits that offset: project and codes."""
    lines = tuple(f"抵销 {project}: {codes}" for project, codes in statement.offsets)
    more = statement.offset_ranges - len(lines)
    return (*lines, f"另有 {more} 段 and {more} ranges more") if more else lines


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
    squares = QrCodeWidget(code, barLevel="L").draw()  # as a widget they would be made twice
    left, bottom, right, top = squares.getBounds()
    drawing = Drawing(
        QR_SIZE, QR_SIZE, transform=[QR_SIZE / (right - left), 0, 0, QR_SIZE / (top - bottom), 0, 0]
    )
    drawing.add(squares)
    renderPDF.draw(drawing, page, (A4[0] - QR_SIZE) / 2, 42 * mm)
    text = page.beginText(LEFT, 36 * mm)
    text.setFont("Courier", 6)
    for start in range(0, len(code), CODE_LINE):
        text.textLine(code[start : start + CODE_LINE])
    page.drawText(text)
