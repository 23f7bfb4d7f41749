"""Readers of the fields that requests share: what they give is what the engine's records hold.

A price becomes ticks, a side its number, a text its bytes. A value that is not allowed raises
RequestError, which names the field, the value and what is allowed.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any

from engine.commands import (
    MARKET,
    AccountLimit,
    CaseAct,
    Measure,
    Method,
    Parameter,
    Phase,
    Relation,
    Scope,
    Side,
    TimeInForce,
    TotalsKind,
)
from engine.instrument_codes import ALLOWANCE, ALLOWANCE_FORM, CREDIT, CREDIT_FORM
from engine.units import (
    CALL_MINUTES_MAX,
    CLIENT_ORDER_ID_MAX,
    INSTRUMENTS_MAX,
    NAME_MAX,
    NOTE_MAX,
    PRICE_MAX,
    QUANTITY_MAX,
    REASON_MAX,
    TEXT_MAX,
    WEIGHTS_MAX,
    WORDING_MAX,
)
from gateway.protocol.readers import (
    Choice,
    Integer,
    Pattern,
    Reader,
    Remembered,
    Schema,
    wrong_type,
)
from gateway.protocol.shapes import Converted, ListOf
from gateway.protocol.texts import Boolean, Date, Line, PrintableBytes

INT64_MAX = 2**63 - 1
ACCOUNT_MAX = 2**31 - 1
OPERATOR_MAX = 2**32 - 1  # number of a key
INSTRUMENT_NUMBER_MAX = INSTRUMENTS_MAX - 1
DENOMINATOR_MAX = 2**16 - 1
ACCOUNTS_MAX = 100  # of one list
DAYS_MAX = 100_000  # between two dates
YEARS = (2000, 2199)
LINE_MAX = 256  # characters of any other text


class ParameterValues(Reader):
    """A map of parameter names to values; gives numbers to values."""

    python = "dict[str, int]"
    text = "map of parameters to values"

    def __call__(self, name: str, value: Any) -> dict[int, int]:
        """Numbers to values. Raises RequestError."""
        if type(value) is not dict:
            raise wrong_type(name, value, "a map of parameter names to integers")
        named = {
            f"{name}.{key}": (parameter(f"{name}.{key}", key), each) for key, each in value.items()
        }
        return {
            number: parameter_value(field, number, each) for field, (number, each) in named.items()
        }

    def schema(self) -> Schema:
        """Each parameter with its range."""
        named = {word: Parameter(number) for word, number in _PARAMETERS.items()}
        bounds = {word: Integer(each.least, each.most) for word, each in named.items()}
        properties = {word: each.schema() for word, each in bounds.items()}
        return {"type": "object", "properties": properties, "additionalProperties": False}


def parameter_value(field: str, number: int, value: Any) -> int:
    """A value inside the range of the parameter of that number."""
    least, most = Parameter(number).least, Parameter(number).most
    return Integer(least, most)(field, value)


class Weights(Reader):
    """A map of 1 to 14 codes to ``[numerator, denominator]``."""

    python = "dict[str, list[int]]"
    text = "map of code to `[numerator, denominator]`"

    def __call__(self, name: str, value: Any) -> dict[bytes, tuple[int, int]]:
        """Codes to fractions. Raises RequestError."""
        if type(value) is not dict or not 1 <= len(value) <= WEIGHTS_MAX:
            raise wrong_type(
                name, value, f"a map of 1 to {WEIGHTS_MAX} codes to [numerator, denominator]"
            )
        read = {}
        for key, pair in value.items():
            if type(pair) is not list or len(pair) != 2:
                raise wrong_type(f"{name}.{key[:TEXT_MAX]}", pair, "[numerator, denominator]")
            bounded = [
                bound(f"{name}.{key[:TEXT_MAX]}", part)
                for part, bound in zip(pair, _FRACTION, strict=True)
            ]
            read[code(name, key)] = (bounded[0], bounded[1])
        return read

    def schema(self) -> Schema:
        """Codes to pairs."""
        pair: Schema = {"type": "array", "items": [part.schema() for part in _FRACTION]}
        pair |= {"minItems": 2, "maxItems": 2}
        codes: Schema = {"propertyNames": code.schema(), "additionalProperties": pair}
        return {"type": "object", "minProperties": 1, "maxProperties": WEIGHTS_MAX} | codes


_FRACTION = Integer(0, DENOMINATOR_MAX), Integer(1, DENOMINATOR_MAX)


def words(enumeration: type[IntEnum]) -> dict[str, int]:
    """The lower-case words of an enumeration with their numbers."""
    return {member.name.lower(): int(member) for member in enumeration}


def _words_but(enumeration: type[IntEnum], *others: IntEnum) -> dict[str, int]:
    return {word: value for word, value in words(enumeration).items() if value not in others}


def _hhmm(text: bytes) -> int:
    hours, minutes = text.split(b":")
    return int(hours) * 100 + int(minutes)


line = Line(LINE_MAX)
account_name = PrintableBytes(TEXT_MAX)
legal_name = PrintableBytes(NAME_MAX)
title = PrintableBytes(NAME_MAX)
wording = PrintableBytes(WORDING_MAX, lines=True)
reason = PrintableBytes(REASON_MAX)  # why an act was done
note = PrintableBytes(NOTE_MAX)
boolean = Boolean()
date = Date()
stream_date = Date(or_none=True)  # the day of a private stream; "": before the venue's first day
time_of_day = Converted(  # "10:30" as 1030
    Pattern("([01][0-9]|2[0-3]):[0-5][0-9]", "a time of day written as HH:MM"), _hhmm
)
hash_16 = Converted(Pattern("[0-9a-fA-F]{16}", "16 hex digits"), lambda digits: int(digits, 16))
hash_64 = Converted(
    Pattern("[0-9a-f]{64}", "64 hex digits"), lambda digits: bytes.fromhex(digits.decode())
)
public_key = Converted(Pattern("[0-9a-f]{64}", "64 hex digits"), bytes.decode)
call_minutes = Integer(1, CALL_MINUTES_MAX, "min")
account = Integer(1, ACCOUNT_MAX)
price = Integer(1, PRICE_MAX, "0.01 CNY/t")
quantity = Integer(1, QUANTITY_MAX, "t")
number = Integer(1, INT64_MAX)
code = Remembered(
    Pattern(
        rf"[A-Za-z0-9._-]{{1,{TEXT_MAX}}}",
        f"an instrument code of 1 to {TEXT_MAX} letters, digits, '.', '_', '-'",
        "code",
    )
)
listed_code = Pattern(
    f"{ALLOWANCE}|{CREDIT}",
    f"the code of an allowance ({ALLOWANCE_FORM}) or of a credit ({CREDIT_FORM})",
)
client_order_id = Pattern(
    rf"[!-~]{{1,{CLIENT_ORDER_ID_MAX}}}", f"1 to {CLIENT_ORDER_ID_MAX} printable ASCII characters"
)
side = Choice(words(Side))
time_in_force = Choice(words(TimeInForce))
order_type = Choice({"limit": 0, "market": MARKET})  # FIX OrdType 40, as the flag of a NEW_ORDER
phase = Choice(_words_but(Phase, Phase.NO_DAY, Phase.ENDED))
_PARAMETERS = words(Parameter)
parameter = Choice(_PARAMETERS)
parameter_values = ParameterValues()
weights = Weights()
scope = Choice(words(Scope))
timer_scope = Choice(_words_but(Scope, Scope.SESSION))
account_limit = Choice(_words_but(AccountLimit, AccountLimit.RATE_WINDOW))
default_limit = Choice(_words_but(AccountLimit, AccountLimit.MAXIMUM_HOLDING))
relation = Choice(words(Relation))
case_act = Choice(words(CaseAct))
measure = Choice(words(Measure))
accounts = ListOf(account, "accounts", ACCOUNTS_MAX)
operator = Integer(1, OPERATOR_MAX)
year = Integer(*YEARS)
days = Integer(-DAYS_MAX, DAYS_MAX)
word = Pattern("[a-z_]{1,24}", "a word of 1 to 24 lower-case letters")
method = Choice(words(Method))
totals_kind = Choice(_words_but(TotalsKind, TotalsKind.DAY))
