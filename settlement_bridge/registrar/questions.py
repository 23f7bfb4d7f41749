"""The questions to the books: entities, events, serial numbers, and the check."""

from __future__ import annotations

from typing import Any

from gateway.protocol.fields import account, code, number
from gateway.protocol.maps import Field, Record, may, must
from gateway.protocol.readers import Integer, Reader, Schema, out_of_range, wrong_type
from gateway.protocol.shapes import ListOf, Nullable
from settlement_bridge.books import serials
from settlement_bridge.fields import (
    ANY_ACCOUNT,
    BREAK,
    COUNT,
    DATE_OR_NONE,
    FEN,
    NEXT,
    NUMBER,
    NUMBER_OR_NONE,
    OWN,
    PAGE,
    STAFF,
    TEXT,
    TEXT_OR_NONE,
    TIME_NS,
    TONNES,
    any_account,
    entity,
    province,
    row,
    rows,
    words,
)
from settlement_bridge.records import EntityKind, Sector, State, Status


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


_KIND, _SECTOR, _STATUS = words(EntityKind), words(Sector), words(Status)
_STATE = words(State)
_ENTITY = must(
    entity=Field(entity, "its number"),
    name=TEXT,
    kind=_KIND,
    province=province,
    sector=_SECTOR,
    credit_code=TEXT_OR_NONE,
    status=_STATUS,
)
ACCOUNT = must(
    account=Field(ANY_ACCOUNT, "its number"),
    name=TEXT,
    opened_ns=TIME_NS,
    entity=Field(Nullable(entity), "the registry's own"),
    status=_STATUS,
)
_SIGNED_EVENT = must(
    event=Field(NUMBER, "its number: that of its first entry"),
    time_ns=TIME_NS,
    kind=TEXT,
    entries=COUNT,
    who=TEXT,
    role=TEXT,
    document=TEXT,
    note=TEXT,
    reverses=NUMBER_OR_NONE,
)
_MOVE = must(
    number=NUMBER,
    event=NUMBER,
    time_ns=TIME_NS,
    date=Field(DATE_OR_NONE, "trading day"),
    kind=TEXT,
    instrument=Field(TEXT_OR_NONE, "null: cash"),
    from_account=ANY_ACCOUNT,
    from_state=_STATE,
    to_account=ANY_ACCOUNT,
    to_state=_STATE,
    method=TEXT_OR_NONE,
    trade=NUMBER_OR_NONE,
    reference=NUMBER_OR_NONE,
    who=TEXT,
) | may(quantity=Field(TONNES, "of units"), amount_fen=Field(FEN, "of cash"))
ENTRY = _MOVE | must(
    units=Field(ListOf(ListOf(NUMBER, "[first, last]"), "spans"), "the first ones"),
    unit_spans=Field(COUNT, "all spans"),
)
_STEP = _MOVE | must(document=TEXT_OR_NONE, note=TEXT_OR_NONE, reverses=NUMBER_OR_NONE)
_BLOCK = must(
    instrument=TEXT,
    state=_STATE,
    quantity=TONNES,
    first=NUMBER,
    last=NUMBER,
    first_serial=TEXT,
    last_serial=TEXT,
    issue=Field(NUMBER, "entry of the journal that issued it"),
)


ROWS = (
    row(
        "instruments",
        "Instruments that are open in the registry, with the year of their units.",
        OWN + STAFF,
        reply=must(instruments=rows(instrument=TEXT, year=Nullable(COUNT))),
    ),
    row(
        "entities",
        "Entities in the order of their numbers.",
        STAFF,
        may(after=Field(any_account, "`next` of the page before")),
        must(entities=ListOf(Record(_ENTITY), "maps"), next=NEXT),
    ),
    row(
        "entity",
        "An entity with its representative and accounts, by its number or an account's.",
        OWN + STAFF,
        may(account=account, entity=entity),
        _ENTITY | must(representative=TEXT_OR_NONE, accounts=ListOf(Record(ACCOUNT), "maps")),
    ),
    row(
        "trace",
        "Where a tonne is, its issue and its moves.",
        STAFF,
        must(serial=PrintedSerial()),
        must(
            serial=TEXT,
            account=ANY_ACCOUNT,
            state=_STATE,
            issue=NUMBER,
            steps=ListOf(Record(_STEP), "maps"),
        ),
    ),
    row(
        "blocks",
        "An account's units as blocks of consecutive serial numbers.",
        OWN + STAFF,
        may(
            account=any_account,
            after_instrument=Field(code, "of the page before"),
            after=Field(Integer(0, 2**63 - 1), "of the page before"),
        ),
        must(
            blocks=ListOf(Record(_BLOCK), "maps"),
            next=Nullable(Record(must(after_instrument=TEXT, after=NUMBER)), "on the last page"),
        ),
    ),
    row(
        "events",
        "Signed events in the order of their numbers.",
        STAFF,
        PAGE,
        must(events=ListOf(Record(_SIGNED_EVENT), "maps"), next=NEXT),
    ),
    row(
        "event",
        "An event: who signed it, and its journal entries.",
        STAFF,
        must(event=number) | PAGE,
        must(
            signed=Nullable(Record(_SIGNED_EVENT), "it was not signed"),
            entries=ListOf(Record(ENTRY), "maps"),
            next=NEXT,
        ),
    ),
    row(
        "changes",
        "Changes of the register in the order of their numbers.",
        STAFF,
        PAGE,
        must(
            changes=rows(
                number=NUMBER,
                time_ns=TIME_NS,
                who=TEXT,
                role=TEXT,
                subject=TEXT,
                subject_number=COUNT,
                field=TEXT,
                before=TEXT,
                after=TEXT,
                document=TEXT,
            ),
            next=NEXT,
        ),
    ),
    row(
        "check",
        "Check the books: conservation, serial numbers, sub-ledgers, defaults.",
        STAFF,
        reply=must(breaks=ListOf(BREAK, "maps"), break_count=COUNT),
    ),
)
