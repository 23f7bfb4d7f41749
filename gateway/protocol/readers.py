"""How a value from the wire is read: an integer in its range, a word of a few, a text of a form.

A reader takes one value, and raises RequestError that names the field, the value and what is
allowed. Those of the fields of orders also take a whole column, the values of one field in many
requests: checked together it costs a fraction, and where any value is not allowed the column is
None and the values are read one by one to find out which.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from gateway.protocol.errors import RequestError, sayable

REMEMBERED_MAX = 4_096

Reader = Callable[[str, Any], Any]
Column = Sequence[Any]


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


class Integer:
    """An integer between two bounds, both allowed."""

    def __init__(self, least: int, most: int) -> None:
        self.least = least
        self.most = most

    def __call__(self, name: str, value: Any) -> int:
        """The value itself. Raises RequestError."""
        if type(value) is not int:
            raise wrong_type(name, value, "an integer")
        if not self.least <= value <= self.most:
            rule = f"must lie between {self.least} and {self.most}"
            raise out_of_range(name, value, [self.least, self.most], rule)
        return value

    def column(self, values: Column) -> Column | None:
        """The values themselves, None unless all are allowed."""
        if are_all(int, values) and self.least <= min(values) and max(values) <= self.most:
            return values
        return None


class Choice:
    """One of a few words; gives its number."""

    def __init__(self, names: Mapping[str, int]) -> None:
        self.names = dict(names)

    def __call__(self, name: str, value: Any) -> int:
        """The word's number. Raises RequestError."""
        if type(value) is not str:
            raise wrong_type(name, value, "a text")
        if value not in self.names:
            raise out_of_range(
                name, value, list(self.names), f"must be one of {', '.join(self.names)}"
            )
        return self.names[value]

    def column(self, values: Column) -> Column | None:
        """The words' numbers, None unless all are allowed."""
        return _looked_up(self.names, values)


class Pattern:
    """A text of a given form; gives its bytes."""

    def __init__(self, form: str, rule: str) -> None:
        self._match = re.compile(form).fullmatch
        self._rule = rule

    def __call__(self, name: str, value: Any) -> bytes:
        """The text's bytes. Raises RequestError."""
        if type(value) is not str:
            raise wrong_type(name, value, "a text")
        if not self._match(value):
            raise out_of_range(name, value, self._rule, f"must be {self._rule}")
        return value.encode()

    def column(self, values: Column) -> Column | None:
        """The texts' bytes, None unless all are allowed."""
        return (
            [value.encode() for value in values]
            if are_all(str, values) and all(map(self._match, values))
            else None
        )


class Remembered:
    """A reader of texts that come again and again, such as instrument codes: good ones are looked
    up.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._known: dict[str, Any] = {}

    def __call__(self, name: str, value: Any) -> Any:
        """What the reader gives. Raises RequestError."""
        if type(value) is str and value in self._known:
            return self._known[value]
        good = self._reader(name, value)
        if len(self._known) < REMEMBERED_MAX:
            self._known[value] = good
        return good

    def column(self, values: Column) -> Column | None:
        """What the reader gave before, None unless all are known."""
        return _looked_up(self._known, values)


def _looked_up(table: Mapping[str, Any], values: Column) -> Column | None:
    if not are_all(str, values):
        return None
    found = list(map(table.get, values))
    return None if None in found else found
