"""Every operation of PROTOCOL.md: which role may ask it, with which fields, of which type and range.

A field's reader takes the value from the wire and gives what the engine's records hold (a price as ticks, a side as its
number, a text as bytes), or raises RequestError naming the field, the value and what is allowed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, IntEnum
from typing import Any

from engine.commands import PARAMETER_RANGES, Parameter, Phase, Side, TimeInForce, TotalsKind
from engine.units import (
    CASH_MAX_FEN,
    CLIENT_ORDER_ID_MAX,
    DATE_MAX,
    DATE_MIN,
    PRICE_MAX,
    QUANTITY_MAX,
    TEXT_MAX,
    UNITS_MAX,
    WEIGHTS_MAX,
    UnitError,
    parse_date,
)
from gateway.errors import RequestError

INT64_MAX = 2**63 - 1
ACCOUNT_MAX = 2**31 - 1
INSTRUMENT_NUMBER_MAX = 2**16 - 1  # price weights carry 16 bits
DENOMINATOR_MAX = 2**16 - 1
HEARTBEAT_S = (5, 60)
REMEMBERED_MAX = 4_096
LINE_MAX = 256  # characters of any other text

Reader = Callable[[str, Any], Any]


@dataclass(frozen=True)
class Field:
    """One field: how its value is read, and whether it must be there."""

    read: Reader
    required: bool = True


class Way(Enum):
    """How an operation is done."""

    COMMAND = 1  # by the engine, once it is on disk
    CANCEL = 2  # likewise, but counted in the larger bucket and never refused when overloaded
    QUERY = 3  # by reading the state, after every earlier command of the session
    SESSION = 4  # by the session itself


class Operation:
    """One operation as one role may ask it."""

    def __init__(self, name: str, way: Way, fields: Mapping[str, Field]) -> None:
        self.name = name
        self.way = way
        self.fields = dict(fields)
        self._readers: dict[str, Reader | None] = {"op": None, "id": None}
        self._readers |= {name: field.read for name, field in fields.items()}
        self._required = frozenset(name for name, field in fields.items() if field.required)

    def read(self, message: Mapping[str, Any]) -> dict[str, Any]:
        """The fields of a request, checked and in the engine's units. Raises RequestError."""
        values, readers = {}, self._readers
        for name, value in message.items():
            if name not in readers:
                raise self._unknown(name, value)
            reader = readers[name]
            if reader is not None:
                values[name] = reader(name, value)
        if not self._required <= values.keys():
            missing = next(name for name in self.fields if name in self._required and name not in values)
            raise RequestError("field_missing", f"{self.name} needs the field {missing}", field=missing)
        return values

    def _unknown(self, name: str, value: Any) -> RequestError:
        message = f"{self.name} has no field {name[:LINE_MAX]!r}"
        return RequestError("field_unknown", message, field=name[:LINE_MAX], value=value, allowed=list(self.fields))


def wrong_type(name: str, value: Any, allowed: str) -> RequestError:
    """The error for a value of another type."""
    return RequestError("field_wrong_type", f"{name} must be {allowed}", field=name, value=value, allowed=allowed)


def out_of_range(name: str, value: Any, allowed: Any, rule: str) -> RequestError:
    """The error for a value of the right type that is not allowed."""
    return RequestError("field_out_of_range", f"{name} {rule}", field=name, value=value, allowed=allowed)


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


_ACCOUNT = must(account=account)
_TRANSFER = must(account=account, reference=number)
_FIGURES = must(quantity=integer(0, UNITS_MAX), amount_fen=integer(0, CASH_MAX_FEN))
_PAGE = may(instrument=code, after=number)
_OWN_ORDER = may(order=number, client_order_id=client_order_id)

# Operation: its way, then for each role the fields. A role that is not named may not ask it.
_ALL = ("member", "viewer", "exchange", "feed", "bridge")
_EVERYONE: dict[str, dict[str, Field]] = {role: {} for role in _ALL}
_READERS: dict[str, dict[str, Field]] = {"member": {}, "viewer": {}, "exchange": _ACCOUNT}
_TABLE: dict[str, tuple[Way, dict[str, dict[str, Field]]]] = {
    "heartbeat": (Way.SESSION, _EVERYONE),
    "log_off": (Way.SESSION, _EVERYONE),
    "status": (Way.QUERY, _EVERYONE),
    "new_order": (
        Way.COMMAND,
        {
            "member": must(instrument=code, side=side, price=price, quantity=quantity)
            | may(
                time_in_force=time_in_force,
                client_order_id=client_order_id,
                take=number,
                valid_until_ns=number,
            )
        },
    ),
    "cancel": (Way.CANCEL, {"member": _OWN_ORDER, "exchange": must(order=number)}),
    "replace": (
        Way.COMMAND,
        {"member": _OWN_ORDER | must(price=price, quantity=quantity) | may(valid_until_ns=number)},
    ),
    "mass_cancel": (
        Way.CANCEL,
        {
            "member": may(instrument=code, side=side),
            "exchange": _ACCOUNT | may(instrument=code, side=side),
        },
    ),
    "open_orders": (Way.QUERY, {role: fields | _PAGE for role, fields in _READERS.items()}),
    "balances": (Way.QUERY, _READERS | {"bridge": _ACCOUNT}),
    "fills": (Way.QUERY, {role: fields | _PAGE for role, fields in _READERS.items()}),
    "resume_reports": (Way.QUERY, dict.fromkeys(("member", "viewer"), must(**{"from": number}))),
    "limits": (Way.QUERY, {"exchange": {}}),
    "accounts": (Way.QUERY, {"exchange": may(after=account), "bridge": may(after=account)}),
    "open_account": (Way.COMMAND, {"exchange": must(account=account, name=account_name)}),
    "suspend": (Way.COMMAND, {"exchange": _ACCOUNT}),
    "restore": (Way.COMMAND, {"exchange": _ACCOUNT}),
    "list_instrument": (
        Way.COMMAND,
        {
            "exchange": must(instrument=code, number=integer(1, INSTRUMENT_NUMBER_MAX), base_price=price)
            | may(parameters=parameter_values)
        },
    ),
    "set_parameter": (
        Way.COMMAND,
        {"exchange": must(instrument=code, parameter=parameter, value=integer(0, INT64_MAX))},
    ),
    "set_price_weights": (Way.COMMAND, {"exchange": must(from_date=date, weights=weights)}),
    "open_totals": (
        Way.COMMAND,
        {"exchange": must(kind=totals_kind) | _FIGURES | may(instrument=code, composite_close=price)},
    ),
    "start_day": (Way.COMMAND, {"exchange": must(date=date) | may(override=boolean)}),
    "set_phase": (Way.COMMAND, {"exchange": must(phase=phase)}),
    "end_day": (Way.COMMAND, {"exchange": {}}),
    "halt": (Way.COMMAND, {"exchange": may(instrument=code)}),
    "resume": (Way.COMMAND, {"exchange": may(instrument=code)}),
    "cash_in": (Way.COMMAND, {"bridge": _TRANSFER | must(amount_fen=integer(1, CASH_MAX_FEN))}),
    "cash_out": (Way.COMMAND, {"bridge": _TRANSFER | must(amount_fen=integer(1, CASH_MAX_FEN))}),
    "units_in": (Way.COMMAND, {"bridge": _TRANSFER | must(instrument=code, quantity=integer(1, UNITS_MAX))}),
    "units_out": (Way.COMMAND, {"bridge": _TRANSFER | must(instrument=code, quantity=integer(1, UNITS_MAX))}),
    "clearing_result": (
        Way.COMMAND,
        {"bridge": must(date=date, count=integer(0, INT64_MAX), tape_hash=hash_16) | _FIGURES},
    ),
    "trade_failed": (
        Way.COMMAND,
        {"bridge": must(date=date, trade=number, instrument=code, price=price, quantity=quantity, buyer=account, seller=account)},
    ),
    "settlement_done": (Way.COMMAND, {"bridge": must(date=date, failed=integer(0, INT64_MAX))}),
    "transfers": (Way.QUERY, {"bridge": {}}),
    "unsettled": (Way.QUERY, {"bridge": {}, "exchange": {}}),
    "follow": (Way.QUERY, dict.fromkeys(("feed", "exchange"), must(**{"from": number}))),
}

LOG_ON = Operation(
    "log_on",
    Way.SESSION,
    must(key=line, time_ns=integer(0, INT64_MAX), signature=line)
    | may(next_report=number, heartbeat_s=integer(*HEARTBEAT_S), cancel_on_disconnect=boolean),
)
ROLES_OF: dict[str, tuple[str, ...]] = {name: tuple(roles) for name, (_way, roles) in _TABLE.items()}
OPERATIONS: dict[str, dict[str, Operation]] = {
    role: {name: Operation(name, way, roles[role]) for name, (way, roles) in _TABLE.items() if role in roles} for role in _ALL
}
read_id = integer(0, INT64_MAX)
