"""What is said of a request that is refused."""

from __future__ import annotations

from gateway.protocol.maps import Field, Record, may, must
from gateway.protocol.shapes import Anything, Nullable
from gateway.protocol.table.words import COUNT, TEXT
from gateway.protocol.texts import Line

MESSAGE_MAX = 4_096  # characters of a sentence

ERROR = Record(
    must(
        code=Field(TEXT, "the reason, a word"),
        field=Field(Nullable(TEXT), "of the request"),
        value=Field(Anything(), "what the request said"),
        allowed=Field(Anything(), "what would pass"),
        message=Field(Line(MESSAGE_MAX), "for people"),
    )
    | may(retry_after_ms=Field(COUNT, "when to send it again"))
)
