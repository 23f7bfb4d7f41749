"""The bytes of a log: one row of segments, each a header of 4096 bytes, then frames: a header of
192 bytes, a payload of records.

A segment is a file. Positions go on from one to the next as if all were one file; a segment's
header states at which position it begins. Every frame begins on a multiple of 64 bytes. A frame's
header states its position, what it holds, checksum and SHA-256 of its payload and the link of what
is before it; its own link is the SHA-256 of its header. A segment's header names the link of the
last frame before it and has a link of its own for the frame that follows, so the links chain
everything written. A start relies on the checksums; the links are proven by `ceax log verify`.
Little-endian throughout. Numbers of kinds and flags are never reused; a reader refuses those it
does not know.

| bytes | field | meaning |
|---|---|---|
| 0 | magic | ``CXB1`` |
| 4 | kind | FrameKind |
| 6 | version | FRAME_VERSION |
| 8 | flags | none yet, 0 |
| 12 | record_bytes | size of one record; since version 3 of its hot part |
| 16 | first_sequence | number of the first record; of the next one, where a frame counts none |
| 24 | records | records in the payload |
| 28 | payload_checksum | CRC-32 of the payload; 0 in version 1 |
| 32 | payload_bytes | without the padding to a multiple of 64 |
| 40 | position | where in the log this frame begins |
| 48 | synced_to | bytes of the log known to be synced when the frame was written |
| 56 | epoch | start of the engine that wrote it |
| 64 | time_ns | of its records |
| 72 | last_command | last command known to be synced (events), or in the frame (commands) |
| 80 | payload_digest | SHA-256 of the payload |
| 112 | previous | link of the frame before; of a segment's first: SHA-256 of the segment's header |
| 144 | room | 0 |
| 188 | checksum | CRC-32 of the header's first 188 bytes |
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Iterable
from enum import IntEnum
from typing import NamedTuple

from isal.isal_zlib import crc32

from engine.errors import LogUnreadable

# Of a segment's header. 1: a log that is one file; 2: records as they are in memory.
FORMAT_VERSION = 3
# 1: no checksum of the payload; 2: records as they are in memory; since 3 they are compact
# (engine/record/log/compact.py).
FRAME_VERSION = 3
FILE_MAGIC = b"CEAXLOG\n"
FRAME_MAGIC = b"CXB1"
FILE_HEADER_BYTES = 4096
FRAME_HEADER_BYTES = 192
ALIGNMENT = 64
PAYLOAD_MAX_BYTES = 16 * 1024 * 1024

_FRAME = struct.Struct("<4sHHIIqIIQQQQqq32s32s44s")
_CHECKSUM = struct.Struct("<I")


class FrameKind(IntEnum):
    """What a frame's payload holds."""

    EPOCH = 1  # an engine has started: its build as text
    COMMANDS = 2
    EVENTS = 3
    CLOSING = 4  # the engine stopped in order: no payload
    NOTE = 5  # 64 bytes about something outside the log, which its chain is to prove


NUMBERED = (FrameKind.COMMANDS, FrameKind.EVENTS)  # kinds whose records count in the sequence


class FileHeader(NamedTuple):
    """What a segment says of itself. `build`, `epoch` and `created_ns` are those of the engine that
    began it.

    `rules` is the version of the rules that decide its commands. `origin` names the log: the link
    of the header of the command log's first segment, in hex; empty in that one itself.
    """

    holds: str
    venue: str
    build: str
    epoch: int
    created_ns: int
    capacity: dict[str, int]
    origin: str = ""
    base: int = 0  # position in the log at which the segment begins
    first_sequence: int = 1  # number of its first record
    previous: str = ""  # link of the last frame before it, in hex
    rules: int = 1
    format: int = FORMAT_VERSION


class FrameHeader(NamedTuple):
    """A frame's header, field by field as in the table above."""

    kind: int
    version: int
    flags: int
    record_bytes: int
    first_sequence: int
    records: int
    payload_checksum: int
    payload_bytes: int
    position: int
    synced_to: int
    epoch: int
    time_ns: int
    last_command: int
    payload_digest: bytes
    previous: bytes

    @property
    def end(self) -> int:
        """Position after the frame."""
        return self.position + FRAME_HEADER_BYTES + padded(self.payload_bytes)


def padded(count: int) -> int:
    """Round up to the alignment of frames."""
    return -(-count // ALIGNMENT) * ALIGNMENT


def link_of(header: bytes | memoryview) -> bytes:
    """The link by which the next frame names this header."""
    return hashlib.sha256(header).digest()


def links_of(headers: Iterable[bytes]) -> list[bytes]:
    """The links of many headers, as `link_of` without a call for each."""
    sha256 = hashlib.sha256
    return [sha256(each).digest() for each in headers]


def digest_of(payload: bytes | memoryview) -> bytes:
    """The digest by which a frame's header names its payload."""
    return hashlib.sha256(payload).digest()


def checksum_of(payload: bytes | memoryview) -> int:
    """The checksum of a payload in its frame's header: CRC-32 as zlib computes it."""
    return crc32(payload)


def pack_file_header(header: FileHeader) -> bytes:
    """The first 4096 bytes of a segment: magic, the fields as one line of JSON, zeros, CRC-32."""
    fields = json.dumps({"format": header.format, **header._asdict()}).encode()
    body = (FILE_MAGIC + fields + b"\n").ljust(FILE_HEADER_BYTES - _CHECKSUM.size, b"\0")
    return body + _CHECKSUM.pack(crc32(body))


def unpack_file_header(raw: bytes, name: str) -> FileHeader:
    """Read a segment's header.

    Raises LogUnreadable when it is none, damaged, or of a later format.
    """
    if len(raw) < FILE_HEADER_BYTES or not raw.startswith(FILE_MAGIC):
        raise LogUnreadable(f"{name} does not begin with the header of a log")
    body = raw[: FILE_HEADER_BYTES - _CHECKSUM.size]
    if raw[len(body) : FILE_HEADER_BYTES] != _CHECKSUM.pack(crc32(body)):
        raise LogUnreadable(f"{name}: the header's checksum is wrong, record 0 at offset 0")
    fields = json.loads(body[len(FILE_MAGIC) :].rstrip(b"\0"))
    if not 1 <= (version := fields["format"]) <= FORMAT_VERSION:
        raise LogUnreadable(f"{name} has format {version}, this build reads up to {FORMAT_VERSION}")
    return FileHeader(**fields)


def padding_of(count: int) -> bytes:
    """The zeros after a payload of `count` bytes."""
    return bytes(padded(count) - count)


def pack_frame_header(header: FrameHeader) -> bytes:
    """The 192 bytes of a frame's header."""
    body = _FRAME.pack(FRAME_MAGIC, *header, b"")
    return body + _CHECKSUM.pack(crc32(body))


def unpack_frame_header(raw: bytes | memoryview) -> FrameHeader | None:
    """Read a frame's header; None when the bytes are none (wrong magic or checksum)."""
    body = raw[: _FRAME.size]
    if body[:4] != FRAME_MAGIC or len(raw) < FRAME_HEADER_BYTES:
        return None
    if _CHECKSUM.unpack_from(raw, _FRAME.size)[0] != crc32(body):
        return None
    return FrameHeader._make(_FRAME.unpack(body)[1:-1])
