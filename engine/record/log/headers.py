"""Headers of frames as records: those in a block of the log are found and looked at together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.record.log.format import (
    ALIGNMENT,
    FRAME_HEADER_BYTES,
    FRAME_MAGIC,
    NUMBERED,
    PAYLOAD_MAX_BYTES,
    checksum_of,
    padded,
)
from engine.record.log.stored import Numbers

HEADER = np.dtype(
    [
        ("magic", "<u4"),
        ("kind", "<u2"),
        ("version", "<u2"),
        ("flags", "<u4"),
        ("record_bytes", "<u4"),
        ("first_sequence", "<i8"),
        ("records", "<u4"),
        ("payload_checksum", "<u4"),
        ("payload_bytes", "<i8"),
        ("position", "<i8"),
        ("synced_to", "<i8"),
        ("epoch", "<i8"),
        ("time_ns", "<i8"),
        ("last_command", "<i8"),
        ("payload_digest", "V32"),
        ("previous", "V32"),
        ("room", "V44"),
        ("checksum", "<u4"),
    ]
)
assert HEADER.itemsize == FRAME_HEADER_BYTES
CHECKED_BYTES = FRAME_HEADER_BYTES - 4  # of a header, by its checksum
_COMMANDS, _EVENTS = map(int, NUMBERED)
_MAGIC = int.from_bytes(FRAME_MAGIC, "little")
LARGE_BYTES = (
    16_384  # of a payload: stepping from frame to frame is quicker than looking everywhere
)
_SIZE_WORD = 4  # of a header: payload_bytes


def places_in(block: memoryview) -> tuple[Numbers, int]:
    """Where the whole frames of a block begin, by their headers, and where the last one ends."""
    words = np.frombuffer(block[: len(block) // ALIGNMENT * ALIGNMENT], "<i8")
    lines = words.reshape(-1, ALIGNMENT // words.itemsize)
    if not len(lines) or lines[0, _SIZE_WORD] > len(block):  # a block of one large frame's header
        return np.empty(0, np.int64), 0
    if lines[0, _SIZE_WORD] >= LARGE_BYTES:
        return _one_by_one(lines)
    # also where a payload has these bytes
    found = np.flatnonzero(lines[:, 0] & 0xFFFFFFFF == _MAGIC)
    sizes, begins = lines[found, _SIZE_WORD], found * ALIGNMENT
    ends = begins + FRAME_HEADER_BYTES + -(-sizes // ALIGNMENT) * ALIGNMENT
    whole = (sizes >= 0) & (sizes <= PAYLOAD_MAX_BYTES) & (ends <= len(block))
    begins, ends = begins[whole], ends[whole]
    if not (len(begins) and begins[0] == 0):
        return begins[:0], 0
    if (begins[1:] == ends[:-1]).all():
        return begins, int(ends[-1])
    return _reached(dict(zip(begins.tolist(), ends.tolist(), strict=True)))


def _one_by_one(lines: NDArray[np.int64]) -> tuple[Numbers, int]:
    """Frames that are large: each is looked for where the one before ends."""
    places, end, count = [], 0, len(lines)
    while end < count and lines[end, 0] & 0xFFFFFFFF == _MAGIC:
        size = int(lines[end, _SIZE_WORD])
        behind = end + (FRAME_HEADER_BYTES + padded(size)) // ALIGNMENT
        if not 0 <= size <= PAYLOAD_MAX_BYTES or behind > count:
            break
        places.append(end * ALIGNMENT)
        end = behind
    return np.array(places, np.int64), end * ALIGNMENT


def _reached(end_of: dict[int, int]) -> tuple[Numbers, int]:
    """Of what may be frames those that are, as each begins where the one before ends."""
    places, end = [], 0
    while end in end_of:
        places.append(end)
        end = end_of[end]
    return np.array(places, np.int64), end


def headers_at(block: memoryview, places: Numbers) -> NDArray[np.void]:
    """The headers of frames that begin at these places."""
    lines = np.frombuffer(block[: len(block) // ALIGNMENT * ALIGNMENT], f"V{ALIGNMENT}")
    rows = places[:, None] // ALIGNMENT + np.arange(FRAME_HEADER_BYTES // ALIGNMENT)
    return lines.take(rows).reshape(-1).view(HEADER)


def cut_up(raw: bytes) -> list[bytes]:
    """Headers one by one."""
    each = range(0, len(raw), FRAME_HEADER_BYTES)
    return [raw[begin : begin + FRAME_HEADER_BYTES] for begin in each]


def headers_intact(headers: NDArray[np.void], raw: list[bytes]) -> bool:
    """Whether headers are what was written, by their checksums."""
    wanted: list[int] = headers["checksum"].tolist()
    return [checksum_of(each[:CHECKED_BYTES]) for each in raw] == wanted


def are_numbered(headers: NDArray[np.void]) -> NDArray[np.bool_]:
    """Of each header whether its records count in the sequence."""
    kinds = headers["kind"]
    numbered: NDArray[np.bool_] = (kinds == _COMMANDS) | (kinds == _EVENTS)
    return numbered


def counted(header: np.void) -> int:
    """Records of a frame that count in the sequence."""
    return int(header["records"]) if header["kind"] in (_COMMANDS, _EVENTS) else 0


def follow_each_other(headers: NDArray[np.void], links: list[bytes | None]) -> bool:
    """Whether each header names the link before it; one that is not known is not asked for."""
    first = 0 if links[0] is not None else 1
    return (
        b"".join(each for each in links[first:-1] if each is not None)
        == headers["previous"][first:].tobytes()
    )
