"""The certificate on paper: every name is drawn whole, as text, inside the page."""

from __future__ import annotations

import io

import pypdf
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics

from engine.texts.visible import on_paper
from settlement_bridge.compliance.certificate import (
    FIGURE_WIDTH,
    FONT,
    LEFT,
    Statement,
    _lines,
    draw,
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
