"""The operations of the registrar (登记): entities, windows, instruments, allocation, reversals;
who may ask which, with which fields, and what is replied.
"""

from __future__ import annotations

from typing import Any

from gateway.protocol.fields import account, code, number
from gateway.protocol.maps import Field, may, must
from gateway.protocol.readers import Integer, Reader, Schema, out_of_range, wrong_type
from gateway.protocol.texts import Word
from settlement_bridge.books import serials
from settlement_bridge.books.settings import DIRECTIONS
from settlement_bridge.fields import (
    AGAIN,
    CHANGE,
    COUNT,
    EVENT,
    GROUND,
    NUMBER,
    OPERATOR,
    OWN,
    STAFF,
    TEXT,
    digest,
    document,
    entity,
    matching,
    minute,
    name,
    province,
    row,
    words,
)
from settlement_bridge.intake.uploads import FILE_MAX
from settlement_bridge.records import EntityKind, Sector, Status
from settlement_bridge.registrar import questions

PART_MAX = 20_000  # characters of one part of it
CREDIT_CODE = matching(
    "[0-9A-Z]{18}",
    "a unified social credit code (统一社会信用代码) of 18 digits and capital letters",
)


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


_DIRECTION = Word(*[task.name.lower() for task in DIRECTIONS])
_KIND, _SECTOR, _STATUS = words(EntityKind), words(Sector), words(Status)
_YEAR = Integer(serials.YEARS.start, serials.YEARS.stop - 1)
ROWS = (
    row(
        "open_entity",
        "Enter an entity in the register.",
        OPERATOR,
        must(entity=entity, name=name, kind=_KIND)
        | may(province=province, sector=_SECTOR, credit_code=CREDIT_CODE),
        must(entity=entity),
    ),
    row(
        "set_entity_status",
        "Suspend an entity with its accounts, let it act again, or close it.",
        OPERATOR,
        must(entity=entity, status=_STATUS, document=document),
        CHANGE,
    ),
    row(
        "set_account_status",
        "Suspend an account, let it act again, or close it.",
        OPERATOR,
        must(account=account, status=_STATUS, document=document),
        CHANGE,
    ),
    row(
        "name_representative",
        "Enter the person who represents an entity.",
        OPERATOR,
        must(entity=entity, name=name, document=document),
        CHANGE,
    ),
    row(
        "set_transfer_window",
        "Set the hours of a day in which units are transferred in a direction.",
        OPERATOR,
        must(direction=_DIRECTION, document=document)
        | may(
            opens=Field(minute, "without both the window is always open"),
            closes=Field(minute, "without it the end of the day"),
        ),
        CHANGE,
    ),
    row(
        "transfer_windows",
        "The hours of a day in which units are transferred.",
        OWN + STAFF,
        reply=must(transfer_in=TEXT, transfer_out=TEXT),
    ),
    row(
        "reverse",
        "Reverse a signed event by its opposite.",
        OPERATOR,
        must(event=Field(number, "its number")) | GROUND | must(document=document),
        must(event=Field(NUMBER, "number of the reversing event")),
    ),
    row(
        "upload",
        "Upload a part of a file, which other operations then name by its digest.",
        OPERATOR,
        must(
            digest=Field(digest, "SHA-256 of the whole text"),
            offset=Field(Integer(0, FILE_MAX), "characters before this part"),
            text=Part(),
        ),
        must(length=Field(COUNT, "characters that have arrived")),
    ),
    row(
        "allocate_file",
        "Issue the units of an allocation file as one event, or none.",
        OPERATOR,
        must(
            digest=Field(digest, "SHA-256 of the file's text, which was uploaded before"),
            reference=Field(document, "name of the file, used once"),
        )
        | AGAIN
        | GROUND,
        EVENT,
    ),
    row(
        "open_instrument",
        "Open an instrument in the registry before the exchange lists it.",
        OPERATOR,
        must(instrument=code, document=document) | may(year=_YEAR),
        CHANGE,
    ),
    *questions.ROWS,
)
