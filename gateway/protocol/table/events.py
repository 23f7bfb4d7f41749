"""An event of the engine as it is sent to its followers: its fields that are not zero."""

from __future__ import annotations

from engine.commands import CommandKind, TextUse
from engine.events import EventKind, Reason
from gateway.protocol.fields import INT64_MAX, words
from gateway.protocol.maps import Field, Record, may, must
from gateway.protocol.readers import Integer
from gateway.protocol.shapes import OneOf
from gateway.protocol.texts import Word
from gateway.protocol.values import (
    CODE,
    COUNT,
    DATE,
    HEX_16,
    METHOD,
    NUMBER,
    PHASE,
    SIDE,
    TEXT,
    TIME_NS,
)

SEALED = "sealed"  # an event of a bid before the result: that there was one, and nothing of it
_INTEGER = Integer(-INT64_MAX - 1, INT64_MAX)
_WRITTEN = may(
    reason=Word(*words(Reason)),
    command_kind=OneOf(Word(*words(CommandKind)), COUNT),
    side=OneOf(SIDE, COUNT),
    date=DATE,
    tape_hash=HEX_16,
    method=METHOD,
    phase=PHASE,
    text=TEXT,
    use=Word(*(use.word for use in TextUse)),
)
_USED = {field for kind in EventKind for fields in kind.uses.values() for field in fields}
_PLAIN = may(**dict.fromkeys(sorted(_USED - _WRITTEN.keys()), _INTEGER))
EVENT = Record(
    must(
        sequence=Field(NUMBER, "its number, without holes"),
        command=Field(NUMBER, "the command that it follows from"),
        time_ns=TIME_NS,
        kind=Word(*words(EventKind), SEALED),
    )
    | _PLAIN
    | _WRITTEN
    | may(code=Field(CODE, "of the instrument"), note=Field(TEXT, "of the block desk"))
)
