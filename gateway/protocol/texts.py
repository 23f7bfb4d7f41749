"""Readers of texts, of truth and of dates."""

from __future__ import annotations

from typing import Any

from engine.units import DATE_MAX, DATE_MIN, UnitError, parse_date
from gateway.protocol.readers import Reader, Schema, out_of_range, wrong_type

_IN_A_LINE = {0x3000: " "}  # the wide space that begins a paragraph in Chinese
_IN_LINES = _IN_A_LINE | {0x0A: " "}


class Boolean(Reader):
    """True or false. With `flag` true gives that bit and false 0, fit for the flags of a record."""

    python = "bool"
    text = "true or false"

    def __init__(self, flag: int | None = None) -> None:
        self.flag = flag

    def __call__(self, name: str, value: Any) -> bool | int:
        """The value or its bit. Raises RequestError."""
        if type(value) is not bool:
            raise wrong_type(name, value, self.text)
        return value if self.flag is None else self.flag * value

    def schema(self) -> Schema:
        """A boolean."""
        return {"type": "boolean"}


class Line(Reader):
    """Any text of at most `most` characters."""

    python = "str"
    form = "text"

    def __init__(self, most: int) -> None:
        self._most = most

    def __call__(self, name: str, value: Any) -> str:
        """The text itself. Raises RequestError."""
        if type(value) is not str:
            raise wrong_type(name, value, "a text")
        if len(value) > self._most:
            raise out_of_range(name, value, self._most, f"has at most {self._most} characters")
        return value

    def schema(self) -> Schema:
        """A text with its length."""
        return {"type": "string", "maxLength": self._most}

    @property
    def text(self) -> str:
        """The length."""
        return f"text of at most {self._most} characters"


class Printable(Reader):
    """A printable text of `least` to `most` characters."""

    python = "str"
    form = "text"

    def __init__(self, least: int, most: int) -> None:
        self._least, self._most = least, most

    def __call__(self, name: str, value: Any) -> str:
        """The text itself. Raises RequestError."""
        if type(value) is not str:
            raise wrong_type(name, value, "a text")
        if not value.isprintable() or not self._least <= len(value) <= self._most:
            raise out_of_range(name, value, self.text, f"must be {self.text}")
        return value

    def schema(self) -> Schema:
        """A text with its length."""
        return {"type": "string", "minLength": self._least, "maxLength": self._most}

    @property
    def text(self) -> str:
        """The lengths."""
        return f"{self._least} to {self._most} printable characters"


class PrintableBytes(Reader):
    """A printable text of 1 to `most` bytes in UTF-8, with `lines` also of several lines; gives its
    bytes.
    """

    python = "str"

    def __init__(self, most: int, *, lines: bool = False) -> None:
        self._most = most
        self._lines = lines
        self.written = f"up to {most} bytes"

    def __call__(self, name: str, value: Any) -> bytes:
        """The text's bytes. Raises RequestError."""
        if type(value) is not str:
            raise wrong_type(name, value, "a text")
        plain = value.translate(_IN_LINES if self._lines else _IN_A_LINE)
        if not plain.isprintable() or not 1 <= len(value.encode()) <= self._most:
            raise out_of_range(name, value, self.text, f"must be {self.text}")
        return value.encode()

    def schema(self) -> Schema:
        """A text; it has no more characters than bytes."""
        return {"type": "string", "minLength": 1, "maxLength": self._most}

    @property
    def text(self) -> str:
        """The length."""
        several = ", in lines" if self._lines else ""
        return f"1 to {self._most} bytes of printable UTF-8 text{several}"


class Date(Reader):
    """A calendar date ``"2026-01-05"`` as 20260105; with `or_none` also ``""`` as 0."""

    python = "str"
    written = "YYYY-MM-DD"

    def __init__(self, *, or_none: bool = False) -> None:
        self._or_none = or_none

    def __call__(self, name: str, value: Any) -> int:
        """The date as yyyymmdd. Raises RequestError."""
        if type(value) is not str:
            raise wrong_type(name, value, "a text")
        if value == "" and self._or_none:
            return 0
        try:
            day = parse_date(value)
        except UnitError:
            day = 0
        if not DATE_MIN <= day <= DATE_MAX:
            rule = "must be a calendar date written as YYYY-MM-DD"
            raise out_of_range(name, value, "YYYY-MM-DD", rule)
        return day

    def schema(self) -> Schema:
        """A text with its form."""
        form = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
        return {"type": "string", "pattern": f"^({form})?$" if self._or_none else f"^{form}$"}

    @property
    def text(self) -> str:
        """The form."""
        return 'date, or `""`' if self._or_none else "date"


class Word(Reader):
    """One of a few words; gives the word."""

    def __init__(self, *words: str) -> None:
        self.words = words

    def __call__(self, name: str, value: Any) -> str:
        """The word. Raises RequestError."""
        if type(value) is not str:
            raise wrong_type(name, value, "a text")
        if value not in self.words:
            allowed = list(self.words)
            raise out_of_range(name, value, allowed, f"must be one of {', '.join(allowed)}")
        return value

    def schema(self) -> Schema:
        """The words."""
        return {"type": "string", "enum": list(self.words)}

    @property
    def python(self) -> str:
        """The words as literals."""
        return "Literal[" + ", ".join(f'"{word}"' for word in self.words) + "]"

    @property
    def text(self) -> str:
        """The words."""
        return " ".join(f"`{word}`" for word in self.words)
