"""Readers of fields: each takes a value from the wire and gives what the engine's records hold, or
says what is wrong.

A price becomes ticks, a side its number, a text its bytes. A value that is not allowed raises
RequestError, which names the field, the value and what is allowed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from engine.commands import (
    MARKET,
    PARAMETER_RANGES,
    AccountLimit,
    Method,
    Parameter,
    Phase,
    Side,
    TimeInForce,
    TotalsKind,
)
from engine.instrument_codes import ALLOWANCE, ALLOWANCE_FORM
from engine.units import (
    CLIENT_ORDER_ID_MAX,
    DATE_MAX,
    DATE_MIN,
    NOTE_MAX,
    PRICE_MAX,
    QUANTITY_MAX,
    TEXT_MAX,
    WEIGHTS_MAX,
    UnitError,
    parse_date,
)
from gateway.protocol.readers import (
    Choice,
    Integer,
    Pattern,
    Reader,
    Remembered,
    out_of_range,
    wrong_type,
)

INT64_MAX = 2**63 - 1
ACCOUNT_MAX = 2**31 - 1
OPERATOR_MAX = 2**32 - 1  # number of a key
INSTRUMENT_NUMBER_MAX = 2**16 - 1  # price weights carry 16 bits
DENOMINATOR_MAX = 2**16 - 1
ACCOUNTS_MAX = 100  # of one list
DAYS_MAX = 100_000  # between two dates
YEARS = (2000, 2199)
LINE_MAX = 256  # characters of any other text
integer, choice = Integer, Choice


@dataclass(frozen=True)
class Field:
    """One field: how its value is read, and whether it must be there, unless another field has a
    certain value.
    """

    read: Reader
    required: bool = True
    unless: tuple[str, Any] | None = None

    def is_wanted(self, values: Mapping[str, Any]) -> bool:
        """Whether a request with these values must have the field."""
        return self.required and (
            self.unless is None or values.get(self.unless[0]) != self.unless[1]
        )


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


reason = account_name  # why an act was done, as far as there is room in its command


def note(name: str, value: Any) -> bytes:
    """A note of 1 to 56 bytes in UTF-8, printable."""
    rule = f"1 to {NOTE_MAX} bytes of printable UTF-8 text"
    if type(value) is not str:
        raise wrong_type(name, value, "a text")
    if not value.isprintable() or not 1 <= len(value.encode()) <= NOTE_MAX:
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
        day = parse_date(value)
    except UnitError:
        day = 0
    if not DATE_MIN <= day <= DATE_MAX:
        raise out_of_range(
            name, value, "YYYY-MM-DD", "must be a calendar date written as YYYY-MM-DD"
        )
    return day


def stream_date(name: str, value: Any) -> int:
    """The day of a private stream: a date, or ``""`` as 0 before the venue's first day."""
    return 0 if value == "" else date(name, value)


_TIME_OF_DAY = Pattern("([01][0-9]|2[0-3]):[0-5][0-9]", "a time of day written as HH:MM")


def time_of_day(name: str, value: Any) -> int:
    """A time of day ``"10:30"`` as 1030."""
    hours, minutes = _TIME_OF_DAY(name, value).split(b":")
    return int(hours) * 100 + int(minutes)


_HEX_16 = Pattern("[0-9a-fA-F]{16}", "16 hex digits")


def hash_16(name: str, value: Any) -> int:
    """A 64-bit hash as 16 hex digits."""
    digits = _HEX_16(name, value)
    return int(digits, 16)


def parameter_values(name: str, value: Any) -> dict[int, int]:
    """A map of parameter names to values; gives numbers to values."""
    if type(value) is not dict:
        raise wrong_type(name, value, "a map of parameter names to integers")
    named = {
        f"{name}.{key}": (parameter(f"{name}.{key}", key), each) for key, each in value.items()
    }
    return {number: parameter_value(field, number, each) for field, (number, each) in named.items()}


def parameter_value(field: str, number: int, value: Any) -> int:
    """A value inside the range of the parameter of that number."""
    _default, least, most = PARAMETER_RANGES[Parameter(number)]
    return Integer(least, most)(field, value)


def weights(name: str, value: Any) -> dict[bytes, tuple[int, int]]:
    """A map of 1 to 14 codes to ``[numerator, denominator]``."""
    if type(value) is not dict or not 1 <= len(value) <= WEIGHTS_MAX:
        raise wrong_type(
            name, value, f"a map of 1 to {WEIGHTS_MAX} codes to [numerator, denominator]"
        )
    read = {}
    for key, pair in value.items():
        if type(pair) is not list or len(pair) != 2:
            raise wrong_type(f"{name}.{key[:TEXT_MAX]}", pair, "[numerator, denominator]")
        bounded = [
            Integer(least, DENOMINATOR_MAX)(f"{name}.{key[:TEXT_MAX]}", part)
            for part, least in zip(pair, (0, 1), strict=True)
        ]
        read[code(name, key)] = (bounded[0], bounded[1])
    return read


def accounts(name: str, value: Any) -> list[int]:
    """A list of up to 100 accounts."""
    if type(value) is not list or len(value) > ACCOUNTS_MAX:
        raise wrong_type(name, value, f"a list of up to {ACCOUNTS_MAX} accounts")
    return [account(f"{name}.{place}", each) for place, each in enumerate(value)]


def words(enumeration: type[IntEnum]) -> dict[str, int]:
    """The lower-case words of an enumeration with their numbers."""
    return {member.name.lower(): int(member) for member in enumeration}


account = Integer(1, ACCOUNT_MAX)
price = Integer(1, PRICE_MAX)
quantity = Integer(1, QUANTITY_MAX)
number = Integer(1, INT64_MAX)
code = Remembered(
    Pattern(
        rf"[A-Za-z0-9._-]{{1,{TEXT_MAX}}}",
        f"an instrument code of 1 to {TEXT_MAX} letters, digits, '.', '_', '-'",
    )
)
allowance = Pattern(ALLOWANCE, f"an allowance's code on this market: {ALLOWANCE_FORM}")
client_order_id = Pattern(
    rf"[!-~]{{1,{CLIENT_ORDER_ID_MAX}}}", f"1 to {CLIENT_ORDER_ID_MAX} printable ASCII characters"
)
side = Choice(words(Side))
time_in_force = Choice(words(TimeInForce))
order_type = Choice({"limit": 0, "market": MARKET})  # FIX OrdType 40, as the flag of a NEW_ORDER
phase = Choice(
    {
        name: value
        for name, value in words(Phase).items()
        if value not in (Phase.NO_DAY, Phase.ENDED)
    }
)
parameter = Choice(words(Parameter))
account_limit = Choice(
    {
        name: value
        for name, value in words(AccountLimit).items()
        if value != AccountLimit.RATE_WINDOW
    }
)
default_limit = Choice(
    {
        name: value
        for name, value in words(AccountLimit).items()
        if value != AccountLimit.MAXIMUM_HOLDING
    }
)
operator = Integer(1, OPERATOR_MAX)
year = Integer(*YEARS)
days = Integer(-DAYS_MAX, DAYS_MAX)
word = Pattern("[a-z_]{1,24}", "a word of 1 to 24 lower-case letters")
method = Choice(words(Method))
totals_kind = Choice(
    {name: value for name, value in words(TotalsKind).items() if value != TotalsKind.DAY}
)


def must(**readers: Reader) -> dict[str, Field]:
    """Fields that must be there."""
    return {name: Field(read) for name, read in readers.items()}


def must_unless(other: str, value: Any, **readers: Reader) -> dict[str, Field]:
    """Fields that must be there unless another field has this value."""
    return {name: Field(read, unless=(other, value)) for name, read in readers.items()}


def may(**readers: Reader) -> dict[str, Field]:
    """Fields that may be there."""
    return {name: Field(read, required=False) for name, read in readers.items()}
