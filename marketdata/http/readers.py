"""Readers of what a path or a query says, which is text."""

from __future__ import annotations

import re
from typing import Any

from engine.units import UnitError, parse_date
from gateway.protocol.fields import code
from gateway.protocol.maps import Field
from gateway.protocol.readers import Pattern, Reader, Schema, out_of_range, wrong_type
from gateway.protocol.shapes import Converted

_INTEGER = re.compile(r"-?[0-9]{1,19}", re.ASCII)
_WORDS = {"true": True, "false": False}


class Day(Reader):
    """A calendar date `2026-01-05`, as it is written; with `latest` also that word."""

    python = "str"
    written = "YYYY-MM-DD"

    def __init__(self, *, latest: bool = False) -> None:
        self._latest = latest

    def __call__(self, name: str, value: Any) -> str:
        """The date as a text. Raises RequestError."""
        text = str(value)
        if self._latest and text == LATEST:
            return text
        try:
            parse_date(text)
        except UnitError as error:
            raise out_of_range(name, value, self.text, f"must be a {self.text}") from error
        return text

    def schema(self) -> Schema:
        """A text in the form of a date."""
        date = {"type": "string", "format": "date"}
        return {"anyOf": [{"const": LATEST}, date]} if self._latest else date

    @property
    def text(self) -> str:
        """The form."""
        return "date YYYY-MM-DD, or `latest`" if self._latest else "date YYYY-MM-DD"


def _text(form: str, rule: str) -> Reader:
    return Converted(Pattern(form, rule), bytes.decode)


LATEST = "latest"
AMOUNT = _text(r"[0-9]{1,6}(\.[0-9]{1,2})?", "price in CNY/t with two decimals")
_DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
CODE = Converted(code, bytes.decode)
AFTER_BAR = _text(rf"{_DATE}( [0-9]{{2}}:[0-9]{{2}})?", "date, with time of day for minutes")
AFTER_ROW = _text(rf"{_DATE}/[A-Za-z0-9._-]{{1,40}}", "DATE/NAME")
FILE_NAME = _text(r"[a-z0-9_]{1,40}\.[a-z]{1,10}", "name of a file")


def read(name: str, field: Field, text: str) -> Any:
    """What the text of a field means. Raises RequestError."""
    kind = field.read.schema().get("type")
    if kind == "integer":
        if not _INTEGER.fullmatch(text):
            raise wrong_type(name, text, field.read.text)
        return field.read(name, int(text))
    if kind == "boolean":
        if text not in _WORDS:
            raise wrong_type(name, text, field.read.text)
        return field.read(name, _WORDS[text])
    return field.read(name, text)
