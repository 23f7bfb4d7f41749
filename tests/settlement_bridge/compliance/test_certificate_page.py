"""The certificate on paper: every name is drawn whole, as text, inside the page; and a page that
shows anything else than what was signed is refused.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pypdf
import pytest
from pypdf.annotations import FreeText
from pypdf.generic import DictionaryObject, NameObject
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from engine.texts.visible import on_paper
from settlement_bridge.compliance.certificate import Statement
from settlement_bridge.compliance.certificate_page import (
    FIGURE_WIDTH,
    FONT,
    LEFT,
    _lines,
    draw,
    page_differs,
)
from tests.engine.texts.hostile import CHINESE, HOSTILE

CODE = "CEAX1." + "x" * 40 + "." + "y" * 86


def words(name: str) -> str:
    """What is drawn of a certificate for an entity of this name, without the ends of lines."""
    statement = Statement(1, "ceax-1", 7, name, "", 2024, 1_000, 1_000, 0, 20_251_231)
    (page,) = pypdf.PdfReader(io.BytesIO(draw(statement, CODE))).pages
    return page.extract_text().replace("\n", "").replace(" ", "")


@pytest.mark.parametrize("name", [*HOSTILE, *CHINESE, "\U00020bb7\u91ce", "\u78b3" * 64, "W" * 64])
def test_a_name_is_drawn_whole_and_as_text(name: str) -> None:
    assert on_paper(name).replace(" ", "").replace("\u3000", "") in words(name).replace(
        "\u3000", ""
    )


def test_no_line_of_a_long_name_leaves_the_page() -> None:
    lines = _lines("\u78b3W" * 64)
    assert len(lines) > 1
    assert max(pdfmetrics.stringWidth(line, FONT, 12) for line in lines) <= FIGURE_WIDTH
    assert A4[0] > 2 * LEFT + FIGURE_WIDTH


STATED = Statement(1, "ceax-1", 7, "汉江电力", "", 2024, 950_000, 902_500, 47_500, 20_260_105)


def changed(how: Callable[[pypdf.PdfWriter], None]) -> bytes:
    """The certificate's file, opened, changed and saved again."""
    writer = pypdf.PdfWriter(clone_from=pypdf.PdfReader(io.BytesIO(draw(STATED, CODE))))
    how(writer)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def over_it(writer: pypdf.PdfWriter) -> None:
    """A page drawn over the page, with another figure."""
    file = io.BytesIO()
    page = Canvas(file, pagesize=A4)
    page.drawString(92 * mm, 150 * mm, "990,000 t")
    page.save()
    writer.pages[0].merge_page(pypdf.PdfReader(file).pages[0])


def noted_on_it(writer: pypdf.PdfWriter) -> None:
    writer.add_annotation(0, FreeText(text="990,000 t", rect=(100, 400, 300, 430)))


def in_another_font(writer: pypdf.PdfWriter) -> None:
    fonts = writer.pages[0]["/Resources"]["/Font"]
    for font in fonts.values():
        font.get_object()[NameObject("/Encoding")] = NameObject("/MacRomanEncoding")


def with_a_program(writer: pypdf.PdfWriter) -> None:
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject()


CHANGES: dict[str, Callable[[pypdf.PdfWriter], object]] = {
    "a page more": lambda writer: writer.add_blank_page(),
    "a page over it": over_it,
    "a note on it": noted_on_it,
    "another font": in_another_font,
    "a program in it": with_a_program,
    "another title": lambda writer: writer.add_metadata({"/Title": "Certificate 00000002"}),
    "turned over": lambda writer: writer.pages[0].rotate(180),
}


def test_a_certificate_as_it_was_issued_shows_what_it_states() -> None:
    assert page_differs(draw(STATED, CODE), STATED, CODE) is None
    assert page_differs(changed(lambda writer: None), STATED, CODE) is None


@pytest.mark.parametrize("how", CHANGES)
def test_a_certificate_that_was_changed_is_refused(how: str) -> None:
    refused = page_differs(changed(CHANGES[how]), STATED, CODE)
    assert refused is not None and refused.code == "page_differs"


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"due": 990_000}, "it says '990,000 t', not '950,000 t'"),
        ({"name": "汉江热力"}, "it says '汉江热力 (7)', not '汉江电力 (7)'"),
        ({"year": 2025}, "it says '2025', not '2024'"),
    ],
)
def test_a_certificate_drawn_with_other_facts_is_refused(fields: dict[str, Any], says: str) -> None:
    refused = page_differs(draw(STATED._replace(**fields), CODE), STATED, CODE)
    assert refused is not None and refused.message.endswith(says)


@pytest.mark.parametrize("cut", [10, 500, 5_000])
def test_a_torn_file_is_refused(cut: int) -> None:
    assert page_differs(draw(STATED, CODE)[:-cut], STATED, CODE) is not None
