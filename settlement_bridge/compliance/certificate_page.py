"""Whether the page of a certificate's file shows what the registry would draw.

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

from settlement_bridge.compliance.certificate import Statement, draw
from settlement_bridge.errors import Refusal

SHOWN = ("/Title", "/Author")  # in the window of a reader
# What another program may add without showing anything.
SILENT = frozenset({"/Type", "/Pages", "/PageMode", "/Version", "/Metadata", "/ID"})
OF_A_PAGE = ("/MediaBox", "/CropBox", "/Rotate", "/Annots", "/UserUnit", "/Group")
DEPTH_MAX = 12  # of a font's description
NUMBER_PLACES = 3


def page_differs(pdf: bytes, statement: Statement, code: str) -> Refusal | None:
    """The refusal of a file that shows anything else than the certificate with this statement and
    code, or None.
    """
    try:
        here, there = (PdfReader(io.BytesIO(each)) for each in (pdf, draw(statement, code)))
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
