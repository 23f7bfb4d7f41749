"""Readers of fields: each takes a value from the wire and gives what the engine's records hold, or says what is wrong.

A price becomes ticks, a side its number, a text its bytes. A value that is not allowed raises RequestError, which names the
field, the value and what is allowed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from engine.commands import PARAMETER_RANGES, Parameter, Phase, Side, TimeInForce, TotalsKind
from engine.units import (
    CLIENT_ORDER_ID_MAX,
    DATE_MAX,
    DATE_MIN,
    PRICE_MAX,
    QUANTITY_MAX,
    TEXT_MAX,
    WEIGHTS_MAX,
    UnitError,
    parse_date,
)
from gateway.errors import RequestError, sayable

INT64_MAX = 2**63 - 1
ACCOUNT_MAX = 2**31 - 1
INSTRUMENT_NUMBER_MAX = 2**16 - 1  # price weights carry 16 bits
DENOMINATOR_MAX = 2**16 - 1
REMEMBERED_MAX = 4_096
LINE_MAX = 256  # characters of any other text

Reader = Callable[[str, Any], Any]


@dataclass(frozen=True)
class Field:
    """One field: how its value is read, and whether it must be there."""

    read: Reader
    required: bool = True


def wrong_type(name: str, value: Any, allowed: str) -> RequestError:
    """The error for a value of another type."""
    message = f"{name} must be {allowed}, got {sayable(value)!r}"
    return RequestError("field_wrong_type", message, field=name, value=value, allowed=allowed)


def out_of_range(name: str, value: Any, allowed: Any, rule: str) -> RequestError:
    """The error for a value of the right type that is not allowed."""
    message = f"{name} {rule}, got {sayable(value)!r}"
    return RequestError("field_out_of_range", message, field=name, value=value, allowed=allowed)


def integer(least: int, most: int) -> Reader:
    """An integer between two bounds, both allowed."""

    def read(name: str, value: Any) -> int:
        if type(value) is not int:
            raise wrong_type(name, value, "an integer")
        if not least <= value <= most:
            raise out_of_range(name, value, [least, most], f"must lie between {least} and {most}")
        return value

    return read


def choice(names: Mapping[str, int]) -> Reader:
    """One of a few words; gives its number."""

    def read(name: str, value: Any) -> int:
        if type(value) is not str:
            raise wrong_type(name, value, "a text")
        if value not in names:
            raise out_of_range(name, value, list(names), f"must be one of {', '.join(names)}")
        return names[value]

    return read


def pattern(form: str, rule: str) -> Reader:
    """A text of a given form; gives its bytes."""
    compiled = re.compile(form)

    def read(name: str, value: Any) -> bytes:
        if type(value) is not str:
            raise wrong_type(name, value, "a text")
        if not compiled.fullmatch(value):
            raise out_of_range(name, value, rule, f"must be {rule}")
        return value.encode()

    return read


def remembered(reader: Reader) -> Reader:
    """The same reader for texts that come again and again, such as instrument codes: good ones are looked up."""
    known: dict[Any, Any] = {}

    def read(name: str, value: Any) -> Any:
        if type(value) is str and value in known:
            return known[value]
        good = reader(name, value)
        if len(known) < REMEMBERED_MAX:
            known[value] = good
        return good

    return read


def line(name: str, value: Any) -> str:
    """Any text of one reasonable line."""
    if type(value) is not str:
        raise wrong_type(name, value, "a text")
    if len(value) > LINE_MAX:
        raise out_of_range(name, value, LINE_MAX, f"has at most {LINE_MAX} characters")
    return value


def account_name(name: str, value: Any) -> bytes:
    """A name of 1 to 24 bytes in UTF-8, printable."""
    rule = f"1 to {TEXT_MAX} bytes of printable UTF-8 text"
    if type(value) is not str:
        raise wrong_type(name, value, "a text")
    if not value.isprintable() or not 1 <= len(value.encode()) <= TEXT_MAX:
        raise out_of_range(name, value, rule, f"must be {rule}")
    return value.encode()


def boolean(name: str, value: Any) -> bool:
    """True or false."""
    if type(value) is not bool:
        raise wrong_type(name, value, "true or false")
    return value


def date(name: str, value: Any) -> int:
    """A calendar date ``"2026-01-05"`` as 20260105."""
    if type(value) is not str:
        raise wrong_type(name, value, "a text")
    try:
        day = parse_date(value) if len(value) == len("2026-01-05") else 0
    except UnitError:
        day = 0
    if not DATE_MIN <= day <= DATE_MAX:
        raise out_of_range(name, value, "YYYY-MM-DD", "must be a calendar date written as YYYY-MM-DD")
    return day


def hash_16(name: str, value: Any) -> int:
    """A 64-bit hash as 16 hex digits."""
    digits = pattern("[0-9a-fA-F]{16}", "16 hex digits")(name, value)
    return int(digits, 16)


def parameter_values(name: str, value: Any) -> dict[int, int]:
    """A map of parameter names to values; gives numbers to values."""
    if type(value) is not dict:
        raise wrong_type(name, value, "a map of parameter names to integers")
    return {parameter(f"{name}.{key}", key): parameter_value(key, each) for key, each in value.items()}


def parameter_value(key: str, value: Any) -> int:
    """A value inside the range of the parameter of that name."""
    _default, least, most = PARAMETER_RANGES[Parameter[key.upper()]]
    return integer(least, most)(key, value)


def weights(name: str, value: Any) -> dict[bytes, tuple[int, int]]:
    """A map of 1 to 14 codes to ``[numerator, denominator]``."""
    if type(value) is not dict or not 1 <= len(value) <= WEIGHTS_MAX:
        raise wrong_type(name, value, f"a map of 1 to {WEIGHTS_MAX} codes to [numerator, denominator]")
    read = {}
    for key, pair in value.items():
        if type(pair) is not list or len(pair) != 2:
            raise wrong_type(f"{name}.{key[:TEXT_MAX]}", pair, "[numerator, denominator]")
        bounded = [
            integer(least, DENOMINATOR_MAX)(f"{name}.{key[:TEXT_MAX]}", part) for part, least in zip(pair, (0, 1), strict=True)
        ]
        read[code(name, key)] = (bounded[0], bounded[1])
    return read


def words(enumeration: type[IntEnum]) -> dict[str, int]:
    """The lower-case words of an enumeration with their numbers."""
    return {member.name.lower(): int(member) for member in enumeration}


account = integer(1, ACCOUNT_MAX)
price = integer(1, PRICE_MAX)
quantity = integer(1, QUANTITY_MAX)
number = integer(1, INT64_MAX)
code = remembered(
    pattern(rf"[A-Za-z0-9._-]{{1,{TEXT_MAX}}}", f"an instrument code of 1 to {TEXT_MAX} letters, digits, '.', '_', '-'")
)
client_order_id = pattern(rf"[!-~]{{1,{CLIENT_ORDER_ID_MAX}}}", f"1 to {CLIENT_ORDER_ID_MAX} printable ASCII characters")
side = choice(words(Side))
time_in_force = choice(words(TimeInForce))
phase = choice({name: value for name, value in words(Phase).items() if value not in (Phase.NO_DAY, Phase.ENDED)})
parameter = choice(words(Parameter))
totals_kind = choice({name: value for name, value in words(TotalsKind).items() if value != TotalsKind.DAY})


def must(**readers: Reader) -> dict[str, Field]:
    """Fields that must be there."""
    return {name: Field(read) for name, read in readers.items()}


def may(**readers: Reader) -> dict[str, Field]:
    """Fields that may be there."""
    return {name: Field(read, required=False) for name, read in readers.items()}
