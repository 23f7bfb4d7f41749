"""Operations for surveillance: relations of entities, from the registry, acts on cases, and cases
themselves.
"""

from __future__ import annotations

from gateway.protocol import fields as readers
from gateway.protocol.maps import Field, may, must
from gateway.protocol.operations import Row, Way, asked_by
from gateway.protocol.table import cases
from gateway.protocol.table.words import BRIDGE, EXCHANGE, OPERATIONS, WATCH, with_acts
from gateway.protocol.values import COUNT, NUMBER, record

_ENTITY = Field(readers.account, "number of the entity")
_RELATION = must(
    reference=Field(readers.number, "the registry's number of it, greater than the last"),
    entity=_ENTITY,
    relation=Field(readers.relation, "what the party is to it"),
    first=Field(readers.date, "first day"),
) | may(
    follows=Field(readers.number, "`reference` of the relation before it"),
    last=Field(readers.date, "last day; without it open"),
    other=Field(readers.account, "number of the party, where it is an entity or account"),
    party=Field(readers.legal_name, "its name, where it is none", carried=True),
)
_ACT = must(
    case_number=Field(readers.number, "its number", "case"),
    act=Field(readers.case_act, "what is done"),
    case_note=Field(readers.wording, "whom it is assigned to, or why", carried=True),
) | may(
    measure=Field(readers.measure, "which is taken, or it is closed with"),
    day=Field(readers.date, "until when an answer is due, or a restriction holds"),
)

ROWS = (
    Row(
        "relate",
        Way.COMMAND,
        "Take in a relation of an entity, as the registry has it; one with the same entity,"
        " relation and party replaces the one before.",
        {BRIDGE: _RELATION},
        choice="related",
    ),
    Row(
        "last_relation",
        Way.QUERY,
        "The number of the last relation that was taken in.",
        asked_by((BRIDGE, EXCHANGE)),
        record(last=Field(COUNT, "0 before the first")),
    ),
    *with_acts(
        OPERATIONS,
        Row(
            "case_act",
            Way.COMMAND,
            "Do something with a case of surveillance; journalled with the key that does it.",
            {EXCHANGE: _ACT},
            record(event=Field(NUMBER, "of its acknowledgement")),
            choice="on_case",
            answer="done_with_case",
            duties=(WATCH, OPERATIONS),
        ),
    ),
    *cases.ROWS,
)
