"""Messages that all three servers have: the log-on, a refusal, signs of life."""

from __future__ import annotations

from collections.abc import Mapping

from gateway.protocol.maps import Field, Fields, Record, may, must
from gateway.protocol.operations import LOG_ON, PROTOCOL_VERSION, Row
from gateway.protocol.readers import Integer
from gateway.protocol.shapes import Anything, Nullable
from gateway.protocol.texts import Line, Word
from gateway.protocol.values import ACCOUNT, COUNT, TEXT, TIME_NS

MESSAGE_MAX = 4_096  # characters of a sentence

ERROR = Record(
    must(
        code=Field(TEXT, "the reason, a word"),
        field=Field(Nullable(TEXT), "field of the request"),
        value=Field(Anything(), "its value in the request"),
        allowed=Field(Anything(), "what would pass"),
        message=Field(Line(MESSAGE_MAX), "for people"),
    )
    | may(retry_after_ms=Field(COUNT, "when to send it again"))
)
CHALLENGE = must(
    type=Word("challenge"),
    nonce=TEXT,
    server_time_ns=TIME_NS,
    venue=TEXT,
    protocol=Field(Integer(PROTOCOL_VERSION, PROTOCOL_VERSION), "version of the protocol"),
)
HEARTBEAT = must(type=Word("heartbeat"), server_time_ns=TIME_NS)
Pushed = Mapping[str, tuple[str, Fields]]  # a message of the server by its name: help and fields
PUSHED: Pushed = {
    "challenge": ("The first message of a connection, always text.", CHALLENGE),
    "heartbeat": ("A sign of life of the server.", HEARTBEAT),
}


def log_on(reply: Fields) -> Row:
    """The log-on to a server that replies these fields beside those that all reply."""
    common = must(
        role=TEXT,
        account=Nullable(ACCOUNT, "but for members and viewers"),
        venue=TEXT,
        server_time_ns=TIME_NS,
    )
    return Row(
        LOG_ON.name,
        LOG_ON.way,
        "Log on with a signature over the challenge.",
        {"everyone": LOG_ON.fields},
        Record(common | reply),
    )
