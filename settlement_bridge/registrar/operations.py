"""The desk's operations: who may ask which, with which fields."""

from __future__ import annotations

from typing import Any

from gateway.protocol.fields import account, code, number
from gateway.protocol.maps import may, must
from gateway.protocol.readers import Choice, Integer, Reader, Schema, out_of_range, wrong_type
from settlement_bridge.books import serials
from settlement_bridge.books.settings import DIRECTIONS
from settlement_bridge.fields import (
    AGAIN,
    GROUND,
    OPERATOR,
    OWN,
    PAGE,
    STAFF,
    Table,
    any_account,
    digest,
    document,
    entity,
    matching,
    minute,
    name,
    province,
)
from settlement_bridge.intake.uploads import FILE_MAX
from settlement_bridge.records import EntityKind, Sector, Status

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


class PrintedSerial(Reader):
    """A serial number as it is printed."""

    python = "str"
    text = serials.FORM

    def __call__(self, name: str, value: Any) -> serials.Serial:
        """The serial number. Raises RequestError."""
        if type(value) is not str:
            raise wrong_type(name, value, "a text")
        try:
            return serials.read(value[:100])
        except ValueError as error:
            raise out_of_range(name, value, serials.FORM, str(error)) from error

    def schema(self) -> Schema:
        """A text."""
        return {"type": "string", "description": serials.FORM}


def _words(enumeration: Any) -> dict[str, int]:
    return {member.name.lower(): int(member) for member in enumeration}


_DIRECTION = Choice({task.name.lower(): int(task) for task in DIRECTIONS})
_KIND, _SECTOR, _STATUS = Choice(_words(EntityKind)), Choice(_words(Sector)), Choice(_words(Status))

_YEAR = Integer(serials.YEARS.start, serials.YEARS.stop - 1)

TABLE: Table = {
    "open_entity": (
        OPERATOR,
        must(entity=entity, name=name, kind=_KIND)
        | may(province=province, sector=_SECTOR, credit_code=CREDIT_CODE),
    ),
    "set_entity_status": (OPERATOR, must(entity=entity, status=_STATUS, document=document)),
    "set_account_status": (OPERATOR, must(account=account, status=_STATUS, document=document)),
    "name_representative": (OPERATOR, must(entity=entity, name=name, document=document)),
    "set_transfer_window": (
        OPERATOR,
        must(direction=_DIRECTION, document=document) | may(opens=minute, closes=minute),
    ),
    "transfer_windows": (OWN + STAFF, {}),
    "reverse": (OPERATOR, must(event=number) | GROUND | must(document=document)),
    "upload": (OPERATOR, must(digest=digest, offset=Integer(0, FILE_MAX), text=Part())),
    "allocate_file": (OPERATOR, must(digest=digest, reference=document) | AGAIN | GROUND),
    "open_instrument": (
        OPERATOR,
        must(instrument=code, document=document) | may(year=_YEAR),
    ),
    "instruments": (OWN + STAFF, {}),
    "entities": (STAFF, may(after=any_account)),
    "entity": (OWN + STAFF, may(account=account, entity=entity)),
    "trace": (STAFF, must(serial=PrintedSerial())),
    "blocks": (
        OWN + STAFF,
        may(account=any_account, after_instrument=code, after=Integer(0, 2**63 - 1)),
    ),
    "events": (STAFF, PAGE),
    "event": (STAFF, must(event=number) | PAGE),
    "changes": (STAFF, PAGE),
    "check": (STAFF, {}),
}
