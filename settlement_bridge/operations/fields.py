"""Who asks what of the registry, the fields that its operations share (see
gateway/protocol/fields.py), and the rows of its table.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from gateway.protocol.fields import ACCOUNT_MAX
from gateway.protocol.maps import Field, Fields, may, must
from gateway.protocol.operations import NO_FIELDS, NOTHING, Row, Way, asked_by
from gateway.protocol.readers import Integer, Pattern, Reader, Schema, out_of_range, wrong_type
from gateway.protocol.shapes import Converted
from gateway.protocol.texts import Printable
from settlement_bridge import asked
from settlement_bridge.books.serials import YEARS
from settlement_bridge.records import DOCUMENT_SIZE, NAME_SIZE, NOTE_SIZE, PAGE_MAX, SignOff

ALL = ("member", "viewer", "exchange", "feed", "bridge")
OWN = ("member", "viewer")  # read their own account
STAFF = ("exchange", "bridge")  # read all
MEMBER = ("member",)
OPERATOR = ("bridge",)

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
count = Integer(0, NUMBER_MAX)
document_field = Field(document, "the ground: court order, contract")
note_field = Field(note, "a note beside it")
_REFERENCE = Field(matching(asked.FORM, asked.RULE), "the client's own name of this request")
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
) -> Row:
    """The row of an operation that writes."""
    return Row(name, Way.COMMAND, words, asked_by(roles, fields), reply)


def once(
    name: str, words: str, roles: Sequence[str], fields: Fields, reply: Reader = NOTHING
) -> Row:
    """The row of one that is done once however often it is sent."""
    return act(name, words, roles, fields | CLIENT_REFERENCE, reply)
