"""A snapshot: the state after one command as a file beside the log, so that a start replays only
what came later.

It is never history, only a shortcut to it: one that is damaged, cut short, of another log, another
build or another layout of the state is not used. It is written only when both logs are durable up
to its places in them, so it evidences their sync.

| bytes | content |
|---|---|
| 0 | magic, the caption as one line of JSON, zeros, SHA-256 of all before it; 4096 bytes together |
| 4096 | index of the command log, index of the event log, as their sparse indexes pack them |
| | runs: (begin, end) in bytes of each part of the state in use, as little-endian 64-bit numbers |
| | the bytes of the state in each run; everywhere else it is zero |
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import asdict
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.compiler.jit import SOURCES
from engine.errors import SnapshotRefused
from engine.record.caption import CAPTION_BYTES, intact, seal, unseal
from engine.record.log.index import SparseIndex
from engine.record.log.scan import Anchor
from engine.record.storage import DRAFT_SUFFIX, Storage, StoredFile
from engine.rules.state import Capacity, StateArray, empty_state, recorded_capacity, state_hash

SNAPSHOT_VERSION = 1
MAGIC = b"CEAXSNAP\n"
BLOCK_BYTES = 64 * 1024  # the state is copied and written in whole blocks; one of zeros is left out
PREFIX = "snapshot-"
SEQUENCE_DIGITS = 19

Pieces = Iterator[bytes | memoryview]


class Caption(NamedTuple):
    """What a snapshot says of itself.

    `sequence` and `event_sequence` are the last numbers that the state knows.
    """

    venue: str
    build: str
    kernels: str
    layout: str
    capacity: dict[str, int]
    origin: str  # link of the command log's header
    epoch: int
    time_ns: int
    sequence: int
    event_sequence: int
    commands: Anchor
    events: Anchor
    index_bytes: tuple[int, int]
    runs: int
    content_bytes: int
    content_digest: str
    state_hash: str


class Snapshot(NamedTuple):
    """A snapshot read back: the state, and how to go on reading the logs."""

    caption: Caption
    state: StateArray
    commands_index: SparseIndex
    events_index: SparseIndex


def name_of(sequence: int) -> str:
    """Name of the snapshot after a command; names ascend with the numbers."""
    return f"{PREFIX}{sequence:0{SEQUENCE_DIGITS}d}"


def snapshot_names(storage: Storage) -> list[str]:
    """The snapshots in a folder, oldest first."""
    return [
        name
        for name in storage.names()
        if name.startswith(PREFIX) and name.removeprefix(PREFIX).isdigit()
    ]


def draft_names(storage: Storage) -> list[str]:
    """What interrupted writing has left."""
    return [
        name for name in storage.names() if name.startswith(PREFIX) and name.endswith(DRAFT_SUFFIX)
    ]


@cache
def layout_of(dtype: np.dtype[np.void]) -> str:
    """Fingerprint of a state's record: SHA-256 over names, types and places of all its fields."""
    return hashlib.sha256(f"{dtype.itemsize} {dtype.descr}".encode()).hexdigest()


def bytes_of(state: StateArray) -> NDArray[np.uint8]:
    """The state's own memory as bytes."""
    raw: NDArray[np.uint8] = state.view(np.uint8)
    return raw


def blocks_in_use(state: StateArray) -> NDArray[np.bool_]:
    """Of each block of the state's memory whether it holds anything but zeros."""
    raw = bytes_of(state).view(np.bool_)
    whole = len(raw) // BLOCK_BYTES
    used = np.zeros(-(-len(raw) // BLOCK_BYTES), np.bool_)
    raw[: whole * BLOCK_BYTES].reshape(whole, BLOCK_BYTES).any(axis=1, out=used[:whole])
    used[whole:] = raw[whole * BLOCK_BYTES :].any()
    return used


def runs_of(used: NDArray[np.bool_], size: int) -> NDArray[np.int64]:
    """(begin, end) in bytes of each row of neighbouring blocks in use; shape (runs, 2)."""
    bounded = np.concatenate(([False], used, [False]))
    edges = np.flatnonzero(bounded[1:] != bounded[:-1]).reshape(-1, 2).astype("<i8")
    result: NDArray[np.int64] = np.minimum(edges * BLOCK_BYTES, size)
    return result


def content_of(state: StateArray, runs: NDArray[np.int64], indexes: tuple[bytes, bytes]) -> Pieces:
    """Everything after the caption, piece by piece."""
    yield from indexes
    yield runs.tobytes()
    raw = bytes_of(state)
    for begin, end in runs.tolist():
        yield raw[begin:end].data


def digest_of_pieces(pieces: Pieces) -> tuple[int, str]:
    """Bytes and SHA-256 of pieces one after the other."""
    digest, size = hashlib.sha256(), 0
    for piece in pieces:
        digest.update(piece)
        size += len(piece)
    return size, digest.hexdigest()


def pack_caption(caption: Caption) -> bytes:
    """The first 4096 bytes of a snapshot."""
    fields: dict[str, Any] = {"format": SNAPSHOT_VERSION, **caption._asdict()}
    for log in ("commands", "events"):
        position, sequence, link = fields[log]
        fields[log] = [position, sequence, link.hex()]
    return seal(MAGIC, fields)


def unpack_caption(raw: bytes) -> Caption:
    """Read a snapshot's first 4096 bytes.

    Raises SnapshotRefused when they are none, damaged, or of another format.
    """
    fields = unseal(raw, MAGIC, "snapshot")
    if (version := fields.pop("format")) != SNAPSHOT_VERSION:
        raise SnapshotRefused(
            f"it has format {version}, this build reads format {SNAPSHOT_VERSION}"
        )
    for log in ("commands", "events"):
        position, sequence, link = fields[log]
        fields[log] = Anchor(position, sequence, bytes.fromhex(link))
    return Caption(**{**fields, "index_bytes": tuple(fields["index_bytes"])})


def load(file: StoredFile, caption: Caption) -> Snapshot:
    """Read the state of a snapshot whose caption was read before.

    Raises SnapshotRefused for another build or layout, and when content or state do not hash to
    what the caption says.
    """
    if caption.kernels != SOURCES:
        raise SnapshotRefused(
            f"it was made by other kernels ({caption.build}); only a whole replay shows that these"
            " decide alike"
        )
    state = empty_state(recorded_capacity(caption.capacity))
    if caption.layout != layout_of(state.dtype):
        raise SnapshotRefused("it holds another layout of the state")
    if file.size() != CAPTION_BYTES + caption.content_bytes:
        raise SnapshotRefused(
            f"it has {file.size()} bytes instead of {CAPTION_BYTES + caption.content_bytes}"
        )
    snapshot = _read_content(file, caption, state)
    if not intact(state_hash(state), caption.state_hash):
        raise SnapshotRefused("its state does not have the hash that was written")
    return snapshot


def _read_content(file: StoredFile, caption: Caption, state: StateArray) -> Snapshot:
    digest, position = hashlib.sha256(), CAPTION_BYTES

    def take(count: int) -> bytes:
        nonlocal position
        piece = file.read(position, count)
        position += len(piece)
        digest.update(piece)
        return piece

    commands_index, events_index = (take(count) for count in caption.index_bytes)
    runs = np.frombuffer(take(16 * caption.runs), "<i8").reshape(-1, 2)
    raw = bytes_of(state)
    for begin, end in runs.tolist():
        if not 0 <= begin < end <= len(raw):
            raise SnapshotRefused("its content is not what was written")
        piece = take(end - begin)
        raw[begin : begin + len(piece)] = np.frombuffer(piece, np.uint8)
    if not intact(digest.hexdigest(), caption.content_digest):
        raise SnapshotRefused("its content is not what was written")
    return Snapshot(
        caption, state, SparseIndex.unpacked(commands_index), SparseIndex.unpacked(events_index)
    )


def capacity_fields(capacity: Capacity) -> dict[str, int]:
    """A capacity as a caption states it."""
    return asdict(capacity)
