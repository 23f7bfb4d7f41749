"""Requests on units: so many tonnes of a holding, or those with certain serial numbers. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.units import UNITS_MAX
from gateway.protocol.errors import RequestError
from gateway.protocol.fields import account, code
from gateway.protocol.maps import Field, may, must
from gateway.protocol.readers import Integer, Reader, Schema, out_of_range, wrong_type
from settlement_bridge.books.serials import FORM as SERIAL_FORM
from settlement_bridge.books.serials import (
    RANGE_FORM,
    RANGE_SIZE,
    RANGES_MAX,
    BadRange,
    Serial,
    quantity_of,
    read_ranges,
)
from settlement_bridge.books.serials import read as read_serial
from settlement_bridge.records import Range

Fields = dict[str, Any]


class Serials(Reader):
    """A list of ranges of serial numbers, as texts: `checked` reads them with the instrument."""

    python = "list[str]"
    text = "list of ranges of serial numbers"

    def __call__(self, name: str, value: Any) -> list[str]:
        """The texts. Raises RequestError."""
        if type(value) is not list or not all(type(text) is str for text in value):
            raise wrong_type(name, value, f"a {self.text}")
        if not 1 <= len(value) <= RANGES_MAX:
            raise out_of_range(name, len(value), [1, RANGES_MAX], f"holds 1 to {RANGES_MAX} ranges")
        long = next((text for text in value if len(text) > RANGE_SIZE), None)
        if long is not None:
            rule = f"has ranges of at most {RANGE_SIZE} characters"
            raise out_of_range(name, long[:RANGE_SIZE], RANGE_FORM, rule)
        return value

    def schema(self) -> Schema:
        """A list with its lengths."""
        items = {"type": "string", "maxLength": RANGE_SIZE}
        return {"type": "array", "items": items, "minItems": 1, "maxItems": RANGES_MAX}


class PrintedSerial(Reader):
    """A serial number as it is printed."""

    python = "str"
    text = SERIAL_FORM

    def __call__(self, name: str, value: Any) -> Serial:
        """The serial number. Raises RequestError."""
        if type(value) is not str:
            raise wrong_type(name, value, "a text")
        try:
            return read_serial(value[:100])
        except ValueError as error:
            raise out_of_range(name, value, SERIAL_FORM, str(error)) from error

    def schema(self) -> Schema:
        """A text."""
        return {"type": "string", "description": SERIAL_FORM}


_QUANTITY = Integer(1, UNITS_MAX)
_CHOSEN: dict[str, Field] = must(instrument=code) | may(quantity=_QUANTITY, serials=Serials())
UNITS: dict[str, Field] = must(account=account) | _CHOSEN  # of one account
UNITS_OF_ANY: dict[str, Field] = may(account=account) | _CHOSEN  # of whoever holds the serials


def checked(operation: str, fields: Fields) -> Fields:
    """The fields of a request, with the `quantity` of its `serials`. Raises RequestError."""
    if "serials" not in fields:
        for name in ("account", "quantity"):
            if name not in fields:
                message = f"{operation} needs the field {name}, or serials"
                raise RequestError("field_missing", message, field=name)
        return fields
    for name in ("quantity", "state"):
        if name in fields:
            message = f"serials name the units: {name} cannot be said beside them"
            raise RequestError("field_beside_serials", message, field=name, value=fields[name])
    return fields | {"quantity": quantity_of(ranges(fields))}


def ranges(fields: Mapping[str, Any]) -> tuple[Range, ...]:
    """The ranges that a request names, in order; none without `serials`. Raises RequestError."""
    instrument = fields.get("instrument", "")
    instrument = instrument.decode() if isinstance(instrument, bytes) else instrument
    try:
        return read_ranges(fields.get("serials", ()), instrument)
    except BadRange as bad:
        raise out_of_range("serials", bad.text, RANGE_FORM, str(bad)) from bad
