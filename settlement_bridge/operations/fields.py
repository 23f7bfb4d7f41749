"""Who asks what of the registry, the fields that its operations share (see
gateway/protocol/fields.py), and the rows of its table.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from engine.units import UNITS_MAX
from gateway.protocol.errors import RequestError
from gateway.protocol.fields import ACCOUNT_MAX, account, code
from gateway.protocol.maps import Field, Fields, may, must
from gateway.protocol.operations import NO_FIELDS, NOTHING, Row, Way, asked_by
from gateway.protocol.readers import Integer, Pattern, Reader, Schema, out_of_range, wrong_type
from gateway.protocol.shapes import Converted
from gateway.protocol.texts import Printable
from settlement_bridge import asked
from settlement_bridge.asked import DOCUMENT_SIZE, NAME_SIZE, NOTE_SIZE
from settlement_bridge.books import Range, SignOff
from settlement_bridge.books.serials import FORM as SERIAL_FORM
from settlement_bridge.books.serials import (
    RANGE_FORM,
    RANGE_SIZE,
    RANGES_MAX,
    YEARS,
    BadRange,
    Serial,
    quantity_of,
    read_ranges,
)
from settlement_bridge.books.serials import read as read_serial

ALL = ("member", "viewer", "exchange", "feed", "bridge", "authority")
STRANGER = "stranger"  # has not logged on
EVERYONE = (STRANGER, *ALL)
OWN = ("member", "viewer")  # read their own account
STAFF = ("exchange", "bridge")  # read all
MEMBER = ("member",)
OPERATOR = ("bridge",)
AUTHORITY = ("authority",)  # 主管部门: read and decide what is of their scope
PEER = ("peer",)  # the registry of another market

PAGE_MAX = 500  # rows of one page of a query
PROVINCE_MAX = 99
PART_MAX = 20_000  # characters of one part of it
WAIT_MAX_MS = 30_000  # how long an answer may wait for news
BASIS_POINTS = 10_000  # in a whole
NUMBER_MAX = 2**63 - 1


_CLOCK = re.compile(r"([01][0-9]|2[0-3]|24(?=:00)):([0-5][0-9])", re.ASCII)


class Minute(Reader):
    """A time of the day, "09:30", as minutes; "24:00" ends it."""

    python = "str"
    text = "time of the day, written HH:MM"
    written = "HH:MM"

    def __call__(self, name: str, value: Any) -> int:
        """The minutes since midnight. Raises RequestError."""
        if type(value) is not str:
            raise wrong_type(name, value, "a text")
        found = _CLOCK.fullmatch(value)
        if found is None:
            raise out_of_range(name, value, "00:00 to 24:00", f"must be a {self.text}")
        return 60 * int(found[1]) + int(found[2])

    def schema(self) -> Schema:
        """A text with its form."""
        return {"type": "string", "pattern": "^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$"}


class Part(Reader):
    """A part of a file: any text, line breaks and all."""

    python = "str"
    text = f"text of at most {PART_MAX} characters"

    def __call__(self, name: str, value: Any) -> str:
        """The text. Raises RequestError."""
        if type(value) is not str:
            raise wrong_type(name, value, "a text")
        if len(value) > PART_MAX:
            raise out_of_range(name, len(value), PART_MAX, f"has at most {PART_MAX} characters")
        return value

    def schema(self) -> Schema:
        """A text with its length."""
        return {"type": "string", "maxLength": PART_MAX}


def text(size: int, least: int = 1) -> Reader:
    """A reader of texts of `least` to `size` printable characters."""
    return Printable(least, size)


def matching(pattern: str, rule: str) -> Reader:
    """A reader of ASCII texts that match a pattern."""
    return Converted(Pattern(pattern, rule), bytes.decode)


minute = Minute()
part = Part()
name = text(NAME_SIZE)
document = text(DOCUMENT_SIZE)
note = text(NOTE_SIZE, least=0)
any_account = Integer(0, ACCOUNT_MAX)  # 0: the exchange's fee income
entity = Integer(1, ACCOUNT_MAX)
province = Integer(0, PROVINCE_MAX)  # GB/T 2260, two digits; 0: national
digest = matching("[0-9a-f]{64}", "a SHA-256 of 64 hexadecimal digits")
count = Integer(0, NUMBER_MAX)
month = Converted(
    Pattern("2[0-9]{3}-(0[1-9]|1[0-2])", "a month, written YYYY-MM"),
    lambda text: int(text.replace(b"-", b"")),
)
document_field = Field(document, "the ground: court order, contract")
note_field = Field(note, "a note beside it")
_REFERENCE = Field(
    matching(asked.FORM, asked.RULE), "the client's own name of this request", made=True
)
_LIMIT = Field(Integer(1, PAGE_MAX), "rows of a page", default=PAGE_MAX)
_AGAIN = Field(text(NOTE_SIZE), "why rows that were taken in before are meant")
CLIENT_REFERENCE = must(client_reference=_REFERENCE)
PAGE = may(**{"from": Field(Integer(1, NUMBER_MAX), "`next` of the page before")}, limit=_LIMIT)
AFTER = may(after=Field(count, "`next` of the page before"), limit=_LIMIT)
NEWS = {"wait_ms": Field(Integer(0, WAIT_MAX_MS), "how long an answer waits for news")}
AGAIN = may(again=_AGAIN)
GROUND = may(document=document_field, note=note_field)
SIGNED = must(document=document_field) | may(note=note_field)
FILE = must(
    digest=Field(digest, "SHA-256 of the file, which was uploaded"),
    reference=Field(document, "the name under which it is known"),
)
YEAR = Integer(YEARS.start, YEARS.stop - 1)
ACCOUNT = may(account=Field(any_account, "without it the key's own"))


def sign_off(fields: Mapping[str, Any], key: str, role: str) -> SignOff:
    """Who answers for a request, from its key and its `document` and `note`."""
    return SignOff(key, role, fields.get("document", ""), fields.get("note", ""))


CITY = Field(Integer(1_000, 9_999), "GB/T 2260, four digits, of the entity's province")
CREDIT_CODE = matching(
    "[0-9A-Z]{18}",
    "a unified social credit code (统一社会信用代码) of 18 digits and capital letters",
)


def question(
    name: str,
    words: str,
    roles: Sequence[str],
    fields: Mapping[str, Field] = NO_FIELDS,
    reply: Reader = NOTHING,
) -> Row:
    """The row of an operation that reads; `words` are one sentence of help."""
    return Row(name, Way.QUERY, words, asked_by(roles, fields), reply)


def act(
    name: str,
    words: str,
    roles: Sequence[str],
    fields: Mapping[str, Field] = NO_FIELDS,
    reply: Reader = NOTHING,
    approval: str = "",
) -> Row:
    """The row of an operation that writes; `approval`: the case in which an act of staff awaits a
    second key.
    """
    return Row(name, Way.COMMAND, words, asked_by(roles, fields), reply, approval=approval)


def once(
    name: str,
    words: str,
    roles: Sequence[str],
    fields: Fields,
    reply: Reader = NOTHING,
    approval: str = "",
) -> Row:
    """The row of one that is done once however often it is sent."""
    return act(name, words, roles, fields | CLIENT_REFERENCE, reply, approval)


Asked = dict[str, Any]


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


_QUANTITY = Integer(1, UNITS_MAX, "t")
_CHOSEN: dict[str, Field] = must(instrument=code) | may(quantity=_QUANTITY, serials=Serials())
UNITS: dict[str, Field] = must(account=account) | _CHOSEN  # of one account
UNITS_OF_ANY: dict[str, Field] = may(account=account) | _CHOSEN  # of any holder of the serials


def checked(operation: str, fields: Asked) -> Asked:
    """The fields of a request, with the `quantity` of its `serials`. Raises RequestError."""
    if "serials" not in fields:
        for name in ("account", "quantity"):
            if name not in fields:
                message = f"{operation} needs the field {name}, or serials"
                raise RequestError("field_missing", message, field=name)
        return fields
    for name in ("quantity", "state"):
        if name in fields:
            message = f"serials name the units: {name} cannot be given beside them"
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
