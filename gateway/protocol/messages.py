"""Messages that all three servers have: the log-on, a refusal, signs of life."""

from __future__ import annotations

from collections.abc import Mapping

from gateway.protocol.maps import Field, Fields, Record, may, must
from gateway.protocol.operations import LOG_ON, Row
from gateway.protocol.proofs import CHAIN_MAX, CHAIN_TEXT, PROOF, PROTOCOL_VERSION
from gateway.protocol.readers import Integer
from gateway.protocol.shapes import Anything, ListOf, Nullable
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
PROVEN = PROOF.replace("\n", "\\n")  # as a page writes it
HEARTBEAT = must(type=Word("heartbeat"), server_time_ns=TIME_NS)
Pushed = Mapping[str, tuple[str, Fields]]  # a message of the server by its name: help and fields


FOLLOWED = CHAIN_TEXT.replace("\n", "\\n")
CHAINED = f"earlier keys, the oldest first, {CHAIN_MAX} at most; each signs its follower"
LINK = Record(
    must(
        key=Field(TEXT, "an earlier public key of the server"),
        signature=Field(TEXT, f"its own, hex, over `{FOLLOWED}`"),
    )
)


def pushed(server: str) -> Pushed:
    """What a server of that kind sends unasked, as every one does."""
    return {
        "challenge": ("The first message of a connection, always text.", challenge(server)),
        "heartbeat": ("A sign of life of the server.", HEARTBEAT),
    }


def challenge(server: str) -> Fields:
    """The challenge of a server of that kind."""
    proof = f"if the client brought a nonce: hex, over `{PROVEN}`"
    return must(
        type=Word("challenge"),
        protocol=Field(Integer(PROTOCOL_VERSION, PROTOCOL_VERSION), "version of the protocol"),
        server=Field(Word(server), "kind of server"),
        venue=TEXT,
        server_key=Field(TEXT, "public key of the server, 64 hex digits"),
        nonce=Field(TEXT, "drawn by the server for this connection"),
        client_nonce=Field(TEXT, "that the client came with; empty without one"),
        binding=Field(TEXT, "`plain`, or `sha256:` and the digest of the server's certificate"),
        server_time_ns=TIME_NS,
    ) | may(signature=Field(TEXT, proof), chain=Field(ListOf(LINK, "links"), CHAINED))


def log_on(reply: Fields) -> Row:
    """The log-on to a server that replies these fields beside those that all reply."""
    common = must(
        role=TEXT,
        account=Nullable(ACCOUNT, "but for members and viewers"),
        venue=TEXT,
        received_ns=Field(TIME_NS, "when the log-on came"),
        server_time_ns=Field(TIME_NS, "when it was answered"),
    )
    return Row(
        LOG_ON.name,
        LOG_ON.way,
        "Log on with a signature over the challenge.",
        {"everyone": LOG_ON.fields},
        Record(common | reply),
    )
