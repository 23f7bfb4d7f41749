"""Operations of the registrar (登记): entities, instruments, files, events, histories."""

from __future__ import annotations

from gateway.protocol.fields import account, code, number, words
from gateway.protocol.maps import Field, Record, may, must
from gateway.protocol.readers import Integer
from gateway.protocol.shapes import ListOf, Nullable
from gateway.protocol.texts import Word
from gateway.protocol.values import COUNT, TIME_NS, TONNES, record, rows
from settlement_bridge.books.parties import EntityKind, Sector, Status
from settlement_bridge.books.settings import DIRECTIONS
from settlement_bridge.operations.fields import (
    AGAIN,
    AUTHORITY,
    CITY,
    CREDIT_CODE,
    FILE,
    GROUND,
    OPERATOR,
    OWN,
    PAGE,
    SIGNED,
    STAFF,
    YEAR,
    PrintedSerial,
    act,
    any_account,
    count,
    digest,
    document_field,
    entity,
    minute,
    name,
    once,
    part,
    province,
    question,
)
from settlement_bridge.operations.replies import (
    ACCOUNT_FIELDS,
    ANY_ACCOUNT,
    BREAKS,
    CHANGE,
    CUT,
    ENTITY_FIELDS,
    ENTRIES,
    EVENT,
    EVENT_NUMBER,
    INSTRUMENT,
    NEXT,
    NUMBER,
    STATE,
    STEP,
    TEXT,
    TEXT_OR_NULL,
)

FILE_MAX = 16 * 1024 * 1024  # characters of a file sent up
_DIRECTION = Word(*[task.name.lower() for task in DIRECTIONS])
_STATUS = Word(*words(Status))
_STATUS_FIELDS = must(status=Field(_STATUS, "from now on"), document=document_field)
_WINDOW = Field(TEXT, '`"09:00-15:30"` or `"all day"`')

ROWS = (
    act(
        "open_entity",
        "Open an entity.",
        OPERATOR,
        must(
            entity=entity,
            name=Field(name, "its name"),
            kind=Field(Word(*words(EntityKind)), "what it is to the registry"),
        )
        | may(
            province=Field(province, "GB/T 2260, two digits; 0: national"),
            sector=Field(Word(*words(Sector)), "an emitter's sector"),
            credit_code=Field(CREDIT_CODE, "统一社会信用代码"),
        ),
        record(entity=NUMBER),
    ),
    act(
        "set_city",
        "State the city of an entity, whose authority sees it from then on.",
        OPERATOR,
        must(entity=entity, city=CITY, document=document_field),
        CHANGE,
    ),
    act(
        "set_entity_status",
        "Suspend, restore or close an entity.",
        OPERATOR,
        must(entity=entity) | _STATUS_FIELDS,
        CHANGE,
    ),
    act(
        "set_account_status",
        "Suspend, restore or close an account.",
        OPERATOR,
        must(account=account) | _STATUS_FIELDS,
        CHANGE,
    ),
    act(
        "name_representative",
        "Name an entity's representative.",
        OPERATOR,
        must(entity=entity, name=Field(name, "who represents it"), document=document_field),
        CHANGE,
    ),
    act(
        "set_transfer_window",
        "Set the hours of the day for transfers of units; without hours all day.",
        OPERATOR,
        must(direction=Field(_DIRECTION, "which way"), document=document_field)
        | may(
            opens=Field(minute, "from when, in Shanghai; without it all day"),
            closes=Field(minute, "until when, in Shanghai"),
        ),
        CHANGE,
    ),
    question(
        "transfer_windows",
        "The hours of the day for transfers of units.",
        OWN + STAFF,
        reply=record(transfer_in=_WINDOW, transfer_out=_WINDOW),
    ),
    once(
        "reverse",
        "Take an event back by its opposite, the same units and cash.",
        OPERATOR,
        must(event=Field(number, "number of the event")) | SIGNED,
        EVENT_NUMBER,
        approval="always",
    ),
    act(
        "upload",
        "Send a part of a file up.",
        OPERATOR,
        must(
            digest=Field(digest, "SHA-256 of the whole file"),
            offset=Field(Integer(0, FILE_MAX), "in characters"),
            text=part,
        ),
        record(length=Field(COUNT, "characters so far")),
    ),
    act(
        "allocate_file",
        "Issue the units of an allocation file (初始分配), all of them or none.",
        OPERATOR,
        FILE | AGAIN | GROUND,
        record(event=Field(NUMBER, "number of its first journal entry"), cut=CUT),
        approval="always",
    ),
    act(
        "open_instrument",
        "Let units of an instrument be issued.",
        OPERATOR,
        must(instrument=code, document=document_field)
        | may(year=Field(YEAR, "of its units, where the code has none")),
        CHANGE,
    ),
    question(
        "instruments",
        "Instruments of which units may be issued.",
        OWN + STAFF,
        reply=record(
            instruments=rows(instrument=INSTRUMENT, year=Nullable(COUNT, "each issue has its own"))
        ),
    ),
    question(
        "entities",
        "All entities in order of their numbers, to an authority those of its scope.",
        STAFF + AUTHORITY,
        may(after=Field(any_account, "`next` of the page before")),
        record(entities=ListOf(Record(ENTITY_FIELDS), "maps"), next=NEXT),
    ),
    question(
        "entity",
        "An entity with its representative and accounts.",
        OWN + STAFF + AUTHORITY,
        may(account=account, entity=entity),
        Record(
            ENTITY_FIELDS
            | must(representative=TEXT_OR_NULL, accounts=ListOf(Record(ACCOUNT_FIELDS), "maps"))
        ),
    ),
    question(
        "trace",
        "The history of one tonne; an account reads its part of those that it has.",
        OWN + STAFF,
        must(serial=PrintedSerial()),
        record(
            serial=TEXT,
            account=ANY_ACCOUNT,
            state=STATE,
            issue=NUMBER,
            steps=Field(ListOf(Record(STEP), "maps"), "its last 500 moves"),
        ),
    ),
    question(
        "blocks",
        "An account's units by serial number.",
        OWN + STAFF,
        may(
            account=any_account,
            after_instrument=Field(code, "as `next` of the page before"),
            after=Field(count, "as `next` of the page before"),
        ),
        record(
            blocks=rows(
                instrument=INSTRUMENT,
                state=STATE,
                quantity=TONNES,
                first=NUMBER,
                last=NUMBER,
                first_serial=TEXT,
                last_serial=TEXT,
                issue=NUMBER,
            ),
            next=Nullable(record(after_instrument=INSTRUMENT, after=COUNT), "on the last page"),
        ),
    ),
    question(
        "events",
        "Events that somebody asked for.",
        STAFF,
        PAGE,
        record(events=ListOf(Record(EVENT), "maps"), next=NEXT),
    ),
    question(
        "event",
        "The journal entries of an event.",
        STAFF,
        must(event=number) | PAGE,
        record(signed=Nullable(Record(EVENT), "nobody asked for it"), entries=ENTRIES, next=NEXT),
    ),
    question(
        "changes",
        "Changes of entities, accounts, representatives and rules.",
        STAFF,
        PAGE,
        record(
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
    question(
        "check",
        "The registry's books against themselves.",
        STAFF,
        reply=record(breaks=Field(BREAKS, "the first 500"), break_count=COUNT),
    ),
)
