"""Who asks what of the registry, and readers of the fields that its operations share (see
gateway/protocol/fields.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from enum import IntEnum
from typing import Any

from gateway.protocol.errors import RequestError
from gateway.protocol.fields import ACCOUNT_MAX, INT64_MAX, date
from gateway.protocol.maps import Field, Record, may, must
from gateway.protocol.operations import NO_FIELDS, Row, Way, asked_by
from gateway.protocol.readers import Integer, Pattern, Reader, Schema, out_of_range, wrong_type
from gateway.protocol.shapes import Converted, ListOf, Nullable
from gateway.protocol.texts import Line, Printable, Word
from settlement_bridge import asked
from settlement_bridge.errors import Refusal
from settlement_bridge.records import (
    DOCUMENT_SIZE,
    NAME_SIZE,
    NOTE_SIZE,
    PAGE_MAX,
    SUSPENSE,
    SignOff,
)

ALL = ("member", "viewer", "exchange", "feed", "bridge")
OWN = ("member", "viewer")  # read their own account
STAFF = ("exchange", "bridge")  # read all
MEMBER = ("member",)
OPERATOR = ("bridge",)

PROVINCE_MAX = 99
REPLY_TEXT_MAX = 2_000  # characters of a text in a reply
Table = Mapping[str, tuple[tuple[str, ...], Mapping[str, Field]]]  # operation: roles, fields


_CLOCK = re.compile(r"([01][0-9]|2[0-3]|24(?=:00)):([0-5][0-9])", re.ASCII)


class Minute(Reader):
    """A time of the day, "09:30", as minutes; "24:00" ends it."""

    python = "str"
    text = "time of the day, written HH:MM"

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


def text(size: int, least: int = 1) -> Reader:
    """A reader of texts of so many printable characters."""
    return Printable(least, size)


def matching(pattern: str, rule: str) -> Reader:
    """A reader of ASCII texts that match a pattern."""
    return Converted(Pattern(pattern, rule), bytes.decode)


minute = Minute()
name = text(NAME_SIZE)
document = text(DOCUMENT_SIZE)
note = text(NOTE_SIZE, least=0)
any_account = Integer(0, ACCOUNT_MAX)  # 0: the exchange's fee income
entity = Integer(1, ACCOUNT_MAX)
province = Integer(0, PROVINCE_MAX)  # GB/T 2260, two digits; 0: national
digest = matching("[0-9a-f]{64}", "a SHA-256 of 64 hexadecimal digits")
CLIENT_REFERENCE = must(client_reference=matching(asked.FORM, asked.RULE))
PAGE = may(**{"from": Integer(1, 2**63 - 1)}, limit=Integer(1, PAGE_MAX))
AGAIN = may(again=text(NOTE_SIZE))  # why rows that were taken in before are meant
GROUND = may(document=document, note=note)  # on which an event is asked for
AFTER = may(
    after=Field(Integer(0, INT64_MAX), "`next` of the page before"), limit=Integer(1, PAGE_MAX)
)

# Values of replies.
COUNT = Integer(0, INT64_MAX)
NUMBER = Integer(1, INT64_MAX)
NUMBER_OR_NONE = Nullable(NUMBER)
FEN = Integer(0, INT64_MAX)
SIGNED_FEN = Integer(-INT64_MAX, INT64_MAX)
TONNES = Integer(0, INT64_MAX)
TIME_NS = Integer(0, INT64_MAX)
TEXT = Line(REPLY_TEXT_MAX)
TEXT_OR_NONE = Nullable(TEXT)
ANY_ACCOUNT = Integer(SUSPENSE, ACCOUNT_MAX)  # the registry's own are below 1
DATE_OR_NONE = Nullable(date)
NEXT = Nullable(COUNT, "on the last page")
EVENT = must(event=Field(NUMBER, "number of the event in the journal"))
CHANGE = must(change=Field(NUMBER, "number of the change in the register"))
BREAK = Record(
    must(
        what=TEXT,
        account=Nullable(ANY_ACCOUNT),
        instrument=TEXT_OR_NONE,
        registry=Nullable(SIGNED_FEN),
        exchange=Nullable(SIGNED_FEN),
        message=TEXT,
        bank=Nullable(FEN),
    )
)


def words(enumeration: type[IntEnum]) -> Word:
    """A reader of the lower-case words of an enumeration."""
    return Word(*[member.name.lower() for member in enumeration])


def rows(**fields: Reader | Field) -> Reader:
    """A list of maps, each with these fields."""
    return ListOf(Record(must(**fields)), "maps")


def row(
    name: str,
    help: str,
    roles: Sequence[str],
    fields: Mapping[str, Field] = NO_FIELDS,
    reply: Mapping[str, Field] = NO_FIELDS,
) -> Row:
    """An operation that the registry's server answers; `help` is one sentence."""
    return Row(name, Way.QUERY, help, asked_by(roles, fields), Record(reply))


def table(rows: Iterable[Row]) -> Table:
    """Operations with their roles and fields, which are the same for each role."""
    return {row.name: (tuple(row.fields), next(iter(row.fields.values()))) for row in rows}


def sign_off(fields: Mapping[str, Any], key: str, role: str) -> SignOff:
    """Who answers for a request, from its key and its `document` and `note`."""
    return SignOff(key, role, fields.get("document", ""), fields.get("note", ""))


def as_error(refusal: Refusal) -> RequestError:
    """A refusal as the error of a reply; one of a file says in its words too where in the file."""
    in_a_file = refusal.field is not None and refusal.field.startswith("line ")
    message = f"{refusal.field}: {refusal.message}" if in_a_file else refusal.message
    return RequestError(
        refusal.code, message, field=refusal.field, value=refusal.value, allowed=refusal.allowed
    )
