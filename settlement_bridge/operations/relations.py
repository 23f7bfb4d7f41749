"""Operations on relations between entities (关联关系)."""

from __future__ import annotations

from engine.commands import Relation
from gateway.protocol.codes import Code
from gateway.protocol.fields import date, legal_name, words
from gateway.protocol.maps import Field, may, must
from gateway.protocol.texts import Word
from gateway.protocol.values import COUNT, DATE, TIME_NS, record, rows
from settlement_bridge.operations.fields import (
    AGAIN,
    FILE,
    OPERATOR,
    STAFF,
    act,
    count,
    document,
    entity,
    question,
)
from settlement_bridge.operations.replies import (
    DATE_OR_NULL,
    NEXT,
    NUMBER,
    NUMBER_OR_NULL,
    TEXT,
    TEXT_OR_NULL,
)

STATED = [word for word in words(Relation) if word != "account"]

ROWS = (
    act(
        "relate",
        "State how an entity is related to another one, or to somebody by name; the same entity,"
        " relation and party again replaces the days.",
        OPERATOR,
        must(
            entity=entity,
            relation=Field(Word(*STATED), "what the party is to the entity"),
            first=Field(date, "first day"),
            document=Field(document, "the source: a report, a register"),
        )
        | may(
            other=Field(entity, "the party, where it is an entity of the registry"),
            party=Field(legal_name, "the party's name, where it is none"),
            last=Field(date, "last day; without it open"),
        ),
        record(number=Field(NUMBER, "by which the exchange knows it")),
    ),
    act(
        "relations_file",
        "Take in a file of relations, all of it or nothing.",
        OPERATOR,
        FILE | AGAIN,
        record(relations=Field(COUNT, "stated")),
    ),
    question(
        "relations",
        "The relations that count, in order of their numbers.",
        STAFF,
        may(
            entity=Field(entity, "only its own, and those to it"),
            date=Field(date, "only those that hold on this day"),
            after=Field(count, "`next` of the page before"),
        ),
        record(
            relations=rows(
                number=NUMBER,
                entity=COUNT,
                relation=Field(Word(*words(Relation)), "`account`: the party is an account of it"),
                other=Field(NUMBER_OR_NULL, "the party, an entity or account"),
                party=Field(TEXT_OR_NULL, "or its name"),
                first=DATE,
                last=DATE_OR_NULL,
                source=TEXT,
                time_ns=TIME_NS,
                who=TEXT,
            ),
            next=NEXT,
        ),
    ),
)
REASONS: dict[str, Code] = {
    "entity_same": Code("an entity is not related to itself", "Name another entity."),
}
