"""The certificate of compliance (履约完成证明): its statement, the code that proves it, and the PDF
that carries both.

The code is `CEAX1.STATEMENT.SIGNATURE`: the statement as JSON in UTF-8 and the registry's Ed25519
signature over ``ceax certificate\\n`` and that JSON, each in URL-safe base64 without padding. The
registry's public key checks it. The PDF is one A4 page with the code as QR, and again in the
file's keywords.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
import json
import re
from collections.abc import Sequence
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pypdf import PdfReader
from pypdf.errors import PyPdfError
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
from settlement_bridge.errors import Refusal

PREFIX = "CEAX1"
SIGNED = b"ceax certificate\n"
PUBLIC_KEY = re.compile("[0-9a-fA-F]{64}")
CODE = re.compile(rf"{PREFIX}\.[A-Za-z0-9_-]{{20,2000}}\.[A-Za-z0-9_-]{{86}}")
FONT = "STSong-Light"  # one of the Chinese fonts that every PDF reader brings itself
TITLE = "碳排放配额清缴履约完成证明"
TITLE_BELOW = "Certificate of compliance"
LEFT, TOP, LINE = 30 * mm, 250 * mm, 11 * mm
LINE_AGAIN = 6 * mm  # between the lines of one figure
FIGURE_WIDTH = A4[0] - 2 * LEFT - 62 * mm
CODE_LINE = 110  # characters
QR_SIZE = 62 * mm


class Statement(NamedTuple):
    """What a certificate states."""

    number: int
    venue: str
    entity: int
    name: str
    credit_code: str  # empty: not known
    year: int
    due: int  # t
    surrendered: int
    offset: int
    date: int  # of issue, yyyymmdd


def signed_text(statement: Statement) -> bytes:
    """The statement's JSON, as the signature covers it."""
    return json.dumps(
        statement._asdict(), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).encode()


def code_of(text: bytes, signature: bytes) -> str:
    """The code of a signed statement."""
    return ".".join(
        [
            PREFIX,
            *(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in (text, signature)),
        ]
    )


def fingerprint(code: str) -> str:
    """What a code is known by in the registry."""
    return hashlib.sha256(code.encode()).hexdigest()


def verify(code: str, public_key: str) -> Statement | Refusal:
    """The statement of a code, or a refusal: no code, not signed with this key (64 hex digits), or
    no key.
    """
    if not PUBLIC_KEY.fullmatch(public_key):
        return Refusal(
            "public_key_malformed",
            "public_key",
            public_key[:100],
            "64 hexadecimal digits",
            "this is no public key",
        )
    if not CODE.fullmatch(code):
        return Refusal(
            "code_malformed",
            "code",
            code[:100],
            f"{PREFIX}.STATEMENT.SIGNATURE",
            "this is no code of a certificate",
        )
    text, signature = (_decoded(part) for part in code.split(".")[1:])
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify(
            signature, SIGNED + text
        )
    except InvalidSignature:
        return Refusal(
            "signature_wrong", "code", code[:100], None, "the registry has not signed this"
        )
    return Statement(**json.loads(text))


def verify_by_one(code: str, public_keys: Sequence[str]) -> tuple[str, Statement | Refusal]:
    """As `verify`, by the first of several keys that has signed it: that key, or the first one
    where none has.
    """
    found = [(key, verify(code, key)) for key in public_keys]
    signed = (each for each in found if not isinstance(each[1], Refusal))
    return next(signed, found[0])


def _decoded(part: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except binascii.Error:
        return b""


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


def facts(statement: Statement) -> list[tuple[str, str]]:
    """What is printed, line by line: name of the figure, figure."""
    return [
        ("编号 Number", f"{statement.number:08}"),
        ("重点排放单位 Entity", f"{statement.name} ({statement.entity})"),
        ("统一社会信用代码 Credit code", statement.credit_code or "-"),
        ("履约年度 Year", str(statement.year)),
        ("应清缴配额量 Due", f"{statement.due:,} t"),
        ("已清缴 Surrendered", f"{statement.surrendered:,} t"),
        ("抵销 Offset", f"{statement.offset:,} t"),
        ("签发日期 Issued", format_date(statement.date) or "-"),
        ("市场 Venue", statement.venue),
    ]


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
