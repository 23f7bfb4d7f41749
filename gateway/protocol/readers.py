"""How a value from the wire is read: an integer in its range, a word of a few, a text of a form.

A reader takes one value, and raises RequestError that names the field, the value and what is
allowed. It also says what it takes: as JSON Schema, as a type of Python, in a few words. Those of
the fields of orders take a whole column too, the values of one field in many requests: checked
together it costs a fraction, and where any value is not allowed the column is None and the values
are read one by one to find out which.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from gateway.protocol.errors import RequestError, sayable

REMEMBERED_MAX = 4_096

Read = Callable[[str, Any], Any]  # from a field's name and its value to what the value means
Column = Sequence[Any]
Schema = dict[str, Any]  # JSON Schema, draft 7


class Reader(ABC):
    """What a value on the wire may be.

    `unit`: what a number counts, "" where it counts nothing. `written`: how a person writes a text,
    "" where any will do.
    """

    unit = ""
    written = ""

    @abstractmethod
    def __call__(self, name: str, value: Any) -> Any:
        """What the value of the field of that name means. Raises RequestError."""

    @abstractmethod
    def schema(self) -> Schema:
        """What is taken, as JSON Schema (draft 7)."""

    @property
    @abstractmethod
    def python(self) -> str:
        """Type of the value on the wire, as an annotation of Python."""

    @property
    @abstractmethod
    def text(self) -> str:
        """What is taken, in a few words."""

    @property
    def form(self) -> str:
        """Type of the value in a page's table: one or two words."""
        return self.text

    def column(self, values: Column) -> Column | None:
        """What the values mean; None where a value is not allowed or columns are not read."""
        return None


def wrong_type(name: str, value: Any, allowed: str) -> RequestError:
    """The error for a value of another type."""
    message = f"{name} must be {allowed}, got {sayable(value)!r}"
    return RequestError("field_wrong_type", message, field=name, value=value, allowed=allowed)


def out_of_range(name: str, value: Any, allowed: Any, rule: str) -> RequestError:
    """The error for a value of the right type that is not allowed."""
    message = f"{name} {rule}, got {sayable(value)!r}"
    return RequestError("field_out_of_range", message, field=name, value=value, allowed=allowed)


def are_all(kind: type, column: Column) -> bool:
    """Whether every value is of exactly that type."""
    return set(map(type, column)) == {kind}


class Integer(Reader):
    """An integer between two bounds, both allowed."""

    python = "int"

    form = "integer"

    def __init__(self, least: int, most: int, unit: str = "") -> None:
        self.least = least
        self.most = most
        self.unit = unit

    def __call__(self, name: str, value: Any) -> int:
        """The value itself. Raises RequestError."""
        if type(value) is not int:
            raise wrong_type(name, value, "an integer")
        if not self.least <= value <= self.most:
            rule = f"must lie between {self.least} and {self.most}"
            raise out_of_range(name, value, [self.least, self.most], rule)
        return value

    def schema(self) -> Schema:
        """An integer with its bounds."""
        return {"type": "integer", "minimum": self.least, "maximum": self.most}

    @property
    def text(self) -> str:
        """The bounds."""
        return f"integer, {self.least} to {self.most}"

    def column(self, values: Column) -> Column | None:
        """The values themselves, None unless all are allowed."""
        if are_all(int, values) and self.least <= min(values) and max(values) <= self.most:
            return values
        return None


class Choice(Reader):
    """One of a few words; gives its number."""

    def __init__(self, names: Mapping[str, int]) -> None:
        self.names = dict(names)
        self.words = tuple(self.names)

    def __call__(self, name: str, value: Any) -> int:
        """The word's number. Raises RequestError."""
        if type(value) is not str:
            raise wrong_type(name, value, "a text")
        if value not in self.names:
            raise out_of_range(
                name, value, list(self.names), f"must be one of {', '.join(self.names)}"
            )
        return self.names[value]

    def schema(self) -> Schema:
        """The words."""
        return {"type": "string", "enum": list(self.names)}

    @property
    def python(self) -> str:
        """The words as literals."""
        return f"Literal[{', '.join(f'{word!r}' for word in self.names)}]".replace("'", '"')

    @property
    def text(self) -> str:
        """The words."""
        return " ".join(f"`{word}`" for word in self.names)

    def column(self, values: Column) -> Column | None:
        """The words' numbers, None unless all are allowed."""
        return _looked_up(self.names, values)


class Pattern(Reader):
    """A text of a given form; gives its bytes. `word`: what a page calls it, else its rule."""

    python = "str"

    def __init__(self, form: str, rule: str, word: str = "") -> None:
        self._form = form
        self._match = re.compile(form).fullmatch
        self._rule = rule
        self._word = word or rule

    def __call__(self, name: str, value: Any) -> bytes:
        """The text's bytes. Raises RequestError."""
        if type(value) is not str:
            raise wrong_type(name, value, "a text")
        if not self._match(value):
            raise out_of_range(name, value, self._rule, f"must be {self._rule}")
        return value.encode()

    def schema(self) -> Schema:
        """A text with its form."""
        return {"type": "string", "pattern": f"^(?:{self._form})$"}

    @property
    def text(self) -> str:
        """The rule."""
        return self._rule

    @property
    def form(self) -> str:
        """The word, or the rule."""
        return self._word

    def column(self, values: Column) -> Column | None:
        """The texts' bytes, None unless all are allowed."""
        return (
            [value.encode() for value in values]
            if are_all(str, values) and all(map(self._match, values))
            else None
        )


class Remembered(Reader):
    """A reader of texts that come again and again, such as instrument codes: good ones are looked
    up.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._known: dict[str, Any] = {}
        self.unit = reader.unit

    def __call__(self, name: str, value: Any) -> Any:
        """What the reader gives. Raises RequestError."""
        if type(value) is str and value in self._known:
            return self._known[value]
        good = self._reader(name, value)
        if len(self._known) < REMEMBERED_MAX:
            self._known[value] = good
        return good

    def schema(self) -> Schema:
        """As of the reader."""
        return self._reader.schema()

    @property
    def python(self) -> str:
        """As of the reader."""
        return self._reader.python

    @property
    def text(self) -> str:
        """As of the reader."""
        return self._reader.text

    @property
    def form(self) -> str:
        """As of the reader."""
        return self._reader.form

    def column(self, values: Column) -> Column | None:
        """What the reader gave before, None unless all are known."""
        return _looked_up(self._known, values)


def _looked_up(table: Mapping[str, Any], values: Column) -> Column | None:
    if not are_all(str, values):
        return None
    found = list(map(table.get, values))
    return None if None in found else found
