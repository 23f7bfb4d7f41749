"""Operations on the register: what staff and the schedule did, and who changed which key."""

from __future__ import annotations

from gateway.protocol import fields as readers
from gateway.protocol.fields import INT64_MAX
from gateway.protocol.maps import Field, Record, may, must
from gateway.protocol.operations import Row, Way
from gateway.protocol.readers import Integer
from gateway.protocol.shapes import ListOf, MapOf
from gateway.protocol.table.words import EXCHANGE
from gateway.protocol.texts import Word
from gateway.protocol.values import (
    ANY_TEXT,
    BOOLEAN,
    DATE_OR_NONE,
    NEXT,
    NUMBER,
    TEXT,
    TIME_NS,
    record,
)
from gateway.protocol.weights import Weight

ACTS_PAGE = 100  # acts of one answer
DOERS = ("key", "schedule", "system_user")
ACT = must(
    number=Field(NUMBER, "of its command, or of the change in the journal of keys"),
    time_ns=TIME_NS,
    date=Field(DATE_OR_NONE, 'the trading day, `""` before the first known one'),
    by=Field(Word(*DOERS), "what did it: a key of staff, the schedule, a user of the machine"),
    who=Field(TEXT, "id of the key, name of the user, `schedule`"),
    act=Field(TEXT, "an operation, or `key_` and what became of the key"),
    about=Field(MapOf(ANY_TEXT, "fields"), "its fields in words: names, CNY, t"),
    reason=Field(ANY_TEXT, '`""`: none was given'),
    outcome=Field(TEXT, '`accepted`, the reason of a refusal, `""` where it is not known'),
    approved_by=Field(TEXT, 'id of the second key that has approved it, `""` without one'),
    approval_reason=Field(ANY_TEXT, "why it was approved"),
)
_TIME = Integer(0, INT64_MAX, "ns")  # since 1970
_WANTED = may(
    who=Field(readers.line, "acts of this key, this user, or of the `schedule`"),
    act=Field(readers.line, "acts of this kind"),
    date=Field(readers.date, "acts of this trading day, which goes until the next one starts"),
    from_ns=Field(_TIME, "not before this moment"),
    to_ns=Field(_TIME, "not after this moment"),
    after=Field(readers.number, "`next` of the page before"),
)

ROWS = (
    Row(
        "acts",
        Way.QUERY,
        "What staff and the schedule did, newest first: who, when, why, with what outcome.",
        {EXCHANGE: _WANTED},
        record(
            acts=Field(ListOf(Record(ACT), "maps"), "those wanted, up to 100"),
            next=NEXT,
            older=Field(BOOLEAN, "there are older acts that only the data folder has"),
        ),
        weight=Weight(each=16, rows=4, page=ACTS_PAGE),
    ),
    Row(
        "key_changes",
        Way.QUERY,
        "Who made, changed or withdrew which key, newest first, from the journal of keys.",
        {EXCHANGE: _WANTED},
        record(changes=Field(ListOf(Record(ACT), "maps"), "those wanted, up to 100"), next=NEXT),
        weight=Weight(each=16, rows=4, page=ACTS_PAGE),
    ),
)
